import type { Field } from '../../vocabulary/vocabulary.ts';
import type { CaseState, Transfer } from './state.ts';
import { isLive } from './transfer-status.ts';

/** Who has the rest of what is told under this field already, and is told of more; nobody once the case is not open. */
export const readersOf = ({ status, transfers }: Pick<CaseState, 'status' | 'transfers'>, field: Field): Transfer[] =>
  status === 'OPEN' ? transfers.filter((one) => isLive(one) && one.handedOverAt !== null && one.discloses.includes(field)) : [];
