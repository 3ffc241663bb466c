import { describe, expect, it } from 'vitest';
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
