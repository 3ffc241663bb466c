import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { ErrorView } from '../../templates/views.ts';
import { type HttpError, NotFound, toHttpError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { plainChrome } from './chrome.ts';

export const noSuchPage: RequestHandler = () => {
  throw new NotFound();
};

/** Statuses that have words of their own on the error page; the others are told as the nearest. */
const told = new Map<number, ErrorView['status']>([
  [401, 403],
  [413, 400],
  [415, 400],
  [422, 400],
]);

function statusTold(status: HttpError['status']): ErrorView['status'] {
  return told.get(status) ?? (status as ErrorView['status']);
}

/** Any refusal, as a page. What was not foreseen is logged, without its message, under the reference the page shows. */
export function failurePage(parts: Parts): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const failure = toHttpError(thrown);
    if (failure.status >= 500) request.log.error({ err: thrown }, 'failed');
    if (response.headersSent) return next(thrown);
    const { retryAfterSeconds } = failure;
    if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
    const standard = failure.status === 404 || failure.status >= 500;
    const view: ErrorView = {
      chrome: plainChrome(parts),
      status: statusTold(failure.status),
      ...(!standard && { message: failure.sayable }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(failure.status >= 500 && { reference: String(request.id) }),
    };
    response.status(failure.status).set('Cache-Control', 'no-store').type('html').send(parts.page('error', view));
  };
}
