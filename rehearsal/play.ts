import { DateTime } from 'luxon';
import type { Instant } from '../calendar/span.ts';
import type { Entry } from '../cases/events.ts';
import type { Facts } from '../cases/facts.ts';
import type { Refusal } from '../cases/refusal.ts';
import { type Simulation, simulate } from '../cases/simulate.ts';
import type { Basis } from '../cases/state.ts';
import type { World } from '../cases/turn.ts';
import { calendarOf } from '../directory/resolve.ts';
import type { Scenario } from './scenario.ts';

/**
 * The legal basis a rehearsal takes as given: an author bound by secrecy is supposed to have said which article lets him alert
 * (code pénal 226-14 1°), so that the protocol is what is tried, not the form.
 */
export function supposedBasis(facts: Facts): Basis {
  return { legal: facts.flags.includes('REPORTER_BOUND_BY_SECRECY') ? ['CP_226_14_1'] : [], victimConsent: null, victimInformed: null };
}

/** The instant at which a scenario begins: as it says, on the desk's clock where it names no offset; else `now`. Pure. */
export function startOf({ at }: Pick<Scenario, 'at'>, { directory }: Pick<World, 'directory'>, now: Instant): Instant {
  return at === undefined ? now : DateTime.fromISO(at, { zone: calendarOf(directory, 'desk').zone }).toMillis();
}

/** Plays a scenario to its end with the law that real cases follow. Pure; some milliseconds. */
export function play({ facts, behaviour }: Scenario, start: Instant, world: World): Simulation | { refused: Refusal } {
  return simulate(facts, start, world, behaviour, supposedBasis(facts));
}

const silentKinds: ReadonlySet<Entry['kind']> = new Set<Entry['kind']>(['ROUTED', 'TASK_TAKEN']);
const echoes: ReadonlySet<string> = new Set(['REMINDER', 'ESCALATION', 'REVOKED', 'INFORMATION', 'DUTY_CALL', 'AUTHOR']);

/** A line of a rehearsal as it is told: the entry, and whether what it decides was handed over at that very instant. */
export interface Told {
  entry: Entry;
  handedOver: boolean;
}

/**
 * What is worth telling of a journal, in order. Left out is what another line says at the same instant: a mail accepted as it
 * was decided, a task that was done as it was raised, the desk's task when an escalation to the desk says it.
 */
export function telling(entries: readonly Entry[]): Told[] {
  return entries.flatMap((entry): Told[] => {
    const together = (about: 'transfer' | 'task', ...kinds: Entry['kind'][]) =>
      entries.some((other) => other.at === entry.at && kinds.includes(other.kind) && other[about] !== undefined && other[about] === entry[about]);
    const { kind, because } = entry;
    if (silentKinds.has(kind)) return [];
    if (kind === 'HANDED_OVER' && (echoes.has(because.codes?.[0] ?? '') || together('transfer', 'TRANSFER_ORDERED'))) return [];
    if ((kind === 'TASK_RAISED' && together('task', 'TASK_DONE')) || (kind === 'TASK_DONE' && together('task', 'TASK_RAISED'))) return [];
    if (kind === 'TASK_RAISED' && because.codes?.[0] === 'SILENT_RECIPIENT' && together('transfer', 'ESCALATED', 'OBLIGATION_LAPSED')) return [];
    if (kind === 'ESCALATED' && together('transfer', 'REROUTED')) return [];
    return [{ entry, handedOver: kind === 'TRANSFER_ORDERED' && together('transfer', 'HANDED_OVER') }];
  });
}
