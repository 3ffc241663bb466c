import type { Calendar } from '../calendar/calendar.ts';
import { HOUR } from '../calendar/milliseconds.ts';
import type { Period } from '../calendar/period.ts';
import type { Instant } from '../calendar/span.ts';
import { workingTime } from '../calendar/working-time.ts';
import type { CountedTransfer, Tally, TallyLine, TallyLineOf } from '../cases/tally/tally.ts';
import type { Channel, ContactKind, Place } from '../vocabulary/vocabulary.ts';

/** A contact as it was received, whether it opened a case or not. */
export interface CountedContact {
  case: string | null;
  kind: ContactKind;
  channel: Channel;
  at: Instant;
}

/** A case that may be counted. Exercises are never among them. */
export interface CountedCase extends Tally {
  id: string;
}

/** Which cases are asked for; absent: all. */
export interface Narrowing {
  /** A grouping of communes, and which. */
  territory?: { code: string; communes: ReadonlySet<string> };
  place?: Place;
  channel?: Channel;
}

/** Everything that figures of a period are counted from. */
export interface Survey {
  period: Period;
  /** When it was read: nothing later is due, and what lasts has lasted until then. */
  now: Instant;
  cases: readonly CountedCase[];
  /** Those of the period. */
  contacts: readonly CountedContact[];
  /** What readers of drawn cases said yes or no to; of those of the period too. */
  readings: readonly { case: string; criterion: string; met: boolean; at: Instant }[];
  /** The desk's. */
  calendar: Calendar;
  /** Names of bodies, and of the territories that communes are of. */
  bodyName: (organisation: string) => string;
  territoryOf: (inseeCode: string) => string | null;
  territoryName: (code: string) => string;
}

export const placedIn = ({ period, now }: Survey, at: Instant | null): at is Instant =>
  at !== null && at >= period.from && at < period.until && at <= now;

/** The end of the period, or now while it lasts. */
export const endOf = ({ period, now }: Survey): Instant => Math.min(period.until, now);

/** The same, of fewer cases. A contact without a case is of no place and no territory. */
export function narrowSurvey(read: Survey, by: Narrowing): Survey {
  const { territory, place, channel } = by;
  const cases = read.cases.filter(
    ({ counted }) =>
      (territory === undefined || territory.communes.has(counted.inseeCode ?? '')) &&
      (place === undefined || counted.place === place) &&
      (channel === undefined || counted.channel === channel),
  );
  const kept = new Set(cases.map(({ id }) => id));
  const contacts = read.contacts.filter((contact) =>
    territory === undefined && place === undefined ? channel === undefined || contact.channel === channel : kept.has(contact.case ?? ''),
  );
  return { ...read, cases, contacts, readings: read.readings.filter((one) => kept.has(one.case)) };
}

/** Cases opened in the period. One that was merged is no situation of its own: the one that goes on is. */
export function situations(read: Survey): CountedCase[] {
  return read.cases.filter(({ counted }) => counted.status !== 'MERGED' && placedIn(read, counted.openedAt));
}

/** Cases closed in the period that were not opened again. */
export function concluded(read: Survey): CountedCase[] {
  return read.cases.filter(({ counted }) => counted.status === 'CLOSED' && placedIn(read, counted.closedAt));
}

/** Whether somebody who must act was told of it. */
export const handedOverForAction = ({ transfers }: Tally['counted']): boolean =>
  transfers.some(({ purpose, handedOverAt }) => purpose === 'ACTION' && handedOverAt !== null);

/** Each time the desk was asked to take this step in the period, and when it had; null while it has not. */
export function stepsAsked(read: Survey, step: TallyLineOf<'STEP_RAISED'>['step']): { case: string; begun: Instant; done: Instant | null }[] {
  return read.cases.flatMap(({ id, lines }) =>
    lines.flatMap((line) =>
      line.kind === 'STEP_RAISED' && line.step === step && placedIn(read, line.at)
        ? [{ case: id, begun: line.at, done: lines.find((other) => other.kind === 'STEP_DONE' && other.task === line.task)?.at ?? null }]
        : [],
    ),
  );
}

/** A transfer with its case. */
export interface SentTransfer {
  of: CountedCase;
  transfer: CountedTransfer;
}

/** Transfers for action decided in the period, of merged cases too. */
export function sent(read: Survey): SentTransfer[] {
  return everySent(read).filter(({ transfer }) => placedIn(read, transfer.orderedAt));
}

/** Transfers for action, whenever. */
export function everySent({ cases }: Survey): SentTransfer[] {
  return cases.flatMap((of) => of.counted.transfers.flatMap((transfer) => (transfer.purpose === 'ACTION' ? [{ of, transfer }] : [])));
}

export const itemOf = ({ of, transfer }: SentTransfer) => ({ case: of.id, transfer: transfer.id });

/** The status a case had at an instant; null before it was opened. */
export function statusAt({ counted, lines }: CountedCase, at: Instant): Tally['counted']['status'] | null {
  if (at < counted.openedAt) return null;
  return lines.findLast((line): line is TallyLineOf<'STATUS'> => line.kind === 'STATUS' && line.at <= at)?.status ?? 'OPEN';
}

/** The lines of some kinds that concern a transfer, in their order. */
export function tallyLinesOf<Kind extends TallyLine['kind']>({ of, transfer }: SentTransfer, ...kinds: Kind[]): TallyLineOf<Kind>[] {
  const asked: readonly string[] = kinds;
  return of.lines.filter((line): line is TallyLineOf<Kind> => asked.includes(line.kind) && 'transfer' in line && line.transfer === transfer.id);
}

/**
 * A length of time in whole hours, and nothing finer, whoever reads it: no figure, list or export says minutes, so that how long somebody was
 * on the telephone cannot be read from any of them.
 */
export const wholeHours = (milliseconds: number): number => Math.round(milliseconds / HOUR);

/** Opening hours of the desk between two instants, in the same way. */
export const workedHours = ({ calendar }: Survey, from: Instant, until: Instant): number => wholeHours(workingTime(calendar, from, until));
