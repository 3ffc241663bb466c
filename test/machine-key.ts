import { type ApiKey, createApiKey } from '../accounts/api-keys.ts';
import { scopesOf } from '../accounts/rights.ts';
import type { Database } from '../database/pool.ts';

/** An API key for tests that are about something else: all that its kind may do, for a year. */
export function machineKey(db: Database, key: Pick<ApiKey, 'department' | 'kind' | 'organisation'>): Promise<{ id: string; key: string }> {
  const expiresOn = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
  return createApiKey(db, { ...key, scopes: scopesOf(key.kind), label: 'Essai', expiresOn });
}
