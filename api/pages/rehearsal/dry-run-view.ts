import { DateTime } from 'luxon';
import type { Calendar } from '../../../calendar/calendar.ts';
import { DAY } from '../../../calendar/milliseconds.ts';
import { isOpen } from '../../../calendar/opening.ts';
import type { Instant } from '../../../calendar/span.ts';
import type { Entry } from '../../../cases/model/entries.ts';
import type { Transfer } from '../../../cases/model/state.ts';
import type { World } from '../../../cases/running/turn.ts';
import { bodyName } from '../../../directory/names.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import { type ToldEntry, telling } from '../../../rehearsal/dry-run/play.ts';
import type { Simulation } from '../../../rehearsal/dry-run/simulate.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { MarkSign, TimelineDay, TimelineLane, TimelineRow, TimelineStretch, TimelineView } from '../../../templates/views/rehearsal.ts';
import type { EntryKind } from '../../../vocabulary/entries.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { lineWords } from './dry-run-words.ts';

const DESK = 'desk';
const DUTY = 'duty';

/** A lane while it is made: `key` is a transfer, the desk, or whoever is on duty. */
interface Lane extends TimelineLane {
  key: string;
  calendar: Calendar;
}

/**
 * A rehearsal as it is drawn and as it is read: lanes with numbered marks, and the same numbers in a table, a day at a time,
 * with what each day and hour means to whoever should answer. Pure.
 */
export function timelineOf(simulation: Simulation, world: World): { timeline: TimelineView; days: TimelineDay[] } {
  const told = telling(simulation.entries);
  const lanes = lanesOf(told, simulation, world);
  const rows = told.map((line, index): TimelineRow => {
    const lane = lanes.find(({ key }) => key === laneKey(line.entry, simulation)) ?? (lanes[0] as Lane);
    const no = index + 1;
    lane.marks.push({ no, at: line.entry.at, sign: signOf(line.entry) });
    const closed = closedAt(lane.calendar, line.entry.at);
    return { no, at: line.entry.at, who: lane.name, ...lineWords(line, simulation, world), ...(closed !== null && { closed }) };
  });
  const desk = calendarOf(world.directory, DESK);
  return {
    timeline: {
      lanes: lanes.map(({ name, role, marks }) => ({ name, role, marks })),
      stretches: stretchesOf(rows, desk),
      branches: branchesOf(lanes, simulation),
    },
    days: daysOf(rows, desk),
  };
}

/** Where a line stands: what is done with a recipient on its lane, what people of the desk must do on theirs. */
function laneKey({ kind, transfer, task: id }: Entry, { entries }: Simulation): string {
  if (id === undefined || !kind.startsWith('TASK')) return transfer ?? DESK;
  // A task passes to others as it falls late: its lane is whose it was first.
  const raised = entries.find((entry) => entry.kind === 'TASK_RAISED' && entry.task === id);
  return raised?.changes.some((change) => 'task' in change && change.task.to === 'DUTY') ? DUTY : DESK;
}

function lanesOf(told: readonly ToldEntry[], simulation: Simulation, { directory }: World): Lane[] {
  const used = new Set(told.map(({ entry }) => laneKey(entry, simulation)));
  const calendar = calendarOf(directory, DESK);
  const people: Lane[] = [
    { key: DESK, name: 'Guichet', role: 'alerte, qualification, tâches', marks: [], calendar },
    { key: DUTY, name: 'Astreinte', role: 'jour et nuit', marks: [], calendar },
  ];
  const { transfers } = simulation.state;
  const ordered = transfers.filter(({ replaces }) => replaces === null).flatMap((transfer) => withSuccessors(transfer, transfers));
  const recipients = ordered.map(({ id, organisation, role, purpose }): Lane => {
    const what = label('role', role);
    return {
      key: id,
      name: bodyName(directory, organisation),
      role: typographic(purpose === 'INFORMATION' ? `${what}, pour information` : what),
      marks: [],
      calendar: calendarOf(directory, organisation),
    };
  });
  return [...people, ...recipients].filter(({ key }) => key === DESK || used.has(key));
}

/** A transfer, then whatever took over from it, so that a successor stands right under. */
function withSuccessors(transfer: Transfer, all: readonly Transfer[]): Transfer[] {
  return [transfer, ...all.filter(({ replaces }) => replaces === transfer.id).flatMap((next) => withSuccessors(next, all))];
}

/** A lane that takes over is joined to the one it takes over from, at its first mark. */
function branchesOf(lanes: readonly Lane[], { state }: Simulation): TimelineView['branches'] {
  return state.transfers.flatMap(({ id, replaces }) => {
    const [from, to] = [replaces, id].map((one) => lanes.findIndex(({ key }) => key === one));
    const first = lanes[to ?? -1]?.marks[0];
    return from === undefined || to === undefined || from < 0 || first === undefined ? [] : [{ from, to, mark: first.no }];
  });
}

