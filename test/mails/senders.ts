/**
 * The mails of many senders, made by this project in the shapes that each product gives them: who writes, in what envelope, with what
 * fields, in what words. Every text is invented. `npm run mails` measures on them.
 */

/** What a mail must be taken for. */
export type Kind = 'FAILED' | 'DELAYED' | 'DELIVERED' | 'ABSENCE' | 'RECEIPT' | 'PERSON' | 'AUTOMATON';

export interface Sender {
  name: string;
  kind: Kind;
  raw(about: About): Buffer;
}

/** The mail of ours that it is about, and where it comes to. */
export interface About {
  /** The desk's plain address, or our return address. */
  to: string;
  /** Our Message-ID, without brackets. */
  id: string;
  /** Our own return address, which mails that are given back show. */
  returnPath: string;
}

export const subject = 'Une transmission vous attend';
const recipient = 'accueil@services.example';
const crlf = '\r\n';

/** How much of our mail a server gives back. */
export type Returned = 'message' | 'headers' | 'inline' | 'none';

export interface Shape {
  from: string;
  subject: string;
  text: string;
  envelope?: string;
  fields?: Record<string, string>;
  /** Fields of the report's recipient; absent: a report without a status part. */
  status?: string;
  /** `mixed`: no report, whatever its parts. */
  form?: 'report' | 'mixed' | 'text' | 'html';
  returned?: Returned;
}

function ours({ id, returnPath }: About): string {
  return [
    `Return-Path: <${returnPath}>`,
    'Received: from guichet.example by mx.services.example; Mon, 30 Nov 2026 09:00:00 +0100',
    'From: Guichet 54 <54@guichet.example>',
    `To: ${recipient}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}>`,
    'Auto-Submitted: auto-generated',
  ].join(crlf);
}

const ourText = 'Bonjour,\r\n\r\nUne transmission vous attend. Ouvrez-la par le lien de ce message.';

/** A mail of that shape about one of ours. */
export function written(shape: Shape, about: About): Buffer {
  const { from, envelope = '<>', fields = {}, form = 'text', returned = 'none', status } = shape;
  const head: Record<string, string> = {
    'Return-Path': envelope,
    'Delivered-To': about.to,
    From: from,
    To: about.to,
    Subject: /^[ -~]*$/.test(shape.subject) ? shape.subject : `=?utf-8?B?${Buffer.from(shape.subject).toString('base64')}?=`,
    Date: 'Mon, 30 Nov 2026 09:00:05 +0100',
    'MIME-Version': '1.0',
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value.replaceAll('{id}', about.id)])),
  };
  const text = shape.text.replaceAll('{to}', recipient).replaceAll('{id}', about.id).replaceAll(/\r?\n/g, crlf);
  const given =
    returned === 'inline'
      ? `${text}${crlf}${crlf}------ This is a copy of the message, including all the headers. ------${crlf}${crlf}${ours(about)}${crlf}${crlf}${ourText}`
      : text;
  if (form === 'text' || form === 'html') {
    head['Content-Type'] ??= `text/${form === 'html' ? 'html' : 'plain'}; charset=utf-8`;
    return Buffer.from(
      `${fieldsOf(head)}${crlf}${form === 'html' ? `<html><body><p>${given.replaceAll(crlf, '<br>')}</p></body></html>` : given}${crlf}`,
    );
  }
  const parts = [`Content-Type: text/plain; charset=utf-8${crlf}${crlf}${given}`];
  if (status !== undefined)
    parts.push(
      `Content-Type: message/delivery-status${crlf}${crlf}Reporting-MTA: dns; mx.services.example${crlf}${crlf}${status.replaceAll('{to}', recipient).replaceAll(/\r?\n/g, crlf)}`,
    );
  if (returned === 'message') parts.push(`Content-Type: message/rfc822${crlf}${crlf}${ours(about)}${crlf}${crlf}${ourText}`);
  if (returned === 'headers') parts.push(`Content-Type: text/rfc822-headers${crlf}${crlf}${ours(about)}`);
  head['Content-Type'] ??=
    form === 'report' ? 'multipart/report; report-type=delivery-status; boundary="=_limite"' : 'multipart/mixed; boundary="=_limite"';
  return Buffer.from(`${fieldsOf(head)}${crlf}${parts.map((part) => `--=_limite${crlf}${part}${crlf}`).join('')}--=_limite--${crlf}`);
}

const fieldsOf = (head: Record<string, string>): string =>
  Object.entries(head)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}${crlf}`)
    .join('');

export const sender = (kind: Kind, name: string, shape: Shape): Sender => ({ name, kind, raw: (about) => written(shape, about) });
