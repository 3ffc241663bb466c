import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import { apply } from '../../../cases/record/apply.ts';
import { linkFor, newCode } from '../../../cases/record/links.ts';
import { readCase } from '../../../cases/record/read-case.ts';
import { stepBack } from '../../../cases/record/release.ts';
import { transferAdded } from '../../../cases/world.testing.ts';
import type { Examined } from '../../../files/file.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';

let api: TestApi;
let agent: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(async () => {
  await api?.end();
});

const by = { kind: 'COORDINATOR' as const, id: null };
const pdf = Buffer.from('%PDF-1.7\n%âã\nun certificat');

async function opened(files: Examined[] = []) {
  const received = await receive(api.db, anAlert({ files }));
  if ('conflict' in received) throw new Error('conflict');
  return received;
}

const file = (change: Partial<Examined>): Examined => ({
  name: 'mot.txt',
  type: 'text/plain; charset=utf-8',
  kind: 'TEXT',
  verdict: 'CLEAN',
  bytes: randomBytes(64),
  ...change,
});
const filesOf = async (caseId: string) => (await readCase(api.db, '54', by, caseId, 'CASE_PAGE'))?.files ?? [];

describe('files of a case', () => {
  test('are listed with their alert: what they are, how big, what the antivirus left to say', async () => {
    const { reference } = await opened([
      file({ name: 'photo "été".jpg', type: 'image/jpeg', kind: 'IMAGE', verdict: 'UNCHECKED' }),
      file({ name: 'facture.pdf', type: 'application/pdf', kind: 'PDF', verdict: 'INFECTED' }),
    ]);
    await agent.open(`/guichet/dossiers/${reference}`);
    expect(agent.words).toContain('photo "été".jpg');
    expect(agent.words).toContain('Image, 64 octets');
    expect(agent.words).toContain('Non vérifié par un antivirus');
    expect(agent.words).toContain('L’antivirus a reconnu un programme malveillant');
    expect(agent.page.text.match(/pieces\/[0-9a-f-]{36}/g)).toHaveLength(1);
  });

  test('are added by somebody from whom another case is hidden', async () => {
    const hidden = await opened();
    const { email } = demonstrationAccount('54', 'AGENT');
    const account = (await accountToSignIn(api.db, email))?.account.id ?? '';
    await stepBack(api.db, '54', account, hidden.caseId);
    await agent.open(`/guichet/dossiers/${hidden.reference}`);
    expect(agent.page.status).toBe(404);
    const { reference, caseId } = await opened();
    await agent.open(`/guichet/dossiers/${reference}/pieces`);
    await agent.submit('/pieces', {}, [{ field: 'pieces', name: 'mot.txt', bytes: Buffer.from('un mot') }]);
    expect((await filesOf(caseId)).map(({ name }) => name)).toEqual(['mot.txt']);
  });

  test('are added with a note, once, and opened without anything of them running here', async () => {
    const { reference, caseId } = await opened();
    await agent.open(`/guichet/dossiers/${reference}/pieces`);
    const chosen = [
      { field: 'pieces', name: 'certificat (été).pdf', bytes: pdf },
      { field: 'pieces', name: 'page.html', bytes: Buffer.from('<script>alert(1)</script>') },
    ];
    const form = /name="_csrf" value="([^"]+)".*?name="cle" value="([^"]+)"/s.exec(agent.page.text);
    const fields = { _csrf: form?.[1] ?? '', cle: form?.[2] ?? '' };
    for (let times = 0; times < 2; times += 1) await agent.postFiles(`/guichet/dossiers/${reference}/pieces`, fields, chosen);
    expect(agent.page.url).toBe(`/guichet/dossiers/${reference}`);
    expect(agent.words).toContain('Les pièces sont ajoutées.');
    expect(agent.words).toContain('Pièces ajoutées : certificat (été).pdf, page.html.');
    const [certificate, page] = await filesOf(caseId);
    expect(await filesOf(caseId)).toHaveLength(2);

    const read = await agent.open(`/guichet/dossiers/${reference}/pieces/${certificate?.id}`);
    expect(read.headers.get('content-type')).toBe('application/pdf');
    expect(read.headers.get('content-disposition')).toBe(`inline; filename*=UTF-8''certificat%20%28%C3%A9t%C3%A9%29.pdf`);
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
    const text = await agent.open(`/guichet/dossiers/${reference}/pieces/${page?.id}`);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*sandbox$/);
  });

  test('that cannot be taken are told one by one, the others are kept, and nothing is added without the form’s token', async () => {
    const { reference, caseId } = await opened();
    await agent.open(`/guichet/dossiers/${reference}/pieces`);
    await agent.submit('/pieces', {}, []);
    expect(agent.refusal).not.toBeNull();
    expect(agent.words).toContain('Choisissez au moins un fichier.');
    await agent.submit('/pieces', {}, [
      { field: 'pieces', name: 'vide.txt', bytes: Buffer.alloc(0) },
      { field: 'pieces', name: 'lourd.txt', bytes: Buffer.alloc(20_000_001, 'a') },
      { field: 'pieces', name: 'bon.txt', bytes: Buffer.from('bon') },
    ]);
    expect(agent.refusal).not.toBeNull();
    expect(agent.words).toContain('« vide.txt » est vide');
    expect(agent.words).toContain('« lourd.txt » dépasse 20 Mo');
    expect(agent.words).toContain('Les autres fichiers sont ajoutés : bon.txt.');
    const together = ['a', 'b', 'c'].map((name) => ({ field: 'pieces', name, bytes: Buffer.alloc(15_000_000, name) }));
    await agent.submit('/pieces', {}, together);
    expect(agent.words).toContain('dépassent 40 Mo');
    expect((await filesOf(caseId)).map(({ name }) => name)).toEqual(['bon.txt']);

    await agent.postFiles(`/guichet/dossiers/${reference}/pieces`, {}, [{ field: 'pieces', name: 'x.txt', bytes: Buffer.from('x') }]);
    expect(agent.page.status).toBe(403);
    const stranger = new Visitor(api.url);
    await stranger.postFiles(`/guichet/dossiers/${reference}/pieces`, {}, [{ field: 'pieces', name: 'x.txt', bytes: Buffer.from('x') }]);
    expect(stranger.page.status).toBe(401);
    expect(await filesOf(caseId)).toHaveLength(1);
  });

  test('that nobody should run are downloaded, and an infected one is given to nobody', async () => {
    const { reference, caseId } = await opened([
      file({ name: 'archive.zip', type: 'application/zip', kind: 'ARCHIVE' }),
      file({ name: 'photo.heic', type: 'image/heic', kind: 'IMAGE' }),
      file({ name: 'facture.pdf', type: 'application/pdf', kind: 'PDF', verdict: 'INFECTED' }),
    ]);
    const [archive, heic, infected] = await filesOf(caseId);
    for (const one of [archive, heic]) {
      const { headers } = await agent.open(`/guichet/dossiers/${reference}/pieces/${one?.id}`);
      expect([headers.get('content-type'), headers.get('content-disposition')?.split(';')[0]]).toEqual(['application/octet-stream', 'attachment']);
    }
    await agent.open(`/guichet/dossiers/${reference}/pieces/${infected?.id}`);
    expect(agent.page.status).toBe(403);
    expect(agent.words).toContain('n’est remis à personne');
    await agent.open(`/guichet/dossiers/${reference}/pieces/00000000-0000-4000-8000-000000000000`);
    expect(agent.page.status).toBe(404);
  });
});

