import { expect, it } from 'vitest';
import { documentOf } from './compose.ts';
import { petitionSection } from './petition-section.ts';

const all = ['VICTIM_IDENTITY', 'NARRATIVE', 'PLACE', 'ASSETS', 'HEALTH', 'FACTS', 'MEASURES_TAKEN'] as const;
const written = {
  personne: 'Jeanne Oudoire, née en 1938',
  'faits-protection': 'Elle ne sort plus.',
  conditions: 'Vit seule.',
  patrimoine: 'Un compte.',
  autonomie: 'Marche avec une canne.',
  mesure: 'Aucune',
  demarches: 'Visite du CCAS.',
};

it('a request for protection says on itself what the law asks for, and what lacks', () => {
  expect(petitionSection(all, written).text).toMatch(/^Les 7 éléments sont donnés\./);
  const { text } = petitionSection(
    all.filter((field) => field !== 'ASSETS'),
    { ...written, personne: ' ', autonomie: 'Non connu.' },
  );
  expect(text).toMatch(/^4 éléments sur 7 sont donnés\./);
  expect(text).toContain('identité de la personne, avec sa naissance ou son âge (obligatoire)\u00a0: manque.');
  expect(text).toMatch(/patrimoine.*n’est pas montré par cette transmission\./);
  expect(text).toMatch(/autonomie.*manque\./);
});

it('is printed on that document, last, and on no other', () => {
  const around = { head: { desk: '', reference: '', date: '', mark: null }, to: '', version: 1, writer: '', reader: null, first: ['Lire d’abord.'] };
  expect(documentOf('signalement', all, written, around).intro).toMatch(/^Lire d’abord\.\n\n/);
  const last = (model: 'requete-protection' | 'signalement') => documentOf(model, all, written, around).sections.at(-1)?.heading;
  expect(last('requete-protection')).toContain('art. 1216-1 à 1216-3');
  expect(last('signalement')).not.toContain('1216');
});
