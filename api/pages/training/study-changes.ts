import { setImmediate } from 'node:timers/promises';
import { frenchDateTime } from '../../../calendar/french.ts';
import type { World } from '../../../cases/running/turn.ts';
import { keptAWhile } from '../../../database/kept.ts';
import type { Database } from '../../../database/pool.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf, type IndexedDirectory } from '../../../directory/resolve.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { communesFor } from '../../../rehearsal/situations/library.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { StudyChangeLines } from '../../../templates/views/training.ts';
import { answerChanges, answerIn, changedStudies, type StudyAnswer, type StudyAnswerChange } from '../../../training/changes.ts';
import { reviewedAnswers } from '../../../training/record/answers.ts';
import { studiesOf } from '../../../training/record/studies.ts';
import type { Study } from '../../../training/study.ts';
import { label, type Purpose, type Role, roleLabel } from '../../../vocabulary/vocabulary.ts';
import { publicHref } from '../shared/addresses.ts';
import { studyLimitWords, taskWords } from './study-words.ts';

/** What a department works with today; null while it has no protocol in force. */
export async function worldNow(db: Database, department: string): Promise<World | null> {
  const procedure = await procedureInForce(db, department);
  return procedure === null ? null : { procedure, directory: await currentDirectory(db, department) };
}

/** The studies that anybody reads whose answer would be another under a draft, or with a directory that waits; none without a protocol. */
export async function studiesChangedBy(db: Database, department: string, change: Partial<World>): Promise<StudyChangeLines[]> {
  const before = await worldNow(db, department);
  if (before === null) return [];
  const after = { ...before, ...change };
  const changed = await changedStudies(await studiesOf(db, department), before, after, communesFor(department));
  return changed.map(({ study, changes }) => changeLines(department, study, changes, [after.directory, before.directory]));
}

export interface AnswersToReview {
  /** Another than the one that somebody read again. */
  changed: { study: Study; answer: StudyAnswer; changes: StudyAnswerChange[] }[];
  /** Of which nobody said that they read it. */
  never: { study: Study; answer: StudyAnswer }[];
}

/** The answers of today that the coordination has to read again; nothing without a protocol in force. */
export async function answersToReview(db: Database, department: string, world: World | null): Promise<AnswersToReview> {
  const found: AnswersToReview = { changed: [], never: [] };
  if (world === null) return found;
  const [studies, reviewed] = await Promise.all([studiesOf(db, department), reviewedAnswers(db, department)]);
  for (const study of studies) {
    // Some milliseconds each: whoever else waits is served between two of them.
    await setImmediate();
    const answer = answerIn(study, world, communesFor(department));
    const before = reviewed.get(study.id);
    const changes = before === undefined ? [] : answerChanges(before.answer, answer);
    if (before === undefined) found.never.push({ study, answer });
    else if (changes.length > 0) found.changed.push({ study, answer, changes });
  }
  return found;
}

/** How many answers changed since they were read, for pages that are opened all day: counted once in a minute. */
export const answersThatChanged = keptAWhile(
  60_000,
  async (db, department) => (await answersToReview(db, department, await worldNow(db, department))).changed.length,
);

/** A study and how its answer changes, in words. `directories`: where bodies are named, the first that knows them. */
export function changeLines(
  department: string,
  study: Study,
  changes: readonly StudyAnswerChange[],
  directories: readonly [IndexedDirectory, ...IndexedDirectory[]],
): StudyChangeLines {
  return {
    title: typographic(study.title),
    href: publicHref(department, 'study', { study: study.id }),
    lines: changes.map((change) => typographic(changeSaid(change, directories))),
  };
}

function changeSaid(change: StudyAnswerChange, directories: readonly [IndexedDirectory, ...IndexedDirectory[]]): string {
  const [first] = directories;
  const body = (id: string) => bodyName(directories.find(({ organisationById }) => organisationById.has(id)) ?? first, id);
  const told = ({ role, purpose, organisation }: { role: Role; purpose: Purpose; organisation: string }) =>
    `${roleLabel(role)} (${body(organisation)}), ${label('purpose', purpose).toLowerCase()}`;
  switch (change.kind) {
    case 'TOLD':
      return `Prévenu en plus : ${told(change)}.`;
    case 'NOT_TOLD':
      return `N’est plus prévenu : ${told(change)}.`;
    case 'OTHER_REASON':
      return `Prévenu pour d’autres raisons : ${told(change)}.`;
    case 'OTHER_BODY':
      return `${roleLabel(change.role)} : ${body(change.after)} au lieu de ${body(change.before)}.`;
    case 'OTHER_LIMIT': {
      const { zone } = calendarOf(first, 'desk');
      const said = (at: number | null) => (at === null ? 'aucune limite' : frenchDateTime(at, zone));
      return `${roleLabel(change.role)}, ${studyLimitWords[change.reach]} : ${said(change.after)} au lieu de ${said(change.before)}.`;
    }
    case 'TASK':
      return `Tâche en plus : ${taskWords(change)}.`;
    case 'NO_TASK':
      return `Tâche en moins : ${taskWords(change)}.`;
    case 'SET_ASIDE':
      return `Écarté pour un lien avec le mis en cause : ${roleLabel(change.role)}.`;
    case 'NOT_SET_ASIDE':
      return `N’est plus écarté : ${roleLabel(change.role)}.`;
    case 'GAP':
      return `L’annuaire ne donne personne : ${roleLabel(change.role)}.`;
    case 'NO_GAP':
      return `L’annuaire donne de nouveau quelqu’un : ${roleLabel(change.role)}.`;
    case 'ABSENT':
      return `N’a plus d’objet ici. ${change.why}`;
    case 'PRESENT':
      return 'A de nouveau un objet ici.';
  }
}
