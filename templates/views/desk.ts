import type { Instant } from '../../calendar/span.ts';
import type {
  ContactKind,
  DeferralReason,
  Field as Disclosed,
  HoldReason,
  InformedParty,
  LegalBasis,
  NotRetainedReason,
  Purpose,
  Reach,
  Role,
  TaskKind,
  TransferMode,
  TransferStatus,
} from '../../vocabulary/vocabulary.ts';
import type { CaseView } from './case.ts';
import type { FileLine } from './files.ts';
import type { BegunLine, FindView, FindWordsView } from './find.ts';
import type { FactChoices, FactField, OnCase, PetitionView, ReporterField, SaidLine, TaskLine, TransferLine } from './lines.ts';
import type { Action, Choice, Chrome, DeskChrome, Form, Pagination } from './parts.ts';
import type { BulkCaseLine, ListColumn, ListFilter, QueueRow, ReliefView } from './queue.ts';
import type { OtherCase } from './situation.ts';

/** The desk's pages. Suggested addresses: `/guichet`, `/guichet/appels/:id`, `/guichet/dossiers/:reference/<page>`, `/guichet/comptes`… */
/** One of one's own open sessions. */
export interface OwnSession {
  /** "Firefox sur Windows". */
  browser: string;
  /** Whether it was opened from the line one looks from; absent where that was not kept. */
  sameLine?: boolean;
  openedAt?: Instant;
  /** The hour of its last use. */
  usedAt: Instant;
  /** Absent for the one the page is looked at with. */
  end?: Action;
}

