import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeAccount, createAccount, setActive, setTies } from '../../accounts/accounts.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import { type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import { deskQueue } from '../lists/desk-queue.ts';
import type { Actor } from '../model/events.ts';
import { atHome, hours, monday, noBasis } from '../world.testing.ts';
import { apply } from './apply.ts';

import { caseState, readJournal } from './read-case.ts';
import { releaseUnable, stepBack } from './release.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk?.end());

type Person = Actor & { id: string };
async function aPerson(kind: 'AGENT' | 'COORDINATOR' = 'AGENT'): Promise<Person> {
  const email = `${randomUUID()}@guichet.example`;
  return { kind, id: await createAccount(desk.db, { department: '54', kind, organisation: null, email, name: 'Camille' }, 'mot de passe') };
}
const as = <T>({ id: account }: Person, work: () => T): T => asActor({ as: 'PERSON', account }, work);

/** A case whose first task somebody took. */
async function takenBy(by: Person): Promise<string> {
  const { caseId } = await openCase(desk.db);
  await apply(desk.db, '54', caseId, { kind: 'TaskOrdered', task: 'CONCERTATION', dueAt: monday + hours(48), takenBy: by.id, at: monday, by });
  return caseId;
}
const state = async (caseId: string) => (await caseState(desk.db, '54', caseId))?.state;
const holders = async (caseId: string) => (await state(caseId))?.tasks.filter(({ kind }) => kind === 'CONCERTATION').map((task) => task.takenBy);
const released = async (caseId: string) =>
  (await inDepartment(desk.db, '54', (tx) => readJournal(tx, caseId))).filter(({ kind }) => kind === 'TASK_RELEASED');
const release = (by: Person, account?: string) =>
  releaseUnable(desk.db, '54', { by, now: monday + hours(1), ...(account !== undefined && { account }) });

describe('what somebody took and may not act on any more', () => {
  it('is for others again in every case, once the account is suspended, whoever suspends it', async () => {
    const [agent, coordinator, other] = [await aPerson(), await aPerson('COORDINATOR'), await aPerson()];
    const cases = [await takenBy(agent), await takenBy(agent)];
    const kept = await takenBy(other);
    expect(await holders(cases[0] ?? '')).toEqual([agent.id]);
    expect(await release(coordinator, agent.id)).toBe(0);
    await stepBack(desk.db, '54', coordinator.id, cases[1] ?? '');
    await setActive(desk.db, '54', agent.id, false);
    expect(await as(coordinator, () => release(coordinator, agent.id))).toBe(2);
    expect(await release(coordinator, agent.id)).toBe(0);
    for (const caseId of cases) {
      expect(await holders(caseId)).toEqual([null]);
      expect(await released(caseId)).toMatchObject([{ because: { from: agent.id }, by: { kind: 'COORDINATOR', id: coordinator.id } }]);
    }
    expect(await holders(kept)).toEqual([other.id]);
    const queue = await as(other, () => deskQueue(desk.db, '54', other, { queue: 'ALL', untaken: true, size: 200 }));
    expect(queue.rows.map(({ caseId }) => caseId)).toContain(cases[0]);
  });

  it('is released by the account’s ties in the cases of those parties, and in no other', async () => {
    const [agent, coordinator] = [await aPerson(), await aPerson('COORDINATOR')];
    const [one, two] = [await takenBy(agent), await takenBy(agent)];
    const facts = { ...atHome, implicated: [{ kind: 'ETABLISSEMENT' as const, organisation: 'home' }] };
    await apply(desk.db, '54', one, { kind: 'Qualified', facts, basis: noBasis, at: monday, by: coordinator });
    expect(await holders(one)).toEqual([agent.id]);
    await setTies(desk.db, '54', agent.id, ['home']);
    expect(await release(coordinator, agent.id)).toBe(1);
    expect([await holders(one), await holders(two)]).toEqual([[null], [agent.id]]);
  });

  it('is released with the qualification that names a party one is tied to', async () => {
    const agent = await aPerson();
    await setTies(desk.db, '54', agent.id, ['home']);
    const caseId = await takenBy(agent);
    expect(await holders(caseId)).toEqual([agent.id]);
    const facts = { ...atHome, implicated: [{ kind: 'ETABLISSEMENT' as const, organisation: 'home' }] };
    const qualified = await as(agent, () => apply(desk.db, '54', caseId, { kind: 'Qualified', facts, basis: noBasis, at: monday, by: agent }));
    expect('entries' in qualified && qualified.entries.at(-1)).toMatchObject({ kind: 'TASK_RELEASED', because: { from: agent.id } });
    expect(await holders(caseId)).toEqual([null]);
  });

  it('is released by who steps back, and an account that goes to an outside body holds nothing', async () => {
    const [agent, gone, coordinator] = [await aPerson(), await aPerson(), await aPerson('COORDINATOR')];
    const caseId = await takenBy(agent);
    await as(agent, () => stepBack(desk.db, '54', agent.id, caseId));
    expect(await holders(caseId)).toEqual([null]);
    const other = await takenBy(gone);
    await changeAccount(desk.db, {
      id: gone.id,
      department: '54',
      kind: 'PARTNER',
      organisation: 'cd',
      email: `${randomUUID()}@cd.example`,
      name: 'Camille',
    });
    // The round asks for nobody by name.
    expect(await release(coordinator)).toBe(1);
    expect(await holders(other)).toEqual([null]);
    // Who keeps accounts does not act on cases.
    const keeper = await aPerson();
    const kept = await takenBy(keeper);
    await changeAccount(desk.db, {
      id: keeper.id,
      department: '54',
      kind: 'ADMIN',
      organisation: null,
      email: `${randomUUID()}@cd.example`,
      name: 'C',
    });
    expect(await release(coordinator)).toBe(1);
    expect(await holders(kept)).toEqual([null]);
  });

  it('is never given by a step that is ordered', async () => {
    const [agent, colleague] = [await aPerson(), await aPerson()];
    const into = (await openCase(desk.db)).caseId;
    await stepBack(desk.db, '54', colleague.id, into);
    const step = { kind: 'TaskOrdered', task: 'CONCERTATION', dueAt: monday + hours(48), takenBy: colleague.id, at: monday, by: agent } as const;
    await apply(desk.db, '54', into, step, { eventId: 'step' });
    expect(await holders(into)).toEqual([null]);
    // Sent twice, it is had once.
    await apply(desk.db, '54', into, step, { eventId: 'step' });
    expect(await released(into)).toHaveLength(1);
  });
});

it('finds what an account holds by an index', async () => {
  await inDepartment(desk.db, '54', async (tx) => {
    await tx.query({ text: 'SET LOCAL enable_seqscan = off' });
    const { rows } = await tx.query<Record<string, string>>({
      text: `EXPLAIN SELECT 1 FROM task WHERE department = '54' AND taken_by = 'somebody' AND status = 'OPEN'`,
    });
    expect(JSON.stringify(rows)).toContain('task_holder');
  });
});
