import { readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { typographic } from '../templates/text/typography.ts';
import { foldedLetters } from '../vocabulary/letters.ts';

/** The guides, in the order in which they are listed; the first says which of the others is whose. */
export const guideNames = ['guides', 'ecoute', 'coordination', 'formation', 'etablissement', 'partenaire', 'public', 'exploitation'] as const;
export type GuideName = (typeof guideNames)[number];

/** A piece of a guide under one heading, until the next. The first has the guide's own heading and no `id`. */
export interface GuideSection {
  guide: GuideName;
  id?: string;
  level: 1 | 2 | 3;
  title: string;
  /** Its words, without marks, for whoever looks for some of them. */
  text: string;
}

export interface Guide {
  name: GuideName;
  title: string;
  /** HTML made by us alone: what the text holds of it is shown as it is written. */
  html: string;
  sections: readonly GuideSection[];
}

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

const folder = new URL('../docs/guide/', import.meta.url);
const fileOf = (name: GuideName): string => (name === 'guides' ? 'README.md' : `${name}.md`);
const read = new Map<GuideName, Guide>();

/** A guide as a page shows it; read once. `hrefOf` gives the address of another, which its links lead to. */
export function guideNamed(name: GuideName, hrefOf: (guide: GuideName) => string): Guide {
  const known = read.get(name) ?? readGuide(name, hrefOf);
  read.set(name, known);
  return known;
}

export const isGuide = (name: string): name is GuideName => (guideNames as readonly string[]).includes(name);

function readGuide(name: GuideName, hrefOf: (guide: GuideName) => string): Guide {
  const markdown = new MarkdownIt({ html: false });
  const tokens = markdown.parse(readFileSync(new URL(fileOf(name), folder), 'utf8'), {});
  const sections: GuideSection[] = [];
  for (const [index, token] of tokens.entries()) {
    const inline = token.children ?? [];
    for (const child of inline) if (child.type === 'text') child.content = typographic(child.content);
    linksWithin(inline, hrefOf);
    if (token.type === 'heading_open') {
      const title = wordsOf(tokens[index + 1]?.children ?? []);
      const level = Math.min(Number(token.tag.slice(1)), 3) as GuideSection['level'];
      const id = level === 1 ? undefined : idOf(title, sections);
      if (id !== undefined) token.attrSet('id', id);
      sections.push({ guide: name, level, title, text: '', ...(id !== undefined && { id }) });
    } else if (tokens[index - 1]?.type !== 'heading_open') {
      const section = sections.at(-1);
      if (section && token.content !== '') section.text += ` ${inline.length > 0 ? wordsOf(inline) : token.content}`;
    }
  }
  return { name, title: sections[0]?.title ?? name, html: markdown.renderer.render(tokens, markdown.options, {}), sections };
}

/** A link to another guide leads to its page; one to a document for developers, which is not here, is its words alone. */
function linksWithin(inline: Token[], hrefOf: (guide: GuideName) => string): void {
  for (const [index, token] of inline.entries()) {
    const to = token.type === 'link_open' ? String(token.attrGet('href')) : '';
    const [file = '', part] = to.split('#');
    const guide = guideNames.find((name) => fileOf(name) === file);
    if (guide !== undefined) token.attrSet('href', `${hrefOf(guide)}${part === undefined ? '' : `#${part}`}`);
    else if (to !== '' && !to.startsWith('#')) {
      token.hidden = true;
      const end = inline.slice(index).find(({ type }) => type === 'link_close');
      if (end) end.hidden = true;
    }
  }
}

/** Letters and digits, without accents or capitals, word by word. */
export const plainWords = (text: string): string[] => foldedLetters(text).match(/[a-z0-9]+/g) ?? [];

const wordsOf = (inline: readonly Token[]): string => inline.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');

/** The heading's letters and digits; numbered where another of the guide has the same. */
function idOf(title: string, before: readonly GuideSection[]): string {
  const plain = plainWords(title).join('-') || 'partie';
  const same = before.filter(({ id }) => id === plain || id?.replace(/-\d+$/, '') === plain).length;
  return same === 0 ? plain : `${plain}-${same + 1}`;
}
