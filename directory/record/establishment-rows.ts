/** What a version of an establishment says, as it is stored, but for its number. */
export const saidColumns = [
  'name',
  'legal_entity',
  'manager',
  'category',
  'category_name',
  'capacity',
  'insee_code',
  'address',
  'phone',
  'siret',
  'authority',
  'closed_on',
] as const;

/* Pieces of statements about a version that is held (`c`, of `establishment`) and what a file says (`n`, of `establishment_read`). */
export const isNow = (one: string) => `${one}.department = this_department() AND ${one}.until IS NULL`;
export const isRead = (one: string) => `${one}.department = this_department() AND ${one}.import = :number`;
export const differ = `(${saidColumns.map((name) => `n.${name}`).join(', ')}, n.absent) IS DISTINCT FROM (${saidColumns.map((name) => `c.${name}`).join(', ')}, c.absent)`;
/** The version held of each of some rows (`n`), looked for one by one: what is known of a table just written would have all of it read for each batch. */
export const heldOfEach = `LATERAL (SELECT * FROM establishment e WHERE ${isNow('e')} AND e.finess = n.finess OFFSET 0) c ON true`;
/** Held, open, and not in the file. */
export const isUnread = `NOT c.absent AND c.closed_on IS NULL AND NOT EXISTS (SELECT FROM establishment_read n WHERE ${isRead('n')} AND n.finess = c.finess)`;

/**
 * One file may hold a hundred thousand rows, just written, so that nothing is known of them: they are joined as wholes, since a loop over them
 * that is planned for a few would never end.
 */
export const FOR_ALL = `SET LOCAL statement_timeout = '5min'; SET LOCAL enable_nestloop = off`;
/** One file at a time is read into, taken or undone in a department. */
export const ONE_AT_A_TIME = `SELECT pg_advisory_xact_lock(hashtextextended('establishments ' || this_department(), 0))`;
