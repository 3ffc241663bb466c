import type { Span } from '../calendar/span.ts';
import type { Conditions, Policy, TaskOrder, TransferOrder } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { type Role, type RoleGroup, type TaskKind, vocabulary } from '../vocabulary/vocabulary.ts';
import { type Asked, type Ground, nobodyListed } from './ground.ts';
import { Findings, type LegalCheck, type Property } from './proof.ts';
import { askedName, example } from './words.ts';

/** Something the law asks of the protocol. A department may do without it, with a reason that stays with the version. */
interface Anchor {
  id: string;
  /** French. */
  title: string;
  article: string;
  /** How it fails, in French, with real facts; null when it is kept for every combination. */
  broken(ground: Ground): { facts: Facts; sentence: string; about?: string } | null;
}

const always: Conditions = {};
const crime: Conditions = { flags: { anyOf: ['CRIME_SUSPECTED'] } };
const defenceless: Conditions = {
  flags: { anyOf: ['CANNOT_PROTECT_SELF'] },
  maltreatment: {
    anyOf: [
      'PRIVATION_SOIN_BESOINS_FONDAMENTAUX',
      'NEGLIGENCES_ACTIVES',
      'VIOLENCES_PHYSIQUES',
      'VIOLENCES_PSYCHIQUES_MORALES',
      'VIOLENCES_MEDICALES_MEDICAMENTEUSES',
      'VIOLENCES_SEXUELLES',
    ],
  },
};
const imminent: Conditions = { danger: { atLeast: 3 } };
const declared: Conditions = {
  channel: { anyOf: ['DECLARATION'] },
  place: { anyOf: ['ETABLISSEMENT_PERSONNES_AGEES', 'ETABLISSEMENT_HANDICAP', 'ETABLISSEMENT_SOCIAL'] },
};
const oral: Conditions = { flags: { anyOf: ['ORAL_DECLARATION'] } };
const seriousEvent: Conditions = { flags: { anyOf: ['EIGS'] } };

/** Conditions that the checks ask about. */
export const anchorConditions: readonly Conditions[] = [always, crime, defenceless, imminent, declared, oral, seriousEvent];

const authorising: readonly Role[] = ['ARS', 'CELLULE_ARS', 'CD', 'DDETS', 'PREFECTURE'];
const authorities: readonly Role[] = [...authorising, 'PARQUET', 'POLICE', 'GENDARMERIE'];

