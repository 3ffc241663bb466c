import { addressesIn, decoded } from './fields.ts';
import { htmlAsText } from './html.ts';
import type { Attachment, Defect } from './mail.ts';
import { type MimePart, structureOf } from './parts.ts';
import { onOneLine, plain } from './plain.ts';
import { signedContent } from './signed.ts';
import { better, textOfPart } from './text.ts';
import { unpacked } from './tnef.ts';
import { bytesOf } from './transfer.ts';

/** All that a mail's parts hold. */
export interface Opened {
  texts: string[];
  /** What the mails in it say. */
  inside: string[];
  files: Attachment[];
  /** Small pictures that only dress a page: they come after the files. */
  dressing: Attachment[];
  defects: Set<Defect>;
  /** The fields of its delivery report. */
  status: Buffer | null;
  /** Parts that programs read, as they came: what was sent back. */
  returned: Buffer[];
  parts: Set<string>;
  meetingAnswer: boolean;
}

/** A mail inside a mail inside… so far and no further. */
const DEEPEST = 4;
const SMALL_PICTURE = 60_000;
const MOST_FILES = 400;

/** Opens every part that a person may read. `deep`: how many mails it stands in. */
export function contentOf(root: MimePart, deep = 0): Opened {
  const found: Opened = {
    texts: [],
    inside: [],
    files: [],
    dressing: [],
    defects: new Set(),
    status: null,
    returned: [],
    parts: new Set(),
    meetingAnswer: false,
  };
  walk(root, found, { deep, report: root.type === 'multipart/report', dressed: false });
  return found;
}

interface Place {
  deep: number;
  report: boolean;
  /** Within what a page is made of. */
  dressed: boolean;
}

type Opener = (part: MimePart, found: Opened, place: Place) => void;

function walk(part: MimePart, found: Opened, place: Place): void {
  found.parts.add(part.type);
  if (part.type === 'multipart/encrypted' || part.type === 'application/pgp-encrypted') found.defects.add('ENCRYPTED');
  if (part.type === 'message/delivery-status' || part.type === 'message/global-delivery-status') found.status ??= bytesOf(part);
  if (part.type === 'text/calendar' && answersMeeting(part)) found.meetingAnswer = true;
  openerOf(part)(part, found, place);
}

function openerOf({ type, parts, disposition, name }: MimePart): Opener {
  if (type === 'multipart/alternative' && parts.length > 0) return alternatives;
  if (type.startsWith('multipart/')) return parts.length > 0 ? several : text;
  if (/^application\/(?:x-)?pkcs7-mime$/.test(type) || /\.p7m$/i.test(name)) return smime;
  // A signature beside what it signs says nothing to a person: the original keeps it.
  if (/^application\/(?:x-)?(?:pkcs7-signature|pgp-signature)$/.test(type)) return () => undefined;
  if (/^application\/(?:vnd\.)?ms-tnef$/.test(type) || /^winmail\.dat$/i.test(name)) return tnef;
  if (/^(?:message\/(?:rfc822|global)(?:-headers)?|text\/rfc822-headers)$/.test(type)) return mailInside;
  const read = /^text\/(?:plain|html|enriched|markdown|x-.*)$/.test(type) && disposition !== 'attachment' && name === '';
  return read ? text : file;
}

const answersMeeting = (part: MimePart): boolean => /\bmethod:\s*reply\b/i.test(bytesOf(part).subarray(0, 5_000).toString('latin1'));

function several(part: MimePart, found: Opened, place: Place): void {
  const dressed = place.dressed || part.type === 'multipart/related';
  for (const one of part.parts) walk(one, found, { ...place, dressed });
}

