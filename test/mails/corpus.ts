import type { MailVerdict } from '../../cases/model/content.ts';
import type { Reason } from '../../intake/email/mail.ts';

/**
 * Mails as they really come, and worse: each with what it must be sorted as. `CANARI` stands for a person's name, planted where
 * somebody would write it. Our own message is `OWN_ID`; no other is known.
 */
export interface HostileMail {
  raw: Buffer;
  verdict: MailVerdict;
  /** Reasons that must be among those given. */
  reasons?: Reason[];
  /** What must be read in the text, and what must not. */
  says?: string;
  silent?: string[];
  /** Names of the attachments, in order. */
  files?: string[];
  from?: string | null;
  subject?: string;
  /** Whether the author may be answered by machine; where it says nothing, an ALERT is, and the rest is not looked at. */
  answerable?: boolean;
}

export const CANARI = 'Quillevéré';
export const OWN_ID = '0123456789abcdefghjkmnpqrstvwxyz';

const CRLF = '\r\n';
const bytes = (text: string, encoding: BufferEncoding = 'utf8'): Buffer => Buffer.from(text.replaceAll(/\r?\n/g, CRLF), encoding);
const base64 = (content: string | Buffer): string =>
  (
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join(CRLF);

let counter = 0;
/** A header that any real mail has, with some of it replaced or left out (''). */
function head(change: Record<string, string> = {}): string {
  counter += 1;
  const fields: Record<string, string> = {
    From: `Anne ${CANARI} <anne.${counter}@example.org>`,
    To: '54@guichet.example',
    Subject: `Inquiétude pour ${CANARI}`,
    Date: 'Sun, 22 Nov 2026 10:00:00 +0100',
    'Message-ID': `<corpus-${counter}@example.org>`,
    'MIME-Version': '1.0',
    ...change,
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}${CRLF}`)
    .join('');
}

const said = `Madame ${CANARI} ne mange plus.`;
const away = 'Je suis absente jusqu’au 30 novembre. De retour le 1er décembre.';
const simple = (change: Record<string, string>, body = said): Buffer =>
  bytes(`${head({ 'Content-Type': 'text/plain; charset=utf-8', ...change })}${CRLF}${body}${CRLF}`);
const html = (body: string): Buffer => bytes(`${head({ 'Content-Type': 'text/html; charset=utf-8' })}${CRLF}${body}`);

function multipart(parts: string[], change: Record<string, string> = {}, kind = 'mixed'): Buffer {
  const body = parts.map((part) => `--limite${CRLF}${part}${CRLF}`).join('');
  return bytes(`${head({ 'Content-Type': `multipart/${kind}; boundary="limite"`, ...change })}${CRLF}${body}--limite--${CRLF}`);
}
const textPart = (text = said): string => `Content-Type: text/plain; charset=utf-8${CRLF}${CRLF}${text}`;
const filePart = (name: string, content: string | Buffer, type = 'application/octet-stream'): string =>
  `Content-Type: ${type}; name="${name}"${CRLF}Content-Disposition: attachment; filename="${name}"${CRLF}Content-Transfer-Encoding: base64${CRLF}${CRLF}${base64(content)}`;

const deliveryStatus = (action: string, status: string): string =>
  `Content-Type: message/delivery-status${CRLF}${CRLF}Reporting-MTA: dns; mx.example${CRLF}${CRLF}Final-Recipient: rfc822; x@y.example${CRLF}Action: ${action}${CRLF}Status: ${status}${CRLF}`;
const returned = (id: string, type = 'message/rfc822'): string =>
  `Content-Type: ${type}${CRLF}${CRLF}Message-ID: <${id}@guichet.example>${CRLF}Subject: Une transmission${CRLF}${CRLF}Bonjour`;
const daemon = {
  From: 'Mail Delivery System <MAILER-DAEMON@mx.example>',
  'Return-Path': '<>',
  'Auto-Submitted': 'auto-replied',
  Subject: 'Undelivered Mail Returned to Sender',
};
const report = (parts: string[], change: Record<string, string> = {}): Buffer =>
  multipart(parts, { ...daemon, ...change }, 'report; report-type=delivery-status');

const zip = Buffer.from('504b0304140000000800', 'hex');
const tnef = Buffer.from('789f3e22010006900800040000000000010001000107900600080000', 'hex');

const alert = (raw: Buffer, more: Partial<HostileMail> = {}): HostileMail => ({ raw, verdict: 'ALERT', ...more });
const aside = (verdict: MailVerdict, raw: Buffer, ...reasons: Reason[]): HostileMail => ({ raw, verdict, reasons });

const deep = (levels: number): Buffer => {
  const open = Array.from({ length: levels }, (_, n) => `--b${n}${CRLF}Content-Type: multipart/mixed; boundary=b${n + 1}${CRLF}${CRLF}`).join('');
  return bytes(`${head({ 'Content-Type': 'multipart/mixed; boundary=b0' })}${CRLF}${open}--b${levels}${CRLF}${CRLF}${said}${CRLF}`);
};

export const corpus: Record<string, HostileMail> = {
  // What people write.
  'plain text': alert(simple({}), { says: said, from: 'anne.1@example.org' }),
  'a word that spam filters like': alert(simple({ Subject: 'URGENT !!! argent volé' }), { says: said }),
  'a subject that speaks of absence': alert(simple({ Subject: `Absence de soins pour ${CANARI}` })),
  'a subject that begins with Re': alert(simple({ Subject: 'Re: ma mère' })),
  'no subject': alert(simple({ Subject: '' }), { subject: '' }),
  'html only': alert(html(`<p>${said}</p><ul><li>un</li><li>deux</li></ul>`), { says: said }),
  'html and text': alert(multipart([textPart(), `Content-Type: text/html${CRLF}${CRLF}<p>autre</p>`], {}, 'alternative'), { says: said }),
  'a text part that says nothing': alert(
    multipart(
      [
        textPart('Votre logiciel ne lit pas le HTML.'),
        `Content-Type: text/html; charset=utf-8${CRLF}${CRLF}<p>${said} ${'Depuis une semaine. '.repeat(9)}</p>`,
      ],
      {},
      'alternative',
    ),
    { says: said },
  ),
  'a photograph': alert(multipart([textPart(), filePart('photo.jpg', Buffer.from('ffd8ffe000104a46', 'hex'), 'image/jpeg')]), {
    files: ['photo.jpg'],
  }),
  'a calendar': alert(
    multipart([textPart(), `Content-Type: text/calendar; method=REQUEST${CRLF}${CRLF}BEGIN:VCALENDAR${CRLF}END:VCALENDAR`], {}, 'alternative'),
    { says: said, files: ['invitation.ics'] },
  ),
  'a forwarded mail as an attachment': alert(
    multipart([textPart(), `Content-Type: message/rfc822${CRLF}${CRLF}From: x@y.example${CRLF}Subject: dedans${CRLF}${CRLF}secret`]),
    { says: said, files: ['message-joint.eml'] },
  ),
  'mails in mails in mails': alert(
    multipart([
      textPart(),
      `Content-Type: message/rfc822${CRLF}${CRLF}Content-Type: message/rfc822${CRLF}${CRLF}Content-Type: message/rfc822${CRLF}${CRLF}From: x@y.example${CRLF}${CRLF}fond`,
    ]),
    { says: said },
  ),
  'a quoted thread of somebody else': alert(
    simple({ 'In-Reply-To': '<autre@example.net>', References: '<un@x.example> <deux@x.example>' }, `${said}\n\nLe 3 mars, X a écrit :\n> bonjour`),
    { says: said },
  ),
  'a Message-ID of our shape that is not ours': alert(simple({ 'In-Reply-To': '<zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz@guichet.example>' })),

  // Encodings.
  'latin-1 declared as utf-8': alert(bytes(`${head({ 'Content-Type': 'text/plain; charset=utf-8', Subject: 'x' })}\n${said}\n`, 'latin1'), {
    says: said,
    reasons: ['BAD_CHARSET'],
  }),
  'latin-1 declared as such': alert(bytes(`${head({ 'Content-Type': 'text/plain; charset=iso-8859-1', Subject: 'x' })}\n${said}\n`, 'latin1'), {
    says: said,
  }),
  'windows-1252': alert(
    Buffer.concat([
      bytes(`${head({ 'Content-Type': 'text/plain; charset=windows-1252' })}\n`),
      Buffer.from('Elle dit \x93non\x94 \x96 \x80 100.', 'latin1'),
    ]),
    { says: 'Elle dit “non” – € 100.' },
  ),
  'utf-7': alert(bytes(`${head({ 'Content-Type': 'text/plain; charset=utf-7' })}\n+AOk-t+AOk-\n`), { says: 'été' }),
  'utf-16': alert(Buffer.concat([bytes(`${head({ 'Content-Type': 'text/plain; charset=utf-16le' })}\n`), Buffer.from(said, 'utf16le')]), {
    says: said,
  }),
  'a charset nobody knows': alert(simple({ 'Content-Type': 'text/plain; charset=x-inconnu' }, 'Elle ne mange plus.'), {
    says: 'Elle ne mange plus.',
  }),
  'quoted-printable broken off': alert(
    bytes(
      `${head({ 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'quoted-printable' })}\nElle ne mange plus =C3=A9=\n=ZZ =C`,
    ),
    { says: 'Elle ne mange plus é' },
  ),
  'base64 that is none': alert(bytes(`${head({ 'Content-Type': 'text/plain', 'Content-Transfer-Encoding': 'base64' })}\n!!!@@@###\n`), {
    says: '!!!@@@###',
  }),
  '8-bit header in utf-8': alert(simple({ Subject: 'Été à l’EHPAD' }), { subject: 'Été à l’EHPAD' }),
  '8-bit header in latin-1': alert(bytes(`${head({ From: 'Éloïse <e@example.org>', Subject: 'Été' })}\nBonjour\n`, 'latin1'), {
    subject: 'Été',
    from: 'e@example.org',
  }),
  'encoded words that lie': alert(simple({ Subject: '=?utf-8?B?w6k=?= =?x-inconnu?Q?=C3?= =?utf-8?B?%%%?= =?utf-8?Q?fin?=' })),
  'an encoded word ten thousand long': alert(simple({ Subject: `=?utf-8?Q?${'=C3=A9'.repeat(10_000)}?=` })),
  'zero bytes': alert(simple({ Subject: 'a\u0000b' }, `${said}\u0000\u0000fin`), { says: said, silent: ['\u0000'], subject: 'ab' }),
  'signs that turn the direction around': alert(
    multipart([textPart(`${said}\u202egnp.exe\u202c\u2066x`), filePart('photo\u202egnp.exe', 'MZ')], {
      From: 'Guichet\u202e <r@example.org>',
      'Return-Path': '<r@example.org>',
    }),
    { verdict: 'SPAM', reasons: ['EXECUTABLE'], silent: ['\u202e', '\u2066'] },
  ),

  // Structures.
  empty: alert(Buffer.alloc(0), { reasons: ['EMPTY', 'NO_SENDER'], from: null, answerable: false }),
  'a blank line': alert(bytes('\n'), { reasons: ['EMPTY'], answerable: false }),
  'an empty body': alert(simple({}, ''), { reasons: ['EMPTY'] }),
  'no header': alert(bytes('Juste du texte sans en-tête\n'), { says: 'Juste du texte sans en-tête', from: null, answerable: false }),
  'no From': alert(simple({ From: '' }), { reasons: ['NO_SENDER'], from: null, says: said, answerable: false }),
  'From that is no address': alert(simple({ From: 'quelqu’un' }), { reasons: ['NO_SENDER'], answerable: false }),
  'several From': alert(simple({ From: 'a@example.org, b@example.org' }), { reasons: ['SEVERAL_SENDERS'], answerable: false }),
  'From twice': alert(bytes(`From: a@example.org\nFrom: b@example.org\nSubject: deux\n\n${said}`), {
    reasons: ['SEVERAL_SENDERS'],
    answerable: false,
  }),
  'multipart without a boundary': alert(simple({ 'Content-Type': 'multipart/mixed' }), { says: said }),
  'a boundary never closed': alert(
    bytes(`${head({ 'Content-Type': 'multipart/mixed; boundary=b' })}\n--b\nContent-Type: text/plain; charset=utf-8\n\n${said}\n`),
    { says: said },
  ),
  'a boundary that is not there': alert(simple({ 'Content-Type': 'multipart/mixed; boundary=ailleurs' }), { says: said }),
  'twenty levels deep': alert(deep(20), { says: said }),
  'three thousand levels deep': alert(deep(3_000), { reasons: ['UNREADABLE'], answerable: false }),
  'html fifty thousand levels deep': alert(html(`${'<div>'.repeat(50_000)}fin`)),
  'headers of four megabytes': alert(simple({ 'X-Long': Array.from({ length: 4_400 }, () => 'a'.repeat(900)).join(`${CRLF} `) }), {
    reasons: ['UNREADABLE'],
    answerable: false,
  }),
  'one header line of a megabyte': alert(simple({ 'X-Long': 'a'.repeat(1_000_000) }), { says: said }),
  'a thousand recipients': alert(simple({ To: Array.from({ length: 1_000 }, (_, n) => `u${n}@example.org`).join(', ') }), { says: said }),
  'two hundred attachments': alert(multipart([textPart(), ...Array.from({ length: 200 }, (_, n) => filePart(`f${n}.txt`, `fichier ${n}`))]), {
    reasons: ['TOO_MANY_FILES'],
    says: said,
  }),
  'a text without end': alert(simple({}, 'Longtemps. '.repeat(20_000)), { reasons: ['LONG_TEXT'] }),
  'two megabytes of spaces': alert(simple({}, `${' '.repeat(2_000_000)}${said}`), { says: said }),
  'a recipient of a hundred thousand letters': alert(simple({ To: 'a'.repeat(100_000), Cc: '@'.repeat(100_000) }), { says: said }),
  'fifty thousand headers of one name': alert(simple({ X: Array.from({ length: 50_000 }, () => 'a').join(`${CRLF}X: `) }), { says: said }),
  'a subject of signs': alert(simple({ Subject: '!'.repeat(100_000) }), { says: said }),
  'old Mac line ends': alert(Buffer.from(`From: a@example.org\rSubject: x\r\r${said}\r`), { says: said, answerable: false }),
  'line feeds only': alert(Buffer.from(`From: a@example.org\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n${said}\n`), { says: said }),
  'a header that injects another': alert(simple({ Subject: 'bonjour\r\n\tBcc: victime@example.net\r\nX-Autre: oui' }), { says: said }),
  'a date of nowhere': alert(simple({ Date: 'le 32 du mois' })),
  'Outlook winmail.dat': alert(multipart([filePart('winmail.dat', tnef, 'application/ms-tnef')]), { reasons: ['EMPTY'], files: ['winmail.dat'] }),

  // Contents that would act.
  'script, frame, form': alert(
    html(`<script>alert(1)</script><iframe src="//x.example">f</iframe><form action="//x.example"><input name=a></form><p onclick="x()">${said}</p>`),
    {
      says: said,
      silent: ['<script', 'alert(1)', '<iframe', '<form', 'onclick'],
    },
  ),
  'a tracking pixel': alert(html(`<p>${said}</p><img src="https://suivi.example/p.gif?u=1" width=1>`), { says: said, silent: ['<img'] }),
  'remote style': alert(
    html(
      `<link rel=stylesheet href="//x.example/a.css"><style>@import url(//x.example/b.css); p{background:url(//x.example/c)}</style><p>${said}</p>`,
    ),
    { says: said, silent: ['@import', '<style', 'background'] },
  ),
  'svg and data addresses': alert(
    html(`<svg onload="x()"><text>ok</text></svg><a href="javascript:alert(1)">clic</a><img src="data:text/html,<script>x</script>"><p>${said}</p>`),
    { says: said, silent: ['<svg', 'onload', '<script', 'javascript:', 'data:'] },
  ),
  'a zip bomb': alert(multipart([textPart(), filePart('photos.zip', Buffer.concat([zip, Buffer.alloc(500_000)]), 'application/zip')]), {
    says: said,
    files: ['photos.zip'],
  }),
  'a program with two extensions': aside('SPAM', multipart([textPart(), filePart('facture.pdf.exe', 'MZ')]), 'EXECUTABLE'),
  'a script as an attachment': aside('SPAM', multipart([textPart(), filePart('note.js', 'x()')]), 'EXECUTABLE'),
  'a file name that climbs folders': alert(multipart([textPart(), filePart('../../etc/passwd', 'x', 'text/plain')]), { says: said }),

  // What machines write.
  'Postfix: unknown user': aside(
    'BOUNCE',
    report([textPart('This is the mail system.'), deliveryStatus('failed', '5.1.1'), returned(OWN_ID)]),
    'DELIVERY_FAILED',
  ),
  'Exchange: headers only returned': aside(
    'BOUNCE',
    report([textPart('Échec de la remise.'), deliveryStatus('failed', '5.7.1'), returned(OWN_ID, 'text/rfc822-headers')], {
      From: 'Microsoft Outlook <postmaster@x.example>',
      'Auto-Submitted': '',
    }),
    'DELIVERY_FAILED',
  ),
  'Gmail: address not found': aside(
    'BOUNCE',
    simple(
      { ...daemon, From: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>', 'X-Failed-Recipients': 'x@y.example' },
      `Address not found\n\nMessage-ID: <${OWN_ID}@guichet.example>`,
    ),
    'DELIVERY_FAILED',
  ),
  'delayed, not failed': aside('BOUNCE', report([textPart(), deliveryStatus('delayed', '4.4.1'), returned(OWN_ID)]), 'DELIVERY_DELAYED'),
  'delivered, as asked': aside('BOUNCE', report([textPart(), deliveryStatus('delivered', '2.1.5'), returned(OWN_ID)]), 'DELIVERY_REPORT'),
  'a bounce of what we never sent': aside(
    'BOUNCE',
    report([textPart(), deliveryStatus('failed', '5.1.1'), returned('inconnu')]),
    'DELIVERY_FAILED',
    'UNKNOWN_MESSAGE',
  ),
  'a bounce in several languages without a report': aside(
    'BOUNCE',
    simple({ From: 'postmaster@x.example', 'Return-Path': '<>', Subject: 'Mail delivery failed / Échec' }, 'Adresse inconnue.'),
    'DELIVERY_FAILED',
    'UNKNOWN_MESSAGE',
  ),
  'a read receipt': aside(
    'OUT_OF_OFFICE',
    multipart(
      [textPart('Lu.'), `Content-Type: message/disposition-notification${CRLF}${CRLF}Disposition: manual-action/MDN-sent-manually; displayed`],
      {},
      'report; report-type=disposition-notification',
    ),
    'READ_RECEIPT',
  ),
  'out of office, French': aside(
    'OUT_OF_OFFICE',
    simple({ Subject: 'Réponse automatique : Inquiétude', 'X-Auto-Response-Suppress': 'All' }),
    'VACATION',
  ),
  'out of office, English': aside(
    'OUT_OF_OFFICE',
    simple({ Subject: 'Automatic reply: hello', 'Auto-Submitted': 'auto-replied' }),
    'VACATION',
    'AUTO_SUBMITTED',
  ),
  'out of office that answers us': aside(
    'OUT_OF_OFFICE',
    simple({ Subject: 'Absente du bureau', 'In-Reply-To': `<${OWN_ID}@guichet.example>`, 'Auto-Submitted': 'auto-replied' }),
    'VACATION',
  ),
  'an old vacation program': aside('OUT_OF_OFFICE', simple({ Subject: 'Re: bonjour', 'X-Autorespond': 'oui' }, away), 'AUTO_SUBMITTED'),
  'a machine that answers with an alert': alert(simple({ Subject: 'Re: bonjour', 'X-Autorespond': 'oui' }), { says: said, answerable: false }),
  'a form that says a machine sent it': alert(simple({ 'Auto-Submitted': 'auto-generated' }), { says: said, answerable: false }),
  'a mail that a rule sent on': alert(simple({ 'Auto-Submitted': 'auto-forwarded' }), { says: said, reasons: ['AUTO_FORWARDED'], answerable: false }),
  'a machine that says it is none': alert(simple({ 'X-Autoresponder': '0' }), { says: said }),
  'an answer to an absence': alert(simple({ Subject: 'Re: Réponse automatique : vacances' }), { says: said }),
  'a fax by a gateway': alert(simple({ 'Return-Path': '<>', Subject: 'Fax de 0383000000' }), { says: said, answerable: false }),
  'our own mail that comes home': aside(
    'LOOP',
    simple({ From: '54@guichet.example', 'Message-ID': `<${OWN_ID}@guichet.example>`, 'Auto-Submitted': 'auto-generated' }),
    'OWN_MAIL',
  ),
  'a list of ours': aside('LOOP', simple({ 'List-Id': 'agents <agents.guichet.example>' }), 'OWN_MAIL'),
  'a mail that turns around': aside(
    'LOOP',
    bytes(`${Array.from({ length: 60 }, (_, n) => `Received: from a by b${n}`).join('\n')}\n${head()}\n${said}`),
    'TOO_MANY_HOPS',
  ),
  'a newsletter': aside(
    'LOOP',
    simple({ Precedence: 'bulk', 'List-Unsubscribe': '<https://x.example>' }, 'Notre programme de la semaine. Se désabonner.'),
    'BULK',
  ),
  'an alert by a tool that sends to many': alert(simple({ 'List-Unsubscribe': '<https://x.example>' }), { says: said, answerable: false }),
  'a discussion list': alert(simple({ 'List-Id': '<voisins.example.org>', Precedence: 'list' }), {
    says: said,
    reasons: ['BULK'],
    answerable: false,
  }),

  // Who is not who they say.
  'a sender forged as the desk': aside('SPAM', simple({ From: 'Guichet <54@guichet.example>' }), 'OWN_ADDRESS'),
  'DMARC fails and asks to refuse': aside(
    'SPAM',
    simple({
      'Authentication-Results': 'mx.guichet.example; spf=fail smtp.mailfrom=x; dkim=none; dmarc=fail (p=reject dis=none) header.from=example.org',
    }),
    'DMARC_REJECT',
  ),
  'DMARC fails and asks for nothing': alert(
    simple({ 'Authentication-Results': 'mx.guichet.example; spf=fail; dkim=none; dmarc=fail (p=none) header.from=example.org' }),
    { answerable: false },
  ),
  'authentication results that came with the mail': alert(simple({ 'Authentication-Results': 'mx.ailleurs.example; dmarc=fail (p=reject)' })),
  'flagged by our own filter': aside('SPAM', simple({ 'X-Spam-Flag': 'YES' }), 'SPAM_FLAG'),
  'said to be no spam': alert(simple({ 'X-Spam-Status': 'No, score=-2.0' })),
  'from an address nobody reads': alert(simple({ From: 'no-reply@example.org' }), { answerable: false }),
  'that asks to be left alone': alert(simple({ 'X-Auto-Response-Suppress': 'All' }), { answerable: false }),

  // Answers.
  'an answer to our mail': { raw: simple({ 'In-Reply-To': `<${OWN_ID}@guichet.example>` }), verdict: 'ANSWER', reasons: ['QUOTES_MESSAGE'] },
  'an answer, only by References, in capitals': {
    raw: simple({ References: `<un@x.example> <${OWN_ID.toUpperCase()}@GUICHET.example>` }),
    verdict: 'ANSWER',
  },
  'an answer that a filter dislikes': { raw: simple({ 'In-Reply-To': `<${OWN_ID}@guichet.example>`, 'X-Spam-Flag': 'YES' }), verdict: 'ANSWER' },
  'an answer through a list': {
    raw: simple({ 'In-Reply-To': `<${OWN_ID}@guichet.example>`, Precedence: 'list' }),
    verdict: 'ANSWER',
    answerable: false,
  },
  'an answer under a forged name': aside(
    'SPAM',
    simple({ 'In-Reply-To': `<${OWN_ID}@guichet.example>`, 'Authentication-Results': 'mx.guichet.example; dmarc=fail (p=reject)' }),
    'DMARC_REJECT',
  ),
};
