import { expect, test } from 'vitest';
import { implicatedChoices, placeChoices } from './fact-choices.ts';

const labels = [...placeChoices(), ...implicatedChoices()].map(({ label }) => label);

test('no two choices of one list read the same, and one code with two meanings reads as each', () => {
  for (const list of [placeChoices(), implicatedChoices()]) expect(new Set(list.map(({ label }) => label)).size).toBe(list.length);
  expect(labels.filter((label) => label.includes('CHU'))).toEqual([
    'Établissement de santé\u00a0: CHU (centre hospitalier universitaire)',
    'Établissement social\u00a0: CHU (hébergement d’urgence)',
  ]);
});

test('a family member without more is not the same as another one', () => {
  expect(labels.filter((label) => label.startsWith('Membre de la famille')).map((label) => label.replaceAll('\u00a0', ' '))).toEqual([
    'Membre de la famille, sans précision',
    'Membre de la famille : parent',
    'Membre de la famille : conjoint',
    'Membre de la famille : enfant',
    'Membre de la famille : autre',
  ]);
});
