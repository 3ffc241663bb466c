import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Account, createAccount, setActive } from '../../accounts/accounts.ts';
import { directoryWith, hours, monday } from '../../cases/world.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import { type Desk, freshDesk } from '../../test/fresh.testing.ts';
import { addDuty, listDuty, removeDuty, whoToCall } from './duty.ts';
import { currentDirectory, loadDirectory, publishDirectory } from './revisions.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const { organisations, contacts, links, calendars } = directoryWith();
const content = { department: '54', organisations, contacts, links, calendars };

describe('the directory', () => {
  it('is published as the next revision, used at once, and every revision stays loadable', async () => {
    const before = (await currentDirectory(desk.db, '54')).revision;
    const [one] = organisations;
    if (one === undefined) throw new Error('no organisation');
    const revision = await publishDirectory(
      desk.db,
      { ...content, organisations: [{ ...one, name: 'Autre nom' }, ...organisations.slice(1)] },
      'test',
    );
    expect(revision).toBe(before + 1);
    expect((await currentDirectory(desk.db, '54')).organisationById.get(one.id)?.name).toBe('Autre nom');
    const old = await inDepartment(desk.db, '54', (tx) => loadDirectory(desk.db, tx, '54', before));
    expect(old.organisationById.get(one.id)?.name).toBe(one.name);
    expect(old.revision).toBe(before);
  });

  it('gives two publications at once two revisions', async () => {
    const revisions = await Promise.all([1, 2, 3].map(() => publishDirectory(desk.db, content, 'test')));
    expect(new Set(revisions).size).toBe(3);
    expect((await currentDirectory(desk.db, '54')).revision).toBe(Math.max(...revisions));
  });
});

describe('the duty', () => {
  const phone = '+33 1 99 00 00 00';
  const account = async (name: string, kind: Account['kind'] = 'AGENT') =>
    createAccount(desk.db, { department: '57', kind, organisation: null, email: `${randomUUID()}@guichet.example`, name }, 'mot de passe');
  const called = async (level: number, at: number) => (await whoToCall(desk.db, '57', { level, at, caseId: randomUUID() })).map(({ name }) => name);

  it('calls who is on duty, then the stand-in, then the coordinators; a hole is the next level’s', async () => {
    const [first, standIn] = [await account('Un'), await account('Deux')];
    await account('Trois', 'COORDINATOR');
    await account('Quatre', 'COORDINATOR');
    await addDuty(desk.db, '57', { level: 0, starts: monday, ends: monday + hours(12), account: first, phone });
    const id = await addDuty(desk.db, '57', { level: 1, starts: monday, ends: monday + hours(24), account: standIn, phone });
    expect(await called(0, monday)).toEqual(['Un']);
    expect(await whoToCall(desk.db, '57', { level: 0, at: monday, caseId: randomUUID() })).toMatchObject([
      { account: first, phone, email: expect.stringContaining('@') },
    ]);
    expect(await called(1, monday)).toEqual(['Deux']);
    expect(await called(2, monday)).toEqual(['Quatre', 'Trois']);
    expect(await called(0, monday + hours(12))).toEqual(['Deux']);
    expect(await called(0, monday + hours(24))).toEqual(['Quatre', 'Trois']);
    await setActive(desk.db, '57', first, false);
    expect(await called(0, monday)).toEqual(['Deux']);
    expect((await listDuty(desk.db, '57', monday, monday + hours(1))).map(({ name, level }) => [name, level])).toEqual([
      ['Un', 0],
      ['Deux', 1],
    ]);
    await removeDuty(desk.db, '57', { id, account: standIn });
    expect(await called(0, monday + hours(13))).toEqual(['Quatre', 'Trois']);
  });

  it('refuses a time that ends before it starts', async () => {
    const one = await account('Un');
    await expect(addDuty(desk.db, '57', { level: 0, starts: monday, ends: monday, account: one, phone })).rejects.toThrow(/check constraint/);
  });
});
