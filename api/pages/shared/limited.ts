import type { ErrorRequestHandler, Request } from 'express';
import type { Action, Hidden } from '../../../templates/views/parts.ts';
import { toHttpError } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { type Typed, typed } from './form.ts';
import { formFrame } from './public-frame.ts';

const MINUTE = 60;
/** Addresses of the open pages of a department. */
export const ofADepartment = /^\/(\d{2,3}|2[AB])(?=\/|$)/;

/** "12 secondes", "3 minutes". */
function inWords(seconds: number): string {
  const [count, unit] = seconds < 2 * MINUTE ? [seconds, 'second'] : [Math.ceil(seconds / MINUTE), 'minute'];
  return new Intl.NumberFormat('fr', { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

const hiddenOf = (fields: Typed): Hidden[] =>
  Object.entries(fields).flatMap(([name, value = []]) => [value].flat().map((one) => ({ name, value: one })));

/**
 * Whoever asks too often on the open pages is told for how long, and whom to telephone meanwhile. What a form brought is on the
 * page: sending it again loses nothing.
 */
export function limitedPage(parts: Parts): ErrorRequestHandler {
  return (thrown, request: Request, response, next) => {
    const failure = toHttpError(thrown);
    const [, code] = ofADepartment.exec(request.originalUrl) ?? [];
    if (failure.status !== 429 || response.headersSent || code === undefined) return next(thrown);
    const seconds = failure.retryAfterSeconds ?? MINUTE;
    // What was refused before it was read is still in the browser.
    const hidden = request.method === 'POST' ? hiddenOf(typed(request)) : [];
    const retry: Action | null = hidden.length > 0 ? { action: request.originalUrl, hidden } : null;
    parts.departments
      .get(code)
      .then((department) => formFrame(parts, request, department))
      .then((chrome) => {
        response
          .status(429)
          .set({ 'Retry-After': String(seconds), 'Cache-Control': 'no-store' })
          .type('html')
          .send(parts.page('public/limited', { chrome, wait: inWords(seconds), ...(retry && { retry }) }));
      })
      .catch(next);
  };
}
