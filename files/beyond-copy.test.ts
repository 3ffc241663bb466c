import { PDFDocument } from '@cantoo/pdf-lib';
import { strToU8, zipSync } from 'fflate';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { beyondCopy } from './beyond-copy.ts';
import { examine } from './examine.ts';
import { readExif } from './exif.ts';

async function beyond(name: string, bytes: Buffer) {
  const file = await examine({ name, bytes }, undefined);
  if ('refused' in file) throw new Error(file.refused);
  return beyondCopy(file);
}

const red = () => sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } });

it('says where, when, with what and by whom a photograph was taken', async () => {
  const photo = await red()
    .withExif({
      IFD0: { Make: 'Fabricant', Model: 'Modele 7', Artist: 'Odile Tanguy', Software: 'Appareil 2.1' },
      IFD2: { DateTimeOriginal: '2026:11:20 10:11:12' },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '20/1 52/1 3000/100', GPSLongitudeRef: 'E', GPSLongitude: '55/1 27/1 0/1' },
    })
    .jpeg()
    .toBuffer();
  expect(await beyond('photo.jpg', photo)).toEqual([
    { what: 'POSITION', said: '-20.8750, 55.4500' },
    { what: 'DEVICE', said: 'Fabricant Modele 7' },
    { what: 'MOMENT', said: '20/11/2026 10:11:12' },
    { what: 'AUTHOR', said: 'Odile Tanguy' },
    { what: 'PROGRAM', said: 'Appareil 2.1' },
  ]);
});

it('of documents, properties, what is joined, and what no copy could be made of', async () => {
  const pdf = await PDFDocument.create();
  pdf.setAuthor('Odile Tanguy');
  pdf.addPage([300, 300]);
  await pdf.attach(Buffer.from('un mot'), 'joint.txt');
  expect(await beyond('lettre.pdf', Buffer.from(await pdf.save()))).toEqual(
    expect.arrayContaining([{ what: 'AUTHOR', said: 'Odile Tanguy' }, { what: 'ATTACHED' }]),
  );
  const types =
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
  const office = zipSync({
    '[Content_Types].xml': strToU8(types),
    'word/document.xml': strToU8('<w:document/>'),
    'docProps/core.xml': strToU8('<cp:coreProperties><dc:creator>Odile Tanguy</dc:creator></cp:coreProperties>'),
  });
  expect(await beyond('lettre.docx', Buffer.from(office))).toContainEqual({ what: 'AUTHOR', said: 'Odile Tanguy' });
  const mail = Buffer.from('From: odile@exemple.fr\nSubject: Bonjour\n\nUn mot.\n');
  expect(await beyond('message.eml', mail)).toEqual([{ what: 'WHOLE' }, { what: 'HEADERS' }]);
  expect(await beyond('mot.txt', Buffer.from('un mot'))).toEqual([]);
});

it('reads nothing of what is no Exif, whatever it holds', () => {
  for (const block of ['', 'Exif\0\0', 'II*\0\xff\xff\xff\xff', `MM\0*\0\0\0\x08${'\xff'.repeat(400)}`])
    expect(readExif(Buffer.from(block, 'latin1'))).toEqual({ thumbnail: false });
});
