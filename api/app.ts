import cookieParser from 'cookie-parser';
import express, { type Express } from 'express';
import { sameSiteOnly } from './http/csrf.ts';
import { publicGate } from './http/gate.ts';
import { live, ready } from './http/health.ts';
import { accessLog } from './http/log.ts';
import { type Opening, onceOpen } from './http/opening.ts';
import { isHttps, type Parts } from './http/parts.ts';
import { securityHeaders } from './http/security.ts';
import { sessions } from './http/session.ts';
import { signInPages } from './pages/desk/sign-in.ts';
import { deskPages } from './pages/desk.ts';
import { institutionPages } from './pages/institution/institution.ts';
import { partnerPages } from './pages/partner/partner.ts';
import { partnerAccountPages } from './pages/partner/partner-account.ts';
import { mailboxPages } from './pages/public/mailbox.ts';
import { publicPages } from './pages/public/public.ts';
import { deskHref, institutionHome, partnerHome, signInHref } from './pages/shared/addresses.ts';
import { failurePage, noSuchPage } from './pages/shared/failure.ts';
import { limitedPage, ofADepartment } from './pages/shared/limited.ts';
import { telephony } from './telephony.ts';
import { v1 } from './v1/router.ts';

const LARGEST_FORM = '512kb';
const MOST_FIELDS = 500;

/**
 * The whole HTTP side. Order matters: the API comes before anything with a cookie, the public's and the partners' pages
 * before anything with a session.
 */
export function createApp(parts: Parts, opening: Opening): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  // Limits are counted by address: one that is forwarded is believed from known proxies only.
  app.set('trust proxy', parts.settings.proxies);

  app.use(securityHeaders(isHttps(parts.settings)));
  app.use(parts.metrics.observe);
  app.get('/health/live', live);
  app.get('/health/ready', ready(parts.checks));
  app.get('/metrics', parts.metrics.page);
  app.use(onceOpen(opening));
  app.use(accessLog(parts.logger));
  app.use('/api/v1', v1(parts));

  app.use('/telephonie', telephony(parts));

  app.use(parts.assets.serve);
  app.use(sameSiteOnly(parts.settings.publicUrl));
  app.use(ofADepartment, publicGate());
  app.use(express.urlencoded({ extended: false, limit: LARGEST_FORM, parameterLimit: MOST_FIELDS }));
  app.use(cookieParser());
  app.use(publicPages(parts));
  app.use(partnerPages(parts));
  if (parts.settings.mode === 'demonstration' && parts.settings.isMailboxLocal) app.use(mailboxPages(parts));
  app.use([signInHref, deskHref, partnerHome, institutionHome], sessions(parts));
  app.use(signInPages(parts));
  app.use(deskHref, deskPages(parts));
  app.use(partnerHome, partnerAccountPages(parts));
  app.use(institutionHome, institutionPages(parts));
  app.use(noSuchPage);
  app.use(limitedPage(parts));
  app.use(failurePage(parts));
  return app;
}
