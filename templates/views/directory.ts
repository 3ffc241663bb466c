import type { Instant } from '../../calendar/span.ts';
import type { Role } from '../../vocabulary/vocabulary.ts';
import type { Action, Choice, DeskChrome, Form, Pagination } from './parts.ts';
import type { StudyChangeLines } from './training.ts';

/** What somebody changed of one part of the directory. */
export interface ShownDifference {
  title: string;
  kind: 'ADDED' | 'CHANGED' | 'RETIRED' | 'GONE';
  /** Each thing that differs; '' where nothing was said, or is. */
  lines: { label: string; before: string; after: string }[];
}

/** A published change, as the history of a body tells it. */
export interface PublishedChange extends ShownDifference {
  why: string;
  by: string;
  at: Instant;
  /** Whoever published it, where that was somebody else. */
  publishedBy?: string;
  revision: number;
}

/** What a body's form asks of the situations it answers for (`only`), and of those it never does. */
export type LimitField = `${'only' | 'never'}_${'place' | 'finessCategory' | 'authority' | 'maltreatment' | 'victimGroup'}`;

/** What a body without agreement reads no more: personal accounts, links, and the transfers that run, with those it reads all the same. */
export interface WhatShuts {
  accounts: number;
  links: number;
  running: number;
  /** The newest of them. */
  transfers: { href: string; reference: string; kept: boolean }[];
}

