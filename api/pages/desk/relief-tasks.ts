import { type AskedInBulk, inBulk } from '../../../cases/in-bulk.ts';
import { deskQueue } from '../../../cases/lists/desk-queue.ts';
import { longestPage } from '../../../cases/lists/page.ts';
import { type Acted, applyTogether } from '../../../cases/record/apply.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import type { Ask } from '../shared/form-door.ts';
import { currentWorld } from '../words/names.ts';

/**
 * Gives back, or takes, all that `holder` has in hand in the cases that whoever is signed in may see, 200 at most: each case is a transaction of
 * its own, as its own acts are. Answers how many tasks changed hands, and how many stay where they were. Done again, it finds nothing left to do.
 */
export async function passTasks(
  parts: Parts,
  { response }: Ask,
  holder: string,
  asked: Extract<AskedInBulk, { act: 'HAND_BACK' | 'TAKE_FROM' }>,
): Promise<{ passed: number; stayed: number }> {
  const account = signedIn(response);
  const { department } = account;
  const by = actorOf(account);
  const { rows } = await deskQueue(parts.database, department, { ...by, id: holder }, { queue: 'MINE', size: longestPage });
  const sum = { passed: 0, stayed: 0 };
  for (const { caseId } of rows) {
    const found = await caseState(parts.database, department, caseId);
    if (found === null) continue;
    const world = await currentWorld(parts, { department, ...found });
    const held = inBulk(found.state, world, by, parts.now() + found.clockOffset, asked).filter(
      ({ on }) => 'task' in on && on.task.takenBy === holder,
    );
    const [first, ...others] = held
      .filter(({ left }) => left === null)
      .map(({ event }): Acted => ({ event: { ...event, at: parts.now() }, options: {} }));
    const applied = first === undefined ? null : await applyTogether(parts.database, department, caseId, [first, ...others]);
    const passed = applied === null || 'refused' in applied ? 0 : others.length + 1;
    sum.passed += passed;
    sum.stayed += held.length - passed;
  }
  return sum;
}
