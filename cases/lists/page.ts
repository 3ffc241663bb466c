/** Lines of a list, and where they stand in it. */
export interface Page<Row> {
  rows: Row[];
  total: number;
  /** From 1. */
  page: number;
  size: number;
}

export const longestPage = 200;

export function window({ page = 1, size = 50 }: { page?: number; size?: number }) {
  const bounded = Math.min(Math.max(1, Math.trunc(size)), longestPage);
  const asked = Math.max(1, Math.trunc(page));
  return { page: asked, size: bounded, offset: (asked - 1) * bounded };
}
