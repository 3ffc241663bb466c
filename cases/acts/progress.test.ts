import { describe, expect, it } from 'vitest';
import { DAY } from '../../calendar/milliseconds.ts';
import type { Actor } from '../model/events.ts';
import { monday, Played } from '../world.testing.ts';

const partner: Actor = { kind: 'PARTNER', id: 'cd.titular' };
const visits = (visit?: number, written = false) =>
  ({ kind: 'ProgressSaid', transfer: 't1', written, ...(visit !== undefined && { visit }) }) as const;

describe('how far a recipient is', () => {
  it('answers nothing and moves no delay: a visit is kept, said again at the same hour it is said once', () => {
    const played = Played.qualified();
    const { status } = played.transfer('cd');
    const deadlines = [...played.state.deadlines];
    played.does(visits(monday + 3 * DAY), partner).does(visits(monday + 3 * DAY), partner);
    expect(played.kinds().filter((kind) => kind === 'PROGRESS_SAID')).toHaveLength(1);
    expect(played.transfer('cd')).toMatchObject({ status, visit: monday + 3 * DAY });
    expect(played.state.deadlines).toEqual(deadlines);
    expect(played.openTasks()).not.toContain('PARTNER_WROTE');
    played.does(visits(monday + 4 * DAY), partner);
    expect(played.transfer('cd').visit).toBe(monday + 4 * DAY);
    expect(played.tries(visits(monday + 5_000 * DAY), partner)).toBe('NOT_THEN');
  });

  it('is read by a person where something was written, once for all that waits; nothing is taken once the transfer is another’s', () => {
    const played = Played.qualified().does(visits(undefined, true), partner).does(visits(undefined, true), partner);
    expect(played.openTasks().filter((kind) => kind === 'PARTNER_WROTE')).toHaveLength(1);
    expect(played.state.tasks.find(({ kind }) => kind === 'PARTNER_WROTE')?.transfer).toBe('t1');
    expect(played.transfer('cd').visit).toBeUndefined();
    played.does({ kind: 'Refused', transfer: 't1', reason: 'HORS_TERRITOIRE' }, partner);
    expect(played.tries(visits(undefined, true), partner)).toBe('TRANSFER_ENDED');
  });
});