export interface DeskViews {
  'desk/sign-in': {
    chrome: DeskChrome;
    form: Form<'email' | 'password'>;
    /** The session ended while something was being written: `form.hidden` carries it on. */
    expired: boolean;
    forgottenHref: string;
    /** Demonstration accounts, shown only there. */
    accounts: {
      who: string;
      email: string;
      password: string;
      department: string;
    }[];
  };
  'desk/totp': { chrome: DeskChrome; form: Form<'code'> };
  'desk/queues': QueuesView;
  'desk/save-view': { chrome: DeskChrome; form: Form<'nom' | 'partagee' | 'liste' | 'demande'>; backHref: string };
  /** One act on several cases: before it is done, what it will do with each; `done`: what it did. */
  'desk/bulk': {
    chrome: DeskChrome;
    title: string;
    done: boolean;
    cases: BulkCaseLine[];
    form: Form<'fait'>;
    /** The press that does it; absent where it would do nothing. */
    press?: string;
    /** To whom tasks are given; absent for other acts. */
    people?: { action: string; chosen: string; choices: Choice[]; carried: { name: string; value: string }[] };
    /** Takes the act back, where it can be. */
    undo?: { href: string; label: string };
    backHref: string;
  };
  'desk/relief': ReliefView;
  /** What was taken over in the last month, by pages. */
  'desk/reliefs': {
    chrome: DeskChrome;
    rows: { who: string; at: Instant; note: string; taken?: { who: string; at: Instant } }[];
    previous?: string;
    next?: string;
  };
  /** What a list asks again: its lines, and how many there are in each. No frame around it. */
  'desk/queue-live': Omit<QueuesView, 'chrome' | 'filters' | 'choosable' | 'newCallHref' | 'people' | 'partners' | 'more' | 'views'> & {
    chrome: Chrome;
  };
  /** What cannot wait, for the top of every page. No frame around it. */
  'desk/urgent': { chrome: Chrome; deskHref: string; ringing: number; duty: number; count: number };
  'desk/call': CallView;
  /** To print before a day without network. */
  'desk/call-sheet': { chrome: DeskChrome } & Pick<CallView, 'emergencies' | 'next'>;
  /** What the agent kept of a contact that ends without a case: advice, information, orientation. */
  'desk/call-ended': {
    chrome: DeskChrome;
    contactKind: Exclude<ContactKind, 'ALERT'>;
    reference: string;
    newCallHref: string;
  };
  'desk/qualify': QualifyView;
  'desk/preview': PreviewView;
  'desk/case': CaseView;
  'desk/text': OnCase & {
    form: Form<'text'>;
    herself: boolean;
    hard: string[];
    soft: string[];
    versions: { version: number; at: Instant; who: string; text: string }[];
  };
  'desk/add-transfer': OnCase & {
    form: Form<'role' | 'organisation' | 'mode' | 'purpose' | 'policy' | 'discloses' | 'legalBasis' | 'questions'>;
    organisations: Choice[];
    policies: Choice[];
  };
  'desk/replace-link': OnCase & { form: Form<'reason'>; transfer: TransferLine; consequences: string[] };
  'desk/cancel-transfer': OnCase & {
    transfer: TransferLine;
    form: Form<'reason'>;
    consequences: string[];
  };
  /** A file as it came, for police and justice. `names`: the author that it names, in words. */
  'desk/original': OnCase & {
    transfer: TransferLine;
    form: Form<'reason' | 'sure'>;
    file: FileLine;
    beyond: string[];
    hidesAuthor: boolean;
    names: string[];
  };
  /** `until`: when it can be taken back no more; absent: it cannot. */
  'desk/take-back': OnCase & { transfer: TransferLine; form: Form<never>; until?: Instant; consequences: string[] };
  'desk/give-information': OnCase & {
    transfer: TransferLine;
    form: Form<'text'>;
    asked?: string;
  };
  /** The answer of an entrusted enquiry is not accepted. */
  /** `room`: after which day, and until which, more time may be given; absent where none may. `asked`: what the recipient asks. */
  'desk/extension': OnCase & {
    transfer: TransferLine;
    form: Form<'decision' | 'until' | 'text'>;
    room?: { after: string; until: string };
    asked?: { until: Instant; text?: string };
  };
  'desk/challenge': OnCase & { transfer: TransferLine; form: Form<'text'>; answered?: string };
  /** An answer that came by telephone or letter. */
  'desk/record-answer': OnCase & {
    transfer: TransferLine;
    form: Form<'answer' | 'refusal' | 'outcome' | 'opinion' | 'dates' | 'saidAt' | 'text'>;
    mode: TransferMode;
    answers: Choice[];
  };
  /** When the concertation is held. `proposed`: the dates that suit somebody, the best first. */
  'desk/meeting': OnCase & {
    form: Form<'date' | 'when' | 'text'>;
    proposed: Choice[];
    taking: string[];
    /** Who has not said yet. */
    silent: string[];
    /** As it is set. */
    meeting?: Instant;
  };
  /** The dialogue with one author. `code` is shown once it was asked for; `giveCode` asks for it, where the door could not show it. */
  'desk/author': OnCase & {
    channel: string;
    receivedAt: Instant;
    safe: string[];
    told: string;
    said: SaidLine[];
    form: Form<'text'>;
    /** Why nothing can be written; the form is then not shown. */
    refused: string[];
    code?: string;
    giveCode?: Action;
  };
  'desk/begun': { chrome: Chrome; lines: BegunLine[] };
  'desk/find': FindView;
  'desk/find-words': FindWordsView;
  'desk/task': OnCase & {
    task: TaskLine;
    form: Form<'reached' | 'text' | 'postedOn' | 'registered' | 'pieces'>;
    asksReached: boolean;
    /** Something to post: where the letter is printed, and the proof of its deposit. */
    post?: { letterHref: string; limits: string };
  };
  'desk/result': OnCase & {
    form: Form<'conclusion' | 'evidence' | 'risk' | 'wishes' | 'safer' | 'refusedByPerson' | 'text'>;
  };
  'desk/close': OnCase & {
    form: Form<never>;
    blockers: { text: string; href?: string }[];
    consequences: string[];
    /** Open tasks that closing drops, and those it does not: an alert or the person still asks for them. */
    dropped: TaskLine[];
    stay: TaskLine[];
  };
  'desk/not-retained': OnCase & {
    form: Form<'reason' | 'text'>;
    reasons: NotRetainedReason[];
    consequences: string[];
  };
  'desk/reopen': OnCase & { form: Form<'text'>; consequences: string[] };
  'desk/hold': OnCase & { form: Form<'why' | 'until' | 'text'>; held?: { why: HoldReason; until: Instant }; lift?: Action };
  'desk/informing': OnCase & {
    form: Form<'whom' | 'done' | 'day' | 'why' | 'text'>;
    /** What was said of it until now. */
    noted: { whom: InformedParty; on?: Instant; until?: Instant; why?: DeferralReason }[];
  };
  'desk/step-back': OnCase & { form: Form<'text'>; consequences: string[] };
  /** Anything of a case that is a list: each line has a cell a column, words or a moment. */
  'desk/case-lines': OnCase & {
    title: string;
    lead?: string;
    columns: readonly string[];
    lines: { label: string; text?: string; at?: Instant; href?: string }[][];
    none: string;
  };
  'desk/accounts': {
    chrome: DeskChrome;
    accounts: AccountLine[];
    newHref: string;
    /** For whoever keeps the API keys. */
    keysHref?: string;
    tracesHref?: string;
    retentionHref?: string;
  };
  'desk/account': {
    chrome: DeskChrome;
    form: Form<'name' | 'email' | 'kind' | 'organisation' | 'establishments' | 'ties'>;
    kinds: Choice[];
    organisations: Choice[];
    /** Those that an institution's account may also declare for. */
    establishments: Choice[];
    backHref: string;
    /** Absent for a new account. */
    existing?: {
      name: string;
      active: boolean;
      lastSeenOn?: string;
      suspend: Action;
      /** Where what somebody suspended leaves is listed. */
      leftHref?: string;
      /** Sends the holder a link by which a password is chosen. */
      sendLink: Action;
      /** Where there is a second factor, and its holder has lost it. */
      removeFactor?: Action;
    };
  };
  /** What was done with accounts and keys, and read: by account, and what was unusual. */
  'desk/traces': {
    chrome: DeskChrome;
    action: string;
    accounts: { value: string; label: string; chosen: boolean }[];
    manyCases: number;
    /** The usual hours, local. */
    from: number;
    until: number;
    unusual: { name: string; href: string; day: string; cases: number; outside: number }[];
    chosen?: {
      name: string;
      /** `line`: 1, 2…, equal where the line is one. */
      traces: { at: Instant; what: string; by: string; about?: string; line?: number }[];
      readings: { at: Instant; reference: string; href: string }[];
    };
  };
  /** What somebody who left had in hand: each for others again, or to be given to somebody. */
  /** What the desk lacks, the graver first; `mend`: where it is mended. */
  'desk/first-steps': { chrome: DeskChrome; lacks: { what: string; remedy: string; mend?: { href: string; label: string } }[] };
  'desk/left': {
    chrome: DeskChrome;
    name: string;
    active: boolean;
    accountsHref: string;
    backHref: string;
    dutyHref?: string;
    duty: { starts: Instant; ends: Instant; standIn: boolean }[];
    /** Tasks still in hand, in cases that whoever looks may see; `href` for whoever may open them. */
    /** In cases that whoever looks may open; `held`: not let go yet. */
    tasks: { reference: string; href: string; held: boolean }[];
    /** For whoever opens no case. */
    hiddenTasks: number;
    calls: number;
    changes: number;
    changesHref?: string;
  };
  'desk/forgotten': { chrome: DeskChrome; form: Form<'email'>; backHref: string };
  /** `account` absent: the link serves no more. */
  'desk/choose-password': {
    chrome: DeskChrome;
    form: Form<'newPassword'>;
    shortest: number;
    forgottenHref: string;
    account?: { email: string; invited: boolean };
  };
  'desk/digest': { chrome: DeskChrome; form: Form<'quand' | 'heure'>; email: string; hours: Choice[]; accountHref: string };
  'desk/own-account': {
    chrome: DeskChrome;
    /** Where somebody of the desk chooses what is told by mail. */
    digestHref?: string;
    name: string;
    email: string;
    kind: string;
    /** How many characters a password has at least. */
    shortest: number;
    form: Form<'password' | 'newPassword'>;
    /** `needed`: in production, nothing else opens without it. */
    secondFactor: { on: boolean; href: string; needed: boolean; demonstration: boolean };
    /** The first is the one the page is looked at with. */
    sessions: OwnSession[];
    signOutOthers: Action;
    signOutEverywhere: Action;
  };
  /** `offered` when the second factor is being added; else it is being taken away. */
  'desk/own-factor': {
    chrome: DeskChrome;
    form: Form<'password' | 'code'>;
    offered?: { secret: string; address: string };
    /** Nothing else opens before it is added. */
    forced: boolean;
    backHref: string;
  };
  'desk/duty': {
    chrome: DeskChrome;
    now?: DutyLine;
    shifts: DutyLine[];
    form?: Form<'from' | 'until' | 'person' | 'phone' | 'standIn' | 'standInPhone'>;
    /** The number called where nobody is left who may act; null where none was given. */
    lastResort: string | null;
    number?: Form<'number'>;
    people: Choice[];
    holes: { from: Instant; until: Instant }[];
    /** Lines that did not answer their test. */
    missed: { name: string; phone: string; calledAt: Instant; href?: string; takenBy?: string }[];
    /** The weekly pattern, which fills the roster a year ahead. */
    weeks: { times: string; days: string; person: string; phone: string; standIn: boolean; unable: boolean; stop?: Action }[];
    /** Exchanges that wait: one may accept or leave what concerns oneself. */
    swaps: { giver: string; asked: string; given: DutySpan; wanted: DutySpan; accept?: Action; drop?: Action }[];
  };
  'desk/duty-week': {
    chrome: DeskChrome;
    form: Form<'days' | 'opens' | 'closes' | 'person' | 'phone' | 'level' | 'first' | 'last'>;
    days: Choice[];
    levels: Choice[];
    people: Choice[];
    backHref: string;
  };
  'desk/duty-absence': {
    chrome: DeskChrome;
    form: Form<'away' | 'first' | 'last' | 'person' | 'phone'>;
    people: Choice[];
    backHref: string;
  };
  'desk/duty-replace': { chrome: DeskChrome; line: DutySpan; person: string; form: Form<'person' | 'phone'>; people: Choice[]; backHref: string };
  'desk/duty-swap': { chrome: DeskChrome; line: DutySpan; form: Form<'wanted'>; lines: Choice[]; backHref: string };
  'desk/duty-test': {
    chrome: DeskChrome;
    person: string;
    phone: string;
    calledAt: Instant;
    dueAt: Instant;
    takenBy?: string;
    take?: Action;
    form: Form<'found'>;
    findings: Choice[];
    backHref: string;
  };
  'desk/protocol': ProtocolView;
  'desk/mailbox': {
    chrome: DeskChrome;
    mails: {
      href: string;
      to: string;
      subject: string;
      at: Instant;
      read: boolean;
    }[];
    pagination: Pagination;
    search: string;
  };
  'desk/mail': {
    chrome: DeskChrome;
    from: string;
    to: string;
    subject: string;
    at: Instant;
    text: string;
    messageId: string;
    backHref: string;
  };
}

