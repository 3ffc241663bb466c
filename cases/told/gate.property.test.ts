import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hardMarks } from './gate.ts';
import type { HardMark, Withheld } from './mark.ts';
import { lettersApart } from './spelling.ts';

/** What people write of a situation, with the numbers, hours and names of places that go with it. */
const sentences = [
  'Elle ne mange plus qu’une fois par jour depuis le 3 mars 2026.',
  'Le 06/12/2024 à 10 h 30, puis le 07.12.2024 vers 14:00, la porte était fermée à clé.',
  'Son fils lui prend sa carte : 1 200 euros en janvier, 850,50 € en février.',
  'Les pompiers (18) et le SAMU au 15 sont venus ; le 3977 n’a pas répondu, le 112 non plus.',
  'L’EHPAD Saint-Nicolas, 54000 Nancy, a 82 lits ; elle est chambre 214, au 2e étage.',
  'On l’a changée de lit trois fois en deux jours, sans dire pourquoi.',
  'Cordialement reçue le matin, elle a été laissée seule l’après-midi.',
  'De la cuisine, on entend crier. À midi, rien ; le soir, une soupe.',
  'Elle pèse 41 kg (52 kg en 2025), tension 9/5, 3 escarres dont 1 au talon.',
  'Numéro de sécurité sociale 2 45 03 54 395 012 34 ; dossier 54-26-7K3M-Q2 ; FINESS 540 001 234.',
  'Le médecin est passé deux fois, le kiné vingt et une fois, l’infirmière quatre-vingts fois.',
  'Dans le couloir : « tais-toi », « tu n’auras rien ». Personne ne dit rien.',
  'Il y a une petite cour, un grand jardin, un pain le matin et du lait le soir.',
  'Trente-deux personnes, six soignants, zéro médecin la nuit, douze le jour.',
];
const harmless = fc.array(fc.constantFrom(...sentences), { minLength: 1, maxLength: 12 }).map((lines) => lines.join(' '));

const names = [
  ['Barnabé', 'Lenormand'],
  ['Éloïse', 'Lefèvre'],
  ['Jean-Pierre', 'Cœurdacier'],
  ['Zoé', 'd’Hauteville'],
  ['Aïcha', 'Ben Saïd'],
  ['Maryvonne', 'Le Goff'],
  ['Ỳvonne', 'Quéméner-Kerdraon'],
] as const;
const none: Withheld = { names: [], phones: [], emails: [], addresses: [], isVictim: false, others: { names: [], phones: [], emails: [] } };
const withheld = (change: Partial<Withheld>): Withheld => ({ ...none, ...change });

const bareLetters = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('œ', 'oe').replaceAll('Œ', 'OE');
const writings: ((first: string, last: string) => string)[] = [
  (first, last) => `${first} ${last}`,
  (first, last) => `${last.toUpperCase()} ${first}`,
  (_first, last) => `Mme ${last}`,
  (_first, last) => `monsieur ${last.toLowerCase()}`,
  (first) => `dit ${first}`,
  (first, last) => `${first.charAt(0)}. ${last}`,
  (first, last) => bareLetters(`${first} ${last}`).toUpperCase(),
  (first, last) => bareLetters(`${first} ${last}`).toLowerCase(),
  (first, last) => `${first}\u00a0${last}`.normalize('NFD'),
  (first, last) => `${first}\n${last}`,
  (first, last) => `${first}-${last}`.replaceAll(' ', '-'),
  (_first, last) => `(${last}, au téléphone)`,
  (first, last) => `${last}${first}`.replaceAll(/[\s-]/g, ''),
  (_first, last) => [...last.replaceAll(/[^\p{L}]/gu, '')].join('-'),
];

