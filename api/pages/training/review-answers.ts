import type { Router } from 'express';
import { typographic } from '../../../templates/text/typography.ts';
import { keepReviewed } from '../../../training/record/answers.ts';
import { canonical } from '../../../vocabulary/canonical.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { studiesHref, studyHref, studyPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { type AnswersToReview, answersToReview, changeLines, worldNow } from './study-changes.ts';

/** The answers that became others since somebody of the coordination read them: what differs, until somebody says that it was read. */
export function answerReviewPages(parts: Parts, pages: Router): void {
  const open = async ({ response }: Ask) => {
    const { department } = signedIn(response);
    const world = await worldNow(parts.database, department);
    return { world, ...(await answersToReview(parts.database, department, world)) };
  };
  type ToReview = Awaited<ReturnType<typeof open>>;

  pages.get(studyPaths.review, async (request, response) => {
    const ask = { request, response };
    const { department } = signedIn(response);
    const { world, changed, never } = await open(ask);
    response.type('html').send(
      parts.page('training/review', {
        chrome: await chromeFor(parts, request, response),
        backHref: studiesHref,
        changed:
          world === null
            ? []
            : changed.map(({ study, answer, changes }) => ({
                ...changeLines(department, study, changes, [world.directory]),
                reviewed: buttonTo(parts, { request, response }, studyHref('reviewed', { study: study.id }), canonical(answer)),
              })),
        never: never.map(({ study }) => typographic(study.title)),
        ...(never.length > 0 && { reviewAll: buttonTo(parts, ask, studyHref('reviewedAll'), answersOf(never)) }),
      }),
    );
  });

  formButton<ToReview>(parts, pages, {
    at: studyPaths.reviewed,
    standsOn: () => studyHref('review'),
    open,
    act: async ({ changed }, { ask, unchanged }) => {
      const { department, id: by } = signedIn(ask.response);
      const found = changed.find(({ study }) => study.id === ask.request.params.study);
      // Somebody read it meanwhile, or it became yet another.
      if (found === undefined || !unchanged(canonical(found.answer))) return { changed: true };
      await keepReviewed(parts.database, department, [{ study: found.study.id, answer: found.answer }], by, parts.now());
      return { to: studyHref('review'), said: 'La nouvelle réponse de cette étude est relue.' };
    },
  });
  formButton<ToReview>(parts, pages, {
    at: studyPaths.reviewedAll,
    standsOn: () => studyHref('review'),
    open,
    act: async ({ never }, { ask, unchanged }) => {
      const { department, id: by } = signedIn(ask.response);
      const read = answersOf(never);
      if (!unchanged(read)) return { changed: true };
      await keepReviewed(parts.database, department, read, by, parts.now());
      return { to: studyHref('review'), said: 'Leurs réponses sont relues. Celles qui changeront seront dites ici.' };
    },
  });
}

const answersOf = (answers: AnswersToReview['never']) => answers.map(({ study, answer }) => ({ study: study.id, answer }));
