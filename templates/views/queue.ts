import type { Instant } from '../../calendar/span.ts';
import type { CaseState } from '../../cases/model/state.ts';
import type { Danger } from '../../vocabulary/vocabulary.ts';

/** What a case waits for, in words: "Relancer : ARS", since when, by when. */
export interface AwaitedTask {
  reason: string;
  /** Since when the recipient it is about has not answered. */
  silence?: string;
  since?: Instant;
  dueAt?: Instant;
  late: boolean;
  /** It is due before the day ends. */
  today?: true;
  takenBy?: string;
}

/** One line of a queue: the reason it is there, in words, comes first; what else the case waits for stands inside. */
export interface QueueRow extends AwaitedTask {
  /** Its own on the page, and the same from one refreshing to the next. */
  id: string;
  href: string;
  reference: string;
  also?: AwaitedTask[];
  /** Absent for a call not yet ended: nobody has said. */
  danger?: Danger;
  place: string;
  commune?: string;
  establishment?: string;
  /** How the first alert came. */
  channel?: string;
  openedAt: Instant;
  status: CaseState['status'];
}
