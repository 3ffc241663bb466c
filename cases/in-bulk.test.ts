import { describe, expect, it } from 'vitest';
import { type AskedInBulk, inBulk } from './in-bulk.ts';
import { agent, atHome, Played, transferAdded } from './world.testing.ts';

const colleague = { kind: 'AGENT', id: 'agent-2' } as const;
const asks = (played: Played, asked: AskedInBulk, unable = false) =>
  inBulk(played.state, played.world, agent, played.now, asked, unable).map(({ event, left }) => [event.kind, left?.code ?? null]);

describe('an act on several cases', () => {
  it('takes what nobody has, leaves a colleague hers, and does again nothing that is so', () => {
    const played = new Played().alert();
    expect(asks(played, { act: 'TAKE' })).toEqual([['TaskTaken', null]]);
    played.does({ kind: 'TaskTaken', task: 'k1' });
    expect(asks(played, { act: 'TAKE' })).toEqual([['TaskTaken', 'ALREADY']]);
    played.does({ kind: 'TaskGiven', task: 'k1', to: colleague.id });
    for (const asked of [{ act: 'TAKE' }, { act: 'HAND_BACK' }, { act: 'GIVE', to: 'agent-3' }] as const)
      expect(asks(played, asked), asked.act).toMatchObject([[expect.any(String), 'HELD']]);
    expect(asks(played, { act: 'GIVE', to: colleague.id })).toEqual([['TaskGiven', 'ALREADY']]);
  });

  it('takes from whoever agreed what she has in hand, duty included, and nothing of anybody else', () => {
    const grave = new Played().alert({ ...atHome, danger: 4 });
    const duty = grave.state.tasks.find(({ to }) => to === 'DUTY')?.id ?? '';
    grave.does({ kind: 'TaskTaken', task: duty }, colleague);
    for (const { id } of grave.state.tasks.filter(({ id }) => id !== duty)) grave.does({ kind: 'TaskTaken', task: id });
    expect(asks(grave, { act: 'TAKE_FROM', from: colleague.id })).toEqual([['TaskTaken', null]]);
    expect(grave.state.tasks.length).toBeGreaterThan(1);
    expect(asks(grave, { act: 'TAKE_FROM', from: 'agent-3' })).toEqual([]);
  });

  it('gives to whoever may act on the case, and what is of the duty to nobody', () => {
    const played = new Played().alert();
    expect(asks(played, { act: 'GIVE', to: colleague.id })).toEqual([['TaskGiven', null]]);
    expect(asks(played, { act: 'GIVE', to: colleague.id }, true)).toEqual([['TaskGiven', 'REFUSED']]);
    const grave = new Played().alert({ ...atHome, danger: 4 });
    const duty = grave.state.tasks.find(({ to }) => to === 'DUTY')?.id ?? '';
    expect(grave.tries({ kind: 'TaskGiven', task: duty, to: colleague.id })).toBe('DUTY_HELD');
    grave.does({ kind: 'TaskTaken', task: duty });
    expect(grave.tries({ kind: 'TaskGiven', task: duty, to: null })).toBe('DUTY_HELD');
  });

  it('reminds each recipient who has a case in hand, never the Parquet', () => {
    const played = Played.qualified().does(transferAdded('PARQUET')).deliver();
    const left = inBulk(played.state, played.world, agent, played.now, { act: 'REMIND' });
    expect(left.map(({ on, left: kept }) => ['transfer' in on && on.transfer.organisation, kept?.code ?? null])).toEqual([
      ['cd', null],
      ['parquet', 'REFUSED'],
    ]);
  });
});
