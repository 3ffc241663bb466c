import { expect, it } from 'vitest';
import { isOffered, possible } from '../possible.ts';
import { agent, atHome, directoryWith, hours, noBasis, Played, procedure } from '../world.testing.ts';

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

it('is replaced where no mail goes any more: the old one dies all the same, and a person says it', () => {
  // What it has in charge is read on, by its link, without an agreement.
  const facts = { ...atHome, place: 'TRAJET' as const };
  const directory = directoryWith([], (one) => ({
    ...one,
    organisations: one.organisations.map((body) => (body.id === 'ccas' ? { ...body, lapsed: { from: '2026-11-17' } } : body)),
  }));
  const played = new Played({ procedure, directory }).alert(facts).does({ kind: 'Qualified', facts, basis: noBasis });
  const { id } = played.transfer('ccas');
  const mail = played.state.messages.find((one) => one.kind === 'TRANSFER' && one.transfer === id);
  played
    .does({ kind: 'HandedOver', message: mail?.id ?? '' })
    .does({ kind: 'TakenInCharge', transfer: id })
    .waits(hours(24));
  expect([offered(played, id), played.tries({ kind: 'LinkReplaced', transfer: id })]).toEqual([true, null]);
  expect([played.transfer('ccas').links, played.state.messages.filter(({ kind }) => kind === 'LINK')]).toEqual([1, []]);
  const tasks = played.state.tasks.filter(({ cause }) => cause.kind === 'LINK');
  expect(tasks).toMatchObject([{ kind: 'CALL_BACK', to: 'DESK', status: 'OPEN', transfer: id }]);
});
