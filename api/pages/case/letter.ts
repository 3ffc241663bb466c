import { type Request, type Response, Router } from 'express';
import { frenchDate } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { alertOfCause } from '../../../cases/model/cause.ts';
import type { Task, Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { askedOf } from '../../../cases/running/asked.ts';
import type { DocumentSection } from '../../../documents/documents.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { openVersion } from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { sendPdf } from '../shared/pdf-response.ts';
import { disclosed } from '../words/disclosed.ts';
import { headOf } from '../words/document-head.ts';
import { runningLimit } from '../words/limits.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import { isByPost, taskLine } from './case-view.ts';
import { formOn, onCase, openCase } from './open-case.ts';

const LONGEST = 10_000;
const LONGEST_ADDRESS = 500;
type LetterField = 'address' | 'subject' | 'body' | 'joined';
const letterFields: readonly LetterField[] = ['address', 'subject', 'body', 'joined'];

/** The letter of a task: its address and text are shown first, then printed. Nothing of it is kept, and nothing is in an address. */
export function letterPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const find = (request: Request, { state }: CaseRecord): Task => {
    const task = state.tasks.find(({ id }) => id === request.params.task);
    if (task === undefined || !isByPost(task, state)) throw new NotFound();
    return task;
  };

  pages.get('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'LETTER');
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    response.type('html').send(await page(request, response, record, proposed(record, find(request, record), names), []));
  });

  pages.post('/', async (request: Request, response) => {
    const record = await openCase(parts, request, response, 'LETTER');
    const task = find(request, record);
    const fields = typed(request);
    const text = (name: LetterField, most: number) => one(fields, name).replaceAll('\r\n', '\n').slice(0, most);
    const errors: FormError<LetterField>[] = [
      ...(one(fields, 'address') === '' ? [{ field: 'address' as const, message: 'Écrivez l’adresse postale du destinataire.' }] : []),
      ...(one(fields, 'subject') === '' ? [{ field: 'subject' as const, message: 'Écrivez l’objet de la lettre.' }] : []),
      ...(one(fields, 'body') === '' ? [{ field: 'body' as const, message: 'Écrivez le texte de la lettre.' }] : []),
    ];
    if (errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await page(request, response, record, fields, errors));
    const transfer = transferOf(record, task);
    const joined = transfer !== undefined && one(fields, 'joined') !== 'NON' ? await document(response, record, transfer) : [];
    const head = await headOf(parts, record, parts.now() + record.clockOffset);
    const pdf = await makePdf('letter', {
      head: { ...head, title: 'Courrier du guichet' },
      subject: text('subject', 200),
      address: text('address', LONGEST_ADDRESS),
      body: text('body', LONGEST),
      sections: joined,
      closing: head.desk,
    });
    sendPdf(response, pdf, `courrier-${record.reference}`);
  });

  const transferOf = ({ state }: CaseRecord, task: Task): Transfer | undefined => state.transfers.find(({ id }) => id === task.transfer);

  /** The newest version of the transfer's document, else what the transfer discloses. */
  async function document(response: Response, record: CaseRecord, transfer: Transfer): Promise<DocumentSection[]> {
    const subject = { department: record.department, caseId: record.id, transfer: transfer.id };
    const made = await openVersion(parts.database, subject, actorOf(signedIn(response)), null);
    if (made !== null) return made.shown.sections;
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    return disclosed(record, transfer, names).sections.map(({ label: heading, text }) => ({ heading, text }));
  }

  function proposed(record: CaseRecord, task: Task, names: Names): Typed {
    const transfer = transferOf(record, task);
    return transfer === undefined ? toAuthor(parts, record, task) : toRecipient(record, transfer, names);
  }

  async function page(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<LetterField>[]): Promise<string> {
    const task = find(request, record);
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    const action = `${caseHref(record.reference)}/taches/${task.id}`;
    return parts.page('desk/letter', {
      ...(await onCase(parts, request, response, record.reference)),
      task: taskLine(task, names, record.state),
      form: formView(formOn(parts, request, response, `${action}/lettre`), letterFields, fields, errors),
      joins: task.transfer !== null,
      doneHref: action,
    });
  }
  return pages;
}

function toRecipient({ state, department }: CaseRecord, transfer: Transfer, names: Names): Typed {
  const { address } = names.reach(transfer);
  const limit = runningLimit(state, transfer, 0);
  return {
    address: [names.organisation(transfer.organisation), ...(address ?? '').split(/,\s*|\n/)].filter((line) => line !== '').join('\n'),
    subject: typographic(transfer.purpose === 'ACTION' ? 'Transmission d’une alerte pour maltraitance' : 'Alerte portée à votre connaissance'),
    body: [
      'Madame, Monsieur,',
      typographic(`Le guichet départemental vous transmet l’alerte décrite ci-après. Ce qui vous est demandé : ${askedOf(transfer)}`),
      ...(transfer.legalBasis.length === 0 ? [] : [`Fondement\u00a0: ${transfer.legalBasis.map((code) => label('legalBasis', code)).join(', ')}.`]),
      ...(limit === undefined
        ? []
        : [
            typographic(
              `Nous attendons votre réponse avant le ${frenchDate(limit.dueAt, territoryOf(department).zone, 0)}, sous la référence ci-dessus.`,
            ),
          ]),
    ].join('\n\n'),
    joined: 'OUI',
  };
}

/** Nothing of what was alerted: a letter may be opened by somebody else. */
function toAuthor({ settings: { publicUrl } }: Parts, { alerts, department, state }: CaseRecord, task: Task): Typed {
  const named = alerts.find(({ localId }) => localId === alertOfCause(task.cause));
  const only = named ?? (alerts.length === 1 && state.alerts[0]?.reach === 'LETTER' ? alerts[0] : undefined);
  const reporter = only?.content?.reporter;
  return {
    address: [reporter?.name ?? '', ...(reporter?.address ?? '').split(/,\s*|\n/)].filter((line) => line !== '').join('\n'),
    subject: 'Votre courrier',
    body: [
      'Madame, Monsieur,',
      'Nous avons du nouveau pour vous.',
      `Vous pouvez le lire, et nous répondre, avec le code de suivi qui vous a été remis, à l’adresse ${publicUrl}/${department}/suivre.`,
    ].join('\n\n'),
    joined: 'NON',
  };
}
