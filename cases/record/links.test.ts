import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { asOwner, type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import { doubtsOf } from '../lists/doubts.ts';
import type { CaseEvent } from '../model/events.ts';
import { NO_AGREEMENT } from '../model/message.ts';
import { agent, aResult, hours, monday } from '../world.testing.ts';
import { apply } from './apply.ts';
import { type LinkSubject, linkFor, newCode, resolveLink, tryCode } from './links.ts';
import { caseState } from './read-case.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

async function aLink(): Promise<{ subject: LinkSubject; token: string }> {
  const { caseId } = await openCase(desk.db);
  const subject = { department: '54', caseId, transfer: 't1', organisation: 'cd', contact: 'cd.titular' };
  return { subject, token: (await linkFor(desk.db, subject, monday)) ?? '' };
}

const minutes = (count: number) => count * 60_000;
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

describe('a personal link', () => {
  it('is the same in every message, resolves without a department, and is stored as a hash', async () => {
    const { subject, token } = await aLink();
    expect(token).toMatch(/^[0-9a-z]{32}$/);
    expect(await linkFor(desk.db, subject, monday + hours(1))).toBe(token);
    expect(await linkFor(desk.db, { ...subject, contact: 'cd.deputy' }, monday)).not.toBe(token);
    expect(await resolveLink(desk.db, token, monday)).toEqual({ ...subject, state: 'OPEN' });
    expect(await resolveLink(desk.db, `${token}x`, monday)).toBeNull();
    const shown = await inDepartment(
      desk.db,
      '54',
      async (tx) => (await tx.query({ text: 'SELECT 1 FROM partner_link AS l WHERE l::text LIKE $1' }, [`%${token}%`])).rows,
    );
    expect(shown).toEqual([]);
  });

  it('opens as long as an account would read: while the case is open, then ninety days; a message sent late opens it longer', async () => {
    const { subject, token: asked } = await aLink();
    const { caseId } = subject;
    const told = (await caseState(desk.db, '54', caseId))?.state.transfers.find(({ purpose }) => purpose === 'INFORMATION');
    const { id: transfer = '', organisation = '', contact = '' } = told ?? {};
    const informed = (await linkFor(desk.db, { ...subject, transfer, organisation, contact }, monday)) ?? '';
    const days = (count: number) => monday + hours(24 * count);
    const both = async (count: number) =>
      Promise.all([asked, informed].map(async (token) => (await resolveLink(desk.db, token, days(count)))?.state));
    expect(await both(400)).toEqual(['OPEN', 'OPEN']);
    const events: CaseEvent[] = [
      { kind: 'OutcomeGiven', transfer: 't1', outcome: ['NON_COMMUNICABLE'], at: monday + hours(1), by: agent },
      { kind: 'ResultRecorded', result: aResult, at: monday + hours(1), by: agent },
      { kind: 'Closed', at: monday + hours(1), by: agent },
    ];
    for (const event of events) expect(await apply(desk.db, '54', caseId, event)).not.toHaveProperty('refused');
    await asOwner(desk, 'UPDATE case_file SET closed_at = to_timestamp($2::float8 / 1000) WHERE id = $1', [caseId, days(300)]);
    expect(await both(389)).toEqual(['OPEN', 'OPEN']);
    expect(await both(391)).toEqual(['EXPIRED', 'EXPIRED']);
    await linkFor(desk.db, subject, days(300));
    expect(await both(391)).toEqual(['OPEN', 'EXPIRED']);
  });

  it('is replaced by another when an agent says so: the one before dies at once with its code, and the same act twice is one', async () => {
    const { subject, token } = await aLink();
    const deliver = { at: monday + hours(1), by: agent };
    const message = (await caseState(desk.db, '54', subject.caseId))?.state.messages.find(({ id }) => id.startsWith('t1.TRANSFER'))?.id ?? '';
    await apply(desk.db, '54', subject.caseId, { kind: 'HandedOver', message, ...deliver });
    const code = await newCode(desk.db, '54', token, monday);
    const replace = () => apply(desk.db, '54', subject.caseId, { kind: 'LinkReplaced', transfer: 't1', ...deliver }, { eventId: 'leaked' });
    await replace();
    expect(await resolveLink(desk.db, token, monday), 'before the next is even made').toBeNull();
    expect(await tryCode(desk.db, '54', token, code, monday)).toBe('LOCKED');
    const next = (await linkFor(desk.db, subject, monday)) ?? '';
    expect(next).not.toBe(token);
    await replace();
    expect(await linkFor(desk.db, subject, monday + hours(1))).toBe(next);
    expect([await resolveLink(desk.db, token, monday), await resolveLink(desk.db, next, monday)]).toEqual([null, { ...subject, state: 'OPEN' }]);
    expect(await tryCode(desk.db, '54', next, code, monday)).not.toBe('OPEN');
    expect((await caseState(desk.db, '54', subject.caseId))?.state.transfers.find(({ id }) => id === 't1')?.links).toBe(1);
  });

  it('dies with its transfer, in the same transaction, and is never given again', async () => {
    const { subject, token } = await aLink();
    const other = await linkFor(desk.db, { ...subject, transfer: 't2', organisation: 'ars', contact: 'ars.titular' }, monday);
    await apply(desk.db, '54', subject.caseId, { kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE', at: monday + hours(1), by: agent });
    expect(await resolveLink(desk.db, token, monday + hours(1))).toMatchObject({ state: 'REVOKED' });
    expect(await linkFor(desk.db, subject, monday + hours(2))).toBeNull();
    expect(await resolveLink(desk.db, other ?? '', monday + hours(1))).toMatchObject({ state: 'OPEN' });
    // What it refused as not its own makes somebody check its entry.
    expect(await doubtsOf(desk.db, '54', ['cd'])).toContainEqual({ organisation: 'cd', kind: 'NOT_COMPETENT', at: monday + hours(1) });
  });
});

it('a mail that the agreement of its body stopped makes no address doubtful, a refused one does', async () => {
  const failed = async () => (await doubtsOf(desk.db, '54', ['cd'])).filter(({ kind }) => kind === 'FAILED').length;
  const fails = async (code: string) => {
    const { subject } = await aLink();
    const message = (await caseState(desk.db, '54', subject.caseId))?.state.messages.find(({ id }) => id.startsWith('t1.TRANSFER'))?.id ?? '';
    const before = await failed();
    const delivery = { kind: 'DELIVERY', id: null } as const;
    await apply(desk.db, '54', subject.caseId, { kind: 'DeliveryFailed', message, permanent: true, code, at: monday + hours(1), by: delivery });
    return (await failed()) - before;
  };
  expect(await fails(NO_AGREEMENT)).toBe(0);
  expect(await fails('RecipientRejected')).toBeGreaterThan(0);
});

describe('a one-time code', () => {
  it('opens once, however its spaces are typed', async () => {
    const { token } = await aLink();
    const code = await newCode(desk.db, '54', token, monday);
    expect(code).toMatch(/^\d{6}$/);
    expect(await tryCode(desk.db, '54', token, ` ${code.slice(0, 3)} ${code.slice(3)}`, monday + minutes(9))).toBe('OPEN');
    expect(await tryCode(desk.db, '54', token, code, monday + minutes(9))).toBe('EXPIRED');
  });

  it('ends after ten minutes, and when another is sent', async () => {
    const { token } = await aLink();
    const first = await newCode(desk.db, '54', token, monday);
    expect(await tryCode(desk.db, '54', token, first, monday + minutes(10))).toBe('EXPIRED');
    const second = await newCode(desk.db, '54', token, monday + minutes(11));
    if (second !== first) expect(await tryCode(desk.db, '54', token, first, monday + minutes(12))).toBe('WRONG');
    expect(await tryCode(desk.db, '54', token, second, monday + minutes(12))).toBe('OPEN');
  });

  it('ends after five wrong tries, also when they come together', async () => {
    const { token } = await aLink();
    const code = await newCode(desk.db, '54', token, monday);
    const tries = await Promise.all(Array.from({ length: 12 }, () => tryCode(desk.db, '54', token, wrong(code), monday)));
    expect(tries.filter((answer) => answer === 'WRONG')).toHaveLength(5);
    expect(await tryCode(desk.db, '54', token, code, monday)).toBe('EXPIRED');
  });

  it('is refused for good after thirty wrong tries on a link, whatever the number of codes', async () => {
    const { token } = await aLink();
    for (let turn = 0; turn < 6; turn += 1) {
      const code = await newCode(desk.db, '54', token, monday);
      for (let tried = 0; tried < 5; tried += 1) expect(await tryCode(desk.db, '54', token, wrong(code), monday)).toBe('WRONG');
    }
    expect(await tryCode(desk.db, '54', token, await newCode(desk.db, '54', token, monday), monday)).toBe('LOCKED');
  });

  it('opens neither another link nor a link that was revoked', async () => {
    const { subject, token } = await aLink();
    const another = await aLink();
    await newCode(desk.db, '54', another.token, monday);
    const code = await newCode(desk.db, '54', token, monday);
    expect(await tryCode(desk.db, '54', another.token, code, monday)).toBe('WRONG');
    await apply(desk.db, '54', subject.caseId, { kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT', at: monday, by: agent });
    expect(await tryCode(desk.db, '54', token, code, monday)).toBe('LOCKED');
  });
});
