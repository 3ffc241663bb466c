import type { Instant } from '../../calendar/span.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { seal, unwrapDataKey } from '../../database/sealing.ts';
import { loadDirectory } from '../../directory/record/revisions.ts';
import { loadProcedure } from '../../procedures/record/published.ts';
import { asksForALook } from '../advance.ts';
import type { Entry } from '../model/entries.ts';
import type { CaseEvent } from '../model/events.ts';
import type { CaseState } from '../model/state.ts';
import type { World } from '../running/turn.ts';
import { isUrgent } from '../running/urgent.ts';
import { chain, type Head } from './journal.ts';
import { clearColumns, iso, linksChanged, linksReplaced, messageFates, nextRows, rowValues, tallyValues } from './step-rows.ts';
import { readStoredState } from './stored.ts';

export interface StepOptions {
  /** Free text and personal content that goes with the event: sealed into its first journal entry. */
  content?: unknown;
  /** The same id twice is one event: the second call is answered what the first was. */
  eventId?: string;
  /**
   * Whether the case's workflow is woken; when left out, it is if something comes sooner than was known. False when the
   * caller is that workflow, which looks again by itself; true when the case's own clock was moved.
   */
  wake?: boolean;
}

/** A case's row, locked for the step that is being decided. */
export interface CaseFile {
  id: string;
  reference: string;
  state: CaseState;
  head: Head;
  key: Buffer | null;
  clockOffset: number;
  lastAt: Instant;
  exercise: boolean;
  slug: string;
  number: number;
  revision: number;
}

/** Milliseconds that a case's clock is ahead of real time. */
export const offsetColumn = `extract(epoch FROM clock_offset) * 1000 AS clock_offset`;

