import type { Response } from 'express';
import { frenchDateTime } from '../../../calendar/french.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { modelFor, models } from '../../../documents/models.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { fingerprintOf, openVersion, versionsOf } from '../../../documents/transfer-documents.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PartnerViews } from '../../../templates/views/partner.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerHref } from '../shared/addresses.ts';
import { sendPdf } from '../shared/pdf-response.ts';
import { additions, disclosed } from '../words/disclosed.ts';
import { headOf } from '../words/document-head.ts';
import { type OpenedByPartner, opened, readContent } from './partner-door.ts';

const subjectOf = ({ entrance: { department, caseId, transfer } }: OpenedByPartner) => ({ department, caseId, transfer });

/** What the content page says of the document: the newest version an agent made, else the one composed of what is disclosed. */
export async function documentLine(parts: Parts, from: OpenedByPartner, record: CaseRecord): Promise<PartnerViews['partner/content']['document']> {
  const href = partnerHref(from.entrance.base, 'document');
  const [newest] = await versionsOf(parts.database, subjectOf(from), from.entrance.organisation);
  if (newest !== undefined) return { href, fingerprint: newest.fingerprint, version: newest.version, madeAt: newest.madeAt };
  return { href, fingerprint: fingerprintOf(await composed(parts, from, record)) };
}

/** Gives a recipient the document of its own transfer. The reading is logged. */
export async function sendDocument(parts: Parts, response: Response): Promise<void> {
  const from = opened(response);
  const { organisation, actor } = from.entrance;
  const made = await openVersion(parts.database, subjectOf(from), { ...actor, organisation }, null);
  if (made !== null) return sendPdf(response, made.pdf, `document-${from.reference}-v${made.version}`);
  const record = await readContent(parts, from.entrance);
  sendPdf(response, await composed(parts, from, record), `document-${from.reference}`);
}

/** What the transfer discloses, as a document: the same bytes as long as nothing is added to it. */
async function composed(parts: Parts, { transfer, names, chrome }: OpenedByPartner, record: CaseRecord): Promise<Buffer> {
  const { sections, withheld } = disclosed(record, transfer, names);
  const more = additions(record, transfer).map(({ at, text }) => ({ heading: `Complément, ${frenchDateTime(at, chrome.zone, 0)}`, text }));
  return makePdf('report', {
    head: { ...(await headOf(parts, record, transfer.orderedAt)), title: typographic(models.transmission.title) },
    to: names.organisation(transfer.organisation),
    intro: typographic(models[modelFor(transfer.role)].intro),
    sections: [...sections.map(({ label, text }) => ({ heading: label, text })), ...more],
    closing: [
      'Document composé de ce que la transmission communique.',
      ...(withheld.length === 0 ? [] : [typographic(`N’est pas transmis : ${new Intl.ListFormat('fr').format(withheld)}.`)]),
    ].join('\n'),
  });
}