const pairs = fc.array(
  fc.integer({ min: 0, max: 99 }).map((pair) => String(pair).padStart(2, '0')),
  { minLength: 4, maxLength: 4 },
);
const french = fc.tuple(fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '9'), pairs);
const numberWritings: ((digit: string, pairs: string[]) => string)[] = [
  (digit, rest) => `0${digit} ${rest.join(' ')}`,
  (digit, rest) => `0${digit}${rest.join('')}`,
  (digit, rest) => `0${digit}.${rest.join('.')}`,
  (digit, rest) => `0${digit}-${rest.join('-')}`,
  (digit, rest) => `0${digit}/${rest.join('/')}`,
  (digit, rest) => `0${digit}\u00a0${rest.join('\u202f')}`,
  (digit, rest) => `+33 ${digit} ${rest.join(' ')}`,
  (digit, rest) => `+33${digit}${rest.join('')}`,
  (digit, rest) => `+33 (0)${digit} ${rest.join(' ')}`,
  (digit, rest) => `0033 ${digit} ${rest.join(' ')}`,
  (digit, rest) => `0033${digit}${rest.join('')}`,
  (digit, rest) => [...`0${digit}${rest.join('')}`].join(' '),
  (digit, rest) => `0${digit} ${rest[0]}${rest[1]} ${rest[2]}${rest[3]}`,
  (digit, rest) => `0${digit}${rest[0]} ${rest[1]} ${rest[2]} ${rest[3]}`,
  (digit, rest) => `(0${digit}) ${rest.join(' ')}`,
  (digit, rest) => `O${digit} ${rest.join(' ')}`,
];
const spoken = (value: number): string => {
  const units = 'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'.split(' ');
  const ten = Math.floor(value / 10);
  if (value < 20) return units[value] ?? '';
  if (ten === 7) return value === 71 ? 'soixante et onze' : `soixante-${units[value - 60]}`;
  if (ten >= 8) return value === 80 ? 'quatre-vingts' : `quatre-vingt-${units[value - 80]}`;
  const word = ['', '', 'vingt', 'trente', 'quarante', 'cinquante', 'soixante'][ten];
  return value % 10 === 0 ? `${word}` : value % 10 === 1 ? `${word} et un` : `${word}-${units[value % 10]}`;
};

/** The text with something planted in the middle of it. */
const planted = (before: string, what: string, after: string): string => `${before} ${what}. ${after}`;
const covers = (text: string, what: string, kind: HardMark, known: Withheld): boolean => {
  const at = text.indexOf(what);
  return hardMarks(text, known).some((mark) => mark.kind === kind && mark.from < at + what.length && mark.to > at);
};

describe('in a text where nothing is planted', () => {
  it('nothing holds it back, whoever the author is', () => {
    fc.assert(
      fc.property(harmless, fc.constantFrom(...names), (text, name) => {
        expect(
          hardMarks(
            text,
            withheld({ names: [name.join(' ')], phones: ['06 39 98 00 11'], emails: ['b.lenormand@exemple.fr'], addresses: ['3 rue de la Hache'] }),
          ),
        ).toEqual([]);
      }),
    );
  });
});

