import type { Instant } from '../../calendar/span.ts';
import type { AlertState } from '../../cases/model/state.ts';
import { type EntryRow, readStoredEntry } from '../../cases/record/stored.ts';
import type { Tx } from '../../database/pool.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { PastCase } from './past.ts';

/** Which cases of the record a rehearsal is about: parameters $1 department, $2 and $3 the period, end excluded. */
export const inPeriod = `c.department = $1 AND NOT c.exercise AND c.opened_at >= $2 AND c.opened_at < $3`;
/** Exercises aside, those that were transferred to somebody. */
export const wasRouted = `c.qualification <> 'AWAITED' AND c.status IN ('OPEN', 'CLOSED')`;

/** A recorded case to be compared, and the versions it ran under. */
export interface RecordedPast extends PastCase {
  id: string;
  procedure: { slug: string; number: number };
  /** The revision it was routed with; null where the journal does not say. */
  directory: number | null;
}

/**
 * The next cases of a period, oldest first: facts, alert, instants and versions, nothing that is sealed. Instants are whole
 * milliseconds here and in the record, so none is skipped or seen twice.
 */
export async function nextPastCases(
  tx: Tx,
  department: string,
  { from, until, after }: { from: Date; until: Date; after: { opened: Date; id: string } | null },
  limit: number,
): Promise<RecordedPast[]> {
  const { rows } = await tx.query<PastRow>(
    {
      name: 'next-past-cases',
      text: `SELECT c.id, c.opened_at, c.procedure_slug, c.procedure_number, c.state -> 'facts' AS facts, c.state -> 'alerts' -> 0 AS alert
             FROM case_file c
             WHERE ${inPeriod} AND ${wasRouted} AND ($4::timestamptz IS NULL OR c.opened_at > $4 OR (c.opened_at = $4 AND c.id < $5::uuid))
             ORDER BY c.opened_at, c.id DESC LIMIT $6`,
    },
    [department, from, until, after?.opened ?? null, after?.id ?? null, limit],
  );
  const routed = await routings(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, opened_at, procedure_slug, procedure_number, facts, alert }) => ({
    id,
    facts,
    alert: { channel: alert.channel, contactKind: alert.contactKind, authenticated: alert.authenticated },
    openedAt: opened_at.getTime(),
    procedure: { slug: procedure_slug, number: procedure_number },
    qualifiedAt: routed.get(id)?.qualifiedAt ?? null,
    directory: routed.get(id)?.directory ?? null,
  }));
}

interface Routing {
  qualifiedAt: Instant | null;
  directory: number | null;
}

/** When a person first qualified each case, and the directory it was first routed with, as its journal says. One read for all. */
async function routings(tx: Tx, cases: readonly string[]): Promise<Map<string, Routing>> {
  const { rows } = await tx.query<EntryRow & { case_id: string }>(
    {
      name: 'routings-of-past-cases',
      // What these entries changed is not read.
      text: `SELECT j.case_id, j.kind, j.at, j.actor_kind, j.actor_id, jsonb_set(j.codes, '{changes}', '[]') AS codes
             FROM journal_entry j WHERE j.case_id = ANY ($1::uuid[]) AND j.kind IN ('QUALIFIED', 'ROUTED') ORDER BY j.case_id, j.seq`,
    },
    [cases],
  );
  const found = new Map<string, Routing>();
  for (const row of rows) {
    const entry = readStoredEntry(row);
    const { qualifiedAt, directory } = found.get(row.case_id) ?? { qualifiedAt: null, directory: null };
    const byPerson = entry.kind === 'QUALIFIED' && entry.because.reason === 'CONFIRMED' ? entry.at : null;
    const routed = entry.kind === 'ROUTED' && entry.because.procedure !== undefined ? entry.because.directory : null;
    found.set(row.case_id, { qualifiedAt: qualifiedAt ?? byPerson, directory: directory ?? routed });
  }
  return found;
}

interface PastRow {
  id: string;
  opened_at: Date;
  procedure_slug: string;
  procedure_number: number;
  facts: Facts;
  alert: AlertState;
}
