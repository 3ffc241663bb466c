/** The process that opens cases to look for words in them: it is given their keys and their sealed entries, and has no other. `opened-apart.ts` starts and ends it. */
import { unseal } from '../../database/sealing.ts';
import { type CasesOpened, excerptOf, type SealedCase, textsIn, type WordsFound, type WordsOrder } from './said-words.ts';

let patterns: RegExp[] = [];

process.on('message', (order: WordsOrder) => {
  if ('sought' in order) patterns = order.sought.map((source) => new RegExp(source, 'iu'));
  else process.send?.(opened(order.cases));
});

function opened(cases: readonly SealedCase[]): CasesOpened {
  const answers = cases.map(foundIn);
  return {
    found: answers.filter((answer) => answer !== null && answer !== 'UNOPENED'),
    unopened: answers.filter((answer) => answer === 'UNOPENED').length,
  };
}

/** The first place of a case where the words are. What cannot be opened keeps nothing else from being read: it is said of its case alone. */
function foundIn({ id, key, entries }: SealedCase): WordsFound | 'UNOPENED' | null {
  let isWhole = true;
  for (const { seq, kind, sealed } of entries)
    try {
      for (const text of textsIn(unseal(Buffer.from(key), `${id}/${seq}`, Buffer.from(sealed)))) {
        const excerpt = excerptOf(patterns, text);
        if (excerpt !== null) return { id, kind, excerpt };
      }
    } catch {
      isWhole = false;
    }
  return isWhole ? null : 'UNOPENED';
}
