import { expect, test } from 'vitest';
import { tracesOf } from './traces.ts';

const values = (name: string) => tracesOf({ narrative: '', victim: { name } }, '54').map(({ value }) => value);

test('a name is the same however it was typed', () => {
  const written = ['Zéphirine Quillever', 'QUILLEVER Zephirine', 'Mme Zéphirine QUILLÉVER, 84 ans', 'madame quillever  zéphirine'];
  expect(new Set(written.flatMap(values))).toEqual(new Set(['quillever zephirine']));
});

test('one word alone says too little to compare', () => {
  expect(values('Mme Martin')).toEqual([]);
  expect(values('')).toEqual([]);
});

test('numbers and addresses are the same whoever gave them', () => {
  const traces = tracesOf(
    {
      narrative: '',
      victim: { phone: '03 83 00 00 01', address: '12, av. de la Libération, 54000 Nancy' },
      reporter: { anonymousToDesk: false, anonymousToImplicated: true, phone: '+33 3 83 00 00 01', email: ' Voisine@Exemple.example ' },
    },
    '54',
  );
  expect(traces).toEqual([
    { kind: 'PHONE', value: '+33383000001' },
    { kind: 'ADDRESS', value: '12 avenue de la liberation nancy' },
    { kind: 'EMAIL', value: 'voisine@exemple.example' },
  ]);
});

test('what is not a number, nor an address, is left out', () => {
  expect(tracesOf({ narrative: '', victim: { phone: '03 83 11 22 33 ou 06 12 34 56 78' } }, '54').map(({ value }) => value)).toEqual([
    '+33383112233',
    '+33612345678',
  ]);
  expect(tracesOf({ narrative: '', victim: { phone: 'ne sait pas', address: 'chez sa fille' } }, '54')).toEqual([]);
});

test.each([
  ['Mme Anne Lebœuf', 'LEBOEUF Anne'],
  ['Łukasz Nowak', 'Lukasz NOWAK'],
  ['Lætitia Groß', 'LAETITIA GROSS'],
  ['Søren Đorđević', 'soren dordevic'],
  ['Yann Le Goff', 'LEGOFF Yann'],
  ['Awa N’Diaye', 'Ndiaye Awa'],
  ['M. et Mme Zoé Dupont', 'Mme Vve DUPONT Zoé'],
  ['Ħamrun Pawla', 'Hamrun Pawla'],
])('%s and %s are one', (written, typed) => {
  expect(values(written)).toEqual(values(typed));
});

test.each([
  ['12, av. de la Libération, 54000 Nancy', '12 avenue de la Liberation Nancy'],
  ['3 bis rue des Lilas 54 400 Longwy', '3 bis, rue des lilas, Longwy'],
  ['3bis rue des Lilas, Longwy (54400)', '3 bis rue des Lilas Longwy'],
  ['12 ch. des Cœurs Toul 54200', 'N° 12 chemin des Coeurs, F-54200 TOUL CEDEX 2, France'],
  ['Appt 3, 12 rte du Gal Leclerc, Toul', '12 route du Général-Leclerc, 2e étage, 54200 Toul'],
])('%s and %s are one address', (whole, short) => {
  const of = (address: string) => tracesOf({ narrative: '', victim: { address } }, '54');
  expect(of(whole)).toEqual(of(short));
});

test('each of two numbers in a field is looked for', () => {
  const of = (phone: string) => tracesOf({ narrative: '', victim: { phone } }, '54').map(({ value }) => value);
  expect(of('06 12 34 56 78 / 03 83 11 22 33')).toEqual([...of('0612345678'), ...of('0383112233')]);
});

test('a number of the French plan is one whatever the department', () => {
  const of = (department: string) => tracesOf({ narrative: '', victim: { phone: '0692 12 34 56' } }, department);
  expect(of('54')).toEqual(of('974'));
});
