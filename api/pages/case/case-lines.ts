import type { Router } from 'express';
import type { Right } from '../../../accounts/rights.ts';
import type { Instant } from '../../../calendar/span.ts';
import type { ReadingReason } from '../../../cases/model/reading.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { requireRight } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { expired } from '../shared/expired.ts';
import type { Ask } from '../shared/form-door.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import { onCase, openCase } from './open-case.ts';

/** Words, a moment, or words that lead somewhere. */
type Cell = string | { at: Instant } | { text: string; href: string };

/** A page that lists something of the case of its address. */
interface CaseLines {
  /** Its path, from `casePaths`. */
  at: string;
  right: Right;
  /** Why the case is read, as the access log says it. */
  why: ReadingReason;
  title: string;
  /** What is to be known before the lines. */
  lead?: string;
  columns: readonly string[];
  /** As many cells a line as there are columns. */
  lines(record: CaseRecord, names: Names, ask: Ask): Cell[][] | Promise<Cell[][]>;
  /** What is said where there is no line. */
  none: string;
}

/** Makes such a page. */
export function caseLines(parts: Parts, pages: Router, { at, right, why, columns, lines, ...words }: CaseLines): void {
  pages.get(at, requireRight(parts, expired(parts), right), async (request, response) => {
    const record = await openCase(parts, request, response, why);
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    const cells = await lines(record, names, { request, response });
    response.type('html').send(
      parts.page('desk/case-lines', {
        ...(await onCase(parts, request, response, record.reference)),
        ...words,
        columns,
        lines: cells.map((line) =>
          line.map((cell, index) => ({ label: columns[index] ?? '', ...(typeof cell === 'string' ? { text: cell } : cell) })),
        ),
      }),
    );
  });
}
