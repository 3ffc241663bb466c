import { generateKeyPairSync } from 'node:crypto';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SigningRing } from '../../database/signing-ring.ts';
import { type Desk, freshDesk, openCase, signing } from '../../test/fresh.testing.ts';
import { agent, hours, monday } from '../world.testing.ts';
import { apply } from './apply.ts';
import { signDays, verifyJournals } from './signing.ts';

let desk: Desk;
let caseId: string;
let reference: string;
beforeEach(async () => {
  desk = await freshDesk();
  ({ caseId, reference } = await openCase(desk.db));
  await openCase(desk.db);
  await apply(desk.db, '54', caseId, { kind: 'TakenInCharge', transfer: 't1', at: monday + hours(1), by: agent });
});
afterEach(() => desk.end());

const later = () => Date.now() + hours(48);
const flaws = async (publicKey = signing) => (await verifyJournals(desk.db, '54', publicKey)).flaws;

/** What somebody with every right on the database could do: the owner, with the guards taken off. */
async function forge(statement: string, values: unknown[] = []): Promise<void> {
  const owner = new Client({ connectionString: desk.fresh.ownerUrl });
  await owner.connect();
  try {
    await owner.query(`SELECT set_config('guichet.department', '54', false)`);
    for (const table of ['journal_entry', 'journal_root']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER immutable`);
    const { rowCount } = await owner.query(statement, values);
    expect(rowCount).toBeGreaterThan(0);
  } finally {
    await owner.end();
  }
}

describe('verifyJournals', () => {
  it('finds nothing wrong with what the desk wrote, signed or not', async () => {
    expect(await verifyJournals(desk.db, '54', signing)).toMatchObject({ cases: 2, days: 0, flaws: [] });
    const days = await signDays(desk.db, '54', signing, later());
    expect(days.length).toBeGreaterThan(0);
    expect(await signDays(desk.db, '54', signing, later())).toEqual([]);
    const verified = await verifyJournals(desk.db, '54', signing);
    expect(verified).toMatchObject({ cases: 2, days: days.length, flaws: [] });
    expect(verified.entries).toBeGreaterThan(6);
  });

  it('does not sign a day that is not over', async () => {
    expect(await signDays(desk.db, '54', signing, Date.now())).toEqual([]);
  });

  it.each([
    ['a changed entry', `UPDATE journal_entry SET actor_id = 'another' WHERE case_id = $1 AND seq = 2`, 'L’entrée 2 a été modifiée'],
    ['a changed time', `UPDATE journal_entry SET at = at - interval '1 day' WHERE case_id = $1 AND seq = 1`, 'L’entrée 1 a été modifiée'],
    ['a changed sealed part', `UPDATE journal_entry SET sealed = sealed || '\\x00' WHERE case_id = $1 AND seq = 1`, 'L’entrée 1 a été modifiée'],
    ['a removed entry', 'DELETE FROM journal_entry WHERE case_id = $1 AND seq = 2', 'L’entrée 2 manque'],
    ['a cut end', 'DELETE FROM journal_entry WHERE case_id = $1 AND seq = (SELECT max(seq) FROM journal_entry WHERE case_id = $1)', 'sa fin manque'],
    [
      'a changed state',
      `UPDATE case_file SET state = jsonb_set(state, '{facts,danger}', '0') WHERE id = $1`,
      'l’état gardé n’est pas celui que donne son journal',
    ],
    [
      'exchanged entries',
      'UPDATE journal_entry SET seq = CASE seq WHEN 2 THEN 1002 ELSE 2 END WHERE case_id = $1 AND seq IN (2, 3)',
      'L’entrée 2 a été modifiée',
    ],
  ])('finds %s and names the case', async (_what, statement, expected) => {
    await forge(statement, [caseId]);
    expect(await flaws()).toEqual([expect.stringContaining(expected)]);
    expect((await flaws())[0]).toContain(reference);
  });

  it('finds a case removed whole, or cut back with its row, once the day was signed', async () => {
    const [day] = await signDays(desk.db, '54', signing, later());
    await forge(`DELETE FROM journal_entry WHERE case_id = $1`, [caseId]);
    await forge(`DELETE FROM message WHERE case_id = $1`, [caseId]);
    for (const table of ['task', 'transfer', 'alert', 'wake']) {
      await forge(`WITH gone AS (DELETE FROM ${table} WHERE case_id = $1) SELECT 1`, [caseId]);
    }
    await forge(`DELETE FROM case_file WHERE id = $1`, [caseId]);
    expect((await flaws())[0]).toContain(`Journée du ${day}`);
  });

  it('finds a root that was signed by somebody else, or changed', async () => {
    await signDays(desk.db, '54', signing, later());
    expect((await flaws(new SigningRing(generateKeyPairSync('ed25519'))))[0]).toContain('la signature n’est pas celle de ce guichet');
    await forge('UPDATE journal_root SET heads = heads + 1');
    expect((await flaws())[0]).toContain('la signature n’est pas celle de ce guichet');
  });
});