export interface QueuesView {
  chrome: DeskChrome;
  title: string;
  /** How many notes of colleagues who left wait to be taken over. */
  reliefs?: number;
  /** Of the tasks left to whoever took over, how many could not be: still one's own, or given back and taken by nobody yet. */
  notTakenOver?: { held: number; heldHref: string; free: number; freeHref: string };
  /** How many things the desk lacks, for whoever mends them. */
  lacks?: { count: number; href: string };
  /** How much was at its term last night, for whoever asks the Archives. */
  atTerm?: { count: number; href: string };
  /** Case studies whose answer changed since it was read. */
  studies?: { count: number; href: string };
  /** The list whose last night failed. */
  destructionFailedHref?: string;
  queues: { href: string; label: string; count: number; current: boolean }[];
  rows: QueueRow[];
  columns: {
    key: 'reason' | ListColumn;
    /** Orders by it; absent where no index does. */
    href?: string;
    sorted?: 'ascending' | 'descending';
  }[];
  filters: Form<ListFilter | 'colonnes'>;
  /** The columns it may have. */
  choosable: ListColumn[];
  /** Whose tasks, and recipients, the list can be narrowed to. */
  people: Choice[];
  partners: Choice[];
  /** One of the filters that are folded away is in use. */
  more: boolean;
  /** It is a list of cases, whatever their state. */
  states?: true;
  /** Lists kept under a name. */
  views: { href: string; label: string; current: boolean }[];
  /** Keeps this one, where it is narrowed, ordered, or has its own columns. */
  saveHref?: string;
  /** Drops the one that is shown, for whoever kept it. */
  drop?: Action;
  /** Its lines as a table to keep. */
  tableHref?: string;
  /** Whether its lines name people, and where they do not, or do. */
  named: { shown: boolean; href: string };
  pagination: Pagination;
  /** What to do when there is nothing. */
  empty: { text: string; action?: { href: string; label: string } };
  newCallHref: string;
  /** Address answering the table alone, asked again every minute when JavaScript is there. */
  refreshHref?: string;
}

