import type { Instant } from '../../calendar/span.ts';
import type { DeskChrome, Form } from './parts.ts';
import type { QueueRow } from './queue.ts';

/** A case that was found: why, and who it is about where the alert said. */
export interface FoundCaseLine extends QueueRow {
  why: string;
  victim?: string;
}

/** Something whose own page or list what was typed leads to. */
export interface FoundPlace {
  label: string;
  why: string;
  href: string;
}

/** What is being typed begins: a case by its reference, with when it was opened, or a place. */
export interface BegunLine extends FoundPlace {
  openedAt: Instant | null;
}

export interface FindView {
  chrome: DeskChrome;
  form: Form<'texte'>;
  /** Absent before anything was looked for. */
  found?: {
    cases: FoundCaseLine[];
    /** There may be more than are shown. */
    more: boolean;
    places: FoundPlace[];
    /** Advice or information that opened no case, by its reference. */
    contact?: { reference: string; kind: string; channel: string; at: Instant };
  };
}
