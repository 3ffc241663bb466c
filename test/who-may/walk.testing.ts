import { randomUUID } from 'node:crypto';
import { type AccountKind, type KeyKind, type KeyRight, type KeyScope, keyMay, may, type Right } from '../../accounts/rights.ts';
import { asked, open } from './asked.ts';

/** Somebody who comes, by a browser or with a key. */
export interface Comer {
  /** Where the application answers. */
  url: string;
  name: string;
  /** Null: nobody that the table of rights knows, as one who is not signed in, or not any more. */
  who: { kind: AccountKind } | { kind: KeyKind; scopes: readonly KeyScope[] } | null;
  headers: Record<string, string>;
  csrf: string;
  account: string;
}
/** Where a route is tried: its parameters filled, and what must come of it for somebody who has the right. */
export interface Subject {
  name: string;
  /** MISSING: it must not exist for whoever asks. */
  is: 'THERE' | 'MISSING';
  parameters: Record<string, string>;
}

export interface Route {
  method: string;
  path: string;
  right: Right | typeof open;
}

/** Every route that the table knows. */
export const routes: readonly Route[] = Object.entries(asked).flatMap(([line, right]) => {
  const words = line.split(' ');
  return words.slice(0, -1).map((method) => ({ method, path: words.at(-1) ?? '', right }));
});

/** What these routes are about is not made for the walk: that they are not there is an answer too. */
export const aboutNothing =
  /:(member|test|week|swap|draft|situation|study|rehearsal|view|sheet|campaign|competence|announced|name|file|version|part|step|finess|number)|\/(appels|courriers|courriels|brouillons|declarations|import|astreinte|cles|echanges)\/:id|(coordonnees|logiciels)\/:contact|boite-locale|avancer$|terminer-exercice$|\/document|lettre$|\/auteur\/:alert\/code$|versions\/|schema.json|passage$|proposition$|separer$|\/accuse|\/relectures\/|\/radar\/:kind/;
/** Done last: what it does to whoever asks is felt by what follows. */
export const lasting = /\/(recul|suspendre)$/;

/** Parameters of which nothing is made, but those given. */
export const parametersOf = (more: Record<string, string> = {}) => ({
  ...{ id: randomUUID(), draft: randomUUID(), file: randomUUID(), rehearsal: randomUUID(), announced: randomUUID(), situation: randomUUID() },
  ...{ task: 'k1', transfer: 't1', alert: 'a1', version: '1', number: '1', slug: 'national', name: 'bureau', part: 'partie', step: 'situation' },
  ...{ department: '54', other: '54-26-AAAA-AA', token: 'A'.repeat(32), reference: '54-26-AAAA-AA' },
  ...{ body: 'ars-54', contact: 'ars-54-titulaire', indicator: 'dossiers-ouverts', with: 'etat' },
  ...more,
});

const filled = (path: string, parameters: Record<string, string>): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => parameters[name] ?? name);

/** How often anything was asked. */
export const asks = { count: 0 };

/** IN: let in, whatever came of it; OUT: turned away; ABSENT: there is nothing there; BROKEN: neither. */
export async function answerTo(
  comer: Comer,
  { method, path }: Route,
  parameters: Record<string, string>,
): Promise<'IN' | 'OUT' | 'ABSENT' | 'BROKEN'> {
  asks.count += 1;
  const isApi = path.startsWith('/api/');
  const type = path.endsWith('/imports') ? 'text/csv' : isApi ? 'application/json' : 'application/x-www-form-urlencoded';
  const body = isApi ? (type === 'text/csv' ? 'a;b' : '{}') : new URLSearchParams({ _csrf: comer.csrf }).toString();
  const response = await fetch(new URL(filled(path, parameters), comer.url), {
    method,
    redirect: 'manual',
    headers: { ...comer.headers, ...(method === 'POST' && { 'content-type': type }) },
    ...(method === 'POST' && { body }),
  });
  await response.arrayBuffer();
  const to = response.headers.get('location');
  // A button's own address leads to the page it stands on, whether there is one or not: what is there is asked of that page.
  if (method === 'GET' && to?.startsWith('/guichet/dossiers/')) return answerTo(comer, { method, path: to, right: open }, {});
  const { status } = response;
  if (status === 401 || status === 403 || to?.startsWith('/connexion')) return 'OUT';
  if (status === 404) return 'ABSENT';
  return status < 400 || status === 400 || status === 409 || status === 413 || status === 415 || status === 422 || status === 503 ? 'IN' : 'BROKEN';
}

/** What is not as the table has it, one line each. What only reads is asked together; what writes, one after the other. */
export async function walk(comer: Comer, which: readonly Route[], subject: Subject): Promise<string[]> {
  const told = which.filter(({ right, method }) => right !== open && method !== 'ALL');
  const reads = await Promise.all(told.filter(({ method }) => method === 'GET').map((route) => wrongOf(comer, route, subject)));
  const writes: (string | null)[] = [];
  for (const route of told.filter(({ method }) => method !== 'GET').toSorted((a, b) => Number(lasting.test(a.path)) - Number(lasting.test(b.path))))
    writes.push(await wrongOf(comer, route, subject));
  return [...reads, ...writes].filter((line) => line !== null);
}

const has = ({ who }: Comer, right: Right): boolean => who !== null && ('scopes' in who ? keyMay(who, right as KeyRight) : may(who, right));

async function wrongOf(comer: Comer, route: Route, { name, is, parameters }: Subject): Promise<string | null> {
  const got = await answerTo(comer, route, parameters);
  const mayCome = route.right !== open && has(comer, route.right);
  const there = is === 'MISSING' ? got === 'ABSENT' : got === 'IN' || (got === 'ABSENT' && aboutNothing.test(route.path));
  return (mayCome ? there : got === 'OUT') ? null : `${comer.name}, ${name}: ${route.method} ${route.path} (${route.right}) answered ${got}`;
}
