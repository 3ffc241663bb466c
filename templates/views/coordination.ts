import type { Instant } from '../../calendar/span.ts';
import type { Action, Choice, DeskChrome, Form } from './parts.ts';

/** Whether a key works: SOON when it ends within the month. */
export type KeyState = 'VALID' | 'SOON' | 'EXPIRED' | 'REVOKED';

/** A key as it is listed: never its text. Days are ISO dates; never an hour. */
export interface KeyLine {
  label: string;
  prefix: string;
  kind: string;
  organisation?: string;
  scopes: string[];
  state: KeyState;
  /** Absent for a key made before keys had an end. */
  expiresOn?: string;
  lastUsedOn?: string;
  revokedOn?: string;
}

export interface ApiKeyViews {
  'desk/api-keys': {
    chrome: DeskChrome;
    keys: (KeyLine & { href: string })[];
    newHref: string;
    backHref: string;
  };
  'desk/api-key-new': {
    chrome: DeskChrome;
    form: Form<'label' | 'kind' | 'organisation' | 'establishments' | 'scopes' | 'expiresOn'>;
    kinds: Choice[];
    scopes: Choice[];
    organisations: Choice[];
    establishments: Choice[];
    longestYears: number;
    backHref: string;
  };
  /** Shown once, when the key was made. */
  'desk/api-key-shown': { chrome: DeskChrome; label: string; key: string; expiresOn: string; backHref: string };
  'desk/api-key': {
    chrome: DeskChrome;
    shown: KeyLine & { createdOn: string; establishments: string[] };
    /** Absent once it is revoked. */
    revoke?: Action;
    backHref: string;
  };
}

/** The machine of a body that is called. */
interface MachineHead {
  chrome: DeskChrome;
  backHref: string;
  body: string;
  /** Of the contact. */
  name: string;
  url: string;
}

export interface EndpointViews {
  'desk/endpoint': MachineHead & {
    state: 'NO_SECRET' | 'UNVERIFIED' | 'VERIFIED' | 'FAILING';
    /** When it last answered. */
    verifiedAt?: Instant;
    failing?: { since: Instant; why: string };
    /** When its secret was made; absent: it has none, and is not called. */
    madeAt?: Instant;
    /** Whether the secret before signs too. */
    both?: boolean;
    make: Action;
    keep?: Action;
    call?: Action;
  };
  /** Shown once, when the secret was made. */
  'desk/endpoint-secret': MachineHead & { secret: string; both: boolean };
}

/** How long data are kept, and what is destroyed. */
export interface RetentionViews {
  'desk/retention': {
    chrome: DeskChrome;
    classes: RetentionClassLine[];
    /** Who decided these terms; absent: nobody, they are the usual ones. */
    decided?: { by: string; approvedBy: string; at: Instant; why: string };
    /** Others, asked for. */
    asked?: { by: string; at: Instant; why: string; changes: { label: string; was: string; is: string }[]; approve?: Action; drop: Action };
    changeHref: string;
    /** At its term now, an agreement needed; `more` than a list holds. */
    due: { cases: number; contacts: number; requests: number; more: boolean };
    dueHref: string;
    /** The list that the Archives are asked about, or that goes tonight. */
    running?: DestructionLine;
    lists: DestructionLine[];
  };
  'desk/retention-change': {
    chrome: DeskChrome;
    form: Form<string>;
    fields: { name: string; label: string; hint: string }[];
    backHref: string;
  };
  'desk/retention-due': {
    chrome: DeskChrome;
    items: DestructionItemLine[];
    more: boolean;
    most: number;
    /** Absent while a list is treated. */
    draw?: Action;
    backHref: string;
  };
  'desk/destruction': {
    chrome: DeskChrome;
    list: DestructionLine;
    items: DestructionItemLine[];
    /** Something of it is hidden from whoever looks: what another must do. */
    partial?: string;
    tableHref?: string;
    drawnBy: string;
    visa?: { reference: string; on: string; by: string; at: Instant };
    /** The last night failed. */
    failure?: { why: string; at: Instant };
    dropped?: { by: string; at: Instant };
    visaHref?: string;
    drop?: Action;
    backHref: string;
  };
  'desk/destruction-visa': { chrome: DeskChrome; form: Form<'reference' | 'on'>; number: number; count: number; backHref: string };
}

export interface RetentionClassLine {
  label: string;
  term: string;
  from: string;
  then: string;
  source: string;
  /** How much goes tonight by itself; of the others, that they go by lists. */
  tonight: string;
}

export interface DestructionLine {
  href: string;
  number: number;
  state: string;
  /** It runs: somebody must do something, or the night will. */
  running: boolean;
  at: Instant;
  count: number;
  destroyed: number;
  spared: number;
}

export interface DestructionItemLine {
  kind: string;
  reference: string;
  href?: string;
  openedOn: string;
  dueOn: string;
}

export interface DataRequestViews {
  'desk/data-requests': { chrome: DeskChrome; open: DataRequestLine[]; answered: DataRequestLine[]; newHref: string };
  'desk/data-request-new': {
    chrome: DeskChrome;
    form: Form<'right' | 'came' | 'receivedOn' | 'name' | 'about' | 'reach' | 'words'>;
    rights: Choice[];
    ways: Choice[];
    backHref: string;
  };
  'desk/data-request': {
    chrome: DeskChrome;
    line: DataRequestLine;
    pairs: { label: string; text: string }[];
    cases: { reference: string; href: string; written: boolean }[];
    /** What may be done now, what is to be done next first. */
    acts: { label: string; href: string; main?: true }[];
    answer?: string;
    backHref: string;
  };
  'desk/data-request-check': OnDataRequest & { form: Form<'asker' | 'identity' | 'mandate' | 'proved'>; askers: Choice[] };
  'desk/data-request-cases': OnDataRequest & { form: Form<'cases' | 'others'>; found: Choice[] };
  'desk/data-request-write': OnDataRequest & { form: Form<'text'>; said: string; cases: string[] };
  'desk/data-request-extend': OnDataRequest & { form: Form<'why'>; reasons: Choice[]; until: Instant };
  'desk/data-request-answer': OnDataRequest & { form: Form<'reach' | 'answer'>; told: ToldLine[]; fixed?: string };
  'desk/data-request-read': OnDataRequest & { told: ToldLine[]; answer: string; reach: string; wrong: string[]; agree?: Action; back: Action };
  'desk/data-request-sent': OnDataRequest & { form: Form<'how' | 'on'>; ways: Choice[]; letterHref: string; readHref: string };
}

interface OnDataRequest {
  chrome: DeskChrome;
  number: number;
  href: string;
  listHref: string;
}

export interface DataRequestLine {
  number: number;
  href: string;
  right: string;
  article: string;
  step: string;
  receivedOn: string;
  dueAt: Instant;
  /** Its limit has passed, and nobody answered. */
  late: boolean;
  /** ISO day. */
  sentOn?: string;
}

/** What may be told of one case, and what is held back. */
export interface ToldLine {
  reference: string;
  href: string;
  told: string[];
  held: { piece: string; why: string }[];
  /** Who asks is implicated with others, and one informing stands for all of them. */
  many: boolean;
  /** Nothing is told, and why: `held` is empty then. */
  nothing?: string;
}
