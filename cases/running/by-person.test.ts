import { describe, expect, it } from 'vitest';
import type { Contact } from '../../directory/directory.ts';
import type { Policy, Procedure } from '../../procedures/procedure.ts';
import { aboutTransfer } from '../model/message.ts';
import { agent, atHome, directoryWith, noBasis, Played, procedure } from '../world.testing.ts';

const danger = { ...atHome, danger: 4 as const };

/** Contacts without an e-mail address, who read the account; the desk reaches them by this. */
function world(channel: 'PHONE_TASK' | 'LETTER_TASK', has: Partial<Contact>) {
  const policies = Object.fromEntries(
    Object.entries(procedure.policies).map(([name, policy]): [string, Policy] => [
      name,
      { ...policy, channels: [{ kind: channel, patience: { hours: 6 } }] },
    ]),
  );
  const chapters = procedure.chapters.map((chapter) => ({
    ...chapter,
    rules: chapter.rules.map((rule) => ('task' in rule.then ? rule : { ...rule, then: { ...rule.then, discloses: ['FACTS', 'NARRATIVE'] } })),
  })) as Procedure['chapters'];
  const directory = directoryWith([], (whole) => ({
    ...whole,
    contacts: whole.contacts.map(({ id, organisation, position, name }) => ({ id, organisation, position, name, ...has }) as Contact),
  }));
  return { procedure: { ...procedure, policies, chapters }, directory };
}
const phone = { phone: '+33 1 99 00 00 00' };
const address = { address: '1 place Stanislas, 54000 Nancy' };

/** A case whose recipients were reached by a person. */
function reached(of: ReturnType<typeof world>, facts = atHome): Played {
  const played = new Played(of).alert(facts).does({ kind: 'Qualified', facts, basis: noBasis });
  for (const { id, carries } of played.state.tasks) if (carries) played.does({ kind: 'TaskDone', task: id, reached: true });
  return played;
}
const told = ({ state }: Played, organisation: string) =>
  state.tasks.filter(
    ({ cause, transfer }) =>
      ['NEW_VERSION', 'REPLY', 'LET_GO', 'CHANGED'].includes(cause.kind) &&
      state.transfers.some((one) => one.id === transfer && one.organisation === organisation),
  );

