/**
 * The codes a desk records, typed from `vocabulary.json`, and their French labels.
 * Codes of facts are the national nomenclature's; the file says which are this desk's own.
 */
import vocabulary from './vocabulary.json' with { type: 'json' };

export { vocabulary };

export type Channel = keyof typeof vocabulary.channel;
export type ContactKind = keyof typeof vocabulary.contactKind;
export type ReporterLink = keyof typeof vocabulary.reporterLink;
export type Maltreatment = keyof typeof vocabulary.maltreatment;
export type Origin = keyof typeof vocabulary.origin;
export type Danger = 0 | 1 | 2 | 3 | 4;
/** From this level of the scale a danger is imminent; above it, a life is at stake. */
export const imminentDanger = 3 satisfies Danger;
export const isImminent = (danger: number | undefined): boolean => danger !== undefined && danger >= imminentDanger;
export type Place = keyof typeof vocabulary.place;
export type ImplicatedKind = keyof typeof vocabulary.implicated;
export type Flag = keyof typeof vocabulary.flag;
export type Purpose = keyof typeof vocabulary.purpose;
export type Field = Exclude<keyof typeof vocabulary.field, 'about'>;
export type TaskKind = keyof typeof vocabulary.taskKind;
export type VictimGroup = keyof typeof vocabulary.victimGroup;
export type Age = keyof typeof vocabulary.age;
export type ProtectionMeasure = keyof typeof vocabulary.protectionMeasure;
export type LegalBasis = keyof typeof vocabulary.legalBasis;
export type VictimConsent = keyof typeof vocabulary.victimConsent;
export type Role = keyof typeof vocabulary.role;
export type RoleGroup = keyof typeof vocabulary.roleGroup;
export type RefusalReason = keyof typeof vocabulary.refusalReason;
export type TransferStatus = keyof typeof vocabulary.transferStatus;
export type Outcome = keyof typeof vocabulary.outcome;
export type TransferMode = keyof typeof vocabulary.transferMode;
export type Evidence = keyof typeof vocabulary.evidence;
export type Risk = keyof typeof vocabulary.risk;
export type Wishes = keyof typeof vocabulary.wishes;
export type Safer = keyof typeof vocabulary.safer;
export type RefusedByPerson = keyof typeof vocabulary.refusedByPerson;
export type NotRetainedReason = keyof typeof vocabulary.notRetainedReason;
export type Repetition = keyof typeof vocabulary.repetition;
export type Reprisal = keyof typeof vocabulary.reprisal;
export type Conclusion = keyof typeof vocabulary.conclusion;

/** The families of codes that are a plain code → label table. */
export type LabelledFamily = {
  [K in keyof typeof vocabulary]: (typeof vocabulary)[K] extends Record<string, string> ? K : never;
}[keyof typeof vocabulary];

/** The French label of a code; the code itself when it is not known (never an error on a page). */
export function label(family: LabelledFamily | 'implicated' | 'role', code: string | number): string {
  const entry = (vocabulary[family] as Record<string, string | { label: string }>)[String(code)];
  if (entry === undefined) return String(code);
  return typeof entry === 'string' ? entry : entry.label;
}

/** The codes of a family, in the order of the file, as a non-empty tuple (what zod's `enum` asks for). */
export function codes<K extends keyof typeof vocabulary>(
  family: K,
): [string & keyof (typeof vocabulary)[K], ...(string & keyof (typeof vocabulary)[K])[]] {
  const keys = Object.keys(vocabulary[family] as object).filter((key) => key !== 'about');
  return keys as [string & keyof (typeof vocabulary)[K], ...(string & keyof (typeof vocabulary)[K])[]];
}

export type TaskAudience = 'DUTY' | 'DESK' | 'COORDINATOR';

export type Reach = 'ACKNOWLEDGED' | 'IN_CHARGE' | 'OUTCOME_GIVEN';
