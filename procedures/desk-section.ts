import { frenchSpan } from '../calendar/french.ts';
import type { Span } from '../calendar/span.ts';
import { type Danger, imminentDanger, label } from '../vocabulary/vocabulary.ts';
import { type DelayName, delayNames, ownDelay } from './own-delays.ts';

/** What a protocol says of the desk itself: only what is not as `ownDelays` and `dutyUnwritten` have it. */
export interface DeskSection {
  /** From this level of danger whoever is on duty is called at once, and makes the calls that carry a transfer. */
  dutyFromDanger?: Danger;
  delays?: { [name in DelayName]?: Span };
}

/** What a protocol that does not write it means, for ever. */
export const dutyUnwritten: Danger = imminentDanger;

/** A protocol, as far as the desk's own settings go. */
interface WithDesk {
  desk?: DeskSection | undefined;
}

/** One of the desk's own delays, as this protocol has it. */
export function deskDelay({ desk }: WithDesk, name: DelayName): Span {
  return desk?.delays?.[name] ?? ownDelay(name).unwritten;
}

/** The level of danger from which this protocol calls duty. */
export function dutyFromDanger({ desk }: WithDesk): Danger {
  return desk?.dutyFromDanger ?? dutyUnwritten;
}

/** Whether this protocol calls duty at such a danger; one that nobody has assessed calls nobody. */
export function callsDuty(procedure: WithDesk, danger: Danger | undefined): boolean {
  return danger !== undefined && danger >= dutyFromDanger(procedure);
}

/** Everything a protocol means of the desk itself, written or not. */
export function wholeDesk(procedure: WithDesk): DeskSection {
  return { dutyFromDanger: dutyFromDanger(procedure), delays: Object.fromEntries(delayNames.map((name) => [name, deskDelay(procedure, name)])) };
}

/** The section without what says the same as leaving it out; undefined when nothing remains. */
export function onlyOwn({ dutyFromDanger: level, delays = {} }: DeskSection): DeskSection | undefined {
  const own = delayNames.flatMap((name) => {
    const span = delays[name];
    return span === undefined || sameSpan(span, ownDelay(name).unwritten) ? [] : [[name, span] as const];
  });
  const section: DeskSection = {
    ...(level !== undefined && level !== dutyUnwritten && { dutyFromDanger: level }),
    ...(own.length > 0 && { delays: Object.fromEntries(own) }),
  };
  return Object.keys(section).length === 0 ? undefined : section;
}

const sameSpan = (a: Span, b: Span): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the desk itself does and by when: one sentence for its threshold, one for each of its delays. */
export function deskSentences(procedure: WithDesk): string[] {
  const level = dutyFromDanger(procedure);
  return [
    `L’astreinte est appelée dès l’alerte, et fait les appels aux destinataires, à partir du danger ${level} (${label('danger', level).toLowerCase()}).`,
    ...delayNames.map((name) => ownDelay(name).says(frenchSpan(deskDelay(procedure, name)))),
  ];
}

/** Only what this protocol does otherwise than one that says nothing. */
export function ownSentences(procedure: WithDesk): string[] {
  const usual = new Set(deskSentences({}));
  return deskSentences(procedure).filter((sentence) => !usual.has(sentence));
}
