import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseIdOf, caseState } from '../../../cases/record/read-case.ts';
import { inDepartment } from '../../../database/pool.ts';
import { tidy } from '../../../database/tidy.ts';
import { usualTerms } from '../../../retention/classes.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

const result = {
  conclusion: 'AVEREE',
  evidence: 'ETABLI',
  risk: 'REDUIT',
  wishes: 'ATTEINTS',
  safer: 'PLUTOT',
  refusedByPerson: 'NON',
};

async function agentOf(department: string): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount(department, 'AGENT'));
  return visitor;
}

async function aCase(agent: Visitor): Promise<string> {
  await agent.open('/guichet/appels/nouveau');
  await agent.submit('/guichet/appels/', { notes: 'Appel.', contactKind: 'ALERT', danger: '2', commune: 'Nancy', place: 'DOMICILE' });
  return /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
}

async function resultOf(reference: string) {
  return (await caseState(api.db, '54', (await caseIdOf(api.db, '54', reference)) ?? ''))?.state.result;
}

const kept = () => inDepartment(api.db, '54', async (tx) => (await tx.query<{ sealed: Buffer }>({ text: 'SELECT * FROM refused_form' })).rows);

const cookiesOf = (visitor: Visitor) => [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

/** As the owner of the tables, which the application is not. */
async function changed(text: string): Promise<void> {
  const owner = new Client({ connectionString: api.fresh.ownerUrl });
  await owner.connect();
  await owner.query(`SELECT set_config('guichet.department', '54', false)`);
  await owner.query(text);
  await owner.end();
}

describe('a refused form', () => {
  test('is at an address that says nothing, shows what was typed however often it is asked for, and is forgotten once accepted', async () => {
    const agent = await agentOf('54');
    const reference = await aCase(agent);
    await agent.open(`/guichet/dossiers/${reference}/resultat`);
    await agent.submit('/resultat', { conclusion: 'AVEREE', text: 'Chez Zéphirine.' });
    expect(agent.refusal).toContain('Il y a 5 points à reprendre');
    const { url } = agent.page;
    expect(url).not.toMatch(/AVEREE|phirine/);
    expect((await agent.open(url)).text).toContain('Chez Zéphirine.');
    // Back, and reloaded.
    await agent.open(`/guichet/dossiers/${reference}`);
    expect((await agent.open(url)).text).toContain('Chez Zéphirine.');
    await agent.submit('/resultat', { ...result });
    expect(agent.words).toContain('Le résultat est noté.');
    expect(await resultOf(reference)).toEqual(result);
    const again = await agent.open(url);
    expect([again.status, again.text.includes('<title>Erreur')]).toEqual([200, false]);
    expect(again.text).not.toContain('Chez Zéphirine.');
  });

  test('is shown to nobody else: another session of the same account, a colleague, another form', async () => {
    const agent = await agentOf('54');
    const reference = await aCase(agent);
    await agent.open(`/guichet/dossiers/${reference}/rouvrir`);
    await agent.open(`/guichet/dossiers/${reference}/resultat`);
    await agent.submit('/resultat', { text: 'Chez Zéphirine.' });
    const { url } = agent.page;
    const elsewhere = await agentOf('54');
    expect((await elsewhere.open(url)).text).not.toContain('Zéphirine');
    expect((await agent.open(url.replace('/resultat', '/non-retenu'))).text).not.toContain('Zéphirine');
    expect((await agent.open(url)).text).toContain('Zéphirine');
  });

  test('is kept sealed, under a hash of its id, for a day', async () => {
    const agent = await agentOf('54');
    const reference = await aCase(agent);
    await agent.open(`/guichet/dossiers/${reference}/resultat`);
    await agent.submit('/resultat', { text: 'Chez Zéphirine.' });
    const { url } = agent.page;
    const [, id = ''] = /saisie=(.+)$/.exec(url) ?? [];
    const written = JSON.stringify(
      (await kept()).map((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value))),
    );
    expect(written).not.toContain('phirine');
    expect(written).not.toContain(id);
    await changed(`UPDATE refused_form SET hour = hour - interval '25 hours'`);
    expect((await agent.open(url)).text).not.toContain('Zéphirine');
    await tidy(api.db, '54', usualTerms);
    expect(await kept()).toEqual([]);
  });

  test('is gone with the session that ended, and a form sent after it is shown again at its own address', async () => {
    const agent = await agentOf('54');
    const reference = await aCase(agent);
    await agent.open(`/guichet/dossiers/${reference}/rouvrir`);
    await inDepartment(api.db, '54', (tx) => tx.query({ text: `DELETE FROM sessions.session` }));
    await agent.submit('/rouvrir', { text: 'Zéphirine est revenue.' });
    expect(agent.page.status).toBe(401);
    const { email, password } = demonstrationAccount('54', 'AGENT');
    await agent.submit('/connexion', { email, password });
    expect([agent.page.via, agent.page.status]).toEqual([[303], 200]);
    expect(agent.page.url).toMatch(/\/rouvrir\?saisie=/);
    expect(agent.page.text).toContain('Zéphirine est revenue.');
    expect(agent.page.text).not.toContain('<title>Erreur');
  });
});

