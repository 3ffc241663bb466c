import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { stepBack } from '../../cases/record/release.ts';
import { signDays } from '../../cases/record/signing.ts';
import { agent, hours, monday } from '../../cases/world.testing.ts';
import { asActor } from '../../database/actor.ts';
import { asOwner, type Desk, freshDesk, openCase, signing } from '../../test/fresh.testing.ts';
import { checklistOf, currentChecklist } from '../checklist.ts';
import { drawnEachMonth } from '../draw.ts';
import { endAction, raiseAction, reviewActions } from './actions.ts';
import { drawnMonth, drawReviews, reviewMonths } from './months.ts';
import { keepReading, readInMonths, readReviewed, reviewCases, reviewsToRead } from './readings.ts';

let desk: Desk;
let readers: string[];
/** Long after the month of the cases: the first of the next is signed. */
const after = monday + hours(24 * 31);
const month = '2026-11-01';
const all = (answer: 'MET' | 'NOT_MET') => Object.fromEntries(checklistOf(currentChecklist).map(({ id }) => [id, answer]));
const ended: string[] = [];

beforeAll(async () => {
  desk = await freshDesk();
  const account = (name: string) =>
    createAccount(desk.db, { department: '54', kind: 'COORDINATOR', organisation: null, email: `${name}@guichet.example`, name }, null);
  readers = await Promise.all(['camille', 'dominique', 'sacha'].map(account));
  for (let n = 0; n < 7; n += 1) {
    const { caseId } = await openCase(desk.db, { channel: 'PHONE', receivedAt: monday + hours(n), exercise: n === 6 }, { channel: 'PHONE' });
    const event = {
      kind: 'NotRetained',
      reason: 'HORS_CHAMP',
      at: monday + hours(n + 1),
      by: { ...agent, id: n === 0 ? (readers[2] ?? '') : agent.id },
    };
    expect(await apply(desk.db, '54', caseId, event as CaseEvent)).not.toHaveProperty('refused');
    if (n < 6) ended.push(caseId);
  }
  await openCase(desk.db, { receivedAt: monday });
  // Their day is now, whatever clock they were lived by: journals say when they were written.
  await asOwner(
    desk,
    `INSERT INTO journal_root (department, day, heads, root, signature, key_generation) SELECT '54', '2026-12-01', 1, sha256('root'), '\\x00', 1`,
  );
});
afterAll(() => desk.end());

const as = <T>(account: string, work: () => Promise<T>) => asActor({ as: 'PERSON', account }, work);

test('a month is drawn once, from what ended in it, by the root of the day after; it can be taken again, and a place changed shows', async () => {
  const [one, two] = await Promise.all([drawReviews(desk.db, '54', after), drawReviews(desk.db, '54', after)]);
  expect([...one, ...two]).toEqual([month]);
  expect(await drawReviews(desk.db, '54', after)).toEqual([]);
  const drawn = await drawnMonth(desk.db, '54', month);
  expect(drawn).toMatchObject({ frame: 6, drawn: drawnEachMonth, read: 0, holds: true });
  expect(drawn?.cases.map(({ caseId }) => caseId).toSorted()).toEqual(ended.toSorted());
  const tickets = drawn?.cases.map(({ ticket }) => ticket) ?? [];
  expect(tickets).toEqual(tickets.toSorted());
  await expect(asOwner(desk, 'UPDATE review_case SET place = place + 10')).rejects.toThrow();
  await asOwner(desk, 'ALTER TABLE review_case DISABLE TRIGGER USER');
  await asOwner(desk, 'UPDATE review_case SET place = 7 - place + 100; UPDATE review_case SET place = place - 100');
  expect((await drawnMonth(desk.db, '54', month))?.holds).toBe(false);
  await asOwner(desk, 'UPDATE review_case SET place = 7 - place + 100; UPDATE review_case SET place = place - 100');
  await asOwner(desk, 'ALTER TABLE review_case ENABLE TRIGGER USER');
  expect((await drawnMonth(desk.db, '54', month))?.holds).toBe(true);
  expect(await reviewMonths(desk.db, '54')).toMatchObject([{ month, drawn: drawnEachMonth, read: 0 }]);
});

