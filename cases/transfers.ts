import type { Contact } from '../directory/directory.ts';
import { conflicted, contactAt, type Recipient, resolve } from '../directory/resolve.ts';
import type { ChannelKind } from '../procedures/procedure.ts';
import type { Because, Change } from './events.ts';
import { endedByAnAnswer, sayings } from './sayings.ts';
import { answerBy, closeStage, isAnswered, leadingPolicy, openStage, rankOf } from './stages.ts';
import type { Message, MessageKind, Obligation, Transfer } from './state.ts';
import { cancelTasks, raiseTask } from './tasks.ts';
import type { Turn } from './turn.ts';
import type { Field, LegalBasis, Purpose, Role, TransferMode } from './vocabulary.ts';

/** What a transfer is made of, wherever the order comes from (rules, a reroute, an agent). */
export interface Ordered {
  /** `why` says what makes this body the one: its competence, or the deadline that moved the case to it. */
  recipient: Omit<Recipient, 'why'> & { why: string };
  roles: Role[];
  mode: TransferMode;
  purpose: Purpose;
  policies: string[];
  discloses: Field[];
  because: string[];
  legalBasis: LegalBasis[];
}

const versions = (turn: Turn): Because => ({
  procedure: `${turn.world.procedure.slug}@${turn.world.procedure.number}`,
  directory: turn.world.directory.revision,
});

/** Nobody tied to the implicated party, at any step: ids of bodies and contacts set aside. */
export const excluded = (turn: Turn): Set<string> => conflicted(turn.state.facts, turn.world.directory);

export function listed(turn: Turn, contact: string): Contact | undefined {
  return turn.world.directory.contactById.get(contact);
}

function usable(contact: Contact | undefined, channel: ChannelKind): boolean {
  if (contact === undefined) return false;
  if (channel === 'EMAIL') return contact.email !== undefined;
  if (channel === 'PHONE_TASK') return contact.phone !== undefined;
  return channel === 'LETTER_TASK' && contact.address !== undefined;
}

/** Queues something for a recipient. Its id is its identity: queued twice, it is one message. */
export function message(
  turn: Turn,
  kind: MessageKind,
  transfer: Transfer,
  to: { organisation: string; contact: string },
  stage: string,
  rank: number,
): Change {
  const id = [transfer.id, kind, stage, rank, 'EMAIL', transfer.attempt].join('.');
  const queued: Message = { id, kind, channel: 'EMAIL', transfer: transfer.id, task: null, ...to, notBefore: turn.at, tries: 0 };
  return { message: queued };
}

/** Opens a transfer, with its obligation when somebody must act, and tries the first channel. */
export function order(turn: Turn, asked: Ordered, takesOver?: { obligation: string | null; replaces: string }): void {
  const { recipient } = asked;
  const draft: Transfer = {
    id: `t${turn.state.transfers.length + 1}`,
    obligation: takesOver?.obligation ?? null,
    replaces: takesOver?.replaces ?? null,
    role: recipient.role,
    organisation: recipient.organisation,
    contact: recipient.contact,
    mode: asked.mode,
    purpose: asked.purpose,
    policies: asked.policies,
    discloses: asked.discloses,
    because: asked.because,
    legalBasis: asked.legalBasis,
    status: 'DUE',
    orderedAt: turn.at,
    channel: -1,
    attempt: 0,
    handedOverAt: null,
    stage: null,
    paused: null,
    informationRounds: 0,
    reminders: 0,
    informed: [],
    refusal: null,
    outcome: null,
  };
  const changes: Change[] = [];
  if (asked.purpose === 'ACTION' && draft.obligation === null) {
    const obligation: Obligation = {
      id: `o${turn.state.obligations.length + 1}`,
      roles: asked.roles,
      mode: asked.mode,
      answerBy: answerBy(turn, draft),
      status: 'OPEN',
    };
    draft.obligation = obligation.id;
    changes.push(
      { obligation },
      { deadline: { id: `OBLIGATION:${obligation.id}`, kind: 'OBLIGATION', dueAt: obligation.answerBy, obligation: obligation.id } },
    );
  }
  const handover = turn.due(leadingPolicy(turn, draft).handover);
  changes.push({ transfer: draft }, { deadline: { id: `HANDOVER:${draft.id}`, kind: 'HANDOVER', dueAt: handover, transfer: draft.id } });
  const because: Because = {
    rules: asked.because,
    role: recipient.role,
    organisation: recipient.organisation,
    contact: recipient.contact,
    reason: recipient.why,
    ...versions(turn),
  };
  turn.write('TRANSFER_ORDERED', { transfer: draft.id, because }, changes);
  nextChannel(turn, draft);
}

