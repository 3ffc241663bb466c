import type { Instant } from '../../calendar/span.ts';
import { resolve } from '../../directory/resolve.ts';
import { concernsChildren, isChild, readAge } from '../../procedures/children.ts';
import type { ProcedureStep } from '../../procedures/procedure.ts';
import { holds } from '../../procedures/routing.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { causeCode, sameCause } from '../model/cause.ts';
import type { Entry } from '../model/entries.ts';
import type { AlertState, Task } from '../model/state.ts';
import { raiseTask } from './tasks.ts';
import { excluded, openTransfer } from './transfers.ts';
import type { Turn } from './turn.ts';

/**
 * The protocol's follow-up steps: what must be done after a kind of journal entry, when the facts call for it. Each runs once per
 * transfer it concerns (once per case when it concerns none), also when the entry comes again; what follows from an alert, once
 * per alert that calls for it by what it says itself (`heard`), as soon as a qualification makes it known; what follows from a
 * qualification, again where the facts did not call for it before (`was`), or where an alert came since.
 */
export function runSteps(turn: Turn, heard: Facts | null = null, was: Facts = turn.state.facts): void {
  if (turn.world.procedure.steps.length === 0) return;
  const [first] = turn.state.alerts;
  const last = lastAlert(turn);
  for (const entry of [...turn.entries]) {
    for (const step of turn.world.procedure.steps) {
      const ofAlert = step.after === 'ALERT_RECORDED';
      if (entry.kind === 'ALERT_RECORDED' && ofAlert) {
        if (last !== undefined && holds(step.when, readAge(heard ?? turn.state.facts))) run(turn, step, last === first ? {} : { alert: last.id });
      } else if (entry.kind === 'QUALIFIED' && ofAlert) {
        if (last !== undefined && holds(step.when, readAge(turn.state.facts))) run(turn, step, { known: last.at });
      } else if (step.after === entry.kind) {
        const said = step.saying === undefined || step.saying.some((code) => answersIn(entry).includes(code));
        if (!said || !holds(step.when, readAge(turn.state.facts))) continue;
        const begins = entry.kind === 'QUALIFIED' && !holds(step.when, readAge(was));
        run(turn, step, entry.transfer === undefined ? { begins } : { transfer: entry.transfer });
      }
    }
  }
}

/**
 * What a step follows: a transfer; an alert after the first; or, since `known`, an alert that turns out to call for it. `begins`: what the
 * facts call for now and did not before.
 */
interface Following {
  transfer?: string;
  alert?: string;
  known?: Instant;
  begins?: boolean;
}

/** The codes of an answer or of a result that an entry carries, those that a step may wait for. */
function answersIn(entry: Entry): readonly string[] {
  switch (entry.kind) {
    case 'OUTCOME_GIVEN':
    case 'LATE_ANSWER':
    case 'ANSWER_CHALLENGED':
      return entry.because.outcome;
    case 'REFUSED':
      return [entry.because.reason];
    case 'RESULT_RECORDED':
      return Object.values(entry.because.result);
    default:
      return [];
  }
}

/** The newest alert that is of this case: one that went back with a case separated from it is not. */
const lastAlert = ({ state: { alerts } }: Turn): AlertState | undefined => alerts.findLast(({ left }) => left !== true);

function run(turn: Turn, step: ProcedureStep, { transfer, alert, known, begins = false }: Following): void {
  const cause = { kind: 'STEP' as const, step: step.id, ...(alert && { alert }) };
  if ('task' in step.do) {
    const ofStep = ({ cause: of }: Task): boolean => of.kind === 'STEP' && of.step === step.id;
    // What an alert owes is owed once while it is awaited, and again for an alert that comes after it was had.
    const since = lastAlert(turn)?.at ?? turn.at;
    const isAsked = (task: Task): boolean => task.status === 'OPEN' || step.after !== 'QUALIFIED' || (!begins && task.raisedAt >= since);
    const had = turn.state.tasks.some(
      (task) =>
        task.transfer === (transfer ?? null) &&
        ((sameCause(task.cause, cause) && isAsked(task)) || (ofStep(task) && (known !== undefined || task.status === 'OPEN'))),
    );
    if (!had)
      raiseTask(turn, {
        kind: step.do.task,
        to: step.do.to,
        within: step.do.within,
        cause,
        sayable: step.do.sayable,
        ...(transfer && { transfer }),
        ...(known !== undefined && { dueAt: turn.due(step.do.within, 'desk', known) }),
      });
    return;
  }
  // Of a child, a step tells whom a rule may.
  if (isChild(turn.state.facts) && !concernsChildren(step.do.to, step.when)) return;
  const because = causeCode(cause);
  if (turn.state.transfers.some((ordered) => ordered.because.includes(because))) return;
  const { to, mode, purpose, policy, discloses } = step.do;
  const found = resolve(to, turn.state.facts, turn.world.directory, excluded(turn));
  if ('recipient' in found)
    openTransfer(turn, {
      recipient: found.recipient,
      roles: [found.recipient.role],
      mode,
      purpose,
      policies: [policy],
      discloses,
      because: [because],
      legalBasis: [],
    });
  else raiseTask(turn, { kind: 'DIRECTORY_GAP', to: 'DESK', within: turn.delay('directoryGap'), cause, sayable: found.gap.sayable });
}