test('two who had no part in a case read it, apart; what is sealed does not come with it, and notes open only once both have read', async () => {
  const [first = '', second = '', third = ''] = readers;
  const cases = await as(first, () => reviewCases(desk.db, '54', first, month));
  const toRead = await as(third, () => reviewsToRead(desk.db, '54', third));
  const handled = cases.find(({ caseId }) => caseId === ended[0]);
  expect(toRead.some(({ caseId }) => caseId === ended[0])).toBe(false);
  if (handled !== undefined)
    expect(await as(third, () => keepReading(desk.db, '54', handled, { reader: third, answers: all('MET'), note: '' }, after))).toBe('HANDLED');
  const [one] = cases.filter(({ caseId }) => caseId !== ended[0]);
  if (one === undefined) throw new Error('nothing was drawn');
  const keep = (reader: string, answers: ReturnType<typeof all>, note = '') =>
    as(reader, () => keepReading(desk.db, '54', one, { reader, answers, note }, after));
  expect(await keep(first, all('MET'), 'Le danger a été revu.')).toBeNull();
  expect(await keep(first, all('NOT_MET')), 'the first reading stands').toBe('OWN');
  const shown = (reader: string) => as(reader, () => readReviewed(desk.db, '54', { kind: 'COORDINATOR', id: reader }, one));
  expect(await shown(second)).toMatchObject({ readings: 1, both: [] });
  expect(await keep(second, { ...all('MET'), delai: 'NOT_MET' })).toBeNull();
  expect(await keep(third, all('MET'))).toBe('READ');
  expect((await shown(third))?.both).toMatchObject([
    { reader: first, note: 'Le danger a été revu.' },
    { answers: { delai: 'NOT_MET' }, note: null },
  ]);
  expect(JSON.stringify(await shown(third))).not.toMatch(/sealed|content|hash/);
  expect((await readInMonths(desk.db, '54', month, month)).map(({ caseId }) => caseId)).toEqual([one.caseId]);
  expect(await as(first, () => readReviewed(desk.db, '54', { kind: 'COORDINATOR', id: first }, { ...one, month: '2026-10-01' }))).toBeNull();
});

test('what follows has an owner and a day, and ends once; of a case somebody stepped back from, nothing is shown', async () => {
  const [first = '', second = ''] = readers;
  const [one] = await as(first, () => reviewCases(desk.db, '54', first, month));
  if (one === undefined) throw new Error('nothing was drawn');
  const action = { ...one, formKey: 'form', criterion: 'base', what: 'Revoir le modèle.', owner: second, due: '2027-01-15', by: first };
  for (let twice = 0; twice < 2; twice += 1) expect(await raiseAction(desk.db, '54', action, after)).toBe(true);
  const open = await as(second, () => reviewActions(desk.db, '54', 'OPEN'));
  expect(open).toMatchObject([{ what: 'Revoir le modèle.', owner: second, due: '2027-01-15' }]);
  const id = open[0]?.id ?? '';
  await stepBack(desk.db, '54', first, one.caseId);
  expect(await as(first, () => reviewActions(desk.db, '54', 'OPEN'))).toEqual([]);
  expect((await as(first, () => reviewCases(desk.db, '54', first, month))).map(({ caseId }) => caseId)).not.toContain(one.caseId);
  expect(await endAction(desk.db, '54', { id, as: 'DONE', by: second }, after)).toBe(true);
  expect(await endAction(desk.db, '54', { id, as: 'DROPPED', by: second }, after)).toBe(false);
  expect(await as(second, () => reviewActions(desk.db, '54', 'ENDED'))).toMatchObject([{ id, ended: { as: 'DONE', by: second } }]);
});

test('a day that is signed is what a draw begins from: before it, nothing is drawn', async () => {
  const other = await freshDesk();
  try {
    await openCase(other.db, { receivedAt: monday });
    expect(await drawReviews(other.db, '54', after)).toEqual([]);
    await signDays(other.db, '54', signing, after + hours(48));
    expect((await reviewMonths(other.db, '54')).length).toBe(0);
    expect((await drawReviews(other.db, '54', after)).length).toBeLessThanOrEqual(3);
  } finally {
    await other.end();
  }
});
