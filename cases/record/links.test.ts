import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import { type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import { agent, hours, monday } from '../world.testing.ts';
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

  it('opens as long as something is asked, whatever the days', async () => {
    const { subject, token } = await aLink();
    const late = monday + hours(24 * 200);
    expect(await resolveLink(desk.db, token, late)).toMatchObject({ state: 'OPEN' });
    const by = { at: monday + hours(1), by: agent };
    await apply(desk.db, '54', subject.caseId, { kind: 'OutcomeGiven', transfer: 't1', outcome: ['NON_COMMUNICABLE'], ...by });
    expect(await resolveLink(desk.db, token, late)).toMatchObject({ state: 'EXPIRED' });
  });

  it('of what is only to be known expires, later when another message was sent', async () => {
    const { caseId } = await openCase(desk.db);
    const informed = (await caseState(desk.db, '54', caseId))?.state.transfers.find(({ purpose }) => purpose === 'INFORMATION');
    const { id: transfer = '', organisation = '', contact = '' } = informed ?? {};
    const subject = { department: '54', caseId, transfer, organisation, contact };
    const token = (await linkFor(desk.db, subject, monday)) ?? '';
    const late = monday + hours(24 * 130);
    expect(await resolveLink(desk.db, token, late)).toMatchObject({ state: 'EXPIRED' });
    await linkFor(desk.db, subject, monday + hours(24 * 60));
    expect(await resolveLink(desk.db, token, late)).toMatchObject({ state: 'OPEN' });
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
  });
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
