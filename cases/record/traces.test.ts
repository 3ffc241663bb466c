import { expect, test } from 'vitest';
import { tracesOf } from './traces.ts';

const values = (name: string) => tracesOf({ narrative: '', victim: { name } }).map(({ value }) => value);

test('a name is the same however it was typed', () => {
  const written = ['Zéphirine Quillever', 'QUILLEVER Zephirine', 'Mme Zéphirine QUILLÉVER, 84 ans', 'madame quillever  zéphirine'];
  expect(new Set(written.flatMap(values))).toEqual(new Set(['quillever zephirine']));
});

test('one word alone says too little to compare', () => {
  expect(values('Mme Martin')).toEqual([]);
  expect(values('')).toEqual([]);
});

test('numbers and addresses are the same whoever gave them', () => {
  const traces = tracesOf({
    narrative: '',
    victim: { phone: '03 83 00 00 01', address: '12, av. de la Libération, 54000 Nancy' },
    reporter: { anonymousToDesk: false, anonymousToImplicated: true, phone: '+33 3 83 00 00 01', email: ' Voisine@Exemple.example ' },
  });
  expect(traces).toEqual([
    { kind: 'PHONE', value: '+33383000001' },
    { kind: 'ADDRESS', value: '12 avenue de la liberation 54000 nancy' },
    { kind: 'EMAIL', value: 'voisine@exemple.example' },
  ]);
});

test('what is not a number, nor an address, is left out', () => {
  expect(tracesOf({ narrative: '', victim: { phone: 'ne sait pas', address: 'chez sa fille' } })).toEqual([]);
});
