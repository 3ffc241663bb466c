import { callsDuty } from '../../procedures/desk-section.ts';
import type { Field } from '../../vocabulary/vocabulary.ts';
import { readersOf } from '../model/audience.ts';
import type { Happening } from '../model/entries.ts';
import type { Change } from '../model/events.ts';
import type { SaidToRecipient } from '../model/message.ts';
import { notOpen, type Refusal } from '../model/refusal.ts';
import type { Task, Transfer } from '../model/state.ts';
import { takeBackUntil } from '../model/take-back.ts';
import { isLive } from '../model/transfer-status.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { message } from '../running/channels.ts';
import { finishTask, passToDuty, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

const toRead = (turn: Turn): Task[] => turn.state.tasks.filter(({ status, cause }) => status === 'OPEN' && cause.kind === 'TEXT_HELD');
const isUrgent = ({ world, state }: Turn): boolean => callsDuty(world.procedure, state.facts.danger);

/**
 * What was to be told names somebody it must not: it is held back, never its transfer, and one person reads it again. Held again
 * while that is awaited, nothing changes, unless danger has come meanwhile.
 */
export function textHeld(turn: Turn): null {
  if (turn.state.status !== 'OPEN') return null;
  if (toRead(turn).length > 0) {
    hurryText(turn);
    return null;
  }
  const urgent = isUrgent(turn);
  turn.write({ kind: 'TEXT_HELD', because: { urgent } }, []);
  raiseTask(turn, {
    kind: 'TEXT_TO_READ',
    to: urgent ? 'DUTY' : 'DESK',
    within: turn.delay(urgent ? 'heldTextInDanger' : 'heldText'),
    cause: { kind: 'TEXT_HELD' },
  });
  return null;
}

/** Danger that comes while a text waits for the desk: whoever is on duty reads it, by the delay of danger from now. */
export function hurryText(turn: Turn): void {
  if (turn.state.status !== 'OPEN' || !isUrgent(turn)) return;
  for (const task of toRead(turn)) {
    // Who is further up was called already.
    if (task.to !== 'DESK' || task.level > 0) continue;
    turn.write({ kind: 'TEXT_HELD', task: task.id, because: { urgent: true } }, passToDuty(turn, task, turn.delay('heldTextInDanger')));
  }
}

/** A person agreed to what recipients read: whoever has the rest already is told that there is something new to read. */
export function textAgreed(turn: Turn): Refusal | null {
  const [ended] = notOpen(turn.state);
  if (ended !== undefined) return ended;
  const version = (turn.state.text?.version ?? 0) + 1;
  const told = toTell(turn, 'NARRATIVE');
  turn.write({ kind: 'TEXT_AGREED', because: { version } }, [
    { set: { text: { version } } },
    ...mailed(turn, told, { kind: 'TEXT', version }),
    ...toldOnReturn(turn, 'NARRATIVE'),
  ]);
  called(turn, told);
  for (const task of toRead(turn)) finishTask(turn, task);
  return null;
}

/**
 * Something is added to what recipients read under this field, and the journal says what: those who have the rest already are told that there
 * is something new to read.
 */
export function announce(turn: Turn, field: Field, added: Happening, changes: Change[] = []): void {
  announceTo(turn, toTell(turn, field), added, [...changes, ...toldOnReturn(turn, field)]);
}

/** The same for one recipient alone. */
export function announceToOne(turn: Turn, { id }: Transfer, added: Happening, changes: Change[]): void {
  announceTo(
    turn,
    readers(turn, (transfer) => transfer.id === id),
    added,
    changes,
  );
}

function announceTo(turn: Turn, told: readonly Transfer[], added: Happening, changes: Change[] = []): void {
  const round = (turn.state.added ?? 0) + 1;
  turn.write(added, [...changes, ...(told.length > 0 ? [{ set: { added: round } }] : []), ...mailed(turn, told, { kind: 'ADDED', round })]);
  called(turn, told);
}

const mailed = (turn: Turn, told: readonly Transfer[], said: SaidToRecipient): Change[] =>
  told.filter((transfer) => hasMail(turn, transfer)).map((transfer) => message(turn, transfer, transfer, said));

function called(turn: Turn, told: readonly Transfer[]): void {
  for (const transfer of told) if (!hasMail(turn, transfer)) tellByPerson(turn, transfer, { kind: 'NEW_VERSION' });
}

/** Who has the rest already, and is to be told of more. */
const readers = (turn: Turn, of: (transfer: Transfer) => boolean): Transfer[] =>
  turn.state.transfers.filter((transfer) => isLive(transfer) && transfer.handedOverAt !== null && of(transfer) && !isToldAnyway(turn, transfer));

/** Who reads this field already, and is to be told of more. */
const toTell = (turn: Turn, field: Field): Transfer[] => readersOf(turn.state, field).filter((transfer) => !isToldAnyway(turn, transfer));

/** Who refused a moment ago, and may come back on it, is told then. */
const toldOnReturn = ({ at, state }: Turn, field: Field): Change[] =>
  state.transfers.flatMap((transfer): Change[] => {
    const { id, refused } = transfer;
    const until = takeBackUntil(transfer);
    return refused && until !== null && at <= until && transfer.discloses.includes(field)
      ? [{ transfer: { id, refused: { ...refused, news: true } } }]
      : [];
  });

/** A message that is still to leave leads to the newest version. */
const isToldAnyway = ({ state }: Turn, { id }: Transfer): boolean =>
  state.messages.some((queued) => (queued.kind === 'CHANGED' || queued.kind === 'TEXT' || queued.kind === 'ADDED') && queued.transfer === id);
