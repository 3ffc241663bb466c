import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAccount, setActive } from '../accounts/accounts.ts';
import { procedure } from '../cases/world.testing.ts';
import { addDuty, removeDuty } from '../directory/record/duty.ts';
import { answerTest, doMissedTest, missedTests, takeMissedTest, testOf } from '../directory/record/duty-looks.ts';
import { publishProcedure } from '../procedures/record/published.ts';
import { openDutyDesk } from './duty.testing.ts';
import { createDutyLook } from './duty-look.ts';

const { desk, mails, operator, parts, forget, end } = await openDutyDesk();
afterAll(end);
const hour = 3_600_000;
const day = 24 * hour;
/** Monday 16 November 2026, 10:00 in Paris. */
const monday = Date.UTC(2026, 10, 16, 9);

let agent: string;
beforeAll(async () => {
  const account = { department: '54', organisation: null, name: 'Nora Lambert' };
  await createAccount(desk.db, { ...account, kind: 'COORDINATOR', email: 'coordination@exemple.example', name: 'Coordination' }, 'mot de passe');
  agent = await createAccount(desk.db, { ...account, kind: 'AGENT', email: 'nora@exemple.example' }, 'mot de passe');
});
beforeEach(forget);

const look = (now: number) => createDutyLook(parts).lookAtDuty({ now });
const lookByMail = (now: number) => {
  const { operator: _none, ...byMailOnly } = parts;
  return createDutyLook(byMailOnly).lookAtDuty({ now });
};
const onDuty = (from: number, until: number, phone = '06 00 00 00 01') =>
  addDuty(desk.db, '54', { level: 0, starts: from, ends: until, account: agent, phone });
const text = () => mails.map(({ raw }) => raw.toString('utf8')).join('\n');

it('tells the coordinators of a hole before its hour, once, and again only of another', async () => {
  const shift = await onDuty(monday - day, monday + 20 * day);
  await lookByMail(monday);
  expect(mails).toEqual([]);
  // Seven days before, and not eight.
  await lookByMail(monday + 12 * day);
  expect(mails).toEqual([]);
  await lookByMail(monday + 14 * day);
  expect(mails.map(({ to }) => to)).toEqual([['coordination@exemple.example']]);
  await lookByMail(monday + 14 * day + 6 * hour);
  await lookByMail(monday + 19 * day);
  expect(mails, 'once').toHaveLength(1);
  // The middle is filled: what is left after it is another hole.
  const middle = await onDuty(monday + 20 * day, monday + 22 * day);
  await lookByMail(monday + 19 * day);
  expect(mails).toHaveLength(2);
  // A person who is suspended is nobody on duty.
  await onDuty(monday + 22 * day, monday + 90 * day);
  await lookByMail(monday + 19 * day);
  expect(mails).toHaveLength(2);
  await setActive(desk.db, '54', agent, false);
  await lookByMail(monday + 19 * day + hour);
  expect(mails).toHaveLength(3);
  await setActive(desk.db, '54', agent, true);
  for (const id of [shift, middle]) await removeDuty(desk.db, '54', { id, account: agent });
});

it('tells again of a hole that has grown, or that was filled and opened again; not of one that shrank, or that has no end', async () => {
  const take = (id: string) => removeDuty(desk.db, '54', { id, account: agent });
  const before = await onDuty(monday - day, monday + 9 * hour);
  const night = await onDuty(monday + 18 * hour, monday + 33 * hour);
  const later = await onDuty(monday + 33 * hour, monday + 60 * day);
  const told = async (now = monday) => {
    forget();
    await lookByMail(now);
    return mails.length;
  };
  expect([await told(), await told()]).toEqual([1, 0]);
  await take(night);
  expect([await told(), await told()], 'the night is taken off: it has grown').toEqual([1, 0]);
  const again = await onDuty(monday + 18 * hour, monday + 33 * hour);
  expect(await told(), 'shorter').toBe(0);
  const filled = await onDuty(monday + 9 * hour, monday + 18 * hour);
  expect(await told()).toBe(0);
  await take(filled);
  expect([await told(), await told()], 'open again').toEqual([1, 0]);
  await take(again);
  await take(later);
  expect([await told(), await told(monday + hour), await told(monday + 4 * hour)], 'without an end, once').toEqual([1, 0, 0]);
  await take(before);
});

