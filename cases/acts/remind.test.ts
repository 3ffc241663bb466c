import { describe, expect, it } from 'vitest';
import { atHome, directoryWith, hours, Played, transferAdded } from '../world.testing.ts';

const remind = (played: Played, organisation = 'cd') => ({ kind: 'RecipientReminded', transfer: played.transfer(organisation).id }) as const;
const silent = directoryWith([], (directory) => ({
  ...directory,
  contacts: directory.contacts.map(({ email, ...contact }) => (contact.organisation === 'cd' ? contact : { ...contact, ...(email && { email }) })),
}));

describe('a recipient reminded by the desk', () => {
  it('is written to at once, and no clock moves', () => {
    const played = Played.qualified().waits(hours(2));
    const { deadlines } = played.state;
    played.does(remind(played));
    expect(played.state.messages).toMatchObject([{ kind: 'REMINDER_NOW', organisation: 'cd', round: 1, notBefore: played.now }]);
    expect(played.state.deadlines).toEqual(deadlines);
    expect(played.entries.at(-1)).toMatchObject({
      kind: 'REMINDED_NOW',
      by: { kind: 'AGENT' },
      because: { reach: 'ACKNOWLEDGED', channel: 'EMAIL' },
    });
  });

  it('twice in a row is reminded once; again after the time the protocol itself leaves', () => {
    const played = Played.qualified().waits(hours(2));
    played.does(remind(played));
    expect(played.tries(remind(played))).toBe('JUST_REMINDED');
    // The first reminder of the protocol comes the next day at the same hour: it counts too.
    played.waits(hours(23));
    expect(played.tries(remind(played))).toBe('JUST_REMINDED');
    played.waits(hours(25));
    played.does({ kind: 'Acknowledged', transfer: played.transfer('cd').id });
    played.waits(hours(24));
    expect(played.tries(remind(played))).toBeNull();
    expect(new Set(played.entries.flatMap(({ changes }) => changes.flatMap((change) => ('message' in change ? [change.message.id] : [])))).size).toBe(
      played.entries.flatMap(({ changes }) => changes.filter((change) => 'message' in change && change.message.tries === 0)).length,
    );
  });

  it('without an address is called: one task, however often it is asked', () => {
    const played = Played.qualified(atHome, { procedure: new Played().world.procedure, directory: silent });
    const carrying = played.state.tasks.find(({ carries, status }) => carries && status === 'OPEN');
    if (carrying !== undefined) played.does({ kind: 'TaskDone', task: carrying.id, reached: true });
    played.does(remind(played));
    expect(played.openTasks()).toContain('CALL_BACK');
    expect(played.state.messages.filter(({ kind }) => kind === 'REMINDER_NOW')).toEqual([]);
    played.waits(hours(72));
    expect(played.tries(remind(played))).toBe('JUST_REMINDED');
  });

  it('is never the Parquet, whatever delays somebody chose for it', () => {
    const played = Played.qualified({ ...atHome, flags: ['CRIME_SUSPECTED'] });
    const call = played.state.tasks.find(({ transfer, carries }) => carries && transfer === played.transfer('parquet').id);
    played.does({ kind: 'TaskDone', task: call?.id ?? '', reached: true });
    expect(played.tries(remind(played, 'parquet'))).toBe('NOT_CHASED');
    const byHand = Played.qualified().does(transferAdded('PARQUET')).deliver();
    expect(byHand.tries(remind(byHand, 'parquet'))).toBe('NOT_CHASED');
  });

  it('is nobody of whom nothing is awaited, or who waits for the desk', () => {
    const played = Played.qualified();
    expect(played.tries(remind(played, 'ars'))).toBe('NOT_AWAITED');
    played.does({ kind: 'InformationRequested', transfer: played.transfer('cd').id });
    expect(played.tries(remind(played))).toBe('NOT_AWAITED');
    played.does({ kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['SANS_SUITE'] });
    expect(played.tries(remind(played))).toBe('NOT_AWAITED');
  });
});

describe('an answer written down after it came', () => {
  it('keeps its hour, which the next delay runs from; what that delay would have asked before now is asked now', () => {
    const played = Played.qualified();
    const came = played.now + hours(2);
    played.waits(hours(50));
    played.does({ kind: 'Acknowledged', transfer: played.transfer('cd').id, saidAt: came });
    expect(played.transfer('cd').stage).toEqual({ reach: 'IN_CHARGE', since: came });
    expect(played.entries.at(-1)).toMatchObject({ at: played.now, because: { saidAt: came } });
    const late = Played.qualified();
    const first = late.now;
    late.waits(hours(24 * 7 + 22));
    late.does({ kind: 'Acknowledged', transfer: late.transfer('cd').id, saidAt: first });
    expect(late.state.deadlines.filter(({ transfer }) => transfer === late.transfer('cd').id)).toMatchObject([{ kind: 'LIMIT', dueAt: late.now }]);
  });

  it('comes neither before the transfer nor later than now', () => {
    const played = Played.qualified();
    const ack = { kind: 'Acknowledged', transfer: played.transfer('cd').id } as const;
    expect(played.tries({ ...ack, saidAt: played.now + 1 })).toBe('NOT_THEN');
    expect(played.tries({ ...ack, saidAt: played.transfer('cd').orderedAt - 1 })).toBe('NOT_THEN');
  });
});
