import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseState } from '../../../cases/model/state.ts';
import { linkFor, newCode } from '../../../cases/record/links.ts';
import { caseIdOf, caseState } from '../../../cases/record/read-case.ts';
import { readToldDocument } from '../../../cases/telling/read-told.ts';
import { inDepartment } from '../../../database/pool.ts';
import { textOfPdf } from '../../../documents/pdf-text.testing.ts';
import { openVersion } from '../../../documents/transfer-documents.ts';
import { demonstrationAccount, forms, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
let agent: Visitor;
let second: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  [agent, second] = [new Visitor(api.url), new Visitor(api.url)];
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await second.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(() => api?.end());

const call = {
  notes: 'Elle dit : « on me prive de repas ». Vu des bleus.',
  contactKind: 'ALERT',
  danger: '3',
  commune: 'Nancy',
  place: 'DOMICILE',
  implicatedKind: 'MEMBRE_FAMILLE',
  implicatedName: 'Hector Vauquelin',
  victimGroup: 'PERSONNE_AGEE',
  victimName: 'Zéphirine Quillevéré',
  maltreatment: 'PHYSIQUES',
  flags: 'CRIME_SUSPECTED',
  reporterName: 'Barnabé Lenormand',
  reporterContact: '06 39 98 00 11',
  assets: 'Un livret de onze mille euros.',
};

async function aCase(change: Record<string, string> = {}): Promise<string> {
  await agent.open('/guichet/appels/nouveau');
  await agent.submit('/guichet/appels/', { ...call, ...change });
  const reference = /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
  await agent.open(`/guichet/dossiers/${reference}/qualifier`);
  await agent.submit('/qualifier');
  await agent.submit('/qualifier/confirmer');
  return reference;
}

async function caseOf(reference: string): Promise<{ caseId: string; state: CaseState }> {
  const caseId = (await caseIdOf(api.db, '54', reference)) ?? '';
  const found = await caseState(api.db, '54', caseId);
  if (found === null) throw new Error('no case');
  return { caseId, state: found.state };
}

async function transferTo(reference: string, role: string): Promise<string> {
  const { state } = await caseOf(reference);
  const found = state.transfers.find((transfer) => transfer.role === role);
  if (found === undefined) throw new Error(`no transfer to ${role} among ${state.transfers.map((transfer) => transfer.role).join()}`);
  return found.id;
}

const at = (reference: string, transfer: string, page = '') => `/guichet/dossiers/${reference}/transmissions/${transfer}/document${page}`;
const textsOf = (visitor: Visitor): Record<string, string | string[]> =>
  forms(visitor.page.text).find(({ fields }) => 'modele' in fields)?.fields ?? {};
const pdf = async (visitor: Visitor, path: string): Promise<{ status: number; bytes: Buffer; headers: Headers }> => {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(new URL(path, api.url), { headers: { cookie }, redirect: 'manual' });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
};
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('a document without a second reading', () => {
  let reference: string;
  let cd: string;
  beforeAll(async () => {
    reference = await aCase();
    cd = await transferTo(reference, 'CD');
  });

  test('begins with what the transfer discloses, and says what is missing and how to ask', async () => {
    await agent.open(at(reference, cd));
    const texts = textsOf(agent);
    expect(texts.modele).toBe('information-preoccupante');
    expect(texts['s-expose']).toContain('on me prive de repas');
    expect(texts['s-personne']).toContain('Quillevéré');
    expect(agent.words).toContain('Signalement à la justice déjà fait');
    expect(agent.words).toContain('au conditionnel');
    expect(agent.words).toContain('Cette transmission ne montre pas');
    expect(texts).not.toHaveProperty('s-auteur');
  });

  test('is kept as it is typed, and found again', async () => {
    await agent.open(at(reference, cd));
    const { fields } = forms(agent.page.text).find((form) => 'modele' in form.fields) ?? { fields: {} };
    await agent.post(at(reference, cd, '/brouillon'), { ...fields, 's-justice': 'Plainte déposée le 3 novembre.' });
    expect(agent.page.status).toBe(200);
    await agent.open(at(reference, cd));
    expect(textsOf(agent)['s-justice']).toBe('Plainte déposée le 3 novembre.');
    expect(agent.words).toContain('Brouillon retrouvé');
  });

  test('is not a reading of the case while it is typed: nobody learns how long it took', async () => {
    await agent.open(at(reference, cd));
    const { fields } = forms(agent.page.text).find((form) => 'modele' in form.fields) ?? { fields: {} };
    const readings = () => inDepartment(api.db, '54', async (tx) => (await tx.query({ text: 'SELECT 1 FROM access_log' })).rowCount);
    const before = await readings();
    for (const said of ['Un', 'Un mot', 'Un mot.']) await agent.post(at(reference, cd, '/brouillon'), { ...fields, 's-autres': said });
    expect(agent.page.status).toBe(200);
    expect(await readings()).toBe(before);
    await agent.post(at(reference, 't99', '/brouillon'), fields);
    expect(agent.page.status).toBe(404);
  });

  test('is not overwritten in silence by somebody else', async () => {
    await agent.open(at(reference, cd));
    await second.open(at(reference, cd));
    await second.submit(at(reference, cd), { 's-justice': 'Écrit par la coordination.' });
    expect(second.page.url).toContain('/apercu');
    await agent.submit(at(reference, cd), { 's-justice': 'Écrit par l’agent.' });
    expect(agent.refusal).toContain('a écrit dans ce document pendant que cette page était ouverte');
    expect(textsOf(agent)['s-justice']).toBe('Écrit par l’agent.');
    expect(agent.words).toContain('Enregistré entre-temps : Écrit par la coordination.');
    await agent.submit(at(reference, cd));
    expect(agent.page.url).toBe(at(reference, cd, '/apercu'));
    expect(agent.words).toContain('Écrit par l’agent.');
  });

  test('cannot name an author whom the transfer does not show', async () => {
    for (const said of ['Selon M. BARNABE LENORMAND, elle tombe.', 'Rappeler au 06.39.98.00.11.']) {
      await agent.open(at(reference, cd));
      await agent.submit(at(reference, cd), { 's-informé': '', 's-demarches': said });
      expect(agent.words).toContain('désigne l’auteur de l’alerte');
      expect(forms(agent.page.text).some(({ action }) => action.endsWith('/etablir'))).toBe(false);
    }
    await agent.open(at(reference, cd));
    await agent.submit(at(reference, cd), { 's-demarches': 'Le médecin est prévenu.' });
    expect(agent.words).not.toContain('désigne l’auteur');
  });

  test('is made once, whatever the number of presses, with its fingerprint in the journal', async () => {
    await agent.open(at(reference, cd, '/apercu'));
    const form = forms(agent.page.text).find(({ action }) => action.endsWith('/etablir'));
    await agent.post(form?.action ?? '', form?.fields ?? {});
    expect(agent.page.url).toBe(at(reference, cd, '/versions'));
    await agent.post(form?.action ?? '', form?.fields ?? {});
    await agent.open(at(reference, cd, '/versions'));
    expect(agent.words).toContain('Version 1');
    expect(agent.words).not.toContain('Version 2');
    expect(agent.words).toContain('Vérifiée');
    await agent.open(`/guichet/dossiers/${reference}`);
    expect(agent.words).toContain('Document établi, version 1');
    expect(agent.words).toContain('Document, version 1 : vérifier ou réécrire');
  });

  test('holds what the transfer shows, and nothing else', async () => {
    const { status, bytes, headers } = await pdf(agent, at(reference, cd, '/versions/1.pdf'));
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-disposition')).not.toMatch(/Quillev/);
    const text = flat(textOfPdf(bytes));
    for (const said of [
      'Information préoccupante',
      'L’auteur demande à ne pas être reconnu par la personne mise en cause.',
      'DÉMONSTRATION',
      reference,
      'Quillevéré',
      'on me prive de repas',
      'Le médecin est prévenu.',
      'Non renseigné',
    ])
      expect(text).toContain(said);
    const { state } = await caseOf(reference);
    const discloses = state.transfers.find(({ id }) => id === cd)?.discloses ?? [];
    expect(discloses).not.toContain('REPORTER_IDENTITY');
    expect(text).not.toContain('Lenormand');
    expect(text.includes('onze mille euros')).toBe(discloses.includes('ASSETS'));
    expect(bytes.toString('latin1')).not.toContain('Quillev');
  });

  test('becomes a second version, the first unchanged', async () => {
    const before = (await pdf(agent, at(reference, cd, '/versions/1.pdf'))).bytes;
    await agent.open(at(reference, cd));
    expect(textsOf(agent)['s-demarches']).toBe('Le médecin est prévenu.');
    await agent.submit(at(reference, cd), { 's-demarches': 'Le médecin est venu.' });
    await agent.submit('/etablir');
    const text = flat(textOfPdf((await pdf(agent, at(reference, cd, '/versions/2.pdf'))).bytes));
    expect(text).toContain('Le médecin est venu.');
    expect(text).toContain('Version 2');
    expect((await pdf(agent, at(reference, cd, '/versions/1.pdf'))).bytes.equals(before)).toBe(true);
  });

  test('shows when the bytes kept are not those of the journal', async () => {
    const { caseId } = await caseOf(reference);
    await expect(
      inDepartment(api.db, '54', (tx) => tx.query({ text: `UPDATE case_document SET fingerprint = '\\x00' WHERE case_id = $1` }, [caseId])),
    ).rejects.toThrow(/permission denied/);
    const opened = await openVersion(api.db, { department: '54', caseId, transfer: cd }, { kind: 'AGENT', id: null }, 1);
    expect(opened?.recomputed).toBe(opened?.fingerprint);
  });
});

describe('a document that the protocol wants read again', () => {
  let reference: string;
  let parquet: string;
  beforeAll(async () => {
    reference = await aCase({ danger: '2' });
    parquet = await transferTo(reference, 'PARQUET');
    await agent.open(at(reference, parquet));
    expect(textsOf(agent).modele).toBe('signalement');
    await agent.submit(at(reference, parquet));
    expect(agent.words).toContain('Le protocole demande qu’une autre personne du guichet relise');
    expect(forms(agent.page.text).some(({ action }) => action.endsWith('/etablir'))).toBe(false);
  });

  test('is refused to whoever wrote it', async () => {
    await agent.open(at(reference, parquet, '/apercu'));
    await agent.submit('/relecture');
    expect((await caseOf(reference)).state.tasks.some(({ kind, status }) => kind === 'SECOND_READING' && status === 'OPEN')).toBe(true);
    await agent.open(at(reference, parquet, '/apercu'));
    expect(agent.words).toContain('ce ne peut pas être vous');
    const { fields } = forms(agent.page.text).find(({ action }) => action.endsWith('/relecture') || action.includes('sign')) ?? { fields: {} };
    await agent.open(at(reference, parquet));
    const csrf = String(textsOf(agent)._csrf);
    await agent.post(at(reference, parquet, '/etablir'), { ...fields, _csrf: csrf, revision: String(textsOf(agent).revision), cle: 'tricherie' });
    expect([agent.page.via, agent.page.status, agent.page.url]).toEqual([[303], 200, at(reference, parquet, '/apercu')]);
    expect(agent.words).toContain('Important.');
    expect(agent.words).toContain('une autre personne du guichet doit le relire');
  });

  test('is sent back with a note, corrected, approved by another', async () => {
    await second.open(`/guichet/dossiers/${reference}`);
    expect(second.words).toContain('Relire le document');
    await second.open(at(reference, parquet, '/apercu'));
    await second.submit('/renvoyer', { note: '' });
    expect(second.refusal).not.toBeNull();
    await second.submit('/renvoyer', { note: 'Dites qui a vu les bleus.' });
    await agent.open(at(reference, parquet));
    expect(agent.words).toContain('Dites qui a vu les bleus.');
    await agent.submit(at(reference, parquet), { 's-penal': 'Coups, le 12 novembre.' });
    await agent.submit('/relecture');
    await second.open(at(reference, parquet, '/apercu'));
    expect(second.words).toContain('Coups, le 12 novembre.');
    await second.submit('/etablir');
    expect(second.words).toContain('Version 1');
    expect(second.words).toMatch(/relue par/);
    const { state } = await caseOf(reference);
    expect(state.tasks.filter(({ kind }) => kind === 'SECOND_READING').map(({ status }) => status)).toEqual(['DONE']);
  });
});

describe('a recipient', () => {
  async function arrive(reference: string, transfer: string): Promise<{ visitor: Visitor; base: string }> {
    const { caseId, state } = await caseOf(reference);
    const { organisation, contact } = state.transfers.find(({ id }) => id === transfer) ?? { organisation: '', contact: '' };
    const token = (await linkFor(api.db, { department: '54', caseId, transfer, organisation, contact }, Date.now())) ?? '';
    const visitor = new Visitor(api.url);
    await visitor.open(`/t/${token}/contenu/document.pdf`);
    expect(visitor.page.url).toBe(`/t/${token}/code`);
    await visitor.submit('/code');
    await visitor.submit('/code/essai', { code: await newCode(api.db, '54', token, Date.now()) });
    expect(visitor.page.url).toBe(`/t/${token}/contenu`);
    return { visitor, base: `/t/${token}` };
  }
  const shown = (visitor: Visitor): string => /[0-9a-f]{64}/.exec(visitor.page.text)?.[0] ?? '';
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  test('downloads, behind the code, the newest version of its own transfer', async () => {
    const reference = await aCase();
    const cd = await transferTo(reference, 'CD');
    for (const said of ['Première.', 'Seconde.']) {
      await agent.open(at(reference, cd));
      await agent.submit(at(reference, cd), { 's-justice': said });
      await agent.submit('/etablir');
    }
    const { visitor, base } = await arrive(reference, cd);
    expect(visitor.words).toContain('Version 2, établie');
    const { bytes } = await pdf(visitor, `${base}/contenu/document.pdf`);
    expect(sha256(bytes)).toBe(shown(visitor));
    expect(textOfPdf(bytes)).toContain('Seconde.');
    const other = await transferTo(reference, 'PARQUET');
    const { caseId } = await caseOf(reference);
    const { organisation } = (await caseOf(reference)).state.transfers.find(({ id }) => id === other) ?? { organisation: '' };
    const reader = { kind: 'PARTNER' as const, id: null };
    expect(await readToldDocument(api.db, { department: '54', caseId, transfer: cd, organisation }, reader)).toBeNull();
    await expect(inDepartment(api.db, '54', (tx) => tx.query({ text: 'SELECT 1 FROM case_document' }), { organisation })).rejects.toThrow(
      /permission denied/,
    );
  });

  test('without one, has what is disclosed as a document, and nothing else', async () => {
    const reference = await aCase();
    const cd = await transferTo(reference, 'CD');
    const { visitor, base } = await arrive(reference, cd);
    expect(visitor.words).toContain('Composé de ce qui est écrit ci-dessous');
    const { bytes } = await pdf(visitor, `${base}/contenu/document.pdf`);
    expect(sha256(bytes)).toBe(shown(visitor));
    const text = flat(textOfPdf(bytes));
    expect(text).toContain('Quillevéré');
    expect(text).not.toContain('Lenormand');
    expect(text).not.toContain('39 98 00 11');
  });
});

test('a draft given up takes its second reading with it', async () => {
  const reference = await aCase({ danger: '2' });
  const parquet = await transferTo(reference, 'PARQUET');
  await agent.open(at(reference, parquet));
  await agent.submit(at(reference, parquet));
  await agent.submit('/relecture');
  await agent.open(at(reference, parquet));
  await agent.submit('/abandonner');
  expect((await caseOf(reference)).state.tasks.filter(({ kind, status }) => kind === 'SECOND_READING' && status === 'OPEN')).toEqual([]);
  await agent.open(at(reference, parquet, '/apercu'));
  expect(agent.page.url).toBe(at(reference, parquet));
});

test('no name is in an address, a log, or in the clear in the database', async () => {
  expect(api.log()).not.toMatch(/Quillev|Lenormand|Vauquelin|repas/);
  const rows = await inDepartment(api.db, '54', async (tx) => [
    ...(await tx.query<{ row: string }>({ text: 'SELECT row_to_json(d)::text AS row FROM document_draft d' })).rows,
    ...(await tx.query<{ row: string }>({ text: 'SELECT row_to_json(d)::text AS row FROM case_document d' })).rows,
  ]);
  expect(rows.length).toBeGreaterThan(3);
  // bytea is shown in hexadecimal.
  const clear = ['Quillev', 'repas', 'sections', '%PDF'].flatMap((text) => [text, Buffer.from(text).toString('hex')]);
  for (const text of clear)
    expect(
      rows.some(({ row }) => row.includes(text)),
      text,
    ).toBe(false);
});
