import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount, setTies } from '../../accounts/accounts.ts';
import { type Acting, asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import { attach } from '../../intake/receive.ts';
import { anAlert, type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import { alikeTo, setApart } from './likeness.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const about = (name: string, phone?: string) => ({ content: { narrative: 'Récit.', victim: { name, ...(phone && { phone }) } } });
const found = async (caseId: string, acting: Acting = { as: 'COMMAND' }, department = '54') =>
  (await asActor(acting, () => alikeTo(desk.db, department, caseId, 30))).map(({ caseId: id, reasons }) => [id, reasons]);

test('two alerts about one person are found, with what was equal, and nothing of it is written in clear', async () => {
  const first = await openCase(desk.db, about('Anastasie Prud’homme', '03 83 00 00 11'));
  const second = await openCase(desk.db, about('PRUD’HOMME Anastasie', '+33383000011'));
  await openCase(desk.db, about('Anastasie Prunier'));
  expect(await found(second.caseId)).toEqual([[first.caseId, ['PHONE', 'VICTIM']]]);
  const rows = await inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: 'SELECT to_jsonb(l)::text AS row FROM likeness l' })).rows);
  expect(JSON.stringify(rows)).not.toMatch(/prud|anastasie|383000011/i);
});

test('another department’s case of the same person is never found, nor comparable', async () => {
  const here = await openCase(desk.db, about('Barthélemy Ozanam'));
  const there = await openCase(desk.db, { department: '57', ...about('Barthélemy Ozanam') });
  expect(await found(here.caseId)).toEqual([]);
  expect(await found(there.caseId, { as: 'COMMAND' }, '57')).toEqual([]);
  const hashOf = async (department: string, caseId: string) =>
    (
      await inDepartment(
        desk.db,
        department,
        async (tx) => (await tx.query<{ hash: Buffer }>({ text: 'SELECT hash FROM likeness WHERE case_id = $1' }, [caseId])).rows,
      )
    )[0]?.hash.toString('hex');
  const hashes = [await hashOf('54', here.caseId), await hashOf('57', there.caseId)];
  expect(hashes).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(new Set(hashes).size).toBe(2);
});

test('an alert that joins a case brings its traces', async () => {
  const first = await openCase(desk.db, about('Cunégonde Vautrin'));
  const second = await openCase(desk.db, about('Une voisine inconnue'));
  await attach(desk.db, anAlert(about('Cunégonde Vautrin')), second.caseId);
  expect(await found(first.caseId)).toEqual([[second.caseId, ['VICTIM']]]);
});

test('one establishment, within a month, is a reason of its own; a drill is never compared to real cases', async () => {
  const facts = { finess: '540009999', place: 'ETABLISSEMENT_PERSONNES_AGEES' } as const;
  const first = await openCase(desk.db, about('Désiré Un'), facts);
  const second = await openCase(desk.db, about('Eudoxie Deux'), facts);
  const drill = await openCase(desk.db, { ...about('Désiré Un'), exercise: true }, facts);
  expect(await found(first.caseId)).toEqual([[second.caseId, ['ESTABLISHMENT']]]);
  expect(await found(drill.caseId)).toEqual([]);
});

test('a case hidden from an agent is not proposed; nor is one that somebody set apart, until that is taken back', async () => {
  const first = await openCase(desk.db, about('Fulgence Trois'));
  const second = await openCase(desk.db, about('Fulgence Trois'), { implicated: [{ kind: 'ETABLISSEMENT', organisation: 'home' }] });
  const account = await createAccount(
    desk.db,
    { department: '54', kind: 'AGENT', organisation: null, email: 'lien@guichet.example', name: 'Dominique' },
    'mot de passe',
  );
  await setTies(desk.db, '54', account, ['home']);
  expect(await found(first.caseId, { as: 'PERSON', account })).toEqual([]);
  expect(await found(first.caseId)).toHaveLength(1);
  await setApart(desk.db, '54', account, second.caseId, first.caseId, true);
  await setApart(desk.db, '54', account, first.caseId, second.caseId, true);
  expect(await found(first.caseId)).toEqual([]);
  await setApart(desk.db, '54', account, first.caseId, second.caseId, false);
  expect(await found(second.caseId)).toHaveLength(1);
});
