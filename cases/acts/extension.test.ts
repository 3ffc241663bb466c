import { describe, expect, it } from 'vitest';
import { DAY } from '../../calendar/milliseconds.ts';
import type { Actor } from '../model/events.ts';
import { possible } from '../possible.ts';
import { agent, monday, Played } from '../world.testing.ts';

const partner: Actor = { kind: 'PARTNER', id: 'cd.titular' };
const limit = 'LIMIT:t1:OUTCOME_GIVEN';

const inCharge = () => Played.qualified().does({ kind: 'TakenInCharge', transfer: 't1' }, partner);
const dueAt = (played: Played, id = limit) => played.state.deadlines.find((one) => one.id === id)?.dueAt;
const ask = (until: number) => ({ kind: 'ExtensionRequested', transfer: 't1', until }) as const;

describe('more time for the outcome', () => {
  it('is asked once, moves nothing until it is given, then moves the limit and its reminders', () => {
    const played = inCharge().waits(10 * DAY);
    const before = { limit: dueAt(played), reminder: dueAt(played, 'REMIND:t1:OUTCOME_GIVEN:1') };
    const until = monday + 110 * DAY;
    played.does(ask(until), partner).does(ask(until), partner);
    expect(played.kinds().filter((kind) => kind === 'EXTENSION_REQUESTED')).toHaveLength(1);
    expect(played.tries(ask(until + DAY), partner)).toBe('ALREADY_ASKED');
    expect(dueAt(played)).toBe(before.limit);
    expect(played.openTasks()).toContain('EXTENSION_REQUESTED');
    const task = played.state.tasks.find(({ kind }) => kind === 'EXTENSION_REQUESTED')?.id ?? '';
    expect(played.tries({ kind: 'TaskDone', task })).toBe('STILL_TO_DO');
    played.does({ kind: 'ExtensionGranted', transfer: 't1', until });
    expect(dueAt(played)).toBe(until);
    expect(dueAt(played, 'REMIND:t1:OUTCOME_GIVEN:1')).toBeGreaterThan((before.reminder ?? 0) + 18 * DAY);
    expect(played.openTasks()).not.toContain('EXTENSION_REQUESTED');
    expect(played.state.messages).toMatchObject([{ kind: 'INFORMATION', says: 'EXTENSION_GRANTED', organisation: 'cd', round: 1 }]);
    // What was given in time is no lateness.
    expect(played.waits(95 * DAY).kinds()).not.toContain('LIMIT_MISSED');
    expect(played.waits(10 * DAY).kinds()).toContain('LIMIT_MISSED');
  });

  it('is refused with the delay as it was, and its task done', () => {
    const played = inCharge().does(ask(monday + 100 * DAY), partner);
    const before = dueAt(played);
    expect(played.tries({ kind: 'ExtensionRefused', transfer: 't1' })).toBeNull();
    expect(dueAt(played)).toBe(before);
    expect(played.openTasks()).not.toContain('EXTENSION_REQUESTED');
    expect(played.tries({ kind: 'ExtensionRefused', transfer: 't1' })).toBe('NOT_AWAITED');
  });

  it('given once the limit is missed stops what followed, and the miss stays written', () => {
    const played = inCharge().waits(100 * DAY);
    expect(played.openTasks()).toContain('SILENT_RECIPIENT');
    played.does({ kind: 'ExtensionGranted', transfer: 't1', until: played.now + 30 * DAY });
    expect(played.openTasks()).not.toContain('SILENT_RECIPIENT');
    expect(played.state.deadlines.map(({ id }) => id)).toContain(limit);
    expect(played.kinds()).toContain('LIMIT_MISSED');
  });

  it('is for whoever has the situation in charge, within once the delay again', () => {
    const played = Played.qualified();
    expect(played.tries(ask(monday + 100 * DAY), partner)).toBe('NOT_AWAITED');
    expect(possible(played.state, played.world, agent, played.now).moreTime(played.transfer('cd'))).toBeNull();
    played.does({ kind: 'TakenInCharge', transfer: 't1' }, partner);
    const room = possible(played.state, played.world, agent, played.now).moreTime(played.transfer('cd'));
    expect(room?.after).toBe(dueAt(played));
    expect(played.tries(ask(room?.after ?? 0), partner)).toBe('NOT_THEN');
    expect(played.tries(ask((room?.until ?? 0) + 1), partner)).toBe('NOT_THEN');
    expect(played.tries(ask(room?.until ?? 0), partner)).toBeNull();
    played.does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['SANS_SUITE'] }, partner);
    expect(played.openTasks()).not.toContain('EXTENSION_REQUESTED');
  });
});
