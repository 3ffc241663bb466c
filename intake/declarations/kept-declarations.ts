import type { Instant } from '../../calendar/span.ts';
import type { DeclarationPart } from '../../cases/model/events.ts';
import { named } from '../../database/named.ts';
import type { Database, Tx } from '../../database/pool.ts';
import { inDepartment } from '../../database/pool.ts';
import { sealedKeyOf } from '../../database/sealed-keys.ts';
import { newDataKey, seal } from '../../database/sealing.ts';
import type { Declaration, DeclarationLimits } from './declaration.ts';

export interface NewDeclaration extends DeclarationLimits {
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

/** When a declaration's alert was received first. Throws when there is none. */
export async function alertReceivedAt(db: Database, department: string, id: string): Promise<Instant> {
  const { rows } = await inDepartment(db, department, (tx) =>
    tx.last<{ received_at: Date }>({ text: 'SELECT received_at FROM alert WHERE id = $1' }, [id]),
  );
  if (rows[0] === undefined) throw new Error('A declaration has its alert.');
  return rows[0].received_at.getTime();
}

/** Keeps what an institution declared, sealed with a key of its own: it may read it again without the case. Idempotent by id. */
export async function keepDeclaration(db: Database, kept: NewDeclaration): Promise<void> {
  const { key, wrapped } = newDataKey(db.keys, kept.id);
  await inDepartment(db, kept.department, (tx) =>
    tx.last(
      keepStatement({
        id: kept.id,
        department: kept.department,
        caseId: kept.caseId,
        reference: kept.reference,
        organisation: kept.organisation,
        category: kept.declaration.category === undefined ? null : Number(kept.declaration.category),
        declaredAt: new Date(kept.declaredAt),
        eigs: kept.declaration.eigs,
        oralAt: dateOrNull(kept.oralAt),
        writtenDue: dateOrNull(kept.writtenDue),
        secondDue: dateOrNull(kept.secondDue),
        sealed: seal(key, kept.id, { declaration: kept.declaration, files: kept.files } satisfies SealedDeclaration),
        wrapped,
      }),
    ),
  );
}

const keepStatement = named({
  name: 'keep-declaration',
  text: `WITH kept AS (
           INSERT INTO declaration (id, department, case_id, reference, organisation, category, declared_at, eigs, oral_at, written_due, second_due, sealed)
           VALUES (:id, :department, :caseId, :reference, :organisation, :category, :declaredAt, :eigs, :oralAt, :writtenDue, :secondDue, :sealed)
           ON CONFLICT (id) DO NOTHING RETURNING id
         )
         INSERT INTO keys.sealed_key (owner_id, department, kind, wrapped) SELECT id, :department, 'DECLARATION', :wrapped FROM kept`,
});

/** What is sealed of a declaration, and of what completed it. */
export interface SealedPart {
  by: string;
  text: string;
}

export interface SealedDeclaration {
  declaration: Declaration;
  files: string[];
}

interface Completed {
  declaration: string;
  part: DeclarationPart;
  at: Instant;
  by: string;
  text: string;
}

/** Keeps what completed a declaration. The first of each part stays: answers false when it was there already, or the declaration was erased. */
export async function keepPart(db: Database, department: string, completed: Completed): Promise<boolean> {
  return inDepartment(db, department, (tx) => keepPartIn(db, tx, department, completed));
}

/** `keepPart` inside a transaction of the caller. */
export async function keepPartIn(db: Database, tx: Tx, department: string, { declaration, part, at, by, text }: Completed): Promise<boolean> {
  const key = await sealedKeyOf(db, tx, 'DECLARATION', declaration);
  if (key === null) return false;
  const { rowCount } = await tx.query(
    { text: `INSERT INTO declaration_part (declaration, part, department, at, sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING` },
    [declaration, part, department, new Date(at), seal(key, `${declaration}/${part}`, { by, text } satisfies SealedPart)],
  );
  return rowCount === 1;
}

export const dateOrNull = (at: Instant | null): Date | null => (at === null ? null : new Date(at));
