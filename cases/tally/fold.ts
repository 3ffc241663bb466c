import type { Instant } from '../../calendar/span.ts';
import { type Entry, happenedAt, isLapse } from '../model/entries.ts';
import type { Change } from '../model/events.ts';
import { evolve, nothing } from '../model/evolve.ts';
import type { CaseState, Task } from '../model/state.ts';
import type { CountedState, CountedStep, Tally, TallyLine } from './tally.ts';

/** What is counted of a case as it is. */
export function countedOf(state: CaseState): CountedState {
  const { facts, basis, situation } = state;
  return {
    status: state.status,
    openedAt: state.openedAt,
    closedAt: state.closedAt,
    qualification: state.qualification,
    notRetained: state.notRetained,
    channel: facts.channel,
    place: facts.place,
    inseeCode: facts.inseeCode ?? null,
    victimGroup: facts.victimGroup,
    age: facts.age ?? null,
    reporterLink: facts.reporterLink ?? null,
    danger: facts.danger ?? null,
    maltreatment: facts.maltreatment,
    implicatedKnown: facts.implicated.length > 0,
    victimConsent: basis.victimConsent,
    victimInformed: basis.victimInformed,
    repetition: situation?.repetition ?? null,
    reprisals: situation?.reprisals ?? [],
    result: state.result,
    alerts: state.alerts.map(({ id, at, channel, reachable, from, left = false }) => ({
      id,
      at,
      channel,
      reachable,
      elsewhere: from !== undefined,
      left,
    })),
    obligations: state.obligations.map(({ id, roles, answerBy, status }) => ({ id, roles, answerBy, status })),
    transfers: state.transfers.map(({ id, role, organisation, mode, purpose, status, obligation, replaces, orderedAt, handedOverAt, outcome }) => ({
      id,
      role,
      organisation,
      mode,
      purpose,
      status,
      obligation,
      replaces,
      orderedAt,
      handedOverAt,
      outcome,
    })),
  };
}

/** What is counted of a step's entries; `tasks` are those of the state it left. */
export function tallyLines(entries: readonly Entry[], tasks: readonly Task[]): TallyLine[] {
  return entries.flatMap((entry) => {
    const happened = happeningOf(entry, tasks);
    return [
      ...(happened === null ? [] : [{ ...happened, at: happenedAt(entry) }]),
      ...entry.changes.flatMap((change) => changedOf(change, entry.at)),
    ];
  });
}

/** The whole tally of a journal. */
export function tallyOf(journal: readonly Entry[]): Tally {
  const state = journal.reduce(evolve, nothing);
  return { counted: countedOf(state), lines: tallyLines(journal, state.tasks) };
}

type Happened = TallyLine extends infer Line ? (Line extends TallyLine ? Omit<Line, 'at'> : never) : never;

function happeningOf(entry: Entry, tasks: readonly Task[]): Happened | null {
  switch (entry.kind) {
    case 'ALERT_RECORDED':
      return { kind: 'ALERT', alert: entry.because.alert };
    case 'QUALIFIED':
      return { kind: 'QUALIFIED', person: entry.because.reason === 'CONFIRMED' };
    case 'HANDED_OVER':
      return entry.transfer === undefined ? null : { kind: 'HANDED_OVER', transfer: entry.transfer };
    case 'ACKNOWLEDGED':
    case 'IN_CHARGE':
    case 'OUTCOME_GIVEN':
    case 'INFORMATION_REQUESTED':
    case 'INFORMATION_GIVEN':
    case 'REFUSAL_TAKEN_BACK':
    case 'CANCELLED':
    case 'ANSWER_CHALLENGED':
    case 'EXTENSION_REQUESTED':
    case 'EXTENSION_GRANTED':
    case 'EXTENSION_REFUSED':
      return { kind: entry.kind, transfer: entry.transfer };
    case 'UNDELIVERABLE':
      return { kind: 'UNDELIVERABLE', transfer: entry.transfer, ...(isLapse(entry.because) && { lapsed: true }) };
    case 'CHANNEL_CHANGED':
      return { kind: 'CHANNEL_CHANGED', transfer: entry.transfer, ...(entry.because.lapsed && { lapsed: true }) };
    case 'REFUSED':
      return { kind: 'REFUSED', transfer: entry.transfer, reason: entry.because.reason };
    case 'REROUTED':
      return { kind: 'REROUTED', transfer: entry.transfer, reason: entry.because.reason };
    case 'REMINDED':
      return { kind: 'REMINDED', transfer: entry.transfer, reach: entry.because.reach, rank: entry.because.rank };
    case 'REMINDED_NOW':
      return { kind: 'REMINDED', transfer: entry.transfer, reach: entry.because.reach, rank: entry.because.round };
    case 'LIMIT_MISSED':
      return { kind: 'LIMIT_MISSED', transfer: entry.transfer, reach: entry.because.reach };
    case 'ESCALATED':
      return { kind: 'ESCALATED', transfer: entry.transfer, to: entry.because.to };
    case 'GAP':
      return { kind: 'GAP', role: entry.because.role, reason: entry.because.reason };
    case 'CONFLICT':
      return { kind: 'CONFLICT' };
    case 'AUTHOR_TOLD':
      return { kind: 'AUTHOR_TOLD', alert: entry.because.alert, news: entry.because.news };
    case 'AFTERWARDS_SAID': {
      const { alert, answeredBy, safer, heard } = entry.because;
      return { kind: 'AFTERWARDS', alert, answeredBy, safer, heard };
    }
    case 'TASK_RAISED':
      return stepOf('STEP_RAISED', entry.task, entry.because.kind);
    case 'TASK_DONE':
      return stepOf('STEP_DONE', entry.task, tasks.find(({ id }) => id === entry.task)?.kind);
    case 'LOOK_AGAIN':
      return { kind: 'LOOK_AGAIN' };
    default:
      return null;
  }
}

const counted: ReadonlySet<string> = new Set<CountedStep>(['CONCERTATION', 'LOOK_AGAIN']);

function stepOf(kind: 'STEP_RAISED' | 'STEP_DONE', task: string, step: Task['kind'] | undefined): Happened | null {
  return step !== undefined && counted.has(step) ? { kind, task, step: step as CountedStep } : null;
}

/** What a change says by itself, whatever entry it came with. */
function changedOf(change: Change, at: Instant): TallyLine[] {
  if ('set' in change) return change.set.status === undefined ? [] : [{ kind: 'STATUS', status: change.set.status, at }];
  if ('obligation' in change) {
    const { id, status } = change.obligation;
    return status === undefined ? [] : [{ kind: 'OBLIGATION', obligation: id, status, at }];
  }
  if ('deadline' in change) {
    const { kind, transfer, reach, dueAt } = change.deadline;
    return kind === 'LIMIT' && transfer !== undefined && reach !== undefined ? [{ kind: 'LIMIT_SET', transfer, reach, dueAt, at }] : [];
  }
  return [];
}
