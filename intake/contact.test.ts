import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContactWithoutCase } from '../cases/record/contacts.ts';
import { monday } from '../cases/world.testing.ts';
import { inDepartment } from '../database/pool.ts';
import { type Desk, freshDesk } from '../test/fresh.testing.ts';
import { recordContact } from './contact.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const contact: ContactWithoutCase = {
  department: '54',
  kind: 'ADVICE',
  channel: 'PHONE',
  source: 'call',
  externalId: 'c1',
  bodyHash: randomBytes(32),
  receivedAt: monday,
  content: { notes: 'Zéphirine demande conseil.' },
};

it('keeps a contact once, sealed, without a case, and refuses the same key with another body', async () => {
  const kept = await recordContact(desk.db, contact);
  expect(kept).toMatchObject({ reference: expect.stringMatching(/^54-26-C-/), replay: false });
  expect(await recordContact(desk.db, contact)).toEqual({ ...kept, replay: true });
  expect(await recordContact(desk.db, { ...contact, bodyHash: randomBytes(32) })).toEqual({ conflict: true });
  const rows = await inDepartment(
    desk.db,
    '54',
    async (tx) => (await tx.query({ text: 'SELECT a::text AS text, case_id, contact_kind FROM alert a' })).rows,
  );
  expect(rows).toMatchObject([{ case_id: null, contact_kind: 'ADVICE' }]);
  expect(rows[0]?.text).not.toContain('phirine');
  expect(rows[0]?.text).not.toContain(Buffer.from('phirine').toString('hex'));
});
