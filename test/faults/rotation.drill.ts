/** Each key is changed by its command while the whole product runs with alerts in flight; then the generations before are taken away. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCase } from '../../cases/record/read-case.ts';
import { connect, type Database, inDepartment } from '../../database/pool.ts';
import { recordConfig } from '../../runtime/running.ts';
import { projectRoot, readSettings } from '../../settings/config.ts';
import { readGenerations, readSigningPairs } from '../../settings/key-generations.ts';
import { allKeys, type KeyName, keysFolder } from '../../settings/keys.ts';
import { type Answered, alertBody, alertUntilAnswered, post } from '../alerts.ts';
import { temporaryFolder } from '../folder.ts';
import { eventually, type Stack, startStack } from '../stack.ts';

const folder = temporaryFolder();
const kept = { path: folder.path, remove: () => undefined };
const narrative = 'Essai automatique, sans personne réelle.';
const all: Answered[] = [];
let stack: Stack;
let key: string;

beforeAll(async () => {
  stack = await startStack({}, kept);
  key = await stack.apiKey('desk');
}, 180_000);
afterAll(() => stack?.stop().finally(() => folder.remove()), 60_000);

/** A command of the product, as somebody types it beside a desk that runs. */
async function guichet(...words: string[]): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), ...words], {
    env: { ...process.env, GUICHET_DATA: folder.path },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return { status: await new Promise((done) => child.once('close', done)), said };
}

/** Sends alerts, two at a time and some a second, until told to stop. */
function sending(): { stop(): Promise<Answered[]> } {
  let going = true;
  const sent: Answered[] = [];
  const one = async () => {
    while (going) {
      sent.push(await alertUntilAnswered(stack, key, alertBody({ content: { narrative } })));
      await delay(500);
    }
  };
  const running = Promise.all([one(), one()]);
  return {
    stop: async () => {
      going = false;
      await running;
      return sent;
    },
  };
}

async function withKeysOfNow<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const { databaseUrl, keys } = recordConfig(readSettings({ GUICHET_DATA: folder.path }));
  const db = connect({ url: databaseUrl, keys, connections: 2, acting: { as: 'COMMAND' } });
  return work(db).finally(() => db.end());
}

/** What each of these cases says of itself: opened, its journal followed. */
async function unreadable(cases: readonly Answered[]): Promise<string[]> {
  return withKeysOfNow(async (db) => {
    const wrong: string[] = [];
    for (const { case: id, reference } of cases) {
      const record = await readCase(db, '54', { kind: 'AGENT', id: '00000000-0000-4000-8000-000000000000' }, id, 'CASE_PAGE');
      if (record?.proof.flaw !== null || record.alerts[0]?.content?.narrative !== narrative) wrong.push(reference);
    }
    return wrong;
  });
}

/** How many mails tell of a case, one handed over again counting once. */
const mailsAbout = ({ reference }: Answered): number =>
  new Set(stack.mails.filter(({ raw }) => raw.includes(reference)).map(({ raw }) => /^Message-ID: *(\S+)/im.exec(raw.toString())?.[1])).size;
const delivered = (answered: Answered): boolean => mailsAbout(answered) === answered.transfers.length;

async function allDelivered(): Promise<void> {
  await eventually(() => all.every(delivered), 120_000, 'every mail').catch(() => undefined);
  const wrong = all.filter((one) => !delivered(one)).map((one) => [one.reference, mailsAbout(one), one.transfers.length]);
  expect(wrong).toEqual([]);
}

const fileOf = (name: KeyName): string => join(keysFolder(folder.path), `${name}.key`);
const generationsOf = (name: KeyName): number[] => [...(readGenerations(readFileSync(fileOf(name), 'utf8')) ?? new Map()).keys()];

describe.each(allKeys)('the key %s is changed with alerts in flight', (name) => {
  it('every alert answered is stored, opens, and reaches its recipients once', async () => {
    const [before] = generationsOf(name);
    const flight = sending();
    const { status, said } = await guichet('keys', 'rotate', name);
    const sent = await flight.stop();
    expect(status, said).toBe(0);
    expect(said).toContain('est active');
    expect(generationsOf(name)).toEqual([(before ?? 0) + 1, before]);
    expect(sent.length, 'alerts meanwhile').toBeGreaterThan(5);
    all.push(...sent);
    expect(await unreadable(all)).toEqual([]);
    const { said: proof, status: holds } = await guichet('journal', 'verify', '--department', '54');
    expect(holds, proof).toBe(0);
    expect(proof).toContain('tout tient');
  }, 180_000);
});

it('nothing is left under an older generation, and every mail left once', async () => {
  const { said, status } = await guichet('keys', 'generations', '--json');
  expect(status, said).toBe(0);
  const { left, generations } = JSON.parse(said);
  expect(left).toEqual([]);
  expect(generations.filter(({ settledAt }: { settledAt: string | null }) => settledAt === null)).toEqual([]);
  await allDelivered();
  const stored = await inDepartment(stack.db, '54', (tx) => tx.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM alert' }));
  expect(stored.rows[0]?.n).toBe(all.length);
}, 180_000);

it('without the older generations of master, session and signing, the engine’s store gone, all that was goes on', async () => {
  await stack.stop();
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(join(folder.path, `temporal.db${ending}`), { force: true });
  for (const name of ['master', 'session'] as const) {
    const [newest] = readGenerations(readFileSync(fileOf(name), 'utf8')) ?? [];
    writeFileSync(fileOf(name), newest?.join(':') ?? '');
  }
  const pairs = readSigningPairs(readFileSync(fileOf('signing'), 'utf8'));
  expect(
    [...(pairs ?? [])].map(([, { privateKey }]) => privateKey !== undefined),
    'only the newest can sign',
  ).toEqual([true, false]);

  stack = await startStack({}, kept);
  expect(await unreadable(all)).toEqual([]);
  const [first] = all;
  const action = first?.transfers.find(({ purpose }) => purpose === 'ACTION');
  expect((await post(stack, key, `/transfers/${action?.id}/charge`, {})).status, 'a case and a key of before').toBe(200);
  const next = await alertUntilAnswered(stack, key, alertBody({ content: { narrative } }));
  await eventually(() => delivered(next), 60_000, 'the mail of an alert that came after');
  const { said, status } = await guichet('journal', 'verify');
  expect(status, said).toBe(0);
}, 300_000);

it('a key that is not this database’s own is refused at the start', async () => {
  await stack.stop();
  const right = readFileSync(fileOf('journal'), 'utf8');
  const [generation] = generationsOf('journal');
  writeFileSync(fileOf('journal'), `${generation}:${Buffer.alloc(32, 7).toString('base64')}`);
  await expect(startStack({}, kept)).rejects.toThrow('n’est pas la clé de cette base');
  writeFileSync(fileOf('journal'), right);
  stack = await startStack({}, kept);
}, 300_000);
