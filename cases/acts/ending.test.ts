import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboutTransfer } from '../model/message.ts';
import type { Transfer } from '../model/state.ts';
import { isLive } from '../model/transfer-status.ts';
import { preview } from '../preview.ts';
import { agent, atHome, directoryWith, hours, noBasis, Played, procedure, transferAdded } from '../world.testing.ts';
import { proposedEndings } from './ending.ts';

const danger = { ...atHome, danger: 4 as const };
const seen = ({ id, status }: Transfer) => ({ transfer: id, seen: status });
const ended = (played: Played) =>
  played.entries.flatMap((entry) => (entry.kind === 'CANCELLED' && entry.because.reason === 'NO_LONGER_ASKED' ? [entry.transfer] : []));
const requalified = (played: Played, facts = atHome, ends: { transfer: string; seen: Transfer['status'] }[] = []) =>
  played.does({ kind: 'Qualified', facts, basis: noBasis, ends });

describe('a body that the new facts no longer ask for', () => {
  it.each(['SENT', 'ACKNOWLEDGED', 'IN_CHARGE'] as const)('and has it (%s), goes on unless the person who confirms lets it go', (status) => {
    const played = Played.qualified(danger);
    const { id } = played.transfer('police');
    if (status !== 'SENT') played.does({ kind: status === 'ACKNOWLEDGED' ? 'Acknowledged' : 'TakenInCharge', transfer: id });
    const shown = preview(played.state, atHome, noBasis, agent, played.now, played.world);
    expect(shown).toMatchObject({ proposed: [{ id, status }], dropped: [] });
    requalified(played);
    expect(played.transfer('police').status).toBe(status);
    // It is proposed again as long as it runs and is not asked for.
    expect(proposedEndings(played.state, played.world).map((one) => one.id)).toEqual([id]);
    requalified(played, atHome, [seen(played.transfer('police'))]);
    expect(played.transfer('police').status).toBe('CANCELLED');
    expect(ended(played)).toEqual([id]);
    expect(played.state.obligations.find((one) => one.id === played.transfer('police').obligation)?.status).toBe(
      status === 'IN_CHARGE' ? 'MET' : 'ENDED',
    );
    expect(played.state.messages.filter((one) => aboutTransfer(one) === id)).toMatchObject([{ kind: 'REVOKED', end: 'NO_LONGER_ASKED' }]);
    expect(proposedEndings(played.state, played.world)).toEqual([]);
  });

  it('and has nothing yet, is dropped at once, with its call and its obligation', () => {
    const played = new Played().alert(danger);
    requalified(played, danger);
    const { id } = played.transfer('police');
    expect(preview(played.state, atHome, noBasis, agent, played.now, played.world)).toMatchObject({ proposed: [], dropped: [{ id }] });
    requalified(played);
    expect(ended(played)).toEqual([id]);
    expect(played.state.messages.filter((one) => aboutTransfer(one) === id)).toEqual([]);
    // Danger that comes back asks it again.
    requalified(played, danger);
    expect(played.state.transfers.filter(({ organisation }) => organisation === 'police').map(({ status }) => status)).toEqual(['CANCELLED', 'DUE']);
  });

  it('is not ended on what was seen before it answered, nor when nothing proposes it', () => {
    const played = Played.qualified(danger);
    const before = seen(played.transfer('police'));
    played.does({ kind: 'TakenInCharge', transfer: before.transfer });
    expect(played.tries({ kind: 'Qualified', facts: atHome, basis: noBasis, ends: [before] })).toBe('NOT_PROPOSED');
    expect(played.tries({ kind: 'Qualified', facts: danger, basis: noBasis, ends: [seen(played.transfer('police'))] })).toBe('NOT_PROPOSED');
    expect(played.tries({ kind: 'Qualified', facts: atHome, basis: noBasis, ends: [seen(played.transfer('cd'))] })).toBe('NOT_PROPOSED');
  });

  it('is not one that a person asked, nor one that stands in for a body that is asked', () => {
    const played = Played.qualified().does({ kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' }).does(transferAdded('CCAS'));
    requalified(played);
    expect(played.transfer('cd2').status).toBe('DUE');
    expect(played.transfer('ccas').status).toBe('DUE');
    // Once the body it stands in for is not asked, neither is it.
    requalified(played.deliver(), { ...atHome, place: 'TRAJET' });
    expect(proposedEndings(played.state, played.world).map(({ organisation }) => organisation)).toContain('cd2');
    expect(played.transfer('ccas').status).toBe('SENT');
  });
});

describe('facts that change, whatever they become', () => {
  const situation = fc.record({
    danger: fc.constantFrom(0 as const, 1 as const, 3 as const, 4 as const),
    place: fc.constantFrom('DOMICILE' as const, 'TRAJET' as const),
    flags: fc.subarray(['CRIME_SUSPECTED' as const]),
  });
  const act = fc.record({
    facts: situation,
    delivered: fc.boolean(),
    answers: fc.array(
      fc.record({ which: fc.nat(6), kind: fc.constantFrom('Acknowledged' as const, 'TakenInCharge' as const, 'OutcomeGiven' as const) }),
    ),
    wait: fc.integer({ min: 0, max: 100 }),
  });

  it('end by themselves nothing that somebody has, and nothing that is asked for', () => {
    fc.assert(
      fc.property(situation, fc.array(act, { minLength: 1, maxLength: 5 }), (first, acts) => {
        const played = new Played({ procedure, directory: directoryWith() }).alert({ ...atHome, ...first });
        requalified(played, { ...atHome, ...first });
        for (const { facts, delivered, answers, wait } of acts) {
          if (delivered) played.deliver();
          for (const { which, kind } of answers) {
            const transfer = `t${which + 1}`;
            played.tries(kind === 'OutcomeGiven' ? { kind, transfer, outcome: ['SANS_SUITE'] } : { kind, transfer });
          }
          played.waits(hours(wait));
          const before = played.state.transfers;
          requalified(played, { ...atHome, ...facts });
          for (const { id, status, handedOverAt } of before) {
            const now = played.state.transfers.find((one) => one.id === id);
            if (handedOverAt !== null && isLive({ status })) expect(now?.status).toBe(status);
          }
          // What is still to leave is asked for.
          const asIfHad = played.state.transfers.map((one) => ({ ...one, handedOverAt: one.handedOverAt ?? 1 }));
          const waiting = new Set(played.state.transfers.filter((one) => isLive(one) && one.handedOverAt === null).map(({ id }) => id));
          expect(proposedEndings({ ...played.state, transfers: asIfHad }, played.world).filter(({ id }) => waiting.has(id))).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

it('what every body refused is let go of by a person, or the case could never be closed; while another is asked, it is not', () => {
  const played = Played.qualified();
  const refuses = (organisation: string) =>
    played.does({ kind: 'Refused', transfer: played.transfer(organisation).id, reason: 'HORS_COMPETENCE' }).deliver();
  refuses('cd');
  expect(played.tries({ kind: 'TransferCancelled', transfer: played.transfer('cd').id, reason: 'AGENT' })).toBe('TRANSFER_ENDED');
  refuses('cd2');
  played.does({
    kind: 'ResultRecorded',
    result: { conclusion: 'AVEREE', evidence: 'ETABLI', risk: 'RETIRE', wishes: 'ATTEINTS', safer: 'PLUTOT', refusedByPerson: 'NON' },
  });
  expect(played.tries({ kind: 'Closed' })).toBe('UNANSWERED');
  expect(played.openTasks()).toContain('REFUSED');
  played.does({ kind: 'TransferCancelled', transfer: played.transfer('cd2').id, reason: 'AGENT' });
  expect(played.state.obligations.map(({ status }) => status)).toEqual(['ENDED']);
  expect(played.openTasks()).not.toContain('REFUSED');
  expect(played.transfer('cd2').status).toBe('REFUSED');
  expect(played.tries({ kind: 'Closed' })).toBeNull();
});
