import type { Instant } from '../../calendar/span.ts';
import type { Actor, DeclarationPart } from '../../cases/model/events.ts';
import { logAccess } from '../../cases/record/access.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { unseal, unwrapDataKey } from '../../database/sealing.ts';
import type { Role } from '../../vocabulary/vocabulary.ts';
import type { Declaration, DeclarationLimits } from './declaration.ts';
import { dateOrNull, type SealedDeclaration, type SealedPart } from './kept-declarations.ts';

/** What must follow a declaration: by when, and when it came; null when nothing must. */
export interface Followed {
  due: Instant;
  at: Instant | null;
}

/** A declaration without anything sealed. */
export interface DeclarationLine extends Pick<DeclarationLimits, 'oralAt'> {
  /** The alert's own id. */
  id: string;
  reference: string;
  organisation: string;
  /** Null where it could not be read, and is asked. */
  category: number | null;
  declaredAt: Instant;
  eigs: boolean;
  written: Followed | null;
  second: Followed | null;
}

/** To whom a declaration was transmitted, among the roles that may be named. */
export interface Transmission {
  role: Role;
  organisation: string;
  at: Instant;
}

/**
 * The authorities that an institution informs by law when it declares (CASF L.331-8-1, L.119-2): it may know that they were.
 * Whether justice or the police were told is never said: an enquiry could be harmed.
 */
const tellable = ['CELLULE_ARS', 'ARS', 'CD', 'DDETS', 'PREFECTURE'] as const satisfies Role[];

export interface DeclarationQuery {
  /** Beginning of a reference. */
  reference?: string;
  category?: number;
  organisation?: string;
  /** Declared from this instant on, and before that one. */
  from?: Instant;
  until?: Instant;
  /** Only those of which something is still awaited. */
  awaited?: boolean;
  page?: number;
  size?: number;
}

const longestPage = 500;
const columns = `d.id, d.reference, d.organisation, d.category, d.declared_at, d.eigs, d.oral_at, d.written_due, d.second_due, w.at AS written_at, s.at AS second_at`;
const joined = `declaration d
  LEFT JOIN declaration_part w ON w.declaration = d.id AND w.part = 'WRITTEN'
  LEFT JOIN declaration_part s ON s.declaration = d.id AND s.part = 'EIGS_SECOND'` as const;
const asked = `WHERE d.department = :department AND (:reference::text IS NULL OR starts_with(d.reference, :reference))
    AND (:category::int IS NULL OR d.category = :category) AND (:organisation::text IS NULL OR d.organisation = :organisation)
    AND (:from::timestamptz IS NULL OR d.declared_at >= :from) AND (:until::timestamptz IS NULL OR d.declared_at < :until)
    AND (NOT :awaited::boolean OR (d.written_due IS NOT NULL AND w.at IS NULL) OR (d.second_due IS NOT NULL AND s.at IS NULL))` as const;
const countDeclarations = named({ text: `SELECT count(*)::int AS total FROM ${joined} ${asked}` });
const linesOfDeclarations = named({
  text: `SELECT ${columns} FROM ${joined} ${asked} ORDER BY d.declared_at DESC, d.id LIMIT :size OFFSET :offset`,
});

/** What these establishments declared, newest first, read as they read it: the database shows them nothing else. */
export async function listDeclarations(
  db: Database,
  department: string,
  establishments: readonly string[],
  query: DeclarationQuery,
): Promise<{ rows: (DeclarationLine & { told: Transmission[] })[]; total: number; page: number; size: number }> {
  const size = Math.min(Math.max(1, Math.trunc(query.size ?? 50)), longestPage);
  const page = Math.max(1, Math.trunc(query.page ?? 1));
  const values = {
    department,
    reference: query.reference?.trim().toUpperCase() || null,
    category: query.category ?? null,
    organisation: query.organisation ?? null,
    from: dateOrNull(query.from ?? null),
    until: dateOrNull(query.until ?? null),
    awaited: query.awaited ?? false,
  };
  return inDepartment(
    db,
    department,
    async (tx) => {
      const [counted, found] = await Promise.all([
        tx.query<{ total: number }>(countDeclarations(values)),
        tx.query<LineColumns>(linesOfDeclarations({ ...values, size, offset: (page - 1) * size })),
      ]);
      const told = await toldOf(
        tx,
        found.rows.map(({ id }) => id),
      );
      return { rows: found.rows.map((row) => ({ ...readLine(row), told: told.get(row.id) ?? [] })), total: counted.rows[0]?.total ?? 0, page, size };
    },
    { establishments },
  );
}

export interface DeclarationRead extends DeclarationLine {
  caseId: string;
  told: Transmission[];
  /** Null once erased. */
  declaration: Declaration | null;
  files: string[];
  /** Without those that were erased. */
  parts: { part: DeclarationPart; at: Instant; by: string; text: string }[];
}

