import { Router } from 'express';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { extensionNotice } from '../../../data-requests/answer.ts';
import { askerNames, askers, type ExtensionReason, extensionReasons } from '../../../data-requests/codes.ts';
import { answerDue } from '../../../data-requests/due.ts';
import { checkRequest, type DataRequest, extendRequest } from '../../../data-requests/record/data-requests.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dataRequestHref, dataRequestPaths } from '../shared/addresses.ts';
import { traceAct } from '../shared/desk-page.ts';
import { freeText, neededText, oneCode } from '../shared/fields.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { plainText } from '../words/text-marks.ts';
import { sendLetter } from './request-letter.ts';
import { choicesOf, onDataRequest, openDataRequest } from './request-view.ts';

const mostInWords = 2_000;

/** Who asks and what was seen of it; two months more, and the letter that says so. */
export function requestCheckPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;
  const door = signedInDoor(parts);

  formPage(parts, pages, {
    at: dataRequestPaths.check,
    door,
    open: (ask) => openDataRequest(parts, ask),
    fields: {
      asker: oneCode(askerNames, 'Dites qui demande.'),
      identity: neededText('Écrivez ce qui a été vu, ou ce qui a manqué.', mostInWords),
      mandate: freeText(mostInWords),
      proved: oneCode(['OUI', 'NON'], 'Dites si l’identité, et le mandat, sont prouvés.'),
    },
    begin: ({ checked, content: { identity = '', mandate = '' } }) => ({
      identity,
      mandate,
      ...(checked !== null && { asker: checked.asker, proved: checked.proved ? 'OUI' : 'NON' }),
    }),
    seen: (request) => request,
    check: ({ asker, mandate, proved }) =>
      asker !== undefined && askers[asker].mandated && proved === 'OUI' && mandate === ''
        ? [{ field: 'mandate' as const, message: 'Écrivez quel mandat, ou quelle mesure de protection, a été vu.' }]
        : [],
    view: async (form, request, ask) =>
      parts.page('desk/data-request-check', { ...(await onDataRequest(parts, ask, request)), form, askers: choicesOf(askers) }),
    act: async ({ asker, identity, mandate, proved }, { number }, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      const seen = { identity: plainText(identity), mandate: plainText(mandate) };
      const refused = await checkRequest(db, department, { number, by: id, unchanged, asker, proved: proved === 'OUI', ...seen }, parts.now());
      if (refused !== null) return { changed: true };
      await traceAct(parts, ask, 'DATA_REQUEST_CHECKED');
      return { to: dataRequestHref('one', number), said: 'La vérification est notée.' };
    },
  });

  const until = ({ receivedOn }: DataRequest, department: string) => answerDue(receivedOn, true, territoryOf(department).zone);
  formPage(parts, pages, {
    at: dataRequestPaths.extend,
    door,
    open: (ask) => openDataRequest(parts, ask),
    fields: { why: oneCode(Object.keys(extensionReasons) as ExtensionReason[], 'Dites pourquoi : la lettre le dira.') },
    seen: ({ dueAt, extended }) => ({ dueAt, extended }),
    view: async (form, request, ask) =>
      parts.page('desk/data-request-extend', {
        ...(await onDataRequest(parts, ask, request)),
        form,
        reasons: choicesOf(extensionReasons),
        until: until(request, signedIn(ask.response).department),
      }),
    act: async ({ why }, { number }, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      const same = ({ dueAt, extended }: DataRequest) => unchanged({ dueAt, extended });
      if ((await extendRequest(db, department, { number, by: id, unchanged: same, why }, parts.now())) !== null) return { changed: true };
      await traceAct(parts, ask, 'DATA_REQUEST_EXTENDED');
      return { to: dataRequestHref('one', number), said: 'Le délai est prolongé : envoyez maintenant la lettre qui le dit.', important: true };
    },
  });

  pages.get(dataRequestPaths.notice, async (request, response) => {
    const ask = { request, response };
    const of = await openDataRequest(parts, ask);
    if (of.content.extension === undefined) throw new NotFound();
    const { zone } = territoryOf(signedIn(response).department);
    await sendLetter(parts, ask, of, { body: extensionNotice(of, of.content.extension, dayIn(of.dueAt, zone)), at: of.extended?.at ?? parts.now() });
  });

  return pages;
}
