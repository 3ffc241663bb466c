/** Holds what the proof says of each situation that a case went through beside what the record then holds. */
import type { Instant } from '../../calendar/span.ts';
import type { Entry } from '../../cases/model/entries.ts';
import { evolve, nothing } from '../../cases/model/evolve.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import type { Ground } from '../../proof/ground.ts';
import { type Broken, notKept } from '../../proof/kept.ts';
import type { Played } from './simulated.ts';

export interface Unkept {
  kind: Broken['kind'] | 'DUTY_NOT_CALLED';
  /** With the line of the journal. */
  says: string;
}

/** What the record broke of it; nothing when it kept all. `counted` is told of each situation that is looked at. */
export function unkept({ entries }: Pick<Played[number], 'entries'>, ground: Ground, counted: () => void = () => undefined): Unkept[] {
  const broken: Unkept[] = [];
  let state = nothing;
  for (const [index, entry] of entries.entries()) {
    const was = state;
    state = evolve(state, entry);
    const line = (says: string): string => `line ${index + 1}: ${says}`;
    if (entry.kind !== 'QUALIFIED' && index > 0) continue;
    const now = entries.slice(index + 1, lastOfStep(entries, index) + 1).reduce(evolve, state);
    if (entry.kind === 'QUALIFIED') {
      counted();
      broken.push(...notKept({ was, now, at: entry.at }, ground).map(({ kind, says }) => ({ kind, says: line(says) })));
    } else if (!callsAtOnce(now, ground, entry.at))
      broken.push({ kind: 'DUTY_NOT_CALLED', says: line(`danger ${now.facts.danger} was announced and nobody on duty is called`) });
  }
  return broken;
}

/** The lines that one act wrote stand together, at one instant, in one name. */
function lastOfStep(entries: readonly Entry[], from: number): number {
  const first = entries[from];
  const next = entries.findIndex(({ at, by }, index) => index > from && (at !== first?.at || by.kind !== first.by.kind || by.id !== first.by.id));
  return next < 0 ? entries.length - 1 : next - 1;
}

/** An alert that announces a danger at the threshold calls who is on duty at once, within the hour where a life is at stake. */
function callsAtOnce({ facts, tasks }: CaseState, { procedure }: Ground, at: Instant): boolean {
  return !callsDuty(procedure, facts.danger) || tasks.some(({ to, dueAt: by }) => to === 'DUTY' && (facts.danger !== 4 || by - at <= 3_600_000));
}
