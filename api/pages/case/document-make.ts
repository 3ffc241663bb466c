import { type Request, type Response, Router } from 'express';
import { documentOf, missingHeadings } from '../../../documents/compose.ts';
import type { DocumentData } from '../../../documents/documents.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { askForReading, type DocumentAct, type Done, keepVersion, openVersion, sendBack, versionsOf } from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';
import { sendPdf } from '../shared/pdf-response.ts';
import { headOf } from '../words/document-head.ts';
import { transferLine } from './case-view.ts';
import { authorNamed, fieldOf, headings, modelOf, type OpenedTransfer, openDocument } from './document-subject.ts';
import { formOn, onCase } from './open-case.ts';

const LONGEST_NOTE = 2_000;

/** A document looked at as its reader will, read again where the protocol asks, made, and its versions. */
export function documentMaking(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/apercu', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    if (opened.draft === null) return response.redirect(303, opened.href);
    response.type('html').send(await previewPage(request, response, opened, resumed(response) ?? {}, []));
  });

  pages.get('/apercu.pdf', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    if (opened.draft === null) throw new NotFound();
    const shown = await printed(response, opened);
    sendPdf(
      response,
      await makePdf('report', { ...shown, closing: 'Aperçu\u00a0: ce document n’est pas établi.' }),
      `apercu-${opened.record.reference}`,
    );
  });

  pages.post('/relecture', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    const { clockOffset } = opened.record;
    const act = actOf(request, response);
    await settle(request, response, opened, () => askForReading(parts.database, opened.subject, act, opened.readBy(act.at + clockOffset)))(
      'Le document attend sa relecture par une autre personne du guichet.',
      caseHref(opened.record.reference),
    );
  });

  pages.post('/etablir', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    await settle(request, response, opened, async () => {
      const shown = await printed(response, opened);
      const kept = { version: opened.made + 1, pdf: await makePdf('report', shown), shown, written: writtenIn(opened) };
      return keepVersion(parts.database, opened.subject, actOf(request, response), kept, opened.reading);
    })(`La version ${opened.made + 1} du document est établie. Son destinataire peut la lire.`, `${opened.href}/versions`);
  });

  pages.post('/renvoyer', async (request, response) => {
    const opened = await openDocument(parts, request, response);
    const note = one(typed(request), 'note').slice(0, LONGEST_NOTE);
    if (note === '') {
      return response
        .status(422)
        .type('html')
        .send(await previewPage(request, response, opened, typed(request), [{ field: 'note', message: 'Dites ce qui est à corriger.' }]));
    }
    await settle(request, response, opened, () => sendBack(parts.database, opened.subject, actOf(request, response), note))(
      'Le document est renvoyé à corriger.',
      caseHref(opened.record.reference),
    );
  });

  pages.get('/versions', async (request, response) => {
    const { record, transfer, names, subject, href } = await openDocument(parts, request, response);
    const reader = actorOf(signedIn(response));
    const versions = await versionsOf(parts.database, subject);
    const lines = await Promise.all(
      versions.map(async ({ version, madeAt, madeBy, approvedBy, fingerprint }) => {
        const entry = record.journal.find(
          ({ kind, transfer: of, because }) => kind === 'DOCUMENT_MADE' && of === transfer.id && because.rank === version,
        );
        const bytes = await openVersion(parts.database, subject, reader, version).catch(() => null);
        return {
          version,
          madeAt,
          madeBy: names.account(madeBy),
          ...(approvedBy !== null && { approvedBy: names.account(approvedBy) }),
          fingerprint,
          href: `${href}/versions/${version}.pdf`,
          intact: bytes?.recomputed === fingerprint && entry?.because.codes?.[0] === fingerprint,
          ...(entry !== undefined && { entry: entry.seq }),
        };
      }),
    );
    response.type('html').send(
      parts.page('desk/document-versions', {
        ...(await onCase(parts, request, response, record.reference)),
        transfer: transferLine(transfer, names),
        versions: lines,
        writeHref: href,
      }),
    );
  });

  pages.get('/versions/:version.pdf', async (request, response) => {
    const { record, subject } = await openDocument(parts, request, response);
    const found = await openVersion(parts.database, subject, actorOf(signedIn(response)), Number.parseInt(String(request.params.version), 10) || 0);
    if (found === null) throw new NotFound();
    sendPdf(response, found.pdf, `document-${record.reference}-v${found.version}`);
  });

  function actOf(request: Request, response: Response): DocumentAct {
    const { id } = signedIn(response);
    const fields = typed(request);
    return {
      by: { ...actorOf(signedIn(response)), id },
      at: parts.now(),
      eventId: `page:${id}:${one(fields, 'cle')}`,
      revision: Number.parseInt(one(fields, 'revision'), 10) || 0,
    };
  }

  /** Does it, or shows the preview again with the reason why not. */
  function settle(
    request: Request,
    response: Response,
    opened: OpenedTransfer,
    work: () => Promise<Done>,
  ): (said: string, then: string) => Promise<void> {
    return async (said, then) => {
      const named = opened.draft === null ? [] : authorNamed(opened, writtenIn(opened), headings(opened, writtenIn(opened)));
      const done: Done | null = named.length > 0 ? null : await work();
      if (done !== null && 'done' in done) {
        notice(request, said);
        return response.redirect(303, then);
      }
      const errors = done === null ? named : [{ field: 'note', message: done.refused.sayable }];
      const fresh = await openDocument(parts, request, response);
      if (fresh.draft === null) {
        notice(request, errors.map(({ message }) => message).join(' '), 'IMPORTANT');
        return response.redirect(303, fresh.href);
      }
      response
        .status(409)
        .type('html')
        .send(await previewPage(request, response, fresh, typed(request), errors));
    };
  }

  const writtenIn = ({ draft }: OpenedTransfer) => draft?.content ?? { model: 'transmission', sections: {} };

  /** The document as it would be made now by whoever is signed in. */
  async function printed(response: Response, opened: OpenedTransfer): Promise<DocumentData['report']> {
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
    });
  }

  async function previewPage(
    request: Request,
    response: Response,
    opened: OpenedTransfer,
    fields: Typed,
    errors: FormError<string>[],
  ): Promise<string> {
    const { record, transfer, names, href, draft, made, reading } = opened;
    const written = writtenIn(opened);
    const { head, sections, closing } = await printed(response, opened);
    const account = signedIn(response);
    const named = authorNamed(opened, written, headings(opened, written));
    const all = [...named.filter(({ message }) => !errors.some((error) => error.message === message)), ...errors];
    const proposed = draft?.status === 'READING';
    const own = draft?.proposedBy === account.id || draft?.changedBy === account.id;
    const action = (page: string) => {
      const { action: address, csrf, hidden = [] } = formOn(parts, request, response, `${href}/${page}`);
      return { action: address, ...(csrf !== undefined && { csrf }), hidden: [...hidden, { name: 'revision', value: String(draft?.revision ?? 0) }] };
    };
    return parts.page('desk/document-preview', {
      ...(await onCase(parts, request, response, record.reference)),
      transfer: transferLine(transfer, names),
      called: head.title,
      sections: headings(opened, written).map(({ id }, index) => ({
        name: fieldOf(id),
        label: sections[index]?.heading ?? '',
        text: sections[index]?.text ?? '',
      })),
      missing: missingHeadings(modelOf(written), transfer.discloses, written.sections).map(({ id, ...rest }) => ({ name: fieldOf(id), ...rest })),
      ...(closing !== null && { closing }),
      form: formView(action('renvoyer'), ['note'], fields, all),
      pdfHref: `${href}/apercu.pdf`,
      editHref: href,
      version: made + 1,
      consequences: [
        `${names.organisation(transfer.organisation)} pourra lire et télécharger ce document, après son code ou avec son compte.`,
        'Il ne changera plus. Une correction sera une nouvelle version.',
        'Son empreinte est inscrite au journal.',
      ].map(typographic),
      ...(proposed && { proposedBy: names.account(draft.proposedBy ?? '') }),
      own: proposed && own,
      ...(named.length === 0 && {
        ...(!reading && { make: action('etablir') }),
        ...(reading && !proposed && { ask: action('relecture') }),
        ...(reading && proposed && !own && { make: action('etablir') }),
      }),
      sendsBack: proposed && !own,
    });
  }

  return pages;
}
