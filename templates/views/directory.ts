import type { Instant } from '../../calendar/span.ts';
import type { Role } from '../../vocabulary/vocabulary.ts';
import type { Action, Choice, DeskChrome, Form, Pagination } from './parts.ts';

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
      /** What somebody has to mend or to check there, in words. */
      concerns: string[];
    }[];
    /** For coordinators. */
    write?: { newHref: string; changesHref: string; pending: number; calendarsHref: string; importHref: string };
    coverageHref: string;
    askHref: string;
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
  'desk/directory/imported': {
    chrome: DeskChrome;
    /** Whether anything was saved; nothing is where a line is refused and nobody said to take the others. */
    taken: boolean;
    edits: number;
    retired: number;
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
  'desk/directory/coverage': {
    chrome: DeskChrome;
    isWhole: boolean;
    roles: {
      role: string;
      isAsked: boolean;
      bodies: { name: string; href: string; communes: string; count: number }[];
      holes: { why: string; communes: string; count: number }[];
      overlaps: { bodies: string; communes: string }[];
    }[];
    failing: { text: string; href: string }[];
    toCheck: { text: string; href: string }[];
    unverified: { text: string; href: string }[];
    alone: { text: string; href: string }[];
    dutyHoles: { from: Instant; until: Instant }[];
  };
  'desk/directory/ask': {
    chrome: DeskChrome;
    role: string;
    commune: string;
    implicated: string;
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
    territory: string;
    priority: number;
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
      state: string;
      concern: boolean;
      href?: string;
    }[];
    /** Who comes after it, role by role. */
    next: { role: string; bodies: string[] }[];
    ties: { text: string; excludes: boolean; href?: string; drop?: Action }[];
    /** What waits to be published of it. */
    pending: ShownDifference[];
    history: PublishedChange[];
    write?: { editHref: string; contactHref: string; tieHref: string; changesHref: string };
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
  'desk/directory/contact-form': {
    chrome: DeskChrome;
    isNew: boolean;
    body: string;
    name: string;
    backHref: string;
    form: Form<'name' | 'service' | 'position' | 'email' | 'phone' | 'address' | 'state' | 'why'>;
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
      answers: { role: string; communes: string; count: number; before: string; after: string; worse: boolean }[];
      proof: { holds: boolean; failed: string[] } | null;
      transfers: { href: string; reference: string; body: string; todo: boolean }[];
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
