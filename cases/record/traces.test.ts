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
  expect(tracesOf({ narrative: '', victim: { phone: 'ne sait pas', address: 'chez sa fille' } }, '54')).toEqual([]);
});

test.each([
  ['Mme Anne Lebœuf', 'LEBOEUF Anne'],
  ['Łukasz Nowak', 'Lukasz NOWAK'],
  ['Lætitia Groß', 'LAETITIA GROSS'],
  ['Søren Đorđević', 'soren dordevic'],
])('%s and %s are one', (written, typed) => {
  expect(values(written)).toEqual(values(typed));
});

test.each([
  ['12, av. de la Libération, 54000 Nancy', '12 avenue de la Liberation Nancy'],
  ['3 bis rue des Lilas 54 400 Longwy', '3 bis, rue des lilas, Longwy'],
])('%s and %s are one address', (whole, short) => {
  const of = (address: string) => tracesOf({ narrative: '', victim: { address } }, '54');
  expect(of(whole)).toEqual(of(short));
});

test('a number of the French plan is one whatever the department', () => {
  const of = (department: string) => tracesOf({ narrative: '', victim: { phone: '0692 12 34 56' } }, department);
  expect(of('54')).toEqual(of('974'));
});
