import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseEvent } from '../../cases/model/events.ts';
import { apply } from '../../cases/record/apply.ts';
import { mergeCases, separateCases } from '../../cases/record/merging.ts';
import { caseState } from '../../cases/record/read-case.ts';
import { agent, atHome, hours, monday, noBasis } from '../../cases/world.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import { recordContact } from '../../intake/contact.ts';
import { asOwner, type Desk, freshDesk, type OpenedCase, openCase } from '../../test/fresh.testing.ts';
import { indicators } from '../chapters.ts';
import { type Figure, figures } from '../count.ts';
import { surveysOf } from './surveys.ts';
import { makeTallies, talliesFromJournals } from './tallies.ts';

let desk: Desk;
const now = monday + hours(24 * 31);
const period = { from: monday - hours(1), until: monday + hours(24 * 30) };

const act = async ({ caseId }: OpenedCase, at: number, event: object): Promise<void> => {
  const applied = await apply(desk.db, '54', caseId, { ...event, at, by: agent } as CaseEvent);
  if ('refused' in applied) throw new Error(applied.refused.code);
};

beforeAll(async () => {
  desk = await freshDesk();
  const receivedAt = monday;
  const contact = { department: '54', channel: 'PHONE', source: 'test', bodyHash: Buffer.alloc(32), receivedAt, content: {} } as const;
  await recordContact(desk.db, { ...contact, kind: 'ADVICE', externalId: 'avis' });
  await recordContact(desk.db, { ...contact, kind: 'INFORMATION', externalId: 'information' });

  const answered = await openCase(desk.db, { door: { authenticated: true, actor: { kind: 'API', id: 'key' } } });
  for (const id of answered.state.messages.map((message) => message.id)) await act(answered, monday + hours(1), { kind: 'HandedOver', message: id });
  await act(answered, monday + hours(4), { kind: 'Qualified', facts: { ...atHome, channel: 'API' }, basis: noBasis });
  await act(answered, monday + hours(5), { kind: 'Acknowledged', transfer: 't1' });
  await act(answered, monday + hours(9), { kind: 'TakenInCharge', transfer: 't1' });

  const filtered = await openCase(desk.db, { channel: 'PHONE' }, { channel: 'PHONE', reporterLink: 'PROCHE' });
  await act(filtered, monday + hours(2), { kind: 'NotRetained', reason: 'HORS_CHAMP' });

  await openCase(desk.db, { receivedAt: monday - hours(2) });
  await openCase(desk.db, { exercise: true });
  await openCase(desk.db, { department: '57' });
});
afterAll(() => desk.end());

async function read(): Promise<Map<string, Figure>> {
  const [reading] = await surveysOf(desk.db, '54', [period], now);
  return new Map(figures(reading, indicators).map((figure) => [figure.id, figure]));
}

test('counts contacts, alerts and cases apart, without exercises, other departments or what came before', async () => {
  const said = await read();
  expect(said.get('contacts-par-nature')).toMatchObject({ of: 4 });
  expect(said.get('part-des-alertes')).toEqual({ id: 'part-des-alertes', value: 2, of: 4 });
  expect(said.get('alertes-par-porte')).toMatchObject({
    of: 2,
    lines: [
      { code: 'API', value: 1 },
      { code: 'PHONE', label: 'Téléphone', value: 1 },
    ],
  });
  expect(said.get('dossiers-ouverts')).toEqual({ id: 'dossiers-ouverts', value: 2 });
  expect(said.get('alertes-par-dossier')).toMatchObject({ value: 2, of: 2 });
});

test('what nobody knows is a line, and what is not recorded is said, never zero', async () => {
  const said = await read();
  expect(said.get('alertes-par-auteur')).toMatchObject({
    of: 2,
    lines: expect.arrayContaining([
      { code: 'PROCHE', label: 'Proche', value: 1 },
      { code: null, label: 'Non connu', value: 1 },
    ]),
  });
  for (const { id, measure } of indicators) if (measure.kind === 'MISSING') expect(said.get(id)).toEqual({ id, missing: measure.needs });
});

test('says in how many cases in establishments reprisals are reported', async () => {
  const later = { from: period.until, until: period.until + hours(24) };
  const inHome = { place: 'ETABLISSEMENT_PERSONNES_AGEES' } as const;
  const reported = await openCase(desk.db, { receivedAt: later.from }, inHome);
  await act(reported, later.from + hours(1), { kind: 'SituationNoted', situation: { repetition: null, reprisals: ['VISITES'] } });
  await openCase(desk.db, { receivedAt: later.from }, inHome);
  await openCase(desk.db, { receivedAt: later.from });
  const asked = indicators.filter(({ id }) => id === 'represailles');
  const [reading] = await surveysOf(desk.db, '54', [later], later.until);
  expect(figures(reading, asked)).toEqual([{ id: 'represailles', value: 1, of: 2 }]);
});

