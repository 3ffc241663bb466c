import { expect, it } from 'vitest';
import { rolesNamedIn } from './named-roles.ts';
import { precisionLabel } from './precisions.ts';
import { label, storedLabel, vocabulary } from './vocabulary.ts';

it('says every precision that a place or a party may have', () => {
  const unsaid = [
    ...Object.entries(vocabulary.placePrecision as Record<string, string[]>),
    ...Object.entries(vocabulary.implicated).map(([kind, { precisions }]) => [kind, precisions] as const),
  ].flatMap(([of, precisions]) =>
    (Array.isArray(precisions) ? precisions : []).filter((code) => code !== 'AUTRE' && precisionLabel(code, of) === 'non précisé'),
  );
  expect(unsaid).toEqual([]);
});

it('says a code that no list has as one that is not known, and never shows it', () => {
  expect(storedLabel('refusalReason', 'TROP_TARD')).toBe('motif non précisé');
  expect(storedLabel('outcome', 'toString')).toBe('non précisé');
  expect(precisionLabel('ANCIENNE')).toBe('non précisé');
  expect(storedLabel('danger', 3)).toBe(label('danger', 3));
});

it.each([
  ['Confirmer par écrit au parquet et aux forces de l’ordre ce qui leur a été dit.', ['PARQUET', 'POLICE', 'GENDARMERIE']],
  ["Confirmer par écrit aux forces de l'ordre, puis au procureur.", ['POLICE', 'GENDARMERIE', 'PARQUET']],
  ['Écrire au Préfet et à l’ARS.', ['PREFECTURE', 'ARS', 'CELLULE_ARS']],
  ['Appeler la MDPH, France Victimes, le bailleur et la banque.', ['MDPH', 'FRANCE_VICTIMES', 'BAILLEUR', 'BANQUE']],
  ['Envoyer le courrier, puis noter la date de dépôt.', []],
])('knows whom a sentence names: %s', (sentence, roles) => {
  expect(rolesNamedIn(sentence)).toEqual(roles);
});
