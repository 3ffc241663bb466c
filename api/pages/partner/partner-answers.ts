import { Router } from 'express';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { saidMoment } from '../../../calendar/said-moment.ts';
import type { Transfer } from '../../../cases/model/state.ts';
import { takeBackUntil } from '../../../cases/model/take-back.ts';
import { isAnswered } from '../../../cases/model/transfer-status.ts';
import { isOffered, type Possible, possible } from '../../../cases/possible.ts';
import { meetingOf } from '../../../cases/running/concertation.ts';
import { askedExtension } from '../../../cases/running/extension-asked.ts';
import { whyNoLongerAsked } from '../../../cases/running/why-ended.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PartnerViews } from '../../../templates/views/partner.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { answerText, knownAlready, offeredRefusals, outcomes, ownNumber, refusalReason } from '../../../vocabulary/answers.ts';
import { codes, label, type TransferMode } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { partnerHref, partnerPaths } from '../shared/addresses.ts';
import { dayField, onlyShown, parsed } from '../shared/fields.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { one, typed } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import type { Shown } from '../shared/form-page.ts';
import { isNoLongerAsked, ownWayOf } from '../words/way-view.ts';
import { consultedForms } from './consulted.ts';
import { filesAgain } from './partner-code.ts';
import { type OpenedByPartner, opened } from './partner-door.ts';
import { partnerForm, shown } from './partner-form.ts';
import { colleagueSaid, ownTeam, transferHolderOf } from './team.ts';

export const outcomeField = outcomes('Cochez au moins une suite. « Suite non communicable » en est une.');

/**
 * What a recipient sees and answers, whatever the door it came by. Opening a page answers nothing: only a button does,
 * since mail scanners open links.
 */
