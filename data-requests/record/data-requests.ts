import { randomUUID } from 'node:crypto';
import { type ApprovalRefusal, secondPerson } from '../../accounts/ways.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { named } from '../../database/named.ts';
import { type Database, inDepartment, type Tx } from '../../database/pool.ts';
import { keepSealedKey, sealedKeyOf } from '../../database/sealed-keys.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../../database/sealing.ts';
import type { AnswerWay, Asker, CameBy, DataRightName, ExtensionReason, RequestStep } from '../codes.ts';
import { answerDue } from '../due.ts';

/** Who did something, and when. */
export interface Doing {
  by: string;
  at: Instant;
}

/** What a request says in words: sealed, under a key of its own. */
export interface RequestContent {
  name: string;
  /** Where an answer reaches them safely: a postal address, or how it is handed over. */
  reach: string;
  /** Whom it is about, where it is somebody else. */
  about?: string;
  /** What they ask, in their words. */
  words: string;
  /** What was seen of their identity, and of their mandate. */
  identity?: string;
  mandate?: string;
  extension?: ExtensionReason;
  answer?: string;
  /** What might be told of each case when the answer was prepared, as it is compared with what may be told later. */
  told?: string;
  /** The cases on which what they asked is written, by id. */
  written?: string[];
}

/** What somebody asks about data on them. */
export interface DataRequest {
  id: string;
  number: number;
  right: DataRightName;
  came: CameBy;
  /** ISO day. */
  receivedOn: string;
  dueAt: Instant;
  recorded: Doing;
  /** Who asks, and whether that was proved; null: nobody looked. */
  checked: (Doing & { asker: Asker; proved: boolean }) | null;
  /** Of the cases it is about, their ids. */
  cases: string[];
  extended: Doing | null;
  answered: Doing | null;
  read: Doing | null;
  /** `on`: ISO day. */
  sent: (Doing & { on: string; how: AnswerWay }) | null;
  content: RequestContent;
}

/** What is to be done next. */
export function stepOf({ checked, answered, read, sent }: Pick<DataRequest, 'checked' | 'answered' | 'read' | 'sent'>): RequestStep {
  if (sent !== null) return 'DONE';
  if (checked === null) return 'CHECK';
  if (answered === null) return 'PREPARE';
  return read === null ? 'READ' : 'SEND';
}

export type NewRequest = Pick<DataRequest, 'right' | 'came' | 'receivedOn'> & {
  content: Pick<RequestContent, 'name' | 'reach' | 'about' | 'words'>;
  by: string;
  /** The same form sent twice is one request. */
  formKey: string;
};

const insert = named({
  name: 'keep-data-request',
  text: `INSERT INTO data_request (id, department, number, form_key, asked, came_by, received_on, due_at, recorded_by, recorded_at, sealed)
         VALUES (:id, :department, :number, :formKey, :right, :came, :receivedOn, :dueAt, :by, :at, :sealed)`,
});

