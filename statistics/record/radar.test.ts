import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../accounts/accounts.ts';
import { explaining } from '../../cases/lists/plans.testing.ts';
import type { CaseEvent } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { mergeCases } from '../../cases/record/merging.ts';
import { stepBack } from '../../cases/record/release.ts';
import { agent, hours, monday } from '../../cases/world.testing.ts';
import { asActor } from '../../database/actor.ts';
import { asOwner, type Desk, freshDesk, openCase, rowsAsOwner } from '../../test/fresh.testing.ts';
import { markRadar, radarMarks, readRadar, signalsBehind } from './radar.ts';

let desk: Desk;
const now = monday + hours(24 * 10);
const year = 365.25 * 24;
const finess = (n: number) => `54${String(n).padStart(7, '0')}`;
const opened: { at: number; finess: string; channel: string; exercise: boolean; caseId: string }[] = [];

beforeAll(async () => {
  desk = await freshDesk();
  await asOwner(
    desk,
    `INSERT INTO establishment (department, finess, import, held, name, legal_entity, manager, category, category_name, capacity, folded)
     SELECT '54', '54' || lpad(n::text, 7, '0'), 1, true, 'EHPAD ' || n, CASE WHEN n IN (1, 2) THEN '540009999' END, CASE WHEN n IN (1, 2) THEN 'Association' END,
       '500', 'EHPAD', 40 + 10 * (n % 4), 'ehpad ' || n FROM generate_series(1, 9) n`,
  );
  const tell = async (n: number, at: number, channel: 'PHONE' | 'DECLARATION' = 'PHONE', exercise = false) => {
    const { caseId } = await openCase(
      desk.db,
      { channel, receivedAt: at, exercise },
      { channel, place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: finess(n) },
    );
    opened.push({ at, finess: finess(n), channel, exercise, caseId });
  };
  for (let n = 1; n <= 9; n += 1) for (let times = 0; times < (n === 3 ? 11 : 2); times += 1) await tell(n, monday - hours(24 * 31 * (times + n)));
  await tell(3, monday, 'DECLARATION');
  await tell(3, monday, 'PHONE', true);
  await tell(3, monday - hours(3.1 * year));
  await tell(77, monday);
});
afterAll(() => desk.end());

test('signals are joined over three years by place, as a count over each case says, without exercises, what was long ago, or what was declared', async () => {
  const lines = await readRadar(desk.db, '54', now);
  const counts = (of: string) =>
    opened.filter((one) => one.finess === of && !one.exercise && one.channel !== 'DECLARATION' && one.at >= now - hours(3 * year));
  for (const line of lines.filter(({ kind }) => kind === 'PLACE')) expect(line.signals, line.id).toBe(counts(line.id).length);
  expect(lines.filter(({ kind }) => kind === 'PLACE').length).toBe(10);
  expect(lines[0]).toMatchObject({ id: finess(3), verdict: 'LOOK', signals: 11, latest: monday - hours(24 * 31 * 3), declared: 1, capacity: 70 });
  const others = opened.filter((one) => one.finess !== finess(3) && one.finess !== finess(77)).length;
  const places = [1, 2, 4, 5, 6, 7, 8, 9].reduce((sum, n) => sum + 40 + 10 * (n % 4), 0);
  expect(lines[0]?.against).toMatchObject({
    expected: expect.closeTo((70 * others) / places, 10),
    others: { places: 8, capacity: places, signals: others },
  });
  expect(lines.find(({ id }) => id === finess(77))).toMatchObject({ verdict: 'NO_SIZE', capacity: null });
  expect(lines.find(({ kind }) => kind === 'PROVIDER')).toMatchObject({ id: '540009999', signals: 4, places: [finess(1), finess(2)] });
});

test('what was not retained is a weak signal too, a case merged into another is none of its own; behind a line are the cases that whoever asks may open', async () => {
  const account = await createAccount(
    desk.db,
    { department: '54', kind: 'COORDINATOR', organisation: null, email: 'c@guichet.example', name: 'C' },
    null,
  );
  const behind = () => asActor({ as: 'PERSON', account }, () => signalsBehind(desk.db, '54', [finess(3)], now));
  expect((await behind()).length).toBe(11);
  const own = opened.find((one) => one.finess === finess(3) && one.channel === 'PHONE' && !one.exercise);
  await stepBack(desk.db, '54', account, own?.caseId ?? '');
  expect((await behind()).length).toBe(10);
  const asked = await asActor({ as: 'PERSON', account }, () => readRadar(desk.db, '54', now));
  expect(asked[0]?.signals, 'the figure is the department’s').toBe(11);
  const filtered = opened.find((one) => one.finess === finess(3) && one !== own && one.channel === 'PHONE');
  const event = { kind: 'NotRetained', reason: 'HORS_CHAMP', at: now, by: agent } as CaseEvent;
  await apply(desk.db, '54', filtered?.caseId ?? '', event);
  expect((await readRadar(desk.db, '54', now))[0]?.signals).toBe(11);
  const [one, other] = opened.filter(({ finess: of, caseId }) => of === finess(3) && caseId !== own?.caseId && caseId !== filtered?.caseId);
  expect(await mergeCases(desk.db, '54', { by: agent, at: now, caseId: one?.caseId ?? '', other: other?.caseId ?? '' })).toEqual({ done: true });
  expect((await readRadar(desk.db, '54', now))[0]?.signals).toBe(10);
});

test('a decision is kept for ever, after the one it follows and no other', async () => {
  const [{ id: by = '' } = {}] = await rowsAsOwner<{ id: string }>(desk, 'SELECT id FROM account LIMIT 1');
  const mark = { kind: 'PLACE' as const, subject: finess(3), signals: 11, by };
  const both = await Promise.all([1, 2].map(() => markRadar(desk.db, '54', { ...mark, state: 'OPENED', why: null, after: null }, now)));
  expect(both.toSorted()).toEqual([false, true]);
  expect(await markRadar(desk.db, '54', { ...mark, state: 'DISMISSED', why: 'FOLLOWED', after: 1 }, now)).toBe(true);
  expect(await radarMarks(desk.db, '54')).toMatchObject([{ state: 'DISMISSED', why: 'FOLLOWED', number: 2 }]);
  expect((await radarMarks(desk.db, '54', mark)).map(({ number }) => number)).toEqual([2, 1]);
  await expect(asOwner(desk, `DELETE FROM radar_mark`)).rejects.toThrow();
});

test('signals are read by the index of cases by establishment', async () => {
  await asOwner(
    desk,
    `INSERT INTO case_file (id, department, reference, procedure_slug, procedure_number, state, status, qualification, danger, place, victim_group, implicated, exercise, journal_count,
       journal_head, last_at, opened_at)
     SELECT gen_random_uuid(), '54', '54-20-' || lpad(n::text, 6, '0'), 'p', 1, '{"facts":{},"alerts":[{"channel":"PHONE"}],"tasks":[]}', 'CLOSED', 'CONFIRMED', 1, 'DOMICILE', 'PERSONNE_AGEE', '{}',
       false, 1, '', to_timestamp(1.6e9), to_timestamp(1.6e9 + n) FROM generate_series(1, 5000) n`,
  );
  await asOwner(desk, 'ANALYZE case_file');
  const { db, plans } = explaining(desk.db);
  await readRadar(db, '54', now);
  const read = plans.find(({ statement }) => statement.includes('AS MATERIALIZED'));
  expect(read?.indexes).toContain('case_file_by_establishment');
  expect(read?.scanned).not.toContain('case_file');
});
