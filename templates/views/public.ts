import type { Instant } from '../../calendar/span.ts';
import type { HostKind } from '../../vocabulary/vocabulary.ts';
import type { FileLine } from './files.ts';
import type { Action, Choice, Form, PartnerChrome, PublicChrome } from './parts.ts';
import type { PartyField } from './party-fields.ts';

/** What somebody on duty is called for, and whether it is still hers to take. */
export interface DutyCallView {
  chrome: PartnerChrome;
  form: Form<never>;
  /** `TEST`, `ANSWERED`: it is the month's test. */
  state: 'WAITING' | 'YOURS' | 'TAKEN' | 'ENDED' | 'UNABLE' | 'TEST' | 'ANSWERED';
  /** `href`: the case, for whoever signs in. */
  case?: { reference: string; href: string; asked: { sayable: string; dueAt: Instant }[] };
}

/** The public pages. Suggested addresses: `/`, `/:dep`, `/:dep/alerter/<step>`, `/:dep/alerter/recu`, `/:dep/suivre`. */
export interface PublicViews {
  'public/departments': {
    chrome: PublicChrome;
    departments: {
      code: string;
      name: string;
      href: string;
      demonstration: boolean;
    }[];
    deskHref: string;
  };
  'partner/duty-call': DutyCallView;
  'public/home': {
    chrome: PublicChrome;
    alertHref: string;
    followHref: string;
    resumeHref: string;
    /** The library of case studies. */
    trainingHref: string;
    deskHref: string;
    /** Who runs the desk. */
    host: { kind: HostKind; name: string };
  };
  /** `questions`: how many are asked at most, the last page (which asks nothing) left out. */
  'public/alert/start': AlertStep<never>;
  'public/alert/reporter': AlertStep<'reporterLink' | 'filler'>;
  /** Only where somebody writes for the author. */
  'public/alert/helper': AlertStep<'helperName' | 'helperContact' | 'helperAgreed'>;
  'public/alert/danger': AlertStep<'danger'>;
  /** Shown after danger 3 or 4: the numbers to call, then "continuer". */
  'public/alert/emergency': AlertStep<never>;
  'public/alert/what': AlertStep<'what' | 'narrative'>;
  'public/alert/where': AlertStep<'commune' | 'inseeCode' | 'place' | 'establishment'> & {
    /** Communes that match what was typed, when there are several; the chosen one is `inseeCode`. */
    communes: Choice[];
  };
  'public/alert/person': AlertStep<'victimName' | 'victimGroup' | 'age' | 'victimContact'> & {
    /** True when the author is the person: the page says "vous". */
    self: boolean;
  };
  /** Whether the person concerned knows and agrees; only where the author is somebody else. */
  'public/alert/consent': AlertStep<'victimInformed' | 'victimAgrees'>;
  'public/alert/implicated': AlertStep<PartyField<'implicatedKind' | 'implicatedName' | 'implicatedPlace'>>;
  'public/alert/measures': AlertStep<'measures' | 'measuresText'>;
  /** Files are kept with the draft at once; each may be taken back. */
  'public/alert/files': FilesStep;
  'public/alert/anonymity': AlertStep<'anonymousToDesk' | 'anonymousToImplicated'>;
  'public/alert/contact': AlertStep<'safeChannel' | 'reporterName' | 'boundBySecrecy'> & { professional: boolean; association: boolean };
  /** `by` is the channel chosen on the page before: only what it needs is asked. */
  'public/alert/reach': AlertStep<
    'reporterPhone' | 'reporterEmail' | 'reporterAddress' | 'safeMoment' | 'messageAllowed' | 'announceAs' | 'safeContact'
  > & { by: string; moments: Choice[] };
  /** What the author needs to be understood: asked of everybody. */
  'public/alert/needs': AlertStep<'needs' | 'language'>;
  'public/alert/check': AlertStep<never> & {
    answers: {
      question: string;
      answer: string;
      changeHref: string;
      label: string;
    }[];
    /** Who reads the alert and when, in words. */
    next: string[];
  };
  'public/receipt': {
    chrome: PublicChrome;
    reference: string;
    /** The receipt code in groups ("K7QM-4T2A-…"), shown once. */
    code: string;
    followHref: string;
    /** Where the site is, as one would write it down. */
    site: string;
    next: string[];
    emergency: boolean;
  };
  /** A message begun: its code, and until when (an instant whose day is the last) it opens it. */
  'public/later': { chrome: PublicChrome; code: string; until: Instant; continueHref: string; erase: Action };
  'public/resume': { chrome: PublicChrome; form: Form<'code'> };
  /** `discreet`: reached from a mail that somebody else may read, it says nothing of what the code is for. */
  'public/follow': { chrome: PublicChrome; form: Form<'code'>; discreet?: boolean };
  'public/followed': FollowedView;
  /** What an author wrote and must correct, with the code: nothing remembers it. */
  'public/afterwards': { chrome: PublicChrome; form: Form<'code' | AfterwardsField>; safer: readonly string[] };
  'public/write': { chrome: PublicChrome; form: Form<'code' | 'text' | 'pieces'> };
  /** Too many demands: for how long, in words, and what was posted, to be sent again. */
  'public/limited': { chrome: PublicChrome; wait: string; retry?: Action };
  'public/accessibility': {
    chrome: PublicChrome;
    contactEmail?: string;
    testedOn: Instant;
  };
  'public/data': {
    chrome: PublicChrome;
    controller: string;
    /** An association runs the desk. */
    association: boolean;
    contact?: string;
    /** The department’s own, in words. */
    terms: Record<'CASE' | 'CONTACT' | 'DECLARATION' | 'DRAFT' | 'MAIL' | 'LOG' | 'REQUEST', string>;
  };
}

