import { Router } from 'express';
import { draftPaths, dryRunHref, pastHref, situationsHref } from '../shared/addresses.ts';
import { withProtocol } from './rehearsed-protocol.ts';

/** The ways to rehearse, from beside a draft: each opens on that draft. */
export function rehearseDraftPages(): Router {
  const pages = Router({ mergeParams: true });
  for (const [path, href] of [
    [draftPaths.dryRun, dryRunHref],
    [draftPaths.situations, situationsHref],
    [draftPaths.past, pastHref],
  ] as const) {
    pages.get(path, (request, response) =>
      response.redirect(303, withProtocol(href, `draft:${String((request.params as { draft?: string }).draft)}`)),
    );
  }
  return pages;
}
