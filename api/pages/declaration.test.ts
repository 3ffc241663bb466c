import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseState } from '../../cases/reading.ts';
import { anAlert } from '../../database/fresh.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import { receive } from '../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../api.testing.ts';

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
    expect(visitor.page.status).toBe(422);
    expect(visitor.words).toContain('Choisissez une des onze catégories.');
    await visitor.open(`/etablissement/brouillons/${id}/faits`);
    await visitor.submit('/faits', { observedOn: '2026-11-16', occurredOn: '2026-11-18', nature: 'Début de récit' });
    expect(visitor.words).toContain('Les faits ne peuvent pas être constatés avant de survenir');
    expect(visitor.page.text).toContain('Début de récit');
    await visitor.open('/etablissement');
    expect(visitor.words).toContain('Brouillons');
    await visitor.open(`/etablissement/brouillons/${id}/faits`);
    expect(visitor.page.text).toContain('Début de récit');
    await visitor.open(`/etablissement/brouillons/${id}/verifier`);
    expect(visitor.words).toContain('réponses à donner');
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
    expect(await rows('SELECT 1 FROM draft')).toEqual([]);
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
    expect(visitor.page.status).toBe(422);
    await visitor.submit('/confirmer', { text: 'Je confirme.' });
    expect(visitor.words).toContain('Confirmation écrite reçue.');
    expect(visitor.words).toContain('Après le délai');
    await visitor.open(`/etablissement/declarations/${id}/completer`);
    await visitor.submit('/completer', { text: 'Gestion', causes: 'Causes', plan: 'Plan' });
    expect(visitor.words).toContain('Dans le délai');
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
    for (const table of ['case_file', 'alert', 'journal_entry', 'transfer'])
      expect(await inDepartment(api.db, '54', async (tx) => (await tx.query({ text: `SELECT 1 FROM ${table}` })).rowCount, scope), table).toBe(0);
    const seen = await inDepartment(
      api.db,
      '54',
      async (tx) => (await tx.query<{ organisation: string }>({ text: 'SELECT DISTINCT organisation FROM declaration' })).rows,
      scope,
    );
    expect(seen).toEqual([{ organisation: account.organisation }]);
    expect(await inDepartment(api.db, '54', async (tx) => (await tx.query({ text: 'SELECT 1 FROM keys.sealed_key' })).rowCount, scope)).toBe(2);
    expect(
      await inDepartment(api.db, '54', async (tx) => (await tx.query({ text: 'SELECT 1 FROM declaration' })).rowCount, {
        establishments: ['mas-vezouze-54'],
      }),
    ).toBe(0);
  });

  test('other kinds of accounts do not come in', async () => {
    for (const kind of ['AGENT', 'PARTNER'] as const) {
      const stranger = new Visitor(api.url);
      await stranger.signIn(demonstrationAccount('54', kind));
      expect((await stranger.open('/etablissement')).status).toBe(403);
    }
  });
});
