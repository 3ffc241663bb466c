import { civilities } from './common-words.ts';
import type { Mark, Withheld } from './mark.ts';
import { bare, wordsOf } from './words.ts';

const civility = String.raw`(?:mme|mlle|mr|m|madame|monsieur|mademoiselle|docteur|dr)\.?\s`;
/** Whatever follows: nobody says it of somebody else. */
const said =
  /(?<!\p{L})(?:je m['’ʼ]\s?appelle(?!\s+(?:plus|à|a)\s)|je me (?:nomme|présente)|mon nom(?: de famille)?(?: est|\s?,? c['’ʼ]est|\s?:)|je,? soussignée?|moi,? c['’ʼ]est(?! (?:pas|moi))|(?:à|a) l['’ʼ]appareil|(?:qui|je) vous (?:appelle|téléphone|écris|écrit)|qui appelle)(?!\p{L})/giu;
/** Where a name follows. */
const named = new RegExp(String.raw`(?<!\p{L})(?:[Jj]e suis|JE SUIS|[Ii]ci|[Aa]ll[oô],?)\s(?:${civility}\p{L}|\p{Lu}[\p{Ll}’'-]+\s\p{Lu})`, 'gu');
const titled = new RegExp(String.raw`(?<!\p{L})(?:je suis|ici|all[oô],?)\s${civility}\p{L}`, 'giu');

/** Ways to take leave that are none of a letter: whatever is under them is a name, or nothing. */
const leave =
  /^[\s>*_]*(?:(?:en )?(?:vous )?remerci|(?:un grand |mille |encore )?merci|amiti|à bient|a bient|bisous|cdt|bien à toi|dans l['’ʼ]attente|votre dévou|bonne |au revoir|salut)/iu;
/** On one line with it: "bisous Geneviève". */
const leaveAndName =
  /(?:^|[\s.,!?])(?:[Bb]isous|[Bb]ises|[Aa]mitiés|[Aa]micalement|[Cc]ordialement|[ÀàAa] bientôt|[Bb]ien à (?:toi|vous)|[Mm]erci(?: beaucoup| d['’]avance| à vous)?|[Aa]u revoir|[Bb]onne (?:journée|soirée)|[Ss]alut)[\s,.!:;–-]{1,4}(?<name>\p{Lu}[\p{L}'’-]{0,30}\.?(?: \p{Lu}[\p{L}'’-]{0,30}\.?){0,2})[\s.!]*$/u;
const nameLine =
  /^(?:\p{Lu}[\p{L}’'-]{0,30}\.?|(?:de|du|la|le|von|van)|(?:mme|mlle|mr|m)\.?)(?: (?:\p{Lu}[\p{L}’'-]{0,30}\.?|de|du|la|le|von|van)){0,4}$/u;
const place = new Set(
  'ehpad residence clinique hopital foyer maison centre chu chr usld esat mas fam rue avenue place lundi mardi mercredi'.split(' '),
);

/**
 * Where a text says itself who wrote it, of an author whose name nobody knows: "je m’appelle …", "… à l’appareil", a name alone on the line that
 * ends a letter.
 */
export function selfNamedMarks(text: string, { others }: Pick<Withheld, 'others'>): Mark<'NAME'>[] {
  const spoken = [said, named, titled].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 0: { length }, index }): Mark<'NAME'> => ({ kind: 'NAME', from: index, to: index + length })),
  );
  return [...spoken, ...nameLines(text, new Set(others.names.flatMap((name) => wordsOf(name).map((word) => word.bare))))];
}

function nameLines(text: string, theirs: ReadonlySet<string>): Mark<'NAME'>[] {
  const marks: Mark<'NAME'>[] = [];
  const lines = text.split('\n');
  let from = 0;
  let above = '';
  for (const [index, line] of lines.entries()) {
    const typed = line.trim();
    const isLast = (lines[index + 1] ?? '').trim() === '';
    if (typed !== '' && typed.length <= 60 && above !== '' && nameLine.test(typed)) {
      const words = wordsOf(typed).map((word) => word.bare);
      const isTheirs = words.some((word) => theirs.has(word));
      const isPlace = words.some((word) => place.has(bare(word)));
      const underLeave = above.length <= 200 && leave.test(above);
      if (!isPlace && !isTheirs && (underLeave || (isLast && words.length > 1))) marks.push({ kind: 'NAME', from, to: from + line.length });
    }
    const beside = typed.length <= 400 ? leaveAndName.exec(typed.slice(-80))?.groups?.name : undefined;
    if (beside !== undefined) {
      const words = wordsOf(beside).map((word) => word.bare);
      const isNobody = words.every((word) => civilities.has(word) || theirs.has(word)) || words.some((word) => place.has(word));
      const at = from + line.lastIndexOf(beside);
      if (!isNobody) marks.push({ kind: 'NAME', from: at, to: at + beside.length });
    }
    if (typed !== '') above = typed;
    from += line.length + 1;
  }
  return marks;
}
