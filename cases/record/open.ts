import { randomUUIDv7 } from 'node:crypto';
import { yearIn } from '../../calendar/local.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { newReference } from '../../database/codes.ts';
import { activeOf } from '../../database/kept.ts';
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
import { isUrgent } from '../running/urgent.ts';
import { type ApplyRefusal, applyIn } from './apply.ts';
import { chain, emptyHead } from './journal.ts';
import { keepLikeness, likenessRows } from './likeness.ts';
import { clearColumns, firstRows, iso, rowValues, tallyValues } from './step-rows.ts';

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
 * Opens the cases of alerts of one department: alerts, cases, first journal entries and, where the protocol routes at once, their transfers
 * are one statement, all or nothing. Answers for each in its place; null when the alert is there already, or when the versions it was
 * decided with are no longer the active ones: asked again, it uses those of now. Throws `NotReady` when the department has published
 * nothing yet.
 */
export async function recordCases(db: Database, tx: Tx, department: string, alerts: readonly IncomingAlert[]): Promise<(Recording | null)[]> {
  const seen = activeOf(db).get(department);
  const active = seen ?? (await activeVersions(db, tx, department));
  const procedure = await loadProcedure(db, tx, department, active.slug, active.number);
  const directory = await loadDirectory(db, tx, department, active.revision);
  const made = alerts.map((alert) => opening(db, alert, { procedure, directory }, seen === undefined));
  const openings = made.filter((one) => one !== null);
  const withFiles = openings.filter(({ alert }) => alert.files.length > 0);
  // Without files this is the only statement, and goes with its commit.
  const write = withFiles.length === 0 ? tx.last : tx.query;
  const { rows } = await write<{ current: boolean; opened: string[] }>(
    openStatement({
      ...rowValues(
        db.keys,
        department,
        openings.map(({ step }) => step),
      ),
      slug: active.slug,
      number: active.number,
      revision: active.revision,
      cases: JSON.stringify(openings.map(({ row }) => row)),
      likeness: JSON.stringify(openings.flatMap(({ likeness }) => likeness)),
    }),
  );
  if (openings.length < made.length || rows[0]?.current === false) activeOf(db).delete(department);
  const opened = new Set(rows[0]?.opened);
  for (const { alert, recording, key } of withFiles)
    if (opened.has(recording.caseId))
      await keepFiles(db, tx, { department, owner: { case: recording.caseId }, key, source: 'a1', addedAt: alert.event.at }, alert.files);
  return made.map((one) => (one !== null && opened.has(one.recording.caseId) ? one.recording : null));
}

/** What an alert becomes: its case decided, chained and sealed, and the rows of it that are not every step's. */
function opening(db: Database, alert: IncomingAlert, world: World, current: boolean) {
  const { department, event, exercise, source, externalId, bodyHash, receiptHash } = alert;
  const decision = decidedWith(world, event, current);
  if (decision === null) return null;
  if ('refused' in decision) throw new Error(`A first alert was refused: ${decision.refused.code}.`);
  const { state, entries } = decision;
  const recording: Recording = {
    caseId: randomUUIDv7(),
    alertId: randomUUIDv7(),
    reference: newReference(department, yearIn(event.at, territoryOf(department).zone)),
    state,
  };
  const { caseId, reference } = recording;
  const { key, wrapped } = newDataKey(db.keys, caseId);
  const sealed = seal(key, `${caseId}/1`, sealedContent(alert));
  const recorded = chain(db.keys.journal, emptyHead(caseId), entries, Date.now(), (seq) => ({ sealed: seq === 1 ? sealed : null, eventId: null }));
  const step = { caseId, reference, exercise, before: nothing, after: state, recorded, procedure: world.procedure };
  const { inseeCode, victimGroup, nextDue, openedAt, closedAt: _closed, ...clear } = clearColumns(state, world.directory);
  const last = recorded.at(-1);
  const row = {
    ...clear,
    ...tallyValues(step),
    case_id: caseId,
    alert_id: recording.alertId,
    reference,
    state,
    insee_code: inseeCode,
    victim_group: victimGroup,
    next_due: nextDue,
    opened_at: openedAt,
    received_at: iso(event.at),
    exercise,
    urgent: isUrgent(state, { procedure: world.procedure, exercise }),
    count: last?.seq,
    head: last?.hash.toString('base64'),
    wrapped: wrapped.toString('base64'),
    channel: event.alert.channel,
    source,
    external_id: externalId,
    body_hash: bodyHash.toString('base64'),
    receipt_hash: receiptHash.toString('base64'),
  };
  const likeness = likenessRows(db.keys, department, alert.content).map((trace) => ({ case_id: caseId, ...trace }));
  return { alert, recording, key, step, row, likeness };
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

/**
 * `current` makes the versions the cases were decided with still active when they are written, without asking for them first. In one order,
 * so that two that hold the same alerts do not wait for each other.
 */
const openStatement = named({
  name: 'open-cases',
  text: `
  WITH current AS (
    SELECT 1 FROM department WHERE code = :department AND procedure_slug = :slug AND procedure_number = :number AND directory_revision = :revision
      AND (procedure_next_at IS NULL OR procedure_next_at > now())
  ), given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(:cases::jsonb) AS g(case_id uuid, alert_id uuid, reference text, state jsonb, status text, qualification text,
      danger smallint, place text, insee_code text, victim_group text, implicated text[], exercise boolean, count int, head text, wrapped text,
      next_due timestamptz, opened_at timestamptz, received_at timestamptz, counted jsonb, lines jsonb, channel text, source text, external_id text,
      body_hash text, receipt_hash text, urgent boolean)
  ), guard AS (
    INSERT INTO alert (id, department, case_id, local_id, seq, channel, contact_kind, received_at, source, external_id, body_hash, receipt_hash)
    SELECT alert_id, :department, case_id, 'a1', 1, channel, 'ALERT', received_at, source, external_id, decode(body_hash, 'base64'),
           decode(receipt_hash, 'base64') FROM current, given ORDER BY source, external_id
    ON CONFLICT DO NOTHING
    RETURNING case_id
  ), opened AS MATERIALIZED (
    SELECT given.* FROM given JOIN guard USING (case_id)
  ), file AS (
    INSERT INTO case_file (id, department, reference, procedure_slug, procedure_number, state, status, qualification, danger, place, insee_code,
      victim_group, implicated, exercise, journal_count, journal_head, last_at, next_due, opened_at)
    SELECT case_id, :department, reference, :slug, :number::int, state, status, qualification, danger, place, insee_code, victim_group, implicated,
           exercise, count, decode(head, 'base64'), received_at, next_due, opened_at FROM opened
  ), key AS (
    INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT case_id, :department, 'CASE', decode(wrapped, 'base64') FROM opened
  ), woken AS (
    INSERT INTO wake (case_id, department, urgent) SELECT case_id, :department, urgent FROM opened
  ), tally AS (
    INSERT INTO case_tally (case_id, department, exercise, counted, lines) SELECT case_id, :department, exercise, counted, lines FROM opened
  ), likeness AS (
    INSERT INTO likeness (case_id, department, alert, kind, hash, key_generation)
    SELECT l.case_id, :department, 'a1', l.kind, decode(l.hash, 'hex'), l.generation
    FROM jsonb_to_recordset(:likeness::jsonb) AS l(case_id uuid, kind text, hash text, generation smallint) JOIN guard USING (case_id)
  ), ${firstRows}
  SELECT EXISTS (SELECT FROM current) AS current, ARRAY(SELECT case_id::text FROM guard) AS opened`,
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
