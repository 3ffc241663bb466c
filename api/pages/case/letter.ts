import { type Response, Router } from 'express';
import { frenchDate } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { alertOfCause } from '../../../cases/model/cause.ts';
import type { CaseState, Task, Transfer } from '../../../cases/model/state.ts';
import { isLeft } from '../../../cases/model/transfer-status.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { askedOf } from '../../../cases/running/asked.ts';
import { withheldFrom } from '../../../cases/told/withheld.ts';
import type { DocumentSection } from '../../../documents/documents.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { openVersion } from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { rolesNamedIn } from '../../../vocabulary/named-roles.ts';
import { label, type Role } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths, publicHref } from '../shared/addresses.ts';
import { maybeCode, neededText } from '../shared/fields.ts';
import { sendPdf } from '../shared/file-answer.ts';
import type { Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { disclosed, saidFirst } from '../words/disclosed.ts';
import { headOf } from '../words/document-head.ts';
import { runningLimit } from '../words/limits.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import { authorWords } from '../words/text-marks.ts';
import { isByPost, taskLine } from './case-view.ts';
import { onCase, openCase } from './open-case.ts';

const LONGEST = 10_000;
const LONGEST_ADDRESS = 500;
const LONGEST_SUBJECT = 200;
const lines = (sentence: string, most: number) => neededText(sentence).transform((text) => text.replaceAll('\r\n', '\n').slice(0, most));
const letterFields = {
  address: lines('Écrivez l’adresse postale du destinataire.', LONGEST_ADDRESS),
  subject: lines('Écrivez l’objet de la lettre.', LONGEST_SUBJECT),
  body: lines('Écrivez le texte de la lettre.', LONGEST),
  joined: maybeCode(['OUI', 'NON']),
};

/** The letter of a task: its address and text are shown first, then printed. Nothing of it is kept once it is, and nothing is in an address. */
export function letterPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const find = ({ request }: Ask, { state }: CaseRecord): Task => {
    const task = state.tasks.find(({ id }) => id === request.params.task);
    if (task === undefined || !isByPost(task, state)) throw new NotFound();
    return task;
  };
  const namesFor = async (record: CaseRecord) => namesOf(parts, record.department, await currentWorld(parts, record));

  formPage(parts, pages, {
    at: casePaths.letter,
    door: signedInDoor(parts),
    open: ({ request, response }) => openCase(parts, request, response, 'LETTER'),
    fields: letterFields,
    begin: async (record, ask) => proposed(ask, record, find(ask, record), await namesFor(record)),
    view: async (form, record, ask) => {
      const task = find(ask, record);
      return parts.page('desk/letter', {
        ...(await onCase(parts, ask.request, ask.response, record.reference)),
        task: taskLine(task, await namesFor(record), record.state, parts.now() + record.clockOffset),
        form,
        to: isToAuthor(task) ? 'AUTHOR' : 'BODY',
        others: othersOf(ask, record, task, await namesFor(record)),
        joins: transferOf(ask, record, task) !== undefined,
        doneHref: caseHref(record.reference, 'task', { task: task.id }),
      });
    },
    check: ({ subject = '', body = '' }, record, { ask }) => {
      const task = find(ask, record);
      if (isToAuthor(task)) return [];
      const withheld = withheldFrom(record, { discloses: transferOf(ask, record, task)?.discloses ?? [] });
      return Object.entries({ subject, body }).flatMap(([field, text]) => {
        const found = authorWords(text, withheld);
        return found.length === 0
          ? []
          : [{ field: field as 'subject' | 'body', message: typographic(`${namesAuthor} Retirez ${found.join(' ; ')}.`) }];
      });
    },
    act: async ({ joined, ...letter }, record, { ask }) => {
      const transfer = transferOf(ask, record, find(ask, record));
      const sections = transfer === undefined ? [] : await document(ask.response, record, transfer, joined !== 'NON');
      const head = await headOf(parts, record, parts.now() + record.clockOffset);
      const pdf = await makePdf('letter', { ...letter, head: { ...head, title: 'Courrier du guichet' }, sections, closing: head.desk });
      return { answer: (response) => sendPdf(response, pdf, `courrier-${record.reference}`) };
    },
  });

  /** The transfer the letter is about: the task's own; for a confirmation, that of the body chosen in the address, else the first. */
  function transferOf({ request }: Ask, { state }: CaseRecord, task: Task): Transfer | undefined {
    if (task.transfer !== null || isToAuthor(task)) return state.transfers.find(({ id }) => id === task.transfer);
    const told = bodiesOf(task, state);
    return told.find(({ id }) => id === request.query.transmission) ?? told[0];
  }

  /** Who else is to have a confirmation, each with the letter to them. */
  function othersOf(ask: Ask, record: CaseRecord, task: Task, names: Names): { name: string; href: string }[] {
    if (task.transfer !== null || isToAuthor(task)) return [];
    const chosen = transferOf(ask, record, task);
    return bodiesOf(task, record.state)
      .filter(({ id }) => id !== chosen?.id)
      .map(({ id, organisation }) => ({
        name: names.organisation(organisation),
        href: `${caseHref(record.reference, 'letter', { task: task.id })}?transmission=${id}`,
      }));
  }

  /** What is read first of all; then, where it is joined, the newest version of the transfer's document, else what the transfer discloses. */
  async function document(response: Response, record: CaseRecord, transfer: Transfer, isJoined: boolean): Promise<DocumentSection[]> {
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    const first = saidFirst(record, transfer, names).map((text) => ({ heading: 'À savoir d’abord', text }));
    return isJoined ? [...first, ...(await joinedTo(response, record, transfer, names))] : first;
  }

  async function joinedTo(response: Response, record: CaseRecord, transfer: Transfer, names: Names): Promise<DocumentSection[]> {
    const subject = { department: record.department, caseId: record.id, transfer: transfer.id };
    const made = await openVersion(parts.database, subject, actorOf(signedIn(response)), null);
    if (made !== null) return made.shown.sections;
    return disclosed(record, transfer, names).map(({ label: heading, text }) => ({ heading, text }));
  }

  function proposed(ask: Ask, record: CaseRecord, task: Task, names: Names): Typed {
    if (isToAuthor(task)) return toAuthor(parts, record, task);
    const transfer = transferOf(ask, record, task);
    const letter = transfer === undefined ? blank : toRecipient(record, transfer, names);
    return task.kind === 'CONFIRM_IN_WRITING' ? { ...letter, ...confirmation(transfer) } : letter;
  }

  return pages;
}