/** The pages of the directory, under `/guichet/annuaire`. */
export interface DirectoryViews {
  'desk/directory/index': {
    chrome: DeskChrome;
    revision: number;
    publishedAt: Instant;
    search: string;
    role: string;
    bodies: {
      href: string;
      name: string;
      roles: Role[];
      territory: string;
      fictional: boolean;
      retired: boolean;
      /** From when until when, in words; '' where that does not matter today. */
      dates: string;
      /** What somebody has to mend or to check there, in words. */
      concerns: string[];
    }[];
    /** For coordinators. */
    write?: {
      newHref: string;
      changesHref: string;
      pending: number;
      proposalsHref: string;
      /** What people outside propose of their own entry. */
      proposed: number;
      doubtfulHref: string;
      campaignsHref: string;
      calendarsHref: string;
      importHref: string;
    };
    coverageHref: string;
    askHref: string;
    establishmentsHref: string;
    csvHref: string;
    jsonHref: string;
    pagination: Pagination;
  };
  'desk/directory/import': {
    chrome: DeskChrome;
    form: Form<'file' | 'partial' | 'retire'>;
    columns: { name: string; what: string }[];
    csvHref: string;
  };
  /** What each column of somebody's own table is. */
  'desk/directory/sheet-columns': {
    chrome: DeskChrome;
    form: Form<string>;
    name: string;
    count: number;
    importHref: string;
    headings: { field: string; heading: string; examples: string }[];
    columns: Choice[];
    leftOut: Choice[];
  };
  'desk/directory/imported': {
    chrome: DeskChrome;
    /** Whether anything was saved; nothing is where a line is refused and nobody said to take the others. */
    taken: boolean;
    edits: number;
    retired: number;
    /** The headings whose column is not read, and where to say otherwise, of what any heading means. */
    leftOut: string[];
    columnsHref?: string;
    added: number;
    changed: number;
    same: number;
    refused: { line: number; title: string; problems: string[] }[];
    refusedCount: number;
    /** Bodies in use that the file does not name. */
    vanished: { name: string; href: string }[];
    vanishedCount: number;
    changesHref: string;
    importHref: string;
  };
  /** Whom somebody should call, since what cases tell or what is known of a contact lets doubt that the body is reached. */
  'desk/directory/doubtful': {
    chrome: DeskChrome;
    count: number;
    /** `why`: in words; `verified`: the day on which one of its contacts was last verified. */
    bodies: { name: string; href: string; why: string[]; phones: string[]; verified?: string }[];
    csvHref: string;
  };
  'desk/directory/campaigns': {
    chrome: DeskChrome;
    newHref: string;
    campaigns: { href: string; scope: string; startedAt: Instant; by: string; asked: number; answered: number; ended?: Instant }[];
  };
  /** Whom a campaign would write to, shown before anybody is. */
  'desk/directory/campaign-new': {
    chrome: DeskChrome;
    role: string;
    months: string;
    asked: { name: string; body: string; href: string; email: boolean }[];
    /** How many are asked, and of them how many have no address to be written to at. */
    count: number;
    byPhone: number;
    /** Asked by another campaign already. */
    already: number;
    start?: Action;
  };
  'desk/directory/campaign': {
    chrome: DeskChrome;
    scope: string;
    startedAt: Instant;
    by: string;
    ended?: { at: Instant; by: string };
    counts: { label: string; count: number }[];
    /** Who did not answer, to be called. */
    toCall: { name: string; body: string; href: string; phone?: string; why: string }[];
    others: { name: string; body: string; href: string; state: string; done: boolean }[];
    /** How many more there are than are shown. */
    more: number;
    proposalsHref: string;
    end?: Action;
  };
  'desk/directory/proposals': {
    chrome: DeskChrome;
    proposals: {
      title: string;
      href: string;
      what: string;
      lines: ShownDifference['lines'];
      by: string;
      byLink: boolean;
      at: Instant;
      /** Mails would go somewhere else: two coordinators. */
      mailbox: boolean;
      /** The contact changed, failed or was verified since: taken up, it verifies nothing. */
      outdated: boolean;
      /** Absent where the contact is no more in the directory. */
      take?: Action;
      drop: Action;
    }[];
    /** Takes up all that were confirmed, at once. */
    takeConfirmed?: Action;
    confirmed: number;
    changesHref: string;
  };
  'desk/directory/coverage': {
    chrome: DeskChrome;
    isWhole: boolean;
    roles: {
      role: string;
      isAsked: boolean;
      /** `situation`: to what a body is limited, or in which situations, in words; '' whatever the situation. */
      bodies: { name: string; href: string; situation: string; communes: string; count: number }[];
      holes: { why: string; situation: string; isAsked: boolean; communes: string; count: number }[];
      overlaps: { bodies: string; situation: string; communes: string }[];
    }[];
    failing: { text: string; href: string }[];
    toCheck: { text: string; href: string }[];
    unverified: { text: string; href: string }[];
    alone: { text: string; href: string }[];
    /** Bodies without agreement, and whether they can be told by telephone or letter. */
    shut: { text: string; href: string; isReached: boolean }[];
    /** What changes on a day ahead: who answers then, where, instead of whom. */
    ahead: { from: string; role: string; situation: string; communes: string; before: string; after: string; worse: boolean }[];
    dutyHoles: { from: Instant; until: Instant }[];
  };
  'desk/directory/ask': {
    chrome: DeskChrome;
    role: string;
    commune: string;
    implicated: string;
    /** Codes of the situation asked about; '' where nothing is said. */
    place: string;
    authority: string;
    maltreatment: string;
    victimGroup: string;
    category: string;
    bodies: Choice[];
    /** What could not be read of what was asked. */
    problem?: string;
    answer?: {
      /** Who is told and why; or why nobody is. */
      chosen?: { name: string; href: string; contact: string; why: string; closed: boolean };
      gap?: string;
      others: { name: string; href: string; why: string }[];
    };
  };
  'desk/directory/body': {
    chrome: DeskChrome;
    name: string;
    roles: Role[];
    fictional: boolean;
    /** In words, with the day. */
    retired?: string;
    /** From when until when it answers, in words. */
    dates?: string;
    /** That its agreement does not stand, in words; the article by which the law names it, '' where it names it not. */
    lapse?: { said: string; named: string };
    /** What happened in cases since it was last verified, in words: somebody has to call. */
    doubts: string[];
    /** What still runs with a body that answers no more, or soon will not: somebody has to say what becomes of it. */
    running: { href: string; reference: string }[];
    territory: string;
    /** To which situations it is limited, in words. */
    onlyFor?: string;
    neverFor?: string;
    priority: number;
    /** What else it is competent for, and the names of the contacts who answer for that; '' for whoever answers for all of it. */
    also: {
      name: string;
      roles: Role[];
      territory: string;
      onlyFor?: string;
      neverFor?: string;
      priority: number;
      contacts: string;
      href?: string;
      drop?: Action;
    }[];
    hours: string;
    calendarName: string;
    calendarHref?: string;
    site: { label: string; value: string }[];
    contacts: {
      name: string;
      place: string;
      service?: string;
      email?: string;
      phone?: string;
      address?: string;
      endpoint?: string;
      state: string;
      concern: boolean;
      href?: string;
      /** Its machine: how the calls go. */
      callsHref?: string;
    }[];
    /** Who comes after it, role by role. */
    next: { role: string; bodies: string[] }[];
    ties: { text: string; excludes: boolean; href?: string; drop?: Action }[];
    /** What waits to be published of it. */
    pending: ShownDifference[];
    history: PublishedChange[];
    write?: { editHref: string; competenceHref: string; contactHref: string; tieHref: string; agreementHref: string; changesHref: string };
  };
  'desk/directory/body-form': {
    chrome: DeskChrome;
    isNew: boolean;
    name: string;
    backHref: string;
    form: Form<
      | 'name'
      | 'roles'
      | 'area'
      | 'communes'
      | 'grouping'
      | 'except'
      | LimitField
      | 'from'
      | 'until'
      | 'nextOn'
      | 'nextName'
      | 'nextArea'
      | 'nextCommunes'
      | 'priority'
      | 'calendar'
      | 'finess'
      | 'finessCategory'
      | 'site'
      | 'state'
      | 'why'
    >;
    roles: Choice[];
    groupings: Choice[];
    calendars: Choice[];
  };
  'desk/directory/competence-form': {
    chrome: DeskChrome;
    isNew: boolean;
    body: string;
    name: string;
    backHref: string;
    form: Form<'name' | 'roles' | 'area' | 'communes' | 'grouping' | 'except' | LimitField | 'priority' | 'contacts' | 'why'>;
    roles: Choice[];
    groupings: Choice[];
    contacts: Choice[];
  };
  'desk/directory/contact-form': {
    chrome: DeskChrome;
    isNew: boolean;
    body: string;
    name: string;
    backHref: string;
    form: Form<'name' | 'service' | 'position' | 'email' | 'phone' | 'address' | 'endpoint' | 'from' | 'until' | 'state' | 'why'>;
    positions: Choice[];
    states: Choice[];
  };
  'desk/directory/tie-form': {
    chrome: DeskChrome;
    body: string;
    backHref: string;
    form: Form<'own' | 'other' | 'kind' | 'why'>;
    own: Choice[];
    others: Choice[];
    kinds: Choice[];
  };
  /** That the agreement of a body does not stand, from a day on, and what that shuts. */
  'desk/directory/agreement-form': {
    chrome: DeskChrome;
    body: string;
    backHref: string;
    form: Form<'lapsedFrom' | 'lapsedUntil' | 'why'>;
    /** The article by which the law names it: nothing is shut then. `toCheck`: whether that article waits to be read again. */
    named?: { article: string; toCheck: boolean };
    shuts: WhatShuts;
    /** Takes back what is recorded: the agreement stands. */
    renew?: Action;
  };
  'desk/directory/changes': {
    chrome: DeskChrome;
    /** What whoever reads may publish now. */
    ready: PendingChange[];
    /** What waits for a second person. */
    waiting: PendingChange[];
    conflicts: (PendingChange & { published: string[]; keepTheirs: Action; keepOurs: Action })[];
    publish?: Action;
    undo?: Action;
    /** What publishing would do; absent where nothing can be published now. */
    effects?: {
      problems: string[];
      /** `from`: the day from which, in words; '' from now on. */
      answers: { role: string; from: string; situation: string; communes: string; count: number; before: string; after: string; worse: boolean }[];
      proof: { holds: boolean; failed: string[] } | null;
      /** The case studies whose answer it changes. */
      studies: StudyChangeLines[];
      transfers: { href: string; reference: string; body: string; todo: boolean }[];
      /** Bodies whose agreement would stand otherwise than it does; `said`: on which days it would not, '' on none. */
      agreements: { body: string; said: string; shuts: WhatShuts }[];
    };
    /** Nobody else may publish what waits. */
    alone: boolean;
    accountsHref?: string;
  };
}

/** What waits, with who wrote it last. */
export interface PendingChange extends ShownDifference {
  href: string;
  by: string;
  at: Instant;
  why: string;
}