/** One declaration with everything it said; the reading is logged. Null when these establishments did not make it. */
export async function loadDeclaration(
  db: Database,
  department: string,
  reader: Actor,
  establishments: readonly string[],
  id: string,
): Promise<DeclarationRead | null> {
  if (!uuid.test(id)) return null;
  return inDepartment(
    db,
    department,
    async (tx) => {
      const { rows } = await tx.query<LineColumns & { case_id: string; sealed: Buffer; wrapped: Buffer | null }>(
        {
          text: `SELECT ${columns}, d.case_id, d.sealed, k.wrapped FROM ${joined} LEFT JOIN keys.sealed_key k ON k.owner_id = d.id
                 WHERE d.department = $1 AND d.id = $2`,
        },
        [department, id],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const [parts, told] = await Promise.all([
        tx.query<{ part: DeclarationPart; at: Date; sealed: Buffer }>(
          { text: 'SELECT part, at, sealed FROM declaration_part WHERE declaration = $1 ORDER BY at, part' },
          [id],
        ),
        toldOf(tx, [id]),
        logAccess(tx, department, reader, row.case_id, 'DECLARATION', 'OWN_DECLARATION'),
      ]);
      const key = row.wrapped && unwrapDataKey(db.keys, id, row.wrapped);
      const sealed = key && (unseal(key, id, row.sealed) as SealedDeclaration);
      return {
        ...readLine(row),
        caseId: row.case_id,
        told: told.get(id) ?? [],
        declaration: sealed?.declaration ?? null,
        files: sealed?.files ?? [],
        parts:
          key === null
            ? []
            : parts.rows.map((row) => ({ part: row.part, at: row.at.getTime(), ...(unseal(key, `${id}/${row.part}`, row.sealed) as SealedPart) })),
      };
    },
    { establishments },
  );
}

/** Every declaration of a year for the indicator, codes only, at most 50,000; all establishments when none are named. */
export async function declarationsBetween(
  db: Database,
  department: string,
  establishments: readonly string[] | null,
  from: Instant,
  until: Instant,
): Promise<DeclarationLine[]> {
  return inDepartment(
    db,
    department,
    async (tx) => {
      const { rows } = await tx.last<LineColumns>(
        {
          text: `SELECT ${columns} FROM ${joined} WHERE d.department = $1 AND d.declared_at >= $2 AND d.declared_at < $3
                 ORDER BY d.declared_at, d.id LIMIT 50000`,
        },
        [department, new Date(from), new Date(until)],
      );
      return rows.map(readLine);
    },
    establishments === null ? {} : { establishments },
  );
}

/** Which of a sender's own numbers were received already: number → reference. */
export async function knownDeclarations(
  db: Database,
  department: string,
  source: string,
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<{ external_id: string; reference: string }>(
      {
        text: `SELECT a.external_id, d.reference FROM alert a JOIN declaration d ON d.id = a.id
               WHERE a.department = $1 AND a.source = $2 AND a.external_id = ANY ($3) ORDER BY a.external_id LIMIT 1000`,
      },
      [department, source, externalIds],
    );
    return new Map(rows.map(({ external_id, reference }) => [external_id, reference]));
  });
}

async function toldOf(tx: Tx, ids: string[]): Promise<Map<string, Transmission[]>> {
  const { rows } = await tx.query<{ declaration: string; role: Role; organisation: string; handed_over_at: Date }>(
    { text: 'SELECT declaration, role, organisation, handed_over_at FROM doors.told_of_declarations($1, $2)' },
    [ids, tellable],
  );
  const told = rows.map(({ declaration, role, organisation, handed_over_at }) => ({ declaration, role, organisation, at: handed_over_at.getTime() }));
  return Map.groupBy(told, ({ declaration }) => declaration);
}

interface LineColumns {
  id: string;
  reference: string;
  organisation: string;
  category: number | null;
  declared_at: Date;
  eigs: boolean;
  oral_at: Date | null;
  written_due: Date | null;
  second_due: Date | null;
  written_at: Date | null;
  second_at: Date | null;
}

function readLine(row: LineColumns): DeclarationLine {
  const followed = (due: Date | null, at: Date | null) => (due === null ? null : { due: due.getTime(), at: at?.getTime() ?? null });
  const { id, reference, organisation, category, eigs } = row;
  return {
    id,
    reference,
    organisation,
    category,
    eigs,
    declaredAt: row.declared_at.getTime(),
    oralAt: row.oral_at?.getTime() ?? null,
    written: followed(row.written_due, row.written_at),
    second: followed(row.second_due, row.second_at),
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
