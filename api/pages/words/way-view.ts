import { DateTime } from 'luxon';
import { frenchDateTime } from '../../../calendar/french.ts';
import type { Instant } from '../../../calendar/span.ts';
import { type Entry, entriesOf, type Happening, happenedAt } from '../../../cases/model/entries.ts';
import type { CaseState, Deadline, Task, Transfer } from '../../../cases/model/state.ts';
import type { Clock } from '../../../cases/running/clocks.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Rail, Station, StationName, WayView } from '../../../templates/views/parts.ts';
import { incomingDoors } from '../../../vocabulary/incoming-doors.ts';
import { label, type Reach, type TransferMode } from '../../../vocabulary/vocabulary.ts';

/** How ids of the directory are said to people. */
export interface DirectoryNames {
  organisation(id: string): string;
  contact(id: string): string;
}

/** What the way reads of a journal, oldest first. */
export type WayStep = Happening & Pick<Entry, 'at'>;

interface Seen {
  state: CaseState;
  journal: readonly WayStep[];
  names: DirectoryNames;
  when: (at: Instant) => string;
  foreseen: Foreseen;
}

/** The limits still before a transfer. */
type Foreseen = (transfer: Transfer) => readonly Clock[];

const NAMES: readonly [StationName, Reach | 'SENT'][] = [
  ['transmis', 'SENT'],
  ['reçu', 'ACKNOWLEDGED'],
  ['pris en charge', 'IN_CHARGE'],
  ['suite donnée', 'OUTCOME_GIVEN'],
];

/** What a station is called where something else is asked than to take charge, then to say what was done. */
const NAMED_OTHERWISE: Partial<Record<TransferMode, Partial<Record<Reach | 'SENT', StationName>>>> = {
  CONSULTATION: { IN_CHARGE: 'avis attendu', OUTCOME_GIVEN: 'avis donné' },
  CONCERTATION: { IN_CHARGE: 'participe' },
};

/** The way of a case from its state and its journal. Pure: `now` only decides whether a date says its year; lateness is the journal's. */
export function wayOf(state: CaseState, journal: readonly WayStep[], names: DirectoryNames, now: Instant, zone: string, foreseen: Foreseen): WayView {
  const year = DateTime.fromMillis(now, { zone }).year;
  const seen: Seen = { state, journal, names, when: (at) => frenchDateTime(at, zone, year), foreseen };
  const ordered = state.transfers.filter(({ replaces }) => replaces === null).flatMap((transfer) => chain(transfer, state.transfers));
  return {
    alerts: state.alerts.map(({ channel, at }) => ({ label: incomingDoors[channel].arrival, at: seen.when(at) })),
    qualification: qualificationOf(seen),
    rails: ordered.map((transfer) => railOf(seen, transfer, ordered)),
  };
}

/** A recipient's own rail, without the alerts, the other recipients, the desk's tasks or whoever was told above it. */
export function ownWayOf(
  state: CaseState,
  journal: readonly WayStep[],
  transfer: Transfer,
  names: DirectoryNames,
  now: Instant,
  zone: string,
): WayView {
  const own = journal.filter(({ kind, transfer: of }) => of === transfer.id && kind !== 'ESCALATED' && !isReminder(kind));
  return wayOf({ ...state, alerts: [], tasks: [], transfers: [{ ...transfer, replaces: null }] }, own, names, now, zone, () => []);
}

const isReminder = (kind: WayStep['kind']): boolean => kind === 'REMINDED' || kind === 'REMINDED_NOW';

/** A transfer, then whatever took over from it, so that a replacement stands right under what it replaces. */
function chain(transfer: Transfer, all: readonly Transfer[]): Transfer[] {
  return [transfer, ...all.filter(({ replaces }) => replaces === transfer.id).flatMap((next) => chain(next, all))];
}

