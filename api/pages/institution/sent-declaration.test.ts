import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAccounts, setPassword } from '../../../accounts/accounts.ts';
import { apply } from '../../../cases/record/apply.ts';
import { dialogue } from '../../../cases/record/dialogue.ts';
import { type AlertRecord, type CaseRecord, caseState, readCase } from '../../../cases/record/read-case.ts';
import { readTold } from '../../../cases/telling/read-told.ts';
import { tellRecipients } from '../../../cases/telling/tell.ts';
import { inDepartment } from '../../../database/pool.ts';
import { textRow, workbook } from '../../../directory/sheet/workbook.testing.ts';
import { textOfPdf } from '../../../documents/pdf-text.testing.ts';
import { noticesDue } from '../../../intake/declarations/notices.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { anAlert, asOwner } from '../../../test/fresh.testing.ts';
import { declarationsCsvExample } from '../../v1/examples.ts';

let api: TestApi;
let visitor: Visitor;
const account = demonstrationAccount('54', 'INSTITUTION');

beforeAll(async () => {
  api = await startTestApi();
  visitor = new Visitor(api.url);
  await visitor.signIn(account);
});
afterAll(() => api?.end());

/** The steps of a maltreatment, as somebody fills them. */
const steps: Record<string, Record<string, string | string[]>> = {
  evenement: { category: '8', eigs: [] },
  'information-orale': { oral: 'NON' },
  faits: { observedOn: '2026-11-16', occurredOn: '2026-11-15', nature: 'M. Quillevéré a été trouvé enfermé.', where: 'ETABLISSEMENT' },
  personnes: {
    danger: '2',
    victims: '1',
    maltreatment: ['PRIVATION_VIOLATION_DROITS_LIBERTES'],
    implicated: 'PROFESSIONNEL_SANTE/AIDE_SOIGNANT',
    victimName: 'M. Quillevéré',
  },
  mesures: { immediateMeasures: 'Porte ouverte, médecin appelé.', personInformed: 'OUI' },
  suites: {},
  declarant: {},
};

async function begun(): Promise<string> {
  await visitor.open('/etablissement');
  await visitor.submit('/declarer');
  return /brouillons\/([0-9a-f-]{36})/.exec(visitor.page.url)?.[1] ?? '';
}

async function declared(change: typeof steps = {}): Promise<string> {
  const id = await begun();
  for (const [step, fields] of Object.entries(steps)) {
    await visitor.open(`/etablissement/brouillons/${id}/${step}`);
    await visitor.submit(step, { ...fields, ...change[step] });
  }
  await visitor.open(`/etablissement/brouillons/${id}/verifier`);
  await visitor.submit('/verifier');
  return /declarations\/([0-9a-f-]{36})/.exec(visitor.page.url)?.[1] ?? visitor.words;
}

const rows = (text: string, values: unknown[] = []) => inDepartment(api.db, '54', async (tx) => (await tx.query({ text }, values)).rows);

