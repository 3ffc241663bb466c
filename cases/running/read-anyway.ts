import { callsDuty } from '../../procedures/desk-section.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import type { CaseState, Transfer } from '../model/state.ts';

/**
 * Whether a recipient whose agreement no longer stands reads a transfer all the same: it has the situation in charge, or danger is at the
 * threshold from which this protocol calls duty. Its row carries it (`reads_anyway`), for the doors. Pure.
 */
export const isReadAnyway = (
  { status }: Pick<Transfer, 'status'>,
  { facts }: Pick<CaseState, 'facts'>,
  procedure: Pick<Procedure, 'desk'>,
): boolean => status === 'IN_CHARGE' || callsDuty(procedure, facts.danger);
