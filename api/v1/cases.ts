import type { Request } from 'express';
import { z } from 'zod';
import { may } from '../../accounts/rights.ts';
import type { Instant } from '../../calendar/span.ts';
import { type CaseLine, listCases } from '../../cases/lists/cases.ts';
import { countedUpTo } from '../../cases/lists/page.ts';
import { transfersTo } from '../../cases/lists/transfers.ts';
import type { CaseState, Transfer } from '../../cases/model/state.ts';
import { openedTo } from '../../cases/record/opened-to.ts';
import { caseState, readCase } from '../../cases/record/read-case.ts';
import { meetingOf } from '../../cases/running/concertation.ts';
import { readTold } from '../../cases/telling/read-told.ts';
import { tellRecipients } from '../../cases/telling/tell.ts';
import { factsSchema } from '../../vocabulary/facts-schema.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { NotFound } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';
import { agreementLapsed, readBody } from './problems.ts';

const caseStatuses = ['OPEN', 'NOT_RETAINED', 'CLOSED', 'MERGED'] as const;
const instant = z.iso.datetime().meta({ example: '2026-11-20T09:00:00.000Z' });

export const caseQuery = z.strictObject({
  status: z.enum(caseStatuses, 'Choisissez OPEN, NOT_RETAINED ou CLOSED.').optional(),
  reference: z.string().max(30, 'Une référence est plus courte.').optional().meta({ description: 'Début d’une référence.' }),
  page: z.coerce.number('Donnez un numéro de page.').int().min(1).max(100_000).optional(),
  after: z.string().max(80, 'Redonnez « next » tel qu’il est.').optional().meta({
    description:
      'Le «\u00a0next\u00a0» de la page d’avant\u00a0: la liste continue de là, aussi vite quelle que soit la page. Pour un partenaire, «\u00a0page\u00a0» seulement.',
  }),
  size: z.coerce.number('Donnez un nombre de lignes.').int().min(1).max(200, 'Au plus 200 lignes à la fois.').optional(),
});

/** What is read back: the implicated parties are always a list, danger that nobody assessed is absent. */
const facts = factsSchema.partial({ danger: true }).extend({
  implicated: z.array(
    z.strictObject({
      kind: z.enum(codes('implicated')),
      precision: z.string().optional(),
      organisation: z.string().optional(),
      contact: z.string().optional(),
    }),
  ),
});

const transfer = z
  .strictObject({
    id: z.string(),
    role: z.enum(codes('role')),
    organisation: z.string(),
    mode: z.enum(codes('transferMode')),
    purpose: z.enum(codes('purpose')),
    status: z.enum(codes('transferStatus')),
    orderedAt: instant,
    handedOverAt: instant.nullable(),
    because: z.array(z.string()),
    outcome: z.array(z.enum(codes('outcome'))).nullable(),
    opinion: z.enum(codes('opinion')).optional().meta({ description: 'De qui est consulté.' }),
    dates: z.array(instant).optional().meta({ description: 'Quand le destinataire peut venir à la concertation.' }),
    meeting: instant.optional().meta({ description: 'Quand la concertation se tient, pour qui y participe.' }),
  })
  .meta({ id: 'Transfer' });

export const casesAnswer = z
  .strictObject({
    total: z.int().meta({ description: `Exact en dessous de ${countedUpTo}\u00a0; ${countedUpTo} s’il y en a autant ou davantage.` }),
    next: z.string().optional().meta({ description: 'À donner comme «\u00a0after\u00a0» pour la page suivante\u00a0; absent à la dernière.' }),
    page: z.int(),
    size: z.int(),
    cases: z.array(
      z.strictObject({
        id: z.uuid(),
        reference: z.string(),
        nextDue: instant.nullable(),
        status: z.enum(caseStatuses).optional(),
        openedAt: instant.optional(),
        danger: z.int().min(0).max(4).optional(),
        transfer: z.string().optional().meta({ description: 'Pour un partenaire\u00a0: la transmission qui lui est adressée.' }),
      }),
    ),
  })
  .meta({ id: 'Cases' });

export const caseAnswer = z
  .strictObject({
    id: z.uuid(),
    reference: z.string(),
    status: z.enum(caseStatuses),
    qualification: z.enum(['AWAITED', 'AUTOMATIC', 'CONFIRMED']),
    openedAt: instant,
    closedAt: instant.nullable(),
    facts: facts.meta({ description: 'Absent pour un partenaire\u00a0: il lit ce qui lui est transmis.' }).optional(),
    transfers: z.array(transfer),
    deadlines: z.array(z.strictObject({ kind: z.string(), dueAt: instant, transfer: z.string().optional() })),
  })
  .meta({ id: 'Case' });

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** `GET /cases`: the department's cases for the desk; for a partner, those in which something was transferred to it. */
export function getCases(parts: Parts) {
  return async (caller: Caller, request: Request): Promise<z.infer<typeof casesAnswer>> => {
    const { status, reference, page, size, after } = readBody(caseQuery, request.query);
    const window = { ...(page !== undefined && { page }), ...(size !== undefined && { size }) };
    if (!may(caller, 'case.read')) return ofPartner(parts, caller, window);
    const found = await listCases(parts.database, caller.department, {
      ...window,
      // What a system counts or copies holds no drill.
      exercise: false,
      ...(after !== undefined && { after }),
      ...(status !== undefined && { status }),
      ...(reference !== undefined && { reference }),
    });
    return {
      total: found.total,
      page: found.page,
      size: found.size,
      ...(found.next !== undefined && { next: found.next }),
      cases: found.rows.map(lineOf),
    };
  };
}