const signs: Partial<Record<EntryKind, MarkSign>> = {
  ALERT_RECORDED: 'start',
  QUALIFIED: 'charge',
  TRANSFER_ORDERED: 'sent',
  HANDED_OVER: 'sent',
  ACKNOWLEDGED: 'received',
  IN_CHARGE: 'charge',
  OUTCOME_GIVEN: 'outcome',
  INFORMATION_REQUESTED: 'question',
  REMINDED: 'reminder',
  LIMIT_MISSED: 'missed',
  OBLIGATION_LAPSED: 'missed',
  ESCALATED: 'escalation',
  REFUSED: 'ended',
  REROUTED: 'ended',
  CANCELLED: 'ended',
  UNDELIVERABLE: 'failed',
  DELIVERY_FAILED: 'failed',
  TASK_RAISED: 'task',
  TASK_LATE: 'late',
  GAP: 'missed',
  CONFLICT: 'missed',
};

const signOf = ({ kind }: Entry): MarkSign => signs[kind] ?? 'note';

/** Why nobody is there; a limit at closing time is still of that day. */
function closedAt(calendar: Calendar, at: Instant): string | null {
  if (isOpen(calendar, at) || isOpen(calendar, at - 1)) return null;
  return calendar.day(calendar.ordinalAt(at)).why ?? 'hors des heures d’ouverture';
}

/** The days of a calendar between two instants, with their beginning and their end. */
function* daysBetween(calendar: Calendar, from: Instant, until: Instant) {
  const last = calendar.ordinalAt(until);
  for (let ordinal = calendar.ordinalAt(from); ordinal <= last; ordinal += 1) {
    const day = calendar.day(ordinal);
    const start = DateTime.fromISO(day.date, { zone: calendar.zone });
    yield { day, start, from: start.toMillis(), until: start.plus({ days: 1 }).toMillis() };
  }
}

function stretchesOf(rows: readonly TimelineRow[], calendar: Calendar): TimelineStretch[] {
  const stretches: TimelineStretch[] = [];
  let quiet: { from: Instant; until: Instant; days: (string | null)[] } | null = null;
  const endQuiet = () => {
    if (quiet !== null) stretches.push(gapOf(quiet));
    quiet = null;
  };
  for (const { day, start, from, until } of daysBetween(calendar, rows[0]?.at ?? 0, rows.at(-1)?.at ?? 0)) {
    if (rows.some(({ at }) => at >= from && at < until)) {
      endQuiet();
      const words = start.setLocale('fr');
      stretches.push({
        kind: 'DAY',
        from,
        until,
        weekday: words.toFormat('ccc'),
        day: String(words.day),
        month: words.toFormat('LLL yyyy'),
        open: [...day.openings],
        ...(day.why !== null && { off: day.why }),
      });
    } else {
      quiet ??= { from, until, days: [] };
      quiet.until = until;
      quiet.days.push(day.why);
    }
  }
  endQuiet();
  return stretches;
}

const weekend = /^fermé le (samedi|dimanche)$/;

function gapOf({ from, until, days }: { from: Instant; until: Instant; days: (string | null)[] }): TimelineStretch {
  const closed = days.every((why) => why !== null);
  const holidays = days.filter((why): why is string => why !== null && !/^fermé le /.test(why));
  const count = `${days.length}\u00a0jour${days.length > 1 ? 's' : ''}`;
  const named = closed && days.every((why) => weekend.test(why ?? '')) ? 'week-end' : count;
  const text = holidays.length === 1 && days.length === 1 ? (holidays[0] ?? '') : [named, ...holidays].join(', ');
  return { kind: 'GAP', from, until, text, closed };
}

/** The rows a day at a time, and what lies between. */
function daysOf(rows: readonly TimelineRow[], calendar: Calendar): TimelineDay[] {
  const byDay = Map.groupBy(rows, ({ at }) => calendar.ordinalAt(at));
  let before: number | null = null;
  return [...byDay].map(([ordinal, ofDay]): TimelineDay => {
    const between = before === null ? undefined : quietWords(calendar, before + 1, ordinal - 1);
    before = ordinal;
    const { why, date } = calendar.day(ordinal);
    return {
      id: `jour-${date}`,
      at: ofDay[0]?.at ?? 0,
      rows: ofDay,
      ...(why !== null && { off: why }),
      ...(between !== undefined && { before: between }),
    };
  });
}

const all = new Intl.ListFormat('fr', { type: 'conjunction' });

function quietWords(calendar: Calendar, from: number, until: number): string | undefined {
  if (until < from) return undefined;
  const days = Array.from({ length: until - from + 1 }, (_, index) => calendar.day(from + index));
  const say = (ordinal: number) => DateTime.fromMillis(ordinal * DAY, { zone: 'utc', locale: 'fr' }).toFormat('d MMMM');
  const off = [...new Set(days.flatMap(({ why }) => (why === null ? [] : [why.replace(/^fermé le /, '')])))];
  const span = from === until ? `Rien le ${say(from)}` : `Rien du ${say(from)} au ${say(until)}`;
  return typographic(off.length === 0 ? `${span}.` : `${span} ; jours non ouvrés : ${all.format(off)}.`);
}
