import type { AsSaid } from '../cases/model/content.ts';
import type { CaseState } from '../cases/model/state.ts';
import type { ApplyRefusal } from '../cases/record/apply.ts';
import { caseThatGoesOn } from '../cases/record/merging.ts';
import { type IncomingAlert, joinAlert, type Recording, recordCases } from '../cases/record/open.ts';
import { readStoredState } from '../cases/record/stored.ts';
import { asActor } from '../database/actor.ts';
import { crockford, inGroups, readCrockford } from '../database/codes.ts';
import { foundByHash } from '../database/doors.ts';
import { Gathering } from '../database/gathering.ts';
import { keptFor } from '../database/kept.ts';
import type { Database, Tx } from '../database/pool.ts';
import { inDepartment } from '../database/pool.ts';
import { keyedHash, keyedHashes } from '../database/sealing.ts';
import type { Establishment } from '../directory/establishments.ts';
import { establishmentsOfNumbers } from '../directory/record/establishments.ts';
import { factTable } from '../vocabulary/fact-table.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { withAgeBorn } from './age.ts';
import type { Alert } from './alert.ts';
import { withEverybody } from './implicated.ts';

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
export function receive(db: Database, alert: Alert): Promise<Received> {
  // The door opens the case, whoever stands at it: an agent may write down an alert about somebody they are tied to.
  return asActor({ as: 'DOOR' }, () => take(db, alert));
}

/** An alert on its way, and the code its author follows it with. */
interface Coming {
  alert: Alert;
  receipt: string;
}

/** Of twenty connections for everything, four write alerts, whatever the departments: the others are left to whoever reads. */
const [lanes, most] = [4, 12];

/** What opens cases: those of a department that come together, in one transaction. */
const openersOf = keptFor(
  (db) => new Gathering<Coming, Recording | null>({ work: (department, coming) => openAll(db, department, coming), lanes, most }),
);

function openAll(db: Database, department: string, coming: readonly Coming[]): Promise<(Recording | null)[]> {
  return asActor({ as: 'DOOR' }, () =>
    inDepartment(db, department, async (tx) => {
      const sites = await sitesOf(
        tx,
        coming.map(({ alert }) => alert.facts),
      );
      const alerts = coming.map(({ alert, receipt }) => incoming(db, withSite(alert, sites), receipt));
      return recordCases(db, tx, department, alerts);
    }),
  );
}

/** Files are long to write: nobody waits for those of another. */
async function open(db: Database, coming: Coming): Promise<Recording | null> {
  const { department, files = [] } = coming.alert;
  return files.length === 0 ? openersOf(db).ask(department, coming) : ((await openAll(db, department, [coming]))[0] ?? null);
}

async function take(db: Database, alert: Alert): Promise<Received> {
  const receipt = newReceiptCode(db, alert);
  for (let tries = 1; ; tries += 1) {
    const opened = await open(db, { alert, receipt }).catch((failure: unknown) => {
      if (tries >= triesInAll || !referenceTaken(failure)) throw failure;
      return null;
    });
    if (opened !== null) {
      db.nudge();
      return answered(opened, receipt);
    }
    const known = await inDepartment(db, alert.department, (tx) => replay(db, tx, alert));
    if (known !== null) return known;
    if (tries >= triesInAll) throw new Error('The protocol or the directory changes faster than alerts are decided.');
  }
}

const triesInAll = 5;

/**
 * Joins an alert to a case, or to the one that goes on where it was merged; one that was closed opens again. The case's people are
 * told there is another. Same idempotency as `receive`; refused like any event of that case.
 */
