import { callsDuty } from '../../procedures/desk-section.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import type { CaseState } from '../model/state.ts';

/** Whether a case goes before those that wait: danger is at the threshold from which its protocol calls duty. Pure. */
export const isUrgent = ({ facts }: Pick<CaseState, 'facts'>, procedure: Pick<Procedure, 'desk'>): boolean => callsDuty(procedure, facts.danger);
