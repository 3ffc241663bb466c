import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listMailbox, readMailboxMail } from '../mailbox/mails.ts';
import { holderOf } from '../runtime/lock.ts';
import { choosePort, isPortFree } from '../runtime/ports.ts';
import { bornOf, endProcess, isAlive, markOf, readRecord, recordedNames } from '../runtime/processes.ts';
import { stopAll } from '../runtime/stop.ts';
import { findTemporal } from '../runtime/temporal-program.ts';
import { projectRoot } from '../settings/config.ts';
import { temporaryFolder } from './folder.ts';
import { programsFolder } from './programs.ts';

const folder = temporaryFolder();
const dataFolder = join(folder.path, 'data');
const environment: NodeJS.ProcessEnv = { ...process.env, GUICHET_DATA: dataFolder, GUICHET_AUTHSERV_ID: 'mx.guichet.example' };

interface Run {
  child: ChildProcess;
  said(): string;
  /** The status it ends with. */
  ended: Promise<number | null>;
}

function guichet(...words: string[]): Run {
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), ...words], { env: environment });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return { child, said: () => said, ended: new Promise((done) => child.once('close', done)) };
}

async function started(): Promise<Run> {
  const run = guichet('start');
  const failed = run.ended.then((status) => {
    throw new Error(`start ended with ${status}: ${run.said()}`);
  });
  const ready = vi.waitUntil(() => run.said().includes('Guichet est prêt'), { timeout: 90_000 });
  await Promise.race([ready, failed]);
  failed.catch(() => undefined);
  return run;
}

const origin = () => `http://127.0.0.1:${environment.GUICHET_PORT}`;
const isReady = () =>
  fetch(`${origin()}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
const pidOf = (name: string) => readRecord(dataFolder, name)?.pid ?? 0;
const alive = () => recordedNames(dataFolder).filter((name) => bornOf(pidOf(name)) === readRecord(dataFolder, name)?.born);

let run: Run;

beforeAll(async () => {
  const program = await findTemporal(programsFolder);
  mkdirSync(join(dataFolder, 'programs'), { recursive: true });
  symlinkSync(program, join(dataFolder, 'programs', 'temporal'));
  environment.GUICHET_PORT = String(await choosePort(undefined));
  environment.GUICHET_SMTP_PORT = String(await choosePort(undefined));
  run = await started();
});

afterAll(async () => {
  await endProcess(markOf(run.child.pid ?? 0), [{ signal: 'SIGKILL', waitMs: 5_000 }]);
  await stopAll(dataFolder);
  folder.remove();
});

test('it serves, says where to sign in as each kind of user, and where the mails are', async () => {
  expect(await isReady()).toBe(true);
  expect(run.said()).toContain(`http://localhost:${environment.GUICHET_PORT}`);
  expect(run.said()).toContain('/boite-locale');
  for (const kind of ['Agent', 'Coordination', 'Établissement', 'Partenaire', 'Administration'])
    expect(run.said()).toMatch(new RegExp(`54 +${kind}.*@guichet.example`));
});

test('the doctor finds nothing wrong', async () => {
  const doctor = guichet('doctor');
  expect(await doctor.ended, doctor.said()).toBe(0);
  expect(doctor.said()).not.toContain('NON');
});

test('a mail to the desk is an alert, acknowledged in its own thread without a word of it', async () => {
  const transport = createTransport({ host: '127.0.0.1', port: Number(environment.GUICHET_SMTP_PORT) });
  const from = 'claire@exemple.example';
  // What the server in front says of the sender: a code goes by itself to a proven one only.
  const headers = { 'Authentication-Results': 'mx.guichet.example; spf=pass; dkim=pass; dmarc=pass' };
  const { messageId } = await transport.sendMail({ from, to: '54@guichet.example', subject: 'Ma voisine', text: 'Elle ne sort plus.', headers });
  const toAuthor = async () => (await listMailbox(dataFolder, { limit: 10 })).filter(({ to }) => to.includes(from));
  await expect.poll(toAuthor, { timeout: 20_000 }).toHaveLength(1);
  const [line] = await toAuthor();
  const answer = await readMailboxMail(dataFolder, line?.id ?? '');
  expect(answer?.raw).toContain(`In-Reply-To: ${messageId}`);
  expect(answer?.raw).toMatch(/^Return-Path: <54\+retour-\w{32}-[0-9a-f]{16}@guichet\.example>/);
  expect(`${answer?.subject} ${answer?.text}`).not.toMatch(/voisine|ne sort plus/);
});

test('a second start says that it runs, where, and how to stop it, and harms nothing', async () => {
  const before = recordedNames(dataFolder).map((name) => pidOf(name));
  const second = guichet('start');
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`Guichet tourne déjà sur ces données (processus ${run.child.pid})`);
  expect(second.said()).toContain(`kill ${run.child.pid}`);
  expect(recordedNames(dataFolder).map((name) => pidOf(name))).toEqual(before);
  expect(alive()).toEqual(['api', 'postgres', 'temporal', 'worker']);
});

test.each(['api', 'worker', 'temporal', 'postgres'])('%s comes back after a kill -9', async (name) => {
  const before = pidOf(name);
  process.kill(before, 'SIGKILL');
  await expect.poll(() => pidOf(name) !== before && alive().includes(name), { timeout: 20_000 }).toBe(true);
  await expect.poll(isReady, { timeout: 30_000 }).toBe(true);
});

test('after a kill -9 of the launcher the services end by themselves, and the next start takes over', async () => {
  const left = ['postgres', 'temporal'].map((name) => markOf(pidOf(name)));
  run.child.kill('SIGKILL');
  await expect.poll(alive, { timeout: 20_000 }).toEqual(['postgres', 'temporal']);
  run = await started();
  expect(left.filter(isAlive)).toEqual([]);
  expect(await isReady()).toBe(true);
});

test('Ctrl-C stops everything and gives the folder and the port back', async () => {
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(alive()).toEqual([]);
  expect(holderOf(dataFolder)).toBeUndefined();
  expect(await isPortFree(Number(environment.GUICHET_PORT), undefined)).toBe(true);
});

test('a port in use is named, with another way, and nothing is left running', async () => {
  environment.GUICHET_PORT = String(await choosePort(undefined));
  const squatter = spawn(process.execPath, [
    '--eval',
    `require('node:net').createServer().listen(${environment.GUICHET_PORT}, () => console.log('here'))`,
  ]);
  await new Promise((here) => squatter.stdout.once('data', here));
  const blocked = guichet('start');
  expect(await blocked.ended).toBe(1);
  expect(blocked.said()).toContain(`Le port ${environment.GUICHET_PORT} est déjà pris`);
  expect(blocked.said()).toContain('GUICHET_PORT=');
  expect(alive()).toEqual([]);
  squatter.kill();
});

test('a wrong variable is refused before anything starts', async () => {
  environment.GUICHET_SMTP_PORT = 'deux mille';
  const refused = guichet('start');
  expect(await refused.ended).toBe(1);
  expect(refused.said()).toContain('GUICHET_SMTP_PORT n’est pas valable');
});