describe('a recipient without an e-mail address', () => {
  it.each([
    ['called, as it was', 'PHONE_TASK' as const, { ...phone, ...address }, 'CALL_BACK', 'par téléphone'],
    ['written to, as it was', 'LETTER_TASK' as const, { ...phone, ...address }, 'LETTER', 'par courrier'],
    ['written to where it has no telephone', 'LETTER_TASK' as const, address, 'LETTER', 'par courrier'],
  ])('is told of a new version: %s; twice, that is one task', (_how, channel, has, kind, says) => {
    const played = reached(world(channel, has));
    played.does({ kind: 'TextAgreed' });
    expect(told(played, 'cd')).toMatchObject([{ kind, status: 'OPEN', to: 'DESK', carries: false, cause: { kind: 'NEW_VERSION' } }]);
    expect(told(played, 'cd')[0]?.sayable).toContain(says);
    played.does({ kind: 'DeclarationCompleted', part: 'WRITTEN' });
    expect(told(played, 'cd')).toHaveLength(1);
    expect(played.state.messages.filter((one) => aboutTransfer(one) === played.transfer('cd').id)).toEqual([]);
  });

  it('is still told after it has received it or taken charge, and no more once it has said what was done', () => {
    const played = reached(world('PHONE_TASK', phone)).does({ kind: 'TextAgreed' });
    const { id } = played.transfer('cd');
    played.does({ kind: 'Acknowledged', transfer: id }).does({ kind: 'TakenInCharge', transfer: id });
    expect(told(played, 'cd').map(({ status }) => status)).toEqual(['OPEN']);
    played.does({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] });
    expect(told(played, 'cd').map(({ status }) => status)).toEqual(['CANCELLED']);
  });

  it('is given the desk’s answer to what it asked', () => {
    const played = reached(world('PHONE_TASK', phone));
    const { id } = played.transfer('cd');
    played.does({ kind: 'InformationRequested', transfer: id }).does({ kind: 'InformationGiven', transfer: id });
    expect(told(played, 'cd')).toMatchObject([{ kind: 'CALL_BACK', cause: { kind: 'REPLY', round: 1 } }]);
  });

  it('is called when danger comes, though its transfer went by post; and told that it is no longer asked', () => {
    const played = reached(world('LETTER_TASK', { ...phone, ...address }), danger);
    const { id, status } = played.transfer('police');
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis, ends: [{ transfer: id, seen: status }] }, agent);
    expect(told(played, 'police')).toMatchObject([{ kind: 'LETTER', cause: { kind: 'LET_GO' }, status: 'OPEN' }]);
    const calm = reached(world('LETTER_TASK', { ...phone, ...address }));
    calm.does({ kind: 'Qualified', facts: { ...atHome, flags: ['CRIME_SUSPECTED'] }, basis: { ...noBasis, legal: ['CP_434_3'] } });
    expect(told(calm, 'cd').map(({ kind, cause }) => [kind, cause.kind])).toEqual([['CALL_BACK', 'CHANGED']]);
  });

  it('has one call to be made at a time: a second reminder and a second change are said in the first', () => {
    const played = reached(world('PHONE_TASK', phone));
    for (let day = 0; day < 3; day += 1) played.waits(24 * 3_600_000);
    const open = () => played.state.tasks.filter(({ status, kind, transfer }) => status === 'OPEN' && kind === 'CALL_BACK' && transfer === 't1');
    expect(played.kinds().filter((kind) => kind === 'REMINDED')).toHaveLength(2);
    expect(open()).toMatchObject([{ cause: { kind: 'REMINDER', rank: 2 } }]);
    for (const level of [3, 4] as const)
      played.does({ kind: 'Qualified', facts: { ...danger, danger: level, flags: level === 4 ? ['CRIME_SUSPECTED'] : [] }, basis: noBasis });
    for (const place of ['ETABLISSEMENT_SANTE', 'DOMICILE'] as const) played.does({ kind: 'Qualified', facts: { ...danger, place }, basis: noBasis });
    expect(told(played, 'cd').filter(({ status }) => status === 'OPEN')).toHaveLength(1);
  });

  it('is told by a person that its transfer was cancelled or taken over, never by a mail; not in a drill', () => {
    const cancelled = reached(world('PHONE_TASK', phone));
    const { id } = cancelled.transfer('cd');
    cancelled.does({ kind: 'TransferCancelled', transfer: id, reason: 'AGENT' });
    expect(told(cancelled, 'cd')).toMatchObject([{ kind: 'CALL_BACK', cause: { kind: 'LET_GO' }, status: 'OPEN' }]);
    expect(cancelled.state.messages.filter((one) => aboutTransfer(one) === id)).toEqual([]);
    const silent = reached(world('PHONE_TASK', phone));
    silent.does({ kind: 'Qualified', facts: { ...atHome, implicated: [{ kind: 'AUTRE_PROFESSIONNEL', organisation: 'cd' }] }, basis: noBasis });
    expect(told(silent, 'cd')).toMatchObject([{ cause: { kind: 'LET_GO' }, status: 'OPEN' }]);
    expect(silent.state.messages.filter((one) => one.kind === 'REVOKED')).toEqual([]);
    const drill = reached(world('PHONE_TASK', phone));
    drill.does({ kind: 'TransferCancelled', transfer: id, reason: 'EXERCISE_ENDED' });
    expect([told(drill, 'cd'), drill.state.messages.filter((one) => one.kind === 'REVOKED')]).toEqual([[], []]);
  });
});
