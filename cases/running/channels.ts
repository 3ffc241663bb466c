import { deskHere } from '../../directory/neighbours.ts';
import { isReachableBy } from '../../directory/resolve.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import { type ChannelKind, isPersonal, outgoing } from '../../vocabulary/outgoing-channels.ts';
import { type EntryOf, isLapse } from '../model/entries.ts';
import type { Change } from '../model/events.ts';
import { type MessageChannel, messageIdentity, type SaidToRecipient } from '../model/message.ts';
import type { Deadline, Transfer } from '../model/state.ts';
import { closeStage, leadingPolicy, openStage } from './stages.ts';
import { raiseTask, type TaskAsked } from './tasks.ts';
import type { Turn } from './turn.ts';

/** Queues something for a recipient. What it is makes its identity: queued twice, it is one message. */
export function message(
  turn: Turn,
  transfer: Pick<Transfer, 'id' | 'attempt'>,
  { organisation, contact }: { organisation: string; contact: string },
  said: SaidToRecipient,
  channel: MessageChannel = 'EMAIL',
): Change {
  const parts = { ...said, transfer: transfer.id, channel, attempt: transfer.attempt };
  return { message: { ...parts, id: messageIdentity(parts), organisation, contact, notBefore: turn.at, tries: 0 } };
}

/** One try on one channel: what it changes at once, and what a person must do when it needs one. */
interface Attempt {
  kind: ChannelKind;
  changes: Change[];
  task: TaskAsked | null;
}

/** The next channel the policy names and the contact has; null when none is left. */
export function attempt(turn: Turn, before: Transfer): Attempt | null {
  const contact = turn.world.directory.contactById.get(before.contact);
  const policy = leadingPolicy(turn, before);
  const here = deskHere(turn.world.directory, before.organisation) !== undefined;
  const channels = here ? [{ kind: 'INSTALLATION' as const, patience: policy.handover }] : policy.channels;
  const index = channels.findIndex(({ kind }, at) => at > before.channel && contact !== undefined && (here || isReachableBy(contact, kind)));
  const channel = channels[index];
  if (channel === undefined) return null;
  const transfer: Transfer = { ...before, channel: index, attempt: before.attempt + 1 };
  const personal = isPersonal(channel.kind) ? channel.kind : null;
  const deadline: Deadline = { id: `CHANNEL:${transfer.id}`, kind: 'CHANNEL', dueAt: turn.due(channel.patience), transfer: transfer.id };
  return {
    kind: channel.kind,
    changes: [
      { transfer: { id: transfer.id, status: 'DUE', channel: index, attempt: transfer.attempt } },
      { deadline },
      ...(personal === null ? [message(turn, transfer, transfer, { kind: 'TRANSFER' }, channel.kind === 'API' ? 'API' : 'EMAIL')] : []),
    ],
    task:
      personal === null
        ? null
        : {
            kind: outgoing[personal].carrier.task,
            to: callsDuty(turn.world.procedure, turn.state.facts.danger) ? 'DUTY' : 'DESK',
            within: channel.patience,
            cause: { kind: 'CHANNEL', channel: personal },
            transfer: transfer.id,
            carries: true,
          },
  };
}

/** Tries the next channel; when none is left, somebody at the desk must find a way. */
export function nextChannel(turn: Turn, transfer: Transfer, lapsed = false): void {
  const next = attempt(turn, transfer);
  if (next !== null) {
    turn.write(
      {
        kind: 'CHANNEL_CHANGED',
        transfer: transfer.id,
        because: { channel: next.kind, contact: transfer.contact, ...(lapsed && { lapsed: true as const }) },
      },
      next.changes,
    );
    if (next.task !== null) raiseTask(turn, next.task);
    return;
  }
  if (transfer.status !== 'UNDELIVERABLE') {
    turn.write({ kind: 'UNDELIVERABLE', transfer: transfer.id, because: { why: 'NO_CHANNEL_LEFT' } }, [
      { transfer: { id: transfer.id, status: 'UNDELIVERABLE' } },
      { drop: 'deadline', id: `CHANNEL:${transfer.id}` },
    ]);
  }
  raiseTask(turn, {
    kind: 'UNDELIVERABLE',
    to: 'DESK',
    within: turn.delay('undeliverable'),
    cause: { kind: 'NO_CHANNEL_LEFT' },
    transfer: transfer.id,
    carries: true,
  });
}

/** The channel in use failed (refused address, bounce, nobody answers, too long). */
export function undeliverable(turn: Turn, transfer: Transfer, because: EntryOf<'UNDELIVERABLE'>['because'], also: Change[] = []): void {
  turn.write({ kind: 'UNDELIVERABLE', transfer: transfer.id, because }, [
    { transfer: { id: transfer.id, status: 'UNDELIVERABLE', handedOverAt: null, stage: null } },
    { drop: 'deadline', id: `CHANNEL:${transfer.id}` },
    ...withoutQueued(turn, transfer.id),
    ...closeStage(turn, transfer.id),
    ...also,
  ]);
  nextChannel(turn, turn.transfer(transfer.id) ?? transfer, isLapse(because));
}

/** Drops the message that would hand the transfer over. */
export function withoutQueued(turn: Turn, transfer: string): Change[] {
  const queued = turn.state.messages.filter((item) => item.kind === 'TRANSFER' && item.transfer === transfer);
  return queued.map(({ id }) => ({ drop: 'message', id }));
}

/** Drops what waits for a hand-over: the queued message and the clocks that run before it. */
export function withoutHandover(turn: Turn, transfer: string): Change[] {
  return [...withoutQueued(turn, transfer), { drop: 'deadline', id: `HANDOVER:${transfer}` }, { drop: 'deadline', id: `CHANNEL:${transfer}` }];
}

/** The recipient has it (mail server accepted, call made): the first stage opens; an information transfer ends here. */
export function handOver(turn: Turn, transfer: Transfer): void {
  if (transfer.handedOverAt !== null) return;
  const sent: Transfer = { ...transfer, status: 'SENT', handedOverAt: turn.at };
  const { organisation, contact } = transfer;
  turn.write({ kind: 'HANDED_OVER', transfer: transfer.id, because: { message: 'TRANSFER', organisation, contact } }, [
    ...withoutHandover(turn, transfer.id),
    { transfer: { id: transfer.id, status: 'SENT', handedOverAt: turn.at } },
    ...(transfer.purpose === 'ACTION' ? openStage(turn, sent, 'SENT', turn.at) : []),
  ]);
}
