import { frenchSpan } from '../calendar/french.ts';
import { type FactName, factEntry, factNames } from '../vocabulary/fact-table.ts';
import { precisionLabel } from '../vocabulary/precisions.ts';
import { label, type Reach, type Role, type RoleGroup, storedLabel, type TaskAudience, type TransferMode } from '../vocabulary/vocabulary.ts';
import { answerLabel, momentLabel } from './moments.ts';
import type { Condition, Conditions, Procedure, ProcedureStep, Rule, TaskOrder, TransferOrder } from './procedure.ts';

const NBSP = '\u00a0';
const either = new Intl.ListFormat('fr', { type: 'disjunction' });
const all = new Intl.ListFormat('fr', { type: 'conjunction' });

const recipients: Record<Role | RoleGroup, string> = {
  ARS: 'à l’agence régionale de santé',
  CELLULE_ARS: 'à la cellule de recueil des signalements',
  CD: 'au Conseil départemental',
  DDETS: 'à la direction départementale de l’emploi, du travail et des solidarités',
  POLICE: 'à la police nationale',
  GENDARMERIE: 'à la gendarmerie nationale',
  POLICE_OR_GENDARMERIE: 'à la police ou à la gendarmerie, selon la commune',
  PARQUET: 'au parquet',
  CCAS: 'à la mairie ou au CCAS',
  ALMA: 'au centre ALMA',
  DEFENSEUR_DROITS: 'au Défenseur des droits',
  PREFECTURE: 'à la préfecture',
  ETABLISSEMENT: 'au responsable de l’établissement ou du service',
  MJPM: 'au mandataire judiciaire',
  ASSURANCE_MALADIE: 'à l’assurance maladie',
  ORDRE: 'au conseil de l’ordre',
  CRIP: 'à la cellule de recueil des informations préoccupantes (mineurs)',
  ALLO_119: 'au 119, enfance en danger',
  JUGE_PROTECTION: 'au juge des contentieux de la protection',
  URGENCES: 'aux services de secours',
  MDPH: 'à la maison départementale des personnes handicapées (MDPH)',
  FRANCE_VICTIMES: 'à l’association d’aide aux victimes (France Victimes)',
  BAILLEUR: 'au bailleur',
  BANQUE: 'à la banque',
  DESK: 'au guichet',
};

const ways: Record<TransferMode, string> = {
  TRANSFER: 'transmettre',
  ENTRUSTED_ENQUIRY: 'confier une enquête',
  CONSULTATION: 'soumettre en consultation, sans transmission,',
  CONCERTATION: 'proposer une concertation',
};

const steps: Record<Reach, string> = { ACKNOWLEDGED: 'reçu', IN_CHARGE: 'pris en charge', OUTCOME_GIVEN: 'suite donnée' };
const people: Record<TaskAudience, string> = { DUTY: 'à la personne d’astreinte', DESK: 'au guichet', COORDINATOR: 'au coordinateur' };

const quoted = (text: string) => `«${NBSP}${text}${NBSP}»`;

/** "qu’une personne", "que le lieu". */
const that = (text: string) => `${/^[aeiouyâàéèêîôh]/i.test(text) ? 'qu’' : 'que '}${text}`;

/** Precisions are said once under their kind: « Professionnel de santé » (infirmier, SSIAD). */
function sayImplicated(codes: readonly string[]): string {
  const kinds = Map.groupBy(codes, (code) => code.split('/')[0] ?? code);
  return either.format(
    [...kinds].map(([kind, of]) => {
      const precisions = of.flatMap((code) =>
        code
          .split('/')
          .slice(1)
          .map((code) => precisionLabel(code)),
      );
      return `${quoted(storedLabel('implicated', kind))}${of.includes(kind) || precisions.length === 0 ? '' : ` (${either.format(precisions)})`}`;
    }),
  );
}

function sayCode(fact: FactName, code: string): string {
  if (fact === 'placePrecision') return quoted(precisionLabel(code));
  const { family } = factEntry(fact);
  return family === undefined ? code : quoted(storedLabel(family, code));
}

function sayCondition(fact: FactName, condition: Condition): string {
  const { is, known, unknown } = factEntry(fact);
  if ('known' in condition) return condition.known ? known : unknown;
  if ('atLeast' in condition) return `${is} au moins ${sayCode(fact, String(condition.atLeast))}`;
  if ('atMost' in condition) return `${is} au plus ${sayCode(fact, String(condition.atMost))}`;
  if (fact === 'implicated') return `${is} ${sayImplicated(condition.anyOf)}`;
  return `${is} ${either.format(condition.anyOf.map((code) => sayCode(fact, code)))}`;
}

/** Conditions one by one, always in the same order, each as what must hold: "le lieu est « Domicile »". */
export function conditionWords(conditions: Conditions): string[] {
  return factNames.flatMap((fact) => {
    const condition = conditions[fact];
    return condition === undefined ? [] : [sayCondition(fact, condition)];
  });
}

function sayConditions(conditions: Conditions): string {
  const said = conditionWords(conditions);
  if (said.length === 0) return 'Dans tous les cas,';
  const [first, ...others] = said;
  return `Quand ${[first, ...others.map(that)].join(' et ')}, alors`;
}

/** What an order makes the desk do: "transmettre pour action au Conseil départemental (reçu sous…)". */
export function orderWords(order: TransferOrder | TaskOrder, procedure: Procedure): string {
  if ('task' in order) return `confier ${people[order.to]}, sous ${frenchSpan(order.within)}, la tâche ${quoted(label('taskKind', order.task))}`;
  const stages = procedure.policies[order.policy]?.stages ?? [];
  const clocks =
    order.purpose === 'ACTION' && stages.length > 0
      ? ` (${all.format(stages.map(({ reach, within }) => `${steps[reach]} sous ${frenchSpan(within)}`))})`
      : '';
  return `${ways[order.mode]} pour ${order.purpose === 'ACTION' ? 'action' : 'information'} ${recipients[order.to]}${clocks}`;
}

/** A rule as one French sentence, generated from what it really does, to be read beside what its author wrote. */
export function sentence(rule: Rule, procedure: Procedure): string {
  const basis = rule.legalBasis === undefined ? '' : `${NBSP}; fondement${NBSP}: ${label('legalBasis', rule.legalBasis)}`;
  const because = rule.because === '' ? '' : `, parce ${that(rule.because)}`;
  return `${sayConditions(rule.when)} ${orderWords(rule.then, procedure)}${because}${basis}.`;
}

/** A follow-up step as one French sentence. */
export function stepSentence(step: ProcedureStep, procedure: Procedure): string {
  const saying = step.saying === undefined ? '' : ` (${either.format(step.saying.map((code) => quoted(answerLabel(code))))})`;
  const when = conditionWords(step.when);
  const facts = when.length === 0 ? '' : ` et quand ${when.map((one, index) => (index === 0 ? one : that(one))).join(' et ')}`;
  return `Après «${NBSP}${momentLabel(step.after)}${NBSP}»${saying}${facts}${when.length === 0 ? '' : ','} ${orderWords(step.do, procedure)}.`;
}
