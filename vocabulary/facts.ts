import type {
  Age,
  Channel,
  Danger,
  Flag,
  ImplicatedKind,
  Maltreatment,
  Origin,
  Place,
  ProtectionMeasure,
  ReporterLink,
  VictimGroup,
} from './vocabulary.ts';

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
export interface Facts {
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
  age?: Age;
  protectionMeasure?: ProtectionMeasure;
  origin?: Origin;
  reporterLink?: ReporterLink;
  flags: Flag[];
}

/** The facts a rule may name in its conditions. `implicated` is read as `KIND` or `KIND/PRECISION`. */
export type FactName =
  | 'channel'
  | 'inseeCode'
  | 'place'
  | 'placePrecision'
  | 'finessCategory'
  | 'implicated'
  | 'maltreatment'
  | 'danger'
  | 'victimGroup'
  | 'age'
  | 'protectionMeasure'
  | 'origin'
  | 'reporterLink'
  | 'flags';
