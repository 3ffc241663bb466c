import type { Instant } from '../../calendar/span.ts';
import type { Action, Choice, DeskChrome, Form } from './parts.ts';
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

export type WordsField = 'mots' | 'du' | 'au' | 'commune' | 'etablissement' | 'partenaire';

/** Words of what was said, sought in cases narrowed first. */
export interface FindWordsView {
  chrome: DeskChrome;
  form: Form<WordsField>;
  establishments: Choice[];
  partners: Choice[];
  findHref: string;
  /** Absent before anything was looked for. */
  found?:
    | {
        cases: (FoundCaseLine & { excerpt: { before: string; hit: string; after: string } })[];
        more: boolean;
        /** How far the search went. */
        says: string;
        /** All that was asked for was opened: where nothing was found, nothing is there. */
        isWhole: boolean;
      }
    /** It goes on: how far it is, and what stops it. */
    | { goesOn: string; stop: Action }
    /** There is no answer, and why. */
    | { stopped: string };
}

export interface FindView {
  chrome: DeskChrome;
  form: Form<'texte'>;
  /** Where words of what was said are looked for. */
  wordsHref: string;
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
