import type { Instant } from '../../calendar/span.ts';
import type { Field, LegalBasis, Outcome, Purpose, Role, TransferMode, TransferStatus } from '../../vocabulary/vocabulary.ts';
import type { FileLine } from './files.ts';
import type { Action, Choice, DeskChrome, Form, Pagination, PartnerChrome, WayView } from './parts.ts';

/** The recipient's pages, reached by a personal link. Suggested addresses: `/t/:token`, `/t/:token/<page>`. */
export interface PartnerViews {
  'partner/link': PartnerLinkView;
  'partner/refuse': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'reason' | 'text'>;
    reasons: Choice[];
    backHref: string;
  };
  'partner/known': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'number' | 'text'>;
    backHref: string;
  };
  'partner/ask': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'text'>;
    backHref: string;
  };
  'partner/outcome': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'outcome' | 'text'>;
    outcomes: Outcome[];
    backHref: string;
  };
  /** Questions of an entrusted enquiry, each with its answer. */
  'partner/enquiry': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    questions: { name: string; label: string }[];
    form: Form<string>;
    outcomes: Outcome[];
    backHref: string;
  };
  /** Ask for the one-time code, then type it. `sentTo` is masked ("c…@exemple.fr"); absent before sending. */
  'partner/code': {
    chrome: PartnerChrome;
    /** What one goes on to. */
    title: string;
    transfer: PartnerTransfer;
    form: Form<'code'>;
    send: Action;
    sentTo?: string;
    sentAt?: Instant;
    backHref: string;
  };
  'partner/content': ToldView & {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    /** Which version this is, and since when it may be read. */
    version: number;
    since: Instant;
    /** Shown in place of the text of `ATTACHMENTS`, when there are some. */
    files: FileLine[];
    /** Files as they came, for police and justice. */
    originals: FileLine[];
    /** Of an entrusted enquiry. */
    enquiry?: { questions: string[]; waits: boolean; href: string };
    /** As a PDF; without `version`, composed of the sections above. `fingerprint`: SHA-256 of the file. */
    document: { href: string; fingerprint: string; version?: number; madeAt?: Instant };
    backHref: string;
    until: Instant;
  };
  'partner/done': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    what: 'ACKNOWLEDGED' | 'IN_CHARGE' | 'REFUSED' | 'TAKEN_BACK' | 'INFORMATION_REQUESTED' | 'OUTCOME_GIVEN';
    next: string;
    /** Where a refusal may still be taken back. */
    takeBackHref?: string;
    backHref?: string;
  };
  /** For accounts of an organisation: what was transferred to it, newest first. */
  'partner/list': {
    chrome: DeskChrome;
    rows: { href: string; reference: string; reason: string; orderedAt: Instant; what?: string; dueAt?: Instant; late: boolean }[];
    pagination: Pagination;
  };
  /** The link no longer opens anything: expired, replaced, cancelled. Says nothing of the case. */
  'partner/ended': {
    chrome: PartnerChrome;
    why: 'EXPIRED' | 'REVOKED' | 'UNKNOWN' | 'ENDED';
  };
}

/** What a recipient was told. */
export interface ToldView {
  /** Said before everything else. */
  first: string[];
  /** What the transfer discloses, in the order of `Field`. */
  sections: { field: Field; label: string; text: string }[];
  /** What it does not disclose, said so that nobody takes silence for absence. */
  withheld: string[];
  /** What came since, with its date. */
  additions: { title: string; text: string }[];
}

/** What may be said of a transfer before any code: no name, no narrative. */
export interface PartnerTransfer {
  reference: string;
  role: Role;
  organisation: string;
  mode: TransferMode;
  purpose: Purpose;
  status: TransferStatus;
  sentAt?: Instant;
  /** One sentence: what is asked of the recipient. */
  asked: string;
  because: string[];
  legalBasis: LegalBasis[];
  next?: { what: string; dueAt: Instant; late: boolean };
}

export interface PartnerLinkView {
  chrome: PartnerChrome;
  transfer: PartnerTransfer;
  /** What a button of the page was refused for. */
  form: Pick<Form<never>, 'errors'>;
  way: WayView;
  /** Which answers are still open, as buttons or links. */
  acknowledge?: Action;
  refuseHref?: string;
  askHref?: string;
  /** Taking charge and giving an outcome ask for the code first. */
  codeFirst: boolean;
  charge?: Action;
  outcomeHref?: string;
  /** Absent once the transfer has ended. */
  contentHref?: string;
  /** The refusal may be taken back, until then. */
  takeBack?: { button: Action; until: Instant };
  /** Why it has, where nobody is asked in the recipient's place. */
  why?: string;
}