export async function attach(db: Database, alert: Alert, to: string): Promise<Received | { refused: ApplyRefusal }> {
  const caseId = await caseThatGoesOn(db, alert.department, to);
  const joined = await inDepartment(db, alert.department, async (tx): Promise<Received | { refused: ApplyRefusal }> => {
    // Serialises with another sending of the same alert; released with the transaction.
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))` }, [`${alert.source}\n${alert.externalId}`]);
    const known = await replay(db, tx, alert);
    if (known !== null) return known;
    const receipt = newReceiptCode(db, alert);
    const sites = await sitesOf(tx, [alert.facts]);
    const recording = await joinAlert(db, tx, incoming(db, withSite(alert, sites), receipt), caseId);
    return 'refused' in recording ? recording : answered(recording, receipt);
  });
  if ('state' in joined && !joined.replay) db.nudge();
  return joined;
}

/** The alert an author's receipt code is for, however it was typed; null when there is none. */
export async function alertOfReceipt(db: Database, typed: string): Promise<{ department: string; alertId: string; caseId: string } | null> {
  const code = readCrockford(typed);
  if (code.length !== 16) return null;
  return foundByHash(db, keyedHashes(db.keys, stored, code), {
    name: 'resolve-receipt',
    text: 'SELECT department, alert AS "alertId", case_id AS "caseId" FROM doors.resolve_receipt($1)',
  });
}

/** What the keyed hash under which a receipt code is stored is for. */
const stored = 'receipt';

/** An alert as its door numbered it. */
type Numbered = Pick<Alert, 'department' | 'source' | 'externalId'>;

/** The code an author follows a new alert with, without its dashes: 80 bits that only the key and the alert's own number give. */
export function newReceiptCode(db: Database, alert: Numbered): string {
  return receiptCodeUnder(db, alert, db.keys.index.active);
}

function receiptCodeUnder(db: Database, { department, source, externalId }: Numbered, generation: number): string {
  return crockford(keyedHash(db.keys, 'receipt code', `${department}\n${source}\n${externalId}`, generation).subarray(0, 10));
}

/** The code of an alert that was received, whatever generation of the key it was made with; null when that one is no longer given. */
export function receiptCodeOf(db: Database, alert: Numbered, storedHash: Buffer): string | null {
  const codes = db.keys.index.generations.map((generation) => receiptCodeUnder(db, alert, generation));
  return codes.find((code) => keyedHashes(db.keys, stored, code).some((hash) => hash.equals(storedHash))) ?? null;
}

/** Under what the code of a new alert's author is kept. */
export function receiptHashOf(db: Database, alert: Numbered): Buffer {
  return keyedHash(db.keys, stored, newReceiptCode(db, alert));
}

/** What the national file says of the establishments that these facts name, where they say less. */
function sitesOf(tx: Tx, all: readonly Facts[]): Promise<Map<string, Establishment>> {
  return establishmentsOfNumbers(
    tx,
    all.flatMap(({ finess, finessCategory, inseeCode, authority }) =>
      finess === undefined || (finessCategory !== undefined && inseeCode !== undefined && authority !== undefined) ? [] : [finess],
    ),
  );
}

/** With its category, its commune and who authorises it, where the facts do not say them. */
function withSite(alert: Alert, sites: ReadonlyMap<string, Establishment>): Alert {
  const { facts } = alert;
  const listed = sites.get(facts.finess ?? '');
  if (listed === undefined) return alert;
  const said = {
    finessCategory: facts.finessCategory ?? listed.category,
    inseeCode: facts.inseeCode ?? listed.inseeCode,
    authority: facts.authority ?? listed.authority,
  };
  return { ...alert, facts: { ...facts, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) } };
}

function incoming(db: Database, alert: Alert, receipt: string): IncomingAlert {
  const { department, source, externalId, bodyHash, content, files = [], exercise = false } = alert;
  const { channel, reachable, reach, hours, door, desk } = alert;
  const event: IncomingAlert['event'] = {
    kind: 'AlertReceived',
    at: alert.receivedAt,
    by: door.actor,
    facts: withAgeBorn(withEverybody(alert.facts, content), content, department, alert.receivedAt),
    ...(alert.basis && { basis: alert.basis }),
    ...unreadOf(content.asSaid),
    alert: {
      channel,
      contactKind: 'ALERT',
      authenticated: door.authenticated,
      reachable,
      ...(reach && { reach }),
      ...(hours && { hours }),
      ...(desk && { desk: { code: desk } }),
    },
  };
  const receiptHash = keyedHash(db.keys, stored, receipt);
  return { department, event, source, externalId, bodyHash, receiptHash, content, files, exercise };
}

function unreadOf(asSaid: readonly AsSaid[] = []): { unread?: true | 'DANGER' } {
  const unread = asSaid.filter(({ read }) => read === undefined);
  if (unread.length === 0) return {};
  return { unread: unread.some(({ what }) => what === factTable.danger.label) ? 'DANGER' : true };
}

function answered(recording: Recording, receipt: string): Received {
  return { ...recording, receipt: inGroups(receipt), replay: false };
}

async function replay(db: Database, tx: Tx, alert: Alert): Promise<Received | null> {
  const { rows } = await tx.query<{ alertId: string; caseId: string; reference: string; state: unknown; body_hash: Buffer; receipt_hash: Buffer }>(
    {
      name: 'replay-alert',
      text: `SELECT a.id AS "alertId", c.id AS "caseId", c.reference, c.state, a.body_hash, a.receipt_hash
             FROM alert a JOIN case_file c ON c.id = a.case_id
             WHERE a.department = $1 AND a.source = $2 AND a.external_id = $3`,
    },
    [alert.department, alert.source, alert.externalId],
  );
  if (rows[0] === undefined) return null;
  const { body_hash, receipt_hash, ...known } = rows[0];
  if (!body_hash.equals(alert.bodyHash)) return { conflict: true };
  return { ...known, state: readStoredState(known.state), receipt: inGroups(receiptCodeOf(db, alert, receipt_hash) ?? ''), replay: true };
}

function referenceTaken(failure: unknown): boolean {
  return failure instanceof Error && 'constraint' in failure && failure.constraint === 'case_file_reference_key';
}
