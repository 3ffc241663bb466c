import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, setActive, setTies } from '../../accounts/accounts.ts';
import { createApiKey, revokeApiKey } from '../../accounts/api-keys.ts';
import { type AccountKind, keyKinds, keyScopes, may, scopesOf } from '../../accounts/rights.ts';
import { apply } from '../../cases/record/apply.ts';
import { linkFor } from '../../cases/record/links.ts';
import { mergeCases } from '../../cases/record/merging.ts';
import { stepBack } from '../../cases/record/release.ts';
import { receive } from '../../intake/receive.ts';
import { forms, startTestApi, type TestApi, Visitor } from '../api.testing.ts';
import { anAlert } from '../fresh.testing.ts';
import { open } from './asked.ts';
import { mountedRoutes, rememberMounts, withoutGuard } from './routes.testing.ts';
import { aboutNothing, answerTo, asks, type Comer, lasting, parametersOf, type Route, routes, type Subject, walk } from './walk.testing.ts';

let api: TestApi;
let comers: Comer[];
let keys: Comer[];
let someAccount: string;

const accountKinds: readonly AccountKind[] = ['AGENT', 'COORDINATOR', 'ADMIN', 'PARTNER', 'PARTNER_ADMIN', 'INSTITUTION', 'INSTITUTION_ADMIN'];
const homes: Record<AccountKind, string> = {
  ...{ AGENT: '/guichet/mon-compte', COORDINATOR: '/guichet/mon-compte', ADMIN: '/guichet/mon-compte' },
  ...{
    PARTNER: '/partenaire/mon-compte',
    PARTNER_ADMIN: '/partenaire/mon-compte',
    INSTITUTION: '/etablissement',
    INSTITUTION_ADMIN: '/etablissement',
  },
};
const aKey = { department: '54', label: 'essai', expiresOn: new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10) };
const by = { kind: 'AGENT', id: null } as const;
async function aCase(change: Parameters<typeof anAlert>[0] = {}, facts: Parameters<typeof anAlert>[1] = {}) {
  const channel = change.channel ?? 'API';
  const received = await receive(api.db, anAlert({ channel, reachable: true, ...change }, { channel, ...facts }));
  if ('conflict' in received) throw new Error('conflict');
  return received;
}

