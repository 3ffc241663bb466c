import type { Instant } from '../calendar/span.ts';
import type { Form } from './views.ts';
import type { OnCase } from './views-desk.ts';

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
  /** What the antivirus leaves to be said. */
  warning?: string;
}

export interface FileViews {
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
