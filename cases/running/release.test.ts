import { describe, expect, it } from 'vitest';
import { evolve, nothing } from '../model/evolve.ts';
import { atHome, hours, Played } from '../world.testing.ts';

const task = (played: Played, kind: string) => played.state.tasks.find((one) => one.kind === kind && one.status === 'OPEN');

describe('what somebody took who may not act any more', () => {
  it('is for others again, due when it was, and the journal says from whom, once', () => {
    const played = new Played().alert().does({ kind: 'TaskTaken', task: 'k1' });
    const before = played.state.tasks[0];
    played.does({ kind: 'TasksReleased', from: 'agent-1' });
    expect(played.state.tasks[0]).toEqual({ ...before, takenBy: null });
    expect(played.entries.at(-1)).toMatchObject({ kind: 'TASK_RELEASED', task: 'k1', because: { from: 'agent-1' } });
    const { length } = played.entries;
    played.does({ kind: 'TasksReleased', from: 'agent-1' });
    expect(played.entries).toHaveLength(length);
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });

  it('leaves alone what others took, and what is done', () => {
    const played = Played.qualified({ ...atHome, danger: 4 });
    played.does({ kind: 'TaskTaken', task: 'k1' });
    const { tasks } = played.state;
    played.does({ kind: 'TasksReleased', from: 'agent-2' });
    expect(played.state.tasks).toEqual(tasks);
  });

  it('takes back a step or a second reading that was given to a person', () => {
    const played = Played.qualified();
    for (const kind of ['SECOND_READING', 'ADVISER'] as const)
      played.does({ kind: 'TaskOrdered', task: kind, dueAt: played.now + hours(48), takenBy: 'agent-2' });
    played.does({ kind: 'TasksReleased', from: 'agent-2' });
    expect(task(played, 'SECOND_READING')?.takenBy).toBeNull();
    expect(task(played, 'ADVISER')?.takenBy).toBeNull();
  });

  it('at night calls whoever is next, by the instant it had', () => {
    const played = new Played().alert({ ...atHome, danger: 4 });
    const taken = task(played, 'PHONE_NOW');
    played.does({ kind: 'TaskTaken', task: taken?.id ?? '' }).waits(hours(0.5));
    played.does({ kind: 'TasksReleased', from: 'agent-1' });
    expect(task(played, 'PHONE_NOW')).toMatchObject({ takenBy: null, to: 'DUTY', level: 1, dueAt: taken?.dueAt });
    expect(played.state.messages.map(({ id }) => id)).toContain(`${taken?.id}.DUTY_CALL.1`);
    played.waits(hours(1));
    expect(task(played, 'PHONE_NOW')).toMatchObject({ to: 'COORDINATOR', late: true });
  });

  it('stays with the coordination, where nobody is further up', () => {
    const played = new Played()
      .alert({ ...atHome, danger: 4 })
      .waits(hours(1))
      .waits(hours(1));
    const { id = '' } = task(played, 'PHONE_NOW') ?? {};
    played.does({ kind: 'TaskTaken', task: id }).does({ kind: 'TasksReleased', from: 'agent-1' });
    expect(task(played, 'PHONE_NOW')).toMatchObject({ takenBy: null, to: 'COORDINATOR', level: 2 });
  });
});
