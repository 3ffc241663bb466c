import { afterAll, beforeAll, expect, it } from 'vitest';
import { directoryWith } from '../../cases/world.testing.ts';
import { inDepartment } from '../../database/pool.ts';
import { type Desk, freshDesk } from '../../test/fresh.testing.ts';
import type { Contact, Organisation } from '../directory.ts';
import { contactPart, organisationPart } from '../edits.ts';
import { historyOfBody, pendingChanges, publishChanges, saveChanges, settleConflict, undoChanges } from './changes.ts';
import { currentDirectory, publishDirectory } from './revisions.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const ann = { account: '00000000-0000-7000-8000-00000000000a', name: 'Ann' };
const bob = { account: '00000000-0000-7000-8000-00000000000b', name: 'Bob' };
const now = Date.UTC(2026, 10, 29, 10);
const alone = (account: string) => ({ handOf: async () => new Set([account]) });
const whatever = { seen: () => true };
const { organisations, contacts } = directoryWith();
const [body, contact] = [organisations[0] as Organisation, contacts.find((one) => one.organisation === organisations[0]?.id) as Contact];
const renamed = (name: string) => ({ edits: [{ part: organisationPart(body.id), after: { ...body, name } }], why: 'essai', by: ann });
const current = () => currentDirectory(desk.db, '54');
const pendingParts = async () => (await pendingChanges(desk.db, '54')).map(({ part }) => part);

it('a saving waits, once however often it is sent, is undone, and is published with who, when, from what to what and why', async () => {
  const before = (await current()).revision;
  expect(await saveChanges(desk.db, '54', renamed('Nouveau nom'), now)).toEqual({ saved: 1 });
  expect(await saveChanges(desk.db, '54', renamed('Nouveau nom'), now)).toEqual({ saved: 0 });
  expect((await current()).organisationById.get(body.id)?.name).toBe(body.name);
  const [first] = await pendingChanges(desk.db, '54');
  expect(await undoChanges(desk.db, '54', first?.batch ?? '')).toBe(true);
  expect(await pendingParts()).toEqual([]);

  await saveChanges(desk.db, '54', renamed('Nouveau nom'), now);
  expect(await publishChanges(desk.db, '54', { by: bob, ...alone(bob.account), ...whatever }, now + 1)).toEqual({ revision: before + 1 });
  expect((await current()).organisationById.get(body.id)?.name).toBe('Nouveau nom');
  expect(await publishChanges(desk.db, '54', { by: bob, ...alone(bob.account), ...whatever }, now)).toEqual({ refused: 'NOTHING' });
  expect((await historyOfBody(desk.db, '54', body.id))[0]).toMatchObject({
    before: { name: body.name },
    after: { name: 'Nouveau nom' },
    why: 'essai',
    by: ann,
    at: now,
    published: { revision: before + 1, by: bob, at: now + 1 },
  });
});

it('a part that is again what is published waits no more', async () => {
  const name = (await current()).organisationById.get(body.id)?.name ?? '';
  await saveChanges(desk.db, '54', renamed('Un autre'), now);
  await saveChanges(desk.db, '54', renamed(name), now);
  expect(await pendingParts()).toEqual([]);
});

it('an address waits for a second person while the rest goes; nothing is published that was not seen', async () => {
  const part = contactPart(contact.id);
  await saveChanges(desk.db, '54', { edits: [{ part, after: { ...contact, email: 'autre@guichet.example' } }], why: 'mutation', by: ann }, now);
  await saveChanges(desk.db, '54', renamed('Encore un nom'), now);
  expect(await publishChanges(desk.db, '54', { by: ann, ...alone(ann.account), seen: (_revision, numbers) => numbers.length === 1 }, now)).toEqual({
    refused: 'CHANGED',
  });
  expect(await publishChanges(desk.db, '54', { by: ann, ...alone(ann.account), ...whatever }, now)).toHaveProperty('revision');
  expect((await current()).contactById.get(contact.id)?.email).toBe(contact.email);
  expect(await pendingParts()).toEqual([part]);
  expect(await publishChanges(desk.db, '54', { by: ann, ...alone(ann.account), ...whatever }, now)).toEqual({ refused: 'NOTHING' });
  const oneHand = { ...whatever, handOf: async (_tx: unknown, authors: readonly string[]) => new Set([...authors, bob.account]) };
  expect(await publishChanges(desk.db, '54', { by: bob, ...oneHand }, now)).toEqual({ refused: 'NOTHING' });
  expect(await publishChanges(desk.db, '54', { by: bob, ...alone(bob.account), ...whatever }, now)).toHaveProperty('revision');
  expect((await current()).contactById.get(contact.id)?.email).toBe('autre@guichet.example');
});

it('nobody writes over what was seen, nor over what was published meanwhile', async () => {
  const seen = { ...renamed('Le mien'), unchanged: () => false };
  expect(await saveChanges(desk.db, '54', seen, now)).toEqual({ changed: true });
  await saveChanges(desk.db, '54', renamed('Le mien'), now);
  const { department, organisations: all, contacts: people, links, calendars } = await current();
  const theirs = all.map((one) => (one.id === body.id ? { ...one, name: 'Le leur' } : one));
  await publishDirectory(desk.db, { department, organisations: theirs, contacts: people, links, calendars }, 'ligne de commande');
  expect((await historyOfBody(desk.db, '54', body.id))[0]).toMatchObject({
    after: { name: 'Le leur' },
    by: { account: null, name: 'ligne de commande' },
  });
  expect(await publishChanges(desk.db, '54', { by: bob, ...alone(bob.account), ...whatever }, now)).toEqual({ refused: 'NOTHING' });
  await settleConflict(desk.db, '54', organisationPart(body.id), 'PENDING');
  expect(await publishChanges(desk.db, '54', { by: bob, ...alone(bob.account), ...whatever }, now)).toHaveProperty('revision');
  expect((await current()).organisationById.get(body.id)?.name).toBe('Le mien');
});

it('a directory that would not be one is refused, with what is wrong', async () => {
  const part = contactPart('sans-organisme');
  await saveChanges(
    desk.db,
    '54',
    { edits: [{ part, after: { ...contact, id: 'sans-organisme', organisation: 'nulle-part' } }], why: '', by: ann },
    now,
  );
  expect(await publishChanges(desk.db, '54', { by: bob, ...alone(bob.account), ...whatever }, now)).toMatchObject({
    refused: 'WRONG',
    problems: [expect.stringContaining('nulle-part')],
  });
  await settleConflict(desk.db, '54', part, 'PUBLISHED');
  expect(await pendingParts()).toEqual([]);
});

it('what was published can be neither changed nor taken out', async () => {
  const inside = (text: string) => inDepartment(desk.db, '54', (tx) => tx.query({ text }));
  expect((await inside(`UPDATE directory_change SET why = 'autre'`)).rowCount).toBe(0);
  expect((await inside('DELETE FROM directory_change')).rowCount).toBe(0);
});
