import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listAccounts } from '../../accounts/accounts.ts';
import { readCase } from '../../cases/record/read-case.ts';
import { verifyJournals } from '../../cases/record/signing.ts';
import { writeLivedCases } from '../../cases/record/write-lived.ts';
import { createDepartment } from '../../database/departments.ts';
import { connect, type Database, inDepartment } from '../../database/pool.ts';
import { SigningRing } from '../../database/signing-ring.ts';
import { inventCases, type Run, sourceOf } from '../../demonstration/lives/invent.ts';
import { settingOf } from '../../demonstration/lives/setting.ts';
import { seedDemonstration } from '../../demonstration/seed.ts';
import { alertOfReceipt, newReceiptCode } from '../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../test/api.testing.ts';
import { type FreshDatabase, freshDatabase } from '../../test/database.ts';
import { canonical } from '../../vocabulary/canonical.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { grow } from './grow.ts';

const run: Run = { department: '54', seed: '11', cases: 400, until: Date.UTC(2026, 10, 29), days: 3 * 365 };
const desk = { kind: 'API', id: null } as const;

vi.setConfig({ testTimeout: 60_000 });
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  expect(await grow({ ...run, url: api.fresh.appUrl, keys: api.config.keys })).toBe(400);
});
afterAll(() => api.end());

const rows = async <R extends object>(db: Database, text: string, values: unknown[] = []): Promise<R[]> =>
  inDepartment(db, run.department, async (tx) => (await tx.query<R>({ text }, values)).rows);
const counts = async (text: string): Promise<Record<string, number>> =>
  Object.fromEntries((await rows<{ what: string; n: number }>(api.db, `${text} GROUP BY 1`)).map(({ what, n }) => [what, n]));

describe('a grown department', () => {
  it('has journals that verify, and folds that are the stored states', async () => {
    const { cases, flaws } = await verifyJournals(api.db, '54', new SigningRing(api.config.keys.signing));
    expect({ cases, flaws }).toEqual({ cases: 400, flaws: [] });
  });

  it('has cases of every kind: few open, some merged, by every door, transfers at every stage', async () => {
    const status = await counts('SELECT status AS what, count(*)::int AS n FROM case_file');
    expect(status.CLOSED).toBeGreaterThan(150);
    expect(status.NOT_RETAINED).toBeGreaterThan(50);
    expect(status.OPEN).toBeGreaterThan(4);
    expect(status.OPEN).toBeLessThan(80);
    expect(status.MERGED).toBeGreaterThan(0);
    expect(Object.keys(await counts('SELECT channel AS what, count(*)::int AS n FROM alert')).sort()).toEqual(codes('channel').toSorted());
    const transfers = await counts('SELECT status AS what, count(*)::int AS n FROM transfer');
    expect(Object.keys(transfers)).toEqual(
      expect.arrayContaining(['SENT', 'ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN', 'REFUSED', 'REROUTED', 'CANCELLED']),
    );
    const [files] = await rows<{ n: number }>(api.db, 'SELECT count(*)::int AS n FROM attachment');
    expect(files?.n).toBeGreaterThan(0);
    expect(files?.n).toBeLessThan(20);
  });

  it('is asked to conclude a case once, and again only after somebody opened it again', async () => {
    const asked = await rows<{ asked: number; reopened: number }>(
      api.db,
      `SELECT count(*) FILTER (WHERE kind = 'TASK_RAISED' AND codes -> 'because' ->> 'kind' = 'CLOSE')::int AS asked,
              count(*) FILTER (WHERE kind IN ('REOPENED', 'TASK_CANCELLED'))::int AS reopened
       FROM journal_entry GROUP BY case_id`,
    );
    expect(asked.filter(({ asked, reopened }) => asked > 1 + reopened)).toEqual([]);
    expect(asked.filter(({ asked }) => asked > 0).length).toBeGreaterThan(40);
  });

  it('leaves nothing to the engine but what is to come: no wake is waiting, no message, no deadline passed', async () => {
    expect(await rows(api.db, 'SELECT 1 FROM wake WHERE raised <> seen')).toEqual([]);
    expect(await rows(api.db, `SELECT 1 FROM message WHERE status IN ('pending', 'sending')`)).toEqual([]);
    expect(await rows(api.db, 'SELECT 1 FROM case_file WHERE next_due <= $1', [new Date(run.until)])).toEqual([]);
  });

  it('is read by the pages, and its authors’ codes find their alerts', async () => {
    const agent = new Visitor(api.url);
    await agent.signIn(demonstrationAccount('54', 'AGENT'));
    expect((await agent.open('/guichet/dossiers')).status).toBe(200);
    expect(agent.page.text.match(/54-2\d-[0-9A-Z]{4}-[0-9A-Z]{2}/g)?.length).toBeGreaterThan(9);
    for (const status of ['OPEN', 'CLOSED', 'NOT_RETAINED', 'MERGED']) {
      for (const { reference } of await rows<{ reference: string }>(api.db, 'SELECT reference FROM case_file WHERE status = $1 ORDER BY id LIMIT 4', [
        status,
      ])) {
        expect((await agent.open(`/guichet/dossiers/${reference}`)).status, reference).toBe(200);
        expect(agent.page.text).toContain(reference);
      }
    }
    const alert = { department: '54', source: sourceOf(run), externalId: '7' };
    expect(await alertOfReceipt(api.db, newReceiptCode(api.db, alert))).toMatchObject({ department: '54' });
  });

  it('is grown once: the same run finds everything there, and goes on where it was cut', async () => {
    const again = { ...run, url: api.fresh.appUrl, keys: api.config.keys };
    expect(await grow(again)).toBe(0);
    expect(await grow({ ...again, until: undefined })).toBe(0);
    const other = { ...run, seed: 'cut', cases: 260 };
    const setting = await settingOf(api.db, other, await agentsOf(api.db));
    await inDepartment(api.db, '54', (tx) => writeLivedCases(api.db, tx, inventCases(setting, 0, 250)));
    expect(await grow({ ...again, seed: 'cut', cases: 260 })).toBe(10);
    const [there] = await rows<{ n: number }>(api.db, `SELECT count(*)::int AS n FROM alert WHERE source = $1 AND external_id NOT LIKE '%+'`, [
      sourceOf(other),
    ]);
    expect(there?.n).toBe(260);
  });

  it('stops when it is asked to, once what was begun is written, and goes on from there', async () => {
    const stopping = new AbortController();
    const cut = { ...run, seed: 'stopped', cases: 501, url: api.fresh.appUrl, keys: api.config.keys };
    const added = await grow({ ...cut, signal: stopping.signal, onProgress: (written) => written > 0 && stopping.abort() });
    const [there] = await rows<{ n: number }>(api.db, `SELECT count(*)::int AS n FROM alert WHERE source = $1 AND external_id NOT LIKE '%+'`, [
      sourceOf(cut),
    ]);
    expect(there?.n).toBe(added);
    expect(added).toBeGreaterThan(0);
    expect(added).toBeLessThan(501);
    expect(await grow(cut)).toBe(501 - added);
  });

  it('is refused for a seed that drew another number of cases', async () => {
    const { url, keys } = { url: api.fresh.appUrl, keys: api.config.keys };
    await expect(grow({ ...run, cases: 401, url, keys })).rejects.toThrow('La graine 11 a déjà servi pour 400 dossiers');
  });

  it('is refused where the disk would be full before the end', async () => {
    const more = { ...run, seed: 'no room', url: api.fresh.appUrl, keys: api.config.keys };
    await expect(grow({ ...more, folder: '/proc' })).rejects.toThrow(/il en reste 0 Go/);
    expect(await rows(api.db, 'SELECT 1 FROM alert WHERE source = $1', [sourceOf(more)])).toEqual([]);
  });

  it('draws a reference again that another case has', async () => {
    const other = { ...run, seed: 'taken', cases: 3 };
    const setting = await settingOf(api.db, other, await agentsOf(api.db));
    const [wanted] = inventCases(setting, 0, 1);
    const another = [...inventCases({ ...setting, run: { ...other, seed: 'first' } }, 0, 1)];
    const first = another.map((lived) => ({ ...lived, reference: wanted?.reference ?? '' }));
    await inDepartment(api.db, '54', (tx) => writeLivedCases(api.db, tx, first));
    expect(await grow({ ...other, url: api.fresh.appUrl, keys: api.config.keys })).toBe(3);
  });
});

