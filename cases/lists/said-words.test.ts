import { describe, expect, it } from 'vitest';
import { excerptOf, readWords, textsIn } from './said-words.ts';

const text =
  'La voisine a entendu des cris : « Lâche-moi ! ». Le cœur de Mme Éloïse bat vite,\nelle avait une ESCARRE au talon. L’hôpital ne répond pas.';
const found = (typed: string, within = text): string | null => {
  const sought = readWords(typed);
  if (sought === null) throw new Error(`nothing sought in ${typed}`);
  const place = excerptOf(
    sought.map((source) => new RegExp(source, 'iu')),
    within,
  );
  return place === null ? null : place.hit;
};

describe('words of what was said', () => {
  it.each([
    ['escarre', 'ESCARRE'],
    ['escar', 'ESCAR'],
    ['lache-moi', 'Lâche-moi'],
    ['coeur', 'cœur'],
    ['CŒUR', 'cœur'],
    ['eloise', 'Éloïse'],
    ['hopital', 'hôpital'],
    ['l hopital', 'L'],
    ['"bat vite elle avait"', 'bat vite, elle avait'],
    ['« escarre au talon »', 'ESCARRE au talon'],
    ['talon voisine', 'talon'],
  ])('%s is found', (typed, hit) => expect(found(typed)).toBe(hit));

  it.each([['carre'], ['voisin escarres'], ['"talon au escarre"'], ['"voisine entendu"'], ['hopitaux']])('%s is not', (typed) =>
    expect(found(typed)).toBeNull(),
  );

  it('are found in a text whose accents are written apart, and in one without any', () => {
    expect(found('hôpital', 'À l’hôpital.'.normalize('NFD'))?.normalize('NFC')).toBe('hôpital');
    expect(found('hôpital', 'A l hopital')).toBe('hopital');
  });

  it('say nothing alone where they are too short', () => {
    for (const typed of ['', 'a', '« »', 'le', '.*', '()']) expect(readWords(typed), typed).toBeNull();
    // What means something in a pattern means itself here.
    expect(found('escarre.*', 'une escarre')).toBe('escarre');
  });

  it('are shown with what stands around them, cut at words', () => {
    const long = `${'avant '.repeat(40)}escarre${' après'.repeat(40)}`;
    const [source = ''] = readWords('escarre') ?? [];
    const place = excerptOf([new RegExp(source, 'iu')], long);
    expect(place?.before).toMatch(/^…\u00a0(avant ){8,12}$/);
    expect(place?.after).toMatch(/^( après){8,12}\u00a0…$/);
  });

  it('take time in proportion to the text, whatever it holds', () => {
    const sought = (readWords('"lache moi" escarre') ?? []).map((source) => new RegExp(source, 'iu'));
    const began = performance.now();
    excerptOf(sought, 'lâche '.repeat(100_000) + 'a\u0301'.repeat(100_000));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

it('what was said or written is read of an entry, and no id or fingerprint', () => {
  const content = {
    narrative: 'Récit.',
    victim: { name: 'Zéphirine' },
    files: [{ name: 'f.pdf', sha256: 'abcdef' }],
    asSaid: [{ what: 'Commune', said: 'Nanci' }],
    email: { mail: 'id', subject: 'Objet', from: 'x@exemple.example' },
    questions: ['Où ?', 'Quand ?'],
  };
  expect(textsIn(content)).toEqual(['Récit.', 'Nanci', 'Où ?', 'Quand ?']);
  expect(textsIn({ text: 'Une note.' })).toEqual(['Une note.']);
  expect(textsIn(null)).toEqual([]);
});
