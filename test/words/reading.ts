/** What a page shows to whoever reads it, and where it leads. */
import { words } from '../api.testing.ts';

export interface Read {
  /** What is read: the title, the text, and what assistive technologies say of it. */
  text: string;
  /** What is set apart as an identifier on purpose (`class="code"`): one that the protocol's authors gave, a fingerprint, a version. */
  setApart: string;
}

/** What a guide says is typed in a terminal or a file: it is no word. */
const typed = /<code[^>]*>[\s\S]*?<\/code>/g;
const guide = /<div class="guide">[\s\S]*<\/div>/;
const setApart = /<(\w+)[^>]* class="code\b[^"]*"[^>]*>([\s\S]*?)<\/\1>/g;

export function readingOf(html: string): Read {
  const title = /<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? '';
  const spoken = [...html.matchAll(/ (?:aria-label|alt|title|placeholder)="([^"]*)"/g)].map(([, said = '']) => said);
  return {
    text: words([title, ...spoken, html.replace(guide, (text) => text.replaceAll(typed, ' ')).replaceAll(setApart, ' ')].join(' ; ')),
    setApart: words([...html.matchAll(setApart)].map(([, , said = '']) => said).join(' ; ')),
  };
}

/** Where the page leads by itself: addresses of this house that a click asks for, without their fragment. */
export function linksOf(html: string): string[] {
  const found = [...html.matchAll(/<a\s[^>]*\bhref="([^"]+)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=').replace(/#.*/, ''),
  );
  return [...new Set(found.filter((href) => href.startsWith('/')))];
}

/** Addresses that differ only by what they are about. */
export const shapeOf = (address: string): string =>
  address
    .replace(/\?.*/, (query) => `?${[...new Set([...new URLSearchParams(query).keys()])].sort().slice(0, 1)}`)
    .replaceAll(/\b\d{2}-\d{2}-[0-9A-Z]{4}-[0-9A-Z]{2}\b/g, ':reference')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ':id')
    .replaceAll(/\b[atk]\d+\b/g, ':n')
    .replaceAll(/\/t\/[0-9a-z]{20,}/g, '/t/:token')
    .replaceAll(/(?<=\/(?:delais|etapes|regles|calendriers|obligations|chapitres|versions|resultats)\/)[a-z0-9-]+/g, ':name')
    .replaceAll(/\/v?\d+(?=\/|\.|$)/g, '/:n');
