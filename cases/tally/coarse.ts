import { DateTime } from 'luxon';
import { DAY, HOUR } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';
import type { Tally, TallyLine } from './tally.ts';

const WEEK = 7 * DAY;

/**
 * What stays of a tally once its case is destroyed, so that figures of whole years stay what they are: the quarter it was opened in, its territory instead of its
 * commune, codes, and how long each step took to the hour. Its instants move back together by whole weeks, as far as the opening stays in its
 * quarter and each other in its year, and say no minutes; what came before something still does. Figures of a quarter dated otherwise than by the opening may move, and delays by an
 * hour. `communeFor`: one commune for each territory.
 */
export function coarsened(
  { counted, lines }: Tally,
  { zone, communeFor }: { zone: string; communeFor: (inseeCode: string) => string | null },
): Tally {
  const all = instantsOf({ counted, lines });
  const since = (at: Instant, unit: 'quarter' | 'year') => at - DateTime.fromMillis(at, { zone }).startOf(unit).toMillis();
  const back = WEEK * Math.floor(Math.min(since(counted.openedAt, 'quarter'), ...all.map((at) => since(at, 'year'))) / WEEK);
  const moved = new Map(all.map((at, order) => [at, at - (at % HOUR) - back + order]));
  const move = <At extends Instant | null>(at: At): At => (at === null ? at : (moved.get(at) as At));
  return {
    counted: {
      ...counted,
      openedAt: move(counted.openedAt),
      closedAt: move(counted.closedAt),
      inseeCode: counted.inseeCode === null ? null : communeFor(counted.inseeCode),
      alerts: counted.alerts.map((alert) => ({ ...alert, at: move(alert.at) })),
      obligations: counted.obligations.map((owed) => ({ ...owed, answerBy: move(owed.answerBy) })),
      transfers: counted.transfers.map((transfer) => ({
        ...transfer,
        orderedAt: move(transfer.orderedAt),
        handedOverAt: move(transfer.handedOverAt),
        outcome: transfer.outcome && { ...transfer.outcome, at: move(transfer.outcome.at) },
      })),
    },
    lines: lines.map(
      (line): TallyLine => (line.kind === 'LIMIT_SET' ? { ...line, at: move(line.at), dueAt: move(line.dueAt) } : { ...line, at: move(line.at) }),
    ),
  };
}

/** A moment counted by itself: the same hour of the same day of the week, in the first weeks of its quarter. */
export function coarseMoment(at: Instant, zone: string): Instant {
  const start = DateTime.fromMillis(at, { zone }).startOf('quarter').toMillis();
  return at - (at % HOUR) - WEEK * Math.floor((at - (at % HOUR) - start) / WEEK);
}

/** Every instant it says, once each, in order. */
function instantsOf({ counted, lines }: Tally): Instant[] {
  const said = [
    counted.openedAt,
    counted.closedAt,
    ...counted.alerts.map(({ at }) => at),
    ...counted.obligations.map(({ answerBy }) => answerBy),
    ...counted.transfers.flatMap(({ orderedAt, handedOverAt, outcome }) => [orderedAt, handedOverAt, outcome?.at ?? null]),
    ...lines.flatMap((line) => [line.at, line.kind === 'LIMIT_SET' ? line.dueAt : null]),
  ];
  return [...new Set(said.filter((at) => at !== null))].toSorted((a, b) => a - b);
}