describe('a recording', () => {
  test('is played in the page, by parts, and the log never says for how long', async () => {
    const { reference, caseId } = await opened([file({ name: 'message.wav', type: 'audio/wav', kind: 'AUDIO', bytes: Buffer.from('0123456789') })]);
    const [sound] = await filesOf(caseId);
    const address = `/guichet/dossiers/${reference}/pieces/${sound?.id}`;
    await agent.open(`/guichet/dossiers/${reference}`);
    expect(agent.page.text).toContain(`<audio controls preload="none" src="${address}"`);
    const before = api.log();
    const part = async (range: string) => {
      const { status, headers, text } = await agent.open(address, { headers: { range } });
      return [status, headers.get('content-range'), text];
    };
    expect(await part('bytes=0-')).toEqual([206, 'bytes 0-9/10', '0123456789']);
    expect(await part('bytes=4-6')).toEqual([206, 'bytes 4-6/10', '456']);
    expect(await part('bytes=-2')).toEqual([206, 'bytes 8-9/10', '89']);
    expect((await part('bytes=50-'))[0]).toBe(416);
    expect((await part('bytes=0-1,4-5'))[0]).toBe(200);
    expect(api.log()).toBe(before);
  });

  test('is listened to with notes beside, kept as they are typed, then added to the case', async () => {
    const { reference, caseId } = await opened([file({ name: 'message.wav', type: 'audio/wav', kind: 'AUDIO' })]);
    await agent.open(`/guichet/dossiers/${reference}`);
    const listen = /href="([^"]+\/ecouter)"/.exec(agent.page.text)?.[1] ?? '';
    await agent.open(listen);
    await agent.submit('/note', { text: '' });
    expect(agent.refusal).not.toBeNull();
    const csrf = /name="_csrf" value="([^"]+)"/.exec(agent.page.text)?.[1] ?? '';
    await agent.post(listen.replace('/ecouter', '/brouillon'), { _csrf: csrf, text: '« Ma mère ne mange »' });
    await agent.open(listen);
    expect(agent.words).toContain('« Ma mère ne mange »');
    expect(agent.words).toContain('Brouillon retrouvé');
    await agent.submit('/note', { text: '« Ma mère ne mange plus »' });
    expect(agent.page.url).toBe(`/guichet/dossiers/${reference}`);
    const record = await readCase(api.db, '54', by, caseId, 'CASE_PAGE');
    expect(record?.journal.at(-1)?.content).toEqual({ text: '« Ma mère ne mange plus »' });
    await agent.open(listen);
    expect(agent.words).not.toContain('Brouillon retrouvé');
  });
});

