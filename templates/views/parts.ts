import type { Instant } from '../../calendar/span.ts';
import type { TextVersion } from '../text/texts.ts';

/** What every layout needs. `zone` and `now` are used to write every date of the page. */
export interface Chrome {
  zone: string;
  now: Instant;
  /** The department whose desk this is; absent only on the page that lets one choose. */
  department?: { code: string; name: string };
  /** Shows the "Démonstration" banner. */
  demonstration: boolean;
  /** A real department whose mails are kept on the machine: said on every page. */
  mailsStay?: true;
  /** The page is about a drill: said first, on every page of it. */
  exercise?: boolean;
  /** What has just been done, said once at the top of the next page. */
  notice?: { kind: 'DONE' | 'IMPORTANT'; text: string };
}

/** `base` is where the department's public pages live ("/54"): the layout links `base`, `base/alerter`, `base/suivre`, `base/accessibilite`, `base/donnees`. */
export interface PublicChrome extends Chrome {
  base: string;
  /** Where leaving quickly leads, once a department is chosen. */
  leaveHref?: string;
  /** National and departmental numbers that a reader may call instead of writing. */
  numbers?: { label: string; phone: string; hours?: string }[];
  /** Absent where no department is chosen yet. */
  desk?: DeskLines;
  /** How the page is written; French when absent. `switchTo` asks for the other, on pages whose own form does not. */
  version?: TextVersion;
  switchTo?: Action;
}

export interface NavItem {
  href: string;
  label: string;
  current: boolean;
  /** Shown beside the label when above zero. */
  count?: number;
}

/** `signedIn` absent: the sign-in pages. */
export interface DeskChrome extends Chrome {
  signedIn?: { name: string; kind: string; accountHref: string; signOut: Action };
  nav: NavItem[];
  /** Where a guide says what this page is for. */
  helpHref?: string | undefined;
  /** Where the name of the desk leads; the queues when absent. */
  homeHref?: string;
  /** Where whatever is typed in the box of every page is looked for, and where what it begins is asked meanwhile; posted, so that it is in no address. */
  search?: Action & { begunHref: string };
  /** Where a page asks what cannot wait; absent for whoever reads no case. */
  urgentHref?: string;
  /** Where keyboard shortcuts lead; shown on `?`. One letter each, after `g`. */
  shortcuts?: { key: string; label: string; href: string }[];
}

export interface PartnerChrome extends Chrome {
  /** How the desk is reached by whoever reads the page. */
  desk: DeskLines;
  /** Present for somebody signed in: where their transmissions are, and how to leave. Absent behind a personal link. */
  account?: { name: string; listHref: string; signOut: Action };
}

/** How the desk is reached, from its own line in the directory; what the directory does not say is absent. */
export interface DeskLines {
  name: string;
  phone?: string;
  email?: string;
  /** When it answers, in words. */
  hours?: string;
  /** When it answers again, while it is closed. */
  opensAt?: Instant;
}

/** Something that posts without a form of its own: a button. `csrf` is the token of the page, where the door asks one. */
export interface Action {
  action: string;
  csrf?: string;
  hidden?: Hidden[];
}

export interface Hidden {
  name: string;
  value: string;
}

/** The value a field shows again, exactly as typed; several for checkboxes. */
export interface FormField {
  value: string | string[];
  error?: string;
  /** What somebody else recorded while the form was open, where it differs; '' for nothing. */
  theirs?: string[];
}

/**
 * A form as it is shown: its fields by name with what was typed, and the errors in the order of the page.
 * `hidden` carries what must survive (an idempotency key, answers of earlier steps). What is wrong with the whole page is said of
 * its main part, `contenu`.
 */
export interface Form<Name extends string> extends Action {
  fields: Record<Name, FormField>;
  errors: { field: Name | 'contenu'; message: string }[];
}

/** One choice of radios, checkboxes or a select, where the choices are not simply a family of the vocabulary. */
export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

export interface Pagination {
  previous?: string;
  next?: string;
  /** "1 à 50 sur 132": the first and last line shown and how many there are. */
  first: number;
  last: number;
  total: number;
  /** There are more than were counted. */
  more?: true;
}

export type StationName = 'transmis' | 'reçu' | 'pris en charge' | 'suite donnée' | 'avis attendu' | 'avis donné' | 'participe';

export type StationState = 'reached' | 'current' | 'ahead' | 'skipped' | 'failed';

/** One stop of a transfer. `at` and `due` are already written in French ("jeudi 26 novembre, 17 h"). */
export interface Station {
  name: StationName;
  state: StationState;
  at?: string;
  due?: string;
  late?: boolean;
  /** The instant is what the protocol foresees; it does not run yet. */
  projected?: boolean;
}

export interface Rail {
  recipient: string;
  /** French label of the role. */
  role: string;
  purpose: 'ACTION' | 'INFORMATION';
  stations: Station[];
  /** What is due next, in words. */
  next?: string;
  /** How it ended without an answer: refusé, annulé, réorienté, non remis. */
  ended?: string;
  /** Index of the rail this one takes over from. */
  replaces?: number;
  escalations: string[];
}

/** The way of a case, ready to draw (`drawWay`) or to read as a table. */
export interface WayView {
  alerts: { label: string; at: string }[];
  qualification: { label: string; at?: string; state: StationState };
  rails: Rail[];
}