function lineOf({ caseId, reference, status, openedAt, danger, nextDue }: CaseLine) {
  return { id: caseId, reference, status, openedAt: iso(openedAt), ...(danger !== undefined && { danger }), nextDue: isoOrNull(nextDue) };
}

async function ofPartner(parts: Parts, caller: Caller, window: { page?: number; size?: number }): Promise<z.infer<typeof casesAnswer>> {
  const found = await transfersTo(parts.database, caller.department, caller.organisation ?? '', window);
  return {
    total: found.total,
    page: found.page,
    size: found.size,
    cases: found.rows.map((line) => ({
      id: line.caseId,
      reference: line.reference,
      nextDue: isoOrNull(line.nextDue),
      transfer: `${line.caseId}.${line.transfer.id}`,
    })),
  };
}

/** `GET /cases/{id}`: codes only, and the reading is logged. A partner sees its own transfers and nothing of the others. */
export function getCase(parts: Parts) {
  return async (caller: Caller, request: Request): Promise<z.infer<typeof caseAnswer>> => {
    const id = String(request.params.id);
    if (!may(caller, 'case.read')) return caseOfPartner(parts, caller, id);
    const record = await readCase(parts.database, caller.department, { kind: 'API', id: caller.id }, id, 'API');
    if (record === null) throw new NotFound();
    return { ...codesOf(record, record.state.transfers), facts: record.state.facts };
  };
}

/** There as long as one of its transfers tells it something, which its own role reads. */
async function caseOfPartner(parts: Parts, caller: Caller, caseId: string): Promise<z.infer<typeof caseAnswer>> {
  const { department, organisation } = caller;
  const found = await caseState(parts.database, department, caseId);
  const own = found?.state.transfers.filter((each) => each.organisation === organisation) ?? [];
  if (found === null || organisation === null || own.length === 0) throw new NotFound();
  const opened = await Promise.all(own.map(({ id }) => openedTo(parts.database, department, { caseId, transfer: id, organisation }, parts.now())));
  const open = own.filter((_, at) => opened[at] === 'CONTENT');
  // Of what is shut to it, or hidden from it, it reads nothing.
  const shown = own.filter((_, at) => opened[at] === 'CONTENT' || opened[at] === 'ANSWERS');
  if (open.length === 0 && opened.includes('SHUT')) throw agreementLapsed();
  await tellRecipients(parts.database, department, caseId, parts.now());
  for (const { id } of open) {
    const reader = { kind: 'PARTNER' as const, id: caller.id };
    if ((await readTold(parts.database, { department, caseId, transfer: id, organisation }, reader, 'API')) !== null)
      return codesOf({ ...found, id: caseId }, shown);
  }
  throw new NotFound();
}

/** A case in codes, with these of its transfers and what is awaited of them. */
function codesOf(
  { id, reference, state }: { id: string; reference: string; state: CaseState },
  transfers: readonly Transfer[],
): Omit<z.infer<typeof caseAnswer>, 'facts'> {
  const shown = new Set(transfers.map((each) => each.id));
  const all = transfers === state.transfers;
  return {
    id,
    reference,
    status: state.status,
    qualification: state.qualification,
    openedAt: iso(state.openedAt),
    closedAt: isoOrNull(state.closedAt),
    transfers: transfers.map((each) => transferOf(id, each, meetingOf(each, state))),
    deadlines: state.deadlines
      .filter(({ transfer: of }) => all || (of !== undefined && shown.has(of)))
      .map(({ kind, dueAt, transfer: of }) => ({ kind, dueAt: iso(dueAt), ...(of !== undefined && { transfer: `${id}.${of}` }) })),
  };
}

function transferOf(
  caseId: string,
  { id, role, organisation, mode, purpose, status, orderedAt, handedOverAt, because, outcome, dates }: Transfer,
  meeting: Instant | null,
): z.infer<typeof transfer> {
  return {
    id: `${caseId}.${id}`,
    role,
    organisation,
    mode,
    purpose,
    status,
    because,
    orderedAt: iso(orderedAt),
    handedOverAt: isoOrNull(handedOverAt),
    outcome: outcome === null || outcome.opinion !== undefined ? null : outcome.codes,
    ...(outcome?.opinion !== undefined && { opinion: outcome.opinion }),
    ...(dates !== undefined && dates.length > 0 && { dates: dates.map(iso) }),
    ...(meeting !== null && { meeting: iso(meeting) }),
  };
}