/** Drops what waits for a hand-over: the queued message and the clocks that run before it. */
function withoutHandover(turn: Turn, transfer: string): Change[] {
  const queued = turn.state.messages.filter((item) => item.transfer === transfer && item.kind === 'TRANSFER');
  return [
    ...queued.map(({ id }): Change => ({ drop: 'message', id })),
    { drop: 'deadline', id: `HANDOVER:${transfer}` },
    { drop: 'deadline', id: `CHANNEL:${transfer}` },
  ];
}

/** Tries the next channel the policy names and the contact has; when none is left, somebody at the desk must find a way. */
export function nextChannel(turn: Turn, before: Transfer): void {
  const policy = leadingPolicy(turn, before);
  const contact = listed(turn, before.contact);
  const index = policy.channels.findIndex(({ kind }, at) => at > before.channel && usable(contact, kind));
  const channel = policy.channels[index];
  if (channel === undefined) {
    if (before.status !== 'UNDELIVERABLE') {
      turn.write('UNDELIVERABLE', { transfer: before.id, because: { reason: 'NO_CHANNEL_LEFT' } }, [
        { transfer: { id: before.id, status: 'UNDELIVERABLE' } },
        { drop: 'deadline', id: `CHANNEL:${before.id}` },
      ]);
    }
    raiseTask(turn, {
      kind: 'UNDELIVERABLE',
      to: 'DESK',
      within: { hours: 2 },
      because: 'NO_CHANNEL_LEFT',
      sayable: sayings.undeliverable,
      transfer: before.id,
      carries: true,
    });
    return;
  }
  const transfer: Transfer = { ...before, status: 'DUE', channel: index, attempt: before.attempt + 1 };
  const patience = turn.due(channel.patience);
  const to = { organisation: transfer.organisation, contact: transfer.contact };
  turn.write('CHANNEL_CHANGED', { transfer: transfer.id, because: { codes: [channel.kind], contact: transfer.contact } }, [
    { transfer: { id: transfer.id, status: 'DUE', channel: index, attempt: transfer.attempt } },
    { deadline: { id: `CHANNEL:${transfer.id}`, kind: 'CHANNEL', dueAt: patience, transfer: transfer.id } },
    ...(channel.kind === 'EMAIL' ? [message(turn, 'TRANSFER', transfer, to, 'HANDOVER', 1)] : []),
  ]);
  if (channel.kind === 'EMAIL') return;
  const urgent = turn.state.facts.danger >= 3;
  const letter = channel.kind === 'LETTER_TASK';
  raiseTask(turn, {
    kind: letter ? 'LETTER' : 'PHONE_NOW',
    to: urgent ? 'DUTY' : 'DESK',
    within: channel.patience,
    because: channel.kind,
    sayable: letter ? sayings.letter : sayings.phone,
    transfer: transfer.id,
    carries: true,
  });
}

/** The channel in use failed (refused address, bounce, nobody answers, too long). */
export function undeliverable(turn: Turn, transfer: Transfer, because: Because, also: Change[] = []): void {
  const stale = turn.state.messages.filter((item) => item.transfer === transfer.id && item.kind === 'TRANSFER');
  turn.write('UNDELIVERABLE', { transfer: transfer.id, because }, [
    { transfer: { id: transfer.id, status: 'UNDELIVERABLE', handedOverAt: null, stage: null } },
    { drop: 'deadline', id: `CHANNEL:${transfer.id}` },
    ...stale.map(({ id }): Change => ({ drop: 'message', id })),
    ...closeStage(turn, transfer.id),
    ...also,
  ]);
  nextChannel(turn, turn.transfer(transfer.id) ?? transfer);
}

/** The recipient has it (mail server accepted, call made): the first stage opens; an information transfer ends here. */
export function handOver(turn: Turn, transfer: Transfer): void {
  if (transfer.handedOverAt !== null) return;
  const sent: Transfer = { ...transfer, status: 'SENT', handedOverAt: turn.at };
  turn.write('HANDED_OVER', { transfer: transfer.id, because: { organisation: transfer.organisation, contact: transfer.contact } }, [
    ...withoutHandover(turn, transfer.id),
    { transfer: { id: transfer.id, status: 'SENT', handedOverAt: turn.at } },
    ...(transfer.purpose === 'ACTION' ? openStage(turn, sent, 'SENT', turn.at) : []),
  ]);
}

