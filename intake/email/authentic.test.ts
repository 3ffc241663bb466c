import { generateKeyPairSync } from 'node:crypto';
import { type DNSResolver, dkimSign } from 'mailauth';
import { afterEach, expect, it, vi } from 'vitest';
import { readMail } from '../../mails/read.ts';
import { mailAuthenticator } from './authentic.ts';
import { mime } from './mails.testing.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** What the DNS of a sender's domain says; anything else does not exist. */
const zone: Record<string, string[][]> = {
  's1._domainkey.exemple.fr TXT': [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]],
  '_dmarc.exemple.fr TXT': [['v=DMARC1; p=reject']],
  'exemple.fr TXT': [['v=spf1 ip4:192.0.2.1 -all']],
};
const resolver: DNSResolver = async (name, type) => {
  const found = zone[`${name} ${type}`];
  if (found === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  return found;
};
const here = mailAuthenticator({ authservId: undefined, resolver });

const domain = { signingDomain: 'exemple.fr', selector: 's1', privateKey };
const from = 'Claire <claire@exemple.fr>';
const received = (ip: string) =>
  Buffer.from(`Return-Path: <claire@exemple.fr>\r\nReceived: from mx.exemple.fr (mx.exemple.fr [${ip}]) by mx.guichet.example\r\n`);

async function checked(raw: Buffer, check = here) {
  return check(raw, readMail(raw));
}

afterEach(() => {
  vi.useRealTimers();
});

it('proves a mail that its domain signed and sent', async () => {
  const raw = mime({ from });
  const { signatures } = await dkimSign(raw, { ...domain, signatureData: [domain] });
  const signed = Buffer.concat([received('192.0.2.1'), Buffer.from(signatures), raw]);
  expect(await checked(signed)).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass', policy: 'reject', by: 'GUICHET' });
  const altered = Buffer.from(signed.toString('latin1').replace('Subject: ', 'Subject: x'), 'latin1');
  expect(await checked(Buffer.concat([received('198.51.100.7'), altered]))).toMatchObject({
    spf: 'fail',
    dkim: 'fail',
    dmarc: 'fail',
    policy: 'reject',
  });
});

it('tells a name that another took', async () => {
  expect(await checked(Buffer.concat([received('198.51.100.7'), mime({ from })]))).toMatchObject({
    spf: 'fail',
    dkim: 'none',
    dmarc: 'fail',
    policy: 'reject',
  });
});

it('says nothing of a domain that says nothing', async () => {
  expect(await checked(mime({ from: 'a@silencieux.example' }))).toMatchObject({ dkim: 'none', dmarc: 'none' });
  expect(await checked(Buffer.alloc(0))).toMatchObject({ dkim: 'none', dmarc: 'none' });
});

it('believes its own mail server, and no field that came with the mail', async () => {
  const check = mailAuthenticator({ authservId: 'mx.guichet.example', resolver });
  const said =
    'mx.guichet.example 1; spf=pass smtp.mailfrom=exemple.fr;\r\n dkim=fail header.d=autre.fr; dkim=pass header.d=exemple.fr; dmarc=pass (p=REJECT) header.from=exemple.fr';
  const own = mime({ headers: { 'Authentication-Results': said } });
  expect(await checked(own, check)).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass', policy: 'reject', by: 'MAIL_SERVER' });
  const forged = Buffer.concat([Buffer.from('Authentication-Results: mx.ailleurs.example; dmarc=none\r\n'), own]);
  expect(await checked(forged, check)).toBeNull();
});

it('waits for no DNS that does not answer, and leaves it alone for a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  let asked = 0;
  const silent: DNSResolver = () => {
    asked += 1;
    return new Promise(() => undefined);
  };
  const check = mailAuthenticator({ authservId: undefined, resolver: silent });
  const raw = Buffer.concat([received('192.0.2.1'), mime({ from })]);
  const mail = readMail(raw);
  const passing = async () => {
    const had = asked;
    const checking = check(raw, mail);
    // The thread that checks keeps real time.
    while (asked === had) await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(5_001);
    return checking;
  };
  for (let n = 0; n < 3; n += 1) expect(await passing()).toBeNull();
  const before = asked;
  expect(await check(raw, mail)).toBeNull();
  expect(asked).toBe(before);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await passing()).toBeNull();
  expect(asked).toBeGreaterThan(before);
});