describe('an institution', () => {
  test('has a space of its own, where signing in leads', () => {
    expect(visitor.page.url).toBe('/etablissement');
    expect(visitor.words).toContain('Aucune déclaration pour l’instant');
  });

  test('is told what is wrong on each page, and loses nothing it typed', async () => {
    const id = await begun();
    await visitor.submit('/evenement', { category: '' });
    expect(visitor.refusal).toContain('Choisissez une des onze catégories.');
    const { url } = visitor.page;
    await visitor.open('/etablissement');
    expect((await visitor.open(url)).text, 'gone back to').toContain('Choisissez une des onze catégories.');
    await visitor.open(`/etablissement/brouillons/${id}/faits`);
    await visitor.submit('/faits', { observedOn: '2026-11-16', occurredOn: '2026-11-18', nature: 'Début de récit' });
    expect(visitor.refusal).toContain('Les faits ne peuvent pas être constatés avant de survenir');
    expect(visitor.page.text).toContain('Début de récit');
    await visitor.open('/etablissement');
    expect(visitor.words).toContain('Brouillons');
    await visitor.open(`/etablissement/brouillons/${id}/faits`);
    expect(visitor.page.text).toContain('Début de récit');
    await visitor.open(`/etablissement/brouillons/${id}/verifier`);
    expect(visitor.words).toContain('réponses à donner');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    await visitor.post(`/etablissement/brouillons/${id}/verifier`, { _csrf: csrf });
    expect(visitor.refusal).toContain('rien n’est encore transmis');
    expect(visitor.page.text).not.toContain('name="category"');
    await visitor.open('/etablissement');
    await visitor.submit(`/${id}/effacer`);
    expect((await visitor.open(`/etablissement/brouillons/${id}/faits`)).status).toBe(404);
  });

  test('declares: a case is opened, routed at once, its facts taken from the directory; the draft is gone', async () => {
    const id = await declared();
    expect(visitor.words).toContain('Votre déclaration est reçue, sous la référence 54-26-');
    const [row] = await rows('SELECT case_id, reference, category FROM declaration WHERE id = $1', [id]);
    const found = await caseState(api.db, '54', row?.case_id);
    expect(found?.state).toMatchObject({
      qualification: 'AUTOMATIC',
      facts: {
        channel: 'DECLARATION',
        danger: 2,
        place: 'ETABLISSEMENT_PERSONNES_AGEES',
        finess: '549990001',
        finessCategory: '501',
        maltreatment: ['PRIVATION_VIOLATION_DROITS_LIBERTES'],
        implicated: [{ kind: 'PROFESSIONNEL_SANTE', precision: 'AIDE_SOIGNANT', organisation: account.organisation }],
        victimGroup: 'PERSONNE_AGEE',
      },
    });
    expect(found?.state.transfers.length).toBeGreaterThan(0);
    expect(await rows(`SELECT 1 FROM draft WHERE kind <> 'ENDED'`)).toEqual([]);
    expect(await rows(`SELECT 1 FROM declaration d WHERE d::text LIKE '%' || encode('Quillev', 'hex') || '%'`)).toEqual([]);
    await visitor.open('/etablissement');
    expect(visitor.words).toContain('8. Maltraitance');
  });

  test('confirms in writing what it said first, and is told what came after the limit', async () => {
    const id = await declared({
      evenement: { category: '4', eigs: ['OUI'] },
      'information-orale': { oral: 'A_CONFIRMER', oralDay: '2026-11-18', oralTime: '09:00', oralTo: 'ARS, astreinte' },
      mesures: {},
    });
    expect(visitor.words).toContain('Confirmer par écrit');
    await visitor.open(`/etablissement/declarations/${id}/confirmer`);
    await visitor.submit('/confirmer', { text: ' ' });
    expect(visitor.refusal).toContain('Écrivez la confirmation');
    const colleague = await signedIn(account);
    await colleague.open(`/etablissement/declarations/${id}/confirmer`);
    await visitor.submit('/confirmer', { text: 'Je confirme.' });
    expect(visitor.words).toContain('Confirmation écrite reçue.');
    await colleague.submit('/confirmer', { text: 'J’écris autre chose.' });
    expect(colleague.refusal).toContain('quelqu’un de votre établissement l’a envoyée');
    expect(colleague.words).toMatch(/Enregistré entre-temps : Je confirme\..*J’écris autre chose\./);
    await colleague.submit('/confirmer', { text: 'Je confirme.' });
    expect(colleague.words).toContain('Confirmation écrite : déjà reçue, avec ce même texte.');
    await colleague.open(`/etablissement/declarations/${id}/confirmer`);
    expect(colleague.page.url, 'what was sent is not written again').toBe(`/etablissement/declarations/${id}`);
    expect(visitor.words).toContain('Après le délai');
    await visitor.open(`/etablissement/declarations/${id}/completer`);
    await colleague.open(`/etablissement/declarations/${id}/completer`);
    await visitor.submit('/completer', { text: 'Gestion', causes: 'Causes', plan: 'Plan' });
    expect(visitor.words).toContain('Dans le délai');
    await colleague.submit('/completer', { text: 'Gestion', causes: 'D’autres causes', plan: 'Plan' });
    expect(colleague.words).toMatch(/Enregistré entre-temps : Causes .*D’autres causes/);
    expect(colleague.words.match(/Enregistré entre-temps/g)).toHaveLength(1);
    const [row] = await rows('SELECT case_id FROM declaration WHERE id = $1', [id]);
    const tasks = (await caseState(api.db, '54', row?.case_id))?.state.tasks.filter(
      ({ kind }) => kind === 'WRITTEN_CONFIRMATION' || kind === 'EIGS_SECOND_PART',
    );
    expect(tasks?.map(({ kind, status }) => [kind, status])).toEqual([
      ['WRITTEN_CONFIRMATION', 'DONE'],
      ['EIGS_SECOND_PART', 'DONE'],
    ]);
  });

  test('never sees what somebody else said of it', async () => {
    const other = await receive(
      api.db,
      anAlert(
        { content: { narrative: 'Le voisin accuse.' } },
        { finess: '549990001', implicated: [{ kind: 'ETABLISSEMENT', organisation: account.organisation ?? '' }] },
      ),
    );
    if ('conflict' in other) throw new Error('conflict');
    await visitor.open('/etablissement');
    expect(visitor.words).not.toContain(other.reference);
    for (const path of [`/etablissement/declarations/${other.alertId}`, `/guichet/dossiers/${other.reference}`])
      expect((await visitor.open(path)).status).toBeGreaterThanOrEqual(403);
    const scope = { establishments: [account.organisation ?? ''] };
    const rowsOf = (table: string) => inDepartment(api.db, '54', async (tx) => (await tx.query({ text: `SELECT 1 FROM ${table}` })).rowCount, scope);
    for (const table of ['case_file', 'alert', 'journal_entry']) await expect(rowsOf(table), table).rejects.toThrow(/permission denied/);
    for (const table of ['transfer', 'told', 'told_file']) expect(await rowsOf(table), table).toBe(0);
    const seen = await inDepartment(
      api.db,
      '54',
      async (tx) => (await tx.query<{ organisation: string }>({ text: 'SELECT DISTINCT organisation FROM declaration' })).rows,
      scope,
    );
    expect(seen).toEqual([{ organisation: account.organisation }]);
    // The keys of what it declared, and no other.
    expect(await rowsOf('keys.sealed_key')).toBe(await rowsOf('declaration'));
    expect(await rowsOf('declaration')).toBeGreaterThan(1);
    expect(
      await inDepartment(api.db, '54', async (tx) => (await tx.query({ text: 'SELECT 1 FROM declaration' })).rowCount, {
        establishments: ['mas-vezouze-54'],
      }),
    ).toBe(0);
  });

  test('finds again what it was sending when its session ended', async () => {
    const id = await begun();
    await visitor.open(`/etablissement/brouillons/${id}/faits`);
    visitor.cookies.clear();
    await visitor.submit('/faits', { observedOn: '2026-11-16', nature: 'Un long récit.' });
    expect(visitor.page.status).toBe(401);
    await visitor.submit('/connexion', { email: account.email, password: account.password });
    expect(visitor.page.text).toContain('Un long récit.');
    await visitor.submit('/faits');
    await visitor.open(`/etablissement/brouillons/${id}/faits`);
    expect(visitor.page.text).toContain('Un long récit.');
    await visitor.open('/etablissement');
    await visitor.submit(`/${id}/effacer`);
  });

  test('other kinds of accounts do not come in', async () => {
    for (const kind of ['AGENT', 'PARTNER'] as const) {
      const stranger = new Visitor(api.url);
      await stranger.signIn(demonstrationAccount('54', kind));
      expect((await stranger.open('/etablissement')).status).toBe(403);
    }
  });

  test('joins files, and its receipt says what was declared, when, by whom, and what is still owed', async () => {
    const id = await begun();
    for (const [step, fields] of Object.entries(steps)) {
      await visitor.open(`/etablissement/brouillons/${id}/${step}`);
      await visitor.submit(step, step === 'evenement' ? { category: '8', eigs: ['OUI'] } : fields);
    }
    const file = (name: string) => [{ field: 'pieces', name, bytes: Buffer.from(`constat ${name}`) }];
    await visitor.open(`/etablissement/brouillons/${id}/pieces`);
    await visitor.submit('/pieces', { fichiers: 'ajouter' }, []);
    expect(visitor.refusal).toContain('Choisissez au moins un fichier, ou continuez.');
    await visitor.submit('/pieces', { fichiers: 'ajouter' }, file('a.txt'));
    expect(visitor.words).toContain('a.txt');
    await visitor.submit('/pieces');
    expect(visitor.words).not.toContain('a.txt');
    await visitor.submit('/pieces', {}, file('constat.txt'));
    expect(visitor.page.url).toContain('/verifier');
    expect(visitor.words).toContain('constat.txt');
    await visitor.submit('/verifier');
    const [, declaration = ''] = /declarations\/([0-9a-f-]{36})/.exec(visitor.page.url) ?? [];
    const reference = /54-26-[0-9A-Z]{4}-[0-9A-Z]{2}/.exec(visitor.words)?.[0] ?? '?';
    const pdf = await download(`/etablissement/declarations/${declaration}/accuse-de-reception.pdf`);
    expect(pdf.headers.get('content-type')).toContain('application/pdf');
    const text = textOfPdf(pdf.bytes).replaceAll(/\s+/g, ' ');
    for (const said of [
      reference,
      '8. Maltraitance',
      'trouvé enfermé',
      'Morgan Collin',
      'constat.txt',
      'Ce qui doit suivre',
      'Maison départementale',
    ])
      expect(text).toContain(said);
    await visitor.submit('/pieces', {}, []);
    expect(visitor.refusal).toContain('Choisissez au moins un fichier.');
    expect(visitor.words, 'on the page of the declaration').toContain('Ce que vous avez déclaré');
    await visitor.submit('/pieces', {}, file('plainte.txt'));
    expect(visitor.words).toContain('La pièce est transmise au guichet.');
    const [row] = await rows('SELECT case_id FROM declaration WHERE id = $1', [declaration]);
    const record = await readCase(api.db, '54', { kind: 'API', id: null }, row?.case_id, 'CASE_PAGE');
    expect(record?.files.map(({ name }) => name).toSorted()).toEqual(['constat.txt', 'plainte.txt']);
  });

  test('declares by a file what it confirmed, and is told the rest', async () => {
    await visitor.open('/etablissement/import/modele.csv');
    expect(visitor.page.text).toContain('date_constatation');
    expect(visitor.page.text, 'its own number').toContain(';549990001;');
    await visitor.open('/etablissement/import');
    await visitor.submit('/import', {}, []);
    expect(visitor.refusal).toContain('Choisissez un fichier CSV, ou un classeur (.xlsx).');
    expect(visitor.page.text).toContain('<code>PRIVATION_VIOLATION_DROITS_LIBERTES</code>');
    const [head, row = ''] = declarationsCsvExample.replace('549990002', '549990001').split('\r\n');
    const csv = [head, row, row.replace('EVT-2026-015', 'EVT-16').replace(';0;0;', ';x;0;')].join('\n');
    await visitor.submit('/import', {}, [{ field: 'file', name: 'evenements.csv', bytes: Buffer.from(csv) }]);
    expect(visitor.words).toContain('1 ligne prête , 1 ligne à corriger');
    expect(visitor.words).toContain('victimes : Donnez un nombre entier.');
    expect(await rows(`SELECT 1 FROM alert WHERE external_id = 'EVT-2026-015'`)).toEqual([]);
    const address = visitor.page.url;
    await visitor.submit('/confirmer');
    expect(visitor.words).toContain('1 déclaration enregistrée. 1 ligne n’a pas été enregistrée');
    expect(visitor.page.url).toBe(address);
    expect(visitor.words).toContain('Déjà reçue');
    await visitor.submit('/abandonner');
    expect(await rows(`SELECT 1 FROM draft WHERE kind = 'DECLARATION_CSV'`)).toEqual([]);
    expect((await visitor.open(address)).status).toBe(404);
  });

  test('reads its own indicator, and a coordinator that of all; both as tables', async () => {
    await visitor.open('/etablissement/indicateur');
    expect(visitor.words).toMatch(/Maison départementale.*sur 1 dans le délai/);
    expect(visitor.words).not.toContain('Mirabelliers');
    expect(await visitor.open('/etablissement/indicateur/tableau.csv')).toMatchObject({ text: expect.stringContaining('549990001;') });
    expect((await visitor.open('/etablissement/declarations.csv')).text).toContain('confirmation_attendue');
    const coordinator = new Visitor(api.url);
    await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
    await coordinator.open('/guichet/declarations');
    expect(coordinator.words).toContain('Mirabelliers');
    expect((await visitor.open('/guichet/declarations')).status).toBe(403);
  });

  test('of a group declares for each of its establishments, that a coordinator gave it', async () => {
    const coordinator = new Visitor(api.url);
    await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
    await coordinator.open('/guichet/comptes/nouveau');
    const group = { name: 'Dominique Groupe', email: 'groupe.54@guichet.example', kind: 'INSTITUTION', organisation: 'residence-bellevue-54' };
    await coordinator.submit('/nouveau', { ...group, establishments: ['mas-vezouze-54'] });
    const password = 'la pie niche sous le toit';
    const { id = '' } = (await listAccounts(api.db, '54')).find(({ email }) => email === group.email) ?? {};
    await setPassword(api.db, '54', id, password);
    const member = new Visitor(api.url);
    await member.signIn({ email: group.email, password });
    await member.open('/etablissement');
    expect(member.words).toContain('Aucune déclaration pour l’instant');
    await member.submit('/declarer');
    expect(member.words).toContain('Maison d’accueil spécialisée de la Vezouze');
    expect(member.words).not.toContain('Mirabelliers');
    await member.submit('/evenement', { establishment: 'ehpad-mirabelliers-54', category: '1' });
    const draft = /brouillons\/([0-9a-f-]{36})/.exec(member.page.url)?.[1];
    expect((await visitor.open(`/etablissement/brouillons/${draft}/faits`)).status).toBe(404);
  });
});

