import { isUtf8 } from 'node:buffer';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import { contentType } from './content-type.ts';
import type { Examined } from './file.ts';
import { withoutMetadata } from './metadata.ts';

/** Unpacked, a document is never this big: what would be is not opened. */
const mostUnpacked = 200_000_000;
/** Nor of this many parts: a long report has some hundreds. */
const mostParts = 5_000;
const noMoment = new Date(1980, 0, 1);

/** Parts that say who, where and with what, as they are when they say nothing. */
const emptied: [part: RegExp, content: string][] = [
  [/^docProps\/core\.xml$/, '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'],
  [/^docProps\/app\.xml$/, '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'],
  [/^docProps\/custom\.xml$/, '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'],
  [/^docMetadata\/LabelInfo\.xml$/i, '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>'],
  [
    /(^|\/)meta\.xml$/,
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>',
  ],
];

/** Who commented, who changed, on which printer: each place in a part, and what is left there. */
const namesIn: [part: RegExp, said: RegExp, left: string][] = [
  [/^(word|ppt|xl)\/.*\.xml$/, /(\s[\w]+:(?:author|initials|lastModifiedBy)=)("[^"]*"|'[^']*')/g, '$1""'],
  [/^ppt\/.*authors?\.xml$/i, /(\s(?:name|initials|userId|providerId)=)("[^"]*"|'[^']*')/g, '$1""'],
  [/^(word\/people|xl\/persons\/.*)\.xml$/, /(\s(?:\w+:)?(?:author|displayName|userId|providerId)=)("[^"]*"|'[^']*')/g, '$1""'],
  [/^xl\/comments.*\.xml$/, /<author>[^<]*<\/author>/g, '<author></author>'],
  [/^xl\/.*\.xml$/, /(\suserName=)("[^"]*"|'[^']*')/g, '$1""'],
  [/(^|\/)(content|styles)\.xml$/, /<(dc:creator|meta:creator-initials|loext:sender-initials)>[^<]*</g, '<$1><'],
  [/(^|\/)settings\.xml$/, /(<config:config-item config:name="Printer(?:Name|Setup)"[^>]*>)[^<]*</g, '$1<'],
];

/** What is not needed to read the document, and shows what it was before. */
const dropped = /^(docProps\/thumbnail\.\w+|Thumbnails\/.*|META-INF\/documentsignatures\.xml|_xmlsignatures\/.*)$/;
/** Whole files within the file, programs: they hide as much again. */
const within = /(^|\/)(embeddings\/|vbaProject\.bin$|vbaData\.xml$|Basic\/|ObjectReplacements\/|Object \d)/;
const pictures = /(^|\/)(media|Pictures)\//;

/**
 * The same document without its properties, its comments' and changes' authors, its thumbnail, what its pictures hide. Null for another format
 * than those of today's office programs, for one that is encrypted, and where another file is inside.
 */
export async function cleanOffice({ bytes, type }: Examined): Promise<Buffer | null> {
  if (!/opendocument|openxmlformats/.test(type)) return null;
  let unpacked = 0;
  let count = 0;
  const parts = unzipSync(bytes, {
    filter: ({ size, originalSize }) => {
      // A part may list less than it takes from the file, and several may take the same.
      unpacked += Math.max(size, originalSize);
      count += 1;
      if (unpacked > mostUnpacked || count > mostParts) throw new Error('A document that would not fit.');
      return true;
    },
  });
  const names = Object.keys(parts).filter((name) => !name.endsWith('/'));
  if (names.some((name) => within.test(name))) return null;
  const kept: Zippable = {};
  for (const name of names.filter((part) => !dropped.test(part))) {
    const part = await cleanPart(name, Buffer.from(parts[name] ?? []));
    if (part === null) return null;
    // The format wants the first part of an OpenDocument as it is, so that it can be recognised.
    kept[name] = [part, { level: name === 'mimetype' ? 0 : 6, mtime: noMoment }];
  }
  return Buffer.from(zipSync(kept, { mtime: noMoment }));
}

async function cleanPart(name: string, bytes: Buffer): Promise<Buffer | null> {
  const empty = emptied.find(([part]) => part.test(name));
  if (empty !== undefined) return Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${empty[1]}`);
  if (pictures.test(name)) return cleanPicture(name, bytes);
  if (!/\.(xml|rels)$/.test(name)) return bytes;
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString('utf8');
  if (/encryption-data/.test(text) && name === 'META-INF/manifest.xml') return null;
  if (name === '_rels/.rels') return Buffer.from(text.replace(/<Relationship\b[^>]*\b(?:thumbnail|digital-signature)\b[^>]*\/>/g, ''));
  if (name === 'META-INF/manifest.xml') return Buffer.from(text.replace(/<manifest:file-entry\b[^>]*"(?:Thumbnails|META-INF)\/[^>]*\/>/g, ''));
  const said = namesIn.filter(([part]) => part.test(name));
  return Buffer.from(said.reduce((now, [, names, left]) => now.replaceAll(names, left), text));
}

/** A picture in the document is freed as one that comes alone; a drawing is lines, and stays. */
async function cleanPicture(name: string, bytes: Buffer): Promise<Buffer | null> {
  const { type, kind } = await contentType(bytes, name);
  if (!['image/jpeg', 'image/png', 'image/webp'].includes(type))
    return /^image\/(gif|bmp|x-icon|wmf|emf|svg\+xml)$/.test(type) || kind !== 'IMAGE' ? bytes : null;
  const clean = await withoutMetadata({ name, bytes, type, kind, verdict: 'UNCHECKED' });
  return 'refused' in clean ? null : clean.bytes;
}
