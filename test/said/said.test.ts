/**
 * Every form and button that somebody can click their way to, in the departments that version 0.1.0 left: sent as it is filled, sent again, and
 * sent once more by a page that had stayed open. A page says that something is done only where a row was written for it.
 */
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Visitor } from '../api.testing.ts';
import { readFixture } from '../landed/fixture.ts';
import { type LandedHouse, openLanded } from '../landed/house.ts';
import { routes } from '../who-may/walk.testing.ts';
import { linksOf, shapeOf } from '../words/reading.ts';
import { filledForms, type PlainForm } from './filled.testing.ts';

const fixture = readFixture('0.1.0');
let house: LandedHouse;
let owner: Client;

/** What is written whatever is asked: who reads, who is signed in, what a refused form held. None of it is an act. */
const beside = /^(access_log|session|refused_form|trace|sealed_key|idempotency)$/;

beforeAll(async () => {
  house = await openLanded(fixture);
  owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  await owner.query(`
    CREATE TABLE public.test_written (held text NOT NULL);
    CREATE FUNCTION public.test_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN INSERT INTO public.test_written VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
    DO $$ DECLARE held regclass; BEGIN
      FOR held IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname IN ('public', 'keys', 'sessions') AND c.relname <> 'test_written'
      LOOP EXECUTE format('CREATE TRIGGER test_note AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION public.test_note()', held); END LOOP;
    END $$`);
});
afterAll(async () => {
  await owner?.end();
  await house?.end();
});

async function written(): Promise<string[]> {
  const { rows } = await owner.query<{ held: string }>('DELETE FROM public.test_written RETURNING held');
  return [...new Set(rows.map(({ held }) => held))].filter((held) => !beside.test(held));
}

const posts = routes.filter(({ method, path }) => method === 'POST' && !path.startsWith('/api/') && !path.startsWith('/telephonie'));
const patterns = posts.map(({ path }) => ({ path, matches: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`) }));
const routeOf = (action: string): string | undefined => patterns.find(({ matches }) => matches.test(action.replace(/[?#].*/, '')))?.path;

/** What would end the session that sends, or the account of whoever sends next. */
const ends = /\/(connexion\/fin|partout|autres-sessions|mon-compte|suspendre|recul)$|^\/quitter|\/sessions\//;

/** The forms of the pages that can be clicked to, at most so many of one route. */
async function formsOf(visitor: Visitor, starts: string[]): Promise<{ route: string; form: PlainForm }[]> {
  const found: { route: string; form: PlainForm }[] = [];
  const [queue, known, shapes] = [[...starts], new Set(starts), new Map<string, number>()];
  // The public pages have a way out that ends the session: one stays among one's own.
  const own = (link: string) => starts.some((start) => link.startsWith(`/${start.split('/')[1]}`));
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    const shape = shapeOf(address);
    const times = shapes.get(shape) ?? 0;
    if (times >= (/^\/guichet\/dossiers\/:reference$/.test(shape) ? 14 : 2) || /protocole\/.*(essai|preuve|avec|comparer)|\/passe/.test(shape))
      continue;
    shapes.set(shape, times + 1);
    const { type, bytes, location } = await visitor.fetched(address);
    const html = type.includes('html') ? bytes.toString() : '';
    for (const form of filledForms(html)) {
      const route = routeOf(form.action);
      if (route !== undefined && !ends.test(form.action) && found.filter((one) => one.route === route).length < 2) found.push({ route, form });
    }
    for (const link of [...linksOf(html), ...(location?.startsWith('/') ? [location] : [])]) {
      if (known.has(link) || !own(link) || /\/deconnexion|\.(css|js|svg|woff2|csv|yaml|json|eml|pdf)\b|\/original$/.test(link)) continue;
      known.add(link);
      queue.push(link);
    }
  }
  return found;
}

const isDone = (html: string): boolean => /<strong>C’est fait\.<\/strong>|<h1>Merci, c’est noté<\/h1>/.test(html);

const had = new Map<string, number>();
const sent = new Set<string>();

/** Sends a form three times; answers with what was said to be done where nothing was written. */
async function sayings(visitor: Visitor, route: string, { action, fields }: PlainForm): Promise<string[]> {
  const send = async (key: string | null): Promise<{ done: boolean; wrote: string[]; said: string }> => {
    await written();
    const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, name === 'cle' && key !== null ? key : value]));
    const page = await visitor.open(action, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const said = /<div class="notice[\s\S]*?<\/div>/.exec(page.text)?.[0] ?? '';
    return { done: page.status < 400 && isDone(page.text), wrote: await written(), said: said.replaceAll(/<[^>]+>|\s+/g, ' ') };
  };
  const first = await send(null);
  sent.add(route);
  if (first.done) had.set(route, (had.get(route) ?? 0) + 1);
  const again = await send(null);
  const stale = await send(randomUUID());
  return [
    ...(/C’est fait\.\s+C’est /.test(first.said) ? [`${route} says it twice: ${first.said}`] : []),
    ...(first.done && first.wrote.length === 0 ? [`${route}: ${first.said}`] : []),
    // The same form twice is one act, answered as it was the first time.
    ...(again.done && again.wrote.length === 0 && !first.done ? [`${route}, sent again: ${again.said}`] : []),
    ...(stale.done && stale.wrote.length === 0 ? [`${route}, by a page that had stayed open: ${stale.said}`] : []),
  ];
}

it.each([
  ['agent.54', ['/guichet', '/guichet/dossiers', '/guichet/courriels', '/guichet/courriers']],
  ['partenaire.54', ['/partenaire']],
  ['etablissement.54', ['/etablissement']],
  ['coordination.54', ['/guichet/comptes', '/guichet/astreinte', '/guichet/annuaire', '/guichet/protocole', '/guichet/exercices', '/guichet/vues']],
])('%s is told that something is done only where something was written', { timeout: 240_000 }, async (login, starts) => {
  const visitor = await house.browser(login);
  const wrong: string[] = [];
  for (const { route, form } of await formsOf(visitor, starts)) wrong.push(...(await sayings(visitor, route, form)));
  expect(wrong).toEqual([]);
});

it('having done much of what can be done', () => {
  expect(sent.size).toBeGreaterThan(90);
  expect(had.size).toBeGreaterThan(40);
});
