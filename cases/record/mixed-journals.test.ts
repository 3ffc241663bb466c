/** Cases that a version of before wrote into the database, and that live on. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { newDataKey } from '../../database/sealing.ts';
import { type Desk, freshDesk, signing, testKeys } from '../../test/fresh.testing.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import { evolve, nothing } from '../model/evolve.ts';
import { agent } from '../world.testing.ts';
import { apply } from './apply.ts';
import { consult } from './consult.testing.ts';
import { type EntryOfBefore, livesOfBefore, stateOfBefore } from './lives.testing.ts';
import { claimMessage } from './messages.ts';
import { readCase } from './read-case.ts';
import { verifyJournals } from './signing.ts';
import { readStoredState } from './stored.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

/** The chain as the version of 22 November 2026 made it. */
function chained(caseId: string, entries: readonly EntryOfBefore[], recordedAt: number): Buffer[] {
  let hash = createHash('sha256').update(`guichet journal 1\n${caseId}`).digest();
  return entries.map(({ kind, at, by, transfer, task, obligation, because, changes }, index) => {
    const clear = { seq: index + 1, kind, at, recordedAt, by, transfer, task, obligation, because, changes, eventId: null, sealed: null };
    hash = createHmac('sha256', testKeys.journal).update(hash).update(canonical(clear), 'utf8').digest();
    return hash;
  });
}

/** Writes a case as that version did; `forged` are rows that somebody changed since. */
async function keepAsBefore(entries: readonly EntryOfBefore[], forged: readonly EntryOfBefore[] = entries): Promise<string> {
  const caseId = randomUUID();
  const recordedAt = entries.at(-1)?.at ?? 0;
  const state = stateOfBefore(entries);
  const hashes = chained(caseId, entries, recordedAt);
  const rows = forged.map(({ kind, at, by, ...codes }, index) => ({
    seq: index + 1,
    kind,
    at: new Date(at).toISOString(),
    actor_kind: by.kind,
    actor_id: by.id,
    codes,
    hash: hashes[index]?.toString('hex'),
  }));
  const messages = state.messages.map((message) => ({ ...message, not_before: new Date(message.notBefore).toISOString(), message_id: randomUUID() }));
  await inDepartment(desk.db, '54', async (tx) => {
    await tx.query(
      {
        text: `INSERT INTO case_file (id, department, reference, procedure_slug, procedure_number, state, status, qualification, danger, place, victim_group,
                                      implicated, exercise, journal_count, journal_head, last_at, opened_at)
               VALUES ($1, '54', $2, 'test', 1, $3, $4, $5, 1, 'DOMICILE', 'PERSONNE_AGEE', '{}', false, $6, $7, $8, $9)`,
      },
      [
        caseId,
        `54-26-${caseId.slice(0, 8).toUpperCase()}`,
        JSON.stringify(state),
        state.status,
        state.qualification,
        entries.length,
        hashes.at(-1),
        new Date(recordedAt),
        new Date(state.openedAt),
      ],
    );
    await tx.query({ text: `INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) VALUES ($1, '54', 'CASE', $2)` }, [
      caseId,
      newDataKey(desk.db.keys, caseId).wrapped,
    ]);
    await tx.query({ text: `INSERT INTO wake (case_id, department) VALUES ($1, '54')` }, [caseId]);
    await tx.query(
      {
        text: `INSERT INTO journal_entry (case_id, seq, department, kind, at, recorded_at, actor_kind, actor_id, codes, step, hash)
               SELECT $1, e.seq, '54', e.kind, e.at, $3, e.actor_kind, e.actor_id, e.codes, 1, decode(e.hash, 'hex')
               FROM jsonb_to_recordset($2::jsonb) AS e(seq int, kind text, at timestamptz, actor_kind text, actor_id text, codes jsonb, hash text)`,
      },
      [caseId, JSON.stringify(rows), new Date(recordedAt)],
    );
    await tx.query(
      {
        text: `INSERT INTO message (case_id, id, department, kind, channel, transfer, task, organisation, contact, status, message_id, not_before)
               SELECT $1, m.id, '54', m.kind, m.channel, m.transfer, m.task, m.organisation, m.contact, 'pending', m.message_id, m.not_before
               FROM jsonb_to_recordset($2::jsonb) AS m(id text, kind text, channel text, transfer text, task text, organisation text, contact text,
                    message_id text, not_before timestamptz)`,
      },
      [caseId, JSON.stringify(messages)],
    );
  });
  return caseId;
}

/** The journal holds, and gives the state that is kept, whichever versions wrote it. */
async function expectWhole(caseId: string): Promise<NonNullable<Awaited<ReturnType<typeof readCase>>>> {
  const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
  if (record === null) throw new Error('no such case');
  expect(record.proof.flaw).toBeNull();
  expect(canonical(record.journal.reduce(evolve, nothing))).toBe(canonical(record.state));
  return record;
}

it.each(livesOfBefore())('is read, verified and goes on: $name', async ({ entries }) => {
  const caseId = await keepAsBefore(entries);
  const before = await expectWhole(caseId);
  expect(before.journal.map(({ kind }) => kind)).toEqual(entries.map(({ kind }) => kind));

  const [message] = before.state.messages;
  if (message !== undefined) expect(await claimMessage(desk.db, '54', caseId, message.id)).toMatchObject({ attempt: 1 });
  const later = (entries.at(-1)?.at ?? 0) + 30 * 86_400_000;
  const { deliver } = await consult(desk.db, '54', caseId, later);
  for (const { id } of deliver) {
    const handed = { kind: 'HandedOver', message: id, at: later, by: { kind: 'DELIVERY', id: null } } as const;
    expect(await apply(desk.db, '54', caseId, handed)).toHaveProperty('state');
  }
  expect(await apply(desk.db, '54', caseId, { kind: 'NoteAdded', at: later, by: agent }, { content: { text: 'Vu.' } })).toHaveProperty('state');
  const after = await expectWhole(caseId);
  expect(after.journal.length).toBeGreaterThan(before.journal.length);

  const [kept] = await inDepartment(
    desk.db,
    '54',
    async (tx) => (await tx.query<{ state: unknown }>({ text: 'SELECT state FROM case_file WHERE id = $1' }, [caseId])).rows,
  );
  // What is written is in today's shape.
  expect(canonical(kept?.state)).toBe(canonical(readStoredState(kept?.state)));
});

it('verifies a department whose journals were written by several versions', async () => {
  const verified = await verifyJournals(desk.db, '54', signing);
  expect(verified).toMatchObject({ cases: livesOfBefore().length, flaws: [] });
});

it.each(livesOfBefore().slice(0, 5))('still finds what was changed in any entry of before: $name', async ({ entries }) => {
  for (const [index, entry] of entries.entries()) {
    if (canonical(entry.because) === '{}') continue;
    const caseId = await keepAsBefore(entries, entries.with(index, { ...entry, because: {} }));
    expect((await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE'))?.proof.flaw).toContain(`L’entrée ${index + 1} a été modifiée`);
  }
});
