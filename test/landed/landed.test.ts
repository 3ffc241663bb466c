import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLook } from '../../activities/look.ts';
import { evolve, nothing } from '../../cases/model/evolve.ts';
import { apply } from '../../cases/record/apply.ts';
import { caseState, readCase, readJournal } from '../../cases/record/read-case.ts';
import { verifyJournals } from '../../cases/record/signing.ts';
import { readStoredState } from '../../cases/record/stored.ts';
import { readTold } from '../../cases/telling/read-told.ts';
import { tellRecipients } from '../../cases/telling/tell.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { falsifiedVersions } from '../../procedures/record/published.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import type { Visitor } from '../api.testing.ts';
import { asBefore, leftOver, today } from './changed.ts';
import { keyless, readFixture, type SaidOfCase } from './fixture.ts';
import { type LandedHouse, openLanded } from './house.ts';
import { journalOf, mainOf, tasksOf } from './read.ts';

const fixture = readFixture('0.1.0');
const { said } = fixture;
const departments = ['54', '57'];
const desks: Record<string, Visitor> = {};
let house: LandedHouse;
let db: Database;

beforeAll(async () => {
  house = await openLanded(fixture);
  db = house.db;
});
afterAll(() => house?.end());

const desk = async (login: string): Promise<Visitor> => {
  desks[login] ??= await house.browser(login);
  return desks[login];
};

async function answer(key: string, address: string): Promise<unknown> {
  const response = await fetch(`${house.url}/api/v1${address}`, { headers: { authorization: `Bearer ${fixture.apiKeys[key]}` } });
  return response.json();
}

const refOf = ({ department, id }: SaidOfCase) => ({ department, caseId: id });
const agents = new Map<string, string>();

describe('the record', () => {
  it('folds to the state that was kept, case by case, with its head', async () => {
    for (const { department, id, reference, count, head, state } of said.cases) {
      const journal = await inDepartment(db, department, (tx) => readJournal(tx, id));
      expect([journal.length, journal.at(-1)?.hash.toString('hex')], reference).toEqual([count, head]);
      const read = canonical(readStoredState(JSON.parse(state)));
      expect(canonical(journal.reduce(evolve, nothing)), reference).toBe(read);
      expect(canonical((await caseState(db, department, id))?.state), reference).toBe(read);
    }
  });

  it.each(departments)('verifies: journals, signed days, published versions of %s', async (department) => {
    const verified = await verifyJournals(db, department, house.signing);
    expect(verified.flaws).toEqual(keyless(fixture, department));
    const ours = said.cases.filter((one) => one.department === department);
    expect([verified.cases, verified.entries]).toEqual([ours.length, ours.reduce((sum, { count }) => sum + count, 0)]);
    expect(verified.days).toBeGreaterThan(100);
    expect(await falsifiedVersions(db, department)).toEqual([]);
  });
});

// In the order in which that version was asked: what somebody reads is noted, and said to the other side.
describe('what is read', () => {
  it('on the page of each case, its journal and its tasks, and of the API, is what was read', async () => {
    for (const { department, id, reference, journal, tasks, api: answered } of said.cases) {
      const { text } = await (await desk(`agent.${department}`)).open(`/guichet/dossiers/${reference}`);
      expect.soft(journalOf(text), reference).toEqual(journal.map((line) => today(line)));
      expect.soft(tasksOf(text).map(asBefore), reference).toEqual(tasks.map((line) => asBefore(today(line))));
      expect(await answer(`desk${department}`, `/cases/${id}`), reference).toEqual(answered);
    }
  });

  it('by personal links that were sent, open or ended', async () => {
    for (const { address, status, text } of said.links) {
      const page = await (await house.browser()).open(address);
      expect([page.status, mainOf(page.text)], address).toEqual([status, today(text, address)]);
    }
  });

  it('by the receipt codes that were given', async () => {
    for (const { code, text } of said.followed) {
      const visitor = await house.browser();
      await visitor.open('/54/suivre');
      await visitor.submit('/suivre', { code });
      expect(mainOf(visitor.page.text), code).toBe(today(text));
    }
  });

  it('at every address of the desk, of institutions and partners', { timeout: 240_000 }, async () => {
    for (const { login, address, text } of said.pages) {
      const page = await (await desk(login)).open(address);
      expect(page.status, `${login} ${address}`).toBe(200);
      if (text !== undefined) expect.soft(mainOf(page.text), address).toBe(today(text, address));
    }
  });

  it('otherwise only where somebody decided so: no such decision is left over', () => {
    expect(leftOver()).toEqual([]);
  });

  it('in the lists of the API', async () => {
    for (const { key, address, answer: listed } of said.lists) expect(await answer(key, address), `${key} ${address}`).toEqual(listed);
  });
});

/** Agendas that are otherwise today, on purpose: that nobody acts is told once, so the author's second call is not waited for. */
const agendasOtherwise: Readonly<Record<string, { next: number | null }>> = { '54-26-4F00-GG': { next: null } };