/** Locks a case and reads what deciding its next step needs; null when this department has no such case. */
export async function lockCase(db: Database, tx: Tx, caseId: string): Promise<CaseFile | null> {
  const { rows } = await tx.query<{
    reference: string;
    state: unknown;
    journal_count: number;
    journal_head: Buffer;
    clock_offset: string;
    last_at: Date;
    exercise: boolean;
    slug: string;
    number: number;
    revision: number;
    wrapped: Buffer | null;
  }>(
    {
      name: 'lock-case',
      text: `SELECT c.reference, c.state, c.journal_count, c.journal_head, ${offsetColumn}, c.last_at, c.exercise,
                    c.procedure_slug AS slug, c.procedure_number AS number, d.directory_revision AS revision, k.wrapped
             FROM case_file c JOIN department d ON d.code = c.department LEFT JOIN keys.sealed_key k ON k.owner_id = c.id
             WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
    },
    [caseId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { reference, exercise, slug, number, revision } = row;
  return {
    id: caseId,
    reference,
    state: readStoredState(row.state),
    exercise,
    slug,
    number,
    revision,
    head: { count: row.journal_count, hash: row.journal_head },
    key: row.wrapped && unwrapDataKey(db.keys, caseId, row.wrapped),
    clockOffset: Number(row.clock_offset),
    lastAt: row.last_at.getTime(),
  };
}

/** The protocol the case is pinned to, and the newest directory. */
export async function worldOf(db: Database, tx: Tx, department: string, file: CaseFile): Promise<World> {
  return {
    procedure: await loadProcedure(db, tx, department, file.slug, file.number),
    directory: await loadDirectory(db, tx, department, file.revision),
  };
}

/** The case follows another published version from now on: written with the step that says so. */
export async function pinVersion(tx: Tx, caseId: string, { slug, number }: { slug: string; number: number }): Promise<void> {
  await tx.query({ name: 'pin-version', text: 'UPDATE case_file SET procedure_slug = $2, procedure_number = $3 WHERE id = $1' }, [
    caseId,
    slug,
    number,
  ]);
}

export interface CaseStep {
  state: CaseState;
  entries: Entry[];
  /** Index of the event's own first entry: it carries the sealed part and the event's id. */
  first?: number;
  event: CaseEvent | null;
  options: StepOptions;
  /** The published version that the case passes to with it. */
  version?: { slug: string; number: number } | undefined;
}

/**
 * Writes one step: journal, state, lists, links that die and the wake, in one statement; answers whether the case is woken.
 * Nothing when there is no entry.
 */
export async function writeStep(db: Database, tx: Tx, department: string, file: CaseFile, step: CaseStep): Promise<boolean> {
  const { state, entries, event, options } = step;
  if (entries.length === 0) return false;
  const recordedAt = Date.now();
  const own = file.head.count + 1 + (step.first ?? 0);
  const sealed = options.content === undefined || file.key === null ? null : seal(file.key, `${file.id}/${own}`, options.content);
  const eventId = options.eventId ?? null;
  const recorded = chain(db.keys.journal, file.head, entries, recordedAt, (seq) =>
    seq === own ? { sealed, eventId } : { sealed: null, eventId: null },
  );
  const last = recorded.at(-1);
  if (last === undefined) return false;
  const wakes = options.wake ?? asksForALook(file.state, state);
  const { procedure, directory } = await worldOf(db, tx, department, { ...file, ...step.version });
  const { openedAt: _opened, ...columns } = clearColumns(state, directory);
  const written = { caseId: file.id, reference: file.reference, exercise: file.exercise, before: file.state, after: state, recorded, procedure };
  const { counted, lines } = tallyValues(written);
  await tx.query(
    stepStatement({
      ...rowValues(db.keys, department, [written]),
      ...columns,
      caseId: file.id,
      state: JSON.stringify(state),
      counted: JSON.stringify(counted),
      lines: JSON.stringify(lines),
      fates: JSON.stringify(messageFates(file.state, state, event, iso)),
      links: JSON.stringify(linksChanged(file.state, state, recordedAt, iso)),
      wakes,
      urgent: isUrgent(state, { procedure, exercise: file.exercise }),
      count: last.seq,
      head: last.hash,
      lastAt: new Date(Math.max(file.lastAt, last.at)),
    }),
  );
  const replaced = linksReplaced(file.state, state);
  if (replaced.length > 0) await tx.query({ name: 'replace-links', text: replaceLinks }, [file.id, JSON.stringify(replaced)]);
  return wakes;
}

/** Under a hash that no token has: what was sent opens nothing from now on, and `linkFor` makes the next. */
const replaceLinks = `
  UPDATE partner_link SET token_hash = sha256(convert_to(gen_random_uuid()::text || contact, 'UTF8')), round = r.round, failed = 0
  FROM jsonb_to_recordset($2::jsonb) AS r(transfer text, round int)
  WHERE partner_link.case_id = $1 AND partner_link.transfer = r.transfer`;

const stepStatement = named({
  name: 'write-step',
  text: `
  WITH guard AS (SELECT :caseId::uuid AS case_id), ${nextRows}, fates AS (
    UPDATE message SET status = f.status, last_code = f.code, handed_over_at = coalesce(f.handed_over_at, message.handed_over_at)
    FROM jsonb_to_recordset(:fates::jsonb) AS f(id text, status text, code text, handed_over_at timestamptz)
    WHERE message.case_id = :caseId AND message.id = f.id
  ), links AS (
    UPDATE partner_link SET revoked_at = l.revoked_at
    FROM jsonb_to_recordset(:links::jsonb) AS l(transfer text, revoked_at timestamptz)
    WHERE partner_link.case_id = :caseId AND partner_link.transfer = l.transfer
  ), woken AS (
    UPDATE wake SET raised = raised + 1, urgent = :urgent::boolean WHERE case_id = :caseId AND :wakes::boolean
  ), tallied AS (
    UPDATE case_tally SET counted = :counted::jsonb, lines = lines || :lines::jsonb WHERE case_id = :caseId
  )
  UPDATE case_file SET
    state = :state, status = :status, qualification = :qualification, danger = :danger, place = :place, insee_code = :inseeCode,
    victim_group = :victimGroup, implicated = :implicated, next_due = :nextDue, closed_at = :closedAt,
    journal_count = :count, journal_head = :head, last_at = :lastAt
  WHERE id = :caseId`,
});
