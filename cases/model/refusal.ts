import type { CaseState } from './state.ts';

/** Why an event cannot be: a code for machines, and a sentence that tells a person what to do. */
export interface Refusal {
  code:
    | 'UNKNOWN_TRANSFER'
    | 'UNKNOWN_TASK'
    | 'CASE_ENDED'
    | 'NOT_ENDED'
    | 'UNANSWERED'
    | 'NO_RESULT'
    | 'NOT_QUALIFIED'
    | 'NOBODY'
    | 'CONFLICT'
    | 'TASK_ENDED'
    | 'TRANSFER_ENDED'
    | 'STILL_TO_DO'
    | 'NOT_PAUSED'
    | 'UNKNOWN_ALERT'
    | 'PAST'
    | 'TO_COME'
    | 'POLICY_MISSING'
    | 'ALREADY_ASKED'
    | 'NOT_CHALLENGEABLE'
    | 'NOT_PROPOSED'
    | 'NOT_TAKEN_BACK'
    | 'NOT_OF_JUSTICE'
    | 'NO_LINK'
    | 'NOT_THEN'
    | 'NOT_AWAITED'
    | 'NOT_ASKED_SO'
    | 'TOO_MANY'
    | 'NOT_CHASED'
    | 'JUST_REMINDED'
    | 'DUTY_HELD';
  sayable: string;
}

export const caseEnded: Refusal = { code: 'CASE_ENDED', sayable: 'Ce dossier est terminé : rouvrez-le d’abord.' };

/** Most acts are for a case that is open. */
export const notOpen = ({ status }: Pick<CaseState, 'status'>): Refusal[] => (status === 'OPEN' ? [] : [caseEnded]);