test('says what became of alerts, and how long each step took', async () => {
  const said = await read();
  expect(said.get('alertes-non-retenues')).toMatchObject({ of: 1, lines: [{ code: 'HORS_CHAMP', value: 1 }] });
  expect(said.get('conversion')).toMatchObject({ value: 1, of: 2 });
  // One by the API; the call is in no delay before it is qualified.
  expect(said.get('qualification')).toMatchObject({ value: 1, median: 4, p90: 4, working: { median: 4, p90: 4 } });
  expect(said.get('recu')).toMatchObject({ value: 1, median: 4 });
  expect(said.get('pris-en-charge')).toMatchObject({ value: 1, median: 8, working: { median: 6 } });
  expect(said.get('suite-donnee')).toEqual({
    id: 'suite-donnee',
    value: 0,
    median: null,
    p90: null,
    working: { median: null, p90: null },
    open: 1,
    oldest: 24 * 31 - 1,
  });
});

const year = { from: Date.UTC(2027, 0, 1), until: Date.UTC(2028, 0, 1) };

/** What some indicators say of that year, at its end. */
async function ofYear(...ids: string[]): Promise<Figure[]> {
  const [reading] = await surveysOf(desk.db, '54', [year], year.until);
  return figures(
    reading,
    indicators.filter(({ id }) => ids.includes(id)),
  );
}

test('a case merged into another counts with it, and by itself again once they are separated', async () => {
  const byPhone = (receivedAt: number) => openCase(desk.db, { receivedAt, channel: 'PHONE' }, { channel: 'PHONE' });
  const [into, from] = [await byPhone(year.from), await byPhone(year.from + hours(1))];
  const pair = { by: agent, at: year.from + hours(2), caseId: from.caseId, other: into.caseId };
  expect(await mergeCases(desk.db, '54', pair)).toEqual({ done: true });
  const counted = ['alertes-par-porte', 'dossiers-ouverts', 'alertes-par-dossier'];
  expect(await ofYear(...counted)).toMatchObject([{ of: 2 }, { value: 1 }, { value: 2, of: 1 }]);
  expect(await separateCases(desk.db, '54', { ...pair, at: year.from + hours(3) })).toEqual({ done: true });
  expect(await ofYear(...counted)).toMatchObject([{ of: 2 }, { value: 2 }, { value: 2, of: 2 }]);
});

test('a case closed in the period is concluded until somebody opens it again, and is then in what is open', async () => {
  const one = await openCase(desk.db, { receivedAt: year.from + hours(24) });
  const at = year.from + hours(30);
  await act(one, at, { kind: 'Qualified', facts: { ...atHome, channel: 'API' }, basis: noBasis });
  for (const id of one.state.transfers.map((transfer) => transfer.id))
    await act(one, at, { kind: 'TransferCancelled', transfer: id, reason: 'AGENT' });
  const result = { conclusion: 'AVEREE', evidence: 'ETABLI', risk: 'RETIRE', wishes: 'ATTEINTS', safer: 'BEAUCOUP', refusedByPerson: 'NON' };
  await act(one, at, { kind: 'ResultRecorded', result });
  for (const { id, status } of (await caseState(desk.db, '54', one.caseId))?.state.tasks ?? [])
    if (status === 'OPEN') await act(one, at, { kind: 'TaskDone', task: id });
  await act(one, at + hours(1), { kind: 'Closed' });
  const counted = ['souhaits', 'risque', 'nouvelle-alerte-6-mois'];
  const closed = [
    { of: 1, lines: [{ code: 'ATTEINTS', value: 1 }] },
    { of: 1, lines: [{ code: 'RETIRE' }] },
    { value: 0, of: 1 },
  ];
  expect(await ofYear(...counted)).toMatchObject(closed);
  await act(one, at + hours(48), { kind: 'Reopened' });
  expect(await ofYear(...counted)).toMatchObject([{ of: 0, lines: [] }, { of: 0 }, { value: 1, of: 1 }]);
});

test('what is kept with each step is what the journals say, and is made from them again: merged, separated, opened again, exercises', async () => {
  await openCase(desk.db, { exercise: true });
  const kept = await inDepartment(desk.db, '54', async (tx) => {
    const { rows } = await tx.query<{ id: string; counted: object; lines: object }>({ text: 'SELECT case_id AS id, counted, lines FROM case_tally' });
    const told = await talliesFromJournals(
      tx,
      rows.map(({ id }) => id),
    );
    for (const { id, counted, lines } of rows) expect({ counted, lines }).toEqual(told.get(id));
    const { rows: all } = await tx.query<{ n: number }>({ text: 'SELECT count(*)::int AS n FROM case_file' });
    expect(rows.length).toBe(all[0]?.n);
    return rows;
  });
  await asOwner(desk, 'DELETE FROM case_tally');
  await asOwner(desk, 'UPDATE department SET tallied = false');
  const before = await ofYear('dossiers-ouverts', 'pris-en-charge');
  expect(before).toMatchObject([{ value: 3 }, {}]);
  expect(await makeTallies(desk.db, '54')).toBe(0);
  expect(await makeTallies(desk.db, '54', true)).toBe(kept.length);
  expect(await ofYear('dossiers-ouverts', 'pris-en-charge')).toEqual(before);
});

test('every definition is whole: an id of its own, what is divided by what, and which date places it', () => {
  expect(new Set(indicators.map(({ id }) => id)).size).toBe(indicators.length);
  expect(new Set(indicators.map(({ number }) => number)).size).toBe(indicators.length);
  for (const { id, measure, denominator } of indicators) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    if (measure.kind !== 'COUNT' && measure.kind !== 'MISSING') expect(denominator, id).toBeDefined();
  }
});
