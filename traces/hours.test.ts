import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOUR } from '../calendar/milliseconds.ts';
import { readCase } from '../cases/record/read-case.ts';
import { verifyJournals } from '../cases/record/signing.ts';
import { inDepartment } from '../database/pool.ts';
import { SigningRing } from '../database/signing-ring.ts';
import { tidy } from '../database/tidy.ts';
import { usualTerms } from '../retention/classes.ts';
import { type Desk, freshDesk, openCase, signing } from '../test/fresh.testing.ts';
import { closeHours } from './close-hours.ts';
import { leaveTrace } from './leave-trace.ts';
import { verifyHours } from './verify-hours.ts';

/** The fourth hour from now, at half past: whatever the minute now, the same hours are over. */
const later = (Math.floor(Date.now() / HOUR) + 4.5) * HOUR;
let desk: Desk;
let caseId: string;
beforeAll(async () => {
  desk = await freshDesk();
  ({ caseId } = await openCase(desk.db));
  for (const kind of ['SIGNED_IN', 'SIGN_IN_FAILED', 'SIGNED_OUT'] as const) await leaveTrace(desk.db, '54', { kind, account: randomUUID() });
  await readCase(desk.db, '54', { kind: 'API', id: null }, caseId, 'CASE_PAGE');
  expect(await closeHours(desk.db, '54', signing, later)).toBeGreaterThanOrEqual(3);
});
afterAll(() => desk.end());

const flaws = async (now = later, ring = signing) => (await verifyHours(desk.db, '54', ring, now)).flaws.join(' ');

/** What somebody with every right on the database can do, taken back afterwards: the owner, with the guards off. */
async function forged(statements: string[], seen: () => Promise<void>): Promise<void> {
  const owner = new Client({ connectionString: desk.fresh.ownerUrl });
  await owner.connect();
  const tables = ['trace', 'trace_hour', 'access_log', 'journal_entry', 'case_file', 'keys.sealed_key'];
  try {
    await owner.query(`SELECT set_config('guichet.department', '54', false), set_config('guichet.actor', 'COMMAND', false)`);
    for (const table of tables) await owner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const table of tables) await owner.query(`CREATE TEMP TABLE ${table.replace('.', '_')}_kept AS SELECT * FROM ${table}`);
    for (const statement of statements) expect((await owner.query(statement)).rowCount, statement).toBeGreaterThan(0);
    await seen();
  } finally {
    for (const table of tables) {
      const kept = `${table.replace('.', '_')}_kept`;
      if (table === 'case_file')
        await owner.query(`UPDATE case_file c SET journal_count = k.journal_count, journal_head = k.journal_head FROM ${kept} k WHERE k.id = c.id`);
      else await owner.query(`DELETE FROM ${table}; INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM ${kept}`);
      await owner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY; ALTER TABLE ${table} ENABLE TRIGGER USER`);
    }
    await owner.end();
  }
}

it('closes each hour that is over, once, under numbers without a hole; what stands verifies', async () => {
  expect(await closeHours(desk.db, '54', signing, later)).toBe(0);
  expect(await closeHours(desk.db, '54', signing, Date.now()), 'not an hour that runs').toBe(0);
  const verified = await verifyHours(desk.db, '54', signing, later);
  expect(verified).toMatchObject({ flaws: [] });
  expect(verified.hours).toBeGreaterThanOrEqual(3);
});

it('finds that it was signed by another, or by a key that is not given', async () => {
  expect(await flaws(later, new SigningRing(generateKeyPairSync('ed25519')))).toContain('la signature n’est pas celle de ce guichet');
  expect(await flaws(later, new SigningRing(new Map([[9, generateKeyPairSync('ed25519')]])))).toContain('dont la clé publique n’est pas donnée');
});

it.each([
  ['the last trace cut', ['DELETE FROM trace WHERE id = (SELECT max(id) FROM trace)'], '3 traces ont été signées, il y en a 2'],
  ['a trace put in', [`INSERT INTO trace (department, kind) VALUES ('54', 'SIGNED_IN')`], '3 traces ont été signées, il y en a 4'],
  ['a changed trace', [`UPDATE trace SET account = gen_random_uuid() WHERE kind = 'SIGN_IN_FAILED'`], 'des traces ont été modifiées'],
  ['a reading taken away', ['DELETE FROM access_log'], 'lectures ont été signées, il y en a 0'],
  ['an hour in the middle taken away', ['DELETE FROM trace_hour WHERE number = 2'], 'la racine 2 manque, la suivante est la 3'],
  [
    'an hour taken away and the others numbered again',
    ['DELETE FROM trace_hour WHERE number = 2', 'UPDATE trace_hour SET number = number - 1 WHERE number > 2'],
    'la signature n’est pas celle de ce guichet',
  ],
  ['every last hour cut', ['DELETE FROM trace_hour WHERE number > 1'], 'aucune heure n’est signée'],
])('finds %s', async (_what, statements, expected) => {
  await forged(statements, async () => expect(await flaws()).toContain(expected));
  expect(await flaws(), 'all is as it was').toBe('');
});

it('finds the end of a case’s journal cut, its count and head set back: the chain alone holds', async () => {
  const cut = [
    `UPDATE case_file SET journal_count = journal_count - 1, journal_head = (SELECT hash FROM journal_entry j WHERE j.case_id = id AND seq = journal_count - 1) WHERE id = '${caseId}'`,
    `DELETE FROM journal_entry WHERE case_id = '${caseId}' AND seq = (SELECT max(seq) FROM journal_entry WHERE case_id = '${caseId}')`,
  ];
  await forged(cut, async () => expect(await flaws()).toMatch(/entrées de journaux ont été signées, il y en a/));
});

it('finds a case whose key is missing', async () => {
  await forged([`DELETE FROM keys.sealed_key WHERE owner_id = '${caseId}'`], async () => {
    expect((await verifyJournals(desk.db, '54', signing)).flaws.join(' ')).toContain('sa clé manque');
  });
});

it('lets the application add traces and drop those of a year ago, and nothing else', async () => {
  const refused = (text: string) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text })).rowCount);
  await expect(refused(`UPDATE trace SET kind = 'SIGNED_OUT'`)).rejects.toThrow(/permission denied/);
  await expect(refused('DELETE FROM trace_hour')).rejects.toThrow(/permission denied/);
  expect(await refused('DELETE FROM trace'), 'none is a year old').toBe(0);
  await forged([`UPDATE trace SET at = at - interval '400 days' WHERE kind = 'SIGNED_OUT'`], async () => {
    await tidy(desk.db, '54', usualTerms);
    expect(await refused(`SELECT 1 FROM trace`)).toBe(2);
  });
  // A year later what is left is the count and the digest, signed.
  await forged(['DELETE FROM trace'], async () => expect(await flaws(Date.now() + 366 * 24 * HOUR)).not.toMatch(/traces/));
});
