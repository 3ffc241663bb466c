import { Router } from 'express';
import type { ProtocolPart } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths } from '../shared/addresses.ts';
import { formAction, many, one } from '../shared/form.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { readRefusal } from '../shared/refusal.ts';
import { SENT } from './editor-conflict.ts';
import { onDraft, openDraft, partHref } from './editor-draft.ts';

/** Both writings of a part of a draft, the one that is recorded and the one that waits. */
export function meanwhilePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get(draftPaths.meanwhile, async (request, response) => {
    const draft = await openDraft(parts, request, response);
    const again = await readRefusal(parts, signedInDoor(parts).holder({ request, response }), request);
    if (again === null) return response.redirect(303, draftHref(draft.id));
    const { typed } = again;
    const frame = await onDraft(parts, request, response, draft);
    const hidden = Object.keys(typed)
      .filter((name) => name.startsWith(SENT))
      .flatMap((name) => many(typed, name).map((value) => ({ name: name.slice(SENT.length), value })));
    response.type('html').send(
      parts.page('desk/editor/conflict', {
        ...frame,
        what: typographic(one(typed, 'what')),
        who: frame.draft.changedBy,
        at: draft.changedAt,
        theirs: many(typed, 'theirs').map(typographic),
        yours: many(typed, 'yours').map(typographic),
        keepTheirs: partHref(draft.id, one(typed, 'part') as ProtocolPart),
        keepYours: {
          ...formAction(parts, request, response, one(typed, 'action')),
          hidden: [...hidden, { name: 'seen', value: one(typed, 'seen') }],
        },
      }),
    );
  });

  return pages;
}
