import { expect, it } from 'vitest';
import { isOffered, possible } from '../possible.ts';
import { agent, atHome, Played } from '../world.testing.ts';

const offered = ({ state, world, now }: Played, id: string) => {
  const transfer = state.transfers.find((one) => one.id === id);
  return transfer !== undefined && isOffered(possible(state, world, agent, now).onTransfer('LinkReplaced', transfer));
};

it('a link that arrived is replaced, with a mail to the contact; one that never left, or that opens nothing any more, is not', () => {
  const played = Played.qualified({ ...atHome, danger: 3, flags: ['CRIME_SUSPECTED'] });
  const unsent = played.transfer('parquet').id;
  expect([played.tries({ kind: 'LinkReplaced', transfer: unsent }), offered(played, unsent)]).toEqual(['NO_LINK', false]);
  const { id, contact, organisation } = played.transfer('cd');
  const replaced = () => played.tries({ kind: 'LinkReplaced', transfer: id });
  expect([offered(played, id), replaced()]).toEqual([true, null]);
  expect(played.entries.at(-1)).toMatchObject({ kind: 'LINK_REPLACED', transfer: id, because: { organisation, contact, round: 1 } });
  const mails = () => played.state.messages.filter((one) => one.kind === 'LINK').map((one) => [one.contact, one.id]);
  expect(mails()).toEqual([[contact, `${id}.LINK.LINK.1.EMAIL.1`]]);
  expect(replaced()).toBeNull();
  expect(mails(), 'the mail that had not left would carry a dead link').toEqual([[contact, `${id}.LINK.LINK.2.EMAIL.1`]]);
  expect(played.transfer('cd').links).toBe(2);
  expect(played.tries({ kind: 'TransferCancelled', transfer: id, reason: 'AGENT' })).toBeNull();
  expect(mails()).toEqual([]);
  expect([replaced(), offered(played, id)]).toEqual(['TRANSFER_ENDED', false]);
});