const agentsOf = async (db: Database): Promise<string[]> =>
  (await listAccounts(db, '54')).filter(({ kind, active }) => kind === 'AGENT' && active).map(({ id }) => id);

describe('growing', () => {
  let fresh: FreshDatabase;
  let db: Database;
  const keys = { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) };
  beforeAll(async () => {
    fresh = await freshDatabase();
    db = connect({ url: fresh.appUrl, keys, acting: { as: 'COMMAND' } });
    await seedDemonstration(db, 'demonstration');
  });
  afterAll(async () => {
    await db.end();
    await fresh.drop();
  });

  it('gives the same cases for the same seed, whatever the keys and accounts, and others for another', async () => {
    await grow({ ...run, url: fresh.appUrl, keys });
    const here = await told(db);
    expect(here).toEqual(await told(api.db));
    expect(here).toHaveLength(30);
    const [other] = inventCases(await settingOf(db, { ...run, seed: '12' }, await agentsOf(db)), 0, 3);
    expect(here.map(({ id }) => id)).not.toContain(other?.id);
  });

  it('is refused for a real department, and for one that is not there', async () => {
    await createDepartment(db, { code: '88', name: 'Vosges', mode: 'production' });
    await expect(grow({ ...run, department: '88', url: fresh.appUrl, keys })).rejects.toThrow('vrai département');
    await expect(grow({ ...run, department: '99', url: fresh.appUrl, keys })).rejects.toThrow('n’est pas dans cette base');
  });
});

/** Some cases of the run as anybody at the desk reads them, with accounts named by their place in the list. */
async function told(db: Database): Promise<{ id: string; text: string }[]> {
  const agents = await agentsOf(db);
  const ids = await rows<{ id: string }>(db, 'SELECT case_id AS id FROM alert WHERE source = $1 ORDER BY external_id LIMIT 30', [sourceOf(run)]);
  return Promise.all(
    ids.map(async ({ id }) => {
      const record = await readCase(db, '54', desk, id, 'CASE_PAGE');
      if (record === null) throw new Error('no such case');
      const { state, reference, alerts, journal, files } = record;
      const lines = journal.map(({ kind, at, recordedAt, by, stored, content, eventId }) => ({ kind, at, recordedAt, by, stored, content, eventId }));
      const text = canonical({ reference, state, alerts: alerts.map(({ content }) => content), lines, files: files.map(({ name }) => name) });
      return { id, text: agents.reduce((all, agent, index) => all.replaceAll(agent, `agent ${index}`), text) };
    }),
  );
}