export interface CallView {
  chrome: DeskChrome;
  form: Form<'notes' | 'calledAt' | 'contactKind' | 'answer' | 'pieces' | ReporterField | FactField>;
  /** Calls that colleagues began and do not write any more. */
  begun: { who: string; hour: Instant; take: Action }[];
  sheetHref: string;
  /** Kept with the notes so far. */
  files: FileLine[];
  limits: string;
  choices: FactChoices;
  /** Where the notes are kept as they are typed; the answer replaces `#brouillon`. */
  draftHref: string;
  /** Rounded to the hour, by design: nothing lets anyone know how long a call lasted. */
  draftKept: boolean;
  /** Forgets a draft found again. */
  discard?: Action;
  /** What happens next, to be read aloud. */
  next: string[];
  /** `short`: in the bar that stays in sight. */
  emergencies: { phone: string; label: string; short: string }[];
  /** Calls that a telephone system announced and nobody has taken. */
  ringing: { caller: string; take: Action }[];
}

export interface QualifyView extends OnCase {
  form: Form<FactField | 'reporterLink' | 'legalBasis' | 'victimConsent' | 'victimInformed' | 'authorAgreed' | 'toTell'>;
  /** The code to be said to whoever is still on the line. */
  code?: string;
  /** Cases that may be about the same situation: `join` makes this alert one of theirs, `apart` says that it is not. */
  alike?: (OtherCase & { reasons: string[]; join?: Action; apart: Action })[];
  /** The person concerned alerted herself, and must not be recognised. */
  herself: boolean;
  choices: FactChoices;
  /** What was heard or written, one block per alert. */
  alerts: { label: string; at: Instant; text: string }[];
  notRetainedHref: string;
}

