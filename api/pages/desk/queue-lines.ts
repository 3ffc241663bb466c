import { frenchElapsed } from '../../../calendar/french.ts';
import { sameDay } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { CaseLine } from '../../../cases/lists/cases.ts';
import type { QueueLine, QueueTask } from '../../../cases/lists/desk-queue.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { calendarOf, type IndexedDirectory } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { AwaitedTask, QueueRow } from '../../../templates/views/queue.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { caseHref } from '../shared/addresses.ts';

const statuses = { OPEN: 'En cours', CLOSED: 'Clos', NOT_RETAINED: 'Non retenu', MERGED: 'Fusionné' } as const;

function situation(line: CaseLine, directory: IndexedDirectory): Omit<QueueRow, 'id' | 'reason' | 'late'> {
  const { danger, place, inseeCode, establishment, channel, openedAt, status, reference } = line;
  const commune = inseeCode === null ? undefined : communeName(inseeCode);
  return {
    href: caseHref(reference),
    reference,
    ...(danger !== undefined && { danger }),
    place: typographic(label('place', place)),
    channel: label('channel', channel),
    openedAt,
    status,
    ...(commune !== undefined && { commune }),
    ...(establishment !== null && { establishment: establishmentName(directory, establishment) }),
  };
}

/** A line of the list of all cases. */
export function caseRow(line: CaseLine, directory: IndexedDirectory): QueueRow {
  const awaited = line.status === 'OPEN' && line.qualification === 'AWAITED';
  return {
    ...situation(line, directory),
    id: line.reference,
    reason: awaited ? 'À qualifier' : statuses[line.status],
    late: false,
    ...(line.nextDue !== null && { dueAt: line.nextDue }),
  };
}

/** A line of the queue: the case, why it is there, of whom something is awaited and since when, and its other tasks. */
export function queueRow(line: QueueLine, directory: IndexedDirectory, now: Instant): QueueRow {
  const [first, ...others] = line.tasks.map((task) => awaited(task, line, directory, now));
  return {
    ...situation(line, directory),
    id: line.reference,
    ...(first ?? { reason: 'Rien n’attend plus', late: false }),
    ...(others.length > 0 && { also: others }),
  };
}

function awaited(task: QueueTask, { clockOffset }: QueueLine, directory: IndexedDirectory, now: Instant): AwaitedTask {
  const silence = silenceOf(task, clockOffset, directory, now);
  const about = task.transfer === null ? '' : ` : ${bodyName(directory, task.transfer.organisation)}`;
  const { zone } = territoryOf(directory.department);
  return {
    reason: typographic(`${label('taskKind', task.kind)}${about}`),
    ...(silence !== null && { silence }),
    since: task.raisedAt,
    dueAt: task.dueAt,
    late: task.late,
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
