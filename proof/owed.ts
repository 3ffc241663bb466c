import { isChild, readAge } from '../procedures/children.ts';
import type { TaskOrder } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { Purpose } from '../vocabulary/vocabulary.ts';
import { limited } from './cells.ts';
import { type Asked, type Ground, isRule, type Spot } from './ground.ts';
import { setsAside } from './reaches.ts';

/** What the proof says of one situation. */
export interface WhatIsOwed {
  /** Who is told, for which reasons, and by which policies' delays. */
  told: { organisation: string; purpose: Purpose; rules: string[]; policies: string[] }[];
  /** What people are given to do, each rule's own. */
  tasks: { rule: string; order: TaskOrder }[];
  /** Who is told nothing. */
  aside: ReadonlySet<string>;
}

/**
 * What is owed in a situation, as the proof reads it: by the classes its facts lie in and by who answers where they take place, without the
 * law's own routing, which is held against it. Null for facts that it leaves aside.
 */
export function owed(ground: Ground, given: Facts): WhatIsOwed | null {
  const { directory, space } = ground;
  if (given.inseeCode !== undefined && !given.inseeCode.startsWith(directory.department)) return null;
  const situation = ground.situationOf(given);
  const category =
    given.finess === undefined ? undefined : directory.establishments.get(given.finess)?.find((one) => one.finessCategory)?.finessCategory;
  const inseeCode = given.inseeCode ?? situation.commune;
  const facts = readAge({
    ...given,
    ...(inseeCode !== undefined && { inseeCode }),
    ...(given.finessCategory === undefined && category !== undefined && { finessCategory: category }),
  });
  const located = space.locate(facts);
  if (located === null) return null;
  const spot: Spot = { commune: inseeCode ?? null, must: [], not: [], facts: limited(facts) };
  const [adults, children] = ground.audiences;
  const audience = isChild(facts) ? children : adults;
  const recipientOf = ({ order }: Pick<Asked, 'order'>) => {
    const found = ground.resolve(order, spot, situation);
    return 'recipient' in found ? found.recipient : null;
  };
  const acts = (asked: Asked, role?: string) =>
    asked.order.purpose === 'ACTION' && (role === undefined ? recipientOf(asked) !== null : recipientOf(asked)?.role === role);
  const hold = ground.asked.filter((asked) => isRule(asked) && space.satisfies(located, asked.when));
  const byRules = hold.filter(({ from }) => from === 'RULE');
  const orders = byRules.some((asked) => acts(asked, 'CRIP')) ? byRules : hold;
  const beside: Asked = { id: 'inConflict', when: {}, order: audience.inConflict, from: 'IN_CONFLICT' };
  const byDefault: Asked = { id: 'otherwise', when: {}, order: audience.otherwise, from: 'OTHERWISE' };
  const aside = ({ order }: Asked) => setsAside(ground, order, spot, situation);
  const independent = orders.some(aside);
  const first = independent ? [...orders, beside] : orders;
  const all = first.some((asked) => acts(asked)) ? first : [...first, byDefault, ...(!independent && aside(byDefault) ? [beside] : [])];

  const told = new Map<string, WhatIsOwed['told'][number]>();
  for (const asked of all) {
    const organisation = recipientOf(asked)?.organisation;
    if (organisation === undefined) continue;
    const { purpose, policy } = asked.order;
    const before = told.get(organisation) ?? { organisation, purpose, rules: [], policies: [] };
    told.set(organisation, {
      organisation,
      purpose: purpose === 'ACTION' ? purpose : before.purpose,
      rules: [...new Set([...before.rules, asked.id])],
      policies: [...new Set([...before.policies, policy])],
    });
  }
  const tasks = ground.rules.flatMap(({ id, when, then }) => ('task' in then && space.satisfies(located, when) ? [{ rule: id, order: then }] : []));
  return { told: [...told.values()], tasks, aside: situation.excluded };
}
