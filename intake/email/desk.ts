import type { Database } from '../../database/pool.ts';
import type { Config } from '../../settings/config.ts';
import { mailDomainOf } from '../../settings/mailboxes.ts';
import { type Authenticator, mailAuthenticator, systemResolver } from './authentic.ts';
import type { MailDesk } from './settle.ts';

/**
 * What taking mails in needs, from the configuration. Mail that comes by the local SMTP port has crossed no network: unless
 * `asksDns`, only what our own mail server wrote about its sender is read.
 */
export function mailDesk(
  db: Database,
  { publicUrl, clamd, voicemail, authservId }: Pick<Config, 'publicUrl' | 'clamd' | 'voicemail' | 'authservId'>,
  asksDns: boolean,
): MailDesk {
  const check: Authenticator = mailAuthenticator({ authservId, resolver: asksDns ? systemResolver() : undefined });
  return { db, domain: mailDomainOf(publicUrl), check, voicemail, clamd, now: Date.now };
}
