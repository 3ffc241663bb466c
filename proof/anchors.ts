import { isAtMost, type Limits } from '../calendar/limits.ts';
import { ofAChild, ofAnAdult } from '../procedures/children.ts';
import { type LegalCheckId, legalChecks, legalDelays } from '../procedures/legal-checks.ts';
import { legalDuties } from '../procedures/legal-duties.ts';
import type { Conditions, TaskOrder, TransferOrder } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { type Role, type RoleGroup, type TaskKind, vocabulary } from '../vocabulary/vocabulary.ts';
import { bounds, isWithin, tells, transmits } from './bounds.ts';
import { type Asked, type Ground, isRule, nobodyListed } from './ground.ts';
import { Findings, type LegalCheck, type Property } from './proof.ts';
import { askedName, example } from './words.ts';

/** How a check fails, in French, with real facts; null when it is kept for every combination. */
type Failing = (ground: Ground) => { facts: Facts; sentence: string; about?: string } | null;

const always: Conditions = {};
const oral: Conditions = { flags: { anyOf: ['ORAL_DECLARATION'] } };
const seriousEvent: Conditions = legalDuties['eigs-autorite'].when;

/** Conditions that the checks ask about. */
export const anchorConditions: readonly Conditions[] = [always, ofAnAdult, ofAChild, oral, ...Object.values(legalDuties).map(({ when }) => when)];

/** What a fact demands of a protocol: that such an order is given. */
export interface Demand {
  when: Conditions;
  /** What goes wrong where none is, in French. */
  otherwise: string;
  such(ground: Ground, order: TransferOrder): boolean;
}

const met = (id: keyof typeof legalDuties, { to }: TransferOrder): boolean => within(to, legalDuties[id].to);

/** The legal checks that ask for an order as soon as a fact is known. */
export const demands = {
  'cellule-toute-alerte': {
    when: legalDuties['cellule-toute-alerte'].when,
    otherwise: 'la cellule de recueil n’en sait rien.',
    such: (_, order) => met('cellule-toute-alerte', order) && tells(order),
  },
  'crime-parquet': {
    when: legalDuties['crime-parquet'].when,
    otherwise: 'le procureur n’est pas saisi, ou pas sans délai.',
    such: (ground, order) =>
      met('crime-parquet', order) && order.mode === 'TRANSFER' && transmits(order) && isWithin(ground.policy(order), bounds.prompt),
  },
  'hors-etat-de-se-proteger': {
    when: legalDuties['hors-etat-de-se-proteger'].when,
    otherwise: 'aucune autorité n’est saisie pour action.',
    such: (_, order) => met('hors-etat-de-se-proteger', order) && transmits(order),
  },
  'danger-forces-de-l-ordre': {
    when: legalDuties['danger-forces-de-l-ordre'].when,
    otherwise: 'ni la police ni la gendarmerie ne sont saisies à temps.',
    such: (ground, order) => met('danger-forces-de-l-ordre', order) && transmits(order) && isWithin(ground.policy(order), bounds.urgent),
  },
  'declaration-autorite': {
    when: legalDuties['declaration-autorite'].when,
    otherwise: 'aucune autorité n’est saisie pour action.',
    such: (_, order) => met('declaration-autorite', order) && transmits(order),
  },
  'eigs-autorite': {
    when: seriousEvent,
    otherwise: 'l’agence régionale de santé n’en sait rien.',
    such: (_, order) => met('eigs-autorite', order) && tells(order),
  },
} as const satisfies Record<keyof typeof legalDuties, Demand>;

