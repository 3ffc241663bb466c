import { describe, expect, it } from 'vitest';
import { guideNamed, guideNames, isGuide } from './guides.ts';
import { searchGuides } from './search-guides.ts';

const hrefOf = (name: string): string => `/guides/${name}`;
const guides = guideNames.map((name) => guideNamed(name, hrefOf));

describe('a guide', () => {
  it('leads to a guide, to a heading that is there, or nowhere', () => {
    const anchors = new Set(guides.flatMap(({ name, sections }) => sections.map(({ id }) => `${hrefOf(name)}#${id}`)));
    const links = guides.flatMap(({ name, html }) =>
      [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => (href.startsWith('#') ? hrefOf(name) + href : href)),
    );
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((href) => !anchors.has(href) && !isGuide(href.replace('/guides/', '')))).toEqual([]);
  });

  it('has one title, headings that each have an address of their own, and French spaces', () => {
    for (const { html, sections } of guides) {
      expect(html.match(/<h1>/g)).toHaveLength(1);
      const ids = sections.flatMap(({ id }) => id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(html.replaceAll(/<code.*?<\/code>/gs, '').match(/« | [:;?!»]/g)).toBeNull();
    }
  });
});

describe('words that are looked for', () => {
  const found = (typed: string) => searchGuides(typed, hrefOf).map(({ guide, id }) => `${guide}#${id}`);

  it('are found whatever their accents, begun only, or with a slip, the heading that says them first', () => {
    expect(found('Désastreinte')).toEqual([]);
    expect(found('ASTREINTE')[0]).toBe('coordination#astreinte');
    expect(found('qualifer')[0]).toBe('ecoute#qualifier');
    expect(found('cle api')[0]).toBe('coordination#cles-d-api');
    expect(found('anonym')[0]).toBe('public#rester-anonyme');
  });

  it('are shown in the sentence that says them', () => {
    expect(searchGuides('relancer', hrefOf).filter(({ excerpt, text }) => /relanc/i.test(text) && !/relanc/i.test(excerpt))).toEqual([]);
  });

  it('are all in a passage, twenty at most; none of them is none', () => {
    expect(found('dossier').length).toBe(20);
    expect(found('astreinte crocodile')).toEqual([]);
    expect(found('  ')).toEqual([]);
  });
});