/**
 * One question per page. `hidden` of the form carries the answers of the other steps where no session is used.
 * Values of `danger`: 4, 3, 2, 1, NSP (does not know: no level is recorded). Of `what`: NEGLIGENCES, VIOLENCES, MATERIELLE_FINANCIERE, SEXUELLE, AUTRE.
 * Of `measures`: CONTACT_RESPONSABLES, AUTRE_ORGANISME, PLAINTE, AUTRE. Of `anonymousToDesk`: OUI, NON; of `anonymousToImplicated`: OUI, NON, NE_SAIT_PAS.
 * Of `boundBySecrecy`: OUI or nothing.
 */
export interface AlertStep<Name extends string> {
  chrome: PublicChrome;
  form: Form<Name>;
  /** Previous page; absent on the first. */
  backHref?: string;
  /** "Étape 3 sur 9". */
  step: number;
  steps: number;
}

/** What an author may know of what became of the alert; never what concerns somebody else. */
export interface FollowedView {
  chrome: PublicChrome;
  reference: string;
  receivedAt: Instant;
  /** In order: received, read by a person, transferred, answered. `text` adds one plain sentence. */
  steps: {
    label: string;
    at?: Instant;
    state: 'reached' | 'current' | 'ahead';
    text?: string;
  }[];
  /** The person is a child: the number for children is said. */
  child: boolean;
  /** The desk of another department that has it, or was told of it, in a sentence. */
  handed?: string;
  /** What became of it at that desk, where the author agreed that who they are goes there. */
  there?: FollowedView['steps'];
  /** Nobody answered in time: other bodies are named, `cell` being the words that name the one the law gives. */
  lapsed: boolean;
  cell: string;
  notRetained: boolean;
  /** Oldest first. `read`: by whoever it is for. `files`: names, or ''. */
  messages: { at: Instant; from: 'DESK' | 'YOU'; text: string; files: string; read: boolean }[];
  form: Form<'code' | 'text' | 'pieces'>;
  closed: boolean;
  /** One of the two forms was refused: the title says so. */
  wrong: boolean;
  /** What is asked once it is closed; `said`: it was answered, and may be again. */
  afterwards?: { form: Form<'code' | AfterwardsField>; safer: readonly string[]; said: boolean };
}

/** Who answers, whether the person is safer, whether the author was heard. */
export type AfterwardsField = 'answeredBy' | 'safer' | 'heard';

export interface FilesStep extends AlertStep<'pieces' | 'stripMetadata'> {
  kept: (FileLine & { remove: Action })[];
  limits: { files: number; each: number; all: number };
}
