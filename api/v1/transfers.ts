import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { may } from '../../accounts/rights.ts';
import { dayIn, endOfDay } from '../../calendar/local.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { Actor, CaseEvent } from '../../cases/model/events.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { apply } from '../../cases/record/apply.ts';
import { applyWithFiles } from '../../cases/record/files.ts';
import { openedTo } from '../../cases/record/opened-to.ts';
import { mostDates, tooManyDates } from '../../cases/running/concertation.ts';
import { askedExtension } from '../../cases/running/extension-asked.ts';
import { answerText, knownAlready, outcomes, ownNumber, refusalReason } from '../../vocabulary/answers.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { NotFound, Refused } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';
import { once, ownerOf, type Raw, saidIn } from './idempotency.ts';
import { agreementLapsed, readBody, wrongFields } from './problems.ts';
import { readSentWhole } from './sent-files.ts';

export const answers = [
  'acknowledgement',
  'charge',
  'refusal',
  'refusal-withdrawal',
  'information-request',
  'extension',
  'progress',
  'outcome',
  'opinion',
  'participation',
] as const;
export type Answer = (typeof answers)[number];

const text = answerText().optional();

/** News of a transfer; documents beside them may be all of it. */
export const progressFields = z.strictObject({
  visit: z.iso.datetime({ offset: true, error: 'Donnez un instant, par exemple 2026-12-03T14:00:00+01:00.' }).optional(),
  text,
});

/** Whether documents may go with an answer. */
export const takesFiles = (name: Answer): boolean => name === 'progress';

/** What each answer is sent with. `text` is sealed. */
export const answerBodies = {
  acknowledgement: z.strictObject({ text }).meta({ id: 'Acknowledgement' }),
  charge: z
    .strictObject({
      already: z.enum(codes('chargeAnswer')).optional().meta({ description: 'La situation est déjà suivie par l’organisme.' }),
      number: ownNumber().meta({ description: 'Avec `already` : le numéro sous lequel l’organisme la suit. Gardé scellé.' }),
      text,
    })
    .meta({ id: 'Charge' }),
  refusal: z.strictObject({ reason: refusalReason('Choisissez un motif de la liste.'), text }).meta({ id: 'Refusal' }),
  'refusal-withdrawal': z.strictObject({ text }).meta({ id: 'RefusalWithdrawal' }),
  'information-request': z.strictObject({ text: answerText().min(1, 'Dites ce qui vous manque.') }).meta({ id: 'InformationRequest' }),
  extension: z
    .strictObject({
      until: z.iso.date('Donnez un jour, par exemple 2026-12-15.').meta({
        description:
          'Dernier jour demandé, dans le fuseau du département : après le délai qui court, et pas plus loin qu’une fois encore le délai entier.',
      }),
      text: answerText().min(1, 'Dites pourquoi il vous faut plus de temps.'),
    })
    .meta({ id: 'ExtensionRequest' }),
  progress: progressFields
    .refine(({ visit, text: said }) => visit !== undefined || said, 'Donnez une visite, un texte, ou les deux.')
    .meta({ id: 'Progress' }),
  outcome: z.strictObject({ outcome: outcomes('Donnez au moins une suite.'), text }).meta({ id: 'Outcome' }),
  opinion: z
    .strictObject({ opinion: z.enum(codes('opinion'), 'Choisissez un avis de la liste.'), text })
    .refine(({ opinion, text: said }) => opinion === 'SANS_AVIS' || said, 'Écrivez votre avis, ou dites que vous n’en avez pas à donner.')
    .meta({ id: 'OpinionGiven' }),
  participation: z
    .strictObject({
      dates: z
        .array(z.iso.datetime({ offset: true, error: 'Donnez un instant, par exemple 2026-12-03T14:00:00+01:00.' }))
        .min(1, 'Donnez au moins une date où vous pouvez.')
        .max(mostDates, tooManyDates),
      text,
    })
    .meta({ id: 'Participation' }),
} satisfies Record<Answer, z.ZodType>;

/** A case's event without what every event has. */
type WithoutStamp<Event> = Event extends unknown ? Omit<Event, 'at' | 'by'> : never;
type DistributedEvent = WithoutStamp<CaseEvent>;

export const transferAnswer = z
  .strictObject({
    id: z.string(),
    status: z.enum(codes('transferStatus')),
    waitingForInformation: z.boolean(),
    extensionAsked: z.iso.date().nullable().meta({ description: 'Le jour demandé, tant que le guichet n’a ni accordé ni refusé plus de temps.' }),
  })
  .meta({ id: 'TransferStatus' });

const transferId = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(t\d{1,4})$/;

/** The case and the transfer that an address names. Throws NotFound. */
export function transferIdIn(id: string): { caseId: string; transfer: string } {
  const [, caseId, transfer] = transferId.exec(id) ?? [];
  if (caseId === undefined || transfer === undefined) throw new NotFound();
  return { caseId, transfer };
}

