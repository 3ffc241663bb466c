import { communeOfEstablishment } from '../../directory/resolve.ts';
import type { TaskCause } from '../model/cause.ts';
import type { CaseState } from '../model/state.ts';
import { finishTask, raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';

type OfPlace = Extract<TaskCause, { kind: 'PLACES_DIFFER' | 'ELSEWHERE' }>;

/** What somebody must look at before the facts can be sent where they should. `asked` where a person was asked about the commune. */
export function checkPlace(turn: Turn, asked: boolean): void {
  const causes = placeCauses(turn, asked);
  const within = turn.delay('directoryGap');
  for (const cause of causes) raiseTask(turn, { kind: cause.kind === 'ELSEWHERE' ? 'OTHER_DEPARTMENT' : 'FIELD_TO_READ', to: 'DESK', within, cause });
}

function placeCauses({ state: { facts }, world: { directory } }: Turn, asked: boolean): OfPlace[] {
  const { inseeCode, finess } = facts;
  if (inseeCode === undefined) return [];
  const own = communeOfEstablishment(facts, directory);
  const differ = !asked && finess !== undefined && own !== undefined && own !== inseeCode;
  return [
    ...(inseeCode.startsWith(directory.department) ? [] : [{ kind: 'ELSEWHERE' as const, inseeCode }]),
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
  checkPlace(turn, true);
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
