import type { Obligation, Task } from '../model/state.ts';

/** Tasks that closing does not drop: somebody must do them first. */
export const holdsClosing = ({ kind, status }: Pick<Task, 'kind' | 'status'>): boolean =>
  status === 'OPEN' && (kind === 'PHONE_NOW' || kind === 'LATE_ANSWER' || kind === 'TEXT_TO_READ');

/** Somebody must still answer: an acknowledgement is no answer. An obligation outlives the transfers that tried to meet it. */
export const isOwed = ({ status }: Pick<Obligation, 'status'>): boolean => status === 'OPEN' || status === 'LAPSED';
