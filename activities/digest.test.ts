import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createAccount, setActive } from '../accounts/accounts.ts';
import { chooseDigest } from '../accounts/digests.ts';
import { DAY, HOUR, MINUTE } from '../calendar/milliseconds.ts';
import { nextOpening } from '../calendar/opening.ts';
import { apply } from '../cases/record/apply.ts';
import { listDepartments } from '../database/departments.ts';
import { currentDirectory } from '../directory/record/revisions.ts';
import { calendarOf } from '../directory/resolve.ts';
import { openCase } from '../test/fresh.testing.ts';
import { RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { sendDigests } from './digest.ts';
import { openDutyDesk } from './duty.testing.ts';

const { desk, mails, parts, forget, end } = await openDutyDesk();
afterAll(end);
beforeEach(forget);

/** Monday 16 November 2026, 06:30 in Paris. */
const monday = Date.UTC(2026, 10, 16, 5, 30);
const [department] = (await listDepartments(desk.db)).filter(({ code }) => code === '54');
const agent = (name: string) =>
  createAccount(
    desk.db,
    { department: '54', kind: 'AGENT', organisation: null, email: `${name}@exemple.example`, name: 'Zéphirine Quillevéré' },
    null,
  );
const look = async (now: number) => {
  forget();
  if (department !== undefined) await sendDigests(parts, department, now);
  return mails.map(({ to }) => to[0]);
};
const by = (id: string) => ({ kind: 'AGENT', id }) as const;

it('each working day, once from an hour of the department on, where something waits, while the account is there', async () => {
  const me = await agent('jour');
  await chooseDigest(desk.db, '54', me, { hour: 8 }, monday);
  expect(await look(monday + 2 * HOUR), 'nothing waits').toEqual([]);
  const { reference, caseId } = await openCase(desk.db, { channel: 'PHONE' }, { channel: 'PHONE' });
  expect(await look(monday + 3 * HOUR), 'it was looked at today').toEqual([]);
  await apply(desk.db, '54', caseId, { kind: 'TaskTaken', task: 'k1', at: monday + 3 * HOUR, by: by(me) });
  expect(await look(monday + DAY + HOUR), 'before its hour').toEqual([]);
  const out = { send: () => Promise.reject(ApplicationFailure.create({ type: 'ECONNREFUSED' })), close: () => undefined };
  if (department !== undefined) await expect(sendDigests({ ...parts, mailer: out }, department, monday + DAY + 2 * HOUR)).rejects.toThrow();
  expect(await look(monday + DAY + 2 * HOUR), 'mail that was out is said again').toEqual(['jour@exemple.example']);
  const raw = mails[0]?.raw.toString() ?? '';
  const subject = raw.slice(raw.indexOf('Subject:'), raw.indexOf('Message-ID:'));
  expect(subject).toContain('Votre_point_du_');
  expect(subject).not.toContain(reference);
  expect(raw).toContain(reference);
  expect(raw).not.toMatch(/Quillev|Nancy|Domicile/i);
  expect([await look(monday + DAY + 2 * HOUR), await look(monday + DAY + 9 * HOUR)].flat()).toEqual([]);
  expect(await look(monday + 5 * DAY + 4 * HOUR), 'on Saturday').toEqual([]);
  await chooseDigest(desk.db, '54', me, null, monday);
  expect(await look(monday + 7 * DAY + 4 * HOUR)).toEqual([]);
  await chooseDigest(desk.db, '54', me, { hour: 8 }, monday);
  expect(await look(monday + 7 * DAY + 4 * HOUR)).toHaveLength(1);
  await setActive(desk.db, '54', me, false);
  expect(await look(monday + 8 * DAY + 4 * HOUR), 'it lapses with the account').toEqual([]);
});

it('is not tried again each minute where its address is refused for good', async () => {
  const me = await agent('refus');
  await chooseDigest(desk.db, '54', me, { hour: 8 }, monday);
  await openCase(desk.db, { channel: 'PHONE' }, { channel: 'PHONE', danger: 2 });
  let tried = 0;
  const refusing = {
    send: () => {
      tried += 1;
      return Promise.reject(ApplicationFailure.nonRetryable('550', RECIPIENT_REJECTED));
    },
    close: () => undefined,
  };
  if (department === undefined) throw new Error('no department');
  for (const minutes of [0, 1, 2]) await sendDigests({ ...parts, mailer: refusing }, department, monday + DAY + 2 * HOUR + minutes * MINUTE);
  expect(tried).toBe(1);
  await chooseDigest(desk.db, '54', me, null, monday);
});

it('at once of what others bring where one has a task: not of what one does, nor of what duty is called for; two workers say it once', async () => {
  const [me, colleague] = [await agent('alerte'), await agent('collegue')];
  const { caseId, reference } = await openCase(desk.db, { channel: 'PHONE' }, { channel: 'PHONE' });
  const took = await apply(desk.db, '54', caseId, { kind: 'TaskTaken', task: 'k1', at: monday, by: by(me) });
  expect('refused' in took).toBe(false);
  await chooseDigest(desk.db, '54', me, 'AT_ONCE', Date.now());
  // What is recorded has the hour of the machine: the desk opens again after it.
  const calendar = calendarOf(await currentDirectory(desk.db, '54'), 'desk');
  const later = nextOpening(calendar, Date.now() + 2 * MINUTE);
  expect(await look(later)).toEqual([]);
  expect(await chooseDigest(desk.db, '54', me, 'AT_ONCE', later), 'chosen already').toBe(false);
  for (const choice of [null, 'AT_ONCE'] as const) await chooseDigest(desk.db, '54', me, choice, Date.now());
  const grave = await openCase(desk.db, { channel: 'PHONE' }, { channel: 'PHONE', danger: 4 });
  await apply(desk.db, '54', grave.caseId, { kind: 'TaskTaken', task: 'k1', at: monday, by: by(me) });
  await apply(desk.db, '54', caseId, { kind: 'TaskGiven', task: 'k1', to: colleague, at: monday + MINUTE, by: by(me) });
  await apply(desk.db, '54', caseId, { kind: 'TaskGiven', task: 'k1', to: me, at: monday + 2 * MINUTE, by: by(colleague) });
  if (department === undefined) throw new Error('no department');
  forget();
  await Promise.all([sendDigests(parts, department, later), sendDigests(parts, department, later)]);
  expect(mails.map(({ to }) => to[0])).toEqual(['alerte@exemple.example']);
  const raw = mails[0]?.raw.toString() ?? '';
  expect(raw).toContain(reference);
  expect(raw).not.toContain(grave.reference);
  expect(await look(later + MINUTE)).toEqual([]);
});
