import { describe, expect, it } from 'vitest';
import type { Policy } from '../../procedures/procedure.ts';
import { type ChannelKind, carryingTasks, offeredChannels, outgoing, outgoingChannel } from '../../vocabulary/outgoing-channels.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { atHome, directoryWith, Played, procedure } from '../world.testing.ts';

const everyWay = {
  email: 'contact@corps.example',
  phone: '+33 1 99 00 00 00',
  address: '1 place Stanislas, 54000 Nancy',
  endpoint: 'https://logiciel.corps.example/guichet',
};
const everyBody = directoryWith([], (directory) => ({ ...directory, contacts: directory.contacts.map((contact) => ({ ...contact, ...everyWay })) }));
const by = (...kinds: ChannelKind[]) => {
  const standard: Policy = { ...(procedure.policies.standard as Policy), channels: kinds.map((kind) => ({ kind, patience: { hours: 6 } })) };
  return { procedure: { ...procedure, policies: { ...procedure.policies, standard } }, directory: everyBody };
};
const triedBy = (...kinds: ChannelKind[]) => {
  const played = new Played(by(...kinds)).alert();
  played.does({ kind: 'Qualified', facts: atHome, basis: { legal: [], victimConsent: null, victimInformed: null } });
  const { id } = played.transfer('cd');
  return {
    status: played.transfer('cd').status,
    mail: played.state.messages.flatMap((message) => (message.kind === 'TRANSFER' && message.transfer === id ? [message.channel] : [])),
    tasks: played.state.tasks
      .filter(({ transfer }) => transfer === id)
      .map(({ kind, cause, sayable, carries }) => ({ kind, cause, sayable, carries })),
  };
};

describe('a way to hand a transfer over', () => {
  it.each(offeredChannels)('%s is carried as its entry says', (kind) => {
    const { carrier } = outgoingChannel(kind);
    expect(triedBy(kind)).toEqual({
      status: 'DUE',
      mail: carrier === 'MESSENGER' ? [kind === 'API' ? 'API' : 'EMAIL'] : [],
      tasks:
        carrier === 'MESSENGER' ? [] : [{ kind: carrier.task, cause: { kind: 'CHANNEL', channel: kind }, sayable: carrier.sayable, carries: true }],
    });
  });

  it('by which the recipient cannot be reached is passed over: a machine that the directory does not know', () => {
    const deaf = (...kinds: ChannelKind[]) => ({ ...by(...kinds), directory: directoryWith() });
    const orders = ({ state }: Played) => state.tasks.filter(({ carries }) => carries).map(({ kind, cause }) => ({ kind, cause }));
    expect(orders(Played.qualified(atHome, deaf('API', 'PHONE_TASK')))).toEqual(orders(Played.qualified(atHome, deaf('PHONE_TASK'))));
    const alone = Played.qualified(atHome, deaf('API'));
    expect(alone.openTasks()).toContain('DIRECTORY_GAP');
    expect(alone.state.transfers.some(({ organisation }) => organisation === 'cd')).toBe(false);
  });

  it('by which a machine is called makes a message of its own, and what is said later goes by mail', () => {
    const played = Played.qualified(atHome, by('API'));
    const { id, status } = played.transfer('cd');
    expect(status).toBe('SENT');
    played.does({ kind: 'RecipientReminded', transfer: id });
    expect(played.state.messages.flatMap((one) => ('channel' in one && one.transfer === id ? [`${one.kind} ${one.channel}`] : []))).toEqual([
      'REMINDER_NOW EMAIL',
    ]);
  });

  it('has words of its own, and a task that has a label', () => {
    const labels = Object.values(outgoing).flatMap(({ label, adverb }) => [label, adverb]);
    expect(new Set(labels).size).toBe(labels.length);
    expect(carryingTasks.filter((task) => !codes('taskKind').includes(task))).toEqual([]);
  });
});