function qualificationOf({ state, journal, when }: Seen): WayView['qualification'] {
  const at = (kind: Entry['kind']): { at?: string } => {
    const entry = journal.findLast((step) => step.kind === kind);
    return entry === undefined ? {} : { at: when(entry.at) };
  };
  if (state.status === 'NOT_RETAINED') return { label: 'Non retenue', state: 'failed', ...at('NOT_RETAINED') };
  if (state.qualification === 'AWAITED') return { label: 'À qualifier', state: 'current' };
  return { label: state.qualification === 'AUTOMATIC' ? 'Reprise par le protocole' : 'Qualifiée', state: 'reached', ...at('QUALIFIED') };
}

function railOf(seen: Seen, transfer: Transfer, ordered: readonly Transfer[]): Rail {
  const replaced = ordered.findIndex(({ id }) => id === transfer.replaces);
  const ended = endOf(seen, transfer);
  const next = ended === undefined ? nextOf(seen, transfer) : undefined;
  return {
    recipient: seen.names.organisation(transfer.organisation),
    role: typographic(label('role', transfer.role)),
    purpose: transfer.purpose,
    stations: stationsOf(seen, transfer, ended !== undefined),
    escalations: escalationsOf(seen, transfer),
    ...(next !== undefined && { next }),
    ...(ended !== undefined && { ended }),
    ...(replaced >= 0 && { replaces: replaced }),
  };
}

const instantOf = (step: WayStep | undefined): Instant | undefined => (step === undefined ? undefined : happenedAt(step));

/** When each station was reached; null when a later one was reached without it, undefined when it still lies ahead. */
function reachedAt({ journal }: Seen, transfer: Transfer): (Instant | null | undefined)[] {
  const own = journal.filter((step) => step.transfer === transfer.id);
  const times = NAMES.map(([, reach]) =>
    reach === 'SENT' ? (transfer.handedOverAt ?? undefined) : instantOf(own.find(({ kind }) => kind === reach)),
  );
  const last = times.findLastIndex((at) => at !== undefined);
  return times.map((at, index) => at ?? (index < last ? null : undefined));
}

function stationsOf(seen: Seen, transfer: Transfer, ended: boolean): Station[] {
  const times = reachedAt(seen, transfer);
  const here = times.indexOf(undefined);
  return NAMES.map(([usual, reach], index): Station => {
    const name = NAMED_OTHERWISE[transfer.mode]?.[reach] ?? usual;
    const at = times[index];
    if (at === null) return { name, state: 'skipped' };
    if (at !== undefined) return { name, state: 'reached', at: seen.when(at) };
    if (ended || (transfer.purpose === 'INFORMATION' && index > 0)) return { name, state: 'ahead' };
    if (index > here) return { name, state: 'ahead', ...latestOf(seen, transfer, reach) };
    if (reach === 'SENT' && transfer.status === 'UNDELIVERABLE') return { name, state: 'failed', ...lastly(seen, transfer) };
    return { name, state: 'current', ...dueOf(seen, transfer, reach) };
  });
}

/** What runs for the station where the transfer stands; a limit that has passed stays, as late. */
function dueOf({ state, journal, when }: Seen, transfer: Transfer, reach: Reach | 'SENT'): Pick<Station, 'due' | 'late'> {
  const wanted = reach === 'SENT' ? `HANDOVER:${transfer.id}` : `LIMIT:${transfer.id}:${reach}`;
  const running = [...state.deadlines, ...(transfer.paused?.deadlines ?? [])].find(({ id }) => id === wanted);
  if (running !== undefined) return { due: when(running.dueAt) };
  const missed = entriesOf(journal, 'LIMIT_MISSED').findLast(({ transfer: of, because }) => of === transfer.id && because.reach === reach);
  return missed === undefined ? {} : { due: when(missed.at), late: true };
}

/**
 * The obligation's own instant, which no reroute moves, stands at the station that meets it. Elsewhere stands what the protocol
 * foresees, if every step before it were taken at its limit: nothing once one was missed, since it would slide with the clock.
 */
