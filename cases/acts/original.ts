import type { Role } from '../../vocabulary/vocabulary.ts';
import { notOpen, type Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { isLive } from '../model/transfer-status.ts';
import type { Turn } from '../running/turn.ts';
import { announceToOne } from './text.ts';

/** Whom the place, the date and the device of a file are evidence for. */
const justice: ReadonlySet<Role> = new Set<Role>(['POLICE', 'GENDARMERIE', 'PARQUET']);

/**
 * The recipient is given a file as it came, while its transfer runs: nobody but police and justice, and nobody else with it. Given
 * already, nothing changes.
 */
export function originalGiven(turn: Turn, transfer: Transfer, file: string): Refusal | null {
  const { id, role, organisation, originals = [] } = transfer;
  if (!justice.has(role)) {
    return { code: 'NOT_OF_JUSTICE', sayable: 'L’original d’une pièce n’est remis qu’à la police, à la gendarmerie ou au parquet.' };
  }
  const [ended] = notOpen(turn.state);
  if (ended !== undefined) return ended;
  if (!isLive(transfer)) return { code: 'TRANSFER_ENDED', sayable: 'Cette transmission est terminée : plus rien n’est remis par elle.' };
  if (originals.includes(file)) return null;
  announceToOne(turn, transfer, { kind: 'ORIGINAL_GIVEN', transfer: id, because: { file, organisation } }, [
    { transfer: { id, originals: [...originals, file] } },
  ]);
  return null;
}
