import { chapter } from './indicator.ts';
import { linesBy } from './scope.ts';

const result = (axis: string) => linesBy('concluded', `result->>'${axis}'`);

/** What became of the person: « Résultat ? ». */
export const person = chapter(
  {
    id: 'souhaits',
    number: 46,
    sentence: 'Souhaits de la personne',
    unit: 'CASE',
    numerator: 'dossiers clos avec cette réponse',
    denominator: 'dossiers clos',
    dated: 'clôture',
    unknown: 'dossier clos sans résultat noté : une ligne à part',
    measure: { kind: 'LINES', family: 'wishes', sql: result('wishes') },
  },
  {
    id: 'plus-en-securite',
    number: 47,
    sentence: 'La personne se sent plus en sécurité',
    unit: 'CASE',
    numerator: 'dossiers clos avec cette réponse',
    denominator: 'dossiers clos',
    dated: 'clôture',
    unknown: 'non demandé, ou sans résultat noté : des lignes à part',
    measure: { kind: 'LINES', family: 'safer', sql: result('safer') },
  },
  {
    id: 'risque',
    number: 48,
    sentence: 'Risque à la clôture',
    unit: 'CASE',
    numerator: 'dossiers clos avec cette réponse',
    denominator: 'dossiers clos',
    dated: 'clôture',
    unknown: 'non connu, ou sans résultat noté : des lignes à part',
    measure: { kind: 'LINES', family: 'risk', sql: result('risk') },
  },
  {
    id: 'conclusion',
    number: 49,
    sentence: 'Conclusion',
    unit: 'CASE',
    numerator: 'dossiers clos avec cette conclusion',
    denominator: 'dossiers clos',
    dated: 'clôture',
    unknown: 'sans résultat noté : une ligne à part',
    measure: { kind: 'LINES', family: 'conclusion', sql: result('conclusion') },
  },
  {
    id: 'action-refusee',
    number: 50,
    sentence: 'Action refusée par la personne',
    unit: 'CASE',
    numerator: 'dossiers clos avec cette réponse',
    denominator: 'dossiers clos',
    dated: 'clôture',
    unknown: 'sans résultat noté : une ligne à part',
    measure: { kind: 'LINES', family: 'refusedByPerson', sql: result('refusedByPerson') },
  },
);