function latestOf({ state, when, foreseen }: Seen, transfer: Transfer, reach: Reach | 'SENT'): Pick<Station, 'due' | 'projected'> {
  const obligation = state.obligations.find(({ id }) => id === transfer.obligation);
  if (reach === 'IN_CHARGE' && obligation?.status === 'OPEN') return { due: when(obligation.answerBy) };
  const clocks = foreseen(transfer);
  const clock = clocks[0]?.state === 'running' ? clocks.find((each) => each.reach === reach) : undefined;
  return clock === undefined ? {} : { due: when(clock.dueAt), projected: true };
}

function lastly({ journal, when }: Seen, transfer: Transfer): Pick<Station, 'at'> {
  const entry = journal.findLast((step) => step.kind === 'UNDELIVERABLE' && step.transfer === transfer.id);
  return entry === undefined ? {} : { at: when(entry.at) };
}

/** Whether a transfer ended because the facts, as they are now known, no longer ask for it. */
export function isNoLongerAsked(journal: readonly WayStep[], { id }: Pick<Transfer, 'id'>): boolean {
  return entriesOf(journal, 'CANCELLED').some(({ transfer, because }) => transfer === id && because.reason === 'NO_LONGER_ASKED');
}

function endOf({ journal }: Seen, { id, status, refusal }: Transfer): string | undefined {
  const refused = refusal === null ? undefined : `Refusé (${label('refusalReason', refusal).toLowerCase()})`;
  if (status === 'REFUSED') return refused ?? 'Refusé';
  if (status === 'CANCELLED') return isNoLongerAsked(journal, { id }) ? 'Terminé, le protocole ne le demande plus' : 'Annulé';
  if (status !== 'REROUTED') return undefined;
  const why = entriesOf(journal, 'REROUTED').findLast((step) => step.transfer === id)?.because.reason;
  return `${refused ?? (why === 'CONFLICT' ? 'Lien avec le mis en cause' : 'Sans réponse')}, réorienté`;
}

/** What comes next for a transfer: first what a person must do, else the clock's own next act. */
function nextOf(seen: Seen, transfer: Transfer): string | undefined {
  const earliest = <T extends { dueAt: Instant }>(list: T[]): T | undefined => list.toSorted((a, b) => a.dueAt - b.dueAt)[0];
  const task = earliest(seen.state.tasks.filter(({ status, transfer: of }) => status === 'OPEN' && of === transfer.id));
  if (task !== undefined) return taskWords(task, seen.when);
  const deadline = earliest(seen.state.deadlines.filter(({ transfer: of, kind }) => of === transfer.id && kind !== 'TASK'));
  return deadline === undefined ? undefined : deadlineWords(deadline, seen.when(deadline.dueAt));
}

const taskWords = ({ kind, dueAt, late }: Task, when: Seen['when']): string =>
  `${label('taskKind', kind)}, ${late ? 'attendu' : 'au plus tard'} ${when(dueAt)}`;

function deadlineWords({ kind, rank = 1 }: Deadline, when: string): string {
  if (kind === 'REMIND') return `Sans réponse, relance ${rank} ${when}`;
  if (kind === 'ESCALATE') return `Sans réponse, escalade ${when}`;
  if (kind === 'HANDOVER') return `Remise attendue ${when}`;
  return kind === 'CHANNEL' ? `Sans remise, canal suivant ${when}` : `Réponse attendue ${when}`;
}

function escalationsOf({ journal, names, when }: Seen, transfer: Transfer): string[] {
  const own = journal.filter((step) => step.transfer === transfer.id);
  const reminders = own.filter(({ kind }) => isReminder(kind));
  const last = reminders.at(-1);
  const told = entriesOf(own, 'ESCALATED').map(
    ({ at, because }) => `${because.told === null ? 'Le guichet' : names.contact(because.told.contact)} prévenu ${when(at)}`,
  );
  if (last === undefined) return told;
  return [reminders.length === 1 ? `Relancé ${when(last.at)}` : `Relancé ${reminders.length}\u00a0fois, la dernière ${when(last.at)}`, ...told];
}
