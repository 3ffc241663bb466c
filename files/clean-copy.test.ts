import { PDFDocument, PDFHexString, PDFName, PDFString } from '@cantoo/pdf-lib';
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cleanCopy } from './clean-copy.ts';
import { examine } from './examine.ts';
import type { Examined } from './file.ts';

const secret = 'Zephirine-Oudoire';
const photo = () =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Make: secret, Artist: secret } })
    .jpeg()
    .toBuffer();

async function examined(name: string, bytes: Buffer): Promise<Examined> {
  const file = await examine({ name, bytes }, undefined);
  if ('refused' in file) throw new Error(file.refused);
  return file;
}

/** Everything a file says, packed or not. */
async function says(bytes: Buffer): Promise<string> {
  if (bytes.subarray(0, 2).toString() === 'PK')
    return Object.entries(unzipSync(bytes))
      .map(([name, part]) => `${name}\n${Buffer.from(part).toString('latin1')}`)
      .join('\n');
  if (bytes.subarray(0, 4).toString() !== '%PDF') return bytes.toString('latin1');
  const { context } = await PDFDocument.load(bytes, { updateMetadata: false });
  const objects = context
    .enumerateIndirectObjects()
    .map(([, object]) => `${object}${'contents' in object ? Buffer.from(object.contents as Uint8Array).toString('latin1') : ''}`);
  return [bytes.toString('latin1'), JSON.stringify(context.trailerInfo), ...objects].join('\n');
}

async function pdf(): Promise<Buffer> {
  const made = await PDFDocument.create();
  made.setAuthor(secret);
  made.setProducer(secret);
  const page = made.addPage([300, 300]);
  page.drawText('Bonjour');
  page.drawImage(await made.embedJpg(await photo()));
  page.node.set(PDFName.of('PieceInfo'), made.context.obj({ Who: PDFString.of(secret) }));
  page.node.set(
    PDFName.of('Annots'),
    made.context.obj([{ Type: 'Annot', Subtype: 'Text', Rect: [0, 0, 9, 9], T: PDFHexString.fromText(secret), Contents: PDFString.of('à relire') }]),
  );
  made.catalog.set(PDFName.of('Metadata'), made.context.register(made.context.stream(`<x:xmpmeta>${secret}</x:xmpmeta>`)));
  await made.attach(Buffer.from(secret), `${secret}.txt`);
  // What an earlier version held, and nothing leads to any more.
  made.context.register(PDFString.of(secret));
  return Buffer.from(await made.save({ useObjectStreams: false }));
}

const zipped = (parts: Record<string, string | Buffer>): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [
          name,
          [typeof part === 'string' ? strToU8(part) : part, { level: name === 'mimetype' || part === '' ? 0 : 6 }],
        ]),
      ) as Zippable,
    ),
  );

const word = async (more: Record<string, string | Buffer> = {}) =>
  zipped({
    '[Content_Types].xml':
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="x/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>',
    'docProps/core.xml': `<cp:coreProperties><dc:creator>${secret}</dc:creator></cp:coreProperties>`,
    'docProps/app.xml': `<Properties><Company>${secret}</Company></Properties>`,
    'docProps/custom.xml': `<Properties><property name="Dossier"><vt:lpwstr>${secret}</vt:lpwstr></property></Properties>`,
    'docProps/thumbnail.jpeg': secret,
    'word/document.xml': `<w:document><w:ins w:id="1" w:author="${secret}" w:date="2026"><w:t>Bonjour</w:t></w:ins></w:document>`,
    'word/comments.xml': `<w:comments><w:comment w:id="1" w:author="${secret}" w:initials="${secret}"><w:t>à relire</w:t></w:comment></w:comments>`,
    'word/people.xml': `<w15:people><w15:person w15:author="${secret}"><w15:presenceInfo w15:providerId="AD" w15:userId="S::${secret}"/></w15:person></w15:people>`,
    'word/media/image1.jpeg': await photo(),
    ...more,
  });

const odt = async () =>
  zipped({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': `<office:document-content><office:annotation><dc:creator>${secret}</dc:creator><text:p>à relire</text:p></office:annotation><text:p>Bonjour</text:p></office:document-content>`,
    'meta.xml': `<office:document-meta><meta:initial-creator>${secret}</meta:initial-creator></office:document-meta>`,
    'settings.xml': `<config:config-item config:name="PrinterName" config:type="string">${secret}</config:config-item>`,
    'Thumbnails/thumbnail.png': secret,
    'Pictures/1.jpg': await photo(),
    'META-INF/manifest.xml':
      '<manifest:manifest><manifest:file-entry manifest:full-path="Thumbnails/thumbnail.png" manifest:media-type="image/png"/><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>',
  });

describe('a copy that leaves the desk', () => {
  it.each([
    ['lettre.pdf', pdf],
    ['lettre.docx', word],
    ['lettre.odt', odt],
  ] as const)('%s says nothing of who made it, and is read as before', async (name, make) => {
    const before = await examined(name, await make());
    expect(await says(before.bytes)).toContain(secret);
    const after = await cleanCopy(before);
    if (after === null) throw new Error('not given');
    expect(await says(after)).not.toContain(secret);
    expect(await examined(name, after)).toMatchObject({ type: before.type, kind: before.kind });
    if (name === 'lettre.pdf') {
      const read = await PDFDocument.load(after, { updateMetadata: false });
      expect([read.getPageCount(), read.getAuthor(), read.getProducer()]).toEqual([1, undefined, undefined]);
      expect(await says(after)).toContain('DCTDecode');
    } else {
      const text = Object.entries(unzipSync(after))
        .flatMap(([part, bytes]) => (part.endsWith('.xml') ? [strFromU8(bytes)] : []))
        .join('');
      expect(text).toContain('Bonjour');
      expect(text).toContain('à relire');
      expect(text + Object.keys(unzipSync(after))).not.toMatch(/thumbnail/i);
    }
  });

  it('is none where what is hidden cannot be taken out', async () => {
    const locked = await PDFDocument.create();
    locked.addPage();
    locked.encrypt({ userPassword: 'secret', ownerPassword: 'secret' });
    // Its archive lists a part that takes more of the file than there is.
    const takes = await word({ 'word/x.bin': '' });
    takes.writeUInt32LE(200_000_001, takes.indexOf('PK\u0001\u0002', 0, 'latin1') + 20);
    for (const [name, bytes] of [
      ['prend-tout.docx', takes],
      ['verrouille.pdf', Buffer.from(await locked.save())],
      ['casse.pdf', Buffer.from('%PDF-1.7\nx')],
      ['dedans.docx', await word({ 'word/embeddings/classeur.xlsx': secret })],
      ['macro.docx', await word({ 'word/vbaProject.bin': secret })],
      ['sans-fin.docx', await word(Object.fromEntries(Array.from({ length: 5_000 }, (_, part) => [`word/${part}.bin`, ''])))],
      ['vieux.rtf', Buffer.from(`{\\rtf1{\\info{\\author ${secret}}}Bonjour}`)],
      ['pieces.zip', zipped({ 'a.txt': secret })],
    ] as const)
      expect([name, await cleanCopy(await examined(name, bytes))]).toEqual([name, null]);
  });

  it('of a plain text is the text', async () => {
    const text = await examined('note.txt', Buffer.from('Bonjour, à relire.'));
    expect(await cleanCopy(text)).toEqual(text.bytes);
  });
});
