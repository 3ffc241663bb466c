/**
 * Every page that somebody can click their way to, every mail and every document of the two departments that version 0.1.0 left (each kind of
 * entry, task, message, status and code is there), and every sample of the gallery: nowhere a code in place of a word.
 */
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf } from '../../api/pages/shared/addresses.ts';
import { textOfPdf } from '../../documents/pdf-text.testing.ts';
import { loadAssets } from '../../templates/assets.ts';
import { pageEngine } from '../../templates/render.ts';
import type { Views } from '../../templates/views/pages.ts';
import type { Visitor } from '../api.testing.ts';
import { samples } from '../gallery/samples.ts';
import { readFixture } from '../landed/fixture.ts';
import { type LandedHouse, openLanded } from '../landed/house.ts';
import { isExcepted, neverAsked } from './exceptions.ts';
import { codesLookedFor, rawCodes } from './raw-codes.ts';
import { linksOf, type Read, readingOf, shapeOf } from './reading.ts';

const fixture = readFixture('0.1.0');
const ids = idsOf(fixture.rows.filter(({ table }) => /\.(directory_revision|procedure_version)$/.test(table)).map(({ row }) => JSON.parse(row)));
let house: LandedHouse;

beforeAll(async () => {
  house = await openLanded(fixture);
});
afterAll(() => house?.end());

/** Ids that directories and protocols give, from wherever they are kept in them: `id`, and the names of policies and calendars. */
function idsOf(value: unknown): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(
    Object.entries(value).flatMap(([name, inner]) => [
      ...(name === 'id' && typeof inner === 'string' ? [inner] : []),
      ...(name === 'policies' || name === 'calendars' ? Object.keys(inner ?? {}) : []),
      ...idsOf(inner),
    ]),
  );
}

/** What is raw in something that was read, said with where it was. What is set apart may be an id or a fingerprint, never a code. */
function rawIn(where: string, { text, setApart }: Read): string[] {
  return [...rawCodes(text, ids), ...rawCodes(setApart, new Set()).filter(({ said }) => said.startsWith('a code'))]
    .filter(({ code }) => !isExcepted(where, code))
    .map(({ said }) => `${where}: ${said}`);
}

/** So many addresses of one shape are opened by one person; of a case's own pages, all. */
const most = (shape: string): number => {
  if (/^\/guichet\/dossiers\/:reference(\/acces)?$/.test(shape)) return Number.POSITIVE_INFINITY;
  // Played, proved or compared anew each time.
  if (/^\/guichet\/protocole\/.*(essai|preuve|avec)/.test(shape)) return 1;
  return shape.startsWith('/guichet/protocole') ? 2 : 3;
};
const leftAlone = /\/deconnexion|\.(css|js|svg|woff2|csv|yaml|json|eml)\b|\/original$/;

const found: Crawled[] = [];
/** What anybody reads without signing in; each is read once, by the public. */
const byAnybody = new Set<string>();

interface Crawled {
  raw: string[];
  /** How many pages of each shape, documents among them. */
  shapes: Map<string, number>;
  read: string[];
}

async function crawl(visitor: Visitor, starts: string[]): Promise<Crawled> {
  const shapes = new Map<string, number>();
  const raw: string[] = [];
  const read: string[] = [];
  const queue = [...starts];
  const known = new Set([...byAnybody, ...queue]);
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    const shape = shapeOf(address);
    const times = shapes.get(shape) ?? 0;
    if (times >= most(shape)) continue;
    shapes.set(shape, times + 1);
    read.push(address);
    const { status, location, type, bytes } = await visitor.fetched(address);
    // 400: a draft that cannot be played says why.
    if (status > 400) raw.push(`${address}: answers ${status}`);
    const isPage = type.includes('html');
    const html = isPage ? bytes.toString() : '';
    if (isPage) raw.push(...rawIn(address, readingOf(html)));
    if (type.includes('pdf')) raw.push(...rawIn(address, { text: textOfPdf(bytes), setApart: '' }));
    for (const link of [...linksOf(html), ...(location?.startsWith('/') ? [location] : [])]) {
      if (known.has(link) || leftAlone.test(link)) continue;
      known.add(link);
      queue.push(link);
    }
  }
  return { raw, shapes, read };
}

