import type { Instant } from '../../calendar/span.ts';
import type { FactChoices, FactField, OnCase, ReporterField } from './lines.ts';
import type { Action, DeskChrome, Form } from './parts.ts';

/** A file that somebody sent, as it is listed. */
export interface FileLine {
  id: string;
  name: string;
  /** What it is, in French, and its size: "Photo", "1,2 Mo". */
  kind: string;
  size: string;
  /** Absent when it is given to nobody; `warning` then says why. */
  href?: string;
  /** Opens in a tab of its own; otherwise it is downloaded. */
  shown: boolean;
  /** A recording: played in the page. */
  audio?: boolean;
  /** A page to listen and write, for the desk. */
  listenHref?: string;
  /** Joins it to what recipients read: it came after. */
  join?: Action;
  /** What the antivirus leaves to be said. */
  warning?: string;
}

export type ReceivedLetterField = 'receivedOn' | 'pieces' | 'notes' | 'joinTo' | 'another' | ReporterField | FactField;

export interface FileViews {
  /** Letters that an agent began to key in. */
  'desk/received-letters': { chrome: DeskChrome; newHref: string; drafts: { href: string; label: string; at: Instant }[] };
  'desk/received-letter': {
    chrome: DeskChrome;
    form: Form<ReceivedLetterField>;
    choices: FactChoices;
    files: FileLine[];
    limits: string;
    draftHref: string;
    draftKept: boolean;
    discard?: Action;
    listHref: string;
  };
  'desk/files': OnCase & { form: Form<'pieces'>; limits: string };
  /** Listening to a message while writing; qualifying follows from there. */
  'desk/listen': OnCase & {
    file: FileLine;
    from: string;
    at: Instant;
    form: Form<'text'>;
    draftHref: string;
    draftKept: boolean;
    qualifyHref?: string;
  };
}