export function answerPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const subject = async ({ response }: Ask) => opened(response);

  // A button stands on the page of the transfer, where what it refuses is said.
  const received = partnerForm(parts, pages, {
    page: 'received',
    isButton: true,
    open: subject,
    fields: {},
    view: buttonPage,
    act: (_values, { transfer }) => ({ event: { kind: 'Acknowledged', transfer: transfer.id } }),
    what: 'ACKNOWLEDGED',
  });

  const charge = partnerForm(parts, pages, {
    page: 'charge',
    isButton: true,
    open: subject,
    fields: {},
    view: buttonPage,
    act: (_values, { transfer }) => ({ event: { kind: 'TakenInCharge', transfer: transfer.id } }),
    what: 'IN_CHARGE',
  });

  partnerForm(parts, pages, {
    page: 'known',
    open: subject,
    fields: { number: ownNumber(), text: answerText().optional() },
    view: (form, _subject, ask) => parts.page('partner/known', { ...shown(ask), form }),
    act: ({ number, text }, { transfer }) => ({
      event: { kind: 'TakenInCharge', transfer: transfer.id, already: 'DEJA_CONNU' },
      text: knownAlready(number, text),
    }),
    what: 'IN_CHARGE',
  });

  partnerForm(parts, pages, {
    page: 'refuse',
    open: subject,
    fields: {
      reason: refusalReason('Dites pourquoi, pour que nous trouvions le bon destinataire.'),
      text: answerText().optional(),
    },
    check: ({ reason, text }) => (reason === 'AUTRE' && !text ? [{ field: 'text', message: 'Dites pourquoi, en quelques mots.' }] : []),
    view: (form, { entrance }, ask) =>
      parts.page('partner/refuse', {
        ...shown(ask),
        form,
        codeFirst: !entrance.isKnown,
        reasons: offeredRefusals.map((value) => ({ value, label: typographic(label('refusalReason', value)) })),
      }),
    act: ({ reason, text }, { transfer }) => ({ event: { kind: 'Refused', transfer: transfer.id, reason }, text }),
    what: 'REFUSED',
  });

  const takeBack = partnerForm(parts, pages, {
    page: 'takeBack',
    isButton: true,
    open: subject,
    fields: {},
    view: buttonPage,
    act: (_values, { transfer }) => ({ event: { kind: 'RefusalTakenBack', transfer: transfer.id } }),
    what: 'TAKEN_BACK',
  });

  partnerForm(parts, pages, {
    page: 'ask',
    open: subject,
    fields: { text: answerText('Dites ce qui vous manque.') },
    view: (form, _subject, ask) => parts.page('partner/ask', { ...shown(ask), form }),
    act: ({ text }, { transfer }) => ({ event: { kind: 'InformationRequested', transfer: transfer.id }, text }),
    what: 'INFORMATION_REQUESTED',
  });

  partnerForm(parts, pages, {
    page: 'extension',
    open: subject,
    fields: ({ chrome: { zone } }) => ({
      until: dayField(zone, 'Donnez un jour, par exemple 15/12/2026.'),
      text: answerText('Dites pourquoi il vous faut plus de temps.'),
    }),
    view: (form, { state, transfer, now, entrance, world, chrome: { zone } }, ask) => {
      const room = possible(state, world, entrance.actor, now).moreTime(transfer);
      const days = room && { room: { after: frenchDay(dayIn(room.after, zone)), until: frenchDay(dayIn(room.until, zone)) } };
      return parts.page('partner/extension', { ...shown(ask), form, ...days });
    },
    act: ({ until, text }, { transfer }) => ({ event: { kind: 'ExtensionRequested', transfer: transfer.id, until }, text }),
    what: 'EXTENSION_REQUESTED',
  });

  partnerForm(parts, pages, {
    page: 'progress',
    isButton: true,
    open: subject,
    fields: ({ now, chrome: { zone } }) => ({
      visit: parsed(
        (text) => saidMoment(text, now, zone, 'BE_PAST'),
        'Écrivez le moment comme ceci : demain 14 h, lundi matin, hier 9 h, 27/11/2026 14 h 30.',
      ).optional(),
      text: answerText().optional(),
      pieces: onlyShown,
    }),
    files: { field: 'pieces', again: filesAgain },
    check: ({ visit, text }, _subject, { files, ask }) => {
      if (visit === 'SKIPPED') return [{ field: 'visit', message: 'Cette heure n’existe pas cette nuit-là, les horloges avancent d’une heure.' }];
      if (visit !== undefined || text || files.length > 0 || uploaded(ask.request, 'pieces').length > 0) return [];
      return one(typed(ask.request), 'visit') === '' ? [{ field: 'text', message: 'Donnez une date de visite, un texte ou une pièce.' }] : [];
    },
    view: (form, { transfer }, ask) =>
      parts.page('partner/progress', { ...shown(ask), form, limits: limitsInWords, ...(transfer.visit !== undefined && { visit: transfer.visit }) }),
    act: ({ visit, text }, { transfer }, { files }) => ({
      event: {
        kind: 'ProgressSaid',
        transfer: transfer.id,
        written: text !== undefined || files.length > 0,
        ...(typeof visit === 'number' && { visit }),
      },
      text,
    }),
    what: 'PROGRESS_SAID',
  });

  partnerForm(parts, pages, {
    page: 'outcome',
    open: subject,
    fields: { outcome: outcomeField, text: answerText().optional() },
    begin: ({ transfer }) => ({ outcome: transfer.outcome?.codes }),
    view: (form, _subject, ask) => parts.page('partner/outcome', { ...shown(ask), form, outcomes: codes('outcome') }),
    act: ({ outcome, text }, { transfer }) => ({ event: { kind: 'OutcomeGiven', transfer: transfer.id, outcome }, text }),
    what: 'OUTCOME_GIVEN',
  });

  consultedForms(parts, pages);

  pages.get(partnerPaths.transfer, async (request, response) => {
    response.type('html').send(await transferPage({ request, response }));
  });

  /** Of an account: who of the organisation follows the transfer. Whoever comes by a link is told nothing of their colleagues. */
  async function followed(ask: Ask): Promise<Pick<PartnerViews['partner/link'], 'holder'>> {
    const { entrance } = opened(ask.response);
    if (entrance.account === undefined) return {};
    const held = await transferHolderOf(parts, entrance);
    const holder = held === null ? undefined : (await ownTeam(parts, ask)).people.find(({ id }) => id === held);
    return { holder: { name: holder === undefined ? null : colleagueSaid(holder), href: partnerHref(entrance.base, 'holder') } };
  }

  async function buttonPage(form: Form<never>, _subject: OpenedByPartner, ask: Ask): Promise<Shown> {
    return form.errors.length === 0 ? { to: opened(ask.response).entrance.base } : transferPage(ask, form);
  }

  async function transferPage(ask: Ask, { errors }: Pick<Form<never>, 'errors'> = { errors: [] }): Promise<string> {
    const { state, transfer, opensTo, journal, names, now, chrome, entrance, world } = opened(ask.response);
    const can = possible(state, world, entrance.actor, now);
    const offered = answersOffered(can, transfer);
    const meeting = meetingOf(transfer, state);
    const until = isOffered(can.onTransfer('RefusalTakenBack', transfer)) ? takeBackUntil(transfer) : null;
    const { base } = entrance;
    const view: PartnerViews['partner/link'] = {
      chrome,
      transfer: shown(ask).transfer,
      form: { errors },
      codeFirst: !entrance.isKnown && (behindTheCode.some((answer) => offered.has(answer)) || until !== null),
      ...(until !== null && { takeBack: { button: await takeBack(opened(ask.response), ask), until } }),
      ...(isNoLongerAsked(journal, transfer) && { why: typographic(whyNoLongerAsked(transfer)) }),
      way: ownWayOf(state, journal, transfer, names, now, chrome.zone),
      ...(opensTo === 'CONTENT' && { contentHref: partnerHref(base, 'content') }),
      ...(offered.has('Acknowledged') && { acknowledge: await received(opened(ask.response), ask) }),
      ...(offered.has('TakenInCharge') && { charge: await charge(opened(ask.response), ask), knownHref: partnerHref(base, 'known') }),
      ...(offered.has('OutcomeGiven') && { outcomeHref: partnerHref(base, 'outcome') }),
      ...(offered.has('OpinionGiven') && { opinion: { href: partnerHref(base, 'opinion'), said: transfer.outcome?.opinion !== undefined } }),
      ...(offered.has('TakesPart') && { participate: { href: partnerHref(base, 'participate'), said: isAnswered(transfer) } }),
      ...(meeting !== null && entrance.isKnown && { meeting }),
      ...(can.moreTime(transfer) !== null && askedExtension(state, transfer.id) === null && { extensionHref: partnerHref(base, 'extension') }),
      ...(await followed(ask)),
      ...(isOffered(can.onTransfer('ProgressSaid', transfer)) && { progressHref: partnerHref(base, 'progress') }),
      // Before any code, nothing of the situation: when somebody goes there is one.
      ...(transfer.visit !== undefined && entrance.isKnown && { visit: transfer.visit }),
      ...(offered.has('InformationRequested') && { askHref: partnerHref(base, 'ask') }),
      ...(offered.has('Refused') && { refuseHref: partnerHref(base, 'refuse') }),
    };
    return parts.page('partner/link', view);
  }

  return pages;
}