/** Keeps a request, and answers with its number; one that came by the same form is answered with its own. */
export function keepRequest(db: Database, department: string, { content, ...asked }: NewRequest, now: Instant): Promise<number> {
  const id = randomUUID();
  const { key, wrapped } = newDataKey(db.keys, id);
  const dueAt = new Date(answerDue(asked.receivedOn, false, territoryOf(department).zone));
  return inDepartment(db, department, async (tx) => {
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('data_request'), hashtext($1))` }, [department]);
    const known = await tx.query<{ number: number }>({ text: 'SELECT number FROM data_request WHERE department = $1 AND form_key = $2' }, [
      department,
      asked.formKey,
    ]);
    if (known.rows[0] !== undefined) return known.rows[0].number;
    // Those that are hidden from whoever records it, or destroyed, had a number too.
    const { rows } = await tx.query<{ number: number }>(
      { text: 'UPDATE department SET data_requests = data_requests + 1 WHERE code = $1 RETURNING data_requests AS number' },
      [department],
    );
    const number = rows[0]?.number ?? 1;
    await tx.query(insert({ id, department, number, ...asked, dueAt, at: new Date(now), sealed: seal(key, id, content) }));
    await keepSealedKey(tx, 'REQUEST', { id, department, wrapped });
    return number;
  });
}

interface Row {
  id: string;
  number: number;
  asked: DataRightName;
  came_by: CameBy;
  received_on: string;
  due_at: Date;
  recorded_by: string;
  recorded_at: Date;
  asker: Asker | null;
  proved: boolean | null;
  checked_by: string | null;
  checked_at: Date | null;
  cases: string[];
  extended_by: string | null;
  extended_at: Date | null;
  answered_by: string | null;
  answered_at: Date | null;
  read_by: string | null;
  read_at: Date | null;
  sent_by: string | null;
  sent_at: Date | null;
  sent_on: string | null;
  sent_how: AnswerWay | null;
  sealed: Buffer;
  wrapped: Buffer;
}

const from = `SELECT r.*, to_char(r.received_on, 'YYYY-MM-DD') AS received_on, to_char(r.sent_on, 'YYYY-MM-DD') AS sent_on, k.wrapped
              FROM data_request r JOIN keys.sealed_key k ON k.owner_id = r.id AND k.kind = 'REQUEST'`;

const actOf = (by: string | null, at: Date | null): Doing | null => (by === null || at === null ? null : { by, at: at.getTime() });

function opened(db: Database, row: Row): DataRequest {
  const { id, number, asker, proved, cases, sent_on, sent_how } = row;
  const checked = actOf(row.checked_by, row.checked_at);
  const sent = actOf(row.sent_by, row.sent_at);
  return {
    id,
    number,
    right: row.asked,
    came: row.came_by,
    receivedOn: row.received_on,
    dueAt: row.due_at.getTime(),
    recorded: { by: row.recorded_by, at: row.recorded_at.getTime() },
    checked: checked === null || asker === null || proved === null ? null : { ...checked, asker, proved },
    cases,
    extended: actOf(row.extended_by, row.extended_at),
    answered: actOf(row.answered_by, row.answered_at),
    read: actOf(row.read_by, row.read_at),
    sent: sent === null || sent_on === null || sent_how === null ? null : { ...sent, on: sent_on, how: sent_how },
    content: unseal(unwrapDataKey(db.keys, id, row.wrapped), id, row.sealed) as RequestContent,
  };
}

/** The requests of a department that whoever asks may see: those to answer first, by their limit, then the newest that were; at most 200. */
export function listRequests(db: Database, department: string): Promise<DataRequest[]> {
  return found(db, department, 'true', [], 200);
}

/** Those that are still to be answered and due before an instant, if one is given: how many, and the first by their limit, at most 20. */
export async function openRequests(db: Database, department: string, before: Instant | null): Promise<{ count: number; first: DataRequest[] }> {
  const where = 'r.sent_at IS NULL AND ($2::timestamptz IS NULL OR r.due_at < $2)';
  const due = before === null ? null : new Date(before);
  return inDepartment(db, department, async (tx) => {
    const text = `SELECT count(*)::int AS count FROM data_request r WHERE r.department = $1 AND ${where}`;
    const count = (await tx.query<{ count: number }>({ text }, [department, due])).rows[0]?.count ?? 0;
    return { count, first: count === 0 ? [] : await foundIn(db, tx, department, where, [due], 20) };
  });
}

/** Those that are about a case, at most 20. */
export function requestsAbout(db: Database, department: string, caseId: string): Promise<DataRequest[]> {
  return found(db, department, 'r.id IN (SELECT c.request FROM data_request_case c WHERE c.case_id = $2)', [caseId], 20);
}

const found = (db: Database, department: string, where: string, values: unknown[], most: number): Promise<DataRequest[]> =>
  inDepartment(db, department, (tx) => foundIn(db, tx, department, where, values, most));

async function foundIn(db: Database, tx: Tx, department: string, where: string, values: unknown[], most: number): Promise<DataRequest[]> {
  const order = 'r.sent_at IS NOT NULL, CASE WHEN r.sent_at IS NULL THEN r.due_at END, r.number DESC';
  const text = `${from} WHERE r.department = $1 AND ${where} ORDER BY ${order} LIMIT ${most}`;
  return (await tx.last<Row>({ text }, [department, ...values])).rows.map((row) => opened(db, row));
}

/** One request; null where there is none of this number for whoever asks. */
export function readDataRequest(db: Database, department: string, number: number): Promise<DataRequest | null> {
  if (!Number.isInteger(number) || number < 1 || number > 1_000_000) return Promise.resolve(null);
  return inDepartment(db, department, (tx) => readIn(db, tx, department, number, ''));
}

async function readIn(db: Database, tx: Tx, department: string, number: number, lock: 'FOR UPDATE OF r' | ''): Promise<DataRequest | null> {
  const { rows } = await tx.query<Row>({ text: `${from} WHERE r.department = $1 AND r.number = $2 ${lock}` }, [department, number]);
  return rows[0] === undefined ? null : opened(db, rows[0]);
}

export type RequestRefusal = ApprovalRefusal;
/** What an act changes. */
type Changed = Partial<Pick<DataRequest, 'checked' | 'cases' | 'dueAt' | 'extended' | 'answered' | 'read' | 'sent'>> & {
  content?: Partial<RequestContent>;
};

const update = named({
  name: 'change-data-request',
  text: `UPDATE data_request SET asker = :asker, proved = :proved, checked_by = :checkedBy, checked_at = :checkedAt, cases = :cases::uuid[], due_at = :dueAt,
           extended_by = :extendedBy, extended_at = :extendedAt, answered_by = :answeredBy, answered_at = :answeredAt, read_by = :readBy, read_at = :readAt,
           sent_by = :sentBy, sent_at = :sentAt, sent_on = :sentOn, sent_how = :sentHow, sealed = :sealed
         WHERE id = :id`,
});

const instant = (act: Doing | null): Date | null => (act === null ? null : new Date(act.at));

/** An act on a request, held back where its steps went on, or where somebody changed what the act was decided on. */
export interface OnRequest {
  number: number;
  by: string;
  /** Whether it is still what whoever acts saw. */
  unchanged(now: DataRequest): boolean;
}

/** Does what `change` says of it, under its lock; CHANGED where one of its steps does not allow that any more. */
function actOn(
  db: Database,
  department: string,
  { number, unchanged }: Omit<OnRequest, 'by'>,
  steps: readonly RequestStep[],
  change: (request: DataRequest, tx: Tx) => Changed | RequestRefusal | Promise<Changed | RequestRefusal>,
): Promise<RequestRefusal | null> {
  return inDepartment(db, department, async (tx) => {
    const request = await readIn(db, tx, department, number, 'FOR UPDATE OF r');
    if (request === null || !steps.includes(stepOf(request)) || !unchanged(request)) return 'CHANGED';
    const changed = await change(request, tx);
    if (typeof changed === 'string') return changed;
    const { id, checked, cases, dueAt, extended, answered, read, sent, content } = {
      ...request,
      ...changed,
      content: { ...request.content, ...changed.content },
    };
    const key = await sealedKeyOf(db, tx, 'REQUEST', id);
    if (key === null) throw new Error('The key of a request is missing.');
    await tx.query(
      update({
        id,
        asker: checked?.asker ?? null,
        proved: checked?.proved ?? null,
        checkedBy: checked?.by ?? null,
        checkedAt: instant(checked),
        cases,
        dueAt: new Date(dueAt),
        extendedBy: extended?.by ?? null,
        extendedAt: instant(extended),
        answeredBy: answered?.by ?? null,
        answeredAt: instant(answered),
        readBy: read?.by ?? null,
        readAt: instant(read),
        sentBy: sent?.by ?? null,
        sentAt: instant(sent),
        sentOn: sent?.on ?? null,
        sentHow: sent?.how ?? null,
        sealed: seal(key, id, content),
      }),
    );
    return null;
  });
}

const running = ['CHECK', 'PREPARE', 'READ', 'SEND'] as const;
/** What an answer was prepared from is not what it was: it is prepared again. */
const unanswered = { answered: null, read: null } as const;

/** Writes down who asks, what was seen of it, and whether that proves it. */
export function checkRequest(
  db: Database,
  department: string,
  { asker, proved, identity, mandate, ...acting }: OnRequest & { asker: Asker; proved: boolean; identity: string; mandate: string },
  now: Instant,
): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, running, () => ({
    ...unanswered,
    checked: { by: acting.by, at: now, asker, proved },
    content: { identity, mandate },
  }));
}

/** Sets the cases it is about. */
export function chooseCases(db: Database, department: string, { cases, ...acting }: OnRequest & { cases: string[] }): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, running, () => ({ ...unanswered, cases }));
}

/** Two months more, once, and not after the first limit has passed. */
export function extendRequest(
  db: Database,
  department: string,
  { why, ...acting }: OnRequest & { why: ExtensionReason },
  now: Instant,
): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, running, ({ extended, receivedOn, dueAt }) =>
    extended !== null || dueAt < now
      ? 'CHANGED'
      : { extended: { by: acting.by, at: now }, dueAt: answerDue(receivedOn, true, territoryOf(department).zone), content: { extension: why } },
  );
}

/** Keeps the answer that a second person will read; prepared again, it is read again. */
export function prepareAnswer(
  db: Database,
  department: string,
  { answer, reach, told, ...acting }: OnRequest & { answer: string; reach: string; told: string },
  now: Instant,
): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, ['PREPARE', 'READ', 'SEND'], () => ({
    answered: { by: acting.by, at: now },
    read: null,
    content: { answer, reach, told },
  }));
}

/** Agrees to the answer, as a second person who was not lately in one hand with the first. */
export function agreeToAnswer(db: Database, department: string, acting: OnRequest, now: Instant): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, ['READ'], async ({ answered }, tx) => {
    const refused = await secondPerson(tx, answered?.by, acting.by, now);
    return refused ?? { read: { by: acting.by, at: now } };
  });
}

/** The answer goes back to be prepared again. */
export function sendAnswerBack(db: Database, department: string, acting: OnRequest): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, ['READ', 'SEND'], () => unanswered);
}

/** What was asked is written on these cases. */
export function noteWritten(
  db: Database,
  department: string,
  { written, ...acting }: OnRequest & { written: string[] },
): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, running, ({ content }) => ({ content: { written: [...new Set([...(content.written ?? []), ...written])] } }));
}

/** The answer is gone, that ISO day. */
export function noteAnswerSent(
  db: Database,
  department: string,
  { on, how, ...acting }: OnRequest & { on: string; how: AnswerWay },
  now: Instant,
): Promise<RequestRefusal | null> {
  return actOn(db, department, acting, ['SEND'], () => ({ sent: { by: acting.by, at: now, on, how } }));
}