async function comer(name: string, kind: AccountKind, organisation: string | null, counts = true): Promise<Comer> {
  const email = `${randomUUID()}@guichet.example`;
  const password = 'un mot de passe assez long';
  const account = await createAccount(api.db, { department: '54', kind, organisation, email, name }, password);
  const visitor = new Visitor(api.url);
  await visitor.signIn({ email, password });
  const page = await visitor.open(homes[kind]);
  const csrf = forms(page.text)
    .map(({ fields }) => fields._csrf)
    .find((token) => token !== undefined);
  const cookie = [...visitor.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  return { url: api.url, name, who: counts ? { kind } : null, headers: { cookie }, csrf: String(csrf), account };
}

beforeAll(async () => {
  rememberMounts();
  api = await startTestApi();
  const { state } = await aCase();
  const organisation = state.transfers.find(({ purpose }) => purpose === 'ACTION')?.organisation ?? '';
  const establishment = 'ehpad';
  comers = [{ url: api.url, name: 'anonymous', who: null, headers: {}, csrf: '', account: randomUUID() }];
  for (const kind of accountKinds)
    comers.push(
      await comer(kind, kind, !may({ kind }, 'transfer.receive') ? null : may({ kind }, 'declaration.make') ? establishment : organisation),
    );
  const suspended = await comer('suspended', 'COORDINATOR', null, false);
  await setActive(api.db, '54', suspended.account, false);
  comers.push(suspended);
  someAccount = (await comer('somebody', 'AGENT', null)).account;
  keys = [{ url: api.url, name: 'no key', who: null, headers: {}, csrf: '', account: '' }];
  for (const kind of keyKinds) {
    const of = kind === 'partner' ? organisation : kind === 'institution' ? establishment : null;
    for (const scopes of [keyScopes, ...scopesOf(kind).map((scope) => [scope])]) {
      const { key } = await createApiKey(api.db, { ...aKey, kind, organisation: of, scopes });
      const name = `${kind} key for ${scopes.join(' ')}`;
      keys.push({ url: api.url, name, who: { kind, scopes }, headers: { authorization: `Bearer ${key}` }, csrf: '', account: '' });
    }
  }
  const revoked = await createApiKey(api.db, { ...aKey, kind: 'desk', organisation: null, scopes: keyScopes });
  await revokeApiKey(api.db, '54', revoked.id);
  keys.push({ url: api.url, name: 'revoked key', who: null, headers: { authorization: `Bearer ${revoked.key}` }, csrf: '', account: '' });
});
afterAll(() => api?.end());

const isOfKeys = ({ path }: Route) => path.startsWith('/api/');
const isOfCase = ({ path }: Route) => path.startsWith('/guichet/dossiers/:reference');
const isOfTransfer = ({ path }: Route) => path.startsWith('/partenaire/:id');
const isEnd = ({ path, method }: Route) => method === 'POST' && path.endsWith('/mon-compte/partout');
const elsewhere = routes.filter((route) => !isOfKeys(route) && !isOfCase(route) && !isOfTransfer(route) && !isEnd(route));
const desk = () => comers.filter(({ who }) => who !== null && may(who, 'case.read'));
const at = (reference: string) => parametersOf({ reference });

describe('every route', () => {
  it('is in the table of what it asks, and the table holds no other', () => {
    const said = (all: readonly { method: string; path: string }[]) => [...new Set(all.map(({ method, path }) => `${method} ${path}`))].sort();
    expect(said(routes)).toEqual(said(mountedRoutes()));
    expect(routes.length).toBeGreaterThan(300);
  });

  it('lets in whoever has its right, and nobody else', async () => {
    const wrong: string[] = [];
    const ofAccounts = elsewhere.filter(({ path }) => path.startsWith('/guichet/comptes'));
    const others = elsewhere.filter((route) => !ofAccounts.includes(route));
    for (const one of comers) {
      wrong.push(...(await walk(one, ofAccounts, { name: 'an account', is: 'THERE', parameters: parametersOf({ id: someAccount }) })));
      wrong.push(...(await walk(one, others, { name: 'no case', is: 'THERE', parameters: parametersOf() })));
    }
    expect(wrong).toEqual([]);
  });

  it('ends the sessions of whoever may, and of nobody else', async () => {
    for (const route of routes.filter((one) => isEnd(one)))
      for (const kind of accountKinds) {
        const one = await comer(kind, kind, may({ kind }, 'transfer.receive') ? 'ehpad' : null);
        await answerTo(one, route, parametersOf());
        const home = { method: 'GET', path: route.path.replace(/\/partout$/, ''), right: route.right };
        const right = route.right !== open && may({ kind }, route.right);
        const own = (['/guichet/mon-compte', '/partenaire/mon-compte'] as const).find((path) => path === home.path);
        expect([kind, own, await answerTo(one, home, parametersOf())]).toEqual([kind, own, 'OUT']);
        const stays = homes[kind].replace('/partenaire/mon-compte', '/partenaire');
        expect([kind, own, await answerTo(one, { method: 'GET', path: stays, right: route.right }, parametersOf())]).toEqual([
          kind,
          own,
          right ? 'OUT' : 'IN',
        ]);
      }
  });

  it('of a case is for those who may read cases, in their own department, while it is open and once it has ended', async () => {
    const wrong: string[] = [];
    const [merged, into, ended] = [await aCase({ channel: 'PHONE' }), await aCase({ channel: 'PHONE' }), await aCase({ channel: 'PHONE' })];
    const now = Date.now();
    expect(await mergeCases(api.db, '54', { by, at: now, caseId: merged.caseId, other: into.caseId })).toEqual({ done: true });
    await apply(api.db, '54', ended.caseId, { kind: 'NotRetained', reason: 'AUTRE', at: now, by });
    const pages = routes.filter((route) => isOfCase(route));
    // A case that was never transferred has no transfer, and one that ended before anything has no task to do.
    const ofCaseAlone = pages.filter(({ path }) => !/:(transfer|task)/.test(path));
    for (const one of comers) {
      const own = await aCase();
      wrong.push(...(await walk(one, pages, { name: 'own', is: 'THERE', parameters: at(own.reference) })));
    }
    for (const one of desk())
      for (const [name, { reference }] of [
        ['ended', ended],
        ['merged', merged],
      ] as const)
        wrong.push(
          ...(await walk(
            one,
            ofCaseAlone.filter(({ path }) => !lasting.test(path)),
            { name, is: 'THERE', parameters: at(reference) },
          )),
        );
    expect(wrong).toEqual([]);
  });

  it('of a case does not exist for another department, nor for whoever is tied to it or stepped back', async () => {
    const wrong: string[] = [];
    const pages = routes.filter((route) => isOfCase(route));
    const other = await aCase({ department: '57' });
    for (const one of desk()) {
      const tied = await aCase({}, { implicated: [{ kind: 'ETABLISSEMENT', organisation: 'lien' }] });
      await setTies(api.db, '54', one.account, ['lien']);
      const stepped = await aCase();
      await stepBack(api.db, '54', one.account, stepped.caseId);
      for (const [name, { reference }] of [
        ['other department', other],
        ['tied', tied],
        ['stepped back', stepped],
      ] as const)
        wrong.push(...(await walk(one, pages, { name, is: 'MISSING', parameters: at(reference) })));
    }
    expect(wrong).toEqual([]);
  });

  it('of a transfer is for the organisation it went to, by account or by personal link', async () => {
    const wrong: string[] = [];
    const pages = routes.filter((route) => isOfTransfer(route));
    const own = await aCase();
    const transfer = own.state.transfers.find(({ purpose }) => purpose === 'ACTION');
    const others = own.state.transfers.find(({ organisation }) => organisation !== transfer?.organisation);
    const elsewhere = await aCase({ department: '57' });
    for (const one of comers) {
      const mine = one.name === 'PARTNER' || one.name === 'PARTNER_ADMIN';
      const subject = (name: string, is: Subject['is'], id: string) => ({ name, is, parameters: parametersOf({ id }) });
      wrong.push(...(await walk(one, pages, subject('own', mine ? 'THERE' : 'MISSING', `${own.caseId}.${transfer?.id}`))));
      wrong.push(...(await walk(one, pages, subject('others', 'MISSING', `${own.caseId}.${others?.id}`))));
      wrong.push(...(await walk(one, pages, subject('other department', 'MISSING', `${elsewhere.caseId}.t1`))));
    }
    expect(wrong).toEqual([]);
    const links = routes.filter(({ path, method }) => path.startsWith('/t/:token') && method === 'GET');
    const [nobody] = comers;
    if (nobody === undefined || transfer === undefined) throw new Error('nobody, or no transfer');
    const { organisation, contact, id } = transfer;
    const token = (await linkFor(api.db, { department: '54', caseId: own.caseId, transfer: id, organisation, contact }, Date.now())) ?? '';
    const given = await Promise.all(links.map(async (route) => [route.path, await answerTo(nobody, route, parametersOf({ token }))]));
    const guessed = await Promise.all(links.map(async (route) => [route.path, await answerTo(nobody, route, parametersOf())]));
    expect(given.filter(([path, got]) => got !== 'IN' && !aboutNothing.test(String(path)))).toEqual([]);
    expect(guessed.filter(([, got]) => got === 'IN')).toEqual([]);
  });

  it('of the API is for keys that have its right, for what is theirs', async () => {
    const wrong: string[] = [];
    const pages = routes.filter((route) => isOfKeys(route));
    const own = await aCase();
    const transfer = own.state.transfers.find(({ purpose }) => purpose === 'ACTION');
    const others = own.state.transfers.find(({ organisation }) => organisation !== transfer?.organisation);
    const elsewhere = await aCase({ department: '57' });
    for (const one of keys) {
      const about = (text: string) => pages.filter(({ path }) => path.includes(text));
      const rest = pages.filter(({ path }) => !/\/(cases|transfers)\/:id/.test(path));
      wrong.push(...(await walk(one, rest, { name: 'none', is: 'THERE', parameters: parametersOf() })));
      wrong.push(...(await walk(one, about('/cases/:id'), { name: 'own case', is: 'THERE', parameters: parametersOf({ id: own.caseId }) })));
      wrong.push(
        ...(await walk(one, about('/cases/:id'), { name: 'other case', is: 'MISSING', parameters: parametersOf({ id: elsewhere.caseId }) })),
      );
      const answers = about('/transfers/:id');
      wrong.push(
        ...(await walk(one, answers, { name: 'own transfer', is: 'THERE', parameters: parametersOf({ id: `${own.caseId}.${transfer?.id}` }) })),
      );
      const theirs = { name: 'others’ transfer', parameters: parametersOf({ id: `${own.caseId}.${others?.id}` }) };
      // What is wrong with the body is said first, whoever asks: only an answer without one can tell that there is nothing there.
      const bare = answers.filter(({ path }) => /(acknowledgement|charge)$/.test(path));
      wrong.push(...(await walk(one, bare, { ...theirs, is: one.who?.kind === 'desk' ? 'THERE' : 'MISSING' })));
      wrong.push(...(await walk(one, bare, { name: 'other department', is: 'MISSING', parameters: parametersOf({ id: `${elsewhere.caseId}.t1` }) })));
    }
    expect(wrong).toEqual([]);
  });

  it.each(['/guichet/comptes', '/guichet/annuaire/calendriers', '/guichet/exercices', '/guichet/protocole/passe', '/guichet/declarations'])(
    'is found out when what guards %s is taken away',
    async (path) => {
      const close = withoutGuard(path);
      try {
        const agent = comers.find(({ name }) => name === 'AGENT');
        const behind = elsewhere.filter((route) => route.path.startsWith(path));
        expect(behind.length).toBeGreaterThan(0);
        const found = agent === undefined ? [] : await walk(agent, behind, { name: 'no guard', is: 'THERE', parameters: parametersOf() });
        expect(found.length).toBeGreaterThan(0);
      } finally {
        close();
      }
    },
  );

  it('was asked thousands of times', () => {
    expect(asks.count).toBeGreaterThan(2_000);
  });
});
