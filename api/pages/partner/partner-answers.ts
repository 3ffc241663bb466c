import { type Response, Router } from 'express';
import { typographic } from '../../../templates/text/typography.ts';
import type { PartnerViews } from '../../../templates/views/partner.ts';
import { codes, type Outcome } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { resumed } from '../shared/desk-page.ts';
import { type FormError, formView, manyOf, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { ownWayOf } from '../words/way-view.ts';
import { actionOf, answerAsPartner, opened } from './partner-door.ts';
import { partnerTransfer } from './partner-view.ts';

const LONGEST = 5_000;
const notYet = new Set(['DUE', 'SENT', 'UNDELIVERABLE']);
const open = new Set(['DUE', 'SENT', 'UNDELIVERABLE', 'ACKNOWLEDGED', 'IN_CHARGE']);

type Said = PartnerViews['partner/done']['what'];
const then: Record<Said, string> = {
  ACKNOWLEDGED: 'Dites-nous ensuite si vous prenez la situation en charge.',
  IN_CHARGE: 'Dites-nous ensuite la suite donnée, quand vous le pourrez.',
  REFUSED: 'Vous n’avez plus rien à faire.',
  INFORMATION_REQUESTED: 'Le guichet vous répond par courriel dès qu’il peut.',
  OUTCOME_GIVEN: 'Vous n’avez plus rien à faire, sauf si la situation change.',
};

/**
 * What a recipient sees and answers, whatever the door it came by. Opening a page answers nothing: only a button does,
 * since mail scanners open links.
 */
export function answerPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const shown = (response: Response) => {
    const { reference, state, transfer, names, now, chrome, entrance } = opened(response);
    return { chrome, transfer: partnerTransfer(reference, state, transfer, names, now), backHref: entrance.base };
  };
  const done = (response: Response, what: Said) => {
    const { transfer, chrome, backHref } = shown(response);
    response
      .type('html')
      .send(parts.page('partner/done', { chrome, transfer, what, next: typographic(then[what]), ...(what !== 'REFUSED' && { backHref }) }));
  };

  pages.get('/', (_request, response) => {
    const { state, transfer, journal, names, now, chrome, entrance } = opened(response);
    const action = transfer.purpose === 'ACTION' && open.has(transfer.status);
    const answered = !notYet.has(transfer.status);
    // The law accepts an answer after the end: it becomes a task for the desk.
    const correctable = transfer.purpose === 'ACTION' && transfer.status === 'OUTCOME_GIVEN';
    response.type('html').send(
      parts.page('partner/link', {
        chrome,
        transfer: shown(response).transfer,
        way: ownWayOf(state, journal, transfer, names, now, chrome.zone),
        contentHref: `${entrance.base}/contenu`,
        ...(action && !answered && { acknowledge: actionOf(entrance, 'recu') }),
        ...(action && { refuseHref: `${entrance.base}/refus` }),
        ...(action && transfer.paused === null && { askHref: `${entrance.base}/complement` }),
        ...(action && transfer.status === 'ACKNOWLEDGED' && { charge: actionOf(entrance, 'pris-en-charge') }),
        ...(((action && answered) || correctable) && { outcomeHref: `${entrance.base}/suite` }),
      }),
    );
  });

  pages.post('/recu', async (request, response) => {
    await answerAsPartner(parts, request, opened(response), { kind: 'Acknowledged', transfer: opened(response).transfer.id });
    done(response, 'ACKNOWLEDGED');
  });

  pages.post('/pris-en-charge', async (request, response) => {
    await answerAsPartner(parts, request, opened(response), { kind: 'TakenInCharge', transfer: opened(response).transfer.id });
    done(response, 'IN_CHARGE');
  });

  const refusePage = (response: Response, fields: Typed, errors: FormError<'reason' | 'text'>[]) =>
    parts.page('partner/refuse', {
      ...shown(response),
      form: formView(actionOf(opened(response).entrance, 'refus'), ['reason', 'text'], fields, errors),
    });

  pages.get('/refus', (_request, response) => {
    response.type('html').send(refusePage(response, resumed(response) ?? {}, []));
  });

  pages.post('/refus', async (request, response) => {
    const fields = typed(request);
    const reason = oneOf(fields, 'reason', codes('refusalReason'));
    if (reason === undefined)
      return response
        .status(422)
        .type('html')
        .send(refusePage(response, fields, [{ field: 'reason', message: 'Dites pourquoi, pour que nous trouvions le bon destinataire.' }]));
    await answerAsPartner(
      parts,
      request,
      opened(response),
      { kind: 'Refused', transfer: opened(response).transfer.id, reason },
      one(fields, 'text').slice(0, LONGEST),
    );
    done(response, 'REFUSED');
  });

  const askPage = (response: Response, fields: Typed, errors: FormError<'text'>[]) =>
    parts.page('partner/ask', { ...shown(response), form: formView(actionOf(opened(response).entrance, 'complement'), ['text'], fields, errors) });

  pages.get('/complement', (_request, response) => {
    response.type('html').send(askPage(response, resumed(response) ?? {}, []));
  });

  pages.post('/complement', async (request, response) => {
    const fields = typed(request);
    const text = one(fields, 'text').slice(0, LONGEST);
    if (text === '')
      return response
        .status(422)
        .type('html')
        .send(askPage(response, fields, [{ field: 'text', message: 'Dites ce qui vous manque.' }]));
    await answerAsPartner(parts, request, opened(response), { kind: 'InformationRequested', transfer: opened(response).transfer.id }, text);
    done(response, 'INFORMATION_REQUESTED');
  });

  const outcomePage = (response: Response, fields: Typed, errors: FormError<'outcome' | 'text'>[]) =>
    parts.page('partner/outcome', {
      ...shown(response),
      form: formView(actionOf(opened(response).entrance, 'suite'), ['outcome', 'text'], fields, errors, ['outcome']),
      outcomes: codes('outcome') as Outcome[],
    });

  pages.get('/suite', (_request, response) => {
    response.type('html').send(outcomePage(response, resumed(response) ?? {}, []));
  });

  pages.post('/suite', async (request, response) => {
    const fields = typed(request);
    const outcome = manyOf(fields, 'outcome', codes('outcome'));
    if (outcome.length === 0)
      return response
        .status(422)
        .type('html')
        .send(outcomePage(response, fields, [{ field: 'outcome', message: 'Cochez au moins une suite. « Suite non communicable » en est une.' }]));
    await answerAsPartner(
      parts,
      request,
      opened(response),
      { kind: 'OutcomeGiven', transfer: opened(response).transfer.id, outcome },
      one(fields, 'text').slice(0, LONGEST),
    );
    done(response, 'OUTCOME_GIVEN');
  });

  return pages;
}