const broken: Record<LegalCheckId, Failing> = {
  'cellule-toute-alerte': (ground) => unordered(ground, demands['cellule-toute-alerte']),
  'cellule-sans-delai': (ground) => {
    const slow = (order: TransferOrder) => order.to === 'CELLULE_ARS' && !isWithin(ground.policy(order), bounds.prompt);
    return eachOrder(ground, slow, (asked) => `${askedName(asked, ground.procedure)} la fait attendre.`);
  },
  'crime-parquet': (ground) => unordered(ground, demands['crime-parquet']),
  'hors-etat-de-se-proteger': (ground) => unordered(ground, demands['hors-etat-de-se-proteger']),
  'danger-forces-de-l-ordre': (ground) => unordered(ground, demands['danger-forces-de-l-ordre']),
  'declaration-autorite': (ground) => unordered(ground, demands['declaration-autorite']),
  'confirmation-ecrite-48h': (ground) =>
    unasked(ground, oral, 'WRITTEN_CONFIRMATION', legalDelays.writtenConfirmation, 'la confirmation écrite n’est pas demandée sous 48 heures.'),
  'eigs-autorite': (ground) => unordered(ground, demands['eigs-autorite']),
  // 85 days moved to the next working day stay within three months, which are 89 days at least.
  'eigs-seconde-partie': (ground) =>
    unasked(
      ground,
      seriousEvent,
      'EIGS_SECOND_PART',
      { hours: 2_136, days: 85, workingDays: 58 },
      'la seconde partie n’est pas demandée avant trois mois.',
    ),
  'procureur-identite-et-faits': (ground) => {
    const short = ({ to, purpose, discloses }: TransferOrder) =>
      to === 'PARQUET' && purpose === 'ACTION' && !(['VICTIM_IDENTITY', 'FACTS', 'HEALTH'] as const).every((field) => discloses.includes(field));
    return eachOrder(ground, short, (asked) => `${askedName(asked, ground.procedure)} ne lui communique pas l’un des trois.`);
  },
  'accuse-auteur': (ground) => {
    if (isAtMost(ground.procedure.intake.acknowledgeReporter, { hours: 168, days: 7, workingHours: 49, workingDays: 7 })) return null;
    return { facts: ground.find(nobodyListed, [], []) as Facts, sentence: 'L’auteur attend plus longtemps son accusé de réception.' };
  },
};

/** The legal anchors, one by one; the property holds when each is kept or waived with a reason. */
export function legal(ground: Ground): { property: Property; checks: LegalCheck[] } {
  const found = new Findings();
  const checks = legalChecks.map(({ id, title, article }): LegalCheck => {
    const failure = broken[id](ground);
    const waived = ground.procedure.waivers?.find(({ check }) => check === id)?.reason;
    if (failure !== null && waived === undefined)
      found.add({ ...failure, sentence: `${title} (${article}). ${failure.sentence}`, about: failure.about ?? id });
    return { id, title, article, holds: failure === null, ...(waived !== undefined && { waived }) };
  });
  return { property: found.property('LAW', 'Les obligations légales sont tenues, ou levées par écrit'), checks };
}

const within = (to: Role | RoleGroup, roles: readonly Role[]): boolean =>
  (to in vocabulary.roleGroup ? (vocabulary.roleGroup[to as RoleGroup] as Role[]) : [to as Role]).every((role) => roles.includes(role));

/** A combination for which no rule gives such an order; the default counts where no other recipient for action is left. */
function unordered(ground: Ground, { when, otherwise: wrong, such: is }: Demand): { facts: Facts; sentence: string } | null {
  const such = (order: TransferOrder): boolean => is(ground, order);
  const rules = ground.asked.filter(isRule);
  const not = rules.filter(({ order }) => such(order)).map((rule) => rule.when);
  for (const { who, otherwise } of ground.audiences) {
    const others: Conditions[] = such(otherwise)
      ? rules.filter(({ order }) => !such(order) && order.purpose === 'ACTION').map((rule) => rule.when)
      : [always];
    for (const other of others) {
      const facts = ground.find(nobodyListed, [when, who, other], not);
      if (facts !== null) return { facts, sentence: example(facts, ground, wrong) };
    }
  }
  return null;
}

/** A combination for which neither a rule nor a step that follows the alert asks for a task in time. */
function unasked(ground: Ground, when: Conditions, kind: TaskKind, limit: Limits, sentence: string): { facts: Facts; sentence: string } | null {
  const { rules, steps: all } = ground;
  const inTime = (order: TransferOrder | TaskOrder): boolean => 'task' in order && order.task === kind && isAtMost(order.within, limit);
  const steps = all.filter(({ after, saying, do: order }) => after === 'ALERT_RECORDED' && saying === undefined && inTime(order));
  const not = [...rules.filter(({ then }) => inTime(then)), ...steps].map((one) => one.when);
  const facts = ground.find(nobodyListed, [when], not);
  return facts === null ? null : { facts, sentence: example(facts, ground, sentence) };
}

/** The first order of a kind that must not be there, with facts in which it is given. */
function eachOrder(
  ground: Ground,
  wrong: (order: TransferOrder) => boolean,
  say: (asked: Asked) => string,
): { facts: Facts; sentence: string; about: string } | null {
  for (const asked of ground.asked.filter(({ order }) => wrong(order))) {
    const facts = ground.find(nobodyListed, [asked.when], []);
    if (facts !== null) return { facts, sentence: example(facts, ground, say(asked)), about: asked.id };
  }
  return null;
}
