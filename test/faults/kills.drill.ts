import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyJournals } from '../../cases/record/signing.ts';
import { inDepartment } from '../../database/pool.ts';
import { SigningRing } from '../../database/signing-ring.ts';
import { readSettings } from '../../settings/config.ts';
import { loadKeys } from '../../settings/keys.ts';
import { type Answered, alertBody, alertUntilAnswered } from '../alerts.ts';
import { eventually, type PartName, type Stack, startStack } from '../stack.ts';

/** Promise 1: once a sender was answered, nothing loses the alert. Promise 2: nothing is doubled, whoever insists. */
let stack: Stack;
let key: string;

beforeAll(async () => {
  stack = await startStack();
  key = await stack.apiKey('desk');
});
afterAll(() => stack?.stop(), 60_000);

const count = (sql: string, values: unknown[]): Promise<number> =>
  inDepartment(stack.db, '54', async (tx) => Number((await tx.query<{ n: string }>({ text: sql }, values)).rows[0]?.n));

/** Mails whose Message-ID is not another attempt of one already seen. */
function mailsAbout(reference: string): { ids: Set<string>; total: number } {
  const about = stack.mails.filter(({ raw }) => raw.includes(reference));
  return { ids: new Set(about.map(({ raw }) => /^Message-ID: *(\S+)/im.exec(raw.toString())?.[1] ?? '')), total: about.length };
}

describe.each<PartName>(['api', 'worker', 'temporal', 'postgres'])('kill -9 of %s with alerts in flight', (part) => {
  it('loses nothing that was answered, and stores nothing twice', async () => {
    const bodies = Array.from({ length: 30 }, () => alertBody());
    const sending = Promise.all(bodies.map((body) => alertUntilAnswered(stack, key, body)));
    await new Promise((done) => setTimeout(done, 120));
    stack.kill(part);
    const answered: Answered[] = await sending;

    const ids = bodies.map(({ externalId }) => externalId);
    expect(await eventually(() => count('SELECT count(*) AS n FROM alert WHERE external_id = ANY ($1)', [ids]), 30_000, 'the database')).toBe(30);
    expect(new Set(answered.map((one) => one.case)).size).toBe(30);
    for (const { reference, transfers } of answered) {
      expect(transfers.filter(({ purpose }) => purpose === 'ACTION')).toHaveLength(1);
      await eventually(() => mailsAbout(reference).ids.size >= transfers.length, 60_000, `the mails of ${reference}`);
    }
    // One message keeps one Message-ID, however often it had to be handed over.
    for (const { reference, transfers } of answered) expect(mailsAbout(reference).ids.size).toBe(transfers.length);
    const handedOver = () =>
      count(`SELECT count(*) AS n FROM transfer WHERE status = 'SENT' AND case_id = ANY ($1)`, [answered.map((one) => one.case)]);
    const expected = answered.reduce((sum, { transfers }) => sum + transfers.length, 0);
    await eventually(async () => (await handedOver()) === expected, 60_000, 'every hand-over recorded');
  });
});

describe('afterwards', () => {
  it('every journal still proves itself, and folds into the stored state', async () => {
    const { signing } = loadKeys(readSettings({ GUICHET_DATA: stack.dataFolder }), ['signing']);
    const { flaws, cases } = await verifyJournals(stack.db, '54', new SigningRing(signing));
    expect(cases).toBe(120);
    expect(flaws).toEqual([]);
  });
});
