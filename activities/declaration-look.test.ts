import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createAccount, setActive } from '../accounts/accounts.ts';
import { DAY, HOUR } from '../calendar/milliseconds.ts';
import { apply } from '../cases/record/apply.ts';
import { markRead } from '../cases/record/dialogue.ts';
import { mergeCases } from '../cases/record/merging.ts';
import { caseState } from '../cases/record/read-case.ts';
import { listDepartments } from '../database/departments.ts';
import { declarationSchema } from '../intake/declarations/declaration.ts';
import { setEstablishments } from '../intake/declarations/establishments.ts';
import { keepDeclaration, keepPart } from '../intake/declarations/kept-declarations.ts';
import { receive } from '../intake/receive.ts';
import { anAlert, type OpenedCase, openCase } from '../test/fresh.testing.ts';
import { RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { tellInstitutions } from './declaration-look.ts';
import { openDutyDesk } from './duty.testing.ts';
import type { AddressedMail } from './mailer.ts';

const { desk, mails, parts, forget, end } = await openDutyDesk();
afterAll(end);
beforeEach(forget);

/** Monday 16 November 2026, 10:00 in Paris. */
const monday = Date.UTC(2026, 10, 16, 9);
const [department] = (await listDepartments(desk.db)).filter(({ code }) => code === '54');
const look = async (now: number) => {
  forget();
  if (department !== undefined) await tellInstitutions(parts, department, now);
  return mails.map(({ to }) => to[0]);
};
const account = (email: string, organisation: string) =>
  createAccount(desk.db, { department: '54', kind: 'INSTITUTION', organisation, email, name: 'Compte' }, null);

const flood = declarationSchema.parse({
  establishment: 'ehpad',
  category: '1',
  observedOn: '2026-11-16',
  nature: 'Inondation.',
  danger: 0,
  contactName: 'Camille',
});
/** Said by telephone: its confirmation is due two days after. */
const spoken = (at: number) => ({
  department: '54',
  organisation: 'ehpad',
  declaredAt: at,
  files: [],
  oralAt: at,
  writtenDue: at + 48 * HOUR,
  secondDue: null,
  declaration: flood,
});

it('whoever declares for the place is written to once of its receipt, before the confirmation and before part two; who gave them is not', async () => {
  await account('foyer@exemple.example', 'ehpad');
  const group = await account('siege@exemple.example', 'siege');
  await setEstablishments(desk.db, '54', group, ['ehpad']);
  await account('autre@exemple.example', 'autre');
  const gone = await account('parti@exemple.example', 'ehpad');
  await setActive(desk.db, '54', gone, false);
  const { caseId, alertId, reference } = await openCase(desk.db);
  const declaration = declarationSchema.parse({
    establishment: 'ehpad',
    category: '8',
    eigs: true,
    observedOn: '2026-11-16',
    nature: 'Madame Zéphirine Quillevéré.',
    danger: 0,
    contactName: 'Camille',
  });
  const limits = { oralAt: monday, writtenDue: monday + 48 * HOUR, secondDue: monday + 90 * DAY };
  await keepDeclaration(desk.db, {
    id: alertId,
    department: '54',
    caseId,
    reference,
    organisation: 'ehpad',
    declaredAt: monday,
    declaration,
    files: [],
    ...limits,
  });

  const first = await look(monday + HOUR);
  expect(first).toEqual(['foyer@exemple.example', 'siege@exemple.example']);
  for (const { raw } of mails) {
    expect(raw.toString()).toContain(reference);
    expect(raw.toString()).not.toMatch(/Quillev|ehpad|Camille/i);
  }
  expect(await look(monday + 2 * HOUR)).toEqual([]);
  expect(await look(monday + 34 * HOUR)).toEqual([]);
  expect(await look(monday + 36 * HOUR), 'twelve hours before, at the latest').toHaveLength(2);
  expect(await look(monday + 38 * HOUR)).toEqual([]);
  expect(await look(monday + 74 * DAY)).toEqual([]);
  expect(await look(monday + 76 * DAY)).toHaveLength(2);
  expect(await look(monday + 77 * DAY)).toEqual([]);
});

it('mail that is out is said again the next time', async () => {
  const { caseId, alertId, reference } = await openCase(desk.db);
  const at = monday + 200 * DAY;
  await keepDeclaration(desk.db, { id: alertId, caseId, reference, ...spoken(at) });
  const out = { send: () => Promise.reject(ApplicationFailure.create({ type: 'ECONNREFUSED' })), close: () => undefined };
  if (department !== undefined) await expect(tellInstitutions({ ...parts, mailer: out }, department, at + HOUR)).rejects.toThrow();
  expect(await look(at + 2 * HOUR)).toHaveLength(2);
  await keepPart(desk.db, '54', { declaration: alertId, part: 'WRITTEN', at: at + 3 * HOUR, by: 'Camille', text: 'Je confirme.' });
  expect(await look(at + 40 * HOUR), 'it came').toEqual([]);
});

/** A case that waits to be read, and may be merged. */
const awaited = async (): Promise<OpenedCase> => (await receive(desk.db, anAlert({ reachable: true, reach: 'EMAIL' }))) as OpenedCase;

const twoMore = async (at: number) => {
  const opened = [await awaited(), await awaited()];
  for (const { caseId, alertId, reference } of opened) await keepDeclaration(desk.db, { id: alertId, caseId, reference, ...spoken(at) });
  return opened;
};

it('many declarations are one mail to each account, and an address that refuses keeps no other waiting', async () => {
  const at = monday + 400 * DAY;
  const opened = await twoMore(at);
  const refusing = {
    send: (mail: AddressedMail, cancelled: AbortSignal) =>
      mail.to[0]?.startsWith('foyer')
        ? Promise.reject(ApplicationFailure.nonRetryable('EENVELOPE 550', RECIPIENT_REJECTED))
        : parts.mailer.send(mail, cancelled),
    close: () => undefined,
  };
  forget();
  if (department !== undefined) await tellInstitutions({ ...parts, mailer: refusing }, department, at + HOUR);
  expect(mails.map(({ to }) => to[0])).toEqual(['siege@exemple.example']);
  expect(mails[0]?.raw.toString().replaceAll(/=\r?\n/g, '')).toContain('2 d=C3=A9clarations');
  expect(
    opened.filter(({ reference }) => mails[0]?.raw.toString().includes(reference)),
    'one is named',
  ).toHaveLength(1);
  expect(await look(at + 2 * HOUR), 'neither is written to again').toEqual([]);
  expect(await look(at + 2 * DAY + 2 * HOUR), 'a look that is late says it all the same').toHaveLength(2);
});

it('says that the desk wrote, of a merged declaration by its own reference, until it is read', async () => {
  const at = Date.now();
  const [{ caseId: into }, { caseId, alertId, reference }] = (await twoMore(at)) as [OpenedCase, OpenedCase];
  const by = { kind: 'AGENT' as const, id: 'a0000000-0000-4000-8000-000000000001' };
  expect(await look(at + 1)).toHaveLength(2);
  expect(await mergeCases(desk.db, '54', { by, at, caseId, other: into })).toEqual({ done: true });
  const there = (await caseState(desk.db, '54', into))?.state.alerts.find(({ from }) => from?.case === caseId)?.id ?? '';
  const write = (now: number) =>
    apply(desk.db, '54', into, { kind: 'AuthorWritten', alert: there, at: now, by }, { content: { toAuthor: 'Bonjour.' } });
  expect(await write(Date.now())).toMatchObject({ came: 'DONE' });
  expect(await look(Date.now() + HOUR)).toHaveLength(2);
  expect(mails[0]?.raw.toString()).toContain(reference);
  expect(await look(Date.now() + 2 * HOUR)).toEqual([]);
  await write(Date.now());
  expect(await look(Date.now() + HOUR), 'a second message').toHaveLength(2);
  await write(Date.now());
  await markRead(desk.db, '54', alertId, 'AUTHOR', Date.now() + 1);
  expect(await look(Date.now() + HOUR), 'read already').toEqual([]);
});
