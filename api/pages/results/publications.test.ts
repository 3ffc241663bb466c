import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDepartment } from '../../../database/pool.ts';
import { SigningRing } from '../../../database/signing-ring.ts';
import { playYear } from '../../../demonstration/lives/year.ts';
import { demonstrationAccounts } from '../../../demonstration/seed.ts';
import { preparePublication } from '../../../statistics/record/publications.ts';
import { signPublications, verifyPublications } from '../../../statistics/record/sign-publications.ts';
import { startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';

let api: TestApi;
let one: Visitor;
let other: Visitor;

beforeAll(async () => {
  api = await startTestApi();
  await playYear(api.db, { department: '54', seed: 'publications', cases: 120, until: Date.UTC(2026, 9, 31) });
  [one, other] = [new Visitor(api.url), new Visitor(api.url)];
  const coordinators = demonstrationAccounts().filter(({ department, kind }) => department === '54' && kind === 'COORDINATOR');
  for (const [index, visitor] of [one, other].entries()) await visitor.signIn(coordinators[index] ?? { email: '', password: '' });
});
afterAll(() => api?.end());

const seen = (visitor: Visitor) => words(visitor.page.text).replaceAll(/[\u00a0\u202f]/g, ' ');
const tables = ['dossiers-par-lieu', 'dossiers-par-public', 'alertes-par-porte'];

async function prepared(fields: Record<string, string | string[]>): Promise<string> {
  await one.open('/guichet/publications/nouvelle');
  await one.submit('/nouvelle', { from: '01/01/2026', to: '30/06/2026', mode: 'HIDDEN', tables, ...fields });
  expect(one.page.status).toBe(200);
  return /^\/guichet\/publications\/(\d+)/.exec(one.page.url)?.[1] ?? '';
}

const publicText = async (path: string) => {
  const answer = await fetch(`${api.url}/54/chiffres${path}`);
  return { status: answer.status, text: await answer.text() };
};

test('figures are prepared by one person, published by another, read by anybody, signed, corrected and withdrawn', async () => {
  const number = await prepared({});
  expect(seen(one)).toMatch(/masqué : trop peu/);
  expect((await publicText(`/${number}`)).status, 'nobody reads what is prepared').toBe(404);
  await one.submit('/proposer');
  await one.open(`/guichet/publications/${number}`);
  expect(one.page.text, 'not by whoever asked').not.toContain('/publier');
  await other.open(`/guichet/publications/${number}`);
  await other.submit('/publier');
  expect(seen(other)).toMatch(/Les chiffres sont publiés/);

  const page = await publicText(`/${number}`);
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/masqué/);
  expect(page.text, 'not why').not.toMatch(/trop peu|presque tout/);
  const csv = (await publicText(`/${number}/donnees.csv`)).text.trim().split(/\r?\n/);
  const schema = JSON.parse((await publicText(`/${number}/schema.json`)).text) as { fields: { name: string }[] };
  expect(csv[0]?.replace('\ufeff', '').split(';')).toEqual(schema.fields.map(({ name }) => name));
  const hidden = csv.slice(1).filter((line) => line.endsWith(';MASQUE'));
  expect(hidden.length).toBeGreaterThan(0);
  for (const line of hidden) expect(line).toMatch(/;;;MASQUE$/);
  for (const line of csv.slice(1).filter((text) => text.endsWith(';EXACT'))) expect(Number(line.split(';').at(-3))).toBeGreaterThanOrEqual(11);

  const signing = new SigningRing(api.config.keys.signing);
  expect(await signPublications(api.db, '54', signing)).toBe(1);
  expect(await signPublications(api.db, '54', signing), 'never twice').toBe(0);
  expect(await verifyPublications(api.db, '54', signing)).toEqual({ publications: 1, flaws: [] });

  await one.open(`/guichet/publications/${number}/corriger`);
  await one.submit('/corriger', { why: 'Une porte manquait.' });
  const corrected = /^\/guichet\/publications\/(\d+)/.exec(one.page.url)?.[1] ?? '';
  await one.submit('/proposer');
  await other.open(`/guichet/publications/${corrected}`);
  await other.submit('/publier');
  expect((await publicText(`/${number}`)).text).toMatch(/ont été retirés[\s\S]*Une porte manquait/);
  expect((await publicText(`/${number}/donnees.csv`)).status).toBe(404);
  expect((await publicText(`/${corrected}`)).text).toMatch(/corrigent une publication/);
  await other.open(`/guichet/publications/${corrected}/retirer`);
  await other.submit('/retirer', { why: 'Par essai.' });
  expect(seen(other)).toMatch(/Retirée par/);
  expect((await publicText('')).text.match(/\(retiré\)/g)).toHaveLength(2);
});