async function signedIn(someone: typeof account): Promise<Visitor> {
  const other = new Visitor(api.url);
  await other.signIn(someone);
  return other;
}

/** A file as it is, not as text. */
async function download(path: string): Promise<{ headers: Headers; bytes: Buffer }> {
  const response = await fetch(api.url + path, { headers: { cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe('what is said later', () => {
  test('a workbook is read as the file is: its first sheet, the same columns, days as cells hold them', async () => {
    const heads = [
      'numero',
      'etablissement',
      'categorie',
      'date_constatation',
      'nature',
      'danger',
      'victimes',
      'mesures_immediates',
      'personne_informee',
      'declarant',
    ];
    const told = (number: string) => textRow(3, number, '549990001', '1', '18 novembre 2026', 'Inondation.', '0', '0', 'Pompe.', 'OUI', 'Camille');
    await visitor.open('/etablissement/import');
    const bytes = workbook(textRow(1, ...heads) + told('CLASSEUR-1'));
    await visitor.submit('/import', {}, [{ field: 'file', name: 'evenements.xlsx', bytes }]);
    expect(visitor.words).toContain('1 ligne prête');
    expect(visitor.words).toContain('CLASSEUR-1');
    await visitor.submit('/confirmer');
    expect(visitor.words).toContain('1 déclaration enregistrée.');
    await visitor.open('/etablissement/import');
    await visitor.submit('/import', {}, [{ field: 'file', name: 'abime.xlsx', bytes: bytes.subarray(0, 200) }]);
    expect(visitor.refusal).toContain('classeur');
    const far = workbook(textRow(1, ...heads) + told('BAS').replaceAll(/r="([A-Z]*)3"/g, 'r="$125000"'));
    await visitor.submit('/import', {}, [{ field: 'file', name: 'bas.xlsx', bytes: far }]);
    expect(visitor.refusal, 'before it is kept').toContain('la 25000');
  });

  test('keeps what several people write of what is owed, overwrites nobody, and sends it with files', async () => {
    const id = await declared({
      evenement: { category: '4', eigs: ['OUI'] },
      'information-orale': { oral: 'A_CONFIRMER', oralDay: '2026-11-18', oralTime: '09:00', oralTo: 'ARS, astreinte' },
    });
    await visitor.open(`/etablissement/declarations/${id}/confirmer`);
    const [, prefilled = ''] = /<textarea[^>]*>([^<]*)<\/textarea>/.exec(visitor.page.text) ?? [];
    expect(prefilled, 'what was said is there to be completed').toContain('trouvé enfermé');
    expect(prefilled, 'the event alone').not.toMatch(/à confirmer|Déclaré par|Établissement ou service/);
    const at = `/etablissement/declarations/${id}/completer`;
    const colleague = await signedIn(account);
    await colleague.open(at);
    await visitor.open(at);
    await visitor.submit('/completer', { causes: 'Une porte.', suite: 'garder' });
    expect(visitor.words).toContain('rien n’est encore envoyé');
    expect(visitor.words).toContain('Compléter (EIGS, partie 2)');
    await colleague.submit('/completer', { causes: 'Une serrure.', suite: 'garder' });
    expect(colleague.refusal).toContain('a gardé un autre texte pendant que vous écriviez');
    expect(colleague.words).toMatch(/Enregistré entre-temps : Une porte\..*Une serrure\./);
    await colleague.submit('/completer', { causes: 'Une porte et une serrure.', suite: 'garder' });
    await visitor.open(at);
    expect(visitor.words).toContain(`Texte gardé par ${account.name}`);
    expect(visitor.page.text).toContain('Une porte et une serrure.');
    await visitor.submit('/completer', { suite: '' });
    expect(visitor.refusal).toContain('Dites comment l’événement a été géré.');
    const files = [{ field: 'pieces', name: 'plan-d-actions.txt', bytes: Buffer.from('plan') }];
    await visitor.submit('/completer', { suite: 'garder' }, files);
    expect(visitor.words).toContain('Les pièces choisies ne sont pas gardées');
    await visitor.open(at);
    await colleague.open(at);
    await visitor.submit('/completer', { text: 'Géré.', plan: 'Changer la porte.', suite: '' }, files);
    expect(visitor.words).toContain('Seconde partie (EIGS) reçue.');
    expect(visitor.words).not.toContain('n’ont pas été reçues');
    expect(visitor.words).toContain('plan-d-actions.txt');
    expect(await rows('SELECT 1 FROM completion_draft WHERE declaration = $1', [id])).toEqual([]);
    await colleague.submit('/completer', { text: 'Écrit pendant ce temps.', suite: 'garder' });
    expect(colleague.refusal, 'not said to be kept').toContain('quelqu’un de votre établissement l’a envoyée');
    expect(colleague.page.text).toContain('Écrit pendant ce temps.');
    expect(await rows('SELECT 1 FROM completion_draft WHERE declaration = $1', [id])).toEqual([]);
    await asOwner(api, 'DELETE FROM keys.sealed_key WHERE owner_id = $1', [id]);
    await colleague.submit('/completer', { suite: 'garder' });
    expect(colleague.refusal).toContain('Cette déclaration est effacée');
  });

  test('corrects, withdraws and writes to the desk: each recipient is told of what concerns it, nothing ends, and the desk is answered', async () => {
    const id = await declared();
    const [row] = await rows('SELECT case_id FROM declaration WHERE id = $1', [id]);
    const caseId = String(row?.case_id);
    const record = async () => readCase(api.db, '54', { kind: 'COORDINATOR', id: null }, caseId, 'CASE_PAGE');
    for (const { id: transfer } of (await record())?.state.transfers ?? [])
      await apply(api.db, '54', caseId, { kind: 'Acknowledged', transfer, at: Date.now(), by: { kind: 'AGENT', id: null } });
    const running = (await record())?.state.transfers.map(({ status }) => status);
    const say = async (what: string, text: string, files?: { field: string; name: string; bytes: Buffer }[]) => {
      await visitor.open(`/etablissement/declarations/${id}/reprendre`);
      await visitor.submit('/reprendre', { what, text }, files);
    };
    await say('', 'Deux personnes.');
    expect(visitor.refusal).toContain('Choisissez ce que vous voulez faire.');
    await say('CORRECTION', 'Deux personnes, et non une.');
    await say('MESSAGE', 'Pouvez-vous nous rappeler ?', [{ field: 'pieces', name: 'note-interne.txt', bytes: Buffer.from('interne') }]);
    await say('WITHDRAWAL', 'Erreur de notre part.');
    expect(visitor.words).toContain('Rien ne s’arrête pour autant');
    const after = await record();
    expect(after?.state.transfers.map(({ status }) => status)).toEqual(running);
    expect(after?.state.status).toBe('OPEN');
    expect(after?.state.tasks.filter(({ kind, status }) => kind === 'AUTHOR_ADDED' && status === 'OPEN')).toHaveLength(1);
    const transfer = after?.state.transfers.find(({ discloses, purpose }) => purpose === 'ACTION' && discloses.includes('NARRATIVE'));
    await tellRecipients(api.db, '54', caseId, Date.now());
    const own = { department: '54', caseId, transfer: transfer?.id ?? '', organisation: transfer?.organisation ?? '' };
    const told = await readTold(api.db, own, { kind: 'PARTNER', id: null }, 'TRANSFER_CONTENT');
    expect(told?.dossier.additions.map(({ what, text }) => [what, text])).toEqual([
      ['CORRECTION', 'Deux personnes, et non une.'],
      ['WITHDRAWAL', 'Erreur de notre part.'],
    ]);
    expect(JSON.stringify(told?.dossier)).not.toMatch(/rappeler|note-interne/);
    expect(after?.state.added).toBeGreaterThan(0);
    const agent = new Visitor(api.url);
    await agent.signIn(demonstrationAccount('54', 'AGENT'));
    await agent.open(`/guichet/dossiers/${after?.reference}/auteur/${after?.state.alerts[0]?.id}`);
    await agent.submit(`/auteur/${after?.state.alerts[0]?.id}`, { text: 'Nous appelons demain.' });
    expect(agent.words).toContain('là où l’établissement le lira, dans son espace');
    expect(await noticesDue(api.db, '54', Date.now())).toContainEqual(
      expect.objectContaining({
        says: 'MESSAGE',
        address: account.email,
        about: [expect.objectContaining({ declaration: id, reference: after?.reference })],
      }),
    );
    await visitor.open(`/etablissement/declarations/${id}`);
    expect(visitor.words).toMatch(/Deux personnes, et non une\..*Pouvez-vous nous rappeler \?.*Le guichet.*Nous appelons demain\./);
    const read = await record();
    expect(dialogue(read as CaseRecord, read?.alerts[0] as AlertRecord).at(-1)).toMatchObject({ from: 'DESK', read: true });
  });
});