it('would find one', () => {
  const page = (text: string) => readingOf(`<title>Dossier</title><main><p>${text}</p></main>`);
  for (const [text, code] of [
    ['Refusé : DOUBLON', 'DOUBLON'],
    ['Après « DOCUMENT_MADE »', 'DOCUMENT_MADE'],
    ['Motif : STEP:relais-ordre', 'STEP:relais-ordre'],
    ['Décidé par inConflict', 'inConflict'],
    ['Lu pour a1.AUTHOR.RECEIVED.1', 'a1.AUTHOR.RECEIVED.1'],
    ['Transmis à cd-54', 'cd-54'],
    ['Établissement : 540000012', '540000012'],
    ['Le 2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z'],
    ['Bonjour undefined', 'undefined'],
    ['<span title="Statut : CANCELLED">Fin</span>', 'CANCELLED'],
    ['<span class="code">TASK_LATE</span>', 'TASK_LATE'],
  ] as const)
    expect(rawIn('/', page(text)).join(), text).toContain(`, ${code}, `);
  expect(rawIn('/', page('L’EHPAD des Tilleuls (FINESS 540000012), le 22/11/2026, tél. 03 83 00 00 11, <span class="code">cd-54</span>'))).toEqual(
    [],
  );
  expect(codesLookedFor).toBeGreaterThan(150);
});

it('in no sample of the gallery', () => {
  const render = pageEngine(loadAssets().href, addressOf);
  const raw = (Object.keys(samples) as (keyof Views)[]).flatMap((name) =>
    Object.entries(samples[name]).flatMap(([variant, view]) => rawIn(`gallery/${name}/${variant}`, readingOf(render(name, view)))),
  );
  expect(raw).toEqual([]);
});

it('in no mail that leaves: subject, text, HTML', async () => {
  for (const { case: caseId, deliver } of fixture.said.agendas) {
    const department = fixture.said.cases.find(({ id }) => id === caseId)?.department ?? '';
    for (const { message } of deliver) await house.deliver({ department, caseId, message });
  }
  const mails = await Promise.all(house.accepted.map(({ raw }) => simpleParser(raw)));
  expect(mails.length).toBeGreaterThan(30);
  const raw = mails.flatMap(({ subject = '', text = '', html }) =>
    rawIn(`mail ${subject}`, { text: [subject, text, html === false ? '' : readingOf(html).text].join(' ; '), setApart: '' }),
  );
  expect(raw).toEqual([]);
});

it('on no public page, in French or in easy French, and by no receipt code', async () => {
  const crawled = await crawl(await house.browser(), ['/', '/54', '/57', '/54?version=facile', '/connexion']);
  found.push(crawled);
  for (const address of crawled.read) byAnybody.add(address);
  expect(crawled.raw).toEqual([]);
  for (const { code } of fixture.said.followed) {
    const visitor = await house.browser();
    await visitor.open('/54/suivre');
    await visitor.submit('/suivre', { code });
    expect(rawIn('/54/suivre', readingOf(visitor.page.text))).toEqual([]);
  }
});

it.each(['agent.54', 'coordination.54', 'agent.57', 'coordination.57', 'administration.54', 'partenaire.54', 'etablissement.54'])(
  'on no page of %s',
  { timeout: 120_000 },
  async (login) => {
    const visitor = await house.browser(login);
    const home = visitor.page.url || '/guichet';
    const crawled = await crawl(visitor, /^(agent|coordination)/.test(login) ? [home, '/guichet/dossiers'] : [home]);
    found.push(crawled);
    expect(crawled.raw).toEqual([]);
  },
);

it('by no personal link', async () => {
  for (const { address } of fixture.said.links) {
    const crawled = await crawl(await house.browser(), [address]);
    found.push(crawled);
    expect(crawled.raw.filter((said) => !/answers 4/.test(said))).toEqual([]);
  }
});

it('having read everything it should have, each exception being of use', () => {
  const shapes = new Set(found.flatMap((crawled) => [...crawled.shapes.keys()]));
  const onCase = [
    '',
    '/acces',
    '/qualifier',
    '/situation',
    '/protocole',
    '/taches/:n',
    '/taches/:n/lettre',
    '/auteur/:n',
    '/transmissions/:n/reponse',
  ];
  const onProtocol = [
    '',
    '/preuve',
    '/situations',
    '/passe',
    '/versions/:name/:n',
    '/brouillons/:id',
    '/brouillons/:id/comparer',
    '/brouillons/:id/etapes/:name',
  ];
  expect([...shapes]).toEqual(
    expect.arrayContaining([
      ...onCase.map((page) => `/guichet/dossiers/:reference${page}`),
      ...onProtocol.map((page) => `/guichet/protocole${page}`),
      ...['/guichet/annuaire', '/guichet/courriels/:id', '/guichet/declarations', '/guichet/comptes/:id', '/t/:token/contenu'],
      ...['/guichet/dossiers/:reference/transmissions/:n/document/versions/:name.pdf', '/partenaire/:id.:n/contenu/document.pdf'],
      '/etablissement/declarations/:id/accuse-de-reception.pdf',
    ]),
  );
  expect(neverAsked()).toEqual([]);
});
