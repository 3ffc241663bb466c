import type { PlainFacts } from './fact-table.ts';
import type { Channel, Danger, Flag, ImplicatedKind, Maltreatment, Place, VictimGroup } from './vocabulary.ts';

/** An implicated party as rules may read it: codes, and references into the directory when it is known there. */
export interface Implicated {
  kind: ImplicatedKind;
  precision?: string;
  /** Directory id of the organisation implicated, or that employs the person. */
  organisation?: string;
  /** Directory id of the contact, when the person implicated is listed there. */
  contact?: string;
}

/**
 * What rules read about a situation: codes only, never a name. An absent field is "not known".
 * `danger` is the desk's own scale (0 to 4), absent when nobody has assessed it; `inseeCode` the commune where the facts take place.
 */
export interface Facts extends PlainFacts {
  channel: Channel;
  inseeCode?: string;
  place: Place;
  placePrecision?: string;
  /** FINESS number of the establishment concerned, nine characters. */
  finess?: string;
  finessCategory?: string;
  implicated: Implicated[];
  maltreatment: Maltreatment[];
  danger?: Danger;
  victimGroup: VictimGroup;
  flags: Flag[];
}