describe('what goes on', () => {
  it('the worker is told of every message and every deadline that waits', async () => {
    const { consult } = createLook({ db, handOver: () => Promise.reject(new Error('not asked')) });
    for (const { case: id, ...agenda } of said.agendas) {
      const found = said.cases.find((one) => one.id === id) as SaidOfCase;
      const expected = { ...agenda, ...agendasOtherwise[found.reference] };
      expect.soft(await consult({ ...refOf(found), now: fixture.at }), found.reference).toEqual(expected);
    }
  });

  it('every message that waits is handed over, under the identity it was queued with', async () => {
    const { accepted } = house;
    const unsent: string[] = [];
    for (const { case: id, deliver: due } of said.agendas) {
      const found = said.cases.find((one) => one.id === id) as SaidOfCase;
      for (const { message } of due) {
        const { rows } = await inDepartment(db, found.department, (tx) =>
          tx.query<{ messageId: string }>({ text: 'SELECT message_id AS "messageId" FROM message WHERE case_id = $1 AND id = $2' }, [id, message]),
        );
        await house.deliver({ ...refOf(found), message }).catch((failure: Error) => unsent.push(`${message}: ${failure.message}`));
        const kept = accepted.some(({ raw }) => raw.includes(`Message-ID: <${rows[0]?.messageId}@`));
        if (!kept) unsent.push(message);
      }
    }
    expect(unsent).toEqual([]);
    expect(accepted.length).toBeGreaterThan(30);
  });

  it('what a recipient of then is told passes the gate: what names an author who is withheld is held back, one task a case', async () => {
    const seen = { told: 0, held: 0 };
    for (const one of said.cases) {
      const { department, caseId } = refOf(one);
      await tellRecipients(db, department, caseId, fixture.at);
      const record = await readCase(db, department, { kind: 'CLOCK', id: null }, caseId, 'CASE_PAGE');
      // Whoever declares for an institution is no hidden author.
      const written = record?.alerts.filter(({ channel }) => channel !== 'DECLARATION') ?? [];
      const names = written.flatMap(({ content }) => content?.reporter?.name ?? []);
      for (const { id: transfer, organisation, discloses } of record?.state.transfers ?? []) {
        const of = { department, caseId, transfer, organisation };
        const told = await readTold(db, of, { kind: 'PARTNER', id: null }, 'TRANSFER_CONTENT');
        if (told === null) continue;
        seen.told += 1;
        if (discloses.includes('REPORTER_IDENTITY')) continue;
        for (const name of names) expect(JSON.stringify(told.dossier), `${one.reference} ${transfer}`).not.toContain(name);
      }
      const toRead = record?.state.tasks.filter(({ kind, status }) => kind === 'TEXT_TO_READ' && status === 'OPEN') ?? [];
      seen.held += toRead.length;
      expect(toRead.length, one.reference).toBeLessThan(2);
    }
    expect(seen.told).toBeGreaterThan(200);
    expect(seen.held).toBeGreaterThan(0);
  });

  it('each case takes a further act: a note, an answer, a task, its end', async () => {
    for (const one of said.cases) {
      const { department, caseId } = refOf(one);
      const state = (await caseState(db, department, caseId))?.state;
      const agent = agents.get(department) ?? (await agentOf(department));
      const act = (event: object) =>
        apply(db, department, caseId, { ...event, at: fixture.at, by: { kind: 'AGENT', id: agent } } as Parameters<typeof apply>[3]);
      expect(await act({ kind: 'NoteAdded' }), one.reference).toHaveProperty('entries');
      for (const { id, status } of state?.transfers ?? []) {
        if (status === 'SENT') expect(await act({ kind: 'Acknowledged', transfer: id }), one.reference).toHaveProperty('entries');
        if (status === 'ACKNOWLEDGED' || status === 'IN_CHARGE')
          expect(await act({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] }), one.reference).toHaveProperty('entries');
      }
      for (const { id, status } of state?.tasks ?? [])
        if (status === 'OPEN')
          expect(await act({ kind: 'TaskTaken', task: id }), `${one.reference} ${id}`).not.toHaveProperty('refused.code', 'UNKNOWN_TASK');
      const result = { conclusion: 'AVEREE', evidence: 'ETABLI', risk: 'RETIRE', wishes: 'ATTEINTS', safer: 'PLUTOT', refusedByPerson: 'NON' };
      if (state?.status === 'OPEN') expect(await act({ kind: 'ResultRecorded', result }), one.reference).toHaveProperty('entries');
      const closed = await act({ kind: 'Closed' });
      if ('refused' in closed) expect(['UNANSWERED', 'NOT_QUALIFIED', 'STILL_TO_DO', 'CASE_ENDED'], one.reference).toContain(closed.refused.code);
    }
    const statuses = await Promise.all(said.cases.map(async (one) => (await caseState(db, one.department, one.id))?.state.status));
    expect(statuses.filter((status) => status === 'CLOSED').length).toBeGreaterThan(
      said.cases.filter(({ state }) => state.includes('"status":"CLOSED"')).length,
    );
    for (const department of departments) expect((await verifyJournals(db, department, house.signing)).flaws).toEqual(keyless(fixture, department));
  });
});

async function agentOf(department: string): Promise<string> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.query<{ id: string }>({ text: 'SELECT id FROM account WHERE email = $1' }, [`agent.${department}@guichet.example`]),
  );
  agents.set(department, rows[0]?.id ?? '');
  return rows[0]?.id ?? '';
}
