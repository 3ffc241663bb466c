/** Plays a scenario for real: PostgreSQL, Temporal, a worker, a mail server. Only the workflow's clock is moved. */
import { expect } from 'vitest';
import type { Instant } from '../../calendar/span.ts';
import { agenda } from '../../cases/advance.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { readJournal } from '../../cases/record/read-case.ts';
import type { World } from '../../cases/running/turn.ts';
import { agent, noBasis } from '../../cases/world.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import { receive } from '../../intake/receive.ts';
import { workflowIdOf } from '../../workflows/client/client.ts';
import { type EngineDesk, eventually } from '../engine/desk.ts';
import { fastForward, workflowNow } from '../engine/time.ts';
import { anAlert } from '../fresh.testing.ts';
import { actsAfter } from './people.ts';
import { addressesOf, type Scenario } from './scenarios.ts';

/** Answers with the case's journal up to the scenario's end. `meddle` is done to the case once its first transfers are handed over. */
export async function live(desk: EngineDesk, scenario: Scenario, world: World, meddle?: (caseId: string) => Promise<unknown>): Promise<Entry[]> {
  const { behaviour, start, until, recovery } = scenario;
  const caseId = await open(desk, scenario);
  const planned: CaseEvent[] = [];
  let read = 0;
  for (let now = Date.now(); ; ) {
    const journal = await inDepartment(desk.db, '54', (tx) => readJournal(tx, caseId));
    const state = await desk.stateOf(caseId);
    planned.push(...journal.slice(read).flatMap((entry) => actsAfter(entry, state, world, behaviour)));
    planned.sort((a, b) => a.at - b.at);
    read = journal.length;
    if (now >= until) return journal.filter(({ at }) => at <= until);

    const due = [...state.deadlines.map(({ dueAt }) => dueAt), ...state.messages.map(({ notBefore }) => notBefore)];
    const coming = [until, ...due, ...planned.map(({ at }) => at), recovery?.at ?? until].filter((at) => at > now);
    now = Math.min(...coming);
    await arrive(desk, caseId, now);
    if (now === start) await meddle?.(caseId);
    if (recovery?.at === now) for (const address of addressesOf(recovery.organisation)) desk.behaviours.delete(address);
    const acts = planned.splice(0, planned.filter(({ at }) => at <= now).length);
    for (const event of acts) await act(desk, caseId, event);
    if (acts.length > 0) await arrive(desk, caseId, now);
  }
}

/** The alert comes at the scenario's own start, ahead of real time: nothing is due before. */
async function open(desk: EngineDesk, { facts, start }: Scenario): Promise<string> {
  const authenticated = facts.channel !== 'WEB' && facts.channel !== 'EMAIL';
  const received = await receive(desk.db, anAlert({ receivedAt: start, channel: facts.channel, facts, door: { authenticated, actor: agent } }));
  if ('conflict' in received) throw new Error('the alert was known');
  if (received.state.qualification === 'AWAITED')
    await act(desk, received.caseId, { kind: 'Qualified', at: start, by: agent, facts, basis: noBasis });
  await eventually(() => desk.client.workflow.getHandle(workflowIdOf(received.caseId)).describe());
  return received.caseId;
}

/** Does what somebody does. What the law refuses is not done, as in the simulator; a deadline must have passed by the workflow. */
async function act(desk: EngineDesk, caseId: string, event: CaseEvent): Promise<void> {
  const applied = await apply(desk.db, '54', caseId, event);
  if ('entries' in applied) expect(applied.entries.filter(({ by }) => by.kind === 'CLOCK')).toEqual([]);
}

/** Moves the workflow's clock there, and waits until it has looked at the case and every message due has its fate, or is tried again. */
async function arrive(desk: EngineDesk, caseId: string, instant: Instant): Promise<void> {
  if ((await waiting(desk, caseId, instant)) === 'NOTHING_TO_COME') return;
  const workflowId = workflowIdOf(caseId);
  await eventually(async () => expect((await desk.client.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING'));
  const ahead = instant - (await workflowNow(desk.client, workflowId));
  if (ahead > 0) await fastForward(desk.client, workflowId, ahead);
  await eventually(async () => expect(await waiting(desk, caseId, instant)).not.toBe('DUE'));
}

async function waiting(desk: EngineDesk, caseId: string, instant: Instant): Promise<'NOTHING_TO_COME' | 'DUE' | 'LATER'> {
  const state = await desk.stateOf(caseId);
  const { deliver, next } = agenda(state, instant);
  if (next === null && deliver.length === 0) return 'NOTHING_TO_COME';
  if (state.deadlines.some(({ dueAt }) => dueAt <= instant)) return 'DUE';
  return deliver.length > 0 && (await triedAgain(desk, caseId)) < deliver.length ? 'DUE' : 'LATER';
}

async function triedAgain({ client }: EngineDesk, caseId: string): Promise<number> {
  const { raw } = await client.workflow.getHandle(workflowIdOf(caseId)).describe();
  return (raw.pendingActivities ?? []).filter(({ attempt }) => (attempt ?? 0) > 1).length;
}