/** One message in several forms; what is no form of it (files, invitations) is kept. */
function alternatives(part: MimePart, found: Opened, place: Place): void {
  const forms: Opened[] = part.parts.map((one) => {
    const apart: Opened = { ...found, texts: [], inside: found.inside, files: [], dressing: [] };
    walk(one, apart, { ...place, dressed: place.dressed || one.type === 'multipart/related' });
    found.status ??= apart.status;
    found.meetingAnswer ||= apart.meetingAnswer;
    return apart;
  });
  const said = forms.map(({ texts }) => texts.join('\n\n')).filter((one) => one.trim() !== '');
  const best = said.reduce((sofar, next) => (sofar === '' ? next : better(sofar, next)), '');
  if (best !== '') found.texts.push(best);
  found.files.push(...forms.flatMap(({ files }) => files));
  found.dressing.push(...forms.flatMap(({ dressing }) => dressing));
}

function text(part: MimePart, found: Opened): void {
  const read = textOfPart(part);
  if (read.mended) found.defects.add('BAD_CHARSET');
  if (read.text.trim() !== '') found.texts.push(read.text);
}

function file(part: MimePart, found: Opened, { dressed }: Place): void {
  const bytes = bytesOf(part);
  const cid = part.fields.has('content-id') || part.disposition === 'inline';
  const small = dressed && cid && part.type.startsWith('image/') && bytes.length < SMALL_PICTURE;
  keep(small ? found.dressing : found.files, { name: part.name, type: part.type, bytes });
}

function keep(list: Attachment[], { name, type, bytes }: Attachment): void {
  if (list.length < MOST_FILES) list.push({ name: fileName(name, type, list.length), type, bytes });
}

const usual: Record<string, string> = {
  'message/rfc822': 'message-joint.eml',
  'text/calendar': 'invitation.ics',
  'message/delivery-status': 'remise.txt',
};

function fileName(name: string, type: string, index: number): string {
  const seen = onOneLine(name)
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .slice(-120);
  return seen || usual[type] || `piece-${index + 1}`;
}

/** A mail in a mail is a file, and what it says is read too: somebody may have sent an alert on so. One that is sent back is not. */
function mailInside(part: MimePart, found: Opened, place: Place): void {
  const bytes = bytesOf(part);
  found.returned.push(bytes.subarray(0, 200_000));
  if (place.report) return;
  keep(found.files, { name: part.name, type: 'message/rfc822', bytes });
  if (place.deep >= DEEPEST || part.type === 'text/rfc822-headers') return;
  const { root } = structureOf(bytes);
  const inner = contentOf(root, place.deep + 1);
  const said = [...inner.texts, ...inner.inside].map(plain).filter(Boolean).join('\n\n').slice(0, 20_000);
  const [from] = addressesIn(root.fields.get('from')?.[0]);
  const head = [
    '--- Message joint ---',
    ...(from === undefined ? [] : [`De : ${from.name === '' ? from.address : `${from.name} <${from.address}>`}`]),
    `Objet : ${decoded(root.fields.get('subject')?.[0]) || 'sans objet'}`,
  ];
  if (said !== '') found.inside.push([...head, '', said].join('\n'));
}

function smime(part: MimePart, found: Opened, place: Place): void {
  const bytes = bytesOf(part);
  const inner = place.deep < DEEPEST ? signedContent(bytes) : null;
  if (inner === null) {
    found.defects.add('ENCRYPTED');
    keep(found.files, { name: part.name || 'smime.p7m', type: part.type, bytes });
    return;
  }
  found.defects.add('SIGNED');
  const { root, cut } = structureOf(inner);
  if (cut) found.defects.add('UNREADABLE');
  walk(root, found, { ...place, deep: place.deep + 1 });
}

function tnef(part: MimePart, found: Opened): void {
  const bytes = bytesOf(part);
  const packed = unpacked(bytes);
  const said = packed === null ? '' : better(packed.text, packed.html === '' ? '' : htmlAsText(packed.html));
  if (packed === null || (said === '' && packed.files.length === 0)) {
    found.defects.add('UNOPENED');
    keep(found.files, { name: part.name || 'winmail.dat', type: part.type, bytes });
    return;
  }
  const had = found.texts.map(plain).join('\n');
  if (said !== '' && !had.includes(plain(said).slice(0, 200))) found.texts.push(said);
  for (const one of packed.files) keep(found.files, one);
}
