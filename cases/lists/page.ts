/** Lines of a list, and where they stand in it. */
export interface Page<Row> {
  rows: Row[];
  /** Exact up to `countedUpTo`; that many when there are more. */
  total: number;
  /** From 1. */
  page: number;
  size: number;
  /** Where the next page begins; absent on the last. */
  next?: string;
}

/** What is asked of a list that goes on. */
export interface Window {
  page?: number;
  size?: number;
  /** The `next` of the page before: then nothing before it is read. One that is no such thing is as if it were not there. */
  after?: string;
}

export const longestPage = 200;
/** Nobody pages through more, and nobody waits for them to be counted. */
export const countedUpTo = 10_000;

export function window({ page = 1, size = 50 }: Window) {
  const bounded = Math.min(Math.max(1, Math.trunc(size)), longestPage);
  const asked = Math.max(1, Math.trunc(page));
  return { page: asked, size: bounded, offset: (asked - 1) * bounded };
}
