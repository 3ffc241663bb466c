import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inDepartment } from '../../database/pool.ts';
import { publishDirectory } from '../../directory/record/revisions.ts';
import { asOwner, type Desk, freshDesk, openCase, testKeys } from '../../test/fresh.testing.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import { entriesOf } from '../model/entries.ts';
import type { Actor, CaseEvent } from '../model/events.ts';
import { evolve, nothing } from '../model/evolve.ts';
import { messageParts } from '../model/message.ts';
import { agent, directoryWith, hours, monday } from '../world.testing.ts';
import { type ApplyOptions, apply, moveClock } from './apply.ts';
import { consult } from './consult.testing.ts';
import { claimMessage, findMessage } from './messages.ts';
import { readCase, readJournal } from './read-case.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;
const delivery: Actor = { kind: 'DELIVERY', id: null };
const act = (caseId: string, event: Act, at = monday + hours(1), options: ApplyOptions = {}) =>
  apply(desk.db, '54', caseId, { ...event, at, by: agent } as CaseEvent, options);
const rows = (text: string, values: unknown[] = []) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);

async function applied(answer: Promise<Awaited<ReturnType<typeof apply>>>) {
  const got = await answer;
  if ('refused' in got) throw new Error(got.refused.code);
  return got;
}

/** What is stored of a case: folding the journal gives the state, and lists agree with it. */
async function expectWhole(caseId: string): Promise<void> {
  const [file] = await rows('SELECT * FROM case_file WHERE id = $1', [caseId]);
  const journal = await inDepartment(desk.db, '54', (tx) => readJournal(tx, caseId));
  const state = journal.reduce(evolve, nothing);
  expect(canonical(file?.state)).toBe(canonical(state));
  const listed = async (table: string) =>
    Object.fromEntries((await rows(`SELECT id, status FROM ${table} WHERE case_id = $1`, [caseId])).map(({ id, status }) => [id, status]));
  expect(await listed('transfer')).toEqual(Object.fromEntries(state.transfers.map(({ id, status }) => [id, status])));
  expect(await listed('task')).toEqual(Object.fromEntries(state.tasks.map(({ id, status }) => [id, status])));
  const waiting = await rows(`SELECT id FROM message WHERE case_id = $1 AND status IN ('pending', 'sending') ORDER BY id`, [caseId]);
  expect(waiting.map(({ id }) => id)).toEqual(state.messages.map(({ id }) => id).sort());
  const due = [...state.deadlines.map(({ dueAt }) => dueAt), ...state.messages.map(({ notBefore }) => notBefore)];
  expect(file?.next_due?.getTime() ?? null).toBe(due.length === 0 ? null : Math.min(...due));
  expect(await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE')).toMatchObject({ proof: { flaw: null, count: journal.length } });
}

describe('apply', () => {
  it('records the event with its sealed content; what brings nothing sooner wakes nobody', async () => {
    const { caseId } = await openCase(desk.db);
    const { entries, reference } = await applied(act(caseId, { kind: 'NoteAdded' }, monday + hours(1), { content: { text: 'Rappeler Zéphirine.' } }));
    expect(entries.map(({ kind }) => kind)).toEqual(['NOTE']);
    expect(reference).toMatch(/^54-/);
    const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
    expect(record?.journal.at(-1)).toMatchObject({ kind: 'NOTE', content: { text: 'Rappeler Zéphirine.' } });
    expect(await rows('SELECT raised FROM wake WHERE case_id = $1', [caseId])).toEqual([{ raised: '1' }]);
    await expectWhole(caseId);
  });

  it('raises the wake when there is something to hand over', async () => {
    const { caseId } = await openCase(desk.db);
    await applied(act(caseId, { kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' }, monday + hours(1)));
    expect(await rows('SELECT raised FROM wake WHERE case_id = $1', [caseId])).toEqual([{ raised: '2' }]);
  });

  it('answers the same event the same way, and writes it once', async () => {
    const { caseId } = await openCase(desk.db);
    const first = await applied(act(caseId, { kind: 'TakenInCharge', transfer: 't1' }, monday + hours(1), { eventId: 'e1' }));
    await applied(act(caseId, { kind: 'NoteAdded' }, monday + hours(2)));
    const again = await applied(act(caseId, { kind: 'TakenInCharge', transfer: 't1' }, monday + hours(3), { eventId: 'e1' }));
    expect(canonical(again)).toBe(canonical(first));
    expect(again.entries.length).toBeGreaterThan(0);
    const twice = await Promise.all(Array.from({ length: 8 }, () => act(caseId, { kind: 'NoteAdded' }, monday + hours(4), { eventId: 'e2' })));
    expect(new Set(twice.map(canonical)).size).toBe(1);
    expect(await rows(`SELECT count(*)::int AS n FROM journal_entry WHERE case_id = $1 AND kind = 'NOTE'`, [caseId])).toEqual([{ n: 2 }]);
    await expectWhole(caseId);
  });

  it('keeps what was written with an act already had, as a note, once', async () => {
    const { caseId } = await openCase(desk.db);
    const outcome: Act = { kind: 'OutcomeGiven', transfer: 't1', outcome: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] };
    await applied(act(caseId, outcome, monday + hours(1), { eventId: 'form-1', content: { text: 'Une aide vient.' } }));
    expect((await applied(act(caseId, outcome, monday + hours(2)))).entries).toEqual([]);
    for (let press = 0; press < 2; press += 1) {
      const { entries } = await applied(act(caseId, outcome, monday + hours(3), { eventId: 'form-2', content: { text: 'Elle vient chaque jour.' } }));
      expect(entries.map(({ kind }) => kind)).toEqual(['NOTE']);
    }
    const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
    expect(record?.journal.flatMap(({ kind, content }) => (kind === 'NOTE' ? [content] : []))).toEqual([{ text: 'Elle vient chaque jour.' }]);
    await expectWhole(caseId);
  });

  it('takes acts on one case one after the other, losing none', async () => {
    const { caseId, state } = await openCase(desk.db);
    const count = (await rows('SELECT journal_count AS n FROM case_file WHERE id = $1', [caseId]))[0]?.n;
    const other = connect({ url: desk.fresh.appUrl, keys: testKeys, acting: { as: 'COMMAND' } });
    await Promise.all(
      Array.from({ length: 30 }, (_, turn) =>
        applied(apply(turn % 2 === 0 ? desk.db : other, '54', caseId, { kind: 'NoteAdded', at: monday + hours(1) + turn, by: agent })),
      ),
    );
    await other.end();
    expect(state.openedAt).toBe(monday);
    expect((await rows('SELECT journal_count AS n FROM case_file WHERE id = $1', [caseId]))[0]?.n).toBe(count + 30);
    await expectWhole(caseId);
  });

  it('applies each deadline that passed before the event, at its own instant, and notes when it was noticed', async () => {
    const { caseId } = await openCase(desk.db);
    const { entries } = await applied(act(caseId, { kind: 'NoteAdded' }, monday + hours(24 * 7)));
    expect(entries.length).toBeGreaterThan(3);
    expect(entries.at(-1)?.kind).toBe('NOTE');
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort((a, b) => a - b));
    expect(entries[0]?.at).toBeLessThan(monday + hours(24 * 7));
    await expectWhole(caseId);
  });

  it('keeps the deadlines that passed, and not the event, when the event is refused', async () => {
    const { caseId } = await openCase(desk.db);
    const before = (await rows('SELECT journal_count AS n FROM case_file WHERE id = $1', [caseId]))[0]?.n;
    const answer = await act(caseId, { kind: 'Closed' }, monday + hours(24 * 7), { eventId: 'close' });
    expect(answer).toMatchObject({ refused: { code: 'UNANSWERED' } });
    expect((await rows('SELECT journal_count AS n FROM case_file WHERE id = $1', [caseId]))[0]?.n).toBeGreaterThan(before);
    expect(await rows(`SELECT 1 FROM journal_entry WHERE case_id = $1 AND (kind = 'CLOSED' OR event_id IS NOT NULL)`, [caseId])).toEqual([]);
    await expectWhole(caseId);
  });

  it('never lets the time of a case go back', async () => {
    const { caseId } = await openCase(desk.db);
    await applied(act(caseId, { kind: 'NoteAdded' }, monday + hours(5)));
    const { entries } = await applied(act(caseId, { kind: 'NoteAdded' }, monday + hours(2)));
    expect(entries[0]?.at).toBe(monday + hours(5));
  });

  it('refuses a case that does not exist, is another department’s, or was erased when there is content to seal', async () => {
    const { caseId } = await openCase(desk.db);
    expect(await act('00000000-0000-7000-8000-000000000000', { kind: 'NoteAdded' })).toMatchObject({ refused: { code: 'UNKNOWN_CASE' } });
    const elsewhere = await apply(desk.db, '57', caseId, { kind: 'NoteAdded', at: monday, by: agent });
    expect(elsewhere).toMatchObject({ refused: { code: 'UNKNOWN_CASE' } });
    await asOwner(desk, 'DELETE FROM keys.sealed_key WHERE owner_id = $1', [caseId]);
    expect(await act(caseId, { kind: 'NoteAdded' }, monday, { content: 'x' })).toMatchObject({ refused: { code: 'ERASED' } });
    expect(await act(caseId, { kind: 'NoteAdded' })).toHaveProperty('state');
    const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
    expect(record?.alerts[0]?.content).toBeNull();
    expect(record?.proof.flaw).toBeNull();
  });

  it('uses the newest directory at the next step', async () => {
    const { caseId } = await openCase(desk.db);
    const { organisations, contacts, links, calendars } = directoryWith();
    const revision = await publishDirectory(desk.db, { department: '54', organisations, contacts, links, calendars }, 'test');
    const { entries } = await applied(
      act(caseId, { kind: 'TransferAdded', role: 'POLICE', mode: 'TRANSFER', purpose: 'ACTION', policy: 'quick', discloses: [], legalBasis: [] }),
    );
    expect(entriesOf(entries, 'TRANSFER_ORDERED')[0]?.because.directory).toBe(revision);
    await expectWhole(caseId);
  });
});

describe('deliveries', () => {
  it('number their attempts, so that a late one cannot write', async () => {
    const { caseId, state } = await openCase(desk.db);
    const [message] = state.messages;
    if (message?.kind !== 'TRANSFER') throw new Error('no message');
    const first = await claimMessage(desk.db, '54', caseId, message.id);
    const second = await claimMessage(desk.db, '54', caseId, message.id);
    expect(first).toMatchObject({ attempt: 1, parts: messageParts(message.id), contact: message.contact });
    expect(second).toMatchObject({ attempt: 2, messageId: first?.messageId });
    const fate = (attempt: number) =>
      apply(desk.db, '54', caseId, { kind: 'HandedOver', message: message.id, at: monday + hours(1), by: delivery }, { attempt, wake: false });
    expect(await fate(1)).toMatchObject({ refused: { code: 'STALE_ATTEMPT' } });
    expect(await fate(2)).toHaveProperty('state');
    expect(await rows('SELECT status, handed_over_at FROM message WHERE case_id = $1 AND id = $2', [caseId, message.id])).toEqual([
      { status: 'sent', handed_over_at: new Date(monday + hours(1)) },
    ]);
    expect(await claimMessage(desk.db, '54', caseId, message.id)).toBeNull();
    expect(await rows('SELECT raised FROM wake WHERE case_id = $1', [caseId])).toEqual([{ raised: '1' }]);
    expect(await findMessage(desk.db, '54', first?.messageId ?? '')).toEqual({ caseId, parts: messageParts(message.id), contact: message.contact });
    await expectWhole(caseId);
  });

  it('put off, given up or bounced, leave the row that says so', async () => {
    const { caseId, state } = await openCase(desk.db);
    const message = state.messages.find((one) => one.kind === 'TRANSFER' && one.organisation === 'cd');
    if (message === undefined) throw new Error('no message');
    const fails = async (permanent: boolean) => {
      const claimed = await claimMessage(desk.db, '54', caseId, message.id);
      return applied(
        apply(
          desk.db,
          '54',
          caseId,
          { kind: 'DeliveryFailed', message: message.id, permanent, code: 'ECONNREFUSED', at: monday + hours(1), by: delivery },
          { attempt: claimed?.attempt ?? 0 },
        ),
      );
    };
    await fails(false);
    expect(await rows('SELECT status, not_before FROM message WHERE case_id = $1 AND id = $2', [caseId, message.id])).toEqual([
      { status: 'pending', not_before: new Date(monday + hours(1)) },
    ]);
    await expectWhole(caseId);
    await fails(true);
    expect(await rows('SELECT status, last_code FROM message WHERE case_id = $1 AND id = $2', [caseId, message.id])).toEqual([
      { status: 'failed', last_code: 'ECONNREFUSED' },
    ]);
    await expectWhole(caseId);
  });

  it('withdraws what has no object any more', async () => {
    const { caseId } = await openCase(desk.db);
    await applied(act(caseId, { kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT' }));
    expect(
      (await rows(`SELECT status FROM message WHERE case_id = $1 AND transfer = 't1' AND kind = 'TRANSFER'`, [caseId])).map(({ status }) => status),
    ).toEqual(['withdrawn']);
    await expectWhole(caseId);
  });
});

describe('consult', () => {
  it('says what to deliver and when to look again, and writes only when a deadline passed', async () => {
    const { caseId, state } = await openCase(desk.db);
    const xmin = async () => (await rows('SELECT xmin::text, journal_count FROM case_file WHERE id = $1', [caseId]))[0];
    const before = await xmin();
    const asked = await consult(desk.db, '54', caseId, monday);
    expect(asked.deliver.map(({ id }) => id)).toEqual(state.messages.map(({ id }) => id));
    expect(asked).toMatchObject({ finished: false, next: Math.min(...state.deadlines.map(({ dueAt }) => dueAt)) });
    expect(await xmin()).toEqual(before);
    await consult(desk.db, '54', caseId, asked.next ?? 0);
    const after = await xmin();
    expect(after?.journal_count).toBeGreaterThan(before?.journal_count);
    await consult(desk.db, '54', caseId, asked.next ?? 0);
    expect(await xmin()).toEqual(after);
    expect(await rows('SELECT raised FROM wake WHERE case_id = $1', [caseId])).toEqual([{ raised: '1' }]);
    await expectWhole(caseId);
  });

  it('finds nothing to do for a case that is finished or unknown', async () => {
    const { caseId, state } = await openCase(desk.db);
    for (const { id } of state.transfers) await applied(act(caseId, { kind: 'TransferCancelled', transfer: id, reason: 'AGENT' }));
    await applied(act(caseId, { kind: 'NotRetained', reason: 'SANS_ELEMENT' }));
    for (const { id } of (await consult(desk.db, '54', caseId, monday + hours(1))).deliver) {
      await applied(apply(desk.db, '54', caseId, { kind: 'HandedOver', message: id, at: monday + hours(1), by: delivery }));
    }
    expect(await consult(desk.db, '54', caseId, monday + hours(10_000))).toMatchObject({ deliver: [], next: null, finished: true });
    expect(await consult(desk.db, '54', '00000000-0000-7000-8000-000000000000', monday)).toMatchObject({ deliver: [], next: null, finished: true });
  });
});

describe('an exercise', () => {
  it('moves to its next deadline when told, on its own clock, and everything follows it', async () => {
    const { caseId, state } = await openCase(desk.db, { exercise: true });
    const next = Math.min(...state.deadlines.map(({ dueAt }) => dueAt));
    const moved = await moveClock(desk.db, '54', caseId, agent, monday + hours(1));
    if ('refused' in moved) throw new Error(moved.refused.code);
    expect(moved.entries[0]).toMatchObject({ kind: 'NOTE', because: { reason: 'CLOCK_MOVED' } });
    expect(moved.entries[1]?.at).toBe(next);
    const { entries } = await applied(act(caseId, { kind: 'NoteAdded' }, monday + hours(2)));
    expect(entries.at(-1)?.at).toBe(next + hours(1));
    const asked = await consult(desk.db, '54', caseId, monday + hours(2));
    const due = moved.state.deadlines.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > next + hours(1));
    expect(asked.next).toBe(Math.min(...due) - (next - monday - hours(1)));
    await expectWhole(caseId);
  });

  it('is the only case whose clock moves', async () => {
    const { caseId } = await openCase(desk.db);
    expect(await moveClock(desk.db, '54', caseId, agent, monday)).toMatchObject({ refused: { code: 'NOT_AN_EXERCISE' } });
  });
});
