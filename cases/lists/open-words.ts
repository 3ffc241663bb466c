/** The process that opens cases to look for words in them: it is given their keys and their sealed entries, and has no other. `opened-apart.ts` starts and ends it. */
import { unseal } from '../../database/sealing.ts';
import { excerptOf, type SealedCase, textsIn, type WordsFound, type WordsSought } from './said-words.ts';

let patterns: RegExp[] = [];

process.on('message', (order: { sought: WordsSought } | { cases: SealedCase[] }) => {
  if ('sought' in order) patterns = order.sought.map((source) => new RegExp(source, 'iu'));
  else process.send?.(order.cases.flatMap((one) => foundIn(one) ?? []));
});

/** The first place of a case where the words are. */
function foundIn({ id, key, entries }: SealedCase): WordsFound | null {
  for (const { seq, kind, sealed } of entries)
    for (const text of textsIn(unseal(Buffer.from(key), `${id}/${seq}`, Buffer.from(sealed)))) {
      const excerpt = excerptOf(patterns, text);
      if (excerpt !== null) return { id, kind, excerpt };
    }
  return null;
}
