import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { alertBody, alertUntilAnswered, post } from '../alerts.ts';
import { eventually, type Stack, startStack } from '../stack.ts';

let stack: Stack;
let key: string;

beforeAll(async () => {
  stack = await startStack();
  key = await stack.apiKey('desk');
});
afterAll(() => stack?.stop(), 60_000);

const mailed = (reference: string): boolean => stack.mails.some(({ raw }) => raw.includes(reference));

it('the mail server down: the alert is answered at once, and the mail leaves when the server is back', async () => {
  await stack.mailbox.close();
  const { reference } = await alertUntilAnswered(stack, key);
  await new Promise((done) => setTimeout(done, 1_500));
  expect(mailed(reference)).toBe(false);
  await stack.mailbox.open();
  await eventually(() => mailed(reference), 60_000, 'the mail');
});

it('an address refused for good: the desk has a call to make instead', async () => {
  const cd = await addressOf('cd-54-titulaire');
  stack.behaviours.set(cd, { answer: 550 });
  const { case: id } = await alertUntilAnswered(stack, key);
  await eventually(
    () =>
      inDepartment(
        stack.db,
        '54',
        async (tx) => (await tx.query({ text: `SELECT 1 FROM task WHERE case_id = $1 AND kind = 'PHONE_NOW' AND status = 'OPEN'` }, [id])).rowCount,
      ),
    30_000,
    'the task',
  );
  stack.behaviours.clear();
});

it('the engine’s whole store deleted: waking the cases rebuilds what was to come', async () => {
  await stack.mailbox.close();
  const before = await alertUntilAnswered(stack, key);
  await new Promise((done) => setTimeout(done, 1_000));
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(join(stack.dataFolder, `temporal.db${ending}`), { force: true });
  stack.kill('temporal');
  await stack.mailbox.open();
  const after = await alertUntilAnswered(stack, key);
  await eventually(() => mailed(after.reference), 90_000, 'the mail of the alert that came after');
  await eventually(() => mailed(before.reference), 90_000, 'the mail that the lost store had to send');
}, 200_000);

it('the same input again, at every door of the API, is one', async () => {
  const body = alertBody();
  const [first, ...again] = await Promise.all(Array.from({ length: 5 }, () => alertUntilAnswered(stack, key, body)));
  for (const answer of again) expect(answer).toEqual(first);
  const other = await post(stack, key, '/alerts', { ...body, content: { narrative: 'Un autre texte.' } });
  expect(other.status).toBe(422);
  const transfer = first?.transfers.find(({ purpose }) => purpose === 'ACTION');
  const charge = () => post(stack, key, `/transfers/${transfer?.id}/charge`, {}, { 'idempotency-key': 'charge-1' });
  const answers = await Promise.all([charge(), charge(), charge()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const lines = await inDepartment(stack.db, '54', (tx) =>
    tx.query<{ n: string }>({ text: `SELECT count(*) AS n FROM journal_entry WHERE case_id = $1 AND kind IN ('IN_CHARGE', 'ALERT_RECORDED')` }, [
      first?.case,
    ]),
  );
  expect(Number(lines.rows[0]?.n)).toBe(2);
});

async function addressOf(contact: string): Promise<string> {
  const email = (await currentDirectory(stack.db, '54')).contactById.get(contact)?.email;
  if (email === undefined) throw new Error(`${contact} has no address`);
  return email.toLowerCase();
}
