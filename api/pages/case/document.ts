import { randomUUID } from 'node:crypto';
import { Router } from 'express';
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
import type { Form } from '../../../templates/views/parts.ts';
import { codes, label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { type Fields, freeText, maybeCode } from '../shared/fields.ts';
import { one, oneOf, type Typed, typed } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { transferLine } from './case-view.ts';
import { documentMaking } from './document-make.ts';
import { begin, documentHref, fieldOf, headings, modelOf, type OpenedTransfer, openDocument, subjectOf, writtenOf } from './document-subject.ts';
import { onCase } from './open-case.ts';

const LONGEST = 20_000;
const textUnder = (heading: string) =>
  freeText().refine((text) => text.replaceAll('\r\n', '\n').length <= LONGEST, `« ${heading} » : gardez au plus ${LONGEST} caractères.`);

/** The document of one transfer: written by headings, kept as it is typed, then looked at and made. */
export function documentPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  formPage<OpenedTransfer, Fields>(parts, pages, {
    at: casePaths.document,
    door: signedInDoor(parts),
    open: (ask) => openDocument(parts, ask),
    fields: async (opened, ask) => {
      const written = await writtenOf(parts, ask, opened);
      const sections = headings(opened, written).map(({ id, heading }): [string, Fields[string]] => [fieldOf(id), textUnder(heading)]);
      return { modele: maybeCode(modelIds), ...Object.fromEntries(sections) };
    },
    begin: async (opened, ask) => {
      const written = await writtenOf(parts, ask, opened);
      const fresh = begin(opened, modelOf(written));
      const texts = headings(opened, written).map(({ id }) => [fieldOf(id), written.sections[id] ?? fresh.sections[id] ?? '']);
      return { modele: modelOf(written), ...Object.fromEntries(texts) };
    },
    seen: ({ draft }) => draft?.revision ?? 0,
    meanwhile: ({ draft, names }) => {
      const who = draft === null ? 'Quelqu’un' : names.account(draft.changedBy);
      return `${who} a écrit dans ce document pendant que cette page était ouverte. Votre texte est ci-dessous : l’enregistrer de nouveau remplacera le sien.`;
    },
    view: writePage,
    act: async (_values, opened, { ask, typed }) => {
      if ((await keep(opened.subject, opened.draft, ask, typed, writtenFrom(opened, typed))) === null) return { changed: true };
      return { to: documentHref(opened, one(typed, 'vers') === 'modele' ? 'document' : 'documentPreview') };
    },
  });

  // As somebody types: nothing sealed is shown, so it is no reading of the case, and nobody learns how long it was written.
  pages.post(casePaths.documentDraft, async (request, response) => {
    const ask = { request, response };
    const subject = await subjectOf(parts, ask);
    const [fields, draft] = [typed(request), await readDocumentDraft(parts.database, subject)];
    const sections = Object.entries(fields).flatMap(([name, value]) => (name.startsWith(fieldOf('')) ? [[name.slice(2), String(value)]] : []));
    const kept = await keep(subject, draft, ask, fields, { model: one(fields, 'modele'), sections: Object.fromEntries(sections) });
    response
      .status(kept === null ? 409 : 200)
      .type('html')
      .send(kept === null ? 'Quelqu’un d’autre a écrit entre-temps.' : 'Texte gardé.');
  });

  formButton<OpenedTransfer>(parts, pages, {
    at: casePaths.documentDrop,
    standsOn: ({ request }) => caseHref(String(request.params.reference), 'document', { transfer: String(request.params.transfer) }),
    open: (ask) => openDocument(parts, ask),
    act: async ({ subject, record }, { ask }) => {
      const account = signedIn(ask.response);
      await dropDraft(parts.database, subject, { by: { ...actorOf(account), id: account.id }, at: parts.now() });
      return { to: caseHref(record.reference), said: 'Le brouillon du document est effacé.' };
    },
  });

  /** What the form says. A model that was just chosen keeps the texts of the headings it shares, and fills in its own. */
  function writtenFrom(opened: OpenedTransfer, fields: Typed): WrittenDocument {
    const model = oneOf(fields, 'modele', modelIds) ?? 'transmission';
    const fresh = begin(opened, model);
    const sections = headingsOf(model, opened.transfer.discloses).map(({ id }): [string, string] => [
      id,
      fields[fieldOf(id)] === undefined ? (fresh.sections[id] ?? '') : one(fields, fieldOf(id)).replaceAll('\r\n', '\n'),
    ]);
    return { model, sections: Object.fromEntries(sections) };
  }

  /** Over what the page was opened with; null over what somebody else wrote since. */
  function keep(
    subject: DocumentSubject,
    draft: DocumentDraft | null,
    { response }: Ask,
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

  async function writePage(form: Form<string>, opened: OpenedTransfer, ask: Ask): Promise<string> {
    const { record, transfer, names, draft, made } = opened;
    const written = await writtenOf(parts, ask, opened);
    const model = modelOf(written);
    const hidden = [
      { name: 'revision', value: String(draft?.revision ?? 0) },
      { name: 'page', value: randomUUID() },
    ];
    return parts.page('desk/document', {
      ...(await onCase(parts, ask.request, ask.response, record.reference)),
      transfer: transferLine(transfer, names),
      form: { ...form, hidden: [...(form.hidden ?? []), ...hidden] },
      models: modelIds.map((id) => ({ value: id, label: typographic(models[id].label) })),
      sections: headings(opened, written).map(({ id, heading, ask: question, told }) => ({
        name: fieldOf(id),
        heading: typographic(heading),
        ask: typographic(question),
        told: told === true,
      })),
      rules: writingRules.map(typographic),
      missing: missingHeadings(model, transfer.discloses, written.sections).map(({ id, ...rest }) => ({ name: fieldOf(id), ...rest })),
      withheld: codes('field')
        .filter((field) => !(transfer.discloses as string[]).includes(field))
        .map((field) => typographic(label('field', field))),
      draftHref: documentHref(opened, 'documentDraft'),
      draftKept: draft !== null,
      made,
      ...(made > 0 && { versionsHref: documentHref(opened, 'documentVersions') }),
      ...(draft?.status === 'WRITING' && draft.content.note !== undefined && { note: draft.content.note }),
      ...(draft?.status === 'READING' && {
        reading: { by: names.account(draft.proposedBy ?? ''), href: documentHref(opened, 'documentPreview') },
      }),
      ...(draft !== null && { discard: buttonTo(parts, ask, documentHref(opened, 'documentDrop')) }),
    });
  }

  pages.use(documentMaking(parts));
  return pages;
}
