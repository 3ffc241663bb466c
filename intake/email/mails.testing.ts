import { randomBytes } from 'node:crypto';

export interface Written {
  from?: string;
  to?: string;
  subject?: string;
  id?: string;
  text?: string;
  headers?: Record<string, string>;
  attachments?: { name: string; content: string; type?: string }[];
  report?: { action: string; status: string; about: string };
}

/** A mail as a server hands it over; unlike any other unless its Message-ID is given. */
export function mime(written: Written = {}): Buffer {
  const { from = 'Claire Voisine <voisine@example.org>', to = '54@guichet.example', subject = 'Inquiétude', attachments = [], report } = written;
  const id = written.id ?? `<${randomBytes(8).toString('hex')}@example.org>`;
  const fields: Record<string, string> = {
    From: from,
    To: to,
    Subject: `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    Date: 'Sun, 22 Nov 2026 10:00:00 +0100',
    'Message-ID': id,
    'MIME-Version': '1.0',
    ...written.headers,
  };
  const text = written.text ?? 'Bonjour,\nMa mère n’a pas mangé depuis trois jours.';
  const body = part('text/plain; charset=utf-8', text);
  const files = attachments.map(({ name, content, type = 'text/plain' }) =>
    part(`${type}; name="${name}"`, content, `attachment; filename="${name}"`),
  );
  const returned =
    report === undefined
      ? []
      : [
          part(
            'message/delivery-status',
            `Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; x@y.example\nAction: ${report.action}\nStatus: ${report.status}\n`,
            '',
            '7bit',
          ),
          part('message/rfc822', `Message-ID: ${report.about}\nSubject: Une transmission\n\nBonjour`, '', '7bit'),
        ];
  const parts = [body, ...files, ...returned];
  const kind = report === undefined ? 'multipart/mixed' : 'multipart/report; report-type=delivery-status';
  const whole =
    parts.length === 1
      ? body
      : `Content-Type: ${kind}; boundary="limite"\r\n\r\n${parts.map((one) => `--limite\r\n${one}\r\n`).join('')}--limite--\r\n`;
  const head = Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return Buffer.from(head + whole);
}

function part(type: string, content: string, disposition = '', encoding = 'base64'): string {
  const written =
    encoding === 'base64'
      ? (
          Buffer.from(content)
            .toString('base64')
            .match(/.{1,76}/g) ?? []
        ).join('\r\n')
      : content.replaceAll('\n', '\r\n');
  const disposed = disposition === '' ? '' : `Content-Disposition: ${disposition}\r\n`;
  return `Content-Type: ${type}\r\n${disposed}Content-Transfer-Encoding: ${encoding}\r\n\r\n${written}\r\n`;
}
