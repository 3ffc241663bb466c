import { Router } from 'express';
import type { ApprovalRefusal } from '../../../accounts/ways.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { isUnfinished, proposedAnswer, saysNothing } from '../../../data-requests/answer.ts';
import { type AnswerWay, answeredBy, saidOnCase } from '../../../data-requests/codes.ts';
import {
  agreeToAnswer,
  type DataRequest,
  noteAnswerSent,
  prepareAnswer,
  sendAnswerBack,
  stepOf,
} from '../../../data-requests/record/data-requests.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { canonical } from '../../../vocabulary/canonical.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dataRequestHref, dataRequestPaths } from '../shared/addresses.ts';
import { readIsoDay } from '../shared/day.ts';
import { traceAct } from '../shared/desk-page.ts';
import { freeText, neededText, oneCode, parsed } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { plainText } from '../words/text-marks.ts';
import { heldWords } from './held-words.ts';
import { unwritten } from './request-cases.ts';
import { sendLetter } from './request-letter.ts';
import { casesRead, choicesOf, onDataRequest, openDataRequest, type ReadForRequest, toldLine, toldOf } from './request-view.ts';

const mostInWords = 20_000;
const agreed: Partial<Record<ApprovalRefusal, string>> = {
  SAME_PERSON: 'Vous l’avez préparée vous-même : une autre personne du guichet doit la relire.',
  ONE_HAND:
    'L’une de vous deux a ouvert le compte de l’autre, ou lui a envoyé un lien de connexion, il y a moins de sept jours : une troisième personne doit la relire.',
};

interface ToAnswer {
  request: DataRequest;
  cases: ReadForRequest[];
}

