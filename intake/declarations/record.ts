import type { Actor } from '../../cases/model/events.ts';
import type { Database } from '../../database/pool.ts';
import type { CsvLine } from './csv.ts';
import { takeDeclaration } from './take.ts';

export interface LineRecorded {
  line: CsvLine;
  outcome: { status: 'RECORDED' | 'ALREADY'; id: string; reference: string } | { status: 'WRONG'; problems: { column: string; message: string }[] };
}

const AT_ONCE = 8;

/**
 * Declares the lines that are right, each by itself: one that fails keeps no other back. Each line is idempotent by its
 * external id, so the same file sent again records only what is missing.
 */
export async function recordLines(
  db: Database,
  lines: readonly CsvLine[],
  by: { department: string; actor: Actor; source: string; now: () => number; zone: string },
): Promise<LineRecorded[]> {
  const recorded: LineRecorded[] = [];
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const some = lines.slice(from, from + AT_ONCE).map(async (line): Promise<LineRecorded> => {
      if ('problems' in line.read) return { line, outcome: { status: 'WRONG', problems: line.read.problems } };
      const { department, actor, source, now, zone } = by;
      const { unread: _said, ...said } = line.read;
      const declared = await takeDeclaration(db, { department, ...said, by: actor, source, externalId: line.externalId, receivedAt: now() }, zone);
      if ('conflict' in declared) return { line, outcome: { status: 'WRONG', problems: [{ column: 'numero', message: used }] } };
      const { id, reference, replay } = declared;
      return { line, outcome: { status: replay ? 'ALREADY' : 'RECORDED', id, reference } };
    });
    recorded.push(...(await Promise.all(some)));
  }
  return recorded;
}

const used = 'Ce numéro a déjà servi pour une autre déclaration : donnez-en un autre, ou complétez celle qui est reçue.';

/** Where the declarations of an institution come from, whichever door: the same number by two of them is one declaration. */
export function declarationSource(organisation: string | null): string {
  return `declarations:${organisation ?? ''}`;
}
