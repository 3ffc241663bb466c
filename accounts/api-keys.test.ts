import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDepartment } from '../database/pool.ts';
import { asOwner, type Desk, freshDesk } from '../test/fresh.testing.ts';
import { machineKey } from '../test/machine-key.ts';
import {
  apiKeyById,
  createApiKey,
  endOfKey,
  endsSoon,
  findApiKey,
  keyUsed,
  listApiKeys,
  type NewApiKey,
  revokeApiKey,
  standingOf,
  wrongExpiry,
} from './api-keys.ts';
import { keyKinds, keyMay, keyScopes, scopesOf } from './rights.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk?.end());

const at = (text: string) => Date.parse(text);
const rows = (text: string, values: unknown[]) => inDepartment(desk.db, '54', async (tx) => (await tx.query({ text }, values)).rows);
const standard: NewApiKey = { department: '54', kind: 'desk', organisation: null, scopes: ['voicemail'], label: 'Standard', expiresOn: '2027-03-01' };

describe('a key', () => {
  it('is shown once, stored as a keyed hash, and found by its whole text alone', async () => {
    const { id, key } = await machineKey(desk.db, { department: '54', kind: 'institution', organisation: 'home' });
    expect(key).toMatch(/^guichet_[0-9A-Z]{32}$/);
    expect(await findApiKey(desk.db, key)).toMatchObject({
      id,
      department: '54',
      kind: 'institution',
      organisation: 'home',
      scopes: ['read', 'write'],
    });
    expect(await rows('SELECT 1 FROM api_key AS k WHERE k::text LIKE $1', [`%${key}%`])).toEqual([]);
    const other = key.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await findApiKey(desk.db, other)).toBeNull();
    expect(await findApiKey(desk.db, `' OR true --`)).toBeNull();
  });

  it('is revoked for good, and then found as revoked: whoever holds it can be told', async () => {
    const { id, key } = await createApiKey(desk.db, standard);
    expect(await findApiKey(desk.db, key)).toMatchObject({ revoked: false });
    await revokeApiKey(desk.db, '57', id);
    expect(await findApiKey(desk.db, key), 'by its own department only').toMatchObject({ revoked: false });
    await revokeApiKey(desk.db, '54', id);
    const found = await findApiKey(desk.db, key);
    expect(found).toMatchObject({ revoked: true });
    expect(found && standingOf(found, at('2026-11-29T12:00:00Z'))).toBe('REVOKED');
    const first = await apiKeyById(desk.db, '54', id);
    await revokeApiKey(desk.db, '54', id);
    expect(await apiKeyById(desk.db, '54', id)).toEqual(first);
  });

  it('is listed without its text, with the day it was last used and never an hour', async () => {
    const { id, key } = await createApiKey(desk.db, { ...standard, label: 'Logiciel métier' });
    expect(await apiKeyById(desk.db, '54', id)).toMatchObject({ lastUsedOn: null, expiresOn: '2027-03-01', prefix: key.slice(0, 12) });
    // Half past midnight in Nancy, still the day before in UTC.
    await keyUsed(desk.db, { id, department: '54', lastUsedOn: null }, at('2026-11-30T23:30:00Z'));
    const listed = (await listApiKeys(desk.db, '54')).find((one) => one.id === id);
    expect(listed).toMatchObject({ label: 'Logiciel métier', scopes: ['voicemail'], lastUsedOn: '2026-12-01' });
    expect(JSON.stringify(listed)).not.toContain(key);
    expect(await findApiKey(desk.db, key)).toMatchObject({ lastUsedOn: '2026-12-01' });
    expect(await listApiKeys(desk.db, '57')).toEqual([]);
    expect(await apiKeyById(desk.db, '57', id)).toBeNull();
    expect(await apiKeyById(desk.db, '54', 'rien')).toBeNull();
  });

  it('of before goes on as it was: all that its kind may do, without an end', async () => {
    const { id, key } = await createApiKey(desk.db, standard);
    await asOwner(desk, 'UPDATE api_key SET expires_on = NULL WHERE id = $1', [id]);
    const found = await findApiKey(desk.db, key);
    expect(found && standingOf(found, at('2099-01-01T00:00:00Z'))).toBe('VALID');
  });

  it('permits something, has a name, and nothing that does not exist', async () => {
    const refused = (change: Partial<NewApiKey>) => expect(createApiKey(desk.db, { ...standard, ...change })).rejects.toThrow(/check constraint/);
    await refused({ scopes: [] });
    await refused({ scopes: ['everything' as never] });
    await refused({ label: '' });
    await refused({ kind: 'partner' });
  });
});

describe('its last day', () => {
  const key = { department: '54', expiresOn: '2026-12-12', revoked: false, revokedOn: null };

  it('is whole, as the department counts days', () => {
    expect(standingOf(key, at('2026-12-12T23:59:59+01:00'))).toBe('VALID');
    expect(standingOf(key, at('2026-12-13T00:00:00+01:00'))).toBe('EXPIRED');
    expect(standingOf({ ...key, department: '972' }, at('2026-12-12T23:59:59-04:00'))).toBe('VALID');
    expect(endOfKey('54', '2026-12-12')).toBe(at('2026-12-12T23:00:00Z'));
  });

  it('is announced during its last thirty days, and no more once it is over or the key revoked', () => {
    expect(endsSoon(key, at('2026-11-12T23:59:59+01:00'))).toBe(false);
    expect(endsSoon(key, at('2026-11-13T00:00:00+01:00'))).toBe(true);
    expect(endsSoon(key, at('2026-12-13T00:00:00+01:00'))).toBe(false);
    expect(endsSoon({ ...key, revokedOn: '2026-11-20' }, at('2026-12-01T12:00:00Z'))).toBe(false);
    expect(endsSoon({ ...key, expiresOn: null }, at('2026-12-01T12:00:00Z'))).toBe(false);
  });

  it('is to come, and no further than two years', () => {
    const now = at('2026-11-29T12:00:00Z');
    expect(wrongExpiry('54', '2026-11-28', now)).toContain('à venir');
    expect(wrongExpiry('54', '2026-11-29', now)).toBeNull();
    expect(wrongExpiry('54', '2028-11-29', now)).toBeNull();
    expect(wrongExpiry('54', '2028-11-30', now)).toContain('2 ans');
  });
});

describe('the scopes', () => {
  it('of each kind are those under which it may do something', () => {
    expect(Object.fromEntries(keyKinds.map((kind) => [kind, scopesOf(kind)]))).toEqual({
      desk: ['voicemail', 'read', 'write'],
      platform: ['voicemail', 'read', 'write'],
      institution: ['read', 'write'],
      partner: ['read', 'write'],
    });
  });

  it('narrow what a kind may do, and never widen it', () => {
    expect(keyMay({ kind: 'desk', scopes: ['voicemail'] }, 'voicemail.send')).toBe(true);
    for (const right of ['case.read', 'alert.send', 'directory.read'] as const)
      expect(keyMay({ kind: 'desk', scopes: ['voicemail'] }, right)).toBe(false);
    expect(keyMay({ kind: 'partner', scopes: keyScopes }, 'case.read')).toBe(false);
    expect(keyMay({ kind: 'partner', scopes: keyScopes }, 'voicemail.send')).toBe(false);
  });
});
