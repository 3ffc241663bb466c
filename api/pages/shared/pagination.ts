import type { Request } from 'express';
import type { Pagination } from '../../../templates/views/parts.ts';
import { one, type Typed } from './form.ts';

/** What was asked in the address, text only. */
export const queried = (request: Request): Typed =>
  Object.fromEntries(Object.entries(request.query).filter(([, value]) => typeof value === 'string')) as Typed;

/** The page that was asked for, from 1. */
export const pageAsked = (asked: Typed): number => Math.max(1, Number.parseInt(one(asked, 'page'), 10) || 1);

/** Where one is in a list whose pages are numbered, and the pages beside it. */
export function numbered(
  { page, size, shown, total }: { page: number; size: number; shown: number; total: number },
  at: (page: number) => string,
): Pagination {
  const first = shown === 0 ? 0 : (page - 1) * size + 1;
  return {
    first,
    last: first === 0 ? 0 : first + shown - 1,
    total,
    ...(page > 1 && { previous: at(page - 1) }),
    ...(page * size < total && { next: at(page + 1) }),
  };
}
