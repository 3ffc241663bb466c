import { type Request, Router } from 'express';
import { guideNamed, guideNames, isGuide } from '../../../guides/guides.ts';
import { searchGuides } from '../../../guides/search-guides.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { guideHref, guidePaths } from '../shared/addresses.ts';
import { publicChrome } from '../shared/frame.ts';

const longest = 80;

/** The guides that come with the desk, for anybody, and what they say of some words. Nothing is kept. */
export function guidePages(parts: Parts): Router {
  const pages = Router();
  pages.get([guidePaths.all, guidePaths.one], async (request, _response, next) => {
    await parts.limit('public-page', request.ip ?? '');
    next();
  });
  pages.get(guidePaths.all, async (request, response) => {
    const typed = typedIn(request);
    if (typed === '') return response.redirect(302, guideHref('guides'));
    const found = searchGuides(typed, guideHref).map(({ guide, id, title, excerpt }) => ({
      href: guideHref(guide, id),
      title,
      guide: guideNamed(guide, guideHref).title,
      excerpt,
    }));
    response.type('html').send(parts.page('guides/found', { ...(await frame(parts, typed)), found }));
  });
  pages.get(guidePaths.one, async (request, response) => {
    const { guide: name } = request.params;
    if (typeof name !== 'string' || !isGuide(name)) throw new NotFound('Ce guide n’existe pas : la liste des guides est à l’adresse /guides.');
    const { title, html, sections } = guideNamed(name, guideHref);
    const within = sections.filter(({ level, id }) => level === 2 && id !== undefined).map(({ id, title }) => ({ href: `#${id}`, title }));
    response.type('html').send(parts.page('guides/guide', { ...(await frame(parts, '', name)), title, html, sections: within }));
  });
  return pages;
}

async function frame(parts: Parts, typed: string, current?: string) {
  return {
    chrome: await publicChrome(parts),
    guides: guideNames.map((name) => ({ href: guideHref(name), title: guideNamed(name, guideHref).title, current: name === current })),
    search: { action: guidePaths.all, typed },
  };
}

function typedIn({ originalUrl }: Request): string {
  return (new URL(originalUrl, 'http://localhost').searchParams.get('texte') ?? '').trim().slice(0, longest);
}
