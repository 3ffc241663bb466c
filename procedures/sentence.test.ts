import { expect, test } from 'vitest';
import { precisionLabel } from '../vocabulary/precisions.ts';
import { vocabulary } from '../vocabulary/vocabulary.ts';
import { nationalProcedure } from './library/index.ts';
import type { Rule } from './procedure.ts';
import { sentence } from './sentence.ts';

const procedure = nationalProcedure();
const rules = procedure.chapters.flatMap((chapter) => chapter.rules);
const said = (id: string) => sentence(rules.find((one) => one.id === id) as Rule, procedure).replaceAll('\u00a0', ' ');

test.each([
  [
    'domicile-entourage-cd',
    'Quand le lieu est « Domicile » ou « Non connu » et que le mis en cause est « Membre de la famille », « Proche (ami, voisin…) » ou « Autre personne non professionnelle », alors transmettre pour action au Conseil départemental (reçu sous 2 jours ouvrés, pris en charge sous 7 jours ouvrés et suite donnée sous 90 jours), parce que le mis en cause n’est pas un professionnel ; fondement : Signalement à la cellule (CASF L.119-2).',
  ],
  [
    'mandataire-juge',
    'Quand le mis en cause est « Professionnel de santé » (mandataire judiciaire à la protection des majeurs) ou « Professionnel social » (mandataire ou mandataire judiciaire à la protection des majeurs), alors transmettre pour information au juge des contentieux de la protection, parce que le juge qui suit la mesure de protection doit savoir qu’un mandataire est en cause.',
  ],
  [
    'cellule-toute-alerte',
    'Dans tous les cas, transmettre pour information à la cellule de recueil des signalements, parce que la cellule de recueil connaît toute alerte du département et les suites données ; fondement : Signalement à la cellule (CASF L.119-2).',
  ],
  [
    'danger-appel-vital',
    'Quand le danger est « Danger vital immédiat », alors confier à la personne d’astreinte, sous 15 minutes, la tâche « Appeler tout de suite », parce qu’une vie est en jeu.',
  ],
  [
    'domicile-alma',
    'Quand le lieu est « Domicile » et que le danger est au plus « Grave », alors soumettre en consultation, sans transmission, pour information au centre ALMA, parce qu’un centre ALMA peut accompagner la personne et son entourage.',
  ],
])('%s', (id, expected) => {
  expect(said(id)).toBe(expected);
});

test('every rule of the built-in protocol reads as one sentence without a raw code', () => {
  for (const { id } of rules) {
    expect(said(id)).toMatch(/^(Quand|Dans tous les cas,) .+, parce qu.+\.$/);
    expect(said(id)).not.toMatch(/[A-Z]{2,}_[A-Z]/);
    expect(said(id)).not.toMatch(/que (un|une|elle|il) /);
  }
});

test('every precision of the vocabulary has a label', () => {
  const all = [
    ...Object.values(vocabulary.implicated).flatMap(({ precisions }): string[] => precisions),
    ...Object.values(vocabulary.placePrecision).flat(),
  ];
  const acronyms = new Set(['EHPAD', 'ESAT', 'IME', 'ITEP', 'SAED', 'SAEMO', 'SAMSAH', 'SAVS', 'SESSAD', 'SPST']);
  expect(all.filter((code) => precisionLabel(code) === code && !acronyms.has(code))).toEqual([]);
});
