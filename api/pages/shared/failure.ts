import type { ErrorRequestHandler, RequestHandler } from 'express';
import { typographic } from '../../../templates/text/typography.ts';
import type { ErrorView } from '../../../templates/views/pages.ts';
import { type HttpError, NotFound, toHttpError } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, deskHref, institutionHome, linkHref, partnerHome, partnerTransferHref, siteHref } from './addresses.ts';
import { plainChrome } from './frame.ts';

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

/** A case, or a transmission, under which an address is. */
const onePage = new RegExp(`^(${[caseHref('[^/]+'), partnerTransferHref('[^/]+'), linkHref('[^/]+')].join('|')})(?=/)`);

/** Where to go from a refused page, by its address: the case, the transmission, the list, the department's home. */
function wayBack(address: string, status: number): { href: string; label: string } {
  const path = address.split('?', 1)[0] ?? '';
  const [on] = onePage.exec(path) ?? [];
  if (on !== undefined && status !== 404 && status !== 403)
    return { href: on, label: on.startsWith(deskHref) ? 'Revenir au dossier' : 'Revenir à la transmission' };
  if (path.startsWith(deskHref)) return { href: deskHref, label: typographic('Revenir à la page « À faire »') };
  if (path.startsWith(institutionHome)) return { href: institutionHome, label: 'Revenir à vos déclarations' };
  if (path.startsWith(partnerHome)) return { href: partnerHome, label: 'Revenir à vos transmissions' };
  const [home] = /^\/(\d{2,3}|2[AB])(?=\/)/.exec(path) ?? [];
  return { href: home ?? siteHref, label: 'Revenir à l’accueil' };
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
      back: wayBack(request.originalUrl, failure.status),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(failure.status >= 500 && { reference: String(request.id) }),
    };
    response.status(failure.status).set('Cache-Control', 'no-store').type('html').send(parts.page('error', view));
  };
}