describe('a recipient', () => {
  test.each([
    [['NARRATIVE', 'ATTACHMENTS'] as const, true],
    [['NARRATIVE'] as const, false],
  ])('to whom %j is disclosed reads files: %s', async (discloses, reads) => {
    const { caseId } = await opened([file({ name: 'lettre.txt', bytes: Buffer.from('elle a froid') })]);
    const [letter] = await filesOf(caseId);
    const { email, password } = demonstrationAccount('54', 'PARTNER');
    const account = await accountToSignIn(api.db, email);
    const added = await apply(api.db, '54', caseId, {
      kind: 'TransferAdded',
      at: Date.now(),
      by: { kind: 'AGENT', id: null },
      role: 'CD',
      organisation: account?.account.organisation ?? '',
      mode: 'TRANSFER',
      purpose: 'ACTION',
      policy: 'standard',
      discloses: [...discloses],
      legalBasis: ['CASF_L119_2'],
    });
    if ('refused' in added) throw new Error(added.refused.sayable);
    const transfer = `${caseId}.${added.state.transfers.at(-1)?.id}`;
    const partner = new Visitor(api.url);
    await partner.signIn({ email, password });
    await partner.open(`/partenaire/${transfer}/contenu`);
    expect(partner.page.status).toBe(200);
    expect(partner.words.includes('lettre.txt')).toBe(reads);
    const read = await partner.open(`/partenaire/${transfer}/pieces/${letter?.id}`);
    expect(read.status).toBe(reads ? 200 : 404);
    if (reads) expect(read.text).toBe('elle a froid');
  });
});