describe('two people with the same page open', () => {
  test('the later is shown both values, overwrites nothing, and then chooses', async () => {
    const [first, second] = [await agentOf('54'), new Visitor(api.url)];
    await second.signIn(demonstrationAccount('54', 'COORDINATOR'));
    const reference = await aCase(first);
    const href = `/guichet/dossiers/${reference}/resultat`;
    await first.open(href);
    await second.open(href);
    await first.submit('/resultat', result);
    expect(first.words).toContain('Le résultat est noté.');
    const other = { ...result, conclusion: 'NON_CONFIRMEE', text: 'Rien vu.' };
    await second.submit('/resultat', other);
    expect(second.refusal).toContain('Rien n’est écrasé');
    expect(second.words).toContain('Enregistré entre-temps : Maltraitance avérée');
    expect([...second.words.matchAll(/Enregistré entre-temps/g)]).toHaveLength(1);
    expect(second.page.text).toContain('Rien vu.');
    expect(await resultOf(reference)).toEqual(result);
    await second.submit('/resultat');
    expect(second.words).toContain('Le résultat est noté.');
    expect((await resultOf(reference))?.conclusion).toBe('NON_CONFIRMEE');
  });

  test('the same form sent twice is one act, and no conflict', async () => {
    const agent = await agentOf('54');
    const reference = await aCase(agent);
    await agent.open(`/guichet/dossiers/${reference}/resultat`);
    const { page } = agent;
    await agent.submit('/resultat', result);
    agent.page = page;
    await agent.submit('/resultat', result);
    expect(agent.words).toContain('Le résultat est noté.');
    // Gone back to, and sent with something else: it is not said to be had.
    agent.page = page;
    await agent.submit('/resultat', { ...result, conclusion: 'NON_CONFIRMEE' });
    expect(agent.refusal).toContain('Rien n’est écrasé');
  });
});

describe('a button', () => {
  test('pressed by two people is the first one’s: the second is told, and takes nothing over', async () => {
    const [first, second] = [await agentOf('54'), new Visitor(api.url)];
    await second.signIn(demonstrationAccount('54', 'COORDINATOR'));
    const reference = await aCase(first);
    const href = `/guichet/dossiers/${reference}`;
    await first.open(href);
    await second.open(href);
    await first.submit('/prendre');
    await second.submit('/prendre');
    expect([second.page.via, second.page.status, second.page.url]).toEqual([[303], 200, href]);
    expect(second.words).toContain('Important. Quelqu’un d’autre l’a fait');
    expect(second.words).toContain('Pris par Camille Lambert');
    const task = (await caseState(api.db, '54', (await caseIdOf(api.db, '54', reference)) ?? ''))?.state.tasks[0];
    await second.open(`${href}/taches/${task?.id}/prendre`);
    expect(second.page.url).toBe(href);
  });
});

describe('a form open to anybody', () => {
  test('keeps what was typed for this browser, never the code, and forgets it when somebody leaves quickly', async () => {
    const visitor = new Visitor(api.url);
    await visitor.open('/54/suivre/ecrire');
    await visitor.submit('/suivre/ecrire', { text: 'Elle a chuté chez Zéphirine.', code: 'K7QM-4T2A-K7QM-4T2A' });
    expect(visitor.refusal).toContain('Ce code n’est pas reconnu');
    const { url } = visitor.page;
    expect(visitor.page.text).toContain('Elle a chuté chez Zéphirine.');
    expect(visitor.page.text).not.toContain('K7QM');
    expect((await new Visitor(api.url).open(url)).text).not.toContain('Zéphirine');
    expect(visitor.page.text).toContain('href="/quitter/54"');
    const left = await fetch(`${api.url}/quitter/54`, { redirect: 'manual', headers: { cookie: cookiesOf(visitor) } });
    expect([left.status, left.headers.get('location')]).toEqual([303, 'https://www.meteofrance.com/']);
    expect(left.headers.getSetCookie().join()).toMatch(/guichet-saisie=;.*Expires=Thu, 01 Jan 1970/);
    expect((await visitor.open(url)).text).not.toContain('Zéphirine');
  });

  test('what a script sends on its way out is led nowhere else', async () => {
    const left = await fetch(`${api.url}/quitter/54`, { method: 'POST', redirect: 'manual' });
    expect([left.status, left.headers.get('location')]).toEqual([204, null]);
  });
});
