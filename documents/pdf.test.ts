import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { DocumentData } from './documents.ts';
import { makePdf } from './pdf.ts';
import { objectsOf, textOfPdf } from './pdf-text.testing.ts';

const report = (change: Partial<DocumentData['report']> = {}): DocumentData['report'] => ({
  head: {
    title: 'Signalement au procureur de la République',
    desk: 'Guichet départemental, Meurthe-et-Moselle',
    reference: '54-26-7K3M-Q2',
    date: 'dimanche 22 novembre 2026',
    mark: 'DEMONSTRATION',
  },
  to: 'Parquet de Nancy',
  intro: null,
  sections: [
    { heading: 'Exposé des faits', text: 'Madame Quillevéré dit\u00a0: «\u00a0on me prive de repas\u00a0».\n\nElle a maigri.' },
    { heading: 'Biens', text: '' },
  ],
  closing: null,
  ...change,
});
const withText = (text: string) => makePdf('report', report({ sections: [{ heading: 'Faits', text }] }));
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('makePdf', () => {
  it('prints what it is given, marked, with its reference', async () => {
    const text = flat(textOfPdf(await makePdf('report', report())));
    for (const said of [
      'DÉMONSTRATION',
      '54-26-7K3M-Q2',
      'Parquet de Nancy',
      'Exposé des faits',
      'on me prive de repas',
      'Non renseigné.',
      'Page 1 / 1',
    ])
      expect(text).toContain(said);
    expect(flat(textOfPdf(await makePdf('report', report({ head: { ...report().head, mark: 'EXERCISE' } }))))).toContain(
      'EXERCICE. La situation est inventée',
    );
  });

  it('is tagged, in French, with a title and headings, and says it is PDF/UA', async () => {
    const pdf = await makePdf('report', report());
    const all = [...objectsOf(pdf).values()].map(({ head, stream }) => `${head}\n${stream}`).join('\n');
    for (const tag of [
      '<pdfuaid:part>1</pdfuaid:part>',
      '/Lang (fr-FR)',
      '/Marked true',
      '/StructTreeRoot',
      '/DisplayDocTitle true',
      '/S /Title',
      '/S /H1',
      '/S /P',
    ])
      expect(all).toContain(tag);
  });

  it('keeps the data out of its metadata, and any date', async () => {
    const pdf = await withText('Zéphirine Quillevéré');
    const found = [...objectsOf(pdf).values()];
    const catalog = found.find(({ head }) => /\/Type \/Metadata/.test(head))?.stream ?? '';
    expect(catalog).toContain('Signalement au procureur');
    expect(catalog).not.toMatch(/Quillev|Date/);
    expect(found.map(({ head }) => head).join()).not.toMatch(/Quillev|CreationDate/);
  });

  it('gives the same bytes for the same data, and others for others', async () => {
    const print = async (text: string) =>
      createHash('sha256')
        .update(await withText(text))
        .digest('hex');
    const [one, again, other] = [await print('Un.'), await print('Un.'), await print('Deux.')];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  it.each([
    ['markup', '#let x = 1 #{panic("no")} $a$ *gras* _it_ \\ @ref <lab> // rien #import "sheet.typ"', '#{panic("no")} $a$ *gras* _it_'],
    ['JSON', '"},{"heading":"Faux","text":"\\u0041"}', '"},{"heading":"Faux"'],
    ['control characters', 'a\u0000b\u0007c\u001b[31md', 'abc[31md'],
    ['marks that reorder a line', 'abc\u202edef\u202c', 'abcdef'],
    ['half a character', 'avant \ud800 après', 'avant'],
    ['another alphabet', 'Ωμέγα Привет', 'Привет'],
    ['what no font draws', 'né à 日本 🧿', 'né à [U+65E5][U+672C] [U+1F9FF]'],
    ['line ends of elsewhere', 'un\r\ndeux\u2028trois', 'un deux trois'],
    ['decomposed letters', 'e\u0301te\u0301', 'été'],
  ])('survives %s', async (_what, text, shown) => {
    expect(flat(textOfPdf(await withText(text)))).toContain(shown);
  });

  it('survives writing from right to left, an endless word and a very long text', async () => {
    expect((await withText('قالت «لا»، שלום')).length).toBeGreaterThan(10_000);
    const endless = textOfPdf(await withText('x'.repeat(20_000)));
    expect(endless.match(/x/g)).toHaveLength(20_000);
    const long = await withText(`${'Elle dit que non. '.repeat(10)}\n\n`.repeat(500));
    expect(flat(textOfPdf(long)).match(/Elle dit que non/g)).toHaveLength(5_000);
  });

  it('refuses a picture without words for those who do not see it', async () => {
    const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler');
    const compiler = NodeCompiler.create({});
    const picture = (alt: string) =>
      `#set document(title: "T")\n#title()\n#image(bytes("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"), format: "svg"${alt})`;
    const print = (alt: string) => compiler.pdf({ mainFileContent: picture(alt) }, { pdfStandard: 'ua-1' });
    expect(() => print('')).toThrow(/alternative|alt/i);
    expect(print(', alt: "Une image"').length).toBeGreaterThan(0);
  });

  it('says nothing of the data when it fails', async () => {
    const broken = { ...report(), sections: [{ heading: 'Zéphirine', text: 42 }] } as unknown as DocumentData['report'];
    await expect(makePdf('report', broken)).rejects.toThrow(/^The document cannot be printed(?!.*Zéphirine)/);
  });

  it('is quick once warm', async () => {
    await withText('chaud');
    const began = performance.now();
    for (let turn = 0; turn < 10; turn += 1) await withText(`Texte ${turn}`);
    expect((performance.now() - began) / 10).toBeLessThan(200);
  });
});
