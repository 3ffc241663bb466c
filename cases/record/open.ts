import { randomUUIDv7 } from 'node:crypto';
import { yearIn } from '../../calendar/local.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { newReference } from '../../database/codes.ts';
import { type ActiveVersions, activeOf } from '../../database/kept.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { newDataKey, seal } from '../../database/sealing.ts';
import { loadDirectory } from '../../directory/record/revisions.ts';
import type { Examined } from '../../files/file.ts';
import { fingerprints, keepFiles } from '../../files/keep.ts';
import { activeVersions, loadProcedure } from '../../procedures/record/published.ts';
import { type Decision, decide } from '../decide.ts';
import type { AlertContent } from '../model/content.ts';
import type { CaseEvent } from '../model/events.ts';
import { nothing } from '../model/evolve.ts';
import type { CaseState } from '../model/state.ts';
import type { World } from '../running/turn.ts';
import { type ApplyRefusal, applyIn } from './apply.ts';
import { chain, emptyHead, type Recorded } from './journal.ts';
import { keepLikeness, likenessRows } from './likeness.ts';
import { clearColumns, firstRows, rowValues } from './step-rows.ts';

/** An alert on its way into the record. */
export interface IncomingAlert {
  department: string;
  event: Extract<CaseEvent, { kind: 'AlertReceived' }>;
  /** The door and its number for it: the same pair is written once. */
  source: string;
  externalId: string;
  bodyHash: Buffer;
  /** Keyed hash of the code its author follows it with. */
  receiptHash: Buffer;
  content: AlertContent;
  files: readonly Examined[];
  exercise: boolean;
}

export interface Recording {
  caseId: string;
  alertId: string;
  reference: string;
  state: CaseState;
}

/**
 * Opens the case of an alert: alert, case, first journal entries and, where the protocol routes at once, its transfers are one
 * statement. Null when the alert is there already, or when the versions it was decided with are no longer the active ones:
 * asked again, it uses those of now. Throws `NotReady` when the department has published nothing yet.
 */
export async function recordCase(db: Database, tx: Tx, alert: IncomingAlert): Promise<Recording | null> {
  const { department, event, files } = alert;
  const seen = activeOf(db).get(department);
  const active = seen ?? (await activeVersions(db, tx, department));
  const procedure = await loadProcedure(db, tx, department, active.slug, active.number);
  const directory = await loadDirectory(db, tx, department, active.revision);
  const decision = decidedWith({ procedure, directory }, event, seen === undefined);
  if (decision === null) {
    activeOf(db).delete(department);
    return null;
  }
  if ('refused' in decision) throw new Error(`A first alert was refused: ${decision.refused.code}.`);

  const { state, entries } = decision;
  const caseId = randomUUIDv7();
  const alertId = randomUUIDv7();
  const reference = newReference(department, yearIn(event.at, territoryOf(department).zone));
  const { key, wrapped } = newDataKey(db.keys, caseId);
  const sealed = seal(key, `${caseId}/1`, sealedContent(alert));
  const recorded = chain(db.keys.journal, emptyHead(caseId), entries, Date.now(), (seq) => ({ sealed: seq === 1 ? sealed : null, eventId: null }));
  // Without files this is the only statement, and goes with its commit.
  const write = files.length === 0 ? tx.last : tx.query;
  const { rows } = await write<{ current: boolean; opened: boolean }>(
    openStatement({
      ...rowValues(db.keys, { caseId, department, reference, exercise: alert.exercise, before: nothing, after: state, recorded }),
      ...openingColumns(state, directory, recorded),
      ...versionsOf(active),
      alertId,
      channel: event.alert.channel,
      receivedAt: new Date(event.at),
      source: alert.source,
      externalId: alert.externalId,
      bodyHash: alert.bodyHash,
      receiptHash: alert.receiptHash,
      wrapped,
      likeness: JSON.stringify(likenessRows(db.keys, department, alert.content)),
    }),
  );
  if (rows[0]?.opened) {
    await keepFiles(db, tx, { department, owner: { case: caseId }, key, source: 'a1', addedAt: event.at }, files);
    return { caseId, alertId, reference, state };
  }
  if (rows[0]?.current === false) activeOf(db).delete(department);
  return null;
}

/** Null where deciding fails with versions that were seen before: they may have been mended since. */
function decidedWith(world: World, event: IncomingAlert['event'], current: boolean): Decision | null {
  try {
    return decide(nothing, event, world);
  } catch (failure) {
    if (current) throw failure;
    return null;
  }
}

function openingColumns(state: CaseState, directory: World['directory'], recorded: readonly Recorded[]) {
  const { closedAt: _closed, ...columns } = clearColumns(state, directory);
  const last = recorded.at(-1);
  return { ...columns, count: last?.seq, head: last?.hash };
}

