import { describe, expect, it } from 'vitest';
import { DAY } from '../../calendar/milliseconds.ts';
import type { Opinion, TransferMode } from '../../vocabulary/vocabulary.ts';
import type { Actor } from '../model/events.ts';
import { evolve, nothing } from '../model/evolve.ts';
import { isOffered, possible } from '../possible.ts';
import { datesPossible, meetingOf } from '../running/concertation.ts';
import { tellable } from '../running/tellable.ts';
import { monday, Played, transferAdded } from '../world.testing.ts';

const partner: Actor = { kind: 'PARTNER', id: 'ccas.titular' };

/** A second body is asked to the same concertation. */
const alsoAsked = { ...transferAdded('PREFECTURE'), organisation: 'prefecture', mode: 'CONCERTATION' } as const;

/** A case in which somebody is asked so besides the others. */
function asked(mode: TransferMode, change: { purpose?: 'INFORMATION' } = {}) {
  const played = Played.qualified();
  played.does({ ...transferAdded('CCAS'), organisation: 'ccas', mode, ...change });
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
    const many = Array.from({ length: 21 }, (_, at) => played.now + (at + 1) * DAY);
    expect(played.tries(comes(id, ...many), partner)).toBe('TOO_MANY');
    expect(played.tries(comes(id, ...many.slice(1), ...many.slice(1)), partner), 'said twice, a date is one').toBeNull();
    played.does(comes(id, two), partner).does(comes(id), partner);
    expect(played.transfer('ccas').dates, 'no date said wipes none').toEqual([two]);
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });

  it('is told when it is held, each time that it moves; the desk has it to hold then, once', () => {
    const { played, id } = asked('CONCERTATION');
    const [one, two] = [played.now + 3 * DAY, played.now + 4 * DAY];
    const set = (meeting: number) => ({ kind: 'MeetingSet', meeting, written: false }) as const;
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

  /** With a second body that is asked to the same concertation; how often each was told of it by mail. */
  function two() {
    const { played, id } = asked('CONCERTATION');
    played.does(alsoAsked);
    const other = played.transfer('prefecture').id;
    const told = (transfer: string) =>
      played.state.messages.flatMap((one) => (one.kind === 'INFORMATION' && one.transfer === transfer ? [one.says] : []));
    const toHold = () => played.state.tasks.filter(({ kind, status }) => kind === 'CONCERTATION' && status === 'OPEN').map(({ dueAt }) => dueAt);
    return { played, id, other, told, toHold, day: played.now + 3 * DAY };
  }
  const set = (meeting: number | null, written = false) => ({ kind: 'MeetingSet', meeting, written }) as const;

  it('is told of the day that was set before it took part, whatever its answer was; and never of one that has passed', () => {
    const { played, id, other, told, day } = two();
    played.does(comes(id, day), partner).does(set(day));
    expect([meetingOf(played.transfer('ccas'), played.state), meetingOf(played.transfer('prefecture'), played.state)]).toEqual([day, null]);
    played.does({ kind: 'TakenInCharge', transfer: other }, partner);
    expect([told(id), told(other)]).toEqual([['MEETING'], ['MEETING']]);
    expect(meetingOf(played.transfer('prefecture'), played.state)).toBe(day);
    played.does(comes(other, day), partner);
    expect(told(other), 'told once').toEqual(['MEETING']);
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
    const late = two();
    late.played
      .does(comes(late.id, late.day), partner)
      .does(set(late.day))
      .waits(4 * DAY)
      .does(comes(late.other), partner);
    expect([late.told(late.other), meetingOf(late.played.transfer('prefecture'), late.played.state)]).toEqual([[], null]);
  });

  it('is told again of the same day where the desk writes something else, all of them; what is held stays one task', () => {
    const { played, id, other, told, toHold, day } = two();
    played.does(comes(id, day), partner).does(comes(other, day), partner).does(set(day, true)).does(set(day, true)).does(set(day));
    expect([told(id), told(other), toHold()]).toEqual([['MEETING', 'MEETING'], ['MEETING', 'MEETING'], [day]]);
  });

  it('is told that it is not held after all, once, and the desk has nothing to hold', () => {
    const { played, id, other, told, toHold, day } = two();
    expect(played.does(set(null)).kinds(), 'nothing is set').not.toContain('MEETING_SET');
    played.does(comes(id, day), partner).does(set(day)).does(set(null)).does(set(null));
    expect([played.state.meeting, told(id), toHold(), meetingOf(played.transfer('ccas'), played.state)]).toEqual([
      null,
      ['MEETING', 'MEETING_OFF'],
      [],
      null,
    ]);
    played.does(comes(other, day), partner);
    expect(told(other)).toEqual([]);
    played.does(set(day));
    expect([told(id).at(-1), told(other), toHold()]).toEqual(['MEETING', ['MEETING'], [day]]);
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });

  it('leaves nothing to hold when the last who was told refuses; who comes back is told that it is not held', () => {
    const { played, id, other, told, toHold, day } = two();
    played.does(comes(id, day), partner).does(comes(other, day), partner).does(set(day));
    played.does({ kind: 'Refused', transfer: id, reason: 'AUTRE' }, partner);
    expect([played.state.meeting, toHold()]).toEqual([day, [day]]);
    played.does({ kind: 'Refused', transfer: other, reason: 'AUTRE' }, partner);
    expect([played.state.meeting, toHold()]).toEqual([null, []]);
    played.does({ kind: 'RefusalTakenBack', transfer: other }, partner);
    expect(told(other).at(-1)).toBe('MEETING_OFF');
  });

  it('has said its last word, and says dates all the same: a late answer that keeps them, once', () => {
    const { played, id } = asked('CONCERTATION');
    const [one, two] = [played.now + 3 * DAY, played.now + 4 * DAY];
    played.does(comes(id, one), partner).does({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] }, partner);
    played.does(comes(id, one), partner);
    expect(played.kinds()).not.toContain('LATE_ANSWER');
    played.does(comes(id, two, one), partner).does(comes(id, one, two), partner);
    expect(played.transfer('ccas').dates).toEqual([one, two]);
    expect(played.entries.filter(({ kind }) => kind === 'LATE_ANSWER')).toMatchObject([{ because: { answer: 'TakesPart', dates: [one, two] } }]);
  });

  it('is found by the dates that suit most of those who take part, the earliest first', () => {
    const { played, id } = asked('CONCERTATION');
    played.does(alsoAsked);
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
