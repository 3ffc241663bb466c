import { expect, it } from 'vitest';
import { aboutTransfer } from '../model/message.ts';
import { isOffered, possible } from '../possible.ts';
import { agent, atHome, Played } from '../world.testing.ts';

const inDanger = () => Played.qualified({ ...atHome, danger: 3, flags: ['CRIME_SUSPECTED'] });
const given = (played: Played, organisation: string, file = 'f1') =>
  played.tries({ kind: 'OriginalGiven', transfer: played.transfer(organisation).id, file });
const offered = ({ state, world, now }: Played, organisation: string) => {
  const transfer = state.transfers.find((one) => one.organisation === organisation);
  return transfer !== undefined && isOffered(possible(state, world, agent, now).onTransfer('OriginalGiven', transfer));
};

it('an original is given to police and justice alone, is announced once, and given twice is given once', () => {
  const played = inDanger();
  expect([given(played, 'cd'), offered(played, 'cd')]).toEqual(['NOT_OF_JUSTICE', false]);
  for (const to of ['police', 'parquet']) {
    expect(offered(played, to)).toBe(true);
    expect(given(played, to)).toBeNull();
    expect(played.transfer(to).originals).toEqual(['f1']);
  }
  expect(played.entries.filter(({ kind }) => kind === 'ORIGINAL_GIVEN')).toHaveLength(2);
  const mailed = played.state.messages.flatMap((one) => (one.kind === 'ADDED' ? [aboutTransfer(one)] : []));
  expect(mailed).toEqual([played.transfer('police').id]);
  // Whoever does not have the rest yet finds it with the rest.
  expect(played.transfer('parquet').handedOverAt).toBeNull();
  const count = played.entries.length;
  expect(given(played, 'police')).toBeNull();
  expect(played.entries).toHaveLength(count);
  expect(given(played, 'police', 'f2')).toBeNull();
  expect(played.transfer('police').originals).toEqual(['f1', 'f2']);
});

it('is given no more once the transfer has ended, and to whoever comes in its place only by another act', () => {
  const played = inDanger();
  given(played, 'police');
  played.does({ kind: 'TransferCancelled', transfer: played.transfer('police').id, reason: 'AGENT' });
  expect([given(played, 'police'), offered(played, 'police')]).toEqual(['TRANSFER_ENDED', false]);
  played.does({ kind: 'TransferAdded', role: 'POLICE', mode: 'TRANSFER', purpose: 'ACTION', policy: 'quick', discloses: ['FACTS'], legalBasis: [] });
  expect(played.transfer('police').originals).toBeUndefined();
});
