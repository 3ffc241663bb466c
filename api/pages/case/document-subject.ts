import { dueAt } from '../../../calendar/due.ts';
import type { Instant } from '../../../calendar/span.ts';
import type { Transfer } from '../../../cases/model/state.ts';
import { type CaseRecord, caseState } from '../../../cases/record/read-case.ts';
import { withheldFrom } from '../../../cases/told/withheld.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import { beginDocument, type KnownInWords } from '../../../documents/compose.ts';
import { type DocumentHeading, headingsOf, type ModelId, modelFor, modelIds } from '../../../documents/models.ts';
import {
  type DocumentDraft,
  type DocumentSubject,
  openVersion,
  readDocumentDraft,
  versionsOf,
  type WrittenDocument,
} from '../../../documents/transfer-documents.ts';
import { deskDelay } from '../../../procedures/desk-section.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import type { FormError } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import { fieldTexts } from '../words/disclosed.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import { hardWords } from '../words/text-marks.ts';
import { findCase, openCase, transferOf } from './open-case.ts';

/** The transfer of the address, and everything its document is written from. Opening it is a reading of the case. */
export interface OpenedTransfer {
  record: CaseRecord;
  transfer: Transfer;
  names: Names;
  subject: DocumentSubject;
  draft: DocumentDraft | null;
  /** Versions already made. */
  made: number;
  /** Whether the protocol asks for a second reader. */
  reading: boolean;
  /** By when somebody who is asked now reads it again. */
  readBy(now: Instant): Instant;
}

export async function openDocument(parts: Parts, { request, response }: Ask): Promise<OpenedTransfer> {
  const record = await openCase(parts, request, response, 'DOCUMENT');
  const transfer = transferOf(record.state, { request });
  const world = await currentWorld(parts, record);
  const subject = { department: record.department, caseId: record.id, transfer: transfer.id };
  return {
    record,
    transfer,
    subject,
    names: await namesOf(parts, record.department, world),
    draft: await readDocumentDraft(parts.database, subject),
    made: (await versionsOf(parts.database, subject)).length,
    reading: transfer.policies.some((policy) => world.procedure.policies[policy]?.secondReading === true),
    readBy: (now) => dueAt(calendarOf(world.directory, 'desk'), now, deskDelay(world.procedure, 'secondReading')).due,
  };
}

/** The transfer of the address, without opening anything sealed. Throws NotFound as `openDocument`. */
export async function subjectOf(parts: Parts, { request, response }: Ask): Promise<DocumentSubject> {
  const { department } = signedIn(response);
  const { caseId } = await findCase(parts, request, response);
  const transfer = String(request.params.transfer);
  const found = await caseState(parts.database, department, caseId);
  if (found?.state.transfers.some(({ id }) => id === transfer) !== true) throw new NotFound();
  return { department, caseId, transfer };
}

/** What is being written; else the newest version to go on from; else what the desk knows. */
export async function writtenOf(parts: Parts, { response }: Ask, opened: OpenedTransfer): Promise<WrittenDocument> {
  if (opened.draft !== null) return opened.draft.content;
  if (opened.made > 0) {
    const newest = await openVersion(parts.database, opened.subject, actorOf(signedIn(response)), null);
    if (newest !== null) return newest.written;
  }
  return begin(opened, modelFor(opened.transfer.role));
}

/** Where the pages of the document are. */
export const documentHref = (
  { record, transfer }: OpenedTransfer,
  page:
    | 'document'
    | 'documentDraft'
    | 'documentDrop'
    | 'documentPreview'
    | 'documentPreviewPdf'
    | 'documentReading'
    | 'documentBack'
    | 'documentMake'
    | 'documentVersions' = 'document',
): string => caseHref(record.reference, page, { transfer: transfer.id });

export function begin({ record, transfer, names }: OpenedTransfer, model: ModelId): WrittenDocument {
  return beginDocument(model, transfer.discloses, knownFor(record, transfer, names));
}

function knownFor(record: CaseRecord, transfer: Transfer, names: Names): KnownInWords {
  const textOf = fieldTexts(record, transfer, names);
  return (source) => {
    if (source === 'BASIS') return transfer.legalBasis.map((code) => label('legalBasis', code)).join('\n');
    if (source !== 'PROTECTION') return textOf(source);
    const { protectionMeasure } = record.state.facts;
    return protectionMeasure === undefined ? '' : label('protectionMeasure', protectionMeasure);
  };
}

export function modelOf({ model }: WrittenDocument): ModelId {
  return modelIds.find((id) => id === model) ?? 'transmission';
}

export const headings = (opened: OpenedTransfer, written: WrittenDocument): DocumentHeading[] =>
  headingsOf(modelOf(written), opened.transfer.discloses);

/** The field of the form that holds a heading's text. */
export const fieldOf = (heading: string): string => `s-${heading}`;

/** Where the text tells who an author is whom the transfer does not disclose: nothing is made until it is taken out. */
export function authorNamed({ record, transfer }: OpenedTransfer, written: WrittenDocument, shown: readonly DocumentHeading[]): FormError<string>[] {
  const withheld = withheldFrom(record, transfer);
  return shown.flatMap(({ id, heading }) => {
    const found = hardWords(written.sections[id] ?? '', withheld);
    if (found.length === 0) return [];
    const says = `« ${heading} » désigne l’auteur de l’alerte, que cette transmission ne montre pas : retirez ${found.join(' ; ')}.`;
    return [{ field: fieldOf(id), message: typographic(says) }];
  });
}