const entryOf = { ACKNOWLEDGED: 'ACKNOWLEDGED', IN_CHARGE: 'IN_CHARGE', OUTCOME_GIVEN: 'OUTCOME_GIVEN' } as const;

/** The recipient answered. Reaching a later stage reaches the earlier ones; the next stage opens now. */
export function reach(turn: Turn, before: Transfer, status: keyof typeof entryOf, more: Partial<Transfer> = {}): void {
  if (rankOf(before.status) >= rankOf(status)) return;
  if (before.handedOverAt === null) handOver(turn, before);
  const transfer: Transfer = { ...(turn.transfer(before.id) ?? before), status, paused: null, ...more };
  const clocked = transfer.purpose === 'ACTION' && turn.state.status === 'OPEN';
  turn.write(
    entryOf[status],
    { transfer: transfer.id, because: { organisation: transfer.organisation, ...(more.outcome && { codes: more.outcome.codes }) } },
    [
      ...closeStage(turn, transfer.id),
      { transfer: { id: transfer.id, status, paused: null, ...more } },
      ...(clocked ? openStage(turn, transfer, status, turn.at) : [{ transfer: { id: transfer.id, stage: null } }]),
      ...(isAnswered(transfer) ? obligationEnds(turn, transfer, 'MET') : []),
    ],
  );
  cancelTasks(turn, status, (task) => task.transfer === transfer.id && (endedByAnAnswer.has(task.kind) || task.kind === 'INFORMATION_REQUESTED'));
  if (isAnswered(transfer)) cancelTasks(turn, status, (task) => transfer.obligation !== null && task.because === `OBLIGATION:${transfer.obligation}`);
}

function obligationEnds(turn: Turn, transfer: Transfer, status: 'MET' | 'ENDED'): Change[] {
  const obligation = turn.state.obligations.find(({ id }) => id === transfer.obligation);
  if (obligation === undefined || obligation.status === 'MET') return [];
  return [{ obligation: { id: obligation.id, status } }, { drop: 'deadline', id: `OBLIGATION:${obligation.id}` }];
}

/** Ends a transfer: clocks, messages and tasks with it. The obligation stays, unless `letGo`. */
export function end(turn: Turn, transfer: Transfer, status: 'REFUSED' | 'REROUTED' | 'CANCELLED', because: Because, letGo = false): void {
  const refusal = status === 'REFUSED' && because.codes?.[0];
  turn.write(status, { transfer: transfer.id, because }, [
    ...withoutHandover(turn, transfer.id),
    ...closeStage(turn, transfer.id),
    { transfer: { id: transfer.id, status, stage: null, paused: null, ...(refusal && { refusal: refusal as NonNullable<Transfer['refusal']> }) } },
    ...(letGo ? obligationEnds(turn, transfer, 'ENDED') : []),
    ...(status !== 'REFUSED' && transfer.handedOverAt !== null
      ? [message(turn, 'REVOKED', transfer, { organisation: transfer.organisation, contact: transfer.contact }, status, 1)]
      : []),
  ]);
  cancelTasks(turn, status, (task) => task.transfer === transfer.id && task.kind !== 'CONFLICT');
}

/** The next body competent for the role: neither tied to the implicated party nor already asked for this obligation. */
export function nextCompetent(turn: Turn, transfer: Transfer, role: Role = transfer.role): Recipient | null {
  const asked = turn.state.transfers.filter(
    ({ obligation, id }) => id === transfer.id || (obligation !== null && obligation === transfer.obligation),
  );
  const aside = new Set([...excluded(turn), ...asked.map(({ organisation }) => organisation)]);
  const found = resolve(role, turn.state.facts, turn.world.directory, aside);
  return 'recipient' in found ? found.recipient : null;
}

/** Another recipient takes over: its own clocks start at its own hand-over, the obligation's instant stays. */
export function reroute(turn: Turn, transfer: Transfer, recipient: Ordered['recipient'], reason: string): void {
  end(turn, transfer, 'REROUTED', { reason, organisation: recipient.organisation, contact: recipient.contact });
  const { mode, purpose, policies, discloses, because, legalBasis } = transfer;
  order(
    turn,
    { recipient, roles: [recipient.role], mode, purpose, policies, discloses, because, legalBasis },
    { obligation: transfer.obligation, replaces: transfer.id },
  );
}

/** The contact of a body at a position, when somebody untied holds it and can be written to. */
export function writable(turn: Turn, organisation: string, position: 'TITULAR' | 'DEPUTY' | 'SUPERIOR'): Contact | null {
  const contact = contactAt(turn.world.directory, organisation, position, excluded(turn));
  return contact?.email === undefined ? null : contact;
}
