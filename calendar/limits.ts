import { frenchSpan } from './french.ts';
import { numberOf, type Span, type SpanUnit, spanOf, unitOf } from './span.ts';

/** How far a span may go, unit by unit; a unit left out is not accepted. */
export type Limits = { readonly [unit in SpanUnit]?: number };

/** Whether a span is in a unit that is accepted, and no longer than that unit's limit. */
export function isAtMost(span: Span, limits: Limits): boolean {
  return numberOf(span) <= (limits[unitOf(span)] ?? 0);
}

const either = new Intl.ListFormat('fr', { type: 'disjunction' });

/** "7 jours ou 5 jours ouvrés": the longest that is accepted, in each unit. */
export function limitWords(limits: Limits): string {
  return either.format((Object.entries(limits) as [SpanUnit, number][]).map(([unit, amount]) => frenchSpan(spanOf(unit, amount))));
}