describe('an original', () => {
  const photo = async () =>
    file({
      name: 'photo.jpg',
      type: 'image/jpeg',
      kind: 'IMAGE',
      bytes: await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
        .withExif({ IFD0: { Make: 'Fabricant', Artist: 'Odile Tanguy' } })
        .jpeg()
        .toBuffer(),
    });
  const ordered = async (caseId: string, role: 'POLICE' | 'CCAS') => {
    const applied = await apply(
      api.db,
      '54',
      caseId,
      { ...transferAdded(role), policy: 'urgent', discloses: ['FACTS', 'ATTACHMENTS'], at: Date.now(), by },
      {},
    );
    if ('refused' in applied) throw new Error(applied.refused.sayable);
    const transfer = applied.state.transfers.at(-1);
    if (transfer?.role !== role) throw new Error('no transfer');
    return transfer;
  };

  test('goes to police or justice by an act with a reason, once it was seen what it tells of a hidden author', async () => {
    const { reference, caseId } = await opened([await photo()]);
    const [kept] = await filesOf(caseId);
    const [police, town] = [await ordered(caseId, 'POLICE'), await ordered(caseId, 'CCAS')];
    await agent.open(`/guichet/dossiers/${reference}`);
    expect(agent.page.text).toContain(`/transmissions/${police.id}/originaux`);
    expect(agent.page.text).not.toContain(`/transmissions/${town.id}/originaux`);
    await agent.open(`/guichet/dossiers/${reference}/transmissions/${town.id}/originaux`);
    expect(agent.words).not.toContain('photo.jpg');
    expect((await agent.open(`/guichet/dossiers/${reference}/transmissions/${town.id}/originaux/${kept?.id}`)).status).toBe(404);

    await agent.open(`/guichet/dossiers/${reference}/transmissions/${police.id}/originaux`);
    await agent.open(`/guichet/dossiers/${reference}/transmissions/${police.id}/originaux/${kept?.id}`);
    expect(agent.words).toContain('un nom d’auteur ou de propriétaire de l’appareil : Odile Tanguy');
    expect(agent.words).toContain('L’auteur de l’alerte n’est pas connu de ce destinataire.');
    await agent.submit('/originaux/', {});
    expect(agent.refusal).toContain('Dites pourquoi ce destinataire a besoin de l’original.');
    await agent.submit('/originaux/', { reason: 'Demandé par l’enquêteur.' });
    expect(agent.refusal).toContain('Cochez cette case');
    await agent.submit('/originaux/', { reason: 'Demandé par l’enquêteur.', sure: 'oui' });
    expect(agent.page.url).toBe(`/guichet/dossiers/${reference}`);
    expect(agent.words).toContain('Original d’une pièce remis à');
    expect(agent.words).toContain('Demandé par l’enquêteur.');
    await agent.open(`/guichet/dossiers/${reference}/transmissions/${police.id}/originaux`);
    expect(agent.words).toContain('Remis');

    const told = { department: '54', caseId, transfer: police.id, organisation: police.organisation };
    const token = (await linkFor(api.db, { ...told, contact: police.contact }, Date.now())) ?? '';
    const link = new Visitor(api.url);
    const address = `/t/${token}/pieces/${kept?.id}`;
    await link.open(`${address}/original`);
    expect(link.page.url).toBe(`/t/${token}/code`);
    await link.submit('/code');
    await link.submit('/code/essai', { code: await newCode(api.db, '54', token, Date.now()) });
    expect(link.words).toContain('Originaux');
    expect((await link.fetched(`${address}/original`)).bytes.includes('Odile Tanguy')).toBe(true);
    expect((await link.fetched(address)).bytes.includes('Odile Tanguy')).toBe(false);

    const { key } = await machineKey(api.db, { department: '54', kind: 'partner', organisation: police.organisation });
    const other = await machineKey(api.db, { department: '54', kind: 'partner', organisation: town.organisation });
    const asked = (path: string, by = key) =>
      fetch(`${api.url}/api/v1/transfers/${caseId}.${police.id}/originals${path}`, { headers: { authorization: `Bearer ${by}` } });
    expect(await (await asked('')).json()).toMatchObject({ originals: [{ id: kept?.id, name: 'photo.jpg', type: 'image/jpeg' }] });
    expect(Buffer.from(await (await asked(`/${kept?.id}`)).arrayBuffer()).includes('Odile Tanguy')).toBe(true);
    for (const path of ['', `/${kept?.id}`]) expect((await asked(path, other.key)).status).toBe(404);

    await apply(api.db, '54', caseId, { kind: 'TransferCancelled', transfer: police.id, reason: 'AGENT', at: Date.now(), by }, {});
    expect((await link.open(`${address}/original`)).status).toBe(410);
    for (const path of ['', `/${kept?.id}`]) expect((await asked(path)).status).toBe(404);
  });
});
