import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { uuid } from '../../../cases/record/access.ts';
import { agreementOf, answerPairs, type Pair, scoreOf } from '../../../review/agreement.ts';
import { checklistOf, criterionAsks, currentChecklist } from '../../../review/checklist.ts';
import { endAction, reviewActions } from '../../../review/record/actions.ts';
import { drawnMonth, type ReviewMonth, reviewMonths } from '../../../review/record/months.ts';
import { readInMonths, reviewCases, reviewsToRead } from '../../../review/record/readings.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ReviewViews } from '../../../templates/views/results.ts';
import { Forbidden, NotFound } from '../../http/errors.ts';
import { requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { reviewHref, reviewPageHref, reviewPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { whoIs } from '../words/names.ts';
import { kappaSaid, monthInAddress, monthOf, monthWords, shareSaid } from './review-words.ts';
import { reviewedCasePages } from './reviewed-case.ts';

/** Months that scores and agreement are of: a few cases a month say little. */
const SCORED = 12;
const endedWords = { DONE: 'Fait', DROPPED: 'Abandonné' } as const;

/** Cases drawn each month: what waits to be read, what came of it, and how a draw is taken again. */
export function reviewPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;
  const managers = requireRight(parts, expired(parts), 'review.manage');

  pages.get(reviewPaths.all, async (request, response) => {
    const account = signedIn(response);
    const manages = may(account, 'review.manage');
    const who = await whoIs(parts, response);
    const today = dayIn(parts.now(), territoryOf(account.department).zone);
    const ask = { request, response };
    const actions = await reviewActions(db, account.department, 'OPEN');
    response.type('html').send(
      parts.page('desk/reviews', {
        chrome: await chromeFor(parts, request, response),
        toRead: (await reviewsToRead(db, account.department, account.id)).map(({ month, reference, place, readings }) => ({
          href: reviewPageHref('one', { month: monthInAddress(month), reference }),
          label: `${monthWords(month)}, dossier ${place}`,
          readings,
        })),
        ...(manages && { managed: await managedOf(ask, who) }),
        actions: actions
          .filter(({ owner }) => manages || owner === account.id)
          .map(({ id, what, criterion, owner, due, month, reference }) => ({
            what,
            criterion: typographic(criterionAsks(criterion)),
            owner: who(owner),
            due: frenchDay(due),
            late: due < today,
            href: reviewPageHref('one', { month: monthInAddress(month), reference }),
            done: buttonTo(parts, ask, reviewPageHref('done', { action: id })),
            ...(manages && { drop: buttonTo(parts, ask, reviewPageHref('drop', { action: id })) }),
          })),
      }),
    );
  });

  for (const [page, as] of [
    ['done', 'DONE'],
    ['drop', 'DROPPED'],
  ] as const)
    formButton(parts, pages, {
      at: reviewPaths[page],
      ...(as === 'DROPPED' && { right: 'review.manage' as const }),
      standsOn: () => reviewHref,
      open: actionOf,
      act: async (id, { ask }) => {
        const { department, id: by } = signedIn(ask.response);
        if (!(await endAction(db, department, { id, as, by }, parts.now()))) return { changed: true };
        return { to: reviewHref, said: as === 'DONE' ? 'L’action est faite.' : 'L’action est abandonnée.' };
      },
    });

  pages.get(reviewPaths.month, managers, async (request, response) => {
    const { department, id } = signedIn(response);
    const month = monthOf(request.params.month);
    const drawn = await drawnMonth(db, department, month);
    if (drawn === null) throw new NotFound('Ce mois n’est pas tiré.');
    const cases = await reviewCases(db, department, id, month);
    const ticketOf = new Map(drawn.cases.map(({ caseId, ticket }) => [caseId, ticket]));
    response.type('html').send(
      parts.page('desk/review-month', {
        chrome: await chromeFor(parts, request, response),
        ...drawn,
        department,
        label: monthWords(month),
        rootDay: frenchDay(drawn.day),
        cases: cases.map(({ caseId, reference, place, readings }) => ({
          href: reviewPageHref('one', { month: monthInAddress(month), reference }),
          label: `Dossier ${place}`,
          reference,
          ticket: ticketOf.get(caseId) ?? '',
          readings,
        })),
        listHref: reviewPageHref('list', { month: monthInAddress(month) }),
        backHref: reviewHref,
      }),
    );
  });

  pages.get(reviewPaths.list, managers, async (request, response) => {
    const { department } = signedIn(response);
    const drawn = await drawnMonth(db, department, monthOf(request.params.month));
    if (drawn === null) throw new NotFound('Ce mois n’est pas tiré.');
    await traceAct(parts, { request, response }, 'EXPORTED');
    response
      .set({ 'Content-Disposition': `attachment; filename="tirage-${monthInAddress(drawn.month)}.txt"`, 'Cache-Control': 'no-store' })
      .type('text/plain')
      .send(drawn.cases.map(({ ticket, caseId }) => `${ticket}  ${caseId}\n`).join(''));
  });

  pages.use(reviewedCasePages(parts));

  /** An action of the address that whoever asks may end: one's own, or any for who follows them. Throws NotFound, Forbidden. */
  async function actionOf({ request, response }: Ask): Promise<string> {
    const account = signedIn(response);
    const id = String(request.params.action);
    const action = uuid.test(id) ? (await reviewActions(db, account.department, 'OPEN')).find((one) => one.id === id) : undefined;
    if (action === undefined) throw new NotFound();
    if (action.owner !== account.id && !may(account, 'review.manage')) throw new Forbidden();
    return id;
  }

  async function managedOf({ response }: Ask, who: (id: string) => string): Promise<NonNullable<ReviewViews['desk/reviews']['managed']>> {
    const { department } = signedIn(response);
    const months = await reviewMonths(db, department);
    const scored = months.slice(0, SCORED);
    const [last, first] = [scored[0]?.month, scored.at(-1)?.month];
    const read: Pair[] = first === undefined || last === undefined ? [] : (await readInMonths(db, department, first, last)).map(({ pair }) => pair);
    const all = agreementOf(answerPairs(read));
    const criteria = read.length === 0 ? [] : checklistOf(currentChecklist);
    return {
      months: months.map(monthLine),
      criteria: criteria.map(({ id, asks }) => {
        const { met, of } = scoreOf(read.flat(), id);
        const agreement = agreementOf(answerPairs(read, id));
        return {
          asks: typographic(asks),
          score: typographic(shareSaid(met, of)),
          agreement: typographic(shareSaid(agreement.same, agreement.both)),
          kappa: kappaSaid(agreement),
        };
      }),
      all: { cases: read.length, agreement: typographic(shareSaid(all.same, all.both)), kappa: kappaSaid(all) },
      ended: (await reviewActions(db, department, 'ENDED')).flatMap(({ what, criterion, ended }) =>
        ended === null ? [] : [{ what, criterion: typographic(criterionAsks(criterion)), as: endedWords[ended.as], by: who(ended.by), at: ended.at }],
      ),
    };
  }

  return pages;
}

const monthLine = ({ month, drawn, read, frame }: ReviewMonth) => ({
  href: reviewPageHref('month', { month: monthInAddress(month) }),
  label: monthWords(month),
  drawn,
  read,
  frame,
});
