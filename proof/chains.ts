import { frenchSpan } from '../calendar/french.ts';
import { isAtMost, type Limits, limitWords } from '../calendar/limits.ts';
import type { Span } from '../calendar/span.ts';
import { check } from '../procedures/check.ts';
import type { Procedure, ProcedureStep } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { bounds } from './bounds.ts';
import { type Asked, type Ground, nobodyListed } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { askedName, listed, quoted, situationWords } from './words.ts';

/**
 * Every chain ends with a person and has no cycle, and within each stage reminders come before the limit and escalations rise
 * after it; what the desk must do ends in time too. What a policy alone can say is `check`'s; escalations count from the missed limit, so they follow it by themselves.
 * Reroutes cannot turn in circles: the law never asks a body again for one obligation. Steps could only by setting each other off.
 */
export function chains(ground: Ground): Property {
  const found = new Findings();
  const { procedure } = ground;
  for (const { path, message } of check(procedure)) {
    if (path.startsWith('desk.')) found.add({ sentence: `Délais du guichet\u00a0: ${message}`, facts: anySituation(ground), about: path });
    const policy = policyAt(path, procedure);
    if (policy === null) continue;
    const user = ground.asked.find(({ order }) => order.policy === policy);
    const facts = anySituation(ground, user);
    const used =
      user === undefined
        ? 'aucune règle ne la suit'
        : `suivie par ${askedName(user, procedure)}, par exemple\u00a0: ${situationWords(facts, ground)}`;
    found.add({ sentence: `Politique ${quoted(policy)}\u00a0: ${message} Elle est ${used}.`, facts, about: policy });
  }
  const { qualify } = procedure.intake;
  if (!isAtMost(qualify, bounds.qualify))
    found.add({
      sentence: `Une alerte à qualifier peut attendre ${frenchSpan(qualify)}\u00a0: ${limitWords(bounds.qualify)} au plus.`,
      facts: anySituation(ground),
      about: 'intake.qualify',
    });
  for (const { policy, user, says } of endlessWaits(ground))
    found.add({
      sentence: `Politique ${quoted(policy)}\u00a0: ${says} Elle est suivie par ${askedName(user, procedure)}.`,
      facts: anySituation(ground, user),
      about: policy,
    });
  for (const cycle of cycles(procedure.steps)) {
    const [first] = cycle;
    const facts = (first && ground.find(nobodyListed, [first.when], [])) ?? anySituation(ground);
    found.add({
      sentence: `${cycle.length > 1 ? 'Les étapes' : 'L’étape'} ${listed(cycle.map(({ id }) => quoted(id)))} se ${cycle.length > 1 ? 'déclenchent l’une l’autre' : 'déclenche elle-même'}\u00a0: la suite ne finit pas.`,
      facts,
      ...(first && { about: first.id }),
    });
  }
  return found.property('CHAINS', 'Toute chaîne finit par une personne, dans l’ordre et sans boucle');
}

/** Delays of policies that are followed, so long that nobody waits for their end. */
function endlessWaits(ground: Ground): { policy: string; user: Asked; says: string }[] {
  return Object.entries(ground.procedure.policies).flatMap(([policy, { handover, stages }]) => {
    const user = ground.asked.find(({ order }) => order.policy === policy);
    if (user === undefined) return [];
    const waits: [Span, Limits, string][] = [
      [handover, bounds.handover, 'le destinataire n’est prévenu'],
      ...stages.flatMap(({ reach, within, escalate }): [Span, Limits, string][] => {
        const limit = reach === 'OUTCOME_GIVEN' ? bounds.outcome : bounds.answer;
        return [
          [within, limit, 'son silence n’a de suite'],
          ...escalate.map(({ after }): [Span, Limits, string] => [after, limit, 'une escalade ne vient']),
        ];
      }),
    ];
    return waits
      .filter(([span, limit]) => !isAtMost(span, limit))
      .map(([span, limit, says]) => ({ policy, user, says: `${says} qu’après ${frenchSpan(span)}\u00a0; ${limitWords(limit)} au plus.` }));
  });
}

function anySituation(ground: Ground, user?: Asked): Facts {
  return ((user && ground.find(nobodyListed, [user.when], [])) ?? ground.find(nobodyListed, [], [])) as Facts;
}

/** The policy that a finding is about: the one it is in, or the one an order names. */
function policyAt(path: string, procedure: Procedure): string | null {
  const keys = path.split('.');
  if (keys[0] === 'policies') return keys[1] ?? null;
  if (keys.at(-1) !== 'policy') return null;
  const named = keys.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    procedure,
  );
  return typeof named === 'string' ? named : null;
}

/** What a step writes at once, that may set off another. */
const writes = ({ do: order }: ProcedureStep): string => ('task' in order ? 'TASK_RAISED' : 'TRANSFER_ORDERED');

/** Steps that set each other off, each cycle once, in the order in which they do. */
function cycles(steps: readonly ProcedureStep[]): ProcedureStep[][] {
  const found: ProcedureStep[][] = [];
  const walk = (path: ProcedureStep[]) => {
    const [first] = path;
    const last = path.at(-1);
    if (first === undefined || last === undefined) return;
    for (const next of steps.filter(({ after, saying }) => after === writes(last) && saying === undefined)) {
      if (next === first) found.push(path);
      // Each cycle is found from the step of it that comes first in the list.
      else if (!path.includes(next) && steps.indexOf(next) > steps.indexOf(first)) walk([...path, next]);
    }
  };
  for (const step of steps) walk([step]);
  return found;
}
