import { type Routing, route } from '../../procedures/routing.ts';
import type { Ending } from '../model/events.ts';
import { saidTied } from '../model/open-to.ts';
import type { Refusal } from '../model/refusal.ts';
import type { CaseState, Transfer } from '../model/state.ts';
import { isLive } from '../model/transfer-status.ts';
import { end } from '../running/transfers.ts';
import type { Turn, World } from '../running/turn.ts';

const changedMeanwhile: Refusal = {
  code: 'NOT_PROPOSED',
  sayable:
    'Une transmission à laquelle vous vouliez mettre fin a changé depuis\u00a0: son destinataire a répondu, ou elle n’est plus en cours. Relisez qui sera prévenu, puis confirmez.',
};

/**
 * What runs and that the protocol no longer asks for. What a person ordered is hers to end; who stands in for a body, after a refusal or a
 * silence, is asked for as long as that body is.
 */
export function unasked({ transfers }: Pick<CaseState, 'transfers'>, routing: Pick<Routing, 'transfers'>): Transfer[] {
  return transfers.filter((transfer) => isLive(transfer) && !transfer.because.includes('AGENT') && !isAsked(transfer, transfers, routing.transfers));
}

function isAsked(transfer: Transfer, transfers: readonly Transfer[], routed: Routing['transfers']): boolean {
  const asks = ({ recipient, purpose }: Routing['transfers'][number]): boolean =>
    recipient.organisation === transfer.organisation && (purpose === transfer.purpose || transfer.purpose === 'INFORMATION');
  if (routed.some(asks)) return true;
  const before = transfers.find(({ id }) => id === transfer.replaces);
  return before !== undefined && isAsked({ ...before, purpose: transfer.purpose }, transfers, routed);
}

/** Who stands in for a body that said that it is tied is asked for as long as that body would be. */
const asIfNobodyWereTied = (state: CaseState, { procedure, directory }: World): Routing['transfers'] =>
  saidTied(state).size === 0 ? [] : route(procedure, state.facts, directory).transfers;

/** What is proposed for ending to whoever confirms these facts: a recipient has it already, and nobody asks for it any more. */
export function proposedEndings(state: CaseState, world: World): Transfer[] {
  const { transfers } = route(world.procedure, state.facts, world.directory, saidTied(state));
  const asked = { transfers: [...transfers, ...asIfNobodyWereTied(state, world)] };
  return unasked(state, asked).filter(({ handedOverAt }) => handedOverAt !== null);
}

/**
 * Facts that changed: what is not handed over yet, and no longer asked for, ends at once; what a recipient has goes on, but what the person
 * who confirms ticked. Refused where that is no longer what she saw.
 */
export function endUnasked(turn: Turn, routing: Routing, ticked: readonly Ending[]): Refusal | null {
  const all = unasked(turn.state, { transfers: [...routing.transfers, ...asIfNobodyWereTied(turn.state, turn.world)] });
  const proposed = all.filter(({ handedOverAt }) => handedOverAt !== null);
  const chosen = ticked.map(({ transfer, seen }) => proposed.find(({ id, status }) => id === transfer && status === seen));
  if (chosen.includes(undefined)) return changedMeanwhile;
  for (const transfer of all)
    if (transfer.handedOverAt === null || chosen.includes(transfer))
      end(turn, transfer, { kind: 'CANCELLED', because: { reason: 'NO_LONGER_ASKED' } }, transfer.obligation !== null);
  return null;
}
