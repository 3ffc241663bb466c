import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment } from '../../database/pool.ts';
import { draftFiles, dropDraftFile, keepDraftFiles, openDraftFiles } from '../../files/drafts.ts';
import type { Examined } from '../../files/file.ts';
import { endIntakeDraft, saveIntakeDraft } from '../../intake/drafts.ts';
import { attach, receive } from '../../intake/receive.ts';
import { anAlert, asOwner, type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import { readToldFile } from '../telling/read-told.ts';
import { tellRecipients } from '../telling/tell.ts';
import { agent, hours, monday } from '../world.testing.ts';
import { addFiles, readFile } from './files.ts';
import { readCase } from './read-case.ts';
import { stepBack } from './release.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const rows = (text: string, values: unknown[] = []) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);
const file = (change: Partial<Examined> = {}): Examined => ({
  name: 'mot.txt',
  type: 'text/plain; charset=utf-8',
  kind: 'TEXT',
  verdict: 'CLEAN',
  bytes: randomBytes(64),
  ...change,
});
const filesOf = async (caseId: string) => (await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE'))?.files ?? [];

describe('files of an alert', () => {
  it('are kept in its own transaction, in their order, and read again as they were', async () => {
    const files = [file({ name: 'b.pdf', type: 'application/pdf', kind: 'PDF' }), file({ name: 'a.txt', verdict: 'UNCHECKED' })];
    const { caseId } = await openCase(desk.db, { files });
    const kept = await filesOf(caseId);
    expect(kept).toMatchObject([
      { name: 'b.pdf', kind: 'PDF', size: 64, verdict: 'CLEAN', alert: 'a1', addedAt: monday },
      { name: 'a.txt', kind: 'TEXT', size: 64, verdict: 'UNCHECKED', alert: 'a1' },
    ]);
    for (const [index, { id }] of kept.entries()) {
      const opened = await readFile(desk.db, '54', agent, caseId, id);
      expect(opened?.bytes?.equals(files[index]?.bytes ?? Buffer.alloc(0))).toBe(true);
    }
    const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
    expect(record?.alerts[0]?.content?.files?.map(({ name }) => name)).toEqual(['b.pdf', 'a.txt']);
    expect(record?.alerts[0]?.content?.files?.[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are written once when the alert comes twice, and not at all when it is refused', async () => {
    const alert = anAlert({ files: [file(), file()] });
    const answers = await Promise.all(Array.from({ length: 5 }, () => receive(desk.db, alert)));
    const [first] = answers;
    if (first === undefined || 'conflict' in first) throw new Error('conflict');
    expect(await filesOf(first.caseId)).toHaveLength(2);
    const before = await rows('SELECT count(*) FROM attachment_body');
    expect(await receive(desk.db, { ...alert, bodyHash: randomBytes(32), files: [file()] })).toEqual({ conflict: true });
    expect(await rows('SELECT count(*) FROM attachment_body')).toEqual(before);
  });

  it('joined to a case are kept once when they are the same, and listed for both alerts', async () => {
    const same = randomBytes(64);
    const { caseId } = await openCase(desk.db, { files: [file({ bytes: same, name: 'photo.jpg' })] });
    await attach(desk.db, anAlert({ files: [file({ bytes: same, name: 'copie.jpg' }), file()] }), caseId);
    expect((await filesOf(caseId)).map(({ name, alert }) => [name, alert])).toEqual([
      ['photo.jpg', 'a1'],
      ['copie.jpg', 'a2'],
      ['mot.txt', 'a2'],
    ]);
    expect(await rows('SELECT 1 FROM attachment_body WHERE case_id = $1', [caseId])).toHaveLength(2);
    for (const { id } of (await filesOf(caseId)).slice(0, 2)) {
      expect((await readFile(desk.db, '54', agent, caseId, id))?.bytes?.equals(same)).toBe(true);
    }
  });

  it('hold nothing in clear, name or content', async () => {
    const name = `Quillevere${randomBytes(4).toString('hex')}`;
    await openCase(desk.db, { files: [file({ name: `${name}.txt`, bytes: Buffer.from(`${name} a froid`) })] });
    for (const table of ['attachment', 'attachment_body', 'journal_entry', 'access_log', 'alert', 'case_file']) {
      const found = await rows(`SELECT 1 FROM ${table} AS r WHERE r::text LIKE $1 OR r::text LIKE $2`, [
        `%${name}%`,
        `%${Buffer.from(name).toString('hex')}%`,
      ]);
      expect(found, table).toEqual([]);
    }
  });

  it('open for no other case, department or row', async () => {
    const [one, two] = [await openCase(desk.db, { files: [file()] }), await openCase(desk.db, { files: [file()] })];
    const [kept] = await filesOf(one.caseId);
    const [other] = await filesOf(two.caseId);
    const id = kept?.id ?? '';
    expect(await readFile(desk.db, '54', agent, two.caseId, id)).toBeNull();
    expect(await readFile(desk.db, '57', agent, one.caseId, id)).toBeNull();
    expect(await readFile(desk.db, '54', agent, one.caseId, 'x')).toBeNull();
    expect(
      await asOwner(
        desk,
        `UPDATE attachment_body SET sealed = (SELECT b.sealed FROM attachment_body b JOIN attachment a ON a.body = b.id WHERE a.id = $2)
                   WHERE id = (SELECT body FROM attachment WHERE id = $1)`,
        [id, other?.id],
      ),
    ).toBe(1);
    await expect(readFile(desk.db, '54', agent, one.caseId, id)).rejects.toThrow();
  });
});

describe('reading a file', () => {
  it('is logged each time, with which file', async () => {
    const { caseId } = await openCase(desk.db, { files: [file()] });
    const [kept] = await filesOf(caseId);
    for (let times = 0; times < 2; times += 1) await readFile(desk.db, '54', agent, caseId, kept?.id ?? '');
    const logged = await rows(`SELECT what, why, actor_kind FROM access_log WHERE case_id = $1 AND what LIKE 'FILE:%'`, [caseId]);
    expect(logged).toEqual(Array(2).fill({ what: `FILE:${kept?.id}`, why: 'FILE', actor_kind: 'AGENT' }));
  });

  it('never says how long somebody listened', async () => {
    const { caseId } = await openCase(desk.db, { files: [file({ type: 'audio/wav', kind: 'AUDIO' })] });
    const [kept] = await filesOf(caseId);
    for (let times = 0; times < 5; times += 1) await readFile(desk.db, '54', agent, caseId, kept?.id ?? '');
    const logged = await rows(`SELECT at FROM access_log WHERE case_id = $1 AND what = $2`, [caseId, `HEARD:${kept?.id}`]);
    // Two only when the hour struck meanwhile.
    expect(logged.length).toBeLessThanOrEqual(2);
    expect(logged.map(({ at }) => (at as Date).getTime() % hours(1))).toEqual(logged.map(() => 0));
    expect(await rows(`SELECT 1 FROM access_log WHERE case_id = $1 AND what LIKE 'FILE:%'`, [caseId])).toEqual([]);
  });

  it('gives nobody what the antivirus found', async () => {
    const { caseId } = await openCase(desk.db, { files: [file({ verdict: 'INFECTED', name: 'facture.pdf' })] });
    const [kept] = await filesOf(caseId);
    expect(await readFile(desk.db, '54', agent, caseId, kept?.id ?? '')).toMatchObject({ name: 'facture.pdf', verdict: 'INFECTED', bytes: null });
  });

  it('is refused to an agent who stepped back, and to organisations without a transfer', async () => {
    const account = await createAccount(
      desk.db,
      { department: '54', kind: 'AGENT', organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Camille' },
      'mot de passe',
    );
    const { caseId } = await openCase(desk.db, { files: [file()] });
    const [kept] = await filesOf(caseId);
    const read = (reader: Parameters<typeof readFile>[2]) => readFile(desk.db, '54', reader, caseId, kept?.id ?? '');
    const asAgent = () => asActor({ as: 'PERSON', account }, () => read({ kind: 'AGENT', id: account }));
    expect(await asAgent()).not.toBeNull();
    await stepBack(desk.db, '54', account, caseId);
    expect(await asAgent()).toBeNull();
    await tellRecipients(desk.db, '54', caseId, Date.now());
    const told = (organisation: string) =>
      readToldFile(desk.db, { department: '54', caseId, transfer: 't1', organisation }, { kind: 'PARTNER', id: 'x' }, kept?.id ?? '');
    // Its transfer runs and shows no files.
    expect(await told('cd')).toBeNull();
    expect(await told('police')).toBeNull();
  });

  it('ends with the key of the case', async () => {
    const { caseId } = await openCase(desk.db, { files: [file()] });
    const [kept] = await filesOf(caseId);
    await asOwner(desk, 'DELETE FROM keys.sealed_key WHERE owner_id = $1', [caseId]);
    expect(await filesOf(caseId)).toEqual([]);
    expect(await readFile(desk.db, '54', agent, caseId, kept?.id ?? '')).toBeNull();
  });
});

describe('files added later', () => {
  it('come with a note, once', async () => {
    const { caseId } = await openCase(desk.db);
    const files = [file({ name: 'certificat.pdf' })];
    for (let times = 0; times < 2; times += 1) {
      expect(await addFiles(desk.db, '54', caseId, agent, files, 'e1', monday + hours(1))).not.toHaveProperty('refused');
    }
    const record = await readCase(desk.db, '54', agent, caseId, 'CASE_PAGE');
    expect(record?.files).toMatchObject([{ name: 'certificat.pdf', alert: null }]);
    const notes = record?.journal.filter(({ kind }) => kind === 'NOTE') ?? [];
    expect(notes).toHaveLength(1);
    expect(notes[0]?.content).toMatchObject({ text: 'Pièces ajoutées\u00a0: certificat.pdf.', files: [{ name: 'certificat.pdf' }] });
  });

  it('cannot be taken away again by the application', async () => {
    const { caseId } = await openCase(desk.db, { files: [file()] });
    await rows('DELETE FROM attachment_body WHERE case_id = $1', [caseId]);
    expect(await filesOf(caseId)).toHaveLength(1);
    await expect(rows('DELETE FROM attachment')).rejects.toThrow(/permission denied/);
  });
});

describe('files of a draft', () => {
  it('are sealed with it, taken out one by one, opened to become an alert’s, and gone when it goes', async () => {
    const id = randomUUID();
    await saveIntakeDraft(desk.db, '54', { id, kind: 'WEB', account: null, content: {} }, monday);
    const files = [file({ name: 'un.txt' }), file({ name: 'deux.txt' })];
    await keepDraftFiles(desk.db, '54', id, files, monday + 1234);
    await keepDraftFiles(desk.db, '54', id, [file({ name: 'trois.txt' }), ...files], monday + hours(2));
    const kept = await draftFiles(desk.db, '54', id);
    expect(kept.map(({ name }) => name)).toEqual(['un.txt', 'deux.txt', 'trois.txt']);
    expect(kept.map(({ addedAt }) => addedAt % hours(1))).toEqual([0, 0, 0]);
    await dropDraftFile(desk.db, '54', id, kept[1]?.id ?? '');
    await dropDraftFile(desk.db, '54', id, 'rien');
    expect((await openDraftFiles(desk.db, '54', id)).map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['un.txt', 64],
      ['trois.txt', 64],
    ]);
    expect(await draftFiles(desk.db, '57', id)).toEqual([]);
    await endIntakeDraft(desk.db, '54', { id, account: null, kind: 'WEB' }, Date.now());
    expect(await rows('SELECT 1 FROM attachment_body WHERE draft = $1', [id])).toEqual([]);
  });
});

describe('somebody from whom a case is hidden', () => {
  it('adds files to another case, in every way they are added', async () => {
    const email = `${randomUUID()}@guichet.example`;
    const account = await createAccount(desk.db, { department: '54', kind: 'AGENT', organisation: null, email, name: 'Camille' }, 'mot de passe');
    await stepBack(desk.db, '54', account, (await openCase(desk.db)).caseId);
    const { caseId } = await openCase(desk.db);
    await asActor({ as: 'PERSON', account }, async () => {
      const added = await addFiles(desk.db, '54', caseId, { kind: 'AGENT', id: account }, [file({ name: 'ajout.txt' })], randomUUID(), monday);
      expect(added).not.toHaveProperty('refused');
      expect(await attach(desk.db, anAlert({ files: [file({ name: 'joint.txt' })] }), caseId)).not.toHaveProperty('refused');
      expect((await filesOf(caseId)).map(({ name }) => name)).toEqual(['ajout.txt', 'joint.txt']);
      const received = await receive(desk.db, anAlert({ files: [file({ name: 'ouvert.txt' })] }));
      expect((await filesOf('caseId' in received ? received.caseId : '')).map(({ name }) => name)).toEqual(['ouvert.txt']);
      const draft = { id: randomUUID(), kind: 'CALL' as const, account, content: 'notes' };
      await saveIntakeDraft(desk.db, '54', draft, monday);
      await keepDraftFiles(desk.db, '54', draft.id, [file({ name: 'brouillon.txt' })], monday);
      expect((await draftFiles(desk.db, '54', draft.id)).map(({ name }) => name)).toEqual(['brouillon.txt']);
      expect((await openDraftFiles(desk.db, '54', draft.id)).map(({ name }) => name)).toEqual(['brouillon.txt']);
    });
  });
});
