import { callsDuty } from '../../procedures/desk-section.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import type { CaseState } from '../model/state.ts';

/** Whether a case goes before those that wait: it is open, no exercise, and danger is at the threshold from which its protocol calls duty. Pure. */
export const isUrgent = (
  { facts, status }: Pick<CaseState, 'facts' | 'status'>,
  { procedure: followed, exercise }: { procedure: Pick<Procedure, 'desk'>; exercise: boolean },
): boolean => status === 'OPEN' && !exercise && callsDuty(followed, facts.danger);
