import { DateTime } from 'luxon';
import type { Instant } from '../../calendar/span.ts';
import type { Entry } from '../../cases/model/entries.ts';
import type { Refusal } from '../../cases/model/refusal.ts';
import type { Basis } from '../../cases/model/state.ts';
import type { World } from '../../cases/running/turn.ts';
import { calendarOf } from '../../directory/resolve.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Scenario } from './scenario.ts';
import { type Simulation, simulate } from './simulate.ts';

/**
 * The legal basis a rehearsal takes as given: an author bound by secrecy is supposed to have said which article lets him alert
 * (code pénal 226-14 1°), so that the protocol is what is tried, not the form. A case qualified without one goes on as well, and somebody checks it:
 * that task is in no rehearsal.
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

/** A line of a rehearsal as it is told: the entry, those said with it, and whether what it decides was handed over at that very instant. */
export interface ToldEntry {
  entry: Entry;
  also: Entry[];
  handedOver: boolean;
}

/**
 * What is worth telling of a journal, in order. Left out is what another line says at the same instant: a mail accepted as it
 * was decided, a task that was done as it was raised, the desk's task when an escalation to the desk says it, a try that failed
 * like the one before. Tasks that fall late together are one line.
 */
export function telling(entries: readonly Entry[]): ToldEntry[] {
  const told: ToldEntry[] = [];
  const tried = new Set<string>();
  for (const entry of entries) {
    if (isEcho(entry, entries) || isTriedAgain(entry, tried)) continue;
    const alike = entry.kind === 'TASK_LATE' ? told.find(({ entry: other }) => isLateTogether(other, entry)) : undefined;
    if (alike === undefined) {
      const handedOver = entry.kind === 'TRANSFER_ORDERED' && isTogether(entry, entries, 'transfer', 'HANDED_OVER');
      told.push({ entry, also: [], handedOver });
    } else alike.also.push(entry);
  }
  return told;
}

function isTogether(entry: Entry, entries: readonly Entry[], about: 'transfer' | 'task', ...kinds: Entry['kind'][]): boolean {
  const id = entry[about];
  return id !== undefined && entries.some((other) => other.at === entry.at && kinds.includes(other.kind) && other[about] === id);
}

function isEcho(entry: Entry, entries: readonly Entry[]): boolean {
  const { kind } = entry;
  const together = (about: 'transfer' | 'task', ...kinds: Entry['kind'][]) => isTogether(entry, entries, about, ...kinds);
  if (entry.kind === 'HANDED_OVER') return entry.because.message !== 'TRANSFER' || together('transfer', 'TRANSFER_ORDERED');
  if (kind === 'DELIVERY_FAILED') return together('transfer', 'UNDELIVERABLE');
  if (kind === 'TASK_DONE') return together('task', 'TASK_RAISED');
  if (kind === 'ESCALATED') return together('transfer', 'REROUTED');
  if (entry.kind !== 'TASK_RAISED') return silentKinds.has(kind);
  return together('task', 'TASK_DONE') || (entry.because.kind === 'SILENT_RECIPIENT' && together('transfer', 'ESCALATED', 'OBLIGATION_LAPSED'));
}

/** A message that could not be handed over is tried again each hour: the first failure is told. */
function isTriedAgain({ kind, changes }: Entry, tried: Set<string>): boolean {
  const message = changes.flatMap((change) =>
    'message' in change ? [change.message.id] : 'drop' in change && change.drop === 'message' ? [change.id] : [],
  )[0];
  if (kind !== 'DELIVERY_FAILED' || message === undefined) return false;
  if (tried.has(message)) return true;
  tried.add(message);
  return false;
}

const isLateTogether = (a: Entry, b: Entry): boolean =>
  a.kind === 'TASK_LATE' && b.kind === 'TASK_LATE' && a.at === b.at && a.because.moved?.to === b.because.moved?.to;