test('what was made public counts in every later proof, and what came out meanwhile asks for a new one', async () => {
  const first = await prepared({ to: '31/05/2026', tables: ['dossiers-par-lieu'] });
  const second = await prepared({ to: '31/07/2026', tables: ['dossiers-par-lieu'] });
  expect(seen(one)).toMatch(/les publications d’avant \(2 pour ces jours\)/);
  for (const number of [first, second]) {
    await one.open(`/guichet/publications/${number}`);
    await one.submit('/proposer');
  }
  await other.open(`/guichet/publications/${first}`);
  await other.submit('/publier');
  await other.open(`/guichet/publications/${second}`);
  await other.submit('/publier');
  expect(seen(other)).toMatch(/Une autre publication est parue depuis/);
  await other.submit('/abandonner');
  expect((await other.open(`/guichet/publications/${second}`)).status).toBe(404);
  await one.open('/guichet/publications/nouvelle');
  await one.submit('/nouvelle', { from: '01/01/2026', to: '30/06/2026', mode: 'ROUNDED', tables });
  expect(one.refusal, 'what was hidden would be given').toMatch(/protégés de l’autre façon/);
});

test('whoever publishes publishes what they saw: a number never comes back, another form is another draft', async () => {
  const [from, to] = ['01/08/2026', '31/08/2026'];
  const seenFirst = await prepared({ from, to, tables: ['dossiers-par-lieu'] });
  await one.submit('/proposer');
  await other.open(`/guichet/publications/${seenFirst}`);
  await one.open(`/guichet/publications/${seenFirst}`);
  await one.submit('/abandonner');
  const next = await prepared({ from, to, tables: ['dossiers-par-lieu', 'dossiers-par-public'] });
  expect(Number(next)).toBeGreaterThan(Number(seenFirst));
  await one.submit('/proposer');
  await other.submit('/publier');
  expect(other.page.status, 'what they saw is no more').toBe(404);
  expect((await publicText(`/${next}`)).status).toBe(404);

  await other.open(`/guichet/publications/${next}`);
  await inDepartment(api.db, '54', (tx) => tx.query({ text: `UPDATE publication SET reason = 'Autre chose.' WHERE number = $1` }, [next]));
  await other.submit('/publier');
  expect(seen(other)).toMatch(/pendant que cette page était ouverte/);
  expect((await publicText(`/${next}`)).status).toBe(404);

  await one.open('/guichet/publications/nouvelle');
  const back = { ...one.page };
  await one.submit('/nouvelle', { from, to, mode: 'HIDDEN', tables: ['dossiers-par-lieu'] });
  const sentFirst = one.page.url;
  one.page = back;
  await one.submit('/nouvelle', { from, to, mode: 'HIDDEN', tables: ['dossiers-par-public'] });
  expect(one.page.url).not.toBe(sentFirst);
});

test('a form that is clicked twice is one draft', async () => {
  const { rows } = await inDepartment(api.db, '54', (tx) =>
    tx.query<{ id: string }>({ text: `SELECT id FROM account WHERE kind = 'COORDINATOR' ORDER BY id LIMIT 1` }),
  );
  const wish = { days: { first: '2026-09-01', last: '2026-09-30' }, tables: ['dossiers-par-lieu'], mode: 'HIDDEN', demonstration: true } as const;
  const twice = [1, 2].map(() => preparePublication(api.db, '54', { ...wish, by: rows[0]?.id ?? '', formKey: 'twice' }, Date.UTC(2026, 10, 1)));
  expect(new Set(await Promise.all(twice)).size).toBe(1);
});

test('the record itself holds what came out', async () => {
  const refused = [
    `UPDATE publication SET state = 'PUBLISHED', withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_why = NULL WHERE state = 'WITHDRAWN'`,
    `UPDATE publication SET withdrawn_why = 'Autre' WHERE state = 'WITHDRAWN'`,
    `UPDATE publication SET reason = 'Autre' WHERE published_at IS NOT NULL`,
    `UPDATE publication SET state = 'DRAFT', published_at = NULL, published_by = NULL WHERE state = 'PUBLISHED'`,
    `UPDATE publication SET signature = '\\x00' WHERE signature IS NOT NULL`,
    `UPDATE publication SET state = 'DRAFT', form_key = 'x' WHERE state = 'DROPPED'`,
  ];
  for (const text of refused)
    await expect(
      inDepartment(api.db, '54', (tx) => tx.query({ text })),
      text,
    ).rejects.toThrow(/a publication is never/);
});

test('a period that is not over, or no table, is refused', async () => {
  await one.open('/guichet/publications/nouvelle');
  await one.submit('/nouvelle', { from: '01/01/2026', to: '31/12/2090', mode: 'HIDDEN', tables });
  expect(one.refusal).toMatch(/n’est pas finie/);
  await one.open('/guichet/publications/nouvelle');
  await one.submit('/nouvelle', { from: '01/01/2026', to: '30/06/2026', mode: 'ROUNDED', tables: [] });
  expect(one.refusal).toMatch(/Cochez au moins un tableau/);
});
