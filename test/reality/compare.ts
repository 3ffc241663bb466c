/** Holds two journals of one situation side by side: what was simulated and what was lived (design §4). */
import type { Instant } from '../../calendar/span.ts';
import { causeCode } from '../../cases/model/cause.ts';
import { type Entry, passedDeadline } from '../../cases/model/entries.ts';
import { evolve, nothing } from '../../cases/model/evolve.ts';
import type { CaseState } from '../../cases/model/state.ts';
import { canonical } from '../../vocabulary/canonical.ts';

/** What a real hand-over takes, and what is counted from it comes late by. */
const handOverTakes = 60_000;

interface Line {
  at: Instant;
  /** What the line is about. Lines about one thing have an order; those about several things at one moment have none. */
  about: string;
  says: string;
  /** For a deadline that passed: how long before it was set, in milliseconds. Null for the acts of people and of the messenger. */
  counted: number | null;
}

/**
 * What differs between two journals, in words; nothing when they are one. Of every line: kind, transfer, task, obligation,
 * recipient, rules, deadline, rank, reasons and logical time. A deadline that passed was due at the very same instant, or
 * the very same span after the line that set it; others may part by what a real hand-over takes, or by `late`. What the
 * mail server answered, and the tries it cost, are the messenger's own.
 */
export function differences(simulated: readonly Entry[], lived: readonly Entry[], late: number = handOverTakes): string[] {
  const expected = Map.groupBy(linesOf(simulated), ({ about }) => about);
  const seen = Map.groupBy(linesOf(lived), ({ about }) => about);
  return [...new Set([...expected.keys(), ...seen.keys()])].flatMap((about) =>
    firstDifference(expected.get(about) ?? [], seen.get(about) ?? [], late),
  );
}

function firstDifference(expected: Line[], seen: Line[], late: number): string[] {
  for (let index = 0; index < Math.max(expected.length, seen.length); index += 1) {
    const [one, other] = [expected[index], seen[index]];
    if (one !== undefined && other !== undefined && agree(one, other, late)) continue;
    return [`${(one ?? other)?.about}, line ${index + 1}: simulated ${say(one)}; lived ${say(other)}`];
  }
  return [];
}

function agree(one: Line, other: Line, late: number): boolean {
  if (one.says !== other.says || Math.abs(one.at - other.at) > late) return false;
  return one.counted === null || one.at === other.at || one.counted === other.counted;
}

const say = (line: Line | undefined): string => (line === undefined ? 'nothing' : `${new Date(line.at).toISOString()} ${line.says}`);

function linesOf(entries: readonly Entry[]): Line[] {
  const name = namesIn(entries.reduce(evolve, nothing));
  const setAt = new Map<string, Instant | null>();
  return entries.flatMap((entry) => {
    const { kind, at, transfer, task, obligation } = entry;
    const since = setAt.get(passedIn(entry) ?? '') ?? null;
    // What a pause moved is counted from two moments: when it was asked for, and when it ended.
    for (const change of entry.changes) if ('deadline' in change) setAt.set(change.deadline.id, kind === 'INFORMATION_GIVEN' ? null : at);
    if (isPutOff(entry)) return [];
    return {
      at,
      about: name(transfer ?? task ?? obligation ?? 'case'),
      says: [kind, name(task ?? ''), name(obligation ?? ''), name(canonical(reasonsOf(entry)))].join(' '),
      counted: since === null ? null : at - since,
    };
  });
}

/** The deadline whose passing this line says. */
function passedIn(entry: Entry): string | undefined {
  const { changes } = entry;
  const passed = passedDeadline(entry);
  const ended = changes.flatMap((change) => ('drop' in change ? [change.id] : []));
  return passed === null ? undefined : ended.find((id) => id.startsWith(`${passed}:`));
}

/** A try that failed and is made again: when, and how often, is the messenger's own. */
function isPutOff({ kind, changes }: Entry): boolean {
  return kind === 'DELIVERY_FAILED' && changes.some((change) => 'message' in change);
}

/** The mail server's own words are not the simulator's. */
function reasonsOf({ kind, by, because }: Entry): object {
  if (by.kind === 'DELIVERY' && kind === 'UNDELIVERABLE') return { ...because, why: 'ANSWER', code: '' };
  return kind === 'DELIVERY_FAILED' ? { ...because, code: '' } : because;
}

/** Ids inside a case are numbered as things happen; deliveries at one moment have no order, so things are named by what they are. */
function namesIn(state: CaseState): (text: string) => string {
  const names = new Map<string, string>();
  const named = (text: string) => text.replace(/\b[tko]\d+\b/g, (id) => names.get(id) ?? id);
  const give = (id: string, name: string) => {
    const alike = [...names.values()].filter((other) => other === name || other.startsWith(`${name} #`)).length;
    names.set(id, alike === 0 ? name : `${name} #${alike + 1}`);
  };
  for (const { id, role, organisation, purpose } of state.transfers) give(id, `${purpose} ${role} ${organisation}`);
  for (const { id, roles } of state.obligations) give(id, `OBLIGATION ${roles.join(' ')}`);
  for (const { id, kind, cause, transfer } of state.tasks) give(id, `${kind} (${named(causeCode(cause))}) ${named(transfer ?? 'case')}`);
  return named;
}
