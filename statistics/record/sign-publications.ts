import { sign, verify } from 'node:crypto';
import { type Database, inDepartment } from '../../database/pool.ts';
import type { SigningRing } from '../../database/signing-ring.ts';
import { canonical } from '../../vocabulary/canonical.ts';

interface Signable {
  number: number;
  content: unknown;
  publishedAt: Date;
}

const textOf = (department: string, { number, content, publishedAt }: Signable): Buffer =>
  Buffer.from(['guichet publication 1', department, number, publishedAt.toISOString(), canonical(content), ''].join('\n'));

const atOnce = 100;

/** Signs what was published and is not signed yet, with the desk's own key. Answers how many; what is signed is never signed again. */
export async function signPublications(db: Database, department: string, signing: SigningRing): Promise<number> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.query<Signable>(
      {
        text: `SELECT number, content, published_at AS "publishedAt" FROM publication
               WHERE department = $1 AND published_at IS NOT NULL AND signature IS NULL ORDER BY number LIMIT ${atOnce} FOR UPDATE`,
      },
      [department],
    );
    if (rows.length === 0) return 0;
    const { generation, privateKey } = signing.signer();
    for (const one of rows)
      await tx.query({ text: 'UPDATE publication SET signature = $3, key_generation = $4 WHERE department = $1 AND number = $2' }, [
        department,
        one.number,
        sign(null, textOf(department, one), privateKey),
        generation,
      ]);
    return rows.length;
  });
}

/** Verifies the signed publications of a department: one French sentence per fault, none where everything holds. */
export async function verifyPublications(db: Database, department: string, signing: SigningRing): Promise<{ publications: number; flaws: string[] }> {
  return inDepartment(db, department, async (tx) => {
    const { rows } = await tx.last<Signable & { signature: Buffer; generation: number }>(
      {
        text: `SELECT number, content, published_at AS "publishedAt", signature, key_generation AS generation FROM publication
               WHERE department = $1 AND signature IS NOT NULL ORDER BY number LIMIT 10000`,
      },
      [department],
    );
    const flaws = rows.flatMap((one) => {
      const key = signing.publicKey(one.generation);
      if (key === null)
        return [`Publication n° ${one.number} : signée avec la génération ${one.generation}, dont la clé publique n’est pas donnée ici.`];
      return verify(null, textOf(department, one), key, one.signature)
        ? []
        : [`Publication n° ${one.number} : elle a été modifiée après sa signature.`];
    });
    return { publications: rows.length, flaws };
  });
}
