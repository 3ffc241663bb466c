import { afterAll, beforeEach, expect, it } from 'vitest';
import { createAccount, setActive } from '../accounts/accounts.ts';
import { DAY, HOUR } from '../calendar/milliseconds.ts';
import { listDepartments } from '../database/departments.ts';
import { declarationSchema } from '../intake/declarations/declaration.ts';
import { setEstablishments } from '../intake/declarations/establishments.ts';
import { keepDeclaration, keepPart } from '../intake/declarations/kept-declarations.ts';
import { openCase } from '../test/fresh.testing.ts';
import { tellInstitutions } from './declaration-look.ts';
import { openDutyDesk } from './duty.testing.ts';

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
  expect(await look(monday + 35 * HOUR)).toEqual([]);
  expect(await look(monday + 37 * HOUR)).toHaveLength(2);
  expect(await look(monday + 38 * HOUR)).toEqual([]);
  expect(await look(monday + 74 * DAY)).toEqual([]);
  expect(await look(monday + 76 * DAY)).toHaveLength(2);
  expect(await look(monday + 77 * DAY)).toEqual([]);
});

it('mail that is out is said again the next time', async () => {
  const { caseId, alertId, reference } = await openCase(desk.db);
  const declaration = declarationSchema.parse({
    establishment: 'ehpad',
    category: '1',
    observedOn: '2026-11-16',
    nature: 'Inondation.',
    danger: 0,
    contactName: 'Camille',
  });
  const at = monday + 200 * DAY;
  const kept = {
    department: '54',
    caseId,
    reference,
    organisation: 'ehpad',
    declaredAt: at,
    files: [],
    oralAt: at,
    writtenDue: at + 48 * HOUR,
    secondDue: null,
  };
  await keepDeclaration(desk.db, { id: alertId, declaration, ...kept });
  const out = { send: () => Promise.reject(new Error('out')), close: () => undefined };
  if (department !== undefined) await expect(tellInstitutions({ ...parts, mailer: out }, department, at + HOUR)).rejects.toThrow('out');
  expect(await look(at + 2 * HOUR)).toHaveLength(2);
  await keepPart(desk.db, '54', { declaration: alertId, part: 'WRITTEN', at: at + 3 * HOUR, by: 'Camille', text: 'Je confirme.' });
  expect(await look(at + 40 * HOUR), 'it came').toEqual([]);
});