type Bodies = { [Name in Answer]: z.infer<(typeof answerBodies)[Name]> };

/** What the law is told, from what was sent; days are those of the department. */
const events: { [Name in Answer]: (transfer: string, body: Bodies[Name], zone: string, files: boolean) => DistributedEvent } = {
  acknowledgement: (transfer) => ({ kind: 'Acknowledged', transfer }),
  charge: (transfer, { already }) => ({ kind: 'TakenInCharge', transfer, ...(already && { already }) }),
  'information-request': (transfer) => ({ kind: 'InformationRequested', transfer }),
  refusal: (transfer, { reason }) => ({ kind: 'Refused', transfer, reason }),
  'refusal-withdrawal': (transfer) => ({ kind: 'RefusalTakenBack', transfer }),
  extension: (transfer, { until }, zone) => ({ kind: 'ExtensionRequested', transfer, until: endOfThe(until, zone) }),
  progress: (transfer, { visit, text: said }, _zone, files) => ({
    kind: 'ProgressSaid',
    transfer,
    written: Boolean(said) || files,
    ...(visit !== undefined && { visit: Date.parse(visit) }),
  }),
  outcome: (transfer, { outcome }) => ({ kind: 'OutcomeGiven', transfer, outcome }),
  opinion: (transfer, { opinion }) => ({ kind: 'OpinionGiven', transfer, opinion }),
  participation: (transfer, { dates }) => ({ kind: 'TakesPart', transfer, dates: dates.map((date) => Date.parse(date)) }),
};

function endOfThe(day: string, zone: string): number {
  const end = endOfDay(day, zone);
  if (end === null) throw wrongFields([{ pointer: '/until', message: 'Ce jour n’existe pas.' }]);
  return end;
}

/** `POST /transfers/{id}/…`: what a recipient answers, or the desk on its behalf. An answer already had changes nothing. */
export function answerTransfer<Name extends Answer>(parts: Parts, name: Name) {
  return async (caller: Caller, request: Raw): Promise<z.infer<typeof transferAnswer>> => {
    const id = String(request.params.id);
    const { caseId, transfer } = transferIdIn(id);
    const { zone } = territoryOf(caller.department);
    const { body: sent, files } = takesFiles(name) ? await readSentWhole(parts, request) : { body: request.body, files: [] };
    const schema = files.length > 0 ? progressFields : answerBodies[name];
    const body = readBody(schema as unknown as z.ZodType<Bodies[Name]>, sent ?? {});
    return once(parts, caller, request, async (key) => {
      await mayAnswer(parts, caller, caseId, transfer);
      const said = 'number' in body ? knownAlready(body.number, body.text) : (body.text ?? '');
      const by: Actor = { kind: may(caller, 'transfer.receive') ? 'PARTNER' : 'API', id: caller.id };
      const event = { ...events[name](transfer, body, zone, files.length > 0), at: parts.now(), by } as CaseEvent;
      // Two owners may choose the same key; one may choose it again, once it is forgotten or at the same moment, for something else.
      const eventId = `api:${ownerOf(caller)}:${key ?? randomUUID()}:${transfer}:${name}:${saidIn(parts, request)}`;
      const applied =
        files.length > 0
          ? await applyWithFiles(parts.database, caller.department, caseId, { event, eventId, files, text: said })
          : await apply(parts.database, caller.department, caseId, event, { eventId, ...(said !== '' && { content: { text: said } }) });
      if ('refused' in applied) {
        if (applied.refused.code === 'UNKNOWN_CASE' || applied.refused.code === 'UNKNOWN_TRANSFER') throw new NotFound();
        throw new Refused(applied.refused);
      }
      return answerOf(id, applied.state, transfer, zone);
    });
  };
}

function answerOf(id: string, state: CaseState, transfer: string, zone: string): z.infer<typeof transferAnswer> {
  const found = state.transfers.find((each) => each.id === transfer);
  if (found === undefined) throw new NotFound();
  const asked = askedExtension(state, transfer);
  return { id, status: found.status, waitingForInformation: found.paused !== null, extensionAsked: asked && dayIn(asked.until, zone) };
}

/** A partner's key answers for its own organisation; any other transfer does not exist for it. */
async function mayAnswer(parts: Parts, caller: Caller, caseId: string, transfer: string): Promise<void> {
  if (may(caller, 'case.read')) return;
  await openedToCaller(parts, caller, { caseId, transfer });
}

/**
 * What a transfer still opens to a partner's key. Throws NotFound where that is nothing, or the transfer is of another body; Forbidden where its
 * agreement does not stand.
 */
export async function openedToCaller(
  parts: Parts,
  { department, organisation }: Caller,
  of: { caseId: string; transfer: string },
): Promise<'CONTENT' | 'ANSWERS'> {
  const opensTo = await openedTo(parts.database, department, { ...of, organisation: organisation ?? '' }, parts.now());
  if (opensTo === 'NOTHING') throw new NotFound();
  if (opensTo === 'SHUT') throw agreementLapsed();
  return opensTo;
}