/** An answer: prepared by one from what may be told, read by a second, printed, and gone. */
export function requestAnswerPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;
  const door = signedInDoor(parts);

  const openAt = async (ask: Ask, ...steps: ReturnType<typeof stepOf>[]): Promise<DataRequest> => {
    const request = await openDataRequest(parts, ask);
    if (!steps.includes(stepOf(request))) throw new NotFound('Ce n’est pas ce qui est à faire de cette demande : revenez à sa page.');
    return request;
  };
  const openRead = async (ask: Ask, ...steps: ReturnType<typeof stepOf>[]): Promise<ToAnswer> => {
    const request = await openAt(ask, ...steps);
    return { request, cases: await casesRead(parts, ask, request) };
  };

  formPage<ToAnswer, { reach: ReturnType<typeof neededText>; answer: ReturnType<typeof freeText> }>(parts, pages, {
    at: dataRequestPaths.answer,
    door,
    open: (ask) => openRead(ask, 'PREPARE', 'READ', 'SEND'),
    fields: { reach: neededText('Écrivez l’adresse postale, ou comment la réponse est remise.', mostInWords), answer: freeText(mostInWords) },
    begin: ({ request, cases }) => ({ reach: request.content.reach, answer: request.content.answer ?? proposedAnswer(request, cases) }),
    seen: ({ request, cases }) => ({ request, told: toldOf(cases) }),
    check: ({ answer = '' }, { request, cases }) =>
      saysNothing(cases) ? [] : wrongs(answer, request, cases).map((message) => ({ field: 'answer' as const, message })),
    view: async (form, { request, cases }, ask) =>
      parts.page('desk/data-request-answer', {
        ...(await onDataRequest(parts, ask, request)),
        form,
        told: cases.map(toldLine),
        ...(saysNothing(cases) && { fixed: proposedAnswer(request, cases) }),
      }),
    act: async ({ reach, answer }, { request, cases }, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      const { number } = request;
      const told = toldOf(cases);
      if (!unchanged({ request, told })) return { changed: true };
      const text = saysNothing(cases) ? proposedAnswer(request, cases) : plainText(answer);
      const prepared = { number, by: id, unchanged: isStill(request), answer: text, reach: plainText(reach), told };
      if ((await prepareAnswer(db, department, prepared, parts.now())) !== null) return { changed: true };
      await traceAct(parts, ask, 'DATA_REQUEST_PREPARED');
      return {
        to: dataRequestHref('one', number),
        said: 'La réponse est préparée : une autre personne du guichet doit la relire avant qu’elle parte.',
      };
    },
  });

  pages.get(dataRequestPaths.read, async (request, response) => {
    const ask = { request, response };
    const { request: of, cases } = await openRead(ask, 'READ', 'SEND');
    const wrong = wrongsNow(of, cases);
    const mayAgree = wrong.length === 0 && stepOf(of) === 'READ' && of.answered?.by !== signedIn(response).id;
    response.type('html').send(
      parts.page('desk/data-request-read', {
        ...(await onDataRequest(parts, ask, of)),
        told: cases.map(toldLine),
        answer: of.content.answer ?? '',
        reach: of.content.reach,
        wrong,
        ...(mayAgree && { agree: buttonTo(parts, ask, dataRequestHref('agree', of.number), of) }),
        back: buttonTo(parts, ask, dataRequestHref('back', of.number), of),
      }),
    );
  });

  const standsOn = ({ request }: Ask) => dataRequestHref('read', Number(request.params.number));
  formButton<ToAnswer>(parts, pages, {
    at: dataRequestPaths.agree,
    standsOn,
    open: (ask) => openRead(ask, 'READ', 'SEND'),
    act: async ({ request, cases }, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      const { number } = request;
      if (!unchanged(request)) return { changed: true };
      // What may be told is asked again: informing may have been put off since.
      const [wrong] = wrongsNow(request, cases);
      if (wrong !== undefined) return { to: standsOn(ask), said: wrong, important: true };
      const refused = await agreeToAnswer(db, department, { number, by: id, unchanged: isStill(request) }, parts.now());
      if (refused === 'CHANGED') return { changed: true };
      if (refused !== null) return { to: standsOn(ask), said: agreed[refused] ?? '', important: true };
      await traceAct(parts, ask, 'DATA_REQUEST_READ');
      return { to: dataRequestHref('one', number), said: 'La réponse est relue : elle peut partir.' };
    },
  });
  formButton<DataRequest>(parts, pages, {
    at: dataRequestPaths.back,
    standsOn,
    open: (ask) => openAt(ask, 'PREPARE', 'READ', 'SEND'),
    act: async (request, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      if ((await sendAnswerBack(db, department, { number: request.number, by: id, unchanged })) !== null) return { changed: true };
      await traceAct(parts, ask, 'DATA_REQUEST_BACK');
      return { to: dataRequestHref('one', request.number), said: 'La réponse est à préparer de nouveau.' };
    },
  });

  pages.get(dataRequestPaths.letter, async (request, response) => {
    const ask = { request, response };
    const of = await openAt(ask, 'SEND', 'DONE');
    // What is gone is shown as it stood, and no case is read for it; what is not is asked again, and its page says what is wrong.
    if (stepOf(of) === 'SEND' && wrongsNow(of, await casesRead(parts, ask, of)).length > 0)
      return response.redirect(303, dataRequestHref('read', of.number));
    await sendLetter(parts, ask, of, { body: of.content.answer ?? '', at: of.read?.at ?? parts.now() });
  });

  formPage(parts, pages, {
    at: dataRequestPaths.sent,
    door,
    open: (ask) => openRead(ask, 'SEND'),
    fields: {
      how: oneCode(Object.keys(answeredBy) as AnswerWay[], 'Dites comment la réponse est partie.'),
      on: parsed(readIsoDay, 'Écrivez le jour, comme 27/11/2026.'),
    },
    seen: ({ request }) => request,
    check: ({ on }, { request, cases }, { ask }) => {
      const [wrong] = wrongsNow(request, cases);
      if (wrong !== undefined) return [{ field: 'how' as const, message: wrong }];
      const { zone } = territoryOf(signedIn(ask.response).department);
      if (on !== undefined && (on > dayIn(parts.now(), zone) || on < dayIn(request.read?.at ?? parts.now(), zone)))
        return [{ field: 'on' as const, message: 'Donnez le jour où elle est partie : pas avant sa relecture, ni après aujourd’hui.' }];
      return request.checked?.proved && saidOnCase(request.right) !== null && unwritten(request).length > 0
        ? [{ field: 'how' as const, message: 'Inscrivez d’abord la demande aux dossiers qu’elle concerne : la réponse dit qu’elle l’est.' }]
        : [];
    },
    view: async (form, { request }, ask) =>
      parts.page('desk/data-request-sent', {
        ...(await onDataRequest(parts, ask, request)),
        form,
        ways: choicesOf(answeredBy),
        letterHref: dataRequestHref('letter', request.number),
        readHref: dataRequestHref('read', request.number),
      }),
    act: async ({ how, on }, { request: { number } }, { ask, unchanged }) => {
      const { department, id } = signedIn(ask.response);
      if ((await noteAnswerSent(db, department, { number, by: id, unchanged, how, on }, parts.now())) !== null) return { changed: true };
      await traceAct(parts, ask, 'DATA_REQUEST_SENT');
      return { to: dataRequestHref('one', number), said: 'La réponse est partie : la demande est close.' };
    },
  });

  return pages;
}

/** Whether a request is still the one that was opened, whatever its form was shown with before. */
const isStill =
  (opened: DataRequest) =>
  (now: DataRequest): boolean =>
    canonical(now) === canonical(opened);

/** What is wrong with an answer, in sentences: it says something where nothing may be said, gives what is held back, or is not finished. */
function wrongs(answer: string, request: DataRequest, cases: readonly ReadForRequest[]): string[] {
  if (saysNothing(cases))
    return answer === proposedAnswer(request, cases)
      ? []
      : ['Rien ne peut plus être dit à qui demande : la réponse est celle que le guichet fait quand aucune alerte n’existe.'];
  if (answer === '') return ['Écrivez la réponse.'];
  if (isUnfinished(answer)) return [typographic('Complétez ce qui est marqué « [à compléter », ou retirez-le.')];
  return heldWords(answer, request, cases);
}

/** What is wrong with a prepared answer now, when what may be told may not be what it was; in one sentence that sends it back, or none. */
function wrongsNow(request: DataRequest, cases: readonly ReadForRequest[]): string[] {
  const wrong =
    request.content.told === toldOf(cases)
      ? wrongs(request.content.answer ?? '', request, cases)
      : ['Ce qui peut être dit à qui demande a changé depuis qu’elle est préparée.'];
  return wrong.length === 0 ? [] : [`Renvoyez cette réponse pour qu’elle soit préparée à nouveau. ${wrong.join(' ')}`];
}
