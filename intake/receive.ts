import { randomUUIDv7 } from 'node:crypto';
import { decide } from '../cases/decide.ts';
import type { CaseEvent } from '../cases/model/events.ts';
import { nothing } from '../cases/model/evolve.ts';
import type { CaseState } from '../cases/model/state.ts';
import type { ApplyRefusal } from '../cases/record/apply.ts';
import { applyIn } from '../cases/record/apply.ts';
import type { AlertContent } from '../cases/record/content.ts';
import { chain, emptyHead } from '../cases/record/journal.ts';
import { keepLikeness, likenessRows } from '../cases/record/likeness.ts';
import { clearColumns, entryRows, messageRows, taskRows, transferRows, writeRows } from '../cases/record/step-rows.ts';
import { crockford, inGroups, newReference, readCrockford } from '../database/codes.ts';
import { activeOf } from '../database/kept.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { sealedKeyOf } from '../database/sealed-keys.ts';
import { keyedHash, newDataKey, seal } from '../database/sealing.ts';
import { loadDirectory } from '../directory/revisions.ts';
import { fingerprints, keepFiles } from '../files/keep.ts';
import { activeVersions, loadProcedure } from '../procedures/published.ts';
import type { Alert } from './alert.ts';

export type Received =
  | {
      caseId: string;
      alertId: string;
      reference: string;
      /** For the author alone: per alert, shown again only when the same form is sent again. */
      receipt: string;
      state: CaseState;
      /** True when this alert was already known: nothing was written. */
      replay: boolean;
    }
  /** The same source and external id came with another body. */
  | { conflict: true };

/**
 * Takes an alert in and opens its case: alert, case, first journal entries and, where the protocol routes at once, its
 * transfers are one transaction, on disk when this answers. Idempotent by department, source and external id.
 * Throws `NotReady` when the department has published nothing yet.
 */
export async function receive(db: Database, alert: Alert): Promise<Received> {
  for (let tries = 1; ; tries += 1) {
    const opened = await inDepartment(db, alert.department, (tx) => open(db, tx, alert)).catch((failure: unknown) => {
      if (tries >= triesInAll || !referenceTaken(failure)) throw failure;
      return null;
    });
    if (opened !== null) {
      db.nudge();
      return opened;
    }
    const known = await inDepartment(db, alert.department, (tx) => replay(db, tx, alert));
    if (known !== null) return known;
    if (tries >= triesInAll) throw new Error('The protocol or the directory changes faster than alerts are decided.');
  }
}

const triesInAll = 5;

/**
 * Joins an alert to a case that is open already: the case's people are told there is another. Same idempotency as
 * `receive`; refused like any event of that case.
 */
