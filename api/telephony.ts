import express, { type RequestHandler, Router } from 'express';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import { announceCall } from '../intake/announced.ts';
import { actingAs } from './http/guards.ts';
import type { Parts } from './http/parts.ts';

const announced = z.object({ type: z.literal('call.ringing'), data: z.object({ caller: z.string().trim().max(40).optional() }) });

/**
 * `POST /telephonie/:department`: a telephone system announces a call that rings, signed as the "Standard Webhooks"
 * specification says (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`; five minutes of tolerance).
 * 204 once it is kept, also for other kinds of announcements, which are not; the same `webhook-id` twice is one call.
 * 401 for a wrong signature, 404 for a department that has no telephone system: it is not told which.
 */
export function telephony(parts: Parts): Router {
  const router = Router();
  router.use(actingAs('DOOR'));
  const body: RequestHandler = express.text({ type: () => true, limit: '16kb' });
  router.post('/:department', body, async (request, response) => {
    const department = String(request.params.department);
    await parts.limit('telephony', request.ip ?? '');
    const secret = parts.settings.telephony.get(department);
    if (secret === undefined) return response.status(404).end();
    const said = heard(secret, String(request.body), request.headers as Record<string, string>);
    if (said === null) return response.status(401).end();
    const call = announced.safeParse(said);
    if (call.success) {
      const externalId = request.get('webhook-id') ?? '';
      await announceCall(parts.database, department, { externalId, caller: call.data.data.caller ?? '' }, parts.now());
    }
    response.status(204).end();
  });
  return router;
}

/** What was signed; null when it was not, or not with this secret, or too long ago. */
function heard(secret: string, body: string, headers: Record<string, string>): unknown {
  try {
    return new Webhook(secret).verify(body, headers) ?? {};
  } catch (failure) {
    if (failure instanceof WebhookVerificationError || failure instanceof SyntaxError) return null;
    throw failure;
  }
}
