import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { missingHeadings } from '../../../documents/compose.ts';
import { headingsOf, modelIds, models, writingRules } from '../../../documents/models.ts';
import {
  type DocumentDraft,
  type DocumentSubject,
  dropDraft,
  readDocumentDraft,
  saveDocumentDraft,
  type WrittenDocument,
} from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { codes, label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { transferLine } from './case-view.ts';
import { documentMaking } from './document-make.ts';
import { begin, fieldOf, headings, type OpenedTransfer, openDocument, subjectOf, writtenOf } from './document-subject.ts';
import { onCase } from './open-case.ts';

const LONGEST = 20_000;
const textOf = (fields: Typed, heading: string): string => one(fields, fieldOf(heading)).replaceAll('\r\n', '\n');

/** The document of one transfer: written by headings, kept as it is typed, then looked at and made. */
export function documentPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    const again = resumed(response);
    const written = again === undefined ? await writtenOf(parts, response, opened) : writtenFrom(opened, again);
    response.type('html').send(await writePage(request, response, opened, written, []));
  });

  // As somebody types: nothing sealed is shown, so it is no reading of the case, and nobody learns how long it was written.
  pages.post('/brouillon', async (request, response) => {
    const subject = await subjectOf(parts, request, response);
    const [fields, draft] = [typed(request), await readDocumentDraft(parts.database, subject)];
    const sections = Object.entries(fields).flatMap(([name, value]) => (name.startsWith(fieldOf('')) ? [[name.slice(2), String(value)]] : []));
    const kept = await keep(subject, draft, response, fields, { model: one(fields, 'modele'), sections: Object.fromEntries(sections) });
    response
      .status(kept === null ? 409 : 200)
      .type('html')
      .send(kept === null ? 'Quelqu’un d’autre a écrit entre-temps.' : 'Texte gardé.');
  });

  pages.post('/', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    const fields = typed(request);
    const written = writtenFrom(opened, fields);
    const tooLong = headings(opened, written)
      .filter(({ id }) => textOf(fields, id).length > LONGEST)
      .map(({ id, heading }) => ({ field: fieldOf(id), message: `« ${heading} » : gardez au plus ${LONGEST} caractères.` }));
    if (tooLong.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await writePage(request, response, opened, written, tooLong));
    if ((await keep(opened.subject, opened.draft, response, fields, written)) === null)
      return response
        .status(409)
        .type('html')
        .send(await writePage(request, response, opened, written, [changedMeanwhile(opened)]));
    response.redirect(303, one(fields, 'vers') === 'modele' ? opened.href : `${opened.href}/apercu`);
  });

  pages.post('/abandonner', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    const { id } = signedIn(response);
    const by = { ...actorOf(signedIn(response)), id };
    await dropDraft(parts.database, opened.subject, { by, at: parts.now() });
    notice(request, 'Le brouillon du document est effacé.');
    response.redirect(303, caseHref(opened.record.reference));
  });

  /** What the form says. A model that was just chosen keeps the texts of the headings it shares, and fills in its own. */
  function writtenFrom(opened: OpenedTransfer, fields: Typed): WrittenDocument {
    const model = oneOf(fields, 'modele', modelIds) ?? 'transmission';
    const fresh = begin(opened, model);
    const sections = headingsOf(model, opened.transfer.discloses).map(({ id }): [string, string] => [
      id,
      fields[fieldOf(id)] === undefined ? (fresh.sections[id] ?? '') : textOf(fields, id),
    ]);
    return { model, sections: Object.fromEntries(sections) };
  }

  function keep(
    subject: DocumentSubject,
    draft: DocumentDraft | null,
    response: Response,
    fields: Typed,
    written: WrittenDocument,
  ): Promise<number | null> {
    return saveDocumentDraft(parts.database, subject, {
      content: { ...written, ...(draft?.content.note !== undefined && { note: draft.content.note }) },
      revision: Number.parseInt(one(fields, 'revision'), 10) || 0,
      page: one(fields, 'page'),
      by: signedIn(response).id,
    });
  }

  function changedMeanwhile({ draft, names }: OpenedTransfer): FormError<string> {
    const who = draft === null ? 'Quelqu’un' : names.account(draft.changedBy);
    return {
      field: 'modele',
      message: `${who} a écrit dans ce document pendant que cette page était ouverte. Votre texte est ci-dessous : l’enregistrer de nouveau remplacera le sien.`,
    };
  }

  async function writePage(
    request: Request,
    response: Response,
    opened: OpenedTransfer,
    written: WrittenDocument,
    errors: FormError<string>[],
  ): Promise<string> {
    const { record, transfer, names, href, draft, made } = opened;
    const model = modelIds.find((id) => id === written.model) ?? 'transmission';
    const shown = headings(opened, written);
    const fresh = begin(opened, model);
    const csrf = parts.sessionForms.token(request, response);
    const fields: Typed = {
      modele: model,
      ...Object.fromEntries(shown.map(({ id }) => [fieldOf(id), written.sections[id] ?? fresh.sections[id] ?? ''])),
    };
    const hidden = [
      { name: 'revision', value: String(draft?.revision ?? 0) },
      { name: 'page', value: randomUUID() },
    ];
    return parts.page('desk/document', {
      ...(await onCase(parts, request, response, record.reference)),
      transfer: transferLine(transfer, names),
      form: formView({ action: href, csrf, hidden }, ['modele', ...shown.map(({ id }) => fieldOf(id))], fields, errors),
      models: modelIds.map((id) => ({ value: id, label: typographic(models[id].label) })),
      sections: shown.map(({ id, heading, ask, told }) => ({
        name: fieldOf(id),
        heading: typographic(heading),
        ask: typographic(ask),
        told: told === true,
      })),
      rules: writingRules.map(typographic),
      missing: missingHeadings(model, transfer.discloses, written.sections).map(({ id, ...rest }) => ({ name: fieldOf(id), ...rest })),
      withheld: codes('field')
        .filter((field) => !(transfer.discloses as string[]).includes(field))
        .map((field) => typographic(label('field', field))),
      draftHref: `${href}/brouillon`,
      draftKept: draft !== null,
      made,
      ...(made > 0 && { versionsHref: `${href}/versions` }),
      ...(draft?.status === 'WRITING' && draft.content.note !== undefined && { note: draft.content.note }),
      ...(draft?.status === 'READING' && { reading: { by: names.account(draft.proposedBy ?? ''), href: `${href}/apercu` } }),
      ...(draft !== null && { discard: { action: `${href}/abandonner`, csrf } }),
    });
  }

  pages.use(documentMaking(parts));
  return pages;
}
