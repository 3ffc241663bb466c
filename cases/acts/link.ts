import type { Refusal } from '../model/refusal.ts';
import type { Transfer } from '../model/state.ts';
import { isLeft } from '../model/transfer-status.ts';
import { hasMail, tellByPerson } from '../running/by-person.ts';
import { message } from '../running/channels.ts';
import type { Turn } from '../running/turn.ts';

/**
 * The links by which a recipient reads a transfer are replaced, since one may be in other hands: they open nothing from now on, and a mail takes
 * another to the contact; whoever gets no mail any more (its agreement lapsed, its address was taken away) is told by a person. A case that is
 * closed is still read for a while: there too.
 */
export function linkReplaced(turn: Turn, transfer: Transfer): Refusal | null {
  const { id, organisation, contact, handedOverAt, links = 0 } = transfer;
  if (isLeft(transfer) || turn.state.status === 'MERGED')
    return { code: 'TRANSFER_ENDED', sayable: 'Le lien de cette transmission n’ouvre plus rien : il n’y a rien à remplacer.' };
  if (handedOverAt === null) return { code: 'NO_LINK', sayable: 'Aucun lien n’est arrivé à ce destinataire : il n’y a rien à remplacer.' };
  const round = links + 1;
  const isMailed = hasMail(turn, transfer);
  const unsent = turn.state.messages.filter((one) => one.kind === 'LINK' && one.transfer === id);
  turn.write({ kind: 'LINK_REPLACED', transfer: id, because: { organisation, contact, round } }, [
    { transfer: { id, links: round } },
    ...unsent.map((one) => ({ drop: 'message' as const, id: one.id })),
    ...(isMailed ? [message(turn, transfer, transfer, { kind: 'LINK', round })] : []),
  ]);
  if (!isMailed) tellByPerson(turn, transfer, { kind: 'LINK' });
  return null;
}
