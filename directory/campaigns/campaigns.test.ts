import { expect, it } from 'vitest';
import type { Contact, Organisation } from '../directory.ts';
import { indexDirectory } from '../resolve.ts';
import { doubtfulBodies, doubtsSince } from './doubts.ts';
import { asProposed, entryOf, type Proposal } from './proposal.ts';
import { contactsToAsk } from './scope.ts';
import { type AskedContact, isToCall, MOST_MAILS, nextStep } from './step.ts';

const body = (id: string, more: Partial<Organisation> = {}): Organisation => ({
  id,
  roles: ['CCAS'],
  name: id,
  territory: { wholeDepartment: true },
  priority: 1,
  ...more,
});
const contact = (organisation: string, more: Partial<Contact> = {}): Contact => ({
  id: `${organisation}-1`,
  organisation,
  position: 'TITULAR',
  name: 'Accueil',
  email: 'accueil@corps.example',
  phone: '03 83 00 00 01',
  ...more,
});
const day = '2026-11-30';
const directory = indexDirectory({
  department: '54',
  revision: 1,
  organisations: [
    body('desk54', { roles: ['DESK'] }),
    body('a'),
    body('b', { roles: ['CD'] }),
    body('old', { retired: '2026-01-01' }),
    body('ahead', { from: '2027-01-01' }),
  ],
  contacts: [
    contact('desk54'),
    contact('a', { verifiedOn: '2025-11-29' }),
    contact('b', { verifiedOn: '2025-12-01' }),
    contact('b', { id: 'b-2', retired: '2026-01-01' }),
    contact('old'),
    contact('ahead'),
  ],
  links: [],
  calendars: { desk: { region: '54', weekly: null }, default: { region: '54', weekly: null } },
});
const toAsk = (scope: Parameters<typeof contactsToAsk>[1], asked: string[] = []) =>
  contactsToAsk(directory, scope, day, new Set(asked)).map(({ id }) => id);

it('asks contacts in use, of a role, not verified for so long, whom no other campaign asks; never the desk itself', () => {
  expect(toAsk({})).toEqual(['a-1', 'b-1']);
  expect(toAsk({ role: 'CD' })).toEqual(['b-1']);
  expect(toAsk({ months: 12 })).toEqual(['a-1']);
  expect(toAsk({}, ['a-1'])).toEqual(['b-1']);
});

it('writes, reminds twice, then has the desk call; who answered, is called already or is gone is left', () => {
  const later = (at: number) => at + 10;
  let asked: AskedContact = { contact: 'a-1', sent: 0, sentAt: null, silentAt: null, answeredAt: null };
  const steps: unknown[] = [];
  for (let now = 100; steps.length < MOST_MAILS; ) {
    const step = nextStep(asked, contact('a'), now, later);
    if (step?.do !== 'MAIL') throw new Error('no mail');
    steps.push(step);
    now = step.at;
    asked = { ...asked, sent: step.rank, sentAt: step.at };
  }
  expect(steps).toEqual([
    { do: 'MAIL', rank: 1, at: 100 },
    { do: 'MAIL', rank: 2, at: 110 },
    { do: 'MAIL', rank: 3, at: 120 },
  ]);
  expect(nextStep(asked, contact('a'), 120, later)).toEqual({ do: 'CALL', at: 130 });
  expect(nextStep({ ...asked, sent: 0, sentAt: null }, { ...contact('a'), email: undefined } as unknown as Contact, 5, later)).toEqual({
    do: 'CALL',
    at: 5,
  });
  expect(nextStep({ ...asked, answeredAt: 125 }, contact('a'), 120, later)).toBeNull();
  expect(nextStep({ ...asked, silentAt: 130 }, contact('a'), 140, later)).toBeNull();
  expect(nextStep(asked, undefined, 120, later)).toBeNull();
});

it('a call is asked for until somebody verified the contact since the campaign began', () => {
  const silent = { contact: 'a-1', sent: 3, sentAt: 1, silentAt: 2, answeredAt: null };
  expect(isToCall(silent, contact('a', { verifiedOn: '2026-11-29' }), day)).toBe(true);
  expect(isToCall(silent, contact('a', { verifiedOn: day }), day)).toBe(false);
  expect(isToCall(silent, contact('a', { retired: day }), day)).toBe(false);
  expect(isToCall({ ...silent, answeredAt: 3 }, contact('a'), day)).toBe(false);
});

