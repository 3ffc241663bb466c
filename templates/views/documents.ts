import type { Instant } from '../../calendar/span.ts';
import type { FactChoices, FactField, OnCase, TaskLine, TransferLine } from './lines.ts';
import type { Action, Choice, DeskChrome, Form } from './parts.ts';

/** The document of a transfer: written, looked at, made; a letter; exercises. */
export interface DocumentViews {
  /** Fields: `modele`, and one per section, named as in `sections`. */
  'desk/document': OnCase & {
    transfer: TransferLine;
    form: Form<string>;
    models: Choice[];
    sections: { name: string; heading: string; ask: string; told: boolean }[];
    rules: string[];
    missing: MissingHeading[];
    /** What the transfer does not show: no heading asks for it. */
    withheld: string[];
    draftHref: string;
    draftKept: boolean;
    /** Versions made so far. */
    made: number;
    versionsHref?: string;
    /** Why the second reader sent it back. */
    note?: string;
    /** It waits for a second reading; writing takes it back. */
    reading?: { by: string; href: string };
    discard?: Action;
  };
  'desk/document-preview': OnCase & {
    transfer: TransferLine;
    /** What the document is called. */
    called: string;
    sections: { name: string; label: string; text: string }[];
    missing: MissingHeading[];
    closing?: string;
    /** Sends it back with a `note`; its errors are the page's. */
    form: Form<string>;
    pdfHref: string;
    editHref: string;
    version: number;
    consequences: string[];
    proposedBy?: string;
    /** It waits for somebody else than who looks at it. */
    own: boolean;
    sendsBack: boolean;
    make?: Action;
    ask?: Action;
  };
  'desk/document-versions': OnCase & {
    transfer: TransferLine;
    versions: {
      version: number;
      madeAt: Instant;
      madeBy: string;
      approvedBy?: string;
      fingerprint: string;
      href: string;
      /** The bytes kept are those whose fingerprint is in the journal. */
      intact: boolean;
      /** Number of its line in the journal. */
      entry?: number;
    }[];
    writeHref: string;
  };
  /** A letter to print; `joins` when a document goes with it. */
  'desk/letter': OnCase & {
    task: TaskLine;
    form: Form<'address' | 'subject' | 'body' | 'joined'>;
    to: 'AUTHOR' | 'BODY';
    /** Other bodies that this letter is also for, each with its own. */
    others: { name: string; href: string }[];
    joins: boolean;
    doneHref: string;
  };
  /** For coordinators: drills, and where their messages go. */
  'desk/exercises': {
    chrome: DeskChrome;
    form: Form<'situation' | 'narrative' | FactField>;
    situations: Choice[];
    choices: FactChoices;
    address: Form<'email'>;
    /** The address in use; absent: the messages of drills are not sent. */
    used?: string;
    drills: { href: string; reference: string; openedAt: Instant; place: string; ended: boolean }[];
    /** There are older ones. */
    more: boolean;
  };
}

interface MissingHeading {
  name: string;
  heading: string;
  ask: string;
}
