import type { Instant } from '../../calendar/span.ts';
import type { CaseState, Relation } from '../../cases/model/state.ts';
import type { Danger } from '../../vocabulary/vocabulary.ts';
import type { OnCase } from './lines.ts';
import type { Action, Choice, Form } from './parts.ts';

/** Another case, as a line: codes only, never what was said in it. */
export interface OtherCase {
  reference: string;
  href: string;
  status: CaseState['status'];
  openedAt: Instant;
  danger?: Danger;
  /** Place and commune, in words. */
  where: string;
}

export interface SituationViews {
  'desk/situation': OnCase & {
    /** Set when this case is merged into another. */
    mergedInto?: { reference: string; href: string };
    linked: (OtherCase & { relation: Relation; separate: Action })[];
    proposed: (OtherCase & { reasons: string[]; act: Action })[];
    /** Another case, by its reference. */
    link: Form<'other' | 'act'>;
    acts: Choice[];
    /** Why this case cannot go on in another, where it cannot. */
    mergeRefused: string[];
    situation: Form<'repetition' | 'reprisals' | 'text'>;
  };
  /** A step ordered by hand: an appointment, a second opinion, a meeting. */
  'desk/order-step': OnCase & {
    form: Form<'task' | 'when' | 'takenBy' | 'text' | 'agreed'>;
    /** Moments that suit the desk, and the author where hours were given. */
    proposed: string[];
    steps: Choice[];
    people: Choice[];
    /** Where a centre is consulted instead: a transmission of its own. */
    almaHref: string;
    /** What must be in view before a moment is chosen: safe hours, what may be left on a machine. */
    warnings: string[];
  };
}
