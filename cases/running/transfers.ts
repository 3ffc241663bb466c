import type { Contact } from '../../directory/directory.ts';
import { conflicted, contactAt, type Recipient, resolve } from '../../directory/resolve.ts';
import type { RoutedTransfer } from '../../procedures/routing.ts';
import type { Role } from '../../vocabulary/vocabulary.ts';
import type { Dated, EntryOf, Happening, WhyRecipient } from '../model/entries.ts';
import type { CancelReason, Change } from '../model/events.ts';
import { isToRecipient, type Message, type MessageKind } from '../model/message.ts';
import { saidTied } from '../model/open-to.ts';
import type { BeforeRefusal, Obligation, Task, Transfer } from '../model/state.ts';
import { isAnswered, isLeft, isLive } from '../model/transfer-status.ts';
import { hasMail, tellByPerson } from './by-person.ts';
import { attempt, handOver, message, nextChannel, withoutHandover } from './channels.ts';
import { isOwed } from './holding.ts';
import { answerBy, closeStage, leadingPolicy, openStage, progressOf, stageDeadlines } from './stages.ts';
import { endedByAnAnswer } from './task-sentences.ts';
import { cancelTasks, raiseTask } from './tasks.ts';
import type { Turn } from './turn.ts';

/** What a transfer is made of, wherever the order comes from: rules, a reroute, an agent. */
export type Ordered = Omit<RoutedTransfer, 'recipient'> & {
  recipient: Omit<Recipient, 'why'> & { why: WhyRecipient };
};

/** Nobody tied to the implicated party, at any step: ids of bodies and contacts set aside, by the directory or by their own word. */
export const excluded = ({ state, world }: Pick<Turn, 'state' | 'world'>): Set<string> =>
  new Set([...conflicted(state.facts, world.directory), ...saidTied(state)]);

/** Opens a transfer, with its obligation when somebody must act, and tries the first channel. */
export function openTransfer(turn: Turn, asked: Ordered, takesOver?: { obligation: string | null; replaces: string }): void {
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
  const { role, organisation, contact, why } = recipient;
  const first = attempt(turn, draft);
  const because = { rules: asked.because, role, organisation, contact, why, channel: first?.kind ?? null, ...turn.versions };
  turn.write({ kind: 'TRANSFER_ORDERED', transfer: draft.id, because }, [...changes, ...(first?.changes ?? [])]);
  if (first === null) nextChannel(turn, draft);
  else if (first.task !== null) raiseTask(turn, first.task);
}

type Answered =
  | { kind: 'ACKNOWLEDGED'; outcome?: never; already?: never }
  | { kind: 'IN_CHARGE'; outcome?: never; already?: 'DEJA_CONNU' }
  | { kind: 'OUTCOME_GIVEN'; outcome: NonNullable<Transfer['outcome']>; already?: never };

/** What a person still has to tell the recipient: an answer does not say that it knows. */
const isNews = ({ cause: { kind } }: Task): boolean => kind === 'NEW_VERSION' || kind === 'REPLY' || kind === 'LINK';

/** An address to mend stays dead whatever becomes of the transfer. */
const isAddress = ({ cause }: Task): boolean => cause.kind === 'MESSAGE_LOST';

/**
 * The recipient answered. Reaching a later stage reaches the earlier ones; the next stage opens when the answer came, and asks for nothing
 * before now.
 */
