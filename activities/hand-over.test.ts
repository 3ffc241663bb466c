import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apply } from '../cases/record/apply.ts';
import { addFiles, readFile } from '../cases/record/files.ts';
import { readCase } from '../cases/record/read-case.ts';
import { handedOverOf } from '../cases/telling/handed-over.ts';
import { agent, atHome, noBasis } from '../cases/world.testing.ts';
import { inDepartment } from '../database/pool.ts';
import type { Examined } from '../files/file.ts';
import { receive } from '../intake/receive.ts';
import { mailEngine } from '../templates/mail.ts';
import { anAlert, type Desk, freshDesk } from '../test/fresh.testing.ts';
import { createHandOver } from './deliver.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(async () => {
  await desk?.end();
});

const metz = { ...atHome, inseeCode: '57463', reporterLink: 'PROFESSIONNEL' as const };
const name = 'Odile Trévarez';
let mails = 0;

async function deliver(department: string, caseId: string): Promise<void> {
  const mailer = {
    send: async () => {
      mails += 1;
    },
    close: () => undefined,
  };
  const handOver = createHandOver({
    db: desk.db,
    mailer: mailer as never,
    write: mailEngine(),
    publicUrl: 'http://localhost:3977',
    mailDomain: 'guichet.example',
    senderRefused: () => undefined,
  });
  const waiting = await inDepartment(desk.db, department, (tx) =>
    tx.query<{ id: string }>({ text: `SELECT id FROM message WHERE case_id = $1 AND status IN ('pending', 'sending') ORDER BY id LIMIT 20` }, [
      caseId,
    ]),
  );
  for (const { id } of waiting.rows) await handOver({ department, caseId, message: id }, { now: Date.now() });
}

async function handedOver(authorAgreed: boolean, files: Examined[] = []) {
  const content = {
    narrative: 'Zéphirine ne mange plus.',
    victim: { name: 'Zéphirine Quillevéré' },
    reporter: { anonymousToDesk: false, anonymousToImplicated: true, name, phone: '03 83 00 00 01' },
  };
  const received = await receive(desk.db, anAlert({ facts: metz, content, files, door: { authenticated: true, actor: agent } }));
  if ('conflict' in received) throw new Error('conflict');
  const { caseId, reference } = received;
  const at = Date.now();
  await apply(desk.db, '54', caseId, { kind: 'Qualified', at, by: agent, facts: metz, basis: { ...noBasis, authorAgreed } });
  await deliver('54', caseId);
  const [row] = await handedOverOf(desk.db, '54', caseId);
  if (row === undefined || row.to.caseId === null) throw new Error('not handed over');
  const there = await readCase(desk.db, '57', agent, row.to.caseId, 'CASE_PAGE');
  if (there === null) throw new Error('nothing there');
  return { caseId, reference, row, there };
}

const transferHere = async (caseId: string) => (await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE'))?.state.transfers[0];

it('opens a case of its own at the other desk, without a mail, which waits for a person there and knows where it came from', async () => {
  const { caseId, reference, row, there } = await handedOver(false);
  expect(mails).toBe(0);
  expect(row).toMatchObject({ from: { department: '54', caseId, reference, transfer: 't1' }, to: { department: '57', alert: 'a1' } });
  expect(there.state).toMatchObject({ qualification: 'AWAITED', transfers: [], facts: { inseeCode: '57463', danger: 1 } });
  expect(there.state.alerts[0]).toMatchObject({ desk: { code: '54' }, authenticated: false, reachable: false });
  const content = JSON.stringify(there.alerts[0]?.content);
  expect(content).toContain('Zéphirine Quillevéré');
  expect(content).toContain(reference);
  expect(content).not.toContain('Trévarez');
  expect(content).not.toContain('03 83');
  expect(there.state.facts.reporterLink).toBeUndefined();
  expect((await transferHere(caseId))?.status).toBe('SENT');
  // Each of the two departments reads the row, and only its own case.
  expect(await handedOverOf(desk.db, '57', there.id)).toEqual([row]);
  expect(await readCase(desk.db, '57', agent, caseId, 'CASE_PAGE')).toBeNull();
});

it('takes who the author is with, where the author agreed', async () => {
  const { there } = await handedOver(true);
  expect(there.alerts[0]?.content?.reporter).toMatchObject({ name, phone: '03 83 00 00 01' });
  expect(there.state.alerts[0]).toMatchObject({ reachable: true });
  expect(there.state.facts.reporterLink).toBe('PROFESSIONNEL');
});

it('takes its files along as copies without what they hide, once, and those that are added later', async () => {
  const note = (named: string, text: string): Examined => ({
    name: named,
    type: 'text/plain; charset=utf-8',
    kind: 'TEXT',
    verdict: 'CLEAN',
    bytes: Buffer.from(text),
  });
  const located = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Make: 'Appareil' } })
    .jpeg()
    .toBuffer();
  const photo: Examined = { name: `photo ${name}.jpg`, type: 'image/jpeg', kind: 'IMAGE', verdict: 'CLEAN', bytes: located };
  const { caseId, there } = await handedOver(false, [note('certificat.txt', 'un'), photo]);
  // A name that tells who the author is stays here.
  expect(there.files.map((file) => file.name)).toEqual(['certificat.txt', 'Pièce 2.jpg']);
  expect(JSON.stringify(there.alerts[0]?.content)).not.toContain('à lui demander');
  const copy = await readFile(desk.db, '57', agent, there.id, there.files[1]?.id ?? '');
  expect(copy?.bytes?.includes('Appareil')).toBe(false);

  await addFiles(desk.db, '54', caseId, agent, [note('suite.txt', 'deux')], randomUUID(), Date.now());
  await apply(desk.db, '54', caseId, { kind: 'TextAgreed', at: Date.now(), by: agent }, { content: { text: 'Relu.' } });
  await deliver('54', caseId);
  const after = await readCase(desk.db, '57', agent, there.id, 'CASE_PAGE');
  expect(after?.files.map((file) => file.name)).toEqual(['certificat.txt', 'Pièce 2.jpg', 'suite.txt']);
});

it('comes twice as one, answers as a recipient does, and is told what changes', async () => {
  const { caseId, row, there: arrived } = await handedOver(false);
  await inDepartment(desk.db, '54', (tx) =>
    tx.query({ text: `UPDATE message SET status = 'pending' WHERE case_id = $1 AND kind = 'TRANSFER'` }, [caseId]),
  );
  await deliver('54', caseId);
  expect(await handedOverOf(desk.db, '54', caseId)).toEqual([row]);

  await apply(desk.db, '57', arrived.id, {
    kind: 'Qualified',
    at: Date.now(),
    by: agent,
    facts: { ...atHome, inseeCode: '57463' },
    basis: noBasis,
  });
  await deliver('57', arrived.id);
  expect((await transferHere(caseId))?.status).toBe('IN_CHARGE');
  const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
  expect(record?.journal.find(({ kind }) => kind === 'IN_CHARGE')?.by).toEqual({ kind: 'PARTNER', id: 'guichet_57' });

  await apply(desk.db, '54', caseId, { kind: 'Qualified', at: Date.now(), by: agent, facts: metz, basis: { ...noBasis, authorAgreed: true } });
  await deliver('54', caseId);
  const there = await readCase(desk.db, '57', agent, arrived.id, 'CASE_PAGE');
  expect(there?.state.tasks.filter(({ status }) => status === 'OPEN').map(({ kind }) => kind)).toContain('PARTNER_WROTE');
});
