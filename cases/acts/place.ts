import { deskElsewhere, isElsewhere } from '../../directory/desk.ts';
import { communeOfEstablishment } from '../../directory/resolve.ts';
import { HANDED_OVER } from '../../procedures/hand-over.ts';
import type { TaskCause } from '../model/cause.ts';
import type { CaseState } from '../model/state.ts';
import { isLive } from '../model/transfer-status.ts';
import { finishTask, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

type OfPlace = Extract<TaskCause, { kind: 'PLACES_DIFFER' | 'ELSEWHERE' }>;

/** What somebody must look at before the facts can be sent where they should. `asked` where a person was asked about the commune. */
export function checkPlace(turn: Turn, asked: boolean): void {
  raiseAll(turn, placeCauses(turn, asked));
}

function raiseAll(turn: Turn, causes: readonly OfPlace[]): void {
  const within = turn.delay('directoryGap');
  for (const cause of causes) raiseTask(turn, { kind: cause.kind === 'ELSEWHERE' ? 'OTHER_DEPARTMENT' : 'FIELD_TO_READ', to: 'DESK', within, cause });
}

function placeCauses({ state: { facts }, world: { directory } }: Turn, asked: boolean): OfPlace[] {
  const { inseeCode, finess } = facts;
  if (inseeCode === undefined) return [];
  const own = communeOfEstablishment(facts, directory);
  const differ = !asked && finess !== undefined && own !== undefined && own !== inseeCode;
  return [
    ...(isElsewhere(facts, directory) ? [{ kind: 'ELSEWHERE' as const, inseeCode }] : []),
    ...(differ ? [{ kind: 'PLACES_DIFFER' as const, inseeCode, finess }] : []),
  ];
}

/** Somebody qualified: what was to be read has been, and a commune that changed is no longer asked about. */
export function placeSettled(turn: Turn): void {
  const { inseeCode } = turn.state.facts;
  for (const task of turn.state.tasks) {
    if (task.status !== 'OPEN') continue;
    const { cause } = task;
    if (cause.kind === 'UNREAD' || cause.kind === 'PLACES_DIFFER' || (cause.kind === 'ELSEWHERE' && cause.inseeCode !== inseeCode))
      finishTask(turn, task);
  }
  // Where a desk of there is known, the case is handed over to it.
  const known = deskElsewhere(turn.state.facts, turn.world.directory) !== null;
  raiseAll(
    turn,
    placeCauses(turn, true).filter(({ kind }) => kind !== 'ELSEWHERE' || !known),
  );
}

/** The case is handed over to the desk of there: nobody has to look for one any more. */
export function placeHandedOver(turn: Turn): void {
  if (!turn.state.transfers.some((transfer) => transfer.because.includes(HANDED_OVER) && isLive(transfer))) return;
  for (const task of turn.state.tasks) if (task.status === 'OPEN' && task.cause.kind === 'ELSEWHERE') finishTask(turn, task);
}

/** A transfer's deadlines run on a calendar that opens no more: somebody mends it. */
export function checkCalendars(turn: Turn, before: CaseState): void {
  const { directory } = turn.world;
  const opened = turn.state.transfers.filter(({ id }) => !before.transfers.some((known) => known.id === id));
  const followed = opened.map(({ organisation }) => directory.organisationById.get(organisation)?.calendar ?? 'default');
  for (const calendar of new Set(turn.state.alerts.length > before.alerts.length ? ['desk', ...followed] : followed))
    if (directory.runsOut(calendar))
      raiseTask(turn, { kind: 'CALENDAR_TO_MEND', to: 'COORDINATOR', within: turn.delay('directoryGap'), cause: { kind: 'CALENDAR', calendar } });
}
