import { isAtMost } from '../calendar/limits.ts';
import { dutyFromDanger } from '../procedures/desk-section.ts';
import { type LegalCheckId, legalChecks } from '../procedures/legal-checks.ts';
import type { Conditions } from '../procedures/procedure.ts';
import { imminentDanger } from '../vocabulary/vocabulary.ts';
import { type Demand, demands } from './anchors.ts';
import { AT_ONCE_HOURS } from './danger.ts';
import { type Ground, isRule } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { type FactsChange, isCalledAgain, isToldAgain, type Law, theLaw, whatIsForgotten } from './relived.ts';
import type { Beginning } from './space.ts';
import { capital, situationWords } from './words.ts';

/**
 * Facts may be unknown, come late and change: any situation may follow any other by the same door. What is owed depends on the facts of now
 * and on what was answered; what facts *begin* to demand is asked again, whoever was asked before. So it is proved, for every such change
 * at once, that what must be done about a danger, or what the law demands, begins with the fact that demands it; and for each rule that
 * begins, and each answer that may have been given, the law itself is asked whether who is owed something is told in time, and nobody tied.
 */
export function changes(ground: Ground, law: Law = theLaw): Property {
  const found = new Findings();
  // A policy that is not there is another property's; no law can follow it.
  const asked = ground.asked.some(({ order }) => ground.policy(order) === undefined) ? [] : ground.rules;
  for (const { change, fault, about, isDone } of asked.length === 0 ? [] : [...uncalled(ground), ...undemanded(ground)])
    if (!isDone(ground, law, change))
      found.add({ sentence: inWords(change, ground, `${fault}.`, '\u00a0; chaque destinataire a refusé'), facts: change.after, about });
  for (const rule of asked) {
    const change = ground.space.findChange({ must: [], not: [rule.when] }, { must: [rule.when], not: [] }, []);
    const forgotten = change === null ? null : whatIsForgotten(ground, law, rule, change);
    if (change !== null && forgotten !== null)
      found.add({ sentence: inWords(change, ground, forgotten.fault, forgotten.meanwhile), facts: change.after, about: rule.id });
  }
  return found.property('CHANGES', 'Quand les faits changent, ce qu’ils demandent désormais est demandé, quoi qu’on ait répondu avant');
}

function inWords({ before, after }: FactsChange, ground: Ground, fault: string, meanwhile: string): string {
  return `${capital(fault)} Par exemple, d’abord\u00a0: ${situationWords(before, ground)}${meanwhile}. Puis\u00a0: ${situationWords(after, ground)}.`;
}

/** A change in which nothing begins of what must. The law is still asked whether it is done all the same. */
interface Suspected {
  change: FactsChange;
  fault: string;
  about: string;
  isDone(ground: Ground, law: Law, change: FactsChange): boolean;
}

/** What does not hold as long as the danger calls nobody. */
export const calmBelow = (threshold: number): Conditions => ({ danger: { atLeast: threshold } });

/** A danger that comes, or comes back, with which no call begins: one is asked for whatever the danger, and was made for another. */
function* uncalled({ procedure, rules, space }: Ground): Generator<Suspected> {
  const threshold = dutyFromDanger(procedure);
  const calm = calmBelow(threshold);
  const calls = rules.filter(({ then }) => 'task' in then && then.to === 'DUTY');
  const crossings = [
    ...calls.map(({ when }) => ({
      must: [{ danger: { anyOf: ['4'] } }, when],
      of: calls.filter(({ then }) => 'task' in then && isAtMost(then.within, { hours: AT_ONCE_HOURS })),
    })),
    ...(threshold > imminentDanger ? [] : calls.map(({ when }) => ({ must: [{ danger: { anyOf: [String(imminentDanger)] } }, when], of: calls }))),
  ];
  for (const { must, of } of crossings) {
    const unbegun = of.map(({ when }): Beginning => ({ held: [], begins: when }));
    const change = space.findChange({ must: [], not: [calm] }, { must, not: [] }, unbegun);
    if (change === null) continue;
    yield { change, fault: 'le danger revient et l’astreinte n’est pas appelée de nouveau', about: of[0]?.id ?? '', isDone: isCalledAgain };
    return;
  }
}

/** A fact that the law attaches something to, with which no order that does it begins: whoever would do it may have refused it before. */
function* undemanded(ground: Ground): Generator<Suspected> {
  const waived = new Set(ground.procedure.waivers?.map(({ check }) => check));
  const rules = ground.asked.filter(isRule);
  for (const [id, demand] of Object.entries(demands) as [LegalCheckId, Demand][]) {
    if (waived.has(id)) continue;
    const such = rules.filter(({ order }) => demand.such(ground, order));
    // A body is asked again, with all that is asked of it, as soon as one order to it begins.
    const unbegun = such.flatMap((one): Beginning[] =>
      rules.filter(({ order }) => order.to === one.order.to).map((other) => ({ held: [one.when], begins: other.when })),
    );
    for (const { id: about, when } of such) {
      const change = ground.space.findChange({ must: [], not: [demand.when] }, { must: [demand.when, when], not: [] }, unbegun);
      if (change === null) continue;
      const { title, article } = legalChecks.find((check) => check.id === id) ?? { title: id, article: '' };
      const isDone: Suspected['isDone'] = (on, law, facts) =>
        isToldAgain(
          on,
          law,
          facts,
          such.map((one) => one.id),
        );
      yield { change, fault: `${title} (${article})\u00a0: ${demand.otherwise.replace(/\.$/, '')}`, about, isDone };
      break;
    }
  }
}
