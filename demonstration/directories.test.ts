import { describe, expect, test } from 'vitest';
import { deskContact } from '../directory/desk.ts';
import { communesOf } from '../directory/record/communes.ts';
import { contactAt, indexDirectory, resolve } from '../directory/resolve.ts';
import { situation } from '../procedures/facts.testing.ts';
import { codes } from '../vocabulary/vocabulary.ts';
import { demonstrationDepartments, demonstrationDirectory } from './directories.ts';

describe.each(demonstrationDepartments)('department %s', (department) => {
  const directory = demonstrationDirectory(department);
  const indexed = indexDirectory(directory);
  const communes = communesOf(department).map(({ code }) => code);

  test('every commune named exists', () => {
    const known = new Set(communes);
    const named = directory.organisations.flatMap(({ territory, inseeCode }) => [
      ...('communes' in territory ? territory.communes : []),
      ...(inseeCode ? [inseeCode] : []),
    ]);
    expect(named.filter((code) => !known.has(code))).toEqual([]);
  });

  test('every role is answered for in every commune, by one body only', () => {
    // No shipped rule asks for the last four: a department lists them when it has them.
    const others = ['ETABLISSEMENT', 'URGENCES', 'DESK', 'MDPH', 'FRANCE_VICTIMES', 'BAILLEUR', 'BANQUE'];
    const roles = codes('role').filter((role) => !others.includes(role));
    const gaps = communes.flatMap((inseeCode) =>
      [...roles, 'POLICE_OR_GENDARMERIE' as const].flatMap((role) => {
        const found = resolve(role, situation({ inseeCode }), indexed, new Set());
        return 'gap' in found && role !== 'POLICE' ? [`${inseeCode} ${role} ${found.gap.reason}`] : [];
      }),
    );
    expect(gaps).toEqual([]);
  });

  test('everybody is plainly fictional: names, addresses, telephone numbers, FINESS numbers', () => {
    for (const { name, fictional, finess } of directory.organisations) {
      expect(name).toMatch(/ \(démonstration\)$/);
      expect(fictional).toBe(true);
      if (finess !== undefined) expect(finess).toMatch(new RegExp(`^${department}9990\\d{3}$`));
    }
    for (const { email, phone } of directory.contacts) {
      expect(email).toMatch(/\.example$/);
      expect(phone).toMatch(/^03 53 01 \d\d \d\d$/);
    }
    expect(new Set(directory.contacts.map(({ phone }) => phone)).size).toBe(directory.contacts.length);
  });

  test('the desk itself is reached by telephone and by mail', () => {
    expect(deskContact(indexed)).toMatchObject({ phone: `03 53 01 ${department} 98`, email: `${department}@guichet.example` });
    const silent = indexDirectory({ ...directory, organisations: directory.organisations.filter(({ roles }) => !roles.includes('DESK')) });
    expect(deskContact(silent)).toBeUndefined();
  });

  test('every body has somebody to write to, and those who act a deputy or a superior', () => {
    for (const { id, roles } of directory.organisations) {
      expect(contactAt(indexed, id, 'TITULAR', new Set())?.email).toBeDefined();
      if (roles.includes('ALLO_119')) continue;
      expect(contactAt(indexed, id, 'DEPUTY', new Set()) ?? contactAt(indexed, id, 'SUPERIOR', new Set())).not.toBeNull();
    }
  });
});
