import type { Facts } from '../../vocabulary/facts.ts';
import type { Entry } from './entries.ts';
import type { Change } from './events.ts';
import type { CaseState } from './state.ts';

const noFacts: Facts = { channel: 'PHONE', place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU', flags: [] };

/** A case before its first journal entry. */
export const nothing: CaseState = {
  status: 'OPEN',
  qualification: 'AWAITED',
  openedAt: 0,
  closedAt: null,
  notRetained: null,
  facts: noFacts,
  basis: { legal: [], victimConsent: null, victimInformed: null },
  result: null,
  lookedAgain: 0,
  alerts: [],
  obligations: [],
  transfers: [],
  tasks: [],
  deadlines: [],
  messages: [],
};

function put<T extends { id: string }>(list: T[], value: Partial<T> & { id: string }): T[] {
  const found = list.findIndex((item) => item.id === value.id);
  return found < 0 ? [...list, value as T] : list.with(found, { ...(list[found] as T), ...value });
}

function change(state: CaseState, step: Change): CaseState {
  if ('set' in step) return { ...state, ...step.set };
  if ('alert' in step) return { ...state, alerts: put(state.alerts, step.alert) };
  if ('obligation' in step) return { ...state, obligations: put(state.obligations, step.obligation) };
  if ('transfer' in step) return { ...state, transfers: put(state.transfers, step.transfer) };
  if ('task' in step) return { ...state, tasks: put(state.tasks, step.task) };
  if ('deadline' in step) return { ...state, deadlines: put(state.deadlines, step.deadline) };
  if ('message' in step) return { ...state, messages: put(state.messages, step.message) };
  return step.drop === 'deadline'
    ? { ...state, deadlines: state.deadlines.filter(({ id }) => id !== step.id) }
    : { ...state, messages: state.messages.filter(({ id }) => id !== step.id) };
}

/** Folds one journal entry into the state. The stored state of a case is `entries.reduce(evolve, nothing)`, always. */
export function evolve(state: CaseState, entry: Pick<Entry, 'changes'>): CaseState {
  return entry.changes.reduce(change, state);
}
