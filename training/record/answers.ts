import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { StudyAnswer } from '../changes.ts';

/** The answer to a study that somebody of the coordination read and found right. */
export interface ReviewedAnswer {
  answer: StudyAnswer;
  at: Instant;
  /** Account. */
  by: string;
}

/** Those of a department, by study. As many as it has studies. */
export async function reviewedAnswers(db: Database, department: string): Promise<Map<string, ReviewedAnswer>> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ study: string; answer: StudyAnswer; at: Date; by: string }>({
      text: 'SELECT study, answer, at, by FROM study_answer ORDER BY study LIMIT 500',
    });
    return new Map(rows.map(({ study, answer, at, by }) => [study, { answer, at: at.getTime(), by }]));
  });
}

/** Keeps that somebody read these answers. Twice is once, under the last name. */
export async function keepReviewed(
  db: Database,
  department: string,
  answers: readonly { study: string; answer: StudyAnswer }[],
  by: string,
  now: Instant,
): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last(
      keep({
        department,
        studies: answers.map(({ study }) => study),
        answers: answers.map(({ answer }) => JSON.stringify(answer)),
        by,
        now: new Date(now),
      }),
    ),
  );
}

const keep = named({
  text: `INSERT INTO study_answer (department, study, answer, at, by)
         SELECT :department, kept.study, kept.answer, :now, :by FROM unnest(:studies::text[], :answers::jsonb[]) AS kept (study, answer)
         ON CONFLICT (department, study) DO UPDATE SET answer = excluded.answer, at = excluded.at, by = excluded.by`,
});
