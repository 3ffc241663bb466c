/**
 * A length of time as a procedure writes it. `hours` are elapsed; `workingHours` accumulate inside opening hours;
 * `days` and `workingDays` do not count the day of the event and end at closing time of the last day.
 */
export type Span = { hours: number } | { days: number } | { workingHours: number } | { workingDays: number };

/** Milliseconds since the epoch, UTC. */
export type Instant = number;

export type SpanUnit = 'hours' | 'days' | 'workingHours' | 'workingDays';

export const unitOf = (span: Span): SpanUnit => Object.keys(span)[0] as SpanUnit;
/** How many of its unit a span is. */
export const numberOf = (span: Span): number => Object.values(span)[0] ?? 0;
/** A span from its two halves. */
export const spanOf = (unit: SpanUnit, amount: number): Span => ({ [unit]: amount }) as unknown as Span;
