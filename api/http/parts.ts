import type { Logger } from 'pino';
import type { Instant } from '../../calendar/span.ts';
import type { KeyRing } from '../../database/key-ring.ts';
import type { Database } from '../../database/pool.ts';
import type { ApiConfig } from '../../settings/config.ts';
import type { Assets } from '../../templates/assets.ts';
import type { PageEngine } from '../../templates/render.ts';
import type { OpenForms, SessionForms } from './csrf.ts';
import type { Departments } from './departments.ts';
import type { DirectMailer } from './direct-mail.ts';
import type { HealthChecks } from './health.ts';
import type { Limiter } from './limits.ts';
import type { Metrics } from './metrics.ts';

/** What the HTTP side reads of the configuration. */
export type ApiSettings = Pick<
  ApiConfig,
  'mode' | 'publicUrl' | 'metricsToken' | 'proxies' | 'dataFolder' | 'isMailboxLocal' | 'clamd' | 'telephony'
>;

/** Everything the routes are handed; made once by `startApi`, or by a test. */
export interface Parts {
  settings: ApiSettings;
  database: Database;
  logger: Logger;
  metrics: Metrics;
  limit: Limiter;
  page: PageEngine;
  assets: Assets;
  sessionForms: SessionForms;
  openForms: OpenForms;
  departments: Departments;
  mailer: DirectMailer;
  /** Signs cookies and forms. */
  sessionKey: KeyRing;
  checks: HealthChecks;
  now: () => Instant;
}

export function isHttps(settings: Pick<ApiSettings, 'publicUrl'>): boolean {
  return settings.publicUrl.startsWith('https:');
}
