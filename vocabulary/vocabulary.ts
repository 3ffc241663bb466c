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
export type Opinion = keyof typeof vocabulary.opinion;
export type HostKind = keyof typeof vocabulary.deskHost;
export type TransferMode = keyof typeof vocabulary.transferMode;
export type Evidence = keyof typeof vocabulary.evidence;
export type Risk = keyof typeof vocabulary.risk;
export type Wishes = keyof typeof vocabulary.wishes;
export type Safer = keyof typeof vocabulary.safer;
export type Heard = keyof typeof vocabulary.heard;
export type AnsweredBy = keyof typeof vocabulary.answeredBy;
export type RefusedByPerson = keyof typeof vocabulary.refusedByPerson;
export type NotRetainedReason = keyof typeof vocabulary.notRetainedReason;
export type HoldReason = keyof typeof vocabulary.holdReason;
export type InformedParty = keyof typeof vocabulary.informedParty;
export type DeferralReason = keyof typeof vocabulary.deferralReason;
export type Repetition = keyof typeof vocabulary.repetition;
export type Reprisal = keyof typeof vocabulary.reprisal;
export type Conclusion = keyof typeof vocabulary.conclusion;
export type Authority = keyof typeof vocabulary.authority;
export type EstablishmentAct = keyof typeof vocabulary.establishmentAct;
export type FinessSource = keyof typeof vocabulary.finessSource;

/** The families of codes that are a plain code → label table. */
export type LabelledFamily = {
  [K in keyof typeof vocabulary]: (typeof vocabulary)[K] extends Record<string, string> ? K : never;
}[keyof typeof vocabulary];

export type WordedFamily = LabelledFamily | 'implicated' | 'role';
/** The codes of a family that have a French label: each has one. */
export type CodeIn<Family extends WordedFamily> = NumberOrText<string & keyof (typeof vocabulary)[Family]>;
type NumberOrText<Code> = Code extends `${infer Level extends number}` ? Code | Level : Code;

/** The French label of a code. */
export function label<Family extends WordedFamily>(family: Family, code: CodeIn<Family>): string {
  return storedLabel(family, code);
}

/** The same for a code that is text: stored by an older version, or written in a protocol. Where no list has it, that is said; a code is no word. */
export function storedLabel(family: WordedFamily, code: string | number): string {
  const table: Record<string, string | { label: string }> = vocabulary[family];
  const entry = Object.hasOwn(table, String(code)) ? table[String(code)] : undefined;
  if (entry === undefined) return /Reason$/.test(family) ? 'motif non précisé' : 'non précisé';
  return typeof entry === 'string' ? entry : entry.label;
}

/** A role; of a group of roles, each: "Police nationale ou Gendarmerie nationale". */
export function roleLabel(to: Role | RoleGroup): string {
  return isRoleGroup(to) ? vocabulary.roleGroup[to].map((role) => storedLabel('role', role)).join(' ou ') : label('role', to);
}

export const isRoleGroup = (to: Role | RoleGroup): to is RoleGroup => Object.hasOwn(vocabulary.roleGroup, to);

/** The codes of a family, in the order of the file, as a non-empty tuple (what zod's `enum` asks for). */
export function codes<K extends keyof typeof vocabulary>(
  family: K,
): [string & keyof (typeof vocabulary)[K], ...(string & keyof (typeof vocabulary)[K])[]] {
  const keys = Object.keys(vocabulary[family] as object).filter((key) => key !== 'about');
  return keys as [string & keyof (typeof vocabulary)[K], ...(string & keyof (typeof vocabulary)[K])[]];
}

export type TaskAudience = 'DUTY' | 'DESK' | 'COORDINATOR';

export type Reach = 'ACKNOWLEDGED' | 'IN_CHARGE' | 'OUTCOME_GIVEN';