/** Articles as the field knows them; where a text gives no number, the figure is this project's and the title says "proposition". */
export const anchors: readonly Anchor[] = [
  {
    id: 'cellule-toute-alerte',
    title: 'La cellule de recueil connaît toute alerte',
    article: 'article L. 119-2 du code de l’action sociale et des familles',
    broken: (ground) => unordered(ground, always, 'la cellule de recueil n’en sait rien.', ({ to }) => to === 'CELLULE_ARS'),
  },
  {
    id: 'cellule-sans-delai',
    title: 'La cellule est saisie sans délai (proposition\u00a0: jamais d’abord par courrier, remise sous deux jours ouvrés)',
    article: 'article L. 119-2 du code de l’action sociale et des familles',
    broken: (ground) => {
      const slow = (order: TransferOrder) => order.to === 'CELLULE_ARS' && !isPrompt(ground.policy(order));
      return eachOrder(ground, slow, (asked) => `${askedName(asked, ground.procedure)} la fait attendre.`);
    },
  },
  {
    id: 'crime-parquet',
    title: 'Un crime ou un délit possible est porté à la connaissance du procureur',
    article: 'article 40 du code de procédure pénale',
    broken: (ground) =>
      unordered(
        ground,
        crime,
        'le procureur n’est pas saisi.',
        ({ to, purpose, mode }) => to === 'PARQUET' && purpose === 'ACTION' && mode === 'TRANSFER',
      ),
  },
  {
    id: 'hors-etat-de-se-proteger',
    title: 'Les mauvais traitements d’une personne hors d’état de se protéger sont portés à une autorité judiciaire ou administrative',
    article: 'article 434-3 du code pénal',
    broken: (ground) =>
      unordered(
        ground,
        defenceless,
        'aucune autorité n’est saisie pour action.',
        ({ to, purpose }) => purpose === 'ACTION' && within(to, authorities),
      ),
  },
  {
    id: 'danger-forces-de-l-ordre',
    title: 'Devant un danger imminent, police ou gendarmerie sont saisies',
    article: 'article 223-6 du code pénal',
    broken: (ground) =>
      unordered(
        ground,
        imminent,
        'ni la police ni la gendarmerie ne sont saisies.',
        ({ to, purpose }) => purpose === 'ACTION' && within(to, ['POLICE', 'GENDARMERIE']),
      ),
  },
  {
    id: 'declaration-autorite',
    title: 'La déclaration d’un établissement social ou médico-social parvient à une autorité qui l’autorise',
    article: 'article L. 331-8-1 du code de l’action sociale et des familles',
    broken: (ground) =>
      unordered(ground, declared, 'aucune autorité n’est saisie pour action.', ({ to, purpose }) => purpose === 'ACTION' && within(to, authorising)),
  },
  {
    id: 'confirmation-ecrite-48h',
    title: 'Une déclaration orale est confirmée par écrit sous 48 heures',
    article: 'article R. 331-8 du code de l’action sociale et des familles',
    broken: (ground) => unasked(ground, oral, 'WRITTEN_CONFIRMATION', { hours: 48 }, 'la confirmation écrite n’est pas demandée sous 48 heures.'),
  },
  {
    id: 'eigs-autorite',
    title: 'Un événement indésirable grave est transmis à l’agence régionale de santé',
    article: 'article L. 1413-14 du code de la santé publique',
    broken: (ground) =>
      unordered(ground, seriousEvent, 'l’agence régionale de santé n’en sait rien.', ({ to }) => within(to, ['ARS', 'CELLULE_ARS'])),
  },
  {
    id: 'eigs-seconde-partie',
    title: 'La seconde partie de la déclaration d’un événement indésirable grave est demandée avant trois mois',
    article: 'article R. 1413-69 du code de la santé publique',
    // 85 days moved to the next working day stay within three months, which are 89 days at least.
    broken: (ground) =>
      unasked(
        ground,
        seriousEvent,
        'EIGS_SECOND_PART',
        { hours: 2_136, days: 85, workingDays: 58 },
        'la seconde partie n’est pas demandée avant trois mois.',
      ),
  },
  {
    id: 'procureur-identite-et-faits',
    title: 'Le procureur reçoit l’identité de la personne, les faits et ce que l’on sait de son état',
    article: 'article 1216-1 du code de procédure civile',
    broken: (ground) => {
      const short = ({ to, purpose, discloses }: TransferOrder) =>
        to === 'PARQUET' && purpose === 'ACTION' && !(['VICTIM_IDENTITY', 'FACTS', 'HEALTH'] as const).every((field) => discloses.includes(field));
      return eachOrder(ground, short, (asked) => `${askedName(asked, ground.procedure)} ne lui communique pas l’un des trois.`);
    },
  },
  {
    id: 'accuse-auteur',
    title: 'L’auteur de l’alerte en reçoit accusé sous sept jours ouvrés (par analogie)',
    article: 'décret n° 2022-1284',
    broken: (ground) => {
      if (isAtMost(ground.procedure.intake.acknowledgeReporter, { hours: 168, days: 7, workingHours: 49, workingDays: 7 })) return null;
      return { facts: ground.find(nobodyListed, [], []) as Facts, sentence: 'L’auteur attend plus longtemps son accusé de réception.' };
    },
  },
];

/** The legal anchors, one by one; the property holds when each is kept or waived with a reason. */
export function legal(ground: Ground): { property: Property; checks: LegalCheck[] } {
  const found = new Findings();
  const checks = anchors.map(({ id, title, article, broken }): LegalCheck => {
    const failure = broken(ground);
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
function unordered(
  ground: Ground,
  when: Conditions,
  sentence: string,
  such: (order: TransferOrder) => boolean,
): { facts: Facts; sentence: string } | null {
  const rules = ground.asked.filter(({ from }) => from === 'RULE');
  const not = rules.filter(({ order }) => such(order)).map((rule) => rule.when);
  const others: Conditions[] = such(ground.procedure.otherwise)
    ? rules.filter(({ order }) => !such(order) && order.purpose === 'ACTION').map((rule) => rule.when)
    : [always];
  for (const other of others) {
    const facts = ground.find(nobodyListed, [when, other], not);
    if (facts !== null) return { facts, sentence: example(facts, ground, sentence) };
  }
  return null;
}

/** A combination for which neither a rule nor a step that follows the alert asks for a task in time. */
function unasked(ground: Ground, when: Conditions, kind: TaskKind, limit: Limits, sentence: string): { facts: Facts; sentence: string } | null {
  const { rules, procedure } = ground;
  const inTime = (order: TransferOrder | TaskOrder): boolean => 'task' in order && order.task === kind && isAtMost(order.within, limit);
  const steps = procedure.steps.filter(({ after, saying, do: order }) => after === 'ALERT_RECORDED' && saying === undefined && inTime(order));
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

function isPrompt(policy: Policy | undefined): boolean {
  const first = policy?.channels[0]?.kind;
  return policy !== undefined && first !== 'LETTER_TASK' && isAtMost(policy.handover, { hours: 48, days: 2, workingHours: 16, workingDays: 2 });
}

/** The longest span accepted, per unit; a unit left out is never in time. */
type Limits = { [unit in 'hours' | 'days' | 'workingHours' | 'workingDays']?: number };

function isAtMost(span: Span, limits: Limits): boolean {
  const [unit, amount] = Object.entries(span)[0] as [keyof Limits, number];
  return amount <= (limits[unit] ?? 0);
}
