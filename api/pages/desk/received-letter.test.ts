import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listCases } from '../../../cases/lists/cases.ts';
import { readCase } from '../../../cases/record/read-case.ts';
import { inDepartment } from '../../../database/pool.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

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
const scan = (name = 'page 1.pdf') => ({ field: 'pieces', name, bytes: Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(32)]) });
const letter = { receivedOn: '20/11/2026', notes: 'Elle écrit : « je suis seule ».', reporterContact: '3 rue des Lilas, Nancy' };

async function caseOf(reference: string) {
  const { rows } = await listCases(api.db, '54', { reference, size: 1 });
  return readCase(api.db, '54', by, rows[0]?.caseId ?? '', 'CASE_PAGE');
}

async function begin(): Promise<string> {
  await agent.open('/guichet/courriers');
  await agent.open('/guichet/courriers/nouveau');
  return agent.page.url;
}

const referenceOf = (url: string): string => /54-26-[0-9A-Z]{4}-[0-9A-Z]{2}/.exec(url)?.[0] ?? '';

describe('a letter received', () => {
  test('is keyed with its pages, refused or taken back one by one, and becomes an alert dated of the day it came', async () => {
    const url = await begin();
    const [first, second] = [scan(), scan('page 2.pdf')];
    await agent.submit(url, { ...letter, fichiers: 'ajouter' }, [first, second, { field: 'pieces', name: 'vide.pdf', bytes: Buffer.alloc(0) }]);
    expect(agent.refusal).not.toBeNull();
    expect(agent.words).toContain('« vide.pdf » est vide');
    expect(agent.words).toContain('« je suis seule »');
    expect(agent.words).toContain('page 1.pdf PDF, 41 octets');
    const [, drop = ''] = /name="retirer" value="([^"]+)">Retirer<span class="govuk-visually-hidden"> page 2.pdf/.exec(agent.page.text) ?? [];
    await agent.submit(url, { retirer: drop }, []);
    expect(agent.words).not.toContain('page 2.pdf');
    await agent.submit(url, { receivedOn: 'bientôt' }, []);
    expect(agent.refusal).not.toBeNull();
    expect(agent.words).toContain('Écrivez le jour où le courrier est arrivé');
    await agent.submit(url, { receivedOn: letter.receivedOn }, []);
    expect(agent.page.url).toMatch(/\/qualifier$/);
    const record = await caseOf(referenceOf(agent.page.url));
    expect(record?.alerts[0]).toMatchObject({ channel: 'LETTER', receivedAt: Date.parse('2026-11-20T12:00:00+01:00') });
    expect(record?.alerts[0]?.content).toMatchObject({ narrative: letter.notes, reporter: { address: letter.reporterContact } });
    expect(record?.files).toMatchObject([{ name: 'page 1.pdf', kind: 'PDF', alert: 'a1' }]);
    const left = await inDepartment(
      api.db,
      '54',
      async (tx) => (await tx.query({ text: 'SELECT 1 FROM attachment_body WHERE draft IS NOT NULL' })).rowCount,
    );
    expect(left).toBe(0);
  });

  test('that is already there is said so before anything is recorded: it joins its case, or is another', async () => {
    const page = scan();
    const first = await begin();
    await agent.submit(first, letter, [page]);
    const reference = referenceOf(agent.page.url);
    const second = await begin();
    await agent.submit(second, letter, [page]);
    expect(agent.refusal).not.toBeNull();
    expect(agent.words).toContain(`Ce courrier semble déjà enregistré : dossier ${reference}`);
    await agent.submit(second, { joinTo: reference.toLowerCase() }, []);
    expect(agent.page.url).toBe(`/guichet/dossiers/${reference}`);
    expect(agent.words).toContain('Le courrier est joint à ce dossier.');
    expect((await caseOf(reference))?.files.map(({ alert }) => alert)).toEqual(['a1', 'a2']);
    const third = await begin();
    await agent.submit(third, { ...letter, another: 'OUI' }, [page]);
    expect(referenceOf(agent.page.url)).not.toBe(reference);
    await agent.open((await begin()) as string);
    await agent.submit(agent.page.url, { ...letter, joinTo: '54-26-0000-00' }, []);
    expect(agent.words).toContain('Aucun dossier ne porte cette référence');
  });

  test('sent twice is one, and one begun waits with its pages for whoever began it, and for nobody else', async () => {
    const url = await begin();
    const csrf = /name="_csrf" value="([^"]+)"/.exec(agent.page.text)?.[1] ?? '';
    await agent.postFiles(url, { ...letter, _csrf: csrf }, [scan()]);
    const recorded = agent.page.url;
    await agent.postFiles(url, { ...letter, _csrf: csrf }, []);
    expect(agent.page.url).toBe(recorded);

    const begun = await begin();
    await agent.submit(begun, { ...letter, fichiers: 'ajouter' }, [scan('à finir.pdf')]);
    await agent.open('/guichet/courriers');
    expect(agent.page.text).toContain(begun);
    await agent.open('/guichet');
    expect(agent.page.text, 'a letter is no call to end').not.toContain(begun.replace('courriers', 'appels'));
    await agent.open(begun);
    expect(agent.words).toContain('à finir.pdf');
    const other = new Visitor(api.url);
    await other.signIn(demonstrationAccount('54', 'COORDINATOR'));
    expect((await other.open(begun)).status).toBe(404);
    await agent.open(begun);
    await agent.submit('/abandonner');
    expect(agent.words).toContain('effacés');
  });
});

describe('a call', () => {
  const call = { notes: 'Elle a une photo.', contactKind: 'ALERT' };

  test('keeps files with its notes, and gives them to its case', async () => {
    await agent.open('/guichet/appels/nouveau');
    const { url } = agent.page;
    await agent.submit(url, { ...call, fichiers: 'ajouter' }, [scan('certificat.pdf')]);
    expect(agent.words).toContain('certificat.pdf');
    expect(agent.words).toContain('Elle a une photo.');
    await agent.submit(url, { ...call, contactKind: 'ADVICE', answer: 'Numéros donnés.' }, []);
    expect(agent.refusal).not.toBeNull();
    expect(agent.words).toContain('il n’y a pas de dossier où garder ces fichiers');
    await agent.submit(url, call, []);
    expect((await caseOf(referenceOf(agent.page.url)))?.files).toMatchObject([{ name: 'certificat.pdf', alert: 'a1' }]);
  });

  test('whose session ended keeps what was typed beside the files', async () => {
    const visitor = new Visitor(api.url);
    await visitor.signIn(demonstrationAccount('54', 'AGENT'));
    await visitor.open('/guichet/appels/nouveau');
    const { url } = visitor.page;
    visitor.cookies.clear();
    await visitor.submit(url, call, [scan()]);
    expect(visitor.page.status).toBe(401);
    const { email, password } = demonstrationAccount('54', 'AGENT');
    await visitor.submit('/connexion', { email, password });
    expect(visitor.words).toContain('Elle a une photo.');
  });
});
