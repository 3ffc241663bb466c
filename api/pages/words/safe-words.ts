import type { Reporter } from '../../../cases/model/content.ts';
import { safeSentences } from '../../../cases/told/safe-sentences.ts';
import { typographic } from '../../../templates/text/typography.ts';

/** What must be known before an author is joined, one sentence each. */
export const safeWords = (reporter: Reporter): string[] => safeSentences(reporter).map(typographic);
