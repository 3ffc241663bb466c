import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { may } from '../../accounts/rights.ts';
import type { AlertContent, Reporter } from '../../cases/model/content.ts';
import type { Basis } from '../../cases/model/state.ts';
import { type Alert, throughDoor } from '../../intake/alert.ts';
import { alertBody, dangerSaid, keepAlert } from '../../intake/alert-body.ts';
import { type PlaceSaid, readInseeCode } from '../../intake/place-said.ts';
import { type Received, receive } from '../../intake/receive.ts';
import { reachOf } from '../../intake/safe-contact.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { NotReady, procedureInForce } from '../../procedures/record/published.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { incomingDoors } from '../../vocabulary/incoming-doors.ts';
import { type Channel, codes } from '../../vocabulary/vocabulary.ts';
import { Unavailable } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';
import { idempotencyKeyOf, mismatch, onceUnkept, ownerOf, type Raw } from './idempotency.ts';
import { readBody, wrongFields } from './problems.ts';

export const alertAnswer = z
  .strictObject({
    reference: z.string().meta({ example: '54-26-7K3M-Q2' }),
    case: z.uuid(),
    receipt: z.string().meta({ description: 'Code de suivi, pour l’auteur de l’alerte seul.', example: '7K3M-Q2XA-9VTB-4C1D' }),
    transfers: z
      .array(
        z.strictObject({
          id: z.string().meta({ description: '`<dossier>.<transmission>`' }),
          role: z.enum(codes('role')),
          organisation: z.string(),
          mode: z.enum(codes('transferMode')),
          purpose: z.enum(codes('purpose')),
        }),
      )
      .meta({ description: 'Transmissions décidées à la réception. Vide quand un agent qualifie d’abord.' }),
  })
  .meta({ id: 'AlertReceived' });

const channelOf: Record<Caller['kind'], Channel> = { desk: 'API', platform: 'PLATFORM', institution: 'API', partner: 'API' };

/** `POST /alerts`: answers once the alert is on disk. Idempotent by external id, else by Idempotency-Key. */
export function postAlert(parts: Parts) {
  return async (caller: Caller, request: Raw): Promise<z.infer<typeof alertAnswer>> => {
    // Whoever sent it may mend it, but for danger, and where nobody can: it is then taken in whatever a field holds.
    const isKept = async () => caller.kind === 'platform' || callsSomebody(await procedureInForce(parts.database, caller.department), request.body);
    const kept = alertBody.safeParse(request.body).success || !(await isKept()) ? null : keepAlert(request.body);
    const { facts: sent, content, basis, externalId } = kept?.read ?? readBody(alertBody, request.body);
    const { inseeCode, asSaid: placeSaid } = await communeOf(sent, isKept);
    const asSaid = [...placeSaid, ...(kept?.asSaid ?? [])];
    const { inseeCode: _asSent, ...others } = sent;
    const facts = { ...others, ...(inseeCode !== undefined && { inseeCode }) };
    const key = idempotencyKeyOf(request);
    const { reporter } = content;
    const channel = may(caller, 'alert.pass-on') ? (facts.channel ?? 'API') : channelOf[caller.kind];
    const alert: Alert = {
      department: caller.department,
      // Whatever way the desk says it came, a key brought it.
      ...throughDoor('API', { kind: 'API', id: caller.id }),
      channel,
      source: externalId === undefined ? `${incomingDoors.API.source}-key:${ownerOf(caller)}` : `${incomingDoors.API.source}:${ownerOf(caller)}`,
      externalId: externalId ?? key ?? randomUUID(),
      bodyHash: createHash('sha256')
        .update(request.rawBody ?? '')
        .digest(),
      receivedAt: parts.now(),
      facts: { ...facts, channel } as Facts,
      ...reachOf(reporter as Reporter | undefined),
      content: { ...(content as AlertContent), ...(asSaid.length > 0 && { asSaid }) },
      ...(basis && { basis: basis as Partial<Basis> }),
    };
    const take = async () => answerOf(await receive(parts.database, alert).catch(notReady));
    // With a number of its own, the key is a second promise to hold; without, the key is the number.
    const answer = externalId !== undefined && key !== undefined ? await onceUnkept(parts, caller, request, key, take) : await take();
    parts.metrics.alerts.inc({ door: caller.kind });
    return answer;
  };
}

/** Whether a body says a danger that this protocol calls duty for. */
const callsSomebody = (procedure: Procedure | null, body: unknown): boolean => procedure !== null && callsDuty(procedure, dangerSaid(body));

/**
 * The commune of today that a code is. A code that is none is refused, as whoever sent it may mend it; from a platform, where nobody can, and at
 * the threshold, the alert is kept without it.
 */
async function communeOf({ inseeCode }: { inseeCode?: string | undefined }, isKept: () => Promise<boolean>): Promise<PlaceSaid> {
  if (inseeCode === undefined) return { asSaid: [] };
  const known = readInseeCode(inseeCode);
  if (known !== null) return known;
  if (await isKept()) return { asSaid: [{ what: 'Commune', said: inseeCode }] };
  throw wrongFields([{ pointer: '/facts/inseeCode', message: 'Aucune commune n’a ce code INSEE\u00a0: vérifiez-le, ou retirez ce champ.' }]);
}

/** A department that has published nothing yet takes nothing in: later, perhaps. */
export function notReady(failure: unknown): never {
  if (failure instanceof NotReady) throw new Unavailable();
  throw failure;
}

/** Only what never changes: the same alert sent again is answered the same, whatever became of the case. */
function answerOf(received: Received): z.infer<typeof alertAnswer> {
  if ('conflict' in received) {
    throw mismatch();
  }
  const { caseId, reference, receipt, state } = received;
  return {
    reference,
    case: caseId,
    receipt,
    transfers: state.transfers
      .filter(({ orderedAt, replaces }) => orderedAt === state.openedAt && replaces === null)
      .map(({ id, role, organisation, mode, purpose }) => ({ id: `${caseId}.${id}`, role, organisation, mode, purpose })),
  };
}
