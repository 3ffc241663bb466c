import { frenchElapsed } from '../../../calendar/french.ts';
import { sameDay } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { CaseLine, ShownCase } from '../../../cases/lists/cases.ts';
import type { QueueLine } from '../../../cases/lists/desk-queue.ts';
import type { AwaitedTransfer, QueueTask, Waiting } from '../../../cases/lists/waiting.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { calendarOf, type IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { AwaitedTask, QueueRow } from '../../../templates/views/queue.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { caseHref } from '../shared/addresses.ts';
import { latenessWords } from '../words/lateness.ts';

/** What becomes of a case, in a word or two. */
export const statuses = { OPEN: 'En cours', CLOSED: 'Clos', NOT_RETAINED: 'Non retenu', MERGED: 'Fusionné' } as const;

function situation(line: CaseLine & { person?: string | undefined }, directory: IndexedDirectory): Omit<QueueRow, 'id' | 'reason' | 'late'> {
  const { danger, place, inseeCode, establishment, channel, openedAt, closedAt, victimGroup, status, reference, person } = line;
  const commune = inseeCode === null ? undefined : communeName(inseeCode);
  return {
    href: caseHref(reference),
    reference,
    ...(danger !== undefined && { danger }),
    place: typographic(label('place', place)),
    channel: label('channel', channel),
    victimGroup: label('victimGroup', victimGroup),
    openedAt,
    ...(closedAt !== null && { closedAt }),
    status,
    ...(person !== undefined && { person }),
    ...(commune !== undefined && { commune }),
    ...(establishment !== null && { establishment: establishmentName(directory, establishment) }),
  };
}

const nothing: Waiting = { tasks: [], recipients: [] };

/** A line of the list of all cases: what it is, of whom something is awaited and since when, its tasks inside. */
export function caseRow(line: ShownCase, directory: IndexedDirectory, now: Instant): QueueRow {
  const { tasks, recipients } = line.waiting ?? nothing;
  const ofDesk = tasks.map((task) => awaited(task, 0, directory, now));
  const ofOthers = line.status === 'OPEN' ? recipients.map((transfer) => awaitedOf(transfer, directory, now)) : [];
  const [first, ...others] = [...ofDesk, ...ofOthers];
  return {
    ...situation(line, directory),
    id: line.reference,
    choosable: true,
    reason: statuses[line.status],
    late: false,
    ...(line.nextDue !== null && { dueAt: line.nextDue }),
    ...first,
    ...(others.length > 0 && { also: others }),
  };
}

/** A line of the queue: the case, why it is there, of whom something is awaited and since when, and its other tasks. */
export function queueRow(line: QueueLine, directory: IndexedDirectory, now: Instant): QueueRow {
  const [first, ...others] = line.tasks.map((task) => awaited(task, line.clockOffset, directory, now));
  return {
    ...situation(line, directory),
    id: line.reference,
    choosable: true,
    ...(first ?? { reason: 'Rien n’attend plus', late: false }),
    ...(others.length > 0 && { also: others }),
  };
}

/** A recipient that has the case in hand: what is awaited of it. */
function awaitedOf(transfer: AwaitedTransfer, directory: IndexedDirectory, now: Instant): AwaitedTask {
  const silence = silenceOf({ transfer }, 0, directory, now);
  const what = transfer.status === 'IN_CHARGE' ? 'Suite attendue de' : 'Réponse attendue de';
  return {
    reason: typographic(`${what} : ${bodyName(directory, transfer.organisation)}`),
    ...(silence !== null && { silence }),
    ...(transfer.handedOverAt !== null && { since: transfer.handedOverAt }),
    late: false,
  };
}

function awaited(task: QueueTask, clockOffset: number, directory: IndexedDirectory, now: Instant): AwaitedTask {
  const silence = silenceOf(task, clockOffset, directory, now);
  const about = task.transfer === null ? '' : ` : ${bodyName(directory, task.transfer.organisation)}`;
  const { zone } = territoryOf(directory.department);
  const lateness = latenessWords(task, now + clockOffset);
  return {
    reason: typographic(`${label('taskKind', task.kind)}${about}`),
    ...(silence !== null && { silence }),
    since: task.raisedAt,
    dueAt: task.dueAt,
    late: task.late,
    ...(lateness !== undefined && { lateness }),
    ...(!task.late && sameDay(task.dueAt, now + clockOffset, zone) && { today: true }),
    ...(task.takenBy !== null && { takenBy: task.takenByName ?? 'Compte retiré' }),
  };
}

/** Since when a recipient who has something in hand has not answered for it, on its own calendar. */
export function silenceOf({ transfer }: Pick<QueueTask, 'transfer'>, clockOffset: number, directory: IndexedDirectory, now: Instant): string | null {
  if (transfer === null || transfer.purpose === 'INFORMATION' || transfer.handedOverAt === null) return null;
  const since = frenchElapsed(
    transfer.handedOverAt,
    Math.max(transfer.handedOverAt, now + clockOffset),
    calendarOf(directory, transfer.organisation),
  );
  if (transfer.status === 'SENT') return `Silence depuis ${since}`;
  return transfer.status === 'ACKNOWLEDGED' ? `Remis il y a ${since}, reçu, pas encore pris en charge` : null;
}