export interface PreviewView extends OnCase {
  /** Where the facts are, when the commune is missing or another department's: said first. */
  place: string[];
  /** That the person is a child, or that nobody knows how old she is: said first too. */
  age: string[];
  recipients: PreviewRecipient[];
  /** Who has it already and whom the protocol no longer asks: each may be let go, none is unless ticked. */
  endings: PreviewEnding[];
  /** What was still to leave, and no longer will. */
  dropped: string[];
  tasks: { task: TaskKind; to: string; dueAt: Instant; sayable: string }[];
  gaps: { role: Role; why: string }[];
  excluded: { organisation: string; why: string }[];
  /** Who is implicated, and whom each sets aside. */
  parties: { who: string; says: string }[];
  /** What is doubtful in law, in sentences: it holds nothing back. */
  doubts: string[];
  /** The récit à transmettre as recipients will read it; `held` says what confirming makes of one that tells who the author is. */
  text: { text: string; hard: string[]; soft: string[]; unchanged: boolean; held?: string };
  form: Form<never>;
  editHref: string;
  protocol: { title: string; href: string };
}

export interface PreviewEnding {
  /** What the box says when it is ticked: the transfer, and its status as it is shown. */
  value: string;
  organisation: string;
  purpose: Purpose;
  status: TransferStatus;
  /** What the recipient will read. */
  why: string;
}

export interface PreviewRecipient {
  role: Role;
  organisation?: string;
  contact?: string;
  mode: TransferMode;
  purpose: Purpose;
  because: { id: string; text: string; legalBasis?: LegalBasis }[];
  legalBasis: LegalBasis[];
  discloses: Disclosed[];
  withheld: Disclosed[];
  /** "par courriel, puis par téléphone". */
  channels: string;
  /** Nobody ever checked its electronic address: where the directory says so, and notes that somebody did. */
  unverifiedHref?: string;
  /** Each limit before it, the hand-over first (`SENT`): as it runs once confirmed, or as foreseen. */
  deadlines: { reach: 'SENT' | Reach; dueAt: Instant; state: 'running' | 'projected' }[];
  petition?: PetitionView;
  /** Already transferred. */
  already: boolean;
  /** Told once confirmed: of the transfer, or, already transferred, of what changes. */
  toldNow: boolean;
}

export interface AccountLine {
  href: string;
  name: string;
  email: string;
  kind: string;
  organisation?: string;
  active: boolean;
  /** ISO date; never an hour. */
  lastSeenOn?: string;
}

export interface DutySpan {
  from: Instant;
  until: Instant;
}

export interface DutyLine extends DutySpan {
  person: string;
  phone: string;
  /** The account is suspended, or is no longer the desk's: nobody is called there. */
  unable?: boolean;
  standIn?: string;
  standInPhone?: string;
  standInUnable?: boolean;
  /** Who is called where the first may not act. */
  next?: { person: string; phone: string };
  remove?: Action;
  /** Where somebody else is put in its place; whose line it is, where it is exchanged. */
  replaceHref?: string;
  swapHref?: string;
}

/** `sentences` are written from the data; the identifier stays visible beside them. */
export interface ProtocolView {
  chrome: DeskChrome;
  title: string;
  version: string;
  publishedAt: Instant;
  intake: string[];
  chapters: {
    title: string;
    rules: {
      id: string;
      when: string;
      effect: string;
      because: string;
      legalBasis?: LegalBasis;
    }[];
  }[];
  otherwise: string;
  inConflict: string;
  policies: { id: string; title: string; sentences: string[] }[];
  steps: { id: string; sentence: string }[];
  closing: string;
  /** What the desk itself does, and by when. */
  desk: string[];
  /** What is proved of it. */
  proofHref: string;
  /** Every version, and which cases follow each. */
  versionsHref: string;
  /** For coordinators: where it is written. */
  writeHref?: string;
}
