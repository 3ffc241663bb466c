import { describe, expect, it } from 'vitest';
import { DAY } from '../../calendar/milliseconds.ts';
import type { Opinion, TransferMode } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import { evolve, nothing } from '../model/evolve.ts';
import { isOffered, possible } from '../possible.ts';
import { datesPossible } from '../running/concertation.ts';
import { tellable } from '../running/tellable.ts';
import { monday, Played } from '../world.testing.ts';

const partner: Actor = { kind: 'PARTNER', id: 'ccas.titular' };

/** A case in which somebody is asked so besides the others. */
function asked(mode: TransferMode, change: { purpose?: 'INFORMATION' } = {}) {
  const played = Played.qualified();
  played.does({
    kind: 'TransferAdded',
    role: 'CCAS',
    organisation: 'ccas',
    mode,
    purpose: 'ACTION',
    policy: 'standard',
    discloses: ['FACTS'],
    legalBasis: [],
    ...change,
  });
  return { played, id: played.transfer('ccas').id };
}
const limits = (played: Played, transfer: string) =>
  played.state.deadlines.filter((one) => one.transfer === transfer && ['LIMIT', 'REMIND', 'OBLIGATION'].includes(one.kind));

describe('whose opinion is asked', () => {
  const gives = (transfer: string, opinion: Opinion) => ({ kind: 'OpinionGiven', transfer, opinion }) as const;

  it('gives it once: no clock runs any more, its obligation is met, and somebody of the desk reads it', () => {
    const { played, id } = asked('CONSULTATION');
    played.does(gives(id, 'RESERVE'), partner).does(gives(id, 'RESERVE'), partner);
    expect(played.transfer('ccas')).toMatchObject({ status: 'OUTCOME_GIVEN', outcome: { codes: [], opinion: 'RESERVE' }, stage: null });
    expect(played.kinds().filter((kind) => kind === 'OUTCOME_GIVEN')).toHaveLength(1);
    expect(limits(played, id)).toEqual([]);
    expect(tellable(played.state, monday), 'nobody is said to have taken charge').toMatchObject({ inCharge: null, outcome: false });
    expect(played.state.obligations.find((one) => one.id === played.transfer('ccas').obligation)?.status).toBe('MET');
    expect(played.state.tasks.filter(({ kind, transfer }) => kind === 'PARTNER_WROTE' && transfer === id)).toHaveLength(1);
  });

  it('may change its mind afterwards: the last opinion holds, as a late answer that a person looks at', () => {
    const { played, id } = asked('CONSULTATION');
    played.does(gives(id, 'RESERVE'), partner).does(gives(id, 'DEFAVORABLE'), partner);
    expect(played.transfer('ccas').outcome?.opinion).toBe('DEFAVORABLE');
    expect(played.kinds()).toContain('LATE_ANSWER');
    expect(played.openTasks()).toContain('LATE_ANSWER');
  });

  it('is asked of whoever is consulted, and of nobody else', () => {
    const { played, id } = asked('CONSULTATION');
    const can = possible(played.state, played.world, partner, played.now);
    expect(isOffered(can.onTransfer('OpinionGiven', played.transfer('ccas')))).toBe(true);
    expect(isOffered(can.onTransfer('TakesPart', played.transfer('ccas')))).toBe(false);
    expect(isOffered(can.onTransfer('OpinionGiven', played.transfer('cd')))).toBe(false);
    expect(played.tries({ kind: 'TakesPart', transfer: id, dates: [played.now + DAY] }, partner)).toBe('NOT_ASKED_SO');
    expect(played.tries(gives(played.transfer('cd').id, 'FAVORABLE'), partner)).toBe('NOT_ASKED_SO');
  });
});

describe('who is asked to a concertation', () => {
  const comes = (transfer: string, ...dates: number[]) => ({ kind: 'TakesPart', transfer, dates }) as const;

  it('answers by taking part, on dates that it may change; the same said again says nothing', () => {
    const { played, id } = asked('CONCERTATION');
    const [one, two] = [played.now + 3 * DAY, played.now + 4 * DAY];
    played.does(comes(id, two, one, two), partner).does(comes(id, one, two), partner);
    expect(played.transfer('ccas')).toMatchObject({ status: 'IN_CHARGE', dates: [one, two] });
    expect(played.kinds().filter((kind) => kind === 'DATES_SAID')).toHaveLength(1);
    played.does(comes(id, two), partner);
    expect(played.transfer('ccas').dates).toEqual([two]);
    expect(played.kinds().filter((kind) => kind === 'IN_CHARGE')).toHaveLength(1);
    expect(played.state.tasks.filter(({ kind, transfer }) => kind === 'PARTNER_WROTE' && transfer === id)).toHaveLength(1);
    expect(played.tries(comes(id, monday - DAY), partner)).toBe('PAST');
    expect(played.tries(comes(id, played.now + 5_000 * DAY), partner)).toBe('NOT_THEN');
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });

  it('is told when it is held, each time that it moves; the desk has it to hold then, once', () => {
    const { played, id } = asked('CONCERTATION');
    const [one, two] = [played.now + 3 * DAY, played.now + 4 * DAY];
    const set = (meeting: number) => ({ kind: 'MeetingSet', meeting }) as const;
    expect(played.tries(set(one))).toBe('NOBODY');
    expect(isOffered(possible(played.state, played.world, partner, played.now).onCase('MeetingSet'))).toBe(false);
    played.does(comes(id, one), partner);
    expect(isOffered(possible(played.state, played.world, partner, played.now).onCase('MeetingSet'))).toBe(true);
    const open = () => played.state.tasks.filter(({ kind, status }) => kind === 'CONCERTATION' && status === 'OPEN').map(({ dueAt }) => dueAt);
    const told = () => played.state.messages.filter((message) => message.kind === 'INFORMATION' && message.says === 'MEETING').length;
    played.does(set(one)).does(set(one));
    expect([played.state.meeting, open(), told()]).toEqual([one, [one], 1]);
    played.does(set(two));
    expect([played.state.meeting, open(), told()]).toEqual([two, [two], 2]);
    expect(played.tries(set(monday - DAY))).toBe('PAST');
    expect(played.kinds().filter((kind) => kind === 'MEETING_SET')).toHaveLength(2);
  });

  it('is found by the dates that suit most of those who take part, the earliest first', () => {
    const { played, id } = asked('CONCERTATION');
    played.does({
      kind: 'TransferAdded',
      role: 'PREFECTURE',
      organisation: 'prefecture',
      mode: 'CONCERTATION',
      purpose: 'ACTION',
      policy: 'standard',
      discloses: ['FACTS'],
      legalBasis: [],
    });
    const [one, two, three] = [played.now + 3 * DAY, played.now + 4 * DAY, played.now + 5 * DAY];
    played.does(comes(id, one, three), partner).does(comes(played.transfer('prefecture').id, two, three), partner);
    expect(datesPossible(played.state, played.now)).toEqual([
      { date: three, suits: 2 },
      { date: one, suits: 1 },
      { date: two, suits: 1 },
    ]);
    expect(datesPossible(played.state, two)).toEqual([{ date: three, suits: 2 }]);
    played.does({ kind: 'Refused', transfer: id, reason: 'HORS_COMPETENCE' }, partner);
    expect(datesPossible(played.state, played.now).map(({ date }) => date)).toEqual([two, three]);
  });
});
