import type { Instant } from '../../calendar/span.ts';
import type { Action, Choice, DeskChrome, Form, Pagination } from './parts.ts';

/** The desk's own mailbox: what came in, and what was set aside. Suggested addresses: `/guichet/courriels`, `/guichet/courriels/:id`. */
export interface InboundViews {
  'desk/inbound': {
    chrome: DeskChrome;
    tabs: { href: string; label: string; current: boolean }[];
    /** How many nobody could sort for a minute. */
    waiting: number;
    waitingHref: string;
    types: Choice[];
    filters: Form<'type' | 'expediteur' | 'reference' | 'du' | 'au'>;
    /** The list is that of one address, which is not said again. */
    oneSender?: { clearHref: string };
    rows: {
      href: string;
      from: string;
      subject: string;
      excerpt: string;
      at: Instant;
      /** What it was sorted as, and what became of it. */
      verdict: string;
      status: string;
      reference?: { text: string; href: string };
    }[];
    pagination: Pagination;
    empty: { text: string; action?: { href: string; label: string } };
  };
  'desk/inbound-mail': {
    chrome: DeskChrome;
    backHref: string;
    subject: string;
    from: string;
    at: Instant;
    verdict: string;
    status: string;
    reasons: string[];
    /** Whether the sender is who the mail says, one line for each check. */
    checks: { label: string; text: string; doubt: boolean }[];
    /** Who of the desk made sure of the sender, and when; `takeBack` where it may be taken back. */
    confirmed?: { by: string; at: Instant; takeBack?: Action };
    /** Nothing proves the sender: a member of the desk may say that she made sure. */
    confirm?: Action;
    /** Absent where it says nothing, or once the content was erased. */
    text?: string;
    erased: boolean;
    attachments: { name: string; size: string }[];
    case?: { reference: string; href: string };
    decided?: { at: Instant; text: string };
    originalHref?: string;
    release?: Action & { title: string; label: string; consequences: string[] };
    discard?: Form<'reason'>;
    /** Into the case that an agent names. Absent of a mail that opened a case: cases are merged. */
    join?: Form<'dossier'>;
    /** Of a mail that joined a case: an alert of its own. */
    own?: Action;
    /** Where the case it opened is merged with another. */
    mergeHref?: string;
    reasonChoices: Choice[];
  };
}
