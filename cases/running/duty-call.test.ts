import { describe, expect, it } from 'vitest';
import { atHome, hours, Played } from '../world.testing.ts';

const dangerous = { ...atHome, danger: 4 as const };
const voices = ({ state }: Played) => state.messages.filter((item) => item.kind === 'DUTY_CALL' && item.by === 'VOICE');
const callOf = ({ state }: Played) => state.messages.find((item) => item.kind === 'DUTY_CALL' && item.by === undefined)?.id ?? '';
const dutyTask = ({ state }: Played) => state.tasks.find(({ to, kind }) => to !== 'DESK' && kind === 'PHONE_NOW');
const begun = (): Played => new Played().alert(dangerous, false);

describe('a call to whoever is on duty', () => {
  it('that left by mail alone rings nobody: there is nothing to ring by', () => {
    const played = begun();
    played.does({ kind: 'HandedOver', message: callOf(played) });
    expect(voices(played)).toEqual([]);
  });

  it('rings three minutes after a text, and at once where no text could leave', () => {
    const texted = begun();
    texted.does({ kind: 'HandedOver', message: callOf(texted), ways: { EMAIL: 'ACCEPTED', PHONE_TEXT: 'ACCEPTED' } });
    expect(voices(texted).map(({ id, notBefore }) => [id, notBefore - texted.now])).toEqual([
      [`${dutyTask(texted)?.id}.DUTY_CALL.0.VOICE`, hours(0.05)],
    ]);
    const refused = begun();
    refused.does({ kind: 'HandedOver', message: callOf(refused), ways: { EMAIL: 'ACCEPTED', PHONE_TEXT: 'FAILED' } });
    expect(voices(refused).map(({ notBefore }) => notBefore)).toEqual([refused.now]);
  });

  it('that was received is not taken: the next person is called when its delay is over; taken, nobody is rung any more', () => {
    const played = begun();
    const task = dutyTask(played)?.id ?? '';
    played.does({ kind: 'HandedOver', message: callOf(played), ways: { PHONE_TEXT: 'ACCEPTED' } });
    played.waits(hours(2));
    expect(dutyTask(played)?.level).toBeGreaterThan(0);
    expect(voices(played), 'whoever was called before is not rung any more').toEqual([]);

    const taken = begun();
    taken.does({ kind: 'HandedOver', message: callOf(taken), ways: { PHONE_TEXT: 'ACCEPTED' } });
    taken.does({ kind: 'TaskTaken', task });
    expect(voices(taken)).toEqual([]);
    expect(dutyTask(taken)).toMatchObject({ level: 0, takenBy: 'agent-1' });
  });

  it('rings once, whatever is said of it twice, and goes to the next at once when it cannot be carried', () => {
    const played = begun();
    const id = callOf(played);
    const ways = { PHONE_TEXT: 'ACCEPTED' as const };
    played.does({ kind: 'HandedOver', message: id, ways }).does({ kind: 'HandedOver', message: id, ways });
    const [voice] = voices(played);
    expect(voices(played)).toHaveLength(1);
    played.does({ kind: 'DeliveryFailed', message: voice?.id ?? '', permanent: true, code: 'OPERATOR_422' });
    expect(dutyTask(played)).toMatchObject({ level: 1, status: 'OPEN' });
  });

  it('goes to the next at once when whoever was called may not act any more, by an instant that is no later', () => {
    const played = begun();
    const before = dutyTask(played);
    played.now += hours(0.1);
    played.does({ kind: 'TasksReleased', from: 'agent-2', called: [before?.id ?? ''] });
    expect(dutyTask(played)).toMatchObject({ level: 1, takenBy: null });
    expect(dutyTask(played)?.dueAt).toBeLessThanOrEqual(before?.dueAt ?? 0);
    expect(played.state.messages.map(({ id }) => id)).toContain(`${before?.id}.DUTY_CALL.1`);
    // What somebody else took meanwhile stays theirs.
    const taken = begun().does({ kind: 'TaskTaken', task: before?.id ?? '' });
    taken.does({ kind: 'TasksReleased', from: 'agent-2', called: [before?.id ?? ''] });
    expect(dutyTask(taken)).toMatchObject({ level: 0, takenBy: 'agent-1' });
  });
});
