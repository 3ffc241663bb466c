import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseEvent } from '../cases/model/events.ts';
import { apply } from '../cases/record/apply.ts';
import { agent, atHome, hours, monday, noBasis } from '../cases/world.testing.ts';
import { recordContact } from '../intake/contact.ts';
import { type Desk, freshDesk, type OpenedCase, openCase } from '../test/fresh.testing.ts';
import { indicators } from './chapters.ts';
import { type Figure, figures } from './count.ts';

let desk: Desk;
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
  return new Map((await figures(desk.db, '54', period, indicators)).map((figure) => [figure.id, figure]));
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
  expect(await figures(desk.db, '54', later, asked)).toEqual([{ id: 'represailles', value: 1, of: 2 }]);
});

test('says what became of alerts, and how long each step took', async () => {
  const said = await read();
  expect(said.get('alertes-non-retenues')).toMatchObject({ of: 1, lines: [{ code: 'HORS_CHAMP', value: 1 }] });
  expect(said.get('conversion')).toMatchObject({ value: 1, of: 2 });
  expect(said.get('qualification')).toMatchObject({ value: 1, median: 4, p90: 4 });
  expect(said.get('recu')).toMatchObject({ value: 1, median: 4 });
  expect(said.get('pris-en-charge')).toMatchObject({ value: 1, median: 8 });
  expect(said.get('suite-donnee')).toEqual({ id: 'suite-donnee', value: 0, median: null, p90: null });
});

test('every definition is whole: an id of its own, what is divided by what, and which date places it', () => {
  expect(new Set(indicators.map(({ id }) => id)).size).toBe(indicators.length);
  expect(new Set(indicators.map(({ number }) => number)).size).toBe(indicators.length);
  for (const { id, measure, denominator } of indicators) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    if (measure.kind === 'SHARE' || measure.kind === 'LINES') expect(denominator, id).toBeDefined();
  }
});
