import { Router } from 'express';
import { countAccountsOf } from '../../../accounts/accounts.ts';
import { countRunningTransfersOf, linksThatWouldShut, runningTransfersOf } from '../../../cases/lists/transfers.ts';
import { rolesHeld } from '../../../directory/capacities.ts';
import type { Lapse, Organisation } from '../../../directory/directory.ts';
import { organisationPart } from '../../../directory/edits.ts';
import type { WhatShuts } from '../../../templates/views/directory.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { namingArticle } from '../../../vocabulary/named-by-law.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { readIsoDay, typedDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { neededText, parsed } from '../shared/fields.ts';
import type { Typed } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type OpenBody, openBody, saved, savedWords, todayIn } from './on-directory.ts';

const fields = {
  lapsedFrom: parsed(readIsoDay, 'Écrivez le premier jour sans convention, par exemple 01/12/2026.'),
  lapsedUntil: parsed(readIsoDay, 'Écrivez le dernier jour sans convention, par exemple 31/12/2026, ou rien.').optional(),
  why: neededText('Dites pourquoi, en quelques mots\u00a0: l’historique le garde.', 500),
};

/** That the agreement of a body does not stand, and that it stands again: what a person records. Saved, it waits to be published. */
export function agreementPages(parts: Parts): Router {
  const pages = Router();

  formPage(parts, pages, {
    at: directoryPaths.agreement,
    door: signedInDoor(parts),
    open: (ask) => openBody(parts, ask),
    fields,
    begin: ({ body, draft }) => typedLapse(body, todayIn(parts, draft.department)),
    seen: ({ body }) => body.lapsed ?? null,
    check: ({ lapsedFrom, lapsedUntil }) =>
      lapsedFrom !== undefined && lapsedUntil !== undefined && lapsedUntil < lapsedFrom
        ? [{ field: 'lapsedUntil' as const, message: 'Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux.' }]
        : [],
    view: page,
    act: async ({ lapsedFrom, lapsedUntil, why }, { body }, { ask, unchanged }) => {
      const lapse = { from: lapsedFrom, ...(lapsedUntil !== undefined && { until: lapsedUntil }) };
      const kept = await savedAs(ask, body, lapse, why, unchanged);
      return kept ? { to: directoryPageHref('body', { body: body.id }), said: savedWords } : { changed: true };
    },
  });

  formButton(parts, pages, {
    at: directoryPaths.renewAgreement,
    standsOn: ({ request }) => directoryPageHref('agreement', { body: String(request.params.body) }),
    open: (ask) => openBody(parts, ask),
    act: async ({ body }, { ask, unchanged }) => {
      const kept = await savedAs(ask, body, null, 'Convention de nouveau en vigueur', unchanged);
      return kept ? { to: directoryPageHref('body', { body: body.id }), said: savedWords } : { changed: true };
    },
  });

  /** Saves a body with these days and no others, unless somebody recorded other ones since they were seen. */
  function savedAs(ask: Ask, { lapsed: _lapsed, ...body }: Organisation, lapse: Lapse | null, why: string, unchanged: (now: unknown) => boolean) {
    return saved(parts, ask, {
      edits: [{ part: organisationPart(body.id), after: { ...body, ...(lapse !== null && { lapsed: lapse }) } }],
      why,
      unchanged: (now) => unchanged(now.organisations.find(({ id }) => id === body.id)?.lapsed ?? null),
    });
  }

  async function page(form: Form<keyof typeof fields>, { body }: OpenBody, ask: Ask): Promise<string> {
    const named = namingArticle(rolesHeld(body));
    return parts.page('desk/directory/agreement-form', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      body: body.name,
      backHref: directoryPageHref('body', { body: body.id }),
      form,
      ...(named !== null && { named: { article: named.article, toCheck: named.toCheckSince !== undefined } }),
      shuts: await whatShuts(parts, signedIn(ask.response).department, body.id),
      ...(body.lapsed !== undefined && { renew: buttonTo(parts, ask, directoryPageHref('renewAgreement', { body: body.id }), body.lapsed) }),
    });
  }

  return pages;
}

/** What a body has that would shut without an agreement, as it is now. */
export async function whatShuts(parts: Parts, department: string, body: string): Promise<WhatShuts> {
  const [accounts, links, running, transfers] = await Promise.all([
    countAccountsOf(parts.database, department, body),
    linksThatWouldShut(parts.database, department, body),
    countRunningTransfersOf(parts.database, department, [body]),
    runningTransfersOf(parts.database, department, [body]),
  ]);
  return {
    accounts,
    links,
    running,
    transfers: transfers.map(({ reference, readsAnyway }) => ({ reference, href: caseHref(reference), kept: readsAnyway })),
  };
}

const typedLapse = ({ lapsed }: Organisation, today: string): Typed => ({
  lapsedFrom: typedDay(lapsed?.from ?? today),
  lapsedUntil: lapsed?.until === undefined ? '' : typedDay(lapsed.until),
});