function versionsOf({ slug, number, revision }: ActiveVersions) {
  return { slug, number, revision };
}

/** `current` makes the versions the case was decided with still active when it is written, without asking for them first. */
const openStatement = named({
  name: 'open-case',
  text: `
  WITH current AS (
    SELECT 1 FROM department WHERE code = :department AND procedure_slug = :slug AND procedure_number = :number AND directory_revision = :revision
      AND (procedure_next_at IS NULL OR procedure_next_at > now())
  ), guard AS (
    INSERT INTO alert (id, department, case_id, local_id, seq, channel, contact_kind, received_at, source, external_id, body_hash, receipt_hash)
    SELECT :alertId::uuid, :department, :caseId, 'a1', 1, :channel, 'ALERT', :receivedAt::timestamptz, :source, :externalId,
           :bodyHash::bytea, :receiptHash::bytea FROM current
    ON CONFLICT DO NOTHING
    RETURNING id
  ), file AS (
    INSERT INTO case_file (id, department, reference, procedure_slug, procedure_number, state, status, qualification, danger, place, insee_code,
      victim_group, implicated, exercise, journal_count, journal_head, last_at, next_due, opened_at)
    SELECT :caseId, :department, :reference, :slug, :number::int, :state::jsonb, :status, :qualification, :danger::smallint, :place, :inseeCode,
      :victimGroup, :implicated::text[], :exercise::boolean, :count::int, :head::bytea,
      :receivedAt, :nextDue::timestamptz, :openedAt::timestamptz FROM guard
  ), key AS (
    INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT :caseId, :department, 'CASE', :wrapped::bytea FROM guard
  ), woken AS (
    INSERT INTO wake (case_id, department) SELECT :caseId, :department FROM guard
  ), tally AS (
    INSERT INTO case_tally (case_id, department, exercise, counted, lines)
    SELECT :caseId, :department, :exercise, :counted::jsonb, :lines::jsonb FROM guard
  ), likeness AS (
    INSERT INTO likeness (case_id, department, alert, kind, hash, key_generation)
    SELECT :caseId, :department, 'a1', l.kind, decode(l.hash, 'hex'), l.generation
    FROM guard, jsonb_to_recordset(:likeness::jsonb) AS l(kind text, hash text, generation smallint)
  ), ${firstRows}
  SELECT EXISTS (SELECT FROM current) AS current, EXISTS (SELECT FROM guard) AS opened`,
});

/**
 * Joins an alert to a case that is open already: the case's people are told there is another. Refused like any event of that case.
 * The caller has made sure that the alert is not there yet, and that nobody else is writing it, and nudges afterwards.
 */
export async function joinAlert(db: Database, tx: Tx, alert: IncomingAlert, caseId: string): Promise<Recording | { refused: ApplyRefusal }> {
  const { department, event, files, content } = alert;
  const applied = await applyIn(db, tx, department, caseId, event, { content: sealedContent(alert) });
  if ('refused' in applied) return applied;
  const { reference, state, entries } = applied;
  const alertId = randomUUIDv7();
  const localId = state.alerts.at(-1)?.id ?? '';
  await tx.query(
    joinStatement({
      alertId,
      department,
      caseId,
      localId,
      entriesAfter: entries.length - 1 - entries.findIndex(({ kind }) => kind === 'ALERT_RECORDED'),
      channel: event.alert.channel,
      receivedAt: new Date(event.at),
      source: alert.source,
      externalId: alert.externalId,
      bodyHash: alert.bodyHash,
      receiptHash: alert.receiptHash,
    }),
  );
  await keepLikeness(db, tx, department, caseId, localId, content);
  const key = files.length === 0 ? null : await sealedKeyOf(db, tx, 'CASE', caseId);
  if (key !== null) await keepFiles(db, tx, { department, owner: { case: caseId }, key, source: localId, addedAt: event.at }, files);
  return { caseId, alertId, reference, state };
}

const joinStatement = named({
  text: `INSERT INTO alert (id, department, case_id, local_id, seq, channel, contact_kind, received_at, source, external_id, body_hash, receipt_hash)
         SELECT :alertId, :department, c.id, :localId, c.journal_count - :entriesAfter::int, :channel, 'ALERT', :receivedAt, :source, :externalId,
                :bodyHash, :receiptHash
         FROM case_file c WHERE c.id = :caseId`,
});

/** What is sealed of an alert: its files' fingerprints too, so that the journal answers for their bytes. */
export function sealedContent({ content, files }: Pick<IncomingAlert, 'content' | 'files'>): AlertContent {
  return files.length === 0 ? content : { ...content, files: fingerprints(files) };
}
