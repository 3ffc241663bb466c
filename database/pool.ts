import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { Pool } from 'pg';
import { type Acting, actingNow } from './actor.ts';
import type { KeyMaterial } from './key-ring.ts';
import { type DatabaseKeys, keyRings, type SealingKeys } from './sealing.ts';

/** What the rooms' stores are given: the role bound by row-level security, and the keys. */
export interface Database {
  pool: Pool;
  keys: DatabaseKeys;
  /** In whose name it is used where nothing else is said; undefined: nobody's, and then it shows no case. */
  acting: Acting | undefined;
  /** Tells the relay that a case was woken; several calls in a moment are one notification. */
  nudge(): void;
  end(): Promise<void>;
}

export interface Scope {
  /** Only what belongs to this partner organisation. */
  organisation?: string;
  /** Only what these establishments declared: no case, no transfer. */
  establishments?: readonly string[];
  /** Every statement sees the same instant, for reading several tables that must agree. */
  snapshot?: boolean;
}

/** A transaction inside one department. Give a statement a name when it is hot: it is then planned once a connection. */
export interface Tx {
  query<R extends QueryResultRow>(statement: Statement, values?: unknown[]): Promise<QueryResult<R>>;
  /**
   * The last statement of the transaction, sent together with its COMMIT: one round trip, and the answer comes once
   * it is on disk. Nothing may follow it.
   */
  last<R extends QueryResultRow>(statement: Statement, values?: unknown[]): Promise<QueryResult<R>>;
}

export interface Statement {
  name?: string;
  text: string;
  /** With the statement where `named` put them in order. */
  values?: unknown[];
}

const departmentCode = /^(\d{2,3}|2A|2B)$/;
const organisationId = /^[\w.-]{1,80}$/;
const accountId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const retryable = new Set(['40001', '40P01']);
const triesInAll = 4;
const nudgeEvery = 5;

/**
 * Opens the application's connections. `url` is the role guichet_app (never the owner). The pool is small on purpose:
 * with some twenty transactions in flight the disk commits them in groups. `acting`: in whose name they are used where nothing
 * else is said; undefined where each use says it.
 */
export function connect(options: { url: string; keys: SealingKeys<KeyMaterial>; acting: Acting | undefined; connections?: number }): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections ?? 20,
    // Statements of one transaction are written without waiting for each other's answers.
    pipeline: true,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'guichet',
  });
  // A connection the server closed, idle or in use, is replaced; whoever was using it is told by its own statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const { nudge, stop } = nudger(pool);
  return {
    pool,
    keys: keyRings(options.keys),
    acting: options.acting,
    nudge,
    end: async () => {
      await stop();
      await pool.end();
    },
  };
}

/**
 * Runs `work` in one transaction that sees this department only, or less (`scope`), and of its cases what whoever acts may
 * see (`asActor`): none where nobody said who does. Commits when it returns, rolls back
 * when it throws; on a deadlock it is run again from its beginning, so it must have no effect outside the transaction.
 */
export async function inDepartment<T>(db: Database, department: string, work: (tx: Tx) => Promise<T>, scope: Scope = {}): Promise<T> {
  const opening = openingOf(department, scope, actingNow() ?? db.acting);
  for (let tries = 1; ; tries += 1) {
    const client = await db.pool.connect();
    try {
      return await inTransaction(client, opening, work);
    } catch (failure) {
      if (tries >= triesInAll || !retryable.has(codeOf(failure))) throw failure;
    } finally {
      client.release();
    }
  }
}

/** The codes of all departments, in order. */
export async function departments(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ code: string }>('SELECT code FROM department ORDER BY code LIMIT 200');
  return rows.map(({ code }) => code);
}

async function inTransaction<T>(client: PoolClient, opening: Statement[], work: (tx: Tx) => Promise<T>): Promise<T> {
  together(client);
  const begun = Promise.all(opening.map((statement) => client.query(statement)));
  begun.catch(() => undefined);
  let ended: Promise<QueryResult> | undefined;
  const query = <R extends QueryResultRow>(statement: Statement, values = statement.values) => client.query<R>({ ...statement, values });
  try {
    const answer = await work({
      query,
      last: async <R extends QueryResultRow>(statement: Statement, values?: unknown[]) => {
        together(client);
        const result = query<R>(statement, values);
        result.catch(() => undefined);
        ended = client.query('COMMIT');
        ended.catch(() => undefined);
        const rows = await result;
        await committed(ended);
        return rows;
      },
    });
    await begun;
    if (ended === undefined) {
      ended = client.query('COMMIT');
      await committed(ended);
    }
    return answer;
  } catch (failure) {
    // On a lost connection this fails too, and the pool then drops the client by itself.
    await (ended ?? client.query('ROLLBACK')).catch(() => undefined);
    throw failure;
  }
}

/** What is written until the current callbacks are done leaves in one piece: each write to the server costs a system call. */
function together({ connection: { stream } }: PoolClient): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** A COMMIT in a failed transaction answers ROLLBACK without an error. */
async function committed(commit: Promise<QueryResult>): Promise<void> {
  const { command } = await commit;
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back.');
}

/**
 * BEGIN and what the transaction may see, in one message: every value is checked to be a code. SET costs half of `set_config`, which is
 * planned and answered as a query is; only what is hidden from a person is asked of the database, in a statement planned once a connection.
 */
function openingOf(department: string, { organisation, establishments, snapshot }: Scope, acting: Acting | undefined): Statement[] {
  if (!departmentCode.test(department)) throw new RangeError('not a department code');
  if (![organisation ?? [], establishments ?? []].flat().every((id) => organisationId.test(id))) throw new RangeError('not an organisation id');
  const settings = Object.entries({ department, actor: acting?.as, organisation, establishments: establishments?.join(',') });
  const begin = [
    snapshot ? 'BEGIN ISOLATION LEVEL REPEATABLE READ' : 'BEGIN',
    ...settings.flatMap(([name, value]) => (value === undefined ? [] : `SET LOCAL guichet.${name} = '${value}'`)),
  ];
  const narrow = organisation === undefined && establishments === undefined ? [] : ['SET LOCAL ROLE guichet_partner'];
  if (acting?.as !== 'PERSON') return [{ text: [...begin, ...narrow].join('; ') }];
  return [
    { text: begin.join('; ') },
    { name: 'open-hidden', text: `SELECT set_config('guichet.hidden', doors.hidden_from($1), true)`, values: [accountOf(acting)] },
    ...narrow.map((text) => ({ text })),
  ];
}

function accountOf({ account }: { account: string }): string {
  if (!accountId.test(account)) throw new RangeError('not an account');
  return account;
}

function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : '';
}

/**
 * Notifies after commit, never inside the transaction: a NOTIFY there makes all commits wait for each other.
 * A lost notification costs nothing but time: the relay sweeps besides.
 */
function nudger(pool: Pool): { nudge: () => void; stop: () => Promise<void> } {
  let waiting: NodeJS.Timeout | undefined;
  let again = false;
  let sent: Promise<unknown> = Promise.resolve();
  const send = () => {
    again = false;
    sent = pool.query(`SET LOCAL synchronous_commit = off; NOTIFY guichet_wake`).catch(() => undefined);
    waiting = setTimeout(() => {
      waiting = undefined;
      if (again) send();
    }, nudgeEvery);
  };
  return {
    nudge: () => {
      if (waiting === undefined) send();
      else again = true;
    },
    stop: async () => {
      clearTimeout(waiting);
      if (again) send();
      clearTimeout(waiting);
      await sent;
    },
  };
}
