import type { Instant } from '../../calendar/span.ts';
import type { Database } from '../../database/pool.ts';
import type { ClamdAddress, Config } from '../../settings/config.ts';
import { mailDomainOf } from '../../settings/mailboxes.ts';
import { type Authenticator, mailAuthenticator, systemResolver } from './authentic.ts';

/** What taking mails in needs. */
export interface MailDesk {
  db: Database;
  /** Right part of the desk's own addresses. */
  domain: string;
  check: Authenticator;
  /** Addresses of the answering machine, by department. */
  voicemail: ReadonlyMap<string, readonly string[]>;
  /** Where the antivirus listens; undefined when there is none. */
  clamd: ClamdAddress | undefined;
  now(): Instant;
}

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
