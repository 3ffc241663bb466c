import { describe, expect, it } from 'vitest';
import { readersOf } from '../model/audience.ts';
import type { Actor } from '../model/events.ts';
import { atHome, Played } from '../world.testing.ts';

const home: Actor = { kind: 'INSTITUTION', id: 'somebody' };
const amended = (what: 'CORRECTION' | 'WITHDRAWAL' | 'MESSAGE', alert = 'a1') => ({ kind: 'DeclarationAmended', alert, what }) as const;

describe('what an institution says of its declaration later', () => {
  it('is of an alert that it declared, and of no other', () => {
    const played = new Played().alert(atHome);
    expect(played.tries(amended('MESSAGE'), home)).toBe('UNKNOWN_ALERT');
    expect(played.tries(amended('MESSAGE', 'a9'), home)).toBe('UNKNOWN_ALERT');
  });

  it('is written too in a case that was merged, for who received it there, and asks nobody of the desk', () => {
    const played = Played.qualified({ ...atHome, channel: 'DECLARATION' });
    for (const { id } of played.state.transfers.filter(({ purpose }) => purpose === 'ACTION')) played.tries({ kind: 'TakenInCharge', transfer: id });
    const [field = 'NARRATIVE'] = played.state.transfers.flatMap(({ discloses }) => discloses);
    expect(readersOf(played.state, field)).not.toEqual([]);
    played.does({ kind: 'CaseMerged', into: 'other' });
    played.does(amended('CORRECTION'), home);
    expect(played.kinds().filter((kind) => kind === 'DECLARATION_AMENDED')).toHaveLength(1);
    expect(played.openTasks()).not.toContain('AUTHOR_ADDED');
    expect(readersOf(played.state, field), 'nobody is written to of a case that ended').toEqual([]);
    expect(played.tries(amended('MESSAGE'), home)).toBe('CASE_ENDED');
  });

  it('ends nothing, and is read by a person once for all that waits', () => {
    const played = new Played().alert({ ...atHome, channel: 'DECLARATION' });
    const before = { status: played.state.status, transfers: played.state.transfers.map(({ status }) => status), deadlines: played.state.deadlines };
    for (const what of ['CORRECTION', 'WITHDRAWAL', 'MESSAGE'] as const) played.does(amended(what), home);
    expect(played.state.status).toBe(before.status);
    expect(played.state.transfers.map(({ status }) => status)).toEqual(before.transfers);
    expect(played.state.deadlines).toEqual(expect.arrayContaining([...before.deadlines]));
    expect(played.openTasks().filter((kind) => kind === 'AUTHOR_ADDED')).toHaveLength(1);
    expect(played.kinds().filter((kind) => kind === 'DECLARATION_AMENDED')).toHaveLength(3);
  });
});
