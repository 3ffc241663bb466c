import type { Request } from 'express';
import { z } from 'zod';
import { may } from '../../accounts/rights.ts';
import { type CaseLine, listCases } from '../../cases/lists/cases.ts';
import { transfersTo } from '../../cases/lists/transfers.ts';
import { openTo } from '../../cases/model/open-to.ts';
import type { Transfer } from '../../cases/model/state.ts';
import { readCase } from '../../cases/record/read-case.ts';
import { factsSchema } from '../../vocabulary/facts-schema.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { NotFound } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';
import { readBody } from './problems.ts';

const caseStatuses = ['OPEN', 'NOT_RETAINED', 'CLOSED', 'MERGED'] as const;
const instant = z.iso.datetime().meta({ example: '2026-11-20T09:00:00.000Z' });

export const caseQuery = z.strictObject({
  status: z.enum(caseStatuses, 'Choisissez OPEN, NOT_RETAINED ou CLOSED.').optional(),
  reference: z.string().max(30, 'Une référence est plus courte.').optional().meta({ description: 'Début d’une référence.' }),
  page: z.coerce.number('Donnez un numéro de page.').int().min(1).max(100_000).optional(),
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
  })
  .meta({ id: 'Transfer' });

export const casesAnswer = z
  .strictObject({
    total: z.int(),
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
    const { status, reference, page, size } = readBody(caseQuery, request.query);
    const window = { ...(page !== undefined && { page }), ...(size !== undefined && { size }) };
    if (!may(caller, 'case.read')) return ofPartner(parts, caller, window);
    const found = await listCases(parts.database, caller.department, {
      ...window,
      // What a system counts or copies holds no drill.
      exercise: false,
      ...(status !== undefined && { status }),
      ...(reference !== undefined && { reference }),
    });
    return { total: found.total, page: found.page, size: found.size, cases: found.rows.map(lineOf) };
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
    const partner = !may(caller, 'case.read');
    const reader = {
      kind: partner ? ('PARTNER' as const) : ('API' as const),
      id: caller.id,
      ...(caller.organisation !== null && { organisation: caller.organisation }),
    };
    const record = await readCase(parts.database, caller.department, reader, String(request.params.id), 'API');
    if (record === null) throw new NotFound();
    const { state } = record;
    const transfers = state.transfers.filter(({ organisation }) => !partner || organisation === caller.organisation);
    const now = parts.now() + record.clockOffset;
    const opens = (each: Transfer) => openTo(each, { conflict: false, closedAt: state.closedAt }, now) === 'CONTENT';
    if (partner && !transfers.some(opens)) throw new NotFound();
    const shown = new Set(transfers.map(({ id }) => id));
    return {
      id: record.id,
      reference: record.reference,
      status: state.status,
      qualification: state.qualification,
      openedAt: iso(state.openedAt),
      closedAt: isoOrNull(state.closedAt),
      ...(!partner && { facts: state.facts }),
      transfers: transfers.map((each) => transferOf(record.id, each)),
      deadlines: state.deadlines
        .filter(({ transfer: of }) => !partner || (of !== undefined && shown.has(of)))
        .map(({ kind, dueAt, transfer: of }) => ({ kind, dueAt: iso(dueAt), ...(of !== undefined && { transfer: `${record.id}.${of}` }) })),
    };
  };
}

function transferOf(
  caseId: string,
  { id, role, organisation, mode, purpose, status, orderedAt, handedOverAt, because, outcome }: Transfer,
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
    outcome: outcome?.codes ?? null,
  };
}
