import { codes, type Field } from '../vocabulary/vocabulary.ts';
import type { Procedure, TransferOrder } from './procedure.ts';

/** Stands for the order that the law itself gives when facts are in another department. No rule can be called so. */
export const HANDED_OVER = 'handedOver';

/** All but who the author is: that goes with the author's agreement alone. */
const handed: readonly Field[] = (codes('field') as Field[]).filter((field) => field !== 'REPORTER_IDENTITY' && field !== 'OTHER_RECIPIENTS');

/**
 * What the desk of there is asked, as hurriedly as anything that these rules ask of anybody to act for (the prosecutor, whom no machine
 * chases, left aside): one order for each of their delays, and of the default's.
 */
export function handOverOrders({ otherwise }: Pick<Procedure, 'otherwise'>, acting: readonly TransferOrder[]): TransferOrder[] {
  const followed = acting.filter(({ to, purpose }) => purpose === 'ACTION' && to !== 'PARQUET').map(({ policy }) => policy);
  return [...new Set([otherwise.policy, ...followed])].map((policy) => ({
    to: 'DESK',
    mode: 'TRANSFER',
    purpose: 'ACTION',
    policy,
    discloses: [...handed],
  }));
}
