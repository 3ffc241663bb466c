import { resolve } from '../../directory/resolve.ts';
import type { ProcedureStep } from '../../procedures/procedure.ts';
import { holds } from '../../procedures/routing.ts';
import { causeCode, sameCause } from '../model/cause.ts';
import type { Entry } from '../model/entries.ts';
import { raiseTask } from './tasks.ts';
import { excluded, openTransfer } from './transfers.ts';
import type { Turn } from './turn.ts';

/**
 * The protocol's follow-up steps: what must be done after a kind of journal entry, when the facts call for it.
 * Each step runs once per transfer it concerns (once per case when it concerns none), also when the entry comes again.
 */
export function runSteps(turn: Turn): void {
  if (turn.world.procedure.steps.length === 0) return;
  for (const entry of [...turn.entries]) {
    for (const step of turn.world.procedure.steps) {
      const said = step.saying === undefined || step.saying.some((code) => answersIn(entry).includes(code));
      if (step.after === entry.kind && said && holds(step.when, turn.state.facts)) run(turn, step, entry.transfer);
    }
  }
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

function run(turn: Turn, step: ProcedureStep, transfer: string | undefined): void {
  const cause = { kind: 'STEP' as const, step: step.id };
  if ('task' in step.do) {
    const had = turn.state.tasks.some((task) => sameCause(task.cause, cause) && task.transfer === (transfer ?? null));
    if (!had)
      raiseTask(turn, {
        kind: step.do.task,
        to: step.do.to,
        within: step.do.within,
        cause,
        sayable: step.do.sayable,
        ...(transfer && { transfer }),
      });
    return;
  }
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
