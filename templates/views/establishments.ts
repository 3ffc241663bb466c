import type { Instant } from '../../calendar/span.ts';
import type { Authority, EstablishmentAct, FinessSource } from '../../vocabulary/vocabulary.ts';
import type { Action, DeskChrome, Form } from './parts.ts';

/** An establishment in a list. */
export interface EstablishmentLine {
  href: string;
  name: string;
  finess: string;
  /** Its category, in words where the file has some. */
  category: string;
  commune: string;
  /** Closed, or no longer in the last file: what somebody must know before choosing it. */
  concern?: string;
}

/** An act of an authority, as a page says it. */
export interface ActLine {
  kind: EstablishmentAct;
  authority: Authority;
  since: string;
  until?: string;
  /** Whether it holds today. */
  holds: boolean;
  reference: string;
  by: string;
  changeHref?: string;
}

/** What a file that was read would do. */
export interface SitesRead {
  file: string;
  source?: FinessSource;
  dated?: string;
  licence: string;
  at: Instant;
  by: string;
  counts: { added: number; changed: number; same: number; vanished: number; closed: number; refused: number; elsewhere: number };
}

/** The pages of establishments, under the directory's address. */
export interface EstablishmentViews {
  'desk/directory/establishments': {
    chrome: DeskChrome;
    search: string;
    held: number;
    absent: number;
    lines: EstablishmentLine[];
    /** The same as a form proposes them while a name is typed. */
    proposed: string[];
    /** More were found than are shown. */
    more: boolean;
    importHref?: string;
    imports: { href: string; file: string; at: Instant; by: string; state: 'READING' | 'READ' | 'TAKEN' | 'UNDONE' | 'DROPPED' }[];
  };
  'desk/directory/establishment': {
    chrome: DeskChrome;
    name: string;
    concern?: string;
    lines: { label: string; value: string }[];
    acts: ActLine[];
    noteHref?: string;
    /** The body of the directory that it is, where it is one. */
    bodyHref?: string;
  };
  'desk/directory/act-form': {
    chrome: DeskChrome;
    isNew: boolean;
    name: string;
    backHref: string;
    form: Form<'kind' | 'authority' | 'since' | 'until' | 'reference'>;
  };
  'desk/directory/sites-import': { chrome: DeskChrome; form: Form<'file'>; backHref: string };
  'desk/directory/sites-read': SitesRead & {
    chrome: DeskChrome;
    state: 'READING' | 'READ' | 'TAKEN' | 'UNDONE' | 'DROPPED';
    settled?: { by: string; at: Instant };
    stale: boolean;
    refused: { at: string; why: string }[];
    added: string[];
    changed: { title: string; lines: { label: string; before: string; after: string }[] }[];
    vanished: string[];
    take?: Action;
    drop?: Action;
    undo?: Action;
    backHref: string;
    importHref: string;
  };
}