export function reach(turn: Turn, before: Transfer, { kind: status, outcome, already }: Answered, dated: Dated = {}): void {
  if (progressOf(before.status) >= progressOf(status)) return;
  if (before.handedOverAt === null) handOver(turn, before);
  const now = { status, paused: null, ...(outcome && { outcome }) };
  const transfer: Transfer = { ...(turn.transfer(before.id) ?? before), ...now };
  const clocked = transfer.purpose === 'ACTION' && turn.state.status === 'OPEN';
  const { id, organisation } = transfer;
  const said: Happening =
    outcome === undefined
      ? { kind: status, transfer: id, because: { organisation, ...(already && { already }), ...dated } }
      : {
          kind: 'OUTCOME_GIVEN',
          transfer: id,
          because: { organisation, outcome: outcome.codes, ...(outcome.opinion && { opinion: outcome.opinion }), ...dated },
        };
  turn.write(said, [
    ...closeStage(turn, id),
    { transfer: { id, ...now } },
    ...(clocked ? openStage(turn, transfer, status, dated.saidAt ?? turn.at) : [{ transfer: { id, stage: null } }]),
    ...(isAnswered(transfer) ? obligationEnds(turn, transfer, 'MET') : []),
    ...(status === 'OUTCOME_GIVEN' ? withoutUnsaid(turn, id) : []),
  ]);
  const ends = (task: Task) => endedByAnAnswer.has(task.kind) && !isAddress(task) && (status === 'OUTCOME_GIVEN' || !isNews(task));
  cancelTasks(turn, status, (task) => task.transfer === id && ends(task));
  if (isAnswered(transfer)) cancelTasks(turn, status, (task) => task.cause.kind === 'OBLIGATION' && task.cause.obligation === transfer.obligation);
}

function obligationEnds(turn: Turn, transfer: Transfer, status: 'MET' | 'ENDED'): Change[] {
  const obligation = turn.state.obligations.find(({ id }) => id === transfer.obligation);
  if (obligation === undefined || obligation.status === 'MET') return [];
  return [{ obligation: { id: obligation.id, status } }, { drop: 'deadline', id: `OBLIGATION:${obligation.id}` }];
}

type Ended = { [Kind in 'REFUSED' | 'REROUTED' | 'CANCELLED']: Pick<EntryOf<Kind>, 'kind' | 'because'> }['REFUSED' | 'REROUTED' | 'CANCELLED'];

const endsUnsaid: ReadonlySet<MessageKind> = new Set<MessageKind>(['INFORMATION', 'CHANGED', 'TEXT', 'ADDED', 'LINK']);

/** Drops what is still to be said to whoever has no more to do: the link dies with the transfer, or the outcome was given without it. */
function withoutUnsaid(turn: Turn, transfer: string): Change[] {
  return unsaid(turn, transfer).map(({ id }) => ({ drop: 'message', id }));
}

const unsaid = ({ state }: Pick<Turn, 'state'>, transfer: string): Message[] =>
  state.messages.filter((item) => isToRecipient(item) && item.transfer === transfer && endsUnsaid.has(item.kind));

function asItWas({ at, state }: Turn, { id, status, stage, paused }: Transfer): BeforeRefusal {
  const tasks = state.tasks.filter((task) => task.transfer === id && task.status === 'OPEN' && task.kind !== 'CONFLICT' && !isAddress(task));
  const messages = unsaid({ state }, id);
  return { at, status, stage, paused, deadlines: stageDeadlines({ state }, id), tasks, ...(messages.length > 0 && { messages }) };
}

const revokedBy = ({ kind, because: { reason } }: Exclude<Ended, { kind: 'REFUSED' }>) => (reason === 'NO_LONGER_ASKED' ? reason : kind);

/** Whether another transfer still answers for the same obligation: a refusal taken back may leave two. */
const isHeldByAnother = ({ state }: Turn, { id, obligation }: Transfer): boolean =>
  obligation !== null && state.transfers.some((one) => one.id !== id && one.obligation === obligation && isLive(one));