export async function attach(db: Database, alert: Alert, caseId: string): Promise<Received | { refused: ApplyRefusal }> {
  const joined = await inDepartment(db, alert.department, async (tx): Promise<Received | { refused: ApplyRefusal }> => {
    // Serialises with another sending of the same alert; released with the transaction.
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))` }, [`${alert.source}\n${alert.externalId}`]);
    const known = await replay(db, tx, alert);
    if (known !== null) return known;
    const applied = await applyIn(db, tx, alert.department, caseId, received(alert), { content: contentOf(alert) });
    if ('refused' in applied) return applied;
    const position = applied.entries.findIndex(({ kind }) => kind === 'ALERT_RECORDED');
    const local = applied.state.alerts.at(-1)?.id ?? '';
    const alertId = randomUUIDv7();
    await tx.query(
      {
        text: `INSERT INTO alert (id, department, case_id, local_id, seq, channel, contact_kind, received_at, source, external_id, body_hash, receipt_hash)
               SELECT $1, $2, c.id, $4, c.journal_count - $5::int, $6, 'ALERT', $7, $8, $9, $10, $11 FROM case_file c WHERE c.id = $3`,
      },
      [
        alertId,
        alert.department,
        caseId,
        local,
        applied.entries.length - 1 - position,
        alert.channel,
        new Date(alert.receivedAt),
        alert.source,
        alert.externalId,
        alert.bodyHash,
        receiptHash(db, receiptCodeOf(db, alert)),
      ],
    );
    const { reference, state } = applied;
    await keepLikeness(db, tx, alert.department, caseId, local, alert.content);
    const { department, files = [], receivedAt: addedAt } = alert;
    const key = files.length === 0 ? null : await sealedKeyOf(db, tx, 'CASE', caseId);
    if (key !== null) await keepFiles(db, tx, { department, owner: { case: caseId }, key, source: local, addedAt }, files);
    return { caseId, alertId, reference, receipt: inGroups(receiptCodeOf(db, alert)), state, replay: false };
  });
  if ('state' in joined && !joined.replay) db.nudge();
  return joined;
}

/** The alert an author's receipt code is for, however it was typed; null when there is none. */
export async function alertOfReceipt(db: Database, typed: string): Promise<{ department: string; alertId: string; caseId: string } | null> {
  const code = readCrockford(typed);
  if (code.length !== 16) return null;
  const { rows } = await db.pool.query<{ department: string; alertId: string; caseId: string }>({
    name: 'resolve-receipt',
    text: 'SELECT department, alert AS "alertId", case_id AS "caseId" FROM doors.resolve_receipt($1)',
    values: [receiptHash(db, code)],
  });
  return rows[0] ?? null;
}

/** The keyed hash under which a receipt code is stored, from the code without separators. */
function receiptHash(db: Database, code: string): Buffer {
  return keyedHash(db.keys, 'receipt', code);
}

/** The code an author follows an alert with, without its dashes: 80 bits that only the key and the alert's own number give. */
export function receiptCodeOf(db: Database, { department, source, externalId }: Pick<Alert, 'department' | 'source' | 'externalId'>): string {
  return crockford(keyedHash(db.keys, 'receipt code', `${department}\n${source}\n${externalId}`).subarray(0, 10));
}

function contentOf({ content, files = [] }: Alert): AlertContent {
  return files.length === 0 ? content : { ...content, files: fingerprints(files) };
}

function received(alert: Alert): CaseEvent {
  const { channel, reachable, reach, hours, door } = alert;
  return {
    kind: 'AlertReceived',
    at: alert.receivedAt,
    by: door.actor,
    facts: alert.facts,
    ...(alert.basis && { basis: alert.basis }),
    alert: { channel, contactKind: 'ALERT', authenticated: door.authenticated, reachable, ...(reach && { reach }), ...(hours && { hours }) },
  };
}

/** Null when the alert is known already, or when the versions it was decided with are no longer the active ones. */
async function open(db: Database, tx: Tx, alert: Alert): Promise<Received | null> {
  const { department } = alert;
  const active = activeOf(db).get(department) ?? (await activeVersions(db, tx, department));
  const procedure = await loadProcedure(db, tx, department, active.slug, active.number);
  const directory = await loadDirectory(db, tx, department, active.revision);
  const decision = decide(nothing, received(alert), { procedure, directory });
  if ('refused' in decision) throw new Error(`A first alert was refused: ${decision.refused.code}.`);

  const { state, entries } = decision;
  const caseId = randomUUIDv7();
  const alertId = randomUUIDv7();
  const reference = newReference(department, new Date(alert.receivedAt).getFullYear());
  const receipt = receiptCodeOf(db, alert);
  const { key, wrapped } = newDataKey(db.keys, caseId);
  const sealed = seal(key, `${caseId}/1`, contentOf(alert));
  const recordedAt = Date.now();
  const recorded = chain(db.keys.journal, emptyHead(caseId), entries, recordedAt, (seq) => ({ sealed: seq === 1 ? sealed : null, eventId: null }));
  const last = recorded.at(-1);
  const row = clearColumns(state);
  const { files = [] } = alert;
  // Without files this is the only statement, and goes with its commit.
  const write = files.length === 0 ? tx.last : tx.query;
  const { rows } = await write<{ current: boolean; opened: boolean }>({ name: 'open-case', text: openCase }, [
    caseId,
    department,
    entryRows(recorded),
    new Date(recordedAt),
    1,
    1,
    sealed,
    null,
    transferRows(nothing, state),
    taskRows(nothing, state),
    messageRows(db.keys, caseId, nothing, state),
    active.slug,
    active.number,
    active.revision,
    alertId,
    alert.channel,
    new Date(alert.receivedAt),
    alert.source,
    alert.externalId,
    alert.bodyHash,
    receiptHash(db, receipt),
    reference,
    row.state,
    row.status,
    row.qualification,
    row.danger,
    row.place,
    row.inseeCode,
    row.victimGroup,
    row.implicated,
    alert.exercise ?? false,
    last?.seq,
    last?.hash,
    row.nextDue,
    row.openedAt,
    wrapped,
    likenessRows(db.keys, department, alert.content),
  ]);
  if (rows[0]?.opened) {
    if (files.length > 0) await keepFiles(db, tx, { department, owner: { case: caseId }, key, source: 'a1', addedAt: alert.receivedAt }, files);
    return { caseId, alertId, reference, receipt: inGroups(receipt), state, replay: false };
  }
  if (rows[0]?.current === false) activeOf(db).delete(department);
  return null;
}

/** `current` makes the versions the case was decided with still active when it is written, without asking for them first. */
const openCase = `
  WITH current AS (
    SELECT 1 FROM department WHERE code = $2 AND procedure_slug = $12 AND procedure_number = $13 AND directory_revision = $14
      AND (procedure_next_at IS NULL OR procedure_next_at > now())
  ), guard AS (
    INSERT INTO alert (id, department, case_id, local_id, seq, channel, contact_kind, received_at, source, external_id, body_hash, receipt_hash)
    SELECT $15::uuid, $2, $1, 'a1', 1, $16, 'ALERT', $17::timestamptz, $18, $19, $20::bytea, $21::bytea FROM current
    ON CONFLICT DO NOTHING
    RETURNING id
  ), file AS (
    INSERT INTO case_file (id, department, reference, procedure_slug, procedure_number, state, status, qualification, danger, place, insee_code,
      victim_group, implicated, exercise, journal_count, journal_head, last_at, next_due, opened_at)
    SELECT $1, $2, $22, $12, $13::int, $23::jsonb, $24, $25, $26::smallint, $27, $28, $29, $30::text[], $31::boolean, $32::int, $33::bytea,
      $17, $34::timestamptz, $35::timestamptz FROM guard
  ), key AS (
    INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT $1, $2, 'CASE', $36::bytea FROM guard
  ), woken AS (
    INSERT INTO wake (case_id, department) SELECT $1, $2 FROM guard
  ), likeness AS (
    INSERT INTO likeness (case_id, department, alert, kind, hash)
    SELECT $1, $2, 'a1', l.kind, decode(l.hash, 'hex') FROM guard, jsonb_to_recordset($37::jsonb) AS l(kind text, hash text)
  ), ${writeRows}
  SELECT EXISTS (SELECT FROM current) AS current, EXISTS (SELECT FROM guard) AS opened`;

async function replay(db: Database, tx: Tx, alert: Alert): Promise<Received | null> {
  const { rows } = await tx.query<{ alertId: string; caseId: string; reference: string; state: CaseState; body_hash: Buffer }>(
    {
      name: 'replay-alert',
      text: `SELECT a.id AS "alertId", c.id AS "caseId", c.reference, c.state, a.body_hash
             FROM alert a JOIN case_file c ON c.id = a.case_id
             WHERE a.department = $1 AND a.source = $2 AND a.external_id = $3`,
    },
    [alert.department, alert.source, alert.externalId],
  );
  if (rows[0] === undefined) return null;
  const { body_hash, ...known } = rows[0];
  if (!body_hash.equals(alert.bodyHash)) return { conflict: true };
  return { ...known, receipt: inGroups(receiptCodeOf(db, alert)), replay: true };
}

function referenceTaken(failure: unknown): boolean {
  return failure instanceof Error && 'constraint' in failure && failure.constraint === 'case_file_reference_key';
}
