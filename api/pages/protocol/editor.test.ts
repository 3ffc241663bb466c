import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount, listAccounts } from '../../../accounts/accounts.ts';
import { openWay } from '../../../accounts/ways.ts';
import { readProtocol, writeProtocol } from '../../../procedures/files.ts';
import { libraryProcedure } from '../../../procedures/library/index.ts';
import { alertBody, post } from '../../../test/alerts.ts';
import { demonstrationAccount, forms, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';

let api: TestApi;
let one: Visitor;
let other: Visitor;

const second = { email: 'seconde.54@guichet.example', password: 'une phrase longue et sûre' };

beforeAll(async () => {
  api = await startTestApi();
  await createAccount(
    api.db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: second.email, name: 'Seconde Coordination' },
    second.password,
  );
  one = new Visitor(api.url);
  other = new Visitor(api.url);
  await one.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await other.signIn(second);
});
afterAll(() => api.end());

/** Begins a draft and answers with its address. */
async function begin(from = 'ACTIVE'): Promise<string> {
  await one.open('/guichet/protocole/brouillons');
  await one.submit('/brouillons', { from });
  expect(one.page.status).toBe(200);
  return one.page.url;
}

const auto = (visitor: Visitor, path: string, fields: Record<string, string | string[]>) => {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
  return visitor.open(path, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', 'hx-request': 'true' } });
};

describe('a draft', () => {
  it('is begun from the protocol in force, from the library, and deleted', async () => {
    const draft = await begin();
    expect(one.words).toContain('Leur ordre ne compte jamais');
    expect(one.words).toContain('Rien à reprendre');
    await one.submit('/supprimer');
    expect(one.words).toContain('Le brouillon est supprimé');
    expect((await one.open(draft)).status).toBe(404);
    await begin('minimal');
    expect(one.words).toContain('Protocole minimal');
  });

  it('is not for agents, and not for another department', async () => {
    const draft = await begin();
    const agent = new Visitor(api.url);
    await agent.signIn(demonstrationAccount('54', 'AGENT'));
    expect((await agent.open(draft)).status).toBe(403);
    const elsewhere = new Visitor(api.url);
    await elsewhere.signIn(demonstrationAccount('57', 'COORDINATOR'));
    expect((await elsewhere.open(draft)).status).toBe(404);
  });
});

describe('a rule', () => {
  it('is written with a form, read back as a sentence, undone', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/regles/nouvelle?chapitre=Justice`);
    await one.submit('/regle-1', {
      'how-danger': 'AT_LEAST:2',
      'of-place': ['DOMICILE', 'TRAJET'],
      to: 'CCAS',
      policy: 'ordinaire',
      discloses: ['PLACE', 'FACTS'],
      because: 'la mairie connaît la personne',
    });
    expect(one.words).toContain(
      'Quand le lieu est « Domicile » ou « Trajet, transport » et que le danger est au moins « Grave », alors transmettre pour action à la mairie ou au CCAS',
    );
    await one.open(`${draft}/regles/regle-1`);
    expect(one.page.text).toMatch(/value="TRAJET" checked/);
    await one.open(`${draft}/historique`);
    await one.submit('/annuler');
    await one.open(draft);
    expect(one.words).not.toContain('CCAS');
  });

  it('says what is missing, and keeps what was typed', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/regles/nouvelle`);
    await one.submit('/regle-1', { because: 'une raison', to: '', policy: '' });
    expect(one.refusal).toContain('Choisissez à qui transmettre.');
    expect(one.page.text).toContain('une raison');
  });

  it('is kept while one types, and undone as one change', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/regles/crime-parquet`);
    const text = one.page.text;
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
    const fields = {
      _csrf: field('_csrf'),
      seen: field('seen'),
      kind: 'TRANSFER',
      to: 'PARQUET',
      policy: 'parquet',
      discloses: ['FACTS'],
      chapter: 'Justice',
    };
    await auto(one, `${draft}/regles/crime-parquet`, { ...fields, because: 'un cri' });
    expect(one.words).toContain('Gardé. Dans tous les cas, transmettre pour action au parquet');
    const seen = field('seen');
    expect(one.page.text).not.toContain(seen);
    // A page that sent the next keys before it was answered is not in conflict with itself.
    await auto(one, `${draft}/regles/crime-parquet`, { ...fields, because: 'un crime est possible' });
    expect(one.words).toContain('parce qu’un crime est possible');
    await auto(one, `${draft}/regles/crime-parquet`, { ...fields, to: '', because: '' });
    expect(one.words).toContain('Pas encore gardé');
    await one.open(`${draft}/historique`);
    await one.submit('/annuler');
    await one.open(`${draft}/regles/crime-parquet`);
    expect(one.page.text).toContain('un crime ou un délit est possible');
  });

  it('that somebody else changed meanwhile is never overwritten in silence', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/regles/domicile-cd`);
    await other.open(`${draft}/regles/domicile-cd`);
    await other.submit('/domicile-cd', { because: 'le Conseil départemental évalue' });
    await one.submit('/domicile-cd', { because: 'ma version' });
    expect([one.page.via, one.page.status]).toEqual([[303], 200]);
    expect(one.page.url).toMatch(/\/entre-temps\?saisie=[\w-]{22}$/);
    const { url } = one.page;
    expect((await other.open(url)).url, 'shown to nobody else').toBe(draft);
    await one.open(url);
    expect(one.words).toContain('Seconde Coordination a changé cette partie');
    expect(one.words).toContain('parce que le Conseil départemental évalue');
    expect(one.words).toContain('parce que ma version');
    await one.submit('/domicile-cd');
    await one.open(draft);
    expect(one.words).toContain('Ma version.');
    expect(one.words).not.toContain('Le Conseil départemental évalue.');
  });

  it('sent after the session ended is shown again, and still does not overwrite what changed meanwhile', async () => {
    const draft = await begin('minimal');
    const away = new Visitor(api.url);
    const account = demonstrationAccount('54', 'COORDINATOR');
    await away.signIn(account);
    await away.open(`${draft}/regles/domicile-cd`);
    const form = away.page.text;
    await other.open(`${draft}/regles/domicile-cd`);
    await other.submit('/domicile-cd', { because: 'le Conseil départemental évalue' });
    away.cookies.clear();
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)?.[1] ?? '';
    const fields = {
      _csrf: field('_csrf'),
      seen: field('seen'),
      kind: 'TRANSFER',
      to: 'CD',
      policy: 'ordinaire',
      discloses: ['FACTS'],
      because: 'pendant ce temps',
    };
    await away.post(`${draft}/regles/domicile-cd`, fields);
    expect(away.words).toContain('Se connecter');
    await away.submit('/connexion', { email: account.email, password: account.password });
    expect(away.page.text).toContain('pendant ce temps');
    await away.submit('/domicile-cd');
    expect(away.page.url).toContain('/entre-temps?saisie=');
    expect(away.words).toContain('parce que le Conseil départemental évalue');
  });

  it('is kept beside what somebody else wrote elsewhere in the draft', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/regles/domicile-cd`);
    await other.open(`${draft}/regles/crime-parquet`);
    await other.submit('/crime-parquet', { because: 'un crime' });
    await one.submit('/domicile-cd', { because: 'au domicile' });
    expect(one.page.status).toBe(200);
    expect(one.words).toContain('Un crime.');
    expect(one.words).toContain('Au domicile.');
  });
});

describe('the other parts', () => {
  it('delays are drawn, and refused when a number is none', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/delais/ordinaire`);
    expect(one.page.text).toContain('<svg');
    await one.submit('/ordinaire', { 'within-ACKNOWLEDGED': '3', 'remind-ACKNOWLEDGED': '1 ; 2' });
    expect(one.words).toContain('Reçu sous 3 jours ouvrés, relance après 1 jour ouvré, 2 jours ouvrés');
    await one.open(`${draft}/delais/ordinaire`);
    await one.submit('/ordinaire', { 'within-ACKNOWLEDGED': 'trois' });
    expect(one.refusal).toContain('Écrivez un nombre');
    expect(one.page.text).toContain('value="trois"');
    // What the law of a protocol refuses is kept in a draft, and said.
    await one.open(`${draft}/delais/ordinaire`);
    await one.submit('/ordinaire', { 'remind-ACKNOWLEDGED': '9' });
    expect(one.words).toContain('1 point à reprendre');
    await one.open(`${draft}/delais`);
    await one.submit('/delais', { name: 'Très urgent' });
    expect(one.page.url).toContain('/delais/tres-urgent');
  });

  it('a channel that calls machines is offered; one that no protocol chooses is not, and a file that holds it is told what to write', async () => {
    const { text } = await one.open(`${await begin('minimal')}/exporter.yaml`);
    await one.open('/guichet/protocole/brouillons');
    await one.submit('/importer', { text: text.replaceAll('kind: EMAIL', 'kind: INSTALLATION') });
    expect(one.refusal).toContain('le canal « cette installation » ne se choisit pas : choisissez courriel, téléphone');
    await one.open(`${await begin('minimal')}/delais/ordinaire`);
    expect(one.page.text).toContain('name="rank-LETTER_TASK"');
    expect(one.page.text).toContain('name="rank-API"');
    expect(one.page.text).not.toContain('name="rank-INSTALLATION"');
  });

  it('a step waits for an answer, and is drawn', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/etapes/nouvelle`);
    await one.submit('/etape-1', {
      after: 'OUTCOME_GIVEN',
      saying: ['HORS_COMPETENCE'],
      kind: 'TRANSFER',
      to: 'CCAS',
      policy: 'ordinaire',
      discloses: ['FACTS'],
    });
    expect(one.words).toContain('Après « Suite donnée » (« Hors compétence ») transmettre pour action à la mairie ou au CCAS');
    expect(one.page.text).toContain('<svg');
    await one.open(`${draft}/etapes/etape-1`);
    await one.submit('/retirer');
    expect(one.words).not.toContain('etape-1');
  });

  it('arrival, end and agreement are kept', async () => {
    const draft = await begin('minimal');
    await one.open(`${draft}/cadre`);
    await one.submit('/cadre', { title: 'Protocole d’essai', 'look-1': '30', qualify: '2' });
    expect(one.words).toContain('L’arrivée et la fin sont enregistrées');
    expect(one.page.text).toContain('value="Protocole d’essai"');
    await one.open(`${draft}/convention`);
    await one.submit('/convention', {
      signedOn: '2026-11-01',
      evaluateOn: '2026-10-01',
      'name-1': 'Conseil départemental',
      'competence-1': 'Il évalue.',
      'designated-1': 'La directrice',
      'deputy-1': 'Le chef de service',
    });
    expect(one.words).toContain('l’évaluation vient après la signature');
    await one.submit('/convention', { evaluateOn: '2027-10-01' });
    expect(one.words).toContain('Convention signée par 1 organisme');
    expect(one.words).toContain('Rien à reprendre');
  });

  it('what is said of a saving waits for the page that follows, whatever the page before still sends by itself', async () => {
    const draft = await begin();
    await one.open(`${draft}/guichet`);
    const { fields = {} } = forms(one.page.text).find(({ action }) => action.endsWith('/guichet')) ?? {};
    const headers = { cookie: [...one.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const body = new URLSearchParams(Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]));
    expect((await fetch(`${api.url}${draft}/guichet`, { method: 'POST', redirect: 'manual', headers, body })).status).toBe(303);
    expect((await auto(one, `${draft}/guichet`, fields)).status).toBe(200);
    await one.open(`${draft}/guichet`);
    expect(one.words).toContain('Les délais du guichet sont enregistrés');
  });

  it('the desk’s own delays are kept where they differ from what has always been done, and only those', async () => {
    const draft = await begin();
    await one.open(`${draft}/guichet`);
    await one.submit('/guichet');
    expect(one.words).toContain('Le guichet suit les délais d’ordinaire');
    await one.open(`${draft}/comparer`);
    expect(one.words).toContain('Rien ne diffère');
    await one.open(`${draft}/guichet`);
    await one.submit('/guichet', { conflict: 'demain' });
    expect(one.refusal).toContain('Écrivez un nombre');
    await one.submit('/guichet', { conflict: '2', dutyFromDanger: '2', lookAgain: '10', 'lookAgain-unit': 'days' });
    expect(one.words).toContain('Les délais du guichet sont enregistrés');
    expect(one.words).toContain('à partir du danger 2 (grave)');
    expect(one.words).toContain('Rien à reprendre');
    const { text } = await one.open(`${draft}/exporter.yaml`);
    const read = readProtocol(text);
    expect('procedure' in read && read.procedure.desk).toEqual({ dutyFromDanger: 2, delays: { conflict: { hours: 2 }, lookAgain: { days: 10 } } });
    await one.open(`${draft}/comparer`);
    expect(one.words).toContain('1 différence');
    expect(one.words).toContain('Quand une vérification vient après la clôture, le guichet la fait sous 10 jours.');
    await one.open(`${draft}/guichet`);
    await one.submit('/guichet', { conflict: '900' });
    expect(one.words).toContain('1 point à reprendre');
    expect(one.words).toContain('Lien d’intérêts : 900 heures, c’est trop');
    await one.open(draft);
    expect(one.page.text).toContain(`href="${draft}/guichet"`);
    await one.open(`${draft}/guichet`);
    await one.submit('/guichet', { conflict: '1', dutyFromDanger: '3', lookAgain: '5', 'lookAgain-unit': 'workingDays' });
    expect((await one.open(`${draft}/exporter.yaml`)).text).not.toContain('desk:');
  });

  it('differences are said in words, and the file read back is the same', async () => {
    const draft = await begin();
    await one.open(`${draft}/comparer`);
    expect(one.words).toContain('Rien ne diffère');
    await one.open(`${draft}/regles/domicile-alma`);
    await one.submit('/domicile-alma', { purpose: 'ACTION', policy: 'standard' });
    await one.open(`${draft}/comparer`);
    expect(one.words).toContain('1 différence');
    expect(one.words).toContain('soumettre en consultation, sans transmission, pour action au centre ALMA');
    const { text } = await one.open(`${draft}/exporter.yaml`);
    await one.open('/guichet/protocole/brouillons');
    await one.submit('/importer', { text });
    const copy = one.page.url;
    expect((await one.open(`${copy}/exporter.yaml`)).text).toBe(text);
    const schema = JSON.parse((await one.open('/guichet/protocole/schema.json')).text);
    expect(schema.properties.chapters.items.properties.rules.items.required).toContain('because');
  });
});

it('what is not a rule, sent back as it is, changes nothing', async () => {
  const draft = await begin('national');
  const { steps, policies } = libraryProcedure('national');
  for (const page of [...Object.keys(policies).map((name) => `delais/${name}`), `etapes/${steps[0]?.id}`, 'cadre', 'convention']) {
    await one.open(`${draft}/${page}`);
    await one.submit(`/${page}`);
    expect([page, one.page.status]).toEqual([page, 200]);
  }
  await one.open(`${draft}/historique`);
  expect(one.words).toContain('Rien n’a encore été changé');
});

describe('a calendar', () => {
  const path = '/guichet/annuaire/calendriers';

  it('has several intervals a day, holidays worked, closures; each saving is a revision of the directory', async () => {
    await one.open(path);
    await one.submit('/calendriers', { name: 'Ligne nationale' });
    expect(one.page.url).toBe(`${path}/ligne-nationale`);
    const week = Object.fromEntries([1, 2, 3, 4, 5].map((day) => [`jour-${day}`, '9h-19h']));
    await one.submit('/ligne-nationale', {
      ...week,
      'jour-6': '9h-13h et 14h-19h',
      'jour-7': '9h-13h, 14h-19h',
      holidays: ['OUI'],
      'ferme-1': '2026-12-24',
      'ferme-motif-1': 'Travaux',
    });
    expect(one.words).toContain('undi au vendredi, 9 h à 19 h ; samedi et dimanche, 9 h à 13 h et 14 h à 19 h, jours fériés compris');
    expect(one.words).toContain('Jeudi 24 décembre : Travaux');
    expect(one.words).not.toContain('Noël');
    await one.submit('/organismes', { organisation: 'alma-54' });
    expect(one.words).toMatch(/Qui le suit .*ALMA/);
  });

  it('that is wrong is refused, and what was typed is shown again; changed meanwhile, it is not overwritten', async () => {
    await one.open(`${path}/desk`);
    await other.open(`${path}/desk`);
    await one.submit('/desk', { 'jour-1': 'le matin' });
    expect(one.refusal).toContain('Ces heures ne se lisent pas');
    expect(one.page.text).toContain('value="le matin"');
    await one.submit('/desk', { 'jour-1': '8h-12h' });
    expect(one.page.status).toBe(200);
    await other.submit('/desk', { 'jour-1': '10h-12h' });
    expect(other.refusal).toContain('Quelqu’un a changé ce calendrier pendant que vous l’écriviez');
    expect(other.words).toContain('Enregistré entre-temps : ');
    expect(other.words).toContain('Quelqu’un a changé ce calendrier');
    await other.submit('/desk');
    expect(other.page.status).toBe(200);
  });
});

describe('a file', () => {
  it('is taken from the disk', async () => {
    await one.open('/guichet/protocole/brouillons');
    const bytes = Buffer.from(writeProtocol(libraryProcedure('minimal'), 'json'));
    await one.submit('/importer', {}, [{ field: 'file', name: 'protocole.json', bytes }]);
    expect(one.words).toContain('Le brouillon est commencé');
    expect(one.words).toContain('Protocole minimal');
  });

  it('that is wrong is refused with the line and the reason, and changes nothing', async () => {
    await one.open('/guichet/protocole/brouillons');
    const before = one.page.text.match(/href="\/guichet\/protocole\/brouillons\/[^"]+"/g)?.length;
    await one.submit('/importer', {
      text: 'slug: essai\nnumber: 1\ntitle: Essai\nchapters:\n  - title: Un\n    rules:\n      - id: r1\n        because: ""\n        when: { lieu: { anyOf: [X] } }\n',
    });
    expect(one.refusal).toContain('Rien n’a été changé');
    expect(one.refusal).toMatch(/ligne 8, chapters\.0\.rules\.0\.because Règle « r1 » : Texte attendu/);
    expect(one.page.text).toContain('slug: essai');
    await one.open('/guichet/protocole/brouillons');
    expect(one.page.text.match(/href="\/guichet\/protocole\/brouillons\/[^"]+"/g)?.length).toBe(before);
  });
});

describe('a publication', () => {
  /** Asks for it in the name of `one`, with a change that the proof accepts. */
  async function asked(change: Record<string, string> = {}): Promise<string> {
    const draft = await begin();
    await one.open(`${draft}/regles/domicile-alma`);
    await one.submit('/domicile-alma', { because: `un centre ALMA accompagne (${Date.now()})` });
    await one.open(`${draft}/publier`);
    await one.submit('/demander', change);
    return draft;
  }

  it('takes two people, and says who they are; an agreement that ends soon is not forgotten', async () => {
    const draft = await begin();
    await one.open(`${draft}/convention`);
    const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const body = {
      'name-1': 'Conseil départemental',
      'competence-1': 'Il évalue.',
      'designated-1': 'La directrice',
      'deputy-1': 'Le chef de service',
    };
    await one.submit('/convention', { signedOn: '2026-01-15', evaluateOn: soon, ...body });
    await one.open(`${draft}/publier`);
    await one.submit('/demander');
    expect(one.words).toContain('Une autre personne de la coordination doit publier');
    const form = /name="_csrf" value="([^"]+)"/.exec(one.page.text)?.[1] ?? '';
    const version = /name="version" value="([^"]+)"/.exec(one.page.text)?.[1] ?? '';
    await one.post(`${draft}/publier`, { _csrf: form, version });
    expect(one.words).toContain('Vous avez demandé cette publication');
    await one.open('/guichet');
    expect(one.words).not.toContain('demande la publication');
    await other.open('/guichet');
    expect(other.words).toContain('Claude Thiébaut demande la publication d’un protocole');
    await other.open(`${draft}/publier`);
    await other.submit('/publier');
    expect(other.words).toContain('La version est publiée');
    expect(other.words).toContain('En vigueur');
    expect(other.words).toMatch(/Préparée par Claude Thiébaut Publiée .* par Seconde Coordination/);
    expect(other.words).toContain('Vérifiée');
    expect(other.words).toMatch(/Preuve Tenue/);
    expect((await other.open(draft)).status).toBe(404);
    await other.open('/guichet/protocole');
    expect(other.words).toContain('Version national@2');
    await other.open('/guichet');
    expect(other.words).toContain('La convention est à évaluer');
  });

  it('of something else than was asked for is refused', async () => {
    const draft = await asked();
    await other.open(`${draft}/publier`);
    const page = other.page.text;
    await one.open(`${draft}/regles/domicile-alma`);
    await one.submit('/domicile-alma', { because: 'autre chose' });
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
    await other.post(`${draft}/publier`, { _csrf: field('_csrf'), version: field('version') });
    expect(other.words).toContain('Le brouillon a changé');
    await other.open('/guichet/protocole/versions');
    expect(other.words).not.toContain('autre chose');
  });

  it('of a protocol that is not proved is refused', async () => {
    const draft = await begin();
    await one.open(`${draft}/regles/danger-appel-vital`);
    await one.submit('/retirer');
    await one.open(`${draft}/publier`);
    expect(one.words).toContain('Non tenue');
    expect(one.page.text).not.toContain('/publier/demander');
  });

  it('may take effect on a day to come', async () => {
    const draft = await asked({ effect: 'LATER', date: '2020-01-01' });
    expect(one.refusal).toContain('Choisissez un jour à venir.');
    await one.submit('/demander', { effect: 'LATER', date: '2036-01-01' });
    await other.open(`${draft}/publier`);
    await other.submit('/publier');
    expect(other.words).toContain('À venir');
    expect(other.words).toMatch(/Prend effet mardi 1er janvier 2036/);
    await other.open('/guichet/protocole');
    expect(other.words).toContain('Version national@2');
  });

  it('is no second person’s whose account the first one opened or reset lately', async () => {
    const third = { email: 'troisieme.54@guichet.example', password: 'une autre phrase longue' };
    const account = { department: '54', kind: 'COORDINATOR' as const, organisation: null, email: third.email, name: 'Troisième' };
    const id = await createAccount(api.db, account, third.password);
    const first = (await listAccounts(api.db, '54')).find(({ email }) => email === demonstrationAccount('54', 'COORDINATOR').email);
    await openWay(api.db, { id, department: '54' }, { purpose: 'RESET', by: first?.id ?? '', now: Date.now() });
    const draft = await asked();
    const visitor = new Visitor(api.url);
    await visitor.signIn(third);
    await visitor.open(`${draft}/publier`);
    await visitor.submit('/publier');
    expect(visitor.words).toContain('une troisième personne de la coordination doit publier');
  });
});

describe('running cases', () => {
  it('keep their version; passing to another is shown before, reasoned, journalled, and may be refused for one', async () => {
    const { key } = await machineKey(api.db, { department: '54', kind: 'desk', organisation: null });
    const alert = async () => ((await (await post(api, key, '/alerts', alertBody())).json()) as { reference: string }).reference;
    const [moved, kept] = [await alert(), await alert()];
    expect(moved).toMatch(/^54-/);
    const draft = await begin();
    await one.open(`${draft}/regles/nouvelle`);
    await one.submit('/regle-1', {
      to: 'CCAS',
      purpose: 'INFORMATION',
      policy: 'information',
      discloses: ['PLACE', 'FACTS'],
      because: 'la mairie connaît la personne',
      'of-place': ['DOMICILE'],
    });
    await one.open(`${draft}/publier`);
    await one.submit('/demander');
    await other.open(`${draft}/publier`);
    await other.submit('/publier');
    const there = other.page.url;
    expect(other.words).toContain('Aucun dossier ne suit cette version');

    await one.open(`/guichet/dossiers/${moved}/protocole`);
    const from = /version national@(\d+)/.exec(one.words)?.[1] ?? '';
    expect(one.words).toContain('Faits lus : le lieu est « Domicile »');
    await one.open(`/guichet/protocole/versions/national/${from}`);
    expect(one.words).toContain(moved);
    const number = there.split('/').at(-1);
    await one.open(`/guichet/protocole/versions/national/${from}/passage?vers=national@${number}`);
    expect(one.words).toContain('Ce qui partirait de plus');
    expect(one.words).toMatch(/Transmission à .*(CCAS|airie).*pour information/);
    await one.submit('/passage', { [`choix-${moved}`]: 'MOVE', [`choix-${kept}`]: 'KEEP' });
    expect(one.refusal).toContain(`Dites pourquoi le dossier ${kept} garde sa version.`);
    await one.submit('/passage', { why: 'La mairie doit savoir.', [`raison-${kept}`]: 'Presque fini.' });
    expect(one.words).toContain('1 dossier passé, 1 dossier gardé');
    await one.open(`/guichet/dossiers/${moved}/protocole`);
    expect(one.words).toContain(`Protocole suivi : national@${number}, au lieu de national@${from}`);
    expect(one.words).toContain('La mairie doit savoir.');
    expect(one.words).toContain('la mairie connaît la personne');
    await one.open(`/guichet/dossiers/${kept}`);
    expect(one.words).toContain('Presque fini.');
    await one.open(there);
    expect(one.words).toContain(moved);
    expect(one.words).not.toContain(kept);
  });
});