const answers = ['Acknowledged', 'TakenInCharge', 'OutcomeGiven', 'OpinionGiven', 'TakesPart', 'InformationRequested', 'Refused'] as const;
type AnswerOffered = (typeof answers)[number];
/** What says something of the situation. */
const behindTheCode = ['TakenInCharge', 'OutcomeGiven', 'OpinionGiven', 'TakesPart'] as const satisfies AnswerOffered[];
/** What answers another question than the one that is asked of whoever is consulted, or asked to a concertation. */
const besideTheQuestion: Partial<Record<TransferMode, readonly AnswerOffered[]>> = {
  CONSULTATION: ['TakenInCharge', 'OutcomeGiven'],
  CONCERTATION: ['TakenInCharge'],
};
/** An answer that was given may be given better, though nobody waits for it any more. */
const givenAgain: ReadonlySet<AnswerOffered> = new Set<AnswerOffered>(['OutcomeGiven', 'OpinionGiven']);

/**
 * The answers that a recipient who is asked for one may give now. What was given as the outcome may be given better, though nobody
 * waits for it any more.
 */
export function answersOffered(can: Possible, transfer: Transfer): Set<AnswerOffered> {
  if (transfer.purpose !== 'ACTION') return new Set();
  return new Set(
    answers.filter((answer) => {
      if (besideTheQuestion[transfer.mode]?.includes(answer)) return false;
      const standing = can.onTransfer(answer, transfer);
      return isOffered(standing) && (!standing.late || (givenAgain.has(answer) && transfer.status === 'OUTCOME_GIVEN'));
    }),
  );
}