/** What is owed to an author, or a person orders without saying about what; what the protocol asks for is for whom it names. */
function isToAuthor({ cause, transfer, sayable }: Task): boolean {
  if (transfer !== null) return false;
  if (cause.kind !== 'RULE' && cause.kind !== 'STEP') return true;
  return /\bauteure?\b/i.test(sayable) && rolesNamedIn(sayable).length === 0;
}

const namesAuthor = 'Cette lettre désigne l’auteur de l’alerte, que son destinataire ne doit pas connaître.';

const authorities: readonly Role[] = ['PARQUET', 'POLICE', 'GENDARMERIE'];

/** Whom a letter that the protocol asks for is for: whom its sentence names, in its order; a confirmation that names nobody, the authorities. */
function bodiesOf({ kind, sayable }: Task, { transfers }: CaseState): Transfer[] {
  const named = rolesNamedIn(sayable);
  const roles = named.length > 0 ? named : kind === 'CONFIRM_IN_WRITING' ? authorities : [];
  const inOrder = (transfer: Transfer) => roles.indexOf(transfer.role);
  return transfers.filter((transfer) => roles.includes(transfer.role) && !isLeft(transfer)).toSorted((a, b) => inOrder(a) - inOrder(b));
}

/** To a body that was told nothing yet: who it is and what it reads are for whoever writes. */
const blank: Typed = { address: '', subject: '', body: 'Madame, Monsieur,', joined: 'NON' };

/** On what a transfer rests, where it says so. */
const basisOf = ({ legalBasis }: Pick<Transfer, 'legalBasis'> = { legalBasis: [] }): string[] =>
  legalBasis.length === 0 ? [] : [`Fondement\u00a0: ${legalBasis.map((code) => label('legalBasis', code)).join(', ')}.`];

/** What the law asks to confirm, said to whoever was told by voice. */
function confirmation(transfer: Transfer | undefined): Pick<Typed, 'subject' | 'body' | 'joined'> {
  return {
    subject: typographic('Confirmation écrite de ce qui vous a été dit au téléphone'),
    body: [
      'Madame, Monsieur,',
      typographic(
        transfer === undefined
          ? 'Le guichet départemental vous confirme par écrit l’alerte pour maltraitance dont il vous a fait part au téléphone.'
          : 'Le guichet départemental vous confirme par écrit l’alerte dont il vous a fait part au téléphone ; elle est décrite ci-après.',
      ),
      ...basisOf(transfer),
    ].join('\n\n'),
    joined: transfer === undefined ? 'NON' : 'OUI',
  };
}

function toRecipient({ state, department }: CaseRecord, transfer: Transfer, names: Names): Typed {
  const { address } = names.reach(transfer, state.facts);
  const limit = runningLimit(state, transfer, 0);
  return {
    address: [names.organisation(transfer.organisation), ...(address ?? '').split(/,\s*|\n/)].filter((line) => line !== '').join('\n'),
    subject: typographic(transfer.purpose === 'ACTION' ? 'Transmission d’une alerte pour maltraitance' : 'Alerte portée à votre connaissance'),
    body: [
      'Madame, Monsieur,',
      typographic(`Le guichet départemental vous transmet l’alerte décrite ci-après. Ce qui vous est demandé : ${askedOf(transfer)}`),
      ...basisOf(transfer),
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
      `Vous pouvez le lire, et nous répondre, avec le code de suivi qui vous a été remis, à l’adresse ${publicUrl}${publicHref(department, 'follow')}.`,
    ].join('\n\n'),
    joined: 'NON',
  };
}
