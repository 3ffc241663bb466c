import { ApplicationFailure } from '@temporalio/common';
import type { OperatorAccess } from '../settings/config.ts';
import { RECIPIENT_REJECTED } from '../workflows/errands.ts';

/** Asking and its answer, together. */
const budgetMs = 10_000;

/** Something to say to a telephone. Asked twice under one key, an operator does it once. */
export interface ToSay {
  to: string;
  text: string;
  key: string;
}

/** Who carries texts and spoken calls. Each resolves once the operator has accepted it; rejects with a failure that says nothing but codes. */
export interface Operator {
  text(said: ToSay, cancelled: AbortSignal): Promise<void>;
  /** Rings, and reads the text aloud. */
  ring(said: ToSay, cancelled: AbortSignal): Promise<void>;
}

/** The operator has something against this desk: its key is not accepted any more. */
export const OPERATOR_REFUSED = 'OPERATOR_REFUSED';

/** The operator behind an address: `POST /sms` and `POST /voice`, as docs/operations.md tells them. */
export function createOperator({ url, key: secret }: OperatorAccess): Operator {
  const ask =
    (path: string) =>
    async ({ to, text, key }: ToSay, cancelled: AbortSignal): Promise<void> => {
      const asked = fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'error',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ to, text, language: 'fr-FR' }),
        signal: AbortSignal.any([cancelled, AbortSignal.timeout(budgetMs)]),
      });
      const answer = await asked.catch(() => {
        // What fetch says of it names the address.
        throw ApplicationFailure.create({ type: 'OPERATOR_AWAY', message: 'OPERATOR_AWAY' });
      });
      await answer.body?.cancel();
      if (!answer.ok) throw refusal(answer.status);
    };
  return { text: ask('/sms'), ring: ask('/voice') };
}

function refusal(status: number): ApplicationFailure {
  const code = `OPERATOR_${status}`;
  if (status === 401 || status === 403) return ApplicationFailure.create({ type: OPERATOR_REFUSED, message: code });
  const isTheNumber = status === 400 || status === 404 || status === 422;
  return isTheNumber ? ApplicationFailure.nonRetryable(code, RECIPIENT_REJECTED) : ApplicationFailure.create({ type: code, message: code });
}
