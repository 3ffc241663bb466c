import { Router } from 'express';
import { ownAnswer } from '../../../cases/telling/own-answer.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { answerText } from '../../../vocabulary/answers.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerHref } from '../shared/addresses.ts';
import type { Fields } from '../shared/fields.ts';
import type { Typed } from '../shared/form.ts';
import { outcomeField } from './partner-answers.ts';
import { type OpenedByPartner, opened, readContent } from './partner-door.ts';
import { partnerForm } from './partner-form.ts';
import { partnerTransfer } from './partner-view.ts';

/** An enquiry as its recipient answers it: its questions, and what was answered last. */
interface OpenedEnquiry extends OpenedByPartner {
  questions: string[];
  answered: string;
}

const nameOf = (index: number): string => `reponse-${index + 1}`;

/** Questions of an enquiry and the form of their answers, behind whatever opens the content. */
export function enquiryPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  partnerForm<OpenedEnquiry, Fields & { outcome: typeof outcomeField }>(parts, pages, {
    page: 'answers',
    open: async ({ response }) => {
      const found = opened(response);
      const { dossier } = await readContent(parts, found.entrance);
      // A question that is read again by a person is asked once it was.
      const questions = dossier.questions.filter(({ held }) => !held).map(({ text }) => text);
      return { ...found, questions, answered: await ownAnswer(parts.database, found.entrance) };
    },
    fields: ({ questions }) => ({
      ...Object.fromEntries(
        questions.map((_, index) => [nameOf(index), answerText(`Répondez à la question ${index + 1}, ou dites pourquoi vous ne pouvez pas.`)]),
      ),
      outcome: outcomeField,
    }),
    begin: ({ questions, answered, transfer }) => ({ ...answersTo(questions, answered), outcome: transfer.outcome?.codes }),
    view: (form, { questions, reference, state, transfer, names, now, chrome, entrance }) =>
      parts.page('partner/enquiry', {
        chrome,
        transfer: partnerTransfer(reference, state, transfer, names, now),
        questions: questions.map((question, index) => ({ name: nameOf(index), label: typographic(`${index + 1}. ${question}`) })),
        form,
        outcomes: codes('outcome'),
        backHref: partnerHref(entrance.base, 'content'),
      }),
    act: ({ outcome, ...answers }, { questions, transfer }) => ({
      event: { kind: 'OutcomeGiven', transfer: transfer.id, outcome },
      text: questions.map((question, index) => `${question}\n${answers[nameOf(index)]}`).join('\n\n'),
    }),
    what: 'OUTCOME_GIVEN',
    next: 'Le guichet reste responsable de la suite. Il peut vous demander de reprendre une réponse, en disant pourquoi.',
  });

  return pages;
}

function answersTo(questions: readonly string[], answered: string): Typed {
  const starts = questions.map((question) => `\n\n${answered}`.indexOf(`\n\n${question}\n`));
  return Object.fromEntries(
    questions.flatMap((question, index) => {
      const start = starts[index] ?? -1;
      const end = starts.find((other) => other > start);
      return start < 0 ? [] : [[nameOf(index), answered.slice(start + question.length + 1, end === undefined ? undefined : end - 2)]];
    }),
  );
}
