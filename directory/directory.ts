import type { CalendarSpec } from '../calendar/calendar.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import type { Competent } from './competence.ts';

/**
 * Where a body is competent: named communes (INSEE codes) or, explicitly, the whole department, but for the communes excepted. An empty
 * list is nothing.
 */
export type AreaOfCompetence = { communes: string[] } | { wholeDepartment: true; except?: string[] };

export type Position = 'TITULAR' | 'DEPUTY' | 'SUPERIOR';

/** From when until when something answers: ISO days of the department, both included; what is absent has no bound. */
export interface Validity {
  from?: string;
  until?: string;
}

/** A person or a box at an organisation. Everything but the name decides where messages can go. */
export interface Contact extends Validity {
  id: string;
  organisation: string;
  position: Position;
  /** What the contact is called on pages and in mails ("Cellule de recueil"); fictional in demonstrations. */
  name: string;
  service?: string;
  email?: string;
  phone?: string;
  address?: string;
  /** Where a machine of the body is called when something is handed over to it: an https address. Its secret is kept apart (`directory/record`). */
  endpoint?: string;
  /** ISO date on which somebody checked that the channel reaches the body; absent: never. */
  verifiedOn?: string;
  /** ISO date on which one person alone changed the telephone: somebody has still to call it. */
  toCheck?: string;
  /** Since when mails come back or nobody answers, and why. It is still used: only a person retires a contact. */
  failing?: { since: string; why: string };
  /** ISO date since which nothing new is sent there. */
  retired?: string;
}

/** What a body is called, or where it answers, from an ISO day on: what is absent stays. */
export interface Becoming {
  on: string;
  name?: string;
  territory?: AreaOfCompetence;
}

/** From which ISO day an agreement no longer stands, until which last day; none: until somebody says otherwise. */
export interface Lapse {
  from: string;
  until?: string;
}

/** A further competence of a body: other roles, elsewhere, in other situations, or reached otherwise. */
export interface FurtherCompetence extends Competent {
  /** Its own among those of the body. */
  id: string;
  /** What the part of the body that answers is called: « Pôle handicap ». */
  name: string;
  roles: Role[];
  territory: AreaOfCompetence;
  priority: number;
  /** The contacts of the body who answer for it, and for nothing else that does not name them. Absent: those who answer for all of it. */
  contacts?: string[];
}

export interface Organisation extends Competent, Validity {
  id: string;
  /** The roles of its first competence. */
  roles: Role[];
  name: string;
  territory: AreaOfCompetence;
  /** Among bodies as special, and equal territories, the lowest number comes first; an equal number is a gap, never chance. */
  priority: number;
  /** What else it is competent for. */
  also?: FurtherCompetence[];
  /** Key into `calendars`; absent: the department's administrative hours (`default`). */
  calendar?: string;
  finess?: string;
  finessCategory?: string;
  inseeCode?: string;
  fictional?: boolean;
  /** What changes of it on a day ahead; once the day has come, what it is. */
  becomes?: Becoming;
  /** The days on which its agreement (« convention ») does not stand, as somebody recorded it; absent: it stands, or none is needed. */
  lapsed?: Lapse;
  /** ISO date since which it is asked for nothing any more; what it was sent stays its own. */
  retired?: string;
}

/** Ties of interest exclude; ties of oversight, authorisation and funding never do (design §5). */
export type LinkKind = 'PERSON' | 'EMPLOYMENT' | 'DIRECTION' | 'OWNERSHIP' | 'FAMILY' | 'OVERSIGHT' | 'AUTHORISATION' | 'FUNDING';

/** A tie between two ids of the directory (organisations or contacts). It is read both ways. */
export interface Link {
  from: string;
  to: string;
  kind: LinkKind;
}

/**
 * One published revision of a department's directory. Calendars travel with it, so one number says both.
 * `calendars.desk` is the desk's own; `calendars.default` is used by organisations that name none.
 */
export interface Directory {
  department: string;
  revision: number;
  organisations: Organisation[];
  contacts: Contact[];
  links: Link[];
  calendars: Record<string, CalendarSpec>;
}

/** How the national file of establishments numbers one, and names its category. */
export const finessShape = /^[0-9AB]{9}$/;
export const finessCategoryShape = /^\d{3}$/;
