import { type Request, Router } from 'express';
import { entriesOf } from '../../../cases/model/entries.ts';
import { documentOf, missingHeadings } from '../../../documents/compose.ts';
import type { DocumentData } from '../../../documents/documents.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { askForReading, type DocumentAct, type Done, keepVersion, openVersion, sendBack, versionsOf } from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths, documentVersionHref } from '../shared/addresses.ts';
import { neededText } from '../shared/fields.ts';
import { sendPdf } from '../shared/file-answer.ts';
import { type FormError, one } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type Sent, WHOLE } from '../shared/form-sent.ts';
import { saidFirst } from '../words/disclosed.ts';
import { headOf } from '../words/document-head.ts';
import { transferLine } from './case-view.ts';
import { authorNamed, documentHref, fieldOf, headings, modelOf, type OpenedTransfer, openDocument } from './document-subject.ts';
import { onCase } from './open-case.ts';

const LONGEST_NOTE = 2_000;

/** A document looked at as its reader will, read again where the protocol asks, made, and its versions. */
export function documentMaking(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const open = (ask: Ask) => openDocument(parts, ask);
  const standsOn = ({ request }: Ask) => caseHref(String(request.params.reference), 'documentPreview', { transfer: String(request.params.transfer) });

  formPage(parts, pages, {
    at: [casePaths.documentPreview, casePaths.documentBack],
    door: signedInDoor(parts),
    open,
    fields: { note: neededText('Dites ce qui est à corriger.', LONGEST_NOTE) },
    view: (form, opened, ask) => (opened.draft === null ? { to: documentHref(opened) } : previewPage(form, opened, ask)),
    act: async ({ note }, opened, sent) => {
      const back = await settle(opened, () => sendBack(parts.database, opened.subject, actOf(sent), note));
      return back ?? { to: caseHref(opened.record.reference), said: 'Le document est renvoyé à corriger.' };
    },
    action: (opened) => documentHref(opened, 'documentBack'),
  });

  formButton(parts, pages, {
    at: casePaths.documentReading,
    standsOn,
    open,
    act: async (opened, sent) => {
      const act = actOf(sent);
      const refused = await settle(opened, () =>
        askForReading(parts.database, opened.subject, act, opened.readBy(act.at + opened.record.clockOffset)),
      );
      return refused ?? { to: caseHref(opened.record.reference), said: 'Le document attend sa relecture par une autre personne du guichet.' };
    },
  });

  formButton(parts, pages, {
    at: casePaths.documentMake,
    standsOn,
    open,
    act: async (opened, sent) => {
      const version = opened.made + 1;
      const refused = await settle(opened, async () => {
        const shown = await printed(sent.ask, opened);
        const kept = { version, pdf: await makePdf('report', shown), shown, written: writtenIn(opened) };
        return keepVersion(parts.database, opened.subject, actOf(sent), kept, opened.reading);
      });
      const said = `La version ${version} du document est établie. Son destinataire peut la lire.`;
      return refused ?? { to: documentHref(opened, 'documentVersions'), said };
    },
  });

  pages.get(casePaths.documentPreviewPdf, async (request, response) => {
    const ask = { request, response };
    const opened = await open(ask);
    if (opened.draft === null) throw new NotFound();
    const pdf = await makePdf('report', { ...(await printed(ask, opened)), closing: 'Aperçu\u00a0: ce document n’est pas établi.' });
    sendPdf(response, pdf, `apercu-${opened.record.reference}`);
  });

  pages.get(casePaths.documentVersions, async (request, response) => {
    const opened = await open({ request, response });
    const { record, transfer, names, subject } = opened;
    const reader = actorOf(signedIn(response));
    const versions = await versionsOf(parts.database, subject);
    const lines = await Promise.all(
      versions.map(async ({ version, madeAt, madeBy, approvedBy, fingerprint }) => {
        const entry = entriesOf(record.journal, 'DOCUMENT_MADE').find(
          ({ transfer: of, because }) => of === transfer.id && because.version === version,
        );
        const bytes = await openVersion(parts.database, subject, reader, version).catch(() => null);
        return {
          version,
          madeAt,
          madeBy: names.account(madeBy),
          ...(approvedBy !== null && { approvedBy: names.account(approvedBy) }),
          fingerprint,
          href: documentVersionHref(record.reference, transfer.id, version),
          intact: bytes?.recomputed === fingerprint && entry?.because.fingerprint === fingerprint,
          ...(entry !== undefined && { entry: entry.seq }),
        };
      }),
    );
    response.type('html').send(
      parts.page('desk/document-versions', {
        ...(await onCase(parts, request, response, record.reference)),
        transfer: transferLine(transfer, names),
        versions: lines,
        writeHref: documentHref(opened),
      }),
    );
  });

  pages.get(`${casePaths.documentVersions}/:version.pdf`, async (request: Request, response) => {
    const { record, subject } = await open({ request, response });
    const found = await openVersion(parts.database, subject, actorOf(signedIn(response)), Number.parseInt(String(request.params.version), 10) || 0);
    if (found === null) throw new NotFound();
    sendPdf(response, found.pdf, `document-${record.reference}-v${found.version}`);
  });

  function actOf({ ask, key, typed }: Sent): DocumentAct {
    const account = signedIn(ask.response);
    return {
      by: { ...actorOf(account), id: account.id },
      at: parts.now(),
      eventId: `page:${account.id}:${key}`,
      revision: Number.parseInt(one(typed, 'revision'), 10) || 0,
    };
  }

  /** Does it, unless the text names an author who must not be; answers why it was not done. */
  async function settle(opened: OpenedTransfer, work: () => Promise<Done>): Promise<{ errors: FormError<typeof WHOLE>[] } | null> {
    const named = opened.draft === null ? [] : authorNamed(opened, writtenIn(opened), headings(opened, writtenIn(opened)));
    const done = named.length > 0 ? null : await work();
    if (done !== null && 'done' in done) return null;
    return { errors: (done === null ? named : [{ message: done.refused.sayable }]).map(({ message }) => ({ field: WHOLE, message })) };
  }

  const writtenIn = ({ draft }: OpenedTransfer) => draft?.content ?? { model: 'transmission', sections: {} };

  /** The document as it would be made now by whoever is signed in. */
  async function printed({ response }: Ask, opened: OpenedTransfer): Promise<DocumentData['report']> {
    const { record, transfer, names, draft, made, reading } = opened;
    const written = writtenIn(opened);
    const me = signedIn(response).name;
    const writer = reading && draft?.proposedBy != null ? names.account(draft.proposedBy) : me;
    return documentOf(modelOf(written), transfer.discloses, written.sections, {
      head: await headOf(parts, record, parts.now() + record.clockOffset),
      to: names.organisation(transfer.organisation),
      version: made + 1,
      writer,
      reader: reading && draft?.status === 'READING' ? me : null,
      first: saidFirst(record, transfer, names),
    });
  }

  async function previewPage(form: Form<string>, opened: OpenedTransfer, ask: Ask): Promise<string> {
    const { record, transfer, names, draft, made, reading } = opened;
    const written = writtenIn(opened);
    const { head, sections, closing } = await printed(ask, opened);
    const ids = headings(opened, written).map(({ id }) => id);
    const account = signedIn(ask.response);
    const named = authorNamed(opened, written, headings(opened, written));
    const proposed = draft?.status === 'READING';
    const own = draft?.proposedBy === account.id || draft?.changedBy === account.id;
    const revision = { name: 'revision', value: String(draft?.revision ?? 0) };
    const button = (page: 'documentMake' | 'documentReading') => {
      const { hidden = [], ...action } = buttonTo(parts, ask, documentHref(opened, page));
      return { ...action, hidden: [...hidden, revision] };
    };
    return parts.page('desk/document-preview', {
      ...(await onCase(parts, ask.request, ask.response, record.reference)),
      transfer: transferLine(transfer, names),
      called: head.title,
      // What is printed beyond the headings that somebody writes comes last.
      sections: sections.map(({ heading, text }, index) => ({ name: fieldOf(ids[index] ?? 'elements'), label: heading, text })),
      missing: missingHeadings(modelOf(written), transfer.discloses, written.sections).map(({ id, ...rest }) => ({ name: fieldOf(id), ...rest })),
      ...(closing !== null && { closing }),
      form: { ...form, hidden: [...(form.hidden ?? []), revision], errors: [...named, ...form.errors] },
      pdfHref: documentHref(opened, 'documentPreviewPdf'),
      editHref: documentHref(opened),
      version: made + 1,
      consequences: [
        `${names.organisation(transfer.organisation)} pourra lire et télécharger ce document, après son code ou avec son compte.`,
        'Il ne changera plus. Une correction sera une nouvelle version.',
        'Son empreinte est inscrite au journal.',
      ].map(typographic),
      ...(proposed && { proposedBy: names.account(draft.proposedBy ?? '') }),
      own: proposed && own,
      ...(named.length === 0 && {
        ...(!reading && { make: button('documentMake') }),
        ...(reading && !proposed && { ask: button('documentReading') }),
        ...(reading && proposed && !own && { make: button('documentMake') }),
      }),
      sendsBack: proposed && !own,
    });
  }

  return pages;
}
