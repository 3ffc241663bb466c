import { Resolver } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';
import type { SenderChecks } from '../../cases/model/content.ts';
import { checkApart } from '../../mails/apart.ts';
import type { IncomingMail } from '../../mails/mail.ts';

const answerWithin = 5_000;
const asksAway = 3;
const restsFor = 60_000;

/** Says whether a mail's sender is who it says; null when that could not be known. Never throws. */
export type Authenticator = (raw: Buffer, mail: IncomingMail) => Promise<SenderChecks | null>;

export interface AuthenticatorOptions {
  /** Name under which our own mail server writes its Authentication-Results; it is then believed, and nothing is asked of the DNS. */
  authservId: string | undefined;
  /** Undefined: nothing is checked here. */
  resolver: DNSResolver | undefined;
}

/**
 * Checks SPF, DKIM and DMARC by the traces our own mail server left (RFC 8601), else here. A DNS that does not answer is left
 * alone for a minute: mails are taken in all the same.
 */
export function mailAuthenticator({ authservId, resolver }: AuthenticatorOptions): Authenticator {
  let unanswered = 0;
  let restsUntil = 0;

  async function checkHere(raw: Buffer): Promise<SenderChecks | null> {
    if (resolver === undefined || performance.now() < restsUntil) return null;
    const until = performance.now() + answerWithin;
    let late = false;
    const results = await checkApart(raw, (name, type) =>
      within(until - performance.now(), resolver(name, type)).catch((failure: unknown) => {
        late ||= failure instanceof Late;
        throw failure;
      }),
    );
    unanswered = late ? unanswered + 1 : 0;
    if (unanswered >= asksAway) restsUntil = performance.now() + restsFor;
    return late || results === null ? null : { ...results, by: 'GUICHET' };
  }

  return async (raw, mail) => (authservId === undefined ? checkHere(raw) : checkedByServer(mail, authservId));
}

/** The system's DNS, asked briefly. */
export function systemResolver(): DNSResolver {
  const resolver = new Resolver({ timeout: 1_500, tries: 1 });
  return async (domain, rrtype) => (await resolver.resolve(domain, rrtype)) as string[][] | string[];
}

/** The topmost field is the last server's own; those below may have come with the mail. */
function checkedByServer({ headers }: IncomingMail, authservId: string): SenderChecks | null {
  const [field = ''] = headers.get('authentication-results') ?? [];
  const [id = '', ...results] = field.toLowerCase().split(';');
  if (id.trim().split(/\s/)[0] !== authservId.toLowerCase()) return null;
  const said = (method: string) => results.flatMap((result) => new RegExp(`^\\s*${method}\\s*=\\s*(\\w+)`).exec(result)?.[1] ?? []);
  const best = (method: string) => said(method).find((result) => result === 'pass') ?? said(method)[0] ?? 'none';
  return {
    spf: best('spf'),
    dkim: best('dkim'),
    dmarc: best('dmarc'),
    policy: /\b(?:policy\.published-domain-policy|p)\s*=\s*(none|quarantine|reject)\b/.exec(field.toLowerCase())?.[1] ?? 'none',
    by: 'MAIL_SERVER',
  };
}

class Late extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  if (ms <= 0) throw new Late();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Late()), Math.max(0, ms));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
