import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import type { Procedure, TransferOrder } from '../../../procedures/procedure.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { codes, type Outcome } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { type FormError, formView, manyOf, one, type Typed, typed } from '../shared/form.ts';
import { currentWorld } from '../words/names.ts';
import { actionOf, answerAsPartner, opened, readContent } from './partner-door.ts';
import { partnerTransfer } from './partner-view.ts';

const LONGEST = 4_000;

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

/** Questions of an enquiry and the form of their answers, behind whatever opens the content. */
export function enquiryPages(parts: Parts, mayRead: RequestHandler): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/contenu/reponses', mayRead, async (_request: Request, response) => {
    response.type('html').send(await page(response, {}, []));
  });

  pages.post('/contenu/reponses', mayRead, async (request: Request, response) => {
    const fields = typed(request);
    const { questions } = await asked(response);
    const outcome = manyOf(fields, 'outcome', codes('outcome'));
    const answers = questions.map((question, index) => ({ question, text: one(fields, `reponse-${index + 1}`).slice(0, LONGEST) }));
    const errors: FormError<string>[] = answers.flatMap(({ text }, index) =>
      text === '' ? [{ field: `reponse-${index + 1}`, message: `Répondez à la question ${index + 1}, ou dites pourquoi vous ne pouvez pas.` }] : [],
    );
    if (outcome.length === 0) errors.push({ field: 'outcome', message: 'Cochez au moins une suite. « Suite non communicable » en est une.' });
    if (errors.length > 0) {
      response
        .status(422)
        .type('html')
        .send(await page(response, fields, errors));
      return;
    }
    const text = answers.map(({ question, text: said }) => `${question}\n${said}`).join('\n\n');
    await answerAsPartner(parts, request, opened(response), { kind: 'OutcomeGiven', transfer: opened(response).transfer.id, outcome }, text);
    const { reference, state, transfer, names, now, chrome, entrance } = opened(response);
    response.type('html').send(
      parts.page('partner/done', {
        chrome,
        transfer: partnerTransfer(reference, state, transfer, names, now),
        what: 'OUTCOME_GIVEN',
        next: typographic('Le guichet reste responsable de la suite. Il peut vous demander de reprendre une réponse, en disant pourquoi.'),
        backHref: entrance.base,
      }),
    );
  });

  async function asked(response: Response): Promise<{ questions: string[] }> {
    const { entrance, transfer } = opened(response);
    const record = await readContent(parts, entrance);
    const { procedure } = await currentWorld(parts, record);
    return { questions: questionsOf(record, transfer, procedure) };
  }

  async function page(response: Response, fields: Typed, errors: FormError<string>[]): Promise<string> {
    const { reference, state, transfer, names, now, chrome, entrance } = opened(response);
    const { questions } = await asked(response);
    const answerNames = questions.map((_, index) => `reponse-${index + 1}`);
    return parts.page('partner/enquiry', {
      chrome,
      transfer: partnerTransfer(reference, state, transfer, names, now),
      questions: questions.map((question, index) => ({ name: `reponse-${index + 1}`, label: typographic(`${index + 1}. ${question}`) })),
      form: formView(actionOf(entrance, 'contenu/reponses'), [...answerNames, 'outcome'], fields, errors, ['outcome']),
      outcomes: codes('outcome') as Outcome[],
      backHref: `${entrance.base}/contenu`,
    });
  }

  return pages;
}
