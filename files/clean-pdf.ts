import { PDFArray, type PDFContext, PDFDict, PDFDocument, PDFName, type PDFObject, PDFRawStream, PDFRef, PDFStream } from '@cantoo/pdf-lib';

/** Who made it, with what, when: of the document, of a page, of anything in it. */
const hidden = [
  'Metadata',
  'PieceInfo',
  'LastModified',
  'Thumb',
  'OpenAction',
  'AA',
  'JS',
  'JavaScript',
  'EmbeddedFiles',
  'EmbeddedFile',
  'AF',
  'EF',
];
/** Of a comment: who wrote it, and when. */
const ofComment = ['T', 'CreationDate', 'M', 'NM'];

/**
 * The same pages without what a PDF says of its author: properties, comments' authors, signatures, attached files, earlier versions. Null where
 * it is protected by a password or is not read.
 */
export async function cleanPdf(bytes: Buffer): Promise<Buffer | null> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true });
  if (pdf.getPageCount() === 0) return null;
  const { context } = pdf;
  delete context.trailerInfo.Info;
  delete context.trailerInfo.ID;
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    forget(object);
    const photograph = withoutDevice(object);
    if (photograph !== null) context.assign(ref, photograph);
  }
  keepReached(context);
  const saved = await pdf.save({ useObjectStreams: true, updateFieldAppearances: false, addDefaultPage: false });
  return Buffer.from(saved);
}

/** Takes out of an object, and of what is written inside it, what is not shown. */
function forget(object: PDFObject): void {
  if (object instanceof PDFArray) for (const item of object.asArray()) forget(item);
  const dict = object instanceof PDFStream ? object.dict : object;
  if (!(dict instanceof PDFDict)) return;
  for (const name of hidden) dict.delete(PDFName.of(name));
  if (dict.get(PDFName.of('FT')) === PDFName.of('Sig')) dict.delete(PDFName.of('V'));
  const kind = dict.get(PDFName.of('Subtype'));
  if (kind !== undefined && kind !== PDFName.of('Widget') && dict.has(PDFName.of('Rect')))
    for (const name of ofComment) dict.delete(PDFName.of(name));
  for (const value of dict.values()) forget(value);
}

/** A photograph is kept in the page as the telephone made it, with place and device: its picture alone is left. Null for anything else. */
function withoutDevice(object: PDFObject): PDFRawStream | null {
  if (!(object instanceof PDFRawStream) || object.dict.get(PDFName.of('Filter')) !== PDFName.of('DCTDecode')) return null;
  const picture = Buffer.from(object.contents);
  const kept = [picture.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= picture.length && picture[at] === 0xff && picture[at + 1] !== 0xda) {
    const marker = picture[at + 1] ?? 0;
    const end = at + 2 + picture.readUInt16BE(at + 2);
    // What a program or a camera added (APP1, APP3 to APP13, APP15, comments); how colours are read stays.
    const said = marker === 0xe1 || (marker >= 0xe3 && marker <= 0xed) || marker === 0xef || marker === 0xfe;
    if (!said) kept.push(picture.subarray(at, end));
    at = end;
  }
  return PDFRawStream.of(object.dict, Buffer.concat([...kept, picture.subarray(at)]));
}

/** Drops what no page leads to: what an earlier version of the document held. */
function keepReached(context: PDFContext): void {
  const reached = new Set<PDFRef>();
  const waiting: PDFObject[] = [context.trailerInfo.Root].flatMap((root) => root ?? []);
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    if (object instanceof PDFRef) {
      if (reached.has(object)) continue;
      reached.add(object);
      const found = context.lookup(object);
      if (found !== undefined) waiting.push(found);
    } else if (object instanceof PDFArray) waiting.push(...object.asArray());
    else if (object instanceof PDFDict) waiting.push(...object.values());
    else if (object instanceof PDFStream) waiting.push(object.dict);
  }
  for (const [ref] of context.enumerateIndirectObjects()) if (!reached.has(ref)) context.delete(ref);
}