describe('wherever it stands in a text, and however it is written', () => {
  it('a name of the author is found', () => {
    fc.assert(
      fc.property(harmless, harmless, fc.constantFrom(...names), fc.constantFrom(...writings), (before, after, [first, last], write) => {
        const what = write(first, last);
        expect(covers(planted(before, what, after), what, 'NAME', withheld({ names: [`${first} ${last}`] }))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('any telephone number is found, but the victim’s', () => {
    fc.assert(
      fc.property(
        harmless,
        harmless,
        french,
        fc.constantFrom(...numberWritings),
        fc.constantFrom(...numberWritings),
        (before, after, [digit, rest], write, known) => {
          const what = write(digit, rest);
          const text = planted(before, `au ${what}`, after);
          expect(covers(text, what, 'PHONE', none)).toBe(true);
          const phones = [known(digit, rest).replace('O', '0')];
          expect(hardMarks(text, withheld({ others: { names: [], phones, emails: [] } }))).toEqual([]);
          expect(covers(text, what, 'PHONE', withheld({ phones }))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a telephone number in words is found', () => {
    fc.assert(
      fc.property(harmless, harmless, french, fc.constantFrom(' ', ', ', '. ', ' - '), (before, after, [digit, rest], between) => {
        // A pair that begins with zero is dictated figure by figure.
        const said = [
          'zéro',
          spoken(Number(digit)),
          ...rest.map((pair) => (pair.startsWith('0') ? `zéro ${spoken(Number(pair.charAt(1)))}` : spoken(Number(pair)))),
        ];
        const what = said.join(between);
        expect(covers(planted(before, `le ${what}`, after), what, 'PHONE', none)).toBe(true);
      }),
    );
  });

  it('an e-mail address is found', () => {
    const written = fc.constantFrom(
      'lea.martin@exemple.fr',
      'LEA_MARTIN54@Exemple.org',
      'lea.martin (at) exemple point fr',
      'lea.martin[at]exemple.fr',
      'lea arobase exemple point fr',
    );
    fc.assert(
      fc.property(harmless, harmless, written, (before, after, what) => {
        expect(covers(planted(before, `à ${what}`, after), what, 'EMAIL', none)).toBe(true);
      }),
    );
  });

  it('the street of the author is found', () => {
    const written = fc.constantFrom('12 rue de la Hache', '12, RUE DE LA HACHE', 'r. de la hache', 'rue Hache');
    const known = withheld({ addresses: ['12 bis, rue de la Hâche\n54000 Nancy'] });
    fc.assert(
      fc.property(harmless, harmless, written, (before, after, what) => {
        expect(covers(planted(before, what, after), what, 'ADDRESS', known)).toBe(true);
      }),
    );
  });
});

it('a long text takes a time that grows with it, and no faster', () => {
  const known = withheld({
    names: names.map((name) => name.join(' ')),
    phones: ['06 39 98 00 11'],
    emails: ['b.lenormand@exemple.fr'],
    addresses: ['3 rue de la Hache'],
    isVictim: false,
  });
  const long = (pattern: string): string => pattern.repeat(Math.ceil(200_000 / pattern.length));
  for (const pattern of [
    `${sentences.join(' ')}\n`,
    '1 ',
    '0 0 ',
    'a@',
    'l e ',
    'De ',
    '> ',
    'Cordialement,\n',
    'zéro vingt ',
    'rue de la ',
    '+33 ',
    ' at ',
    '00',
    'Le 3 mars ',
  ]) {
    // Of processor, not of the clock: other tests run beside this one. What grows faster takes minutes.
    const began = process.cpuUsage();
    hardMarks(long(pattern), known);
    expect(process.cpuUsage(began).user / 1_000, pattern).toBeLessThan(10_000);
  }
});

it('two spellings are as many letters apart as were changed, added, left out or changed over, whichever comes first', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abeilnorsu'), minLength: 4, maxLength: 10 });
  const slip = fc.record({ at: fc.nat(9), what: fc.constantFrom('CHANGE', 'ADD', 'LEAVE_OUT', 'SWAP') });
  const slipped = (text: string, { at, what }: { at: number; what: string }): string => {
    const [before, here, after] = [text.slice(0, at % text.length), text.charAt(at % text.length), text.slice((at % text.length) + 1)];
    if (what === 'CHANGE') return `${before}z${after}`;
    if (what === 'ADD') return `${before}z${here}${after}`;
    if (what === 'LEAVE_OUT') return before + after;
    return `${before}${after.charAt(0)}${here}${after.slice(1)}`;
  };
  fc.assert(
    fc.property(word, fc.array(slip, { maxLength: 2 }), (name, slips) => {
      const typed = slips.reduce(slipped, name);
      const apart = lettersApart(name, typed, 2);
      // One more slip between two that were changed over is another word.
      expect(apart).toBeLessThanOrEqual(slips.length === 2 ? 3 : slips.length);
      expect(apart).toBe(lettersApart(typed, name, 2));
      expect(apart === 0).toBe(name === typed);
      expect(lettersApart(name, `${typed}zzz`, 2)).toBe(3);
    }),
  );
});
