import type { Instant } from '../../calendar/span.ts';
import type { Role } from '../../cases/vocabulary.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { newDataKey, seal, unseal, unwrapDataKey } from '../../database/sealing.ts';
import type { Declaration, Limits } from './declaration.ts';

export type Part = 'WRITTEN' | 'EIGS_SECOND';

/** What must follow a declaration: by when, and when it came; null when nothing must. */
export interface Followed {
  due: Instant;
  at: Instant | null;
}

/** A declaration without anything sealed. */
export interface DeclarationLine extends Pick<Limits, 'oralAt'> {
  /** The alert's own id. */
  id: string;
  reference: string;
  organisation: string;
  category: number;
  declaredAt: Instant;
  eigs: boolean;
  written: Followed | null;
  second: Followed | null;
}

/** To whom a declaration was transmitted, among the roles that may be named. */
export interface Told {
  role: Role;
  organisation: string;
  at: Instant;
}

/**
 * The authorities that an institution informs by law when it declares (CASF L.331-8-1, L.119-2): it may know that they were.
 * Whether justice or the police were told is never said: an enquiry could be harmed.
 */
const tellable = ['CELLULE_ARS', 'ARS', 'CD', 'DDETS', 'PREFECTURE'] as const satisfies Role[];

export interface NewDeclaration extends Limits {
  id: string;
  department: string;
  caseId: string;
  reference: string;
  organisation: string;
  declaredAt: Instant;
  declaration: Declaration;
  /** Names of the files that came with it; the files are the case's. */
  files: string[];
}

/** Keeps what an institution declared, sealed with a key of its own: it may read it again without the case. Idempotent by id. */
export async function keepDeclaration(db: Database, kept: NewDeclaration): Promise<void> {
  const { key, wrapped } = newDataKey(db.keys, kept.id);
  await inDepartment(db, kept.department, (tx) =>
    tx.last(
      {
        name: 'keep-declaration',
        text: `WITH kept AS (
                 INSERT INTO declaration (id, department, case_id, reference, organisation, category, declared_at, eigs, oral_at, written_due, second_due, sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING RETURNING id
               )
               INSERT INTO keys.sealed_key (owner_id, department, wrapped) SELECT id, $2, $13 FROM kept`,
      },
      [
        kept.id,
        kept.department,
        kept.caseId,
        kept.reference,
        kept.organisation,
        Number(kept.declaration.category),
        new Date(kept.declaredAt),
        kept.declaration.eigs,
        dateOrNull(kept.oralAt),
        dateOrNull(kept.writtenDue),
        dateOrNull(kept.secondDue),
        seal(key, kept.id, { declaration: kept.declaration, files: kept.files } satisfies Sealed),
        wrapped,
      ],
    ),
  );
}

interface SealedPart {
  by: string;
  text: string;
}

interface Sealed {
  declaration: Declaration;
  files: string[];
}

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
  LEFT JOIN declaration_part s ON s.declaration = d.id AND s.part = 'EIGS_SECOND'`;

/** What these establishments declared, newest first, read as they read it: the database shows them nothing else. */
export async function listDeclarations(
  db: Database,
  department: string,
  establishments: readonly string[],
  query: DeclarationQuery,
): Promise<{ rows: (DeclarationLine & { told: Told[] })[]; total: number; page: number; size: number }> {
  const size = Math.min(Math.max(1, Math.trunc(query.size ?? 50)), longestPage);
  const page = Math.max(1, Math.trunc(query.page ?? 1));
  const where = `WHERE d.department = $1 AND ($2::text IS NULL OR starts_with(d.reference, $2)) AND ($3::int IS NULL OR d.category = $3)
    AND ($4::text IS NULL OR d.organisation = $4) AND ($5::timestamptz IS NULL OR d.declared_at >= $5) AND ($6::timestamptz IS NULL OR d.declared_at < $6)
    AND (NOT $7::boolean OR (d.written_due IS NOT NULL AND w.at IS NULL) OR (d.second_due IS NOT NULL AND s.at IS NULL))`;
  const values = [
    department,
    query.reference?.trim().toUpperCase() || null,
    query.category ?? null,
    query.organisation ?? null,
    dateOrNull(query.from ?? null),
    dateOrNull(query.until ?? null),
    query.awaited ?? false,
  ];
  return inDepartment(
    db,
    department,
    async (tx) => {
      const [counted, found] = await Promise.all([
        tx.query<{ total: number }>({ text: `SELECT count(*)::int AS total FROM ${joined} ${where}` }, values),
        tx.query<LineColumns>({ text: `SELECT ${columns} FROM ${joined} ${where} ORDER BY d.declared_at DESC, d.id LIMIT $8 OFFSET $9` }, [
          ...values,
          size,
          (page - 1) * size,
        ]),
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
  told: Told[];
  /** Null once erased. */
  declaration: Declaration | null;
  files: string[];
  /** Without those that were erased. */
  parts: { part: Part; at: Instant; by: string; text: string }[];
}

/** One declaration with everything it said; the reading is logged. Null when these establishments did not make it. */
export async function readDeclaration(
  db: Database,
  department: string,
  reader: { kind: string; id: string | null },
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
        tx.query<{ part: Part; at: Date; sealed: Buffer }>(
          { text: 'SELECT part, at, sealed FROM declaration_part WHERE declaration = $1 ORDER BY at, part' },
          [id],
        ),
        toldOf(tx, [id]),
        tx.query(
          {
            text: `INSERT INTO access_log (department, actor_kind, actor_id, case_id, what, why) VALUES ($1, $2, $3, $4, 'DECLARATION', 'OWN_DECLARATION')`,
          },
          [department, reader.kind, reader.id, row.case_id],
        ),
      ]);
      const key = row.wrapped && unwrapDataKey(db.keys, id, row.wrapped);
      const sealed = key && (unseal(key, id, row.sealed) as Sealed);
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

/** Keeps what completed a declaration. The first of each part stays: answers false when it was there already, or the declaration was erased. */
export async function keepPart(
  db: Database,
  department: string,
  completed: { declaration: string; part: Part; at: Instant; by: string; text: string },
): Promise<boolean> {
  const { declaration, part, at, by, text } = completed;
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<{ wrapped: Buffer }>({ text: 'SELECT wrapped FROM keys.sealed_key WHERE owner_id = $1' }, [declaration]);
    if (rows[0] === undefined) return false;
    const key = unwrapDataKey(db.keys, declaration, rows[0].wrapped);
    const { rowCount } = await tx.last(
      {
        text: `INSERT INTO declaration_part (declaration, part, department, at, sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      },
      [declaration, part, department, new Date(at), seal(key, `${declaration}/${part}`, { by, text } satisfies SealedPart)],
    );
    return rowCount === 1;
  });
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

async function toldOf(tx: Tx, ids: string[]): Promise<Map<string, Told[]>> {
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
  category: number;
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
const dateOrNull = (at: Instant | null): Date | null => (at === null ? null : new Date(at));
