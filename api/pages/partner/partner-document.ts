import type { Response } from 'express';
import { frenchDateTime } from '../../../calendar/french.ts';
import { type ReadTold, readToldDocument } from '../../../cases/telling/read-told.ts';
import { modelFor, models } from '../../../documents/models.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { fingerprintOf } from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PartnerViews } from '../../../templates/views/partner.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerHref } from '../shared/addresses.ts';
import { sendPdf } from '../shared/file-answer.ts';
import { headOf } from '../words/document-head.ts';
import { toldView } from '../words/told-words.ts';
import { afterTelling, type OpenedByPartner, opened, readContent } from './partner-door.ts';

/** What the content page says of the document: the newest version an agent made, else the one composed of what is told. */
export async function documentLine(parts: Parts, from: OpenedByPartner, told: ReadTold): Promise<PartnerViews['partner/content']['document']> {
  const href = partnerHref(from.entrance.base, 'document');
  const made = told.dossier.document;
  return made === null ? { href, fingerprint: fingerprintOf(await composed(parts, from, told)) } : { href, ...made };
}

/** Gives a recipient the document of its own transfer. The reading is logged. */
export async function sendDocument(parts: Parts, response: Response): Promise<void> {
  const from = opened(response);
  const { entrance } = from;
  const made = await afterTelling(parts, entrance, () => readToldDocument(parts.database, entrance, entrance.actor));
  if (made !== null) return sendPdf(response, made.pdf, `document-${from.reference}-v${made.version}`);
  const told = await readContent(parts, entrance);
  sendPdf(response, await composed(parts, from, told), `document-${from.reference}`);
}

/** What was told, as a document: the same bytes as long as nothing else is. */
async function composed(
  parts: Parts,
  { entrance, transfer, names, chrome }: OpenedByPartner,
  { dossier, version, toldAt }: ReadTold,
): Promise<Buffer> {
  const { sections, withheld, additions, first } = toldView(dossier, chrome.zone);
  const { department } = entrance;
  return makePdf('report', {
    head: { ...(await headOf(parts, { ...dossier, department }, transfer.orderedAt)), title: typographic(models.transmission.title) },
    to: names.organisation(transfer.organisation),
    intro: [...first, typographic(models[modelFor(transfer.role)].intro)].join('\n\n'),
    sections: [...sections.map(({ label, text }) => ({ heading: label, text })), ...additions.map(({ title, text }) => ({ heading: title, text }))],
    closing: [
      `Version ${version} de ce que la transmission communique, depuis le ${frenchDateTime(toldAt, chrome.zone, 0)}.`,
      ...(withheld.length === 0 ? [] : [typographic(`N’est pas transmis : ${new Intl.ListFormat('fr').format(withheld)}.`)]),
    ].join('\n'),
  });
}
