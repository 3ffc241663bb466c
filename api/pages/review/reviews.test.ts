import { afterAll, beforeAll, expect, test } from 'vitest';
import { inDepartment } from '../../../database/pool.ts';
import { playYear } from '../../../demonstration/lives/year.ts';
import { checklistOf, currentChecklist } from '../../../review/checklist.ts';
import { drawReviews } from '../../../review/record/months.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';

let api: TestApi;
let coordinator: Visitor;
let agent: Visitor;
const until = Date.UTC(2026, 10, 29);

beforeAll(async () => {
  api = await startTestApi();
  await playYear(api.db, { department: '54', seed: 'review', cases: 60, until });
  await inDepartment(api.db, '54', (tx) =>
    tx.query({
      text: `INSERT INTO journal_root (department, day, heads, root, signature, key_generation)
             SELECT '54', month, 1, sha256(month::text::bytea), '\\x00', 1 FROM unnest(ARRAY['2026-09-01', '2026-10-01', '2026-11-01']::date[]) AS month`,
    }),
  );
  expect(await drawReviews(api.db, '54', until)).toEqual(['2026-08-01', '2026-09-01', '2026-10-01']);
  [coordinator, agent] = [new Visitor(api.url), new Visitor(api.url)];
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(() => api?.end());

const seen = (visitor: Visitor) => words(visitor.page.text).replaceAll(/[\u00a0\u202f]/g, ' ');
const ids = checklistOf(currentChecklist).map(({ id }) => id);

test('a drawn case is read by two people apart, without names, then scored and followed', async () => {
  await coordinator.open('/guichet/relectures');
  expect(coordinator.page.status).toBe(200);
  expect(seen(coordinator)).toMatch(/octobre 2026 \d+ \d 0/);
  const linksOf = (visitor: Visitor) =>
    [...visitor.page.text.matchAll(/href="(\/guichet\/relectures\/\d{4}-\d\d\/54-[^"/]+)"/g)].map(([, href = '']) => href);
  const forOne = linksOf(coordinator);
  await agent.open('/guichet/relectures');
  expect(seen(agent)).not.toContain('Tirages');
  const href = linksOf(agent).find((one) => forOne.includes(one)) ?? '';
  expect((await agent.open(href.replace(/\/54-.*$/, ''))).status).toBe(403);

  await agent.open(href);
  expect(seen(agent)).toContain('ni nom de personne, ni coordonnées, ni récit');
  await agent.submit(href, { ...Object.fromEntries(ids.slice(1).map((id) => [id, 'MET'])), note: 'Un mot.' });
  expect(agent.refusal).toContain('Répondez');
  await agent.submit(href, { ...Object.fromEntries(ids.map((id) => [id, 'MET'])), note: 'Le mot de la première lecture.' });
  await agent.open(href);
  expect(seen(agent)).not.toContain('Le mot de la première lecture');

  await coordinator.open(href);
  expect(seen(coordinator)).not.toContain('Le mot de la première lecture');
  await coordinator.submit(href, { ...Object.fromEntries(ids.map((id) => [id, 'MET'])), delai: 'NOT_MET', note: '' });
  await coordinator.open(href);
  expect(seen(coordinator)).toContain('Le mot de la première lecture');
  expect(seen(coordinator)).toContain('(autre réponse)');
  await coordinator.open('/guichet/relectures');
  expect(seen(coordinator)).toMatch(/1 dossier relu deux fois .*11 sur 12 \(92 %\)/);
  expect(seen(coordinator)).toMatch(/dans le jour ouvré \? 1 sur 2 \(50 %\) 0 sur 1 \(0 %\) 0,00/);

  await coordinator.open(`${href}/action`);
  const owner = /<option value="([0-9a-f-]{36})">/.exec(coordinator.page.text)?.[1] ?? '';
  await coordinator.submit(`${href}/action`, { criterion: 'delai', what: 'Qualifier avant midi.', owner, due: '01/01/2020' });
  expect(coordinator.refusal).toContain('Ce jour est passé');
  await coordinator.submit(`${href}/action`, { criterion: 'delai', what: 'Qualifier avant midi.', owner, due: '31/01/2099' });
  expect(seen(coordinator)).toContain('Qualifier avant midi.');
  await coordinator.submit(/action="(\/guichet\/relectures\/actions\/[^"]+\/faite)"/.exec(coordinator.page.text)?.[1] ?? '', {});
  expect(seen(coordinator)).toContain('Actions terminées');
});

test('a draw is shown with what it takes to take it again', async () => {
  await coordinator.open('/guichet/relectures/2026-10');
  expect(seen(coordinator)).toContain('les mêmes dossiers sortent, dans le même ordre');
  const seed = /Graine ([0-9a-f]{64})/.exec(seen(coordinator))?.[1] ?? '';
  await coordinator.open('/guichet/relectures/2026-10/tirage.txt');
  const tickets = coordinator.page.text.trim().split('\n');
  const { createHash } = await import('node:crypto');
  for (const line of tickets) {
    const [ticket, id] = line.split('  ');
    expect(createHash('sha256').update(`${seed},${id}`).digest('hex')).toBe(ticket);
  }
  expect(tickets).toEqual(tickets.toSorted());
  expect((await coordinator.open('/guichet/relectures/2026-07')).status).toBe(404);
  expect((await coordinator.open('/guichet/relectures/jamais')).status).toBe(404);
});