/** Ends a transfer: clocks, messages and tasks with it. The obligation stays, unless `letGo`. */
export function end(turn: Turn, transfer: Transfer, ended: Ended, letGo = false): void {
  const { kind: status } = ended;
  const isLetGo = ended.kind !== 'REFUSED' && transfer.handedOverAt !== null;
  turn.write({ ...ended, transfer: transfer.id }, [
    ...withoutHandover(turn, transfer.id),
    ...closeStage(turn, transfer.id),
    ...withoutUnsaid(turn, transfer.id),
    {
      transfer: {
        id: transfer.id,
        status,
        stage: null,
        paused: null,
        ...(ended.kind === 'REFUSED' && { refusal: ended.because.reason, refused: asItWas(turn, transfer) }),
      },
    },
    ...(letGo && !isHeldByAnother(turn, transfer) ? obligationEnds(turn, transfer, 'ENDED') : []),
    ...(isLetGo && hasMail(turn, transfer) ? [message(turn, transfer, transfer, { kind: 'REVOKED', end: revokedBy(ended) })] : []),
  ]);
  cancelTasks(turn, status, (task) => task.transfer === transfer.id && task.kind !== 'CONFLICT' && !isAddress(task));
  // Nobody is called for what was invented.
  if (isLetGo && !hasMail(turn, transfer) && ended.because.reason !== 'EXERCISE_ENDED') tellByPerson(turn, transfer, { kind: 'LET_GO' });
}

/**
 * Nobody is looked for any more in the place of the last body that was asked, and left (it refused, or was tied): what was owed ends, or the
 * case could never be closed. Answers false where somebody still answers for it, or nothing is owed.
 */
export function letGoOfLeft(turn: Turn, transfer: Transfer, reason: CancelReason): boolean {
  const { id, obligation } = transfer;
  const owed = turn.state.obligations.find((one) => one.id === obligation);
  const last = turn.state.transfers.findLast((one) => one.obligation === obligation);
  if (!isLeft(transfer) || owed === undefined || !isOwed(owed) || last?.id !== id || isHeldByAnother(turn, transfer)) return false;
  turn.write({ kind: 'CANCELLED', transfer: id, because: { reason } }, obligationEnds(turn, transfer, 'ENDED'));
  const isAbout = ({ kind, transfer: of, cause }: Task) =>
    (kind === 'REFUSED' && of === id) || (cause.kind === 'OBLIGATION' && cause.obligation === obligation);
  cancelTasks(turn, 'CANCELLED', isAbout);
  return true;
}

/** The next body competent for the role: neither tied to the implicated party nor already asked for this obligation. */
export function nextCompetent(turn: Turn, transfer: Transfer, role: Role = transfer.role): Recipient | null {
  const asked = turn.state.transfers.filter(
    ({ obligation, id, replaces, status }) =>
      id === transfer.id || (obligation !== null && obligation === transfer.obligation && !(replaces === transfer.id && status === 'CANCELLED')),
  );
  const aside = new Set([...excluded(turn), ...asked.map(({ organisation }) => organisation)]);
  const found = resolve(role, turn.state.facts, turn.world.directory, aside);
  return 'recipient' in found ? found.recipient : null;
}

/** Another recipient takes over: its own clocks start at its own hand-over, the obligation's instant stays. */
export function reroute(turn: Turn, transfer: Transfer, recipient: Ordered['recipient'], reason: EntryOf<'REROUTED'>['because']['reason']): void {
  const { organisation, contact } = recipient;
  end(turn, transfer, { kind: 'REROUTED', because: { reason, organisation, contact } });
  const { mode, purpose, policies, discloses, because, legalBasis } = transfer;
  openTransfer(
    turn,
    { recipient, roles: [recipient.role], mode, purpose, policies, discloses, because, legalBasis },
    { obligation: transfer.obligation, replaces: transfer.id },
  );
}

/** The contact of a transfer's body at a position, among those who answer for the same, when somebody untied holds it and can be written to. */
export function writable(
  turn: Turn,
  { organisation, contact: asked, role }: Pick<Transfer, 'organisation' | 'contact' | 'role'>,
  position: 'TITULAR' | 'DEPUTY' | 'SUPERIOR',
): Contact | null {
  const contact = contactAt(turn.world.directory, organisation, position, excluded(turn), { contact: asked, role, facts: turn.state.facts });
  return contact?.email === undefined ? null : contact;
}
