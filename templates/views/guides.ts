import type { PublicChrome } from './parts.ts';

interface InGuides {
  chrome: PublicChrome;
  /** The guides to go to. */
  guides: { href: string; title: string; current: boolean }[];
  search: { action: string; typed: string };
}

export interface GuideViews {
  /** `html`: made of the guide's own text, nothing in it comes from anybody else. */
  'guides/guide': InGuides & { title: string; html: string; sections: { href: string; title: string }[] };
  'guides/found': InGuides & { found: { href: string; title: string; guide: string; excerpt: string }[] };
}
