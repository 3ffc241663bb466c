import type { Instant } from '../../calendar/span.ts';
import type { TimelineLane, TimelineStretch } from '../views/rehearsal.ts';

/** Room that one mark takes on its lane. */
export const APART = 21;
const GAP_WIDTH = 30;
const DAY_WIDTH = 54;
const EDGE = 12;

/** A stretch of time with its place on a stave, and where each instant of it stands. */
export interface Column {
  stretch: TimelineStretch;
  x: number;
  width: number;
  at(instant: Instant): number;
}

/** A moment of a day: the lanes that have marks then, and the room they take. */
interface Slot {
  at: Instant;
  lanes: ReadonlySet<number>;
  room: number;
}

/**
 * The stretches, dealt out to as many staves as the width asks for. Inside a day time runs evenly, save where marks would
 * touch: then it is stretched, for all lanes alike, so that one instant is one place.
 */
export function staves(stretches: readonly TimelineStretch[], lanes: readonly TimelineLane[], left: number, room: number): Column[][] {
  const dealt: { stretch: TimelineStretch; slots: Slot[]; width: number }[][] = [[]];
  let used = 0;
  for (const stretch of stretches) {
    const slots = slotsOf(stretch, lanes);
    const wide = Math.min(room, stretch.kind === 'GAP' ? GAP_WIDTH : Math.max(DAY_WIDTH, packed(slots) + 2 * EDGE));
    if (used + wide > room && dealt.at(-1)?.length !== 0) {
      dealt.push([]);
      used = 0;
    }
    dealt.at(-1)?.push({ stretch, slots, width: wide });
    used += wide;
  }
  return dealt.map((columns) => {
    const days = columns.reduce((sum, { stretch, width }) => sum + (stretch.kind === 'DAY' ? width : 0), 0);
    const free = room - columns.reduce((sum, { width }) => sum + width, 0);
    const factor = days === 0 ? 1 : 1 + Math.min(1, Math.max(0, free) / days);
    let x = left;
    return columns.map(({ stretch, slots, width }) => {
      const wide = stretch.kind === 'DAY' ? width * factor : width;
      const column = { stretch, x, width: wide, at: scaleOf(stretch, slots, x, wide) };
      x += wide;
      return column;
    });
  });
}

function slotsOf({ from, until }: TimelineStretch, lanes: readonly TimelineLane[]): Slot[] {
  const slots = new Map<Instant, Map<number, number>>();
  for (const [index, { marks }] of lanes.entries()) {
    for (const { at } of marks) {
      if (at < from || at >= until) continue;
      const counts = slots.get(at) ?? new Map<number, number>();
      slots.set(at, counts.set(index, (counts.get(index) ?? 0) + 1));
    }
  }
  return [...slots]
    .sort(([a], [b]) => a - b)
    .map(([at, counts]) => ({ at, lanes: new Set(counts.keys()), room: APART * Math.max(...counts.values()) }));
}

/** How far a slot must stand from an earlier one. */
function distance(before: Slot, slot: Slot): number {
  return [...slot.lanes].some((lane) => before.lanes.has(lane)) ? before.room : 6;
}

/** The width that the slots take when they stand as close as they may. */
function packed(slots: readonly Slot[]): number {
  const places = forward(slots, () => 0);
  return Math.max(0, ...slots.map(({ room }, index) => (places[index] ?? 0) + room - APART));
}

function forward(slots: readonly Slot[], wish: (slot: Slot) => number): number[] {
  const places: number[] = [];
  for (const slot of slots) {
    const after = slots.slice(0, places.length).map((before, index) => (places[index] ?? 0) + distance(before, slot));
    places.push(Math.max(wish(slot), ...after));
  }
  return places;
}

function scaleOf({ from, until }: TimelineStretch, slots: readonly Slot[], x: number, width: number): (instant: Instant) => number {
  const even = (instant: Instant): number => x + ((instant - from) / (until - from)) * width;
  const places = forward(slots, ({ at }) => Math.max(x + EDGE, even(at)));
  // What was pushed past the end of the day pushes back those before it.
  for (let index = slots.length - 1; index >= 0; index -= 1) {
    const slot = slots[index] as Slot;
    const after = slots.slice(index + 1).map((later, offset) => (places[index + 1 + offset] ?? 0) - distance(slot, later));
    places[index] = Math.min(places[index] ?? 0, x + width - EDGE - (slot.room - APART), ...after);
  }
  const anchors: [Instant, number][] = [[from, x], ...slots.map(({ at }, index): [Instant, number] => [at, places[index] ?? x]), [until, x + width]];
  return (instant) => {
    const next = anchors.findIndex(([at]) => at >= instant);
    const [end, there] = anchors[Math.max(next, 0)] ?? [until, x + width];
    const [begin, here] = anchors[Math.max(next - 1, 0)] ?? [from, x];
    return end === begin ? there : here + ((instant - begin) / (end - begin)) * (there - here);
  };
}
