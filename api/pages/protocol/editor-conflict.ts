import type { Procedure } from '../../../procedures/procedure.ts';
import { compareProcedures } from '../../../publication/compare.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { fingerprint, type ProtocolPart, partLabel } from '../../../publication/edits.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref } from '../shared/addresses.ts';
import type { Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { keepRefusal } from '../shared/refusal.ts';

/** Before each field of the form whose change waits. */
export const SENT = 'envoi:';

/**
 * Keeps a change of a part that somebody else changed meanwhile. Answers where both are shown, as often as it is asked for, until one
 * is chosen.
 */
export function keepConflict(
  parts: Parts,
  ask: Ask,
  theirs: ProtocolDraft,
  { part, edit }: { part: ProtocolPart; edit(content: Procedure): Procedure },
  fields: Typed,
): Promise<string> {
  const yours = edit(theirs.content);
  const differences = compareProcedures(theirs.content, yours);
  const sent = Object.entries(fields).filter(([name]) => name !== '_csrf' && name !== 'seen');
  const waiting: Typed = {
    part,
    what: partLabel(yours, part),
    theirs: differences.flatMap(({ before }) => before),
    yours: differences.flatMap(({ after }) => after),
    action: ask.request.originalUrl,
    seen: fingerprint(theirs.content, part),
    ...Object.fromEntries(sent.map(([name, value]) => [`${SENT}${name}`, value])),
  };
  const refusal = { typed: waiting, errors: [], changed: true };
  return keepRefusal(parts, signedInDoor(parts).keeper(ask), draftHref(theirs.id, 'meanwhile'), refusal);
}
