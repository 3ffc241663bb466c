import type { Instant } from '../../calendar/span.ts';
import type { Field, LegalBasis, Opinion, Outcome, Purpose, Role, TransferMode, TransferStatus } from '../../vocabulary/vocabulary.ts';
import type { FileLine } from './files.ts';
import type { Action, Choice, DeskChrome, Form, Pagination, PartnerChrome, WayView } from './parts.ts';

/** What a body may correct of its own contact. */
export type OwnContactField = 'says' | 'name' | 'service' | 'email' | 'phone' | 'address';

/** The recipient's pages, reached by a personal link. Suggested addresses: `/t/:token`, `/t/:token/<page>`. */
export interface PartnerViews {
  'partner/link': PartnerLinkView;
  /** A contact of the directory, as whoever it is says whether it is right: by a campaign's link. */
  'partner/own-contact': {
    chrome: PartnerChrome;
    body: string;
    form: Form<OwnContactField>;
    /** The campaign asks no more. */
    ended: boolean;
    /** What was answered, and when. */
    answered?: Instant;
  };
  /** The entry of somebody's own body in the directory, and one contact of it. */
  'partner/own-contacts': {
    chrome: DeskChrome;
    bodies: {
      name: string;
      contacts: {
        name: string;
        place: string;
        service?: string;
        email?: string;
        phone?: string;
        address?: string;
        href: string;
        proposed?: Instant;
      }[];
    }[];
  };
  'partner/own-contact-form': {
    chrome: DeskChrome;
    body: string;
    name: string;
    backHref: string;
    form: Form<OwnContactField>;
    proposed?: Instant;
  };
  'partner/refuse': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'reason' | 'text'>;
    reasons: Choice[];
    /** A conflict of interest is said after a code only. */
    codeFirst: boolean;
    backHref: string;
  };
  'partner/known': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'number' | 'text'>;
    backHref: string;
  };
  'partner/extension': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'until' | 'text'>;
    /** After which day, and until which; absent where no time may be asked for. */
    room?: { after: string; until: string };
    backHref: string;
  };
  'partner/progress': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'visit' | 'text' | 'pieces'>;
    /** What files are taken. */
    limits: string;
    /** The visit that was said last. */
    visit?: Instant;
    backHref: string;
  };
  /** Of who is consulted. */
  'partner/opinion': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'opinion' | 'text'>;
    opinions: Opinion[];
    backHref: string;
  };
  /** Of who is asked to a concertation; `known`: the dates that others proposed, or that the desk set. */
  'partner/participate': {
    chrome: PartnerChrome;
    transfer: PartnerTransfer;
    form: Form<'dates' | 'others' | 'text'>;
    known: Choice[];
    backHref: string;
  };
  /** Who of the organisation follows the transfer. */
  'partner/holder': { chrome: PartnerChrome; transfer: PartnerTransfer; form: Form<'account'>; people: Choice[]; backHref: string };
  /** The people of an organisation; `until` is of whoever reads. */
  'partner/team': {
    chrome: DeskChrome;
    form: Form<'until'>;
    /** `href`, `standing`: for whoever keeps their accounts. */
    people: { name: string; awayUntil?: string; href?: string; standing?: string }[];
    /** Who keeps the accounts of the organisation, by name. */
    keepers: string[];
    /** Whoever reads keeps them. */
    inviteHref?: string;
    backHref: string;
  };
  'partner/invite': { chrome: DeskChrome; form: Form<'name' | 'email' | 'establishments'>; establishments: Choice[]; backHref: string };
  /** One account of a body, for whoever keeps them: what may be done with it. */
  'partner/member': {
    chrome: DeskChrome;
    name: string;
    email: string;
    standing: string;
    active: boolean;
    lastSeenOn?: string;
    close?: Action;
    invite?: Action;
    handOver?: Action;
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
    what:
      | 'ACKNOWLEDGED'
      | 'IN_CHARGE'
      | 'REFUSED'
      | 'TAKEN_BACK'
      | 'INFORMATION_REQUESTED'
      | 'EXTENSION_REQUESTED'
      | 'PROGRESS_SAID'
      | 'OUTCOME_GIVEN'
      | 'OPINION_GIVEN'
      | 'TAKES_PART';
    /** It had been said before, and nothing was written now. */
    already?: boolean;
    next: string;
    /** Where a refusal may still be taken back. */
    takeBackHref?: string;
    backHref?: string;
  };
  /** For accounts of an organisation: what was transferred to it; what is due first comes first. */
  'partner/list': {
    chrome: DeskChrome;
    tabs: { href: string; label: string; current: boolean }[];
    filters: Form<'reference' | 'danger' | 'lieu' | 'suivi'>;
    dangers: Choice[];
    holders: Choice[];
    searched: boolean;
    /** The agreement of the organisation does not stand: the list holds what it reads all the same. `since`: the day, in words. */
    shut?: { since: string; phone?: string };
    /** `gist`: how grave, in what kind of place, as far as it is disclosed; `grave` where it is said first. */
    rows: {
      href: string;
      reference: string;
      reason: string;
      gist: string;
      grave: boolean;
      orderedAt: Instant;
      /** Who of the organisation follows it. */
      holder?: string;
      what?: string;
      dueAt?: Instant;
      late: boolean;
      /** Due on the day that runs. */
      today: boolean;
    }[];
    exportHref: string;
    calendarHref: string;
    resultsHref: string;
    teamHref: string;
    empty: string;
    pagination: Pagination;
  };
  /** The limits of somebody's organisation in their own calendar. `feed`: of the secret address there is; `end` takes it away. */
  'partner/calendar': {
    chrome: DeskChrome;
    form: Form<never>;
    fileHref: string;
    feed?: { madeAt: Instant; lastReadOn?: string; end: Action };
  };
  /** The address, this once. */
  'partner/calendar-shown': { chrome: DeskChrome; address: string; backHref: string };
  /** The link no longer opens anything: expired, replaced, cancelled. Says nothing of the case. */
  'partner/ended': {
    chrome: PartnerChrome;
    why: 'EXPIRED' | 'REVOKED' | 'UNKNOWN' | 'ENDED' | 'SHUT';
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
  extensionHref?: string;
  progressHref?: string;
  /** Of who is consulted; `said`: given already. */
  opinion?: { href: string; said: boolean };
  /** Of who is asked to a concertation; `said`: it takes part already. */
  participate?: { href: string; said: boolean };
  /** When the concertation is held. */
  meeting?: Instant;
  /** Of an account: who follows it, null for nobody, and where that is said. */
  holder?: { name: string | null; href: string };
  /** When the recipient said that it visits the person. */
  visit?: Instant;
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
