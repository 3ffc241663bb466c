import type { Instant } from '../../calendar/span.ts';
import type { CaseState, Transfer } from '../model/state.ts';
import { isAnswered, isLive } from '../model/transfer-status.ts';

/** How many dates whoever takes part may propose, the same at every door. */
export const mostDates = 20;
export const tooManyDates = 'Donnez au plus vingt dates.';

/** Who is asked to a concertation and may still come, and of them who said to take part. */
export function inConcertation({ transfers }: Pick<CaseState, 'transfers'>): { asked: Transfer[]; taking: Transfer[] } {
  const asked = transfers.filter((transfer) => transfer.mode === 'CONCERTATION' && transfer.purpose === 'ACTION' && isLive(transfer));
  return { asked, taking: asked.filter(isAnswered) };
}

/** When the concertation is held that a recipient was told of and takes part in; null where there is none, or it was not told of this one. */
export function meetingOf({ status, meeting }: Pick<Transfer, 'status' | 'meeting'>, state: Pick<CaseState, 'meeting'>): Instant | null {
  return isAnswered({ status }) && meeting !== undefined && meeting === state.meeting ? meeting : null;
}

/** The dates still to come on which those who take part can, the one that suits most of them first, then the earliest. */
export function datesPossible(state: Pick<CaseState, 'transfers'>, now: Instant): { date: Instant; suits: number }[] {
  const all = inConcertation(state).taking.flatMap(({ dates = [] }) => dates);
  return [...new Set(all)]
    .filter((date) => date > now)
    .map((date) => ({ date, suits: all.filter((one) => one === date).length }))
    .toSorted((a, b) => b.suits - a.suits || a.date - b.date);
}
