import { Router } from 'express';
import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { textBeside } from '../../../cases/told/known.ts';
import type { Procedure, TransferOrder } from '../../../procedures/procedure.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { answerText } from '../../../vocabulary/answers.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerHref } from '../shared/addresses.ts';
import type { Fields } from '../shared/fields.ts';
import type { Typed } from '../shared/form.ts';
import { currentWorld } from '../words/names.ts';
import { outcomeField } from './partner-answers.ts';
import { type OpenedByPartner, opened, readContent } from './partner-door.ts';
import { partnerForm } from './partner-form.ts';
import { partnerTransfer } from './partner-view.ts';

/** The questions of an entrusted enquiry: those of the rules and steps that ordered it, then those that an agent wrote. */
export function questionsOf({ journal, state }: Pick<CaseRecord, 'journal' | 'state'>, transfer: Transfer, procedure: Procedure): string[] {
  if (transfer.mode !== 'ENTRUSTED_ENQUIRY') return [];
  const orders = new Map<string, object>([
    ...procedure.chapters.flatMap(({ rules }) => rules.map(({ id, then }) => [id, then] as const)),
    ...procedure.steps.map((step) => [`STEP:${step.id}`, step.do] as const),
    ['otherwise', procedure.otherwise],
    ['inConflict', procedure.inConflict],
  ]);
  const asked = transfer.because.flatMap((id) => (orders.get(id) as Partial<TransferOrder> | undefined)?.questions ?? []);
  const first = firstOf(transfer, state.transfers);
  const written = journal.find(({ kind, transfer: of }) => kind === 'TRANSFER_ORDERED' && of === first.id)?.content;
  return [...new Set([...asked, ...writtenQuestions(written)])];
}

/** A transfer that took over from another answers the same questions. */
function firstOf(transfer: Transfer, transfers: readonly Transfer[]): Transfer {
  const before = transfers.find(({ id }) => id === transfer.replaces);
  return before === undefined ? transfer : firstOf(before, transfers);
}

function writtenQuestions(content: unknown): string[] {
  if (typeof content !== 'object' || content === null || !('questions' in content) || !Array.isArray(content.questions)) return [];
  return content.questions.filter((question) => typeof question === 'string');
}

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
      const record = await readContent(parts, found.entrance);
      const { procedure } = await currentWorld(parts, record);
      return { ...found, questions: questionsOf(record, found.transfer, procedure), answered: answeredIn(record, found.transfer) };
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

/** What was answered last to an enquiry, as `act` wrote it. */
function answeredIn({ journal }: CaseRecord, { id }: Transfer): string {
  const entry = journal.findLast(({ kind, transfer }) => (kind === 'OUTCOME_GIVEN' || kind === 'LATE_ANSWER') && transfer === id);
  return (entry && textBeside(journal, entry)) ?? '';
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
