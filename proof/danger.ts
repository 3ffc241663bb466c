import { HOUR } from '../calendar/milliseconds.ts';
import { decide } from '../cases/decide.ts';
import type { CaseEvent } from '../cases/model/events.ts';
import { nothing } from '../cases/model/evolve.ts';
import { dutyFromDanger } from '../procedures/desk-section.ts';
import type { Conditions, TaskOrder } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { imminentDanger } from '../vocabulary/vocabulary.ts';
import { type Ground, nobodyListed } from './ground.ts';
import { Findings, type Property } from './proof.ts';
import { example, ruleName } from './words.ts';

/** What must be done about a life in danger begins within the hour, elapsed: the first duty has that long before the second is called. */
export const AT_ONCE_HOURS = 1;
/** A night of Christmas: no desk is open. */
const NIGHT = Date.UTC(2026, 11, 25, 2);

const vital: Conditions = { danger: { anyOf: ['4'] } };
const imminent: Conditions = { danger: { atLeast: imminentDanger } };
const notYetVital: Conditions = { danger: { anyOf: [String(imminentDanger)] } };
/** Conditions that this property asks about. */
export const dangerConditions: readonly Conditions[] = [vital, imminent, notYetVital];

interface DutyOrder {
  id: string;
  when: Conditions;
  order: TaskOrder;
}

/**
 * Danger 4 raises a task of the duty roster, due within the hour at any hour, for every combination of facts; at danger 3, where
 * the protocol gives the roster a task, its time runs at night too. Neither waits for a qualification: the law's own `decide` is
 * asked, in the night, through an open door and through one that routes at once.
 */
export function danger(ground: Ground): Property {
  const found = new Findings();
  const orders = dutyOrders(ground);
  const atOnce = orders.filter(({ order: { within } }) => 'hours' in within && within.hours <= AT_ONCE_HOURS);
  const unheard = ground.find(
    nobodyListed,
    [vital],
    atOnce.map(({ when }) => when),
  );
  if (unheard !== null)
    found.add({
      sentence: example(unheard, ground, 'aucune règle ne donne à l’astreinte une tâche à faire dans l’heure, de jour comme de nuit.'),
      facts: unheard,
    });
  else
    for (const facts of doors(ground))
      if (!callsDuty(ground, facts)) found.add({ sentence: example(facts, ground, 'l’astreinte n’est pas appelée dès l’alerte.'), facts });
  if (dutyFromDanger(ground.procedure) > imminentDanger)
    for (const { id, when } of orders) {
      const facts = ground.find(nobodyListed, [when, notYetVital], []);
      if (facts !== null)
        found.add({
          sentence: example(
            facts,
            ground,
            `la tâche d’astreinte de ${ruleName(id, ground.procedure)} attend qu’un agent qualifie\u00a0: le guichet n’appelle l’astreinte qu’à partir du danger ${dutyFromDanger(ground.procedure)}.`,
          ),
          facts,
          about: id,
        });
    }
  for (const { id, when, order } of orders) {
    if ('hours' in order.within) continue;
    const facts = ground.find(nobodyListed, [when, imminent], []);
    if (facts !== null)
      found.add({
        sentence: example(
          facts,
          ground,
          `la tâche d’astreinte de ${ruleName(id, ground.procedure)} se compte en temps ouvré, elle attend l’ouverture du guichet.`,
        ),
        facts,
        about: id,
      });
  }
  return found.property('DANGER', 'Un danger vital appelle l’astreinte aussitôt, à toute heure');
}

/** Tasks of the roster that an alert raises before anybody qualifies it: by a rule, or by a step that follows the alert itself. */
function dutyOrders({ rules, procedure }: Ground): DutyOrder[] {
  const steps = procedure.steps.filter(({ after, saying }) => after === 'ALERT_RECORDED' && saying === undefined);
  return [...rules.map(({ id, when, then }) => ({ id, when, order: then })), ...steps.map(({ id, when, do: order }) => ({ id, when, order }))].filter(
    (one): one is DutyOrder => 'task' in one.order && one.order.to === 'DUTY',
  );
}

/** A vital danger by a door that waits for an agent, and by one that does not where the protocol has any. */
function doors(ground: Ground): Facts[] {
  const { automaticWhen } = ground.procedure.intake;
  const some = [ground.find(nobodyListed, [vital], [automaticWhen]), ground.find(nobodyListed, [vital, automaticWhen], [])];
  return some.filter((facts) => facts !== null);
}

function callsDuty({ procedure, directory }: Ground, facts: Facts): boolean {
  return [true, false].every((authenticated) => {
    const event: CaseEvent = {
      kind: 'AlertReceived',
      at: NIGHT,
      by: { kind: 'API', id: null },
      alert: { channel: facts.channel, contactKind: 'ALERT', authenticated, reachable: false },
      facts,
    };
    const decided = decide(nothing, event, { procedure, directory });
    return 'state' in decided && decided.state.tasks.some(({ to, dueAt }) => to === 'DUTY' && dueAt - NIGHT <= AT_ONCE_HOURS * HOUR);
  });
}
