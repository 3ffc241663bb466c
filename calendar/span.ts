/**
 * A length of time as a procedure writes it. `hours` are elapsed; `workingHours` accumulate inside opening hours;
 * `days` and `workingDays` do not count the day of the event and end at closing time of the last day.
 */
export type Span = { hours: number } | { days: number } | { workingHours: number } | { workingDays: number };

/** Milliseconds since the epoch, UTC. */
export type Instant = number;
