import { type ReadingReason, readingReasons } from '../model/reading.ts';

const isReason = (why: string): why is ReadingReason => (readingReasons as readonly string[]).includes(why);

/**
 * Why something was opened, from what is stored. Until November 2026 a mail to an author noted its own identity (`a1.AUTHOR.RECEIVED.1`),
 * and a rehearsal a sentence. Null where it says nothing that is known.
 */
export function readingReasonOf(why: string): ReadingReason | null {
  if (isReason(why)) return why;
  if (/^a\d+\.AUTHOR\./.test(why)) return 'AUTHOR_MAIL';
  return why === 'Protocole essayé sur le passé' ? 'REHEARSAL' : null;
}
