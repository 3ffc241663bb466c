import type { Instant } from '../../calendar/span.ts';
import type { Action, Choice, DeskChrome, Form, Hidden, Pagination } from './parts.ts';

/** An institution's own space, `/etablissement`, and what coordinators see of all of them. */
export interface InstitutionViews {
  'institution/home': {
    chrome: DeskChrome;
    /** Begins a declaration: a draft is made. */
    begin: Action;
    importHref: string;
    exportHref: string;
    indicatorHref: string;
    drafts: { href: string; label: string; hour: Instant; discard: Action }[];
    /** What is still owed, the most urgent first. */
    awaited: { href: string; reference: string; establishment: string; what: string; dueAt: Instant; late: boolean }[];
    filters: Form<'reference' | 'category' | 'establishment' | 'from' | 'until'> & { hidden: Hidden[] };
    categories: Choice[];
    /** Empty for whoever declares for one establishment only. */
    establishments: Choice[];
    rows: DeclarationRow[];
    pagination: Pagination;
    /** Whether something was searched for: an empty list then says so. */
    searched: boolean;
  };
  'institution/declare/event': DeclareStep<'establishment' | 'category' | 'eigs'> & { establishments: Choice[]; categories: Choice[] };
  'institution/declare/oral': DeclareStep<'oral' | 'oralDay' | 'oralTime' | 'oralTo' | 'oralReference'>;
  'institution/declare/facts': DeclareStep<'occurredOn' | 'observedOn' | 'nature' | 'where'>;
  'institution/declare/people': DeclareStep<
    'victims' | 'exposed' | 'victimGroup' | 'victimName' | 'danger' | 'maltreatment' | 'implicated' | 'implicatedOther' | 'crime'
  > & {
    /** Category 8: the types of maltreatment and the implicated parties are asked. */
    maltreated: boolean;
  };
  'institution/declare/measures': DeclareStep<'immediateMeasures' | 'personInformed' | 'familyInformed' | 'remedies'>;
  'institution/declare/aftermath': DeclareStep<'legalFollowUp' | 'media' | 'mediaText'>;
  'institution/declare/contact': DeclareStep<'contactName' | 'contactRole' | 'contactPhone' | 'contactEmail'>;
  'institution/declare/files': DeclareStep<'pieces'> & { limits: string; files: { name: string; size: string; remove: Action }[] };
  'institution/declare/check': DeclareStep<never> & {
    lines: { label: string; text: string; changeHref: string }[];
    files: string[];
    filesHref: string;
    /** What happens once it is sent, in sentences. */
    next: string[];
    /** Steps that must be mended first. */
    unfinished: { href: string; message: string }[];
  };
  'institution/declaration': {
    chrome: DeskChrome;
    reference: string;
    establishment: string;
    category: string;
    declaredAt: Instant;
    receiptHref: string;
    /** The person is a child: the number for children is said. */
    child: boolean;
    steps: { label: string; at?: Instant; state: 'reached' | 'current' | 'ahead'; text?: string }[];
    owed: Owed[];
    /** Absent once erased. */
    lines: { label: string; text: string }[];
    files: string[];
    parts: { title: string; at: Instant; late: boolean; by: string; text: string }[];
    /** What the institution and the desk wrote to each other since, oldest first. */
    messages: { at: Instant; fromDesk: boolean; text: string; files: string }[];
    amendHref: string;
    /** Adds files afterwards. */
    form: Form<'pieces'>;
    limits: string;
    backHref: string;
  };
  /** Corrects, completes or withdraws what was declared, or writes to the desk. */
  'institution/amend': {
    chrome: DeskChrome;
    reference: string;
    choices: (Choice & { hint: string })[];
    form: Form<'what' | 'text' | 'pieces'>;
    limits: string;
    backHref: string;
  };
  'institution/complete': {
    chrome: DeskChrome;
    reference: string;
    part: 'WRITTEN' | 'EIGS_SECOND';
    dueAt: Instant;
    late: boolean;
    form: Form<'text' | 'causes' | 'plan' | 'pieces'>;
    limits: string;
    /** Who kept what is written so far, and when. */
    kept?: { by: string; at: Instant };
    backHref: string;
  };
  'institution/import': {
    chrome: DeskChrome;
    form: Form<'file'>;
    templateHref: string;
    columns: { header: string; what: string; required: string }[];
    codes: { header: string; code: string; label: string }[];
    backHref: string;
  };
  'institution/import-preview': {
    chrome: DeskChrome;
    fileProblems: string[];
    lines: ImportLine[];
    ready: number;
    wrong: number;
    confirm?: Action;
    discard: Action;
    backHref: string;
  };
  'institution/indicator': IndicatorView;
  'desk/declarations': IndicatorView;
}

export interface DeclareStep<Name extends string> {
  chrome: DeskChrome;
  form: Form<Name>;
  backHref: string;
  /** "Étape 3 sur 8". */
  step: number;
  steps: number;
}

export interface DeclarationRow {
  href: string;
  reference: string;
  establishment: string;
  category: string;
  declaredAt: Instant;
  /** Where it stands, in words an institution may know. */
  state: string;
  owed: Owed[];
}

/** What must follow a declaration. `at` is when it came. */
export interface Owed {
  what: string;
  dueAt: Instant;
  at?: Instant;
  late: boolean;
  /** Where to send it, while it is awaited. */
  href?: string;
  label?: string;
}

export interface ImportLine {
  number: number;
  /** The line's own number, or what it says first. */
  title: string;
  status: 'READY' | 'WRONG' | 'ALREADY';
  reference?: string;
  problems: { column: string; message: string }[];
}

export interface IndicatorView {
  chrome: DeskChrome;
  year: number;
  years: { year: number; href: string; current: boolean }[];
  rows: IndicatorRow[];
  exportHref: string;
  backHref: string;
}

export interface IndicatorRow {
  establishment: string;
  finess?: string;
  declared: number;
  oral: Counted;
  eigs: Counted;
}

/** Of those that were owed something: given on time, given late, still running, lapsed. `rate`: on time over those whose limit decided. */
export interface Counted {
  total: number;
  onTime: number;
  late: number;
  running: number;
  lapsed: number;
  rate?: string;
}
