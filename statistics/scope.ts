/**
 * What every indicator reads: the contacts, cases and transfers of one department placed in the period ($1 department, $2 from,
 * $3 until, excluded). Exercises are left out everywhere. A merged case is not a situation of its own: its alerts are counted
 * as alerts, and the case that goes on as the case.
 */
export const scope = `
  WITH contact AS (
    SELECT a.*, c.id IS NOT NULL AS opened FROM alert a LEFT JOIN case_file c ON c.id = a.case_id
    WHERE a.department = $1 AND a.received_at >= $2 AND a.received_at < $3 AND NOT coalesce(c.exercise, false)
  ), situation AS (
    SELECT * FROM case_file WHERE department = $1 AND NOT exercise AND status <> 'MERGED' AND opened_at >= $2 AND opened_at < $3
  ), concluded AS (
    SELECT *, state->'result' AS result FROM case_file
    WHERE department = $1 AND NOT exercise AND status = 'CLOSED' AND closed_at >= $2 AND closed_at < $3
  ), sent AS (
    SELECT t.* FROM transfer t JOIN case_file c ON c.id = t.case_id
    WHERE t.department = $1 AND NOT c.exercise AND t.purpose = 'ACTION' AND t.ordered_at >= $2 AND t.ordered_at < $3
  )`;

/** Elapsed hours of a set of pairs of instants: how many, the median and the ninth decile. */
export const hoursOf = (pairs: string): string =>
  `SELECT count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) AS median, percentile_cont(0.9) WITHIN GROUP (ORDER BY hours) AS p90
   FROM (SELECT extract(epoch FROM done - begun) / 3600 AS hours FROM (${pairs}) AS pair) AS elapsed`;

/** One line a code of a value found in rows, and how many rows there are in all. */
export const linesBy = (rows: string, value: string): string =>
  `SELECT ${value} AS line, count(*) AS n, (SELECT count(*) FROM ${rows}) AS of FROM ${rows} GROUP BY 1`;
