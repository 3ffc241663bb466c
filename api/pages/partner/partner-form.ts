import type { Router } from 'express';
import type { CaseEvent } from '../../../cases/model/events.ts';
import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import { takeBackUntil } from '../../../cases/model/take-back.ts';
import { isUnheard } from '../../../cases/model/transfer-status.ts';
import { apply, type Came } from '../../../cases/record/apply.ts';
import { applyWithFiles } from '../../../cases/record/files.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PartnerViews } from '../../../templates/views/partner.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerHref, partnerPaths } from '../shared/addresses.ts';
import type { Fields, Values } from '../shared/fields.ts';
import type { Ask } from '../shared/form-door.ts';
import { type BlankForm, type FormPage, formPage } from '../shared/form-page.ts';
import { type FormEnd, type Sent, WHOLE } from '../shared/form-sent.ts';
import type { Act } from '../words/act.ts';
import { type OpenedByPartner, opened, partnerDoor } from './partner-door.ts';
import { partnerTransfer } from './partner-view.ts';

/** What was answered so far: whoever answers without having seen it is shown it first. That a mail left, or did not, is no answer. */
const answersOf = ({ status, paused, outcome, refusal, dates }: Transfer) => ({
  status: isUnheard({ status }) ? null : status,
  asked: paused !== null,
  outcome: outcome?.codes ?? null,
  opinion: outcome?.opinion ?? null,
  dates: dates ?? [],
  refusal,
});

type Said = PartnerViews['partner/done']['what'];
const then: Record<Said, string> = {
  ACKNOWLEDGED: 'Dites-nous ensuite si vous prenez la situation en charge.',
  IN_CHARGE: 'Dites-nous ensuite la suite donnée, quand vous le pourrez.',
  REFUSED: 'Vous n’avez plus rien à faire.',
  TAKEN_BACK: 'La transmission est de nouveau la vôtre : dites-nous si vous prenez la situation en charge.',
  INFORMATION_REQUESTED: 'Le guichet vous répond par courriel dès qu’il peut.',
  PROGRESS_SAID: 'Vos délais restent les mêmes.',
  EXTENSION_REQUESTED: 'Votre délai court jusqu’à sa réponse, que vous lirez sur cette page.',
  OUTCOME_GIVEN: 'Vous n’avez plus rien à faire, sauf si la situation change.',
  OPINION_GIVEN: 'Vous n’avez plus rien à faire. Si votre avis change, donnez-le de nouveau sur votre page.',
  TAKES_PART: 'Il fixe le jour et vous l’écrit. Vous pourrez changer vos dates sur votre page.',
};

/** What every page of a transfer shows of it. */
export function shown({ response }: Pick<Ask, 'response'>) {
  const { reference, state, transfer, names, now, chrome, entrance } = opened(response);
  return { chrome, transfer: partnerTransfer(reference, state, transfer, names, now), backHref: entrance.base };
}

/** What a recipient answers with one page. */
interface PartnerForm<Subject extends OpenedByPartner, Shape extends Fields>
  extends Pick<FormPage<Subject, Shape>, 'open' | 'fields' | 'begin' | 'check' | 'view' | 'files'> {
  page:
    | 'received'
    | 'charge'
    | 'known'
    | 'refuse'
    | 'takeBack'
    | 'ask'
    | 'extension'
    | 'progress'
    | 'outcome'
    | 'opinion'
    | 'participate'
    | 'answers';
  /** It says something that stays true whatever a colleague said meanwhile, as a button does. */
  isButton?: true;
  act(values: Values<Shape>, subject: Subject, sent: Sent): { event: Act; text?: string | undefined };
  what: Said;
  /** What follows, where it is not what usually does. */
  next?: string;
}

/** Makes such a page. Who answers after a colleague is shown what was answered; the same form sent twice is one answer. */
export function partnerForm<Subject extends OpenedByPartner, Shape extends Fields>(
  parts: Parts,
  pages: Router,
  { page, isButton, act, what, next, ...form }: PartnerForm<Subject, Shape>,
): BlankForm<Subject, Shape> {
  return formPage<Subject, Shape>(parts, pages, {
    ...form,
    at: partnerPaths[page],
    door: partnerDoor(parts),
    action: ({ entrance }) => partnerHref(entrance.base, page),
    ...(!isButton && { seen: ({ transfer }: Subject) => answersOf(transfer) }),
    meanwhile: ({ transfer }) =>
      `Une autre réponse a été donnée pendant que cette page était ouverte (${label('transferStatus', transfer.status).toLowerCase()}). Rien n’est écrasé : comparez, puis envoyez la vôtre si elle doit la remplacer.`,
    act: async (values, subject, sent): Promise<FormEnd<never>> => {
      const answered = await answer(parts, subject, sent, act(values, subject, sent));
      if ('end' in answered) return answered.end;
      const { reference, state, transfer, names, now, chrome, entrance } = subject;
      return {
        page: parts.page('partner/done', {
          chrome,
          transfer: partnerTransfer(reference, state, transfer, names, now),
          what,
          already: answered.came === 'NOTHING',
          next: typographic(next ?? then[what]),
          ...(what === 'REFUSED' ? takesBack(answered.transfer) && { takeBackHref: entrance.base } : { backHref: entrance.base }),
        }),
      };
    },
  });
}

const takesBack = (transfer: Transfer | undefined): boolean => transfer !== undefined && takeBackUntil(transfer) !== null;

/** Says something about the transfer, in the recipient's name; answers what it is then, or why it is not had. */
async function answer(
  parts: Parts,
  { entrance }: OpenedByPartner,
  { act, files, unchanged }: Sent,
  { event, text = '' }: { event: Act; text?: string | undefined },
): Promise<{ transfer: Transfer | undefined; came: Came } | { end: FormEnd<never> }> {
  const { department, caseId, transfer: id, actor } = entrance;
  const ofTransfer = (state: CaseState) => state.transfers.find((transfer) => transfer.id === id);
  const said = { ...event, at: parts.now(), by: actor } as CaseEvent;
  const options = {
    eventId: `partner:${id}:${act}`,
    expected: (state: CaseState) => {
      const transfer = ofTransfer(state);
      return transfer === undefined || unchanged(answersOf(transfer));
    },
  };
  const applied =
    files.length > 0
      ? await applyWithFiles(parts.database, department, caseId, { event: said, ...options, files, text })
      : await apply(parts.database, department, caseId, said, { ...options, ...(text !== '' && { content: { text } }) });
  if (!('refused' in applied)) return { transfer: ofTransfer(applied.state), came: applied.came };
  const { code, sayable } = applied.refused;
  return { end: code === 'CHANGED' ? { changed: true } : { errors: [{ field: WHOLE, message: sayable }] } };
}
