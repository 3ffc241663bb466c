import type { Instant } from '../../../calendar/span.ts';
import { type AskedInBulk, inBulk } from '../../../cases/in-bulk.ts';
import { type Acted, applyTogether } from '../../../cases/record/apply.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { heldByCase, isStillHeld } from '../../../cases/record/release.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import type { Ask } from '../shared/form-door.ts';
import { currentWorld } from '../words/names.ts';

/**
 * Gives back, or takes, all that `holder` has in hand since before she left, in the cases that whoever is signed in may see: each case is a
 * transaction of its own, as its own acts are. Answers how many tasks changed hands, and how many stay where they were. Done again, after a crash
 * or not, it does what is left to do.
 */
export async function passTasks(
  parts: Parts,
  { response }: Ask,
  { holder, since }: { holder: string; since: Instant },
  asked: Extract<AskedInBulk, { act: 'HAND_BACK' | 'TAKE_FROM' }>,
): Promise<{ passed: number; stayed: number }> {
  const account = signedIn(response);
  const { department } = account;
  const by = actorOf(account);
  const sum = { passed: 0, stayed: 0 };
  for await (const { caseId, tasks } of heldByCase(parts.database, department, holder, since)) {
    const found = await caseState(parts.database, department, caseId);
    if (found === null) continue;
    const world = await currentWorld(parts, { department, ...found });
    const held = inBulk(found.state, world, by, parts.now() + found.clockOffset, asked).flatMap(({ on, event, left }) =>
      'task' in on && on.task.takenBy === holder && tasks.includes(on.task.id) ? [{ task: on.task.id, event, left }] : [],
    );
    const [first, ...others] = held
      .filter(({ left }) => left === null)
      .map(({ event, task }): Acted => ({ event: { ...event, at: parts.now() }, options: { expected: isStillHeld(holder, task) } }));
    const applied = first === undefined ? null : await applyTogether(parts.database, department, caseId, [first, ...others]);
    const passed = applied === null || 'refused' in applied ? 0 : others.length + 1;
    sum.passed += passed;
    sum.stayed += held.length - passed;
  }
  return sum;
}
