import { dayIn } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { readCase } from '../../../cases/record/read-case.ts';
import type { ToldOfCase } from '../../../data-requests/answer.ts';
import { type Asker, dataRights, requestSteps } from '../../../data-requests/codes.ts';
import { askedCase, heldReasons, type MayBeTold, mayBeTold, pieces } from '../../../data-requests/may-be-told.ts';
import { type DataRequest, readDataRequest, stepOf } from '../../../data-requests/record/data-requests.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DataRequestLine, ToldLine } from '../../../templates/views/coordination.ts';
import type { Choice, DeskChrome } from '../../../templates/views/parts.ts';
import { canonical } from '../../../vocabulary/canonical.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, dataRequestHref, dataRequestsHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import type { Ask } from '../shared/form-door.ts';
import { currentWorld, namesOf } from '../words/names.ts';

/** The request of the address. Throws NotFound for what whoever asks may not see. */
export async function openDataRequest(parts: Parts, { request, response }: Ask): Promise<DataRequest> {
  const found = await readDataRequest(parts.database, signedIn(response).department, Number(request.params.number));
  if (found === null) throw new NotFound('Cette demande n’existe pas.');
  return found;
}

/** What every page of one request needs. */
export async function onDataRequest(
  parts: Parts,
  { request, response }: Ask,
  { number }: Pick<DataRequest, 'number'>,
): Promise<{ chrome: DeskChrome; number: number; href: string; listHref: string }> {
  return { chrome: await chromeFor(parts, request, response), number, href: dataRequestHref('one', number), listHref: dataRequestsHref };
}

/** A request in a list. */
export function dataRequestLine(of: DataRequest, now: Instant): DataRequestLine {
  const { number, right, receivedOn, dueAt, sent } = of;
  return {
    number,
    href: dataRequestHref('one', number),
    right: typographic(dataRights[right].label),
    article: dataRights[right].article,
    step: typographic(requestSteps[stepOf(of)]),
    receivedOn,
    dueAt,
    late: sent === null && dueAt < now,
    ...(sent !== null && { sentOn: sent.on }),
  };
}

/** Codes with their words, as a form offers them. */
export const choicesOf = (words: Readonly<Record<string, string | { label: string }>>): Choice[] =>
  Object.entries(words).map(([value, said]) => ({ value, label: typographic(typeof said === 'string' ? said : said.label) }));

/** A case that a request is about, as it is read to answer. */
export interface ReadForRequest extends ToldOfCase {
  record: CaseRecord;
  may: MayBeTold;
}

/** The cases of a request, each read for it and noted so, with what may be told. */
export async function casesRead(parts: Parts, { response }: Ask, { cases, checked }: DataRequest): Promise<ReadForRequest[]> {
  const account = signedIn(response);
  const read: ReadForRequest[] = [];
  for (const id of cases) {
    const record = await readCase(parts.database, account.department, actorOf(account), id, 'DATA_REQUEST');
    if (record === null) continue;
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    const { state } = record;
    const asker: Asker = checked?.asker ?? 'CITED';
    const may = mayBeTold(asker, checked?.proved === true, askedCase(state));
    read.push({
      record,
      may,
      told: may.told,
      openedOn: dayIn(state.openedAt, territoryOf(record.department).zone),
      recipients: [
        ...new Set(state.transfers.flatMap(({ handedOverAt, organisation }) => (handedOverAt === null ? [] : [names.organisation(organisation)]))),
      ],
      result: state.result === null ? null : label('conclusion', state.result.conclusion),
    });
  }
  return read;
}

/** What may be told of each case, to be compared with what it is later. */
export const toldOf = (cases: readonly ReadForRequest[]): string => canonical(cases.map(({ record, told }) => [record.id, told]));

/** What may be told of a case, in words. */
export function toldLine({ record: { reference, state }, may: { told, held } }: ReadForRequest): ToldLine {
  const many = told.includes('SAID_OF_ASKER') && state.facts.implicated.length > 1;
  const line = { reference, many, href: caseHref(reference), told: told.map((piece) => typographic(pieces[piece])) };
  const why = held[0]?.why;
  if (told.length === 0 && why !== undefined) return { ...line, held: [], nothing: typographic(heldReasons[why]) };
  return { ...line, held: held.map((one) => ({ piece: typographic(pieces[one.piece]), why: typographic(heldReasons[one.why]) })) };
}
