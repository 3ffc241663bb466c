import { describe, expect, it } from 'vitest';
import type { Field } from '../../vocabulary/vocabulary.ts';
import { isLive } from '../model/transfer-status.ts';
import { aResult, atHome, directoryWith, hours, Played, procedure } from '../world.testing.ts';

const clock = { kind: 'CLOCK', id: null } as const;
const agent = { kind: 'AGENT', id: 'agent-1' } as const;
/** Whoever is asked reads the account. */
const world = {
  procedure: {
    ...procedure,
    chapters: procedure.chapters.map((chapter) => ({
      ...chapter,
      rules: chapter.rules.map((rule) =>
        'to' in rule.then && 'discloses' in rule.then ? { ...rule, then: { ...rule.then, discloses: ['FACTS', 'NARRATIVE'] as Field[] } } : rule,
      ),
    })),
  },
  directory: directoryWith(),
};
const toRead = (played: Played) => played.state.tasks.filter(({ kind }) => kind === 'TEXT_TO_READ');
const held = (facts = atHome) => Played.qualified(facts, world).does({ kind: 'TextHeld' }, clock);
const told = (played: Played) => played.state.messages.flatMap((message) => (message.kind === 'TEXT' ? [message.transfer] : []));

describe('a text that the gate holds back', () => {
  it('is read again by the desk within a working day, whatever the number of times it is held', () => {
    const played = held();
    const { length } = played.entries;
    expect(toRead(played)).toMatchObject([{ to: 'DESK', status: 'OPEN', within: { workingDays: 1 } }]);
    expect(played.does({ kind: 'TextHeld' }, clock).entries).toHaveLength(length);
  });

  it('is read again by whoever is on duty within thirty minutes at the threshold, then goes up as tasks of duty do', () => {
    const played = held({ ...atHome, danger: 3 });
    const [task] = toRead(played);
    expect(task).toMatchObject({ to: 'DUTY', level: 0, dueAt: played.now + hours(0.5) });
    expect(played.state.messages).toContainEqual(expect.objectContaining({ kind: 'DUTY_CALL', task: task?.id, level: 0 }));
    played.waits(hours(0.5));
    expect(toRead(played)).toMatchObject([{ to: 'DUTY', level: 1, late: true }]);
    played.waits(hours(0.5));
    expect(toRead(played)).toMatchObject([{ to: 'COORDINATOR', level: 2, late: true }]);
  });

  it('holds back nothing else: the transfers, their clocks and the calls are what they were', () => {
    const facts = { ...atHome, danger: 4 } as const;
    const without = Played.qualified(facts, world).waits(hours(30));
    const played = held(facts).waits(hours(30));
    expect(played.state.transfers).toEqual(without.state.transfers);
    const others = ({ state }: Played) =>
      state.tasks.filter(({ kind }) => kind !== 'TEXT_TO_READ').map(({ kind, raisedAt, to }) => ({ kind, raisedAt, to }));
    expect(others(played)).toEqual(others(without));
  });

  it('passes to duty when danger comes meanwhile, by its delay from then', () => {
    const played = held().waits(hours(1));
    played.does({ kind: 'Qualified', facts: { ...atHome, danger: 4 }, basis: played.state.basis }, agent);
    expect(toRead(played)).toMatchObject([{ to: 'DUTY', level: 0, dueAt: played.now + hours(0.5) }]);
    expect(played.state.messages).toContainEqual(expect.objectContaining({ kind: 'DUTY_CALL', task: toRead(played)[0]?.id }));
  });

  it('has the delays of the protocol', () => {
    const desk = { delays: { heldText: { hours: 5 }, heldTextInDanger: { hours: 2 } } };
    const calm = Played.qualified(atHome, { procedure: { ...procedure, desk }, directory: directoryWith() }).does({ kind: 'TextHeld' }, clock);
    expect(toRead(calm)).toMatchObject([{ dueAt: calm.now + hours(5) }]);
  });

  it('keeps a case from being closed, and asks nothing of one that has ended', () => {
    const played = held().does({ kind: 'TakenInCharge', transfer: 't1' });
    played.does({
      kind: 'ResultRecorded',
      result: aResult,
    });
    expect(played.tries({ kind: 'Closed' })).toBe('STILL_TO_DO');
    played.does({ kind: 'TextAgreed' }, agent).does({ kind: 'Closed' });
    const { length } = played.entries;
    expect(played.does({ kind: 'TextHeld' }, clock).entries).toHaveLength(length);
    expect(played.tries({ kind: 'TextAgreed' })).toBe('CASE_ENDED');
  });
});

describe('a text that a person agrees to', () => {
  it('ends the reading, and is announced to whoever has the rest already, once a version', () => {
    const played = held().deliver();
    const reading = played.state.transfers.filter((transfer) => isLive(transfer) && transfer.handedOverAt !== null);
    expect(reading).not.toEqual([]);
    played.does({ kind: 'TextAgreed' }, agent);
    expect(toRead(played)).toMatchObject([{ status: 'DONE' }]);
    expect(played.state.text).toEqual({ version: 1 });
    expect(told(played).toSorted()).toEqual(reading.map(({ id }) => id).toSorted());
    played.deliver().does({ kind: 'TextAgreed' }, agent);
    expect(played.state.text).toEqual({ version: 2 });
    expect(told(played)).toHaveLength(reading.length);
  });

  it('is announced to nobody who has nothing yet, who does not read the account, or whose transfer has ended', () => {
    const unsent = new Played(world).alert();
    unsent.does({ kind: 'Qualified', facts: atHome, basis: unsent.state.basis }, agent);
    expect(told(unsent.does({ kind: 'TextAgreed' }, agent))).toEqual([]);
    expect(told(Played.qualified().deliver().does({ kind: 'TextAgreed' }, agent))).toEqual([]);
    const ended = Played.qualified(atHome, world).deliver();
    for (const { id } of ended.state.transfers) ended.tries({ kind: 'TransferCancelled', transfer: id, reason: 'AGENT' });
    expect(told(ended.does({ kind: 'TextAgreed' }, agent))).toEqual([]);
  });

  it('goes on where its case goes on: what waits for it belongs to the alert', () => {
    const played = held();
    const [task] = toRead(played);
    for (const { id } of played.state.transfers) played.tries({ kind: 'TakenInCharge', transfer: id });
    played.does({ kind: 'CaseMerged', into: 'other' });
    expect(played.state.carried).toContain(task?.id);
  });

  it('is announced to nobody who gave the outcome, or was let go, before the mail left', () => {
    const agreed = () => Played.qualified(atHome, world).does({ kind: 'TextAgreed' });
    expect(told(agreed())).toContain('t1');
    expect(told(agreed().does({ kind: 'OutcomeGiven', transfer: 't1', outcome: ['SANS_SUITE'] }))).not.toContain('t1');
    expect(told(agreed().does({ kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT' }))).not.toContain('t1');
  });
});
