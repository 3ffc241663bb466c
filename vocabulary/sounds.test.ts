import { expect, test } from 'vitest';
import { slipsOf, soundOf } from './sounds.ts';

test.each([
  ['Dupont', 'Dupond', 'DUPON', 'Duppont'],
  ['Lefèvre', 'Lefebvre', 'LEFEVRE'],
  ['Philippe', 'Filipe', 'Philipe'],
  ['Lebœuf', 'Leboeuf', 'Lebeuf'],
  ['Schmitt', 'Schmidt', 'Schmit'],
  ['Gautier', 'Gauthier', 'Gotier'],
  ['Henri', 'Henry'],
  ['Nathalie', 'Natalie'],
  ['Thibault', 'Thibaut', 'Tibo', 'Thibaud'],
  ['Renault', 'Renaud', 'Reno'],
  ['Bernard', 'Bernar', 'Bernart'],
  ['Étienne', 'Etiene'],
  ['Moreau', 'Moro', 'Moreaux'],
  ['Jacques', 'Jaques', 'Jakes'],
  ['Caroline', 'Karoline'],
  ['Cécile', 'Sesile'],
  ['François', 'Francois', 'Fransois'],
  ['Benoît', 'Benoit'],
  ['Girard', 'Jirard'],
  ['Quentin', 'Kentin'],
])('%s is found as it is heard', (...written) => {
  expect(new Set(written.map(soundOf)).size, written.map(soundOf).join(' ')).toBe(1);
});

test.each([
  ['Jean', 'Jeanne'],
  ['Marie', 'Martin'],
  ['Martin', 'Morin'],
  ['Simon', 'Simone'],
  ['Louis', 'Léo'],
  ['Petit', 'Perez'],
  ['Roger', 'Rose'],
])('%s and %s stay two', (one, other) => {
  expect(soundOf(one)).not.toBe(soundOf(other));
});

test('a slip of the hand is one letter too many, missing, another, or two turned round', () => {
  for (const typed of ['Quillevre', 'Quilleverr', 'Quilever', 'Quiilever', 'Quillevor', 'Quilelver']) {
    const near = new Set([typed, ...slipsOf(typed)].map(soundOf));
    expect(near, typed).toContain(soundOf('Quillever'));
  }
  expect(slipsOf('Léo')).toEqual([]);
});
