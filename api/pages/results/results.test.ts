import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAccounts } from '../../../accounts/accounts.ts';
import { caseIdOf } from '../../../cases/record/read-case.ts';
import { stepBack } from '../../../cases/record/release.ts';
import { playYear } from '../../../demonstration/lives/year.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { indicators } from '../../../statistics/chapters.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';
import { rawCodes } from '../../../test/words/raw-codes.ts';
import { definitionOf } from './result-words.ts';

let api: TestApi;
let coordinator: Visitor;
const until = Date.UTC(2026, 10, 29);

beforeAll(async () => {
  api = await startTestApi();
  const asked = { department: '54', seed: 'results', cases: 60, until };
  expect(
    (await Promise.all([playYear(api.db, asked), playYear(api.db, asked)])).toSorted((a, b) => a - b),
    'twice at once is once',
  ).toEqual([0, 60]);
  expect(await playYear(api.db, asked)).toBe(0);
  coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
});
afterAll(() => api?.end());

/** The page, without its non-breaking spaces. */
const seen = () => words(coordinator.page.text).replaceAll(/[\u00a0\u202f]/g, ' ');

const year = 'du=2026-01-01&au=2026-11-29';

test('figures lead to their definition and to the cases behind them, are narrowed, and say what was not understood', async () => {
  await coordinator.open(`/guichet/resultats?${year}&chapitre=entree`);
  expect(coordinator.page.status).toBe(200);
  expect(seen()).toMatch(/Ces dossiers sont inventés/);
  const opened = Number(/Dossiers ouverts (\d+)/.exec(seen())?.[1]);
  expect(opened).toBeGreaterThan(20);
  await coordinator.open(`/guichet/resultats/dossiers-ouverts?${year}`);
  expect(seen()).toMatch(/un dossier fusionné comptant avec celui qui continue/);
  expect(seen().match(/54-2\d-[0-9A-Z]{4}-[0-9A-Z]{2}/g)?.length).toBe(opened);
  await coordinator.open(`/guichet/resultats/dossiers-par-lieu?${year}&lieu=DOMICILE&ligne=DOMICILE`);
  const athome = Number(/Domicile (\d+) \(100/.exec(seen())?.[1]);
  expect(athome).toBeGreaterThan(5);
  expect(athome).toBeLessThan(opened);
  expect(seen().match(/54-2\d-[0-9A-Z]{4}-[0-9A-Z]{2}/g)?.length).toBe(athome);
  await coordinator.open('/guichet/resultats?du=2026-11-29&au=2026-01-01');
  expect(seen()).toMatch(/n’a pas été comprise/);
});

test('the table of the field, year by year, leads to its cases; the State’s cards and its columns stand beside', async () => {
  await coordinator.open('/guichet/resultats/activite?annee=2026');
  expect(coordinator.page.status).toBe(200);
  expect(seen()).toContain('L’année n’est pas finie');
  const atHome = Number(/Domicile (\d+) pas de comparaison/.exec(seen())?.[1]);
  await coordinator.open('/guichet/resultats/activite.csv?annee=2026');
  expect(coordinator.page.text).toContain(`Lieu de survenue;Domicile;${atHome};;`);
  await coordinator.open('/guichet/resultats/lieux-du-tableau-d-activite?du=2026-01-01&au=2026-12-31&ligne=DOMICILE');
  expect(seen().match(/54-2\d-[0-9A-Z]{4}-[0-9A-Z]{2}/g)?.length).toBe(atHome);

  await coordinator.open('/guichet/resultats/a-cote/etat?annee=2026');
  expect(seen()).toContain('non disponible : il manque un fait codé');
  await coordinator.open('/guichet/resultats/export-etat.csv?annee=2026');
  const [head = '', ...rows] = coordinator.page.text.trim().split('\n');
  expect(head).toContain('Numéro de requête;Statut de la requête pour mon entité administrative;');
  const references = new Set(rows.map((row) => row.split(';')[0]));
  await coordinator.open(`/guichet/resultats/dossiers-ouverts?${year}`);
  for (const reference of seen().match(/54-26-[0-9A-Z]{4}-[0-9A-Z]{2}/g) ?? []) expect(references).toContain(reference);
  await coordinator.open('/guichet/resultats/a-cote/angleterre');
  expect(seen()).toContain('Souhaits atteints');
  expect((await coordinator.open('/guichet/resultats/a-cote/rien')).status).toBe(404);
});

test('the same by a file and by a key, and a case that somebody may not open is counted, not listed', async () => {
  await coordinator.open(`/guichet/resultats/tableau.csv?${year}`);
  const line = /dossiers-ouverts;1;Dossiers ouverts;CASE;;(\d+);/.exec(coordinator.page.text)?.[1];
  const account = (await listAccounts(api.db, '54')).find(({ email }) => email === demonstrationAccount('54', 'COORDINATOR').email)?.id ?? '';
  const { key } = await machineKey(api.db, { department: '54', kind: 'desk', organisation: null });
  const asked = async (path: string) => {
    const answer = await fetch(`${api.url}/api/v1/statistics${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: answer.status, body: (await answer.json()) as { demonstration: boolean; indicators: { id: string; value: number }[] } };
  };
  const { body } = await asked('/dossiers-ouverts?from=2026-01-01&to=2026-11-29');
  expect(body).toMatchObject({ demonstration: true, indicators: [{ id: 'dossiers-ouverts', unit: 'CASE', value: Number(line) }] });

  await coordinator.open(`/guichet/resultats/dossiers-ouverts?${year}`);
  const [reference = ''] = seen().match(/54-2\d-[0-9A-Z]{4}-[0-9A-Z]{2}/) ?? [];
  const caseId = await caseIdOf(api.db, '54', reference);
  await stepBack(api.db, '54', account, caseId ?? '');
  await coordinator.open(`/guichet/resultats/dossiers-ouverts?${year}`);
  expect(seen()).toContain(`comptés. ${line} Période d’avant`);
  expect(seen()).toContain(`${line} dossiers en tout`);
  expect(seen()).not.toContain(reference);
  expect((await asked('/rien?from=2026-01-01&to=2026-11-29')).status).toBe(404);
  expect((await asked('?from=hier&to=2026-11-29')).status).toBe(400);
});

test('no definition shows a raw code or a raw instant', () => {
  for (const indicator of indicators) {
    const text = [indicator.sentence, ...definitionOf(indicator).flatMap(({ name, text }) => [name, text])].join(' ; ');
    expect(rawCodes(text, new Set())).toEqual([]);
  }
});

test('each body has its line, each figure the cases behind it, and a body with an account reads its own, the others unnamed', async () => {
  await coordinator.open(`/guichet/resultats/organismes?${year}`);
  expect(coordinator.page.status).toBe(200);
  const lines = [...coordinator.page.text.matchAll(/href="(\/guichet\/resultats\/prises-en-charge-par-organisme[^"]*)">([^<]*)</g)];
  const [, href = '', line = ''] = lines.find(([, , text]) => Number(text?.split('\u00a0')[0]?.split(' ')[0]) > 2) ?? [];
  await coordinator.open(href.replaceAll('&amp;', '&'));
  expect(new Set(seen().match(/54-2\d-[0-9A-Z]{4}-[0-9A-Z]{2}/g)).size).toBeGreaterThan(0);
  expect(line).toMatch(/sur/);

  const partner = new Visitor(api.url);
  await partner.signIn(demonstrationAccount('54', 'PARTNER'));
  await partner.open('/partenaire/bilan');
  expect(partner.page.status).toBe(200);
  const { organisation } = (await listAccounts(api.db, '54')).find(({ email }) => email === demonstrationAccount('54', 'PARTNER').email) ?? {};
  const directory = await currentDirectory(api.db, '54');
  const text = words(partner.page.text);
  for (const body of directory.organisations) if (body.id !== organisation && body.id !== 'guichet') expect(text, body.id).not.toContain(body.name);
  expect(text).toMatch(/Sans réponse à l’échéance/);
  expect((await partner.open('/guichet/resultats/organismes')).status).toBe(403);
});

test('the radar says what is signalled where, and what was made of it is kept with its reason', async () => {
  const radar = '/guichet/radar';
  await coordinator.open(radar);
  expect(coordinator.page.status).toBe(200);
  expect(seen()).toContain('Un nombre haut appelle un regard, et ne dit rien de sa cause');
  expect(seen()).not.toMatch(/suspect/i);
  const href = /href="(\/guichet\/radar\/lieux\/[^"]+)"/.exec(coordinator.page.text)?.[1] ?? '';
  await coordinator.open(href);
  const signals = Number(/Situations signalées (\d+)/.exec(seen())?.[1]);
  // One of them may be the case that was stepped back from.
  expect(signals - (seen().match(/54-2\d-[0-9A-Z]{4}-[0-9A-Z]{2}/g)?.length ?? 0)).toBeOneOf([0, 1]);
  await coordinator.submit(href, { state: 'DISMISSED', why: '' });
  expect(coordinator.refusal).toContain('Dites pourquoi');
  const colleague = new Visitor(api.url);
  await colleague.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await colleague.open(href);
  await coordinator.submit(href, { state: 'OPENED', why: '' });
  expect(seen()).toContain('On regarde');
  await colleague.submit(href, { state: 'DISMISSED', why: 'EXPLAINED' });
  await coordinator.open(href);
  expect(seen(), 'decided on a page from before the first decision').not.toContain('Laissé : Vérifié');
  await coordinator.open(href);
  await coordinator.submit(href, { state: 'DISMISSED', why: 'FOLLOWED' });
  await coordinator.open(href);
  expect(seen()).toContain('Déjà suivi par l’autorité compétente');
  expect((await coordinator.open(`${radar}/personnes/540000012`)).status).toBe(404);
});