it('what made somebody doubt counts until a contact is verified after it', () => {
  const doubts = [
    { kind: 'FAILED', on: '2026-11-01' },
    { kind: 'SILENT', on: '2026-11-02' },
    { kind: 'SILENT', on: '2026-11-20' },
    { kind: 'NOT_COMPETENT', on: '2026-11-21' },
  ] as const;
  expect(doubtsSince(doubts, [{}])).toEqual({ FAILED: 1, SILENT: 2, NOT_COMPETENT: 1 });
  expect(doubtsSince(doubts, [{}, { verifiedOn: '2026-11-02' }])).toEqual({ FAILED: 0, SILENT: 1, NOT_COMPETENT: 1 });
  expect(doubtsSince(doubts, [{ verifiedOn: day }])).toEqual({ FAILED: 0, SILENT: 0, NOT_COMPETENT: 0 });
});

it('a proposal changes what it corrects and nothing else; an address is verified by whoever answered by it, another one by nobody', () => {
  const now = contact('a', { service: 'Écrit entre-temps', failing: { since: day, why: 'x' }, from: '2026-01-01' });
  const before = entryOf(contact('a'));
  const said = (says: Proposal['says'], after = before) => asProposed(now, { says, before, after, on: day, by: 'Accueil' });
  expect(said('CONFIRMED')).toEqual({ ...contact('a', { service: 'Écrit entre-temps', from: '2026-01-01' }), verifiedOn: day });
  expect(said('CORRECTED', { ...before, phone: '03 83 00 00 02' })).toMatchObject({
    service: 'Écrit entre-temps',
    phone: '03 83 00 00 02',
    verifiedOn: day,
    toCheck: day,
  });
  const moved = said('CORRECTED', { ...before, email: 'autre@corps.example' });
  expect(moved).toMatchObject({ email: 'autre@corps.example' });
  expect(moved).not.toHaveProperty('verifiedOn');
  expect(said('CORRECTED', { name: 'Accueil', email: 'accueil@corps.example' })).not.toHaveProperty('phone');
  expect(said('NOT_OURS')).toMatchObject({ email: now.email, failing: { since: day } });
});

it('what was confirmed verifies nothing that changed, failed or was verified since', () => {
  const was = contact('a', { verifiedOn: '2026-01-01' });
  const confirmed = (now: Contact) => asProposed(now, { says: 'CONFIRMED', before: entryOf(was), after: entryOf(was), on: day, by: 'Accueil' });
  expect(confirmed(was)).toEqual({ ...was, verifiedOn: day });
  const since: Partial<Contact>[] = [
    { email: 'autre@corps.example' },
    { phone: '03 83 00 00 09', toCheck: '2026-12-01' },
    { failing: { since: '2026-12-01', why: 'Courriel revenu' } },
    { verifiedOn: '2026-12-02' },
  ];
  for (const more of since) expect(confirmed({ ...was, ...more })).toEqual({ ...was, ...more });
});

it('the bodies that may not be reached are told in one list: those that cases speak of most first, verified ones and those retired not at all', () => {
  const day = '2026-11-02';
  const body = (id: string, more = {}) => ({
    id,
    roles: ['CD' as const],
    name: id,
    territory: { wholeDepartment: true as const },
    priority: 1,
    ...more,
  });
  const contact = (organisation: string, more = {}) => ({
    ...{ id: `${organisation}-1`, organisation, position: 'TITULAR' as const, name: 'c', phone: '03 83 00 00 00' },
    ...more,
  });
  const names = ['calm', 'silent', 'failing', 'verified', 'never', 'gone'];
  const directory = indexDirectory({
    department: '54',
    revision: 1,
    organisations: names.map((id) => body(id, id === 'gone' ? { retired: day } : {})),
    contacts: [
      contact('calm', { verifiedOn: day }),
      contact('silent'),
      contact('failing', { verifiedOn: day, failing: { since: day, why: 'les courriels reviennent' } }),
      contact('verified', { verifiedOn: '2026-11-30' }),
      contact('never'),
      contact('gone'),
    ],
    links: [],
    calendars: {},
  });
  const silences = [1, 2].map((n) => ({ kind: 'SILENT' as const, on: `2026-11-1${n}` }));
  const found = doubtfulBodies(directory, new Map([...['silent', 'verified', 'gone'].map((id) => [id, silences] as const)]));
  expect(
    found.map(({ organisation, times, channels, verifiedOn }) => [organisation, times.SILENT, channels.map(({ why }) => why), verifiedOn]),
  ).toEqual([
    ['silent', 2, [], null],
    ['failing', 0, ['FAILING'], day],
  ]);
});
