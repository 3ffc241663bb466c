import { expect, it } from 'vitest';
import { wrongWithPassword } from './password.ts';

const camille = { email: 'camille.roussel@guichet.example', name: 'Camille Roussel', department: 'Meurthe-et-Moselle' };

it('takes a sentence of one’s own, also a short one, also with one’s name in it', () => {
  for (const good of ['la pie a pris le fil', 'roussel aime la tarte', 'Trois cygnes au lac 2', 'été indien, hiver doux', '7391 5520 8846 2973'])
    expect(wrongWithPassword(good, camille), good).toBe(null);
});

it('says what is wrong with what is short, endless, repeated or guessed from the account', () => {
  expect(wrongWithPassword('onze lettre', camille)).toMatch(/au moins 12/);
  expect(wrongWithPassword('a'.repeat(201), camille)).toMatch(/au plus 200/);
  expect(wrongWithPassword('abababababab', camille)).toMatch(/répète/);
  for (const guessed of [
    'camille.roussel',
    'Camille-Roussel-2026',
    'roussel54!camille',
    'guichetguichet1',
    'MotDePasse2026!',
    'azertyazerty123',
    'MeurtheMoselle54',
    'guichet-meurthe-54!',
    '123456789012345',
  ])
    expect(wrongWithPassword(guessed, camille), guessed).toMatch(/devine|répète/);
});

it('refuses the most common passwords, lengthened with figures, signs, a repetition or the name of the product', () => {
  for (const common of ['basketball2026', 'Princess-1234!', '2026*football*2026', 'dragonballdragonball', 'guichet.Sunshine.99'])
    expect(wrongWithPassword(common, camille), common).toMatch(/plus courants|devine/);
  expect(wrongWithPassword('basketball sous la pluie', camille), 'a sentence with such a word is one’s own').toBe(null);
});
