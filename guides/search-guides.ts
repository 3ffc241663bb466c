import MiniSearch from 'minisearch';
import { type GuideName, type GuideSection, guideNamed, guideNames, plainWords } from './guides.ts';

const most = 20;
const shownLetters = 220;

export interface GuideFound extends GuideSection {
  /** What it says from the clause on that holds one of the words. */
  excerpt: string;
}

let index: { sections: readonly GuideSection[]; found: MiniSearch } | undefined;

/**
 * The sections that hold all the words typed, or their beginnings, at a letter or two; the likeliest first, twenty at most. Accents and
 * case do not count. None where nothing was typed.
 */
export function searchGuides(typed: string, hrefOf: (guide: GuideName) => string): GuideFound[] {
  index ??= indexed(guideNames.flatMap((name) => guideNamed(name, hrefOf).sections));
  const { sections, found } = index;
  return found
    .search(typed)
    .slice(0, most)
    .flatMap(({ id, terms }) => {
      const section = sections[Number(id)];
      return section === undefined ? [] : { ...section, excerpt: excerptOf(section.text, terms) };
    });
}

function indexed(sections: readonly GuideSection[]) {
  const found = new MiniSearch({
    fields: ['title', 'text'],
    tokenize: plainWords,
    searchOptions: { combineWith: 'AND', prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false), boost: { title: 3 } },
  });
  found.addAll(sections.map(({ title, text }, id) => ({ id, title, text })));
  return { sections, found };
}

function excerptOf(text: string, terms: readonly string[]): string {
  const clauses = text.trim().split(/(?<=[.…?!;:])\s/);
  const from = clauses.findIndex((clause) => plainWords(clause).some((word) => terms.includes(word)));
  const plain = clauses.slice(Math.max(0, from)).join(' ');
  return plain.length <= shownLetters ? plain : `${plain.slice(0, plain.lastIndexOf(' ', shownLetters))}…`;
}