it('calls each line once a month, in office hours, and one that does not answer in time is told once, and stays until it answers', async () => {
  await onDuty(monday - day, monday + 60 * day, '06 00 00 00 02');
  const second = '+33600000002';
  // At night, and on a Sunday, nobody is woken for a test.
  await look(Date.UTC(2026, 11, 1, 2));
  await look(Date.UTC(2026, 11, 6, 13));
  expect(operator.to(second)).toEqual([]);
  const first = Date.UTC(2026, 11, 1, 13, 15);
  await look(first);
  await look(first + 6 * hour);
  await look(first + day - hour);
  expect(operator.to(second).map(({ way }) => way)).toEqual(['sms', 'voice']);
  const link = /\/54\/a\/(\w{16})$/.exec(operator.to(second)[0]?.text ?? '')?.[1] ?? '';
  expect(await testOf(desk.db, '54', link)).toEqual({ answered: false });
  expect(await missedTests(desk.db, '54', first + day - 1)).toEqual([]);
  mails.length = 0;
  await look(first + day + hour);
  await look(first + day + 7 * hour);
  expect(mails, 'told once').toHaveLength(1);
  expect(text().replaceAll(/=\r?\n/g, '')).toContain('06 00 00 00 02');
  expect((await missedTests(desk.db, '54', first + day + hour)).map(({ phone }) => phone)).toContain('06 00 00 00 02');
  await answerTest(desk.db, '54', link, first + 2 * day);
  expect((await missedTests(desk.db, '54', first + 3 * day)).map(({ phone }) => phone)).not.toContain('06 00 00 00 02');
  // The next month is another test.
  await look(Date.UTC(2027, 0, 4, 13, 15));
  expect(operator.to(second)).toHaveLength(4);
});

it('an operator that is away is a line that does not answer; without one nothing is called', async () => {
  await onDuty(monday - day, monday + 200 * day, '06 00 00 00 03');
  operator.status = 503;
  const at = Date.UTC(2027, 1, 1, 13, 15);
  await look(at);
  operator.status = 202;
  expect((await missedTests(desk.db, '54', at + 2 * day)).map(({ phone }) => phone)).toContain('06 00 00 00 03');
  // Nobody looks at it: told once more, a day after its limit, and no more.
  const told = async (now: number) => {
    forget();
    await lookByMail(now);
    return mails.filter(({ raw }) =>
      raw
        .toString('utf8')
        .replaceAll(/=\r?\n/g, '')
        .includes('06 00 00 00 03'),
    ).length;
  };
  expect([await told(at + day + hour), await told(at + day + 7 * hour), await told(at + 2 * day), await told(at + 9 * day)]).toEqual([1, 0, 1, 0]);
  const own = async () => (await missedTests(desk.db, '54', at + 9 * day)).find(({ phone }) => phone === '06 00 00 00 03');
  const id = (await own())?.id ?? '';
  expect([await takeMissedTest(desk.db, '54', id, agent, null), await takeMissedTest(desk.db, '54', id, agent, null)]).toEqual([true, false]);
  expect((await own())?.takenBy).toBe(agent);
  const does = () => doMissedTest(desk.db, '54', id, { account: agent, found: 'NUMBER', at: at + 9 * day });
  expect([await does(), await does(), await own()]).toEqual([true, false, undefined]);
  operator.carried.length = 0;
  await lookByMail(Date.UTC(2027, 2, 1, 13, 15));
  expect(operator.carried).toEqual([]);
});

it('the evaluation of an agreement is announced three times before it, once each, and what follows is said', async () => {
  const today = Date.UTC(2026, 10, 16, 22, 30);
  const agreement = { signedOn: '2026-01-15', evaluateOn: '2027-02-15', bodies: [] };
  await publishProcedure(desk.db, '54', { ...procedure, number: 7, agreement }, 'test');
  const told = async (days: number) => {
    forget();
    await createDutyLook({ ...parts }).lookAtDuty({ now: today + days * day });
    return mails.filter(({ raw }) => raw.includes('convention')).length;
  };
  expect([await told(0), await told(1), await told(2), await told(31), await told(40), await told(61), await told(95)]).toEqual([
    0, 1, 0, 1, 0, 1, 0,
  ]);
});

it('mail that is out, where an agreement has to be announced, keeps no line from being called', async () => {
  await onDuty(Date.UTC(2027, 3, 1), Date.UTC(2027, 4, 20), '06 00 00 00 04');
  const at = Date.UTC(2027, 3, 6, 13, 15);
  const agreement = { signedOn: '2026-01-15', evaluateOn: '2027-04-20', bodies: [] };
  await publishProcedure(desk.db, '54', { ...procedure, number: 8, agreement }, 'test');
  operator.carried.length = 0;
  const mailer = { send: () => Promise.reject(new Error('out')), close: () => undefined };
  await expect(createDutyLook({ ...parts, mailer }).lookAtDuty({ now: at })).rejects.toThrow('54');
  expect(operator.to('+33600000004').map(({ way }) => way)).toEqual(['sms', 'voice']);
});
