import type { Rule, TaskOrder, TransferOrder } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { TransferMode } from '../vocabulary/vocabulary.ts';
import { type Ground, nobodyListed } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { listed, ruleName, situationWords } from './words.ts';

/** From the least to the most binding, as rules that meet are merged. */
const modes: readonly TransferMode[] = ['CONSULTATION', 'CONCERTATION', 'ENTRUSTED_ENQUIRY', 'TRANSFER'];

/**
 * Every rule can fire, and none is wholly covered by others. A rule is covered when, each time it fires, other rules that fire
 * too already ask the same role for all that it brings: acting (not only knowing), a mode as binding, its policy, each field it
 * discloses, its legal basis; or, for a task, the very same task. What it brings is decided one thing at a time: the rule is
 * needed as soon as one combination exists in which it alone brings one of them. Removing a covered rule would change nothing
 * that anybody receives, only the reasons given.
 */
export function rules(ground: Ground): Property {
  const found = new Findings();
  for (const rule of ground.rules) {
    const fires = ground.find(nobodyListed, [rule.when], []);
    if (fires === null) {
      const facts = ground.find(nobodyListed, [], []) as Facts;
      found.add({
        sentence: `La règle ${ruleName(rule.id, ground.procedure)} ne s’applique jamais\u00a0: aucune situation ne remplit toutes ses conditions.`,
        facts,
        about: rule.id,
      });
      continue;
    }
    const others = ground.rules.filter((other) => other !== rule);
    const needed = brings(rule, others).some((same) =>
      ground.find(
        nobodyListed,
        [rule.when],
        same.map(({ when }) => when),
      ),
    );
    if (needed) continue;
    const with_ = [...new Set(brings(rule, others).flat())].filter((other) => ground.find(nobodyListed, [rule.when, other.when], []) !== null);
    found.add({
      sentence: `La règle ${ruleName(rule.id, ground.procedure)} n’apporte rien\u00a0: chaque fois qu’elle s’applique, ${listed(with_.map(({ id }) => ruleName(id, ground.procedure)))} ${with_.length > 1 ? 'demandent' : 'demande'} déjà la même chose. Par exemple\u00a0: ${situationWords(fires, ground)}.`,
      facts: fires,
      about: rule.id,
    });
  }
  return found.property('RULES', 'Toute règle sert');
}

/** For each thing a rule brings, the other rules that bring it as well. */
function brings(rule: Rule, others: readonly Rule[]): Rule[][] {
  const { then } = rule;
  if ('task' in then) return [others.filter((other) => 'task' in other.then && sameTask(other.then, then))];
  const alike = others.filter(({ then: order }): boolean => !('task' in order) && order.to === then.to);
  const having = (has: (order: TransferOrder, other: Rule) => boolean) => alike.filter((other) => has(other.then as TransferOrder, other));
  return [
    ...(then.purpose === 'ACTION' ? [having(({ purpose }) => purpose === 'ACTION')] : []),
    having(({ mode }) => modes.indexOf(mode) >= modes.indexOf(then.mode)),
    having(({ policy }) => policy === then.policy),
    ...then.discloses.map((field) => having(({ discloses }) => discloses.includes(field))),
    ...(rule.legalBasis === undefined ? [] : [having((_, { legalBasis }) => legalBasis === rule.legalBasis)]),
  ];
}

const sameTask = (a: TaskOrder, b: TaskOrder): boolean =>
  JSON.stringify([a.task, a.to, a.within, a.sayable]) === JSON.stringify([b.task, b.to, b.within, b.sayable]);
