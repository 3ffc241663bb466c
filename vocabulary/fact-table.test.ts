import { expect, it } from 'vitest';
import { factEntry, factNames, plainCodes, plainFacts } from './fact-table.ts';
import { factsSchema } from './facts-schema.ts';

const bare = { channel: 'PHONE', place: 'DOMICILE', implicated: [], maltreatment: [], danger: 1, victimGroup: 'PERSONNE_AGEE' };

it('facts have keys of their own, never changed: links that were kept hold them', () => {
  const keys = Object.fromEntries(factNames.map((fact) => [fact, factEntry(fact).key]));
  expect(keys).toMatchObject({
    ...{ channel: 'ch', inseeCode: 'c', place: 'l', placePrecision: 'lp', finessCategory: 'fc', implicated: 'i', maltreatment: 'm' },
    ...{ danger: 'd', victimGroup: 'v', age: 'g', protectionMeasure: 't', origin: 'o', reporterLink: 'r', flags: 'n' },
  });
  // `f` is the establishment's own number, which no rule reads.
  expect(new Set([...Object.values(keys), 'f', 'p', 'a', 'b']).size).toBe(factNames.length + 4);
});

it.each(plainFacts)('%s is accepted as one of its codes or left out, and has words wherever it is said', (fact) => {
  const { family, word, ...said } = factEntry(fact);
  expect([family, word, ...Object.values(said)].every((text) => text !== undefined && text !== '')).toBe(true);
  expect(factsSchema.safeParse(bare).success).toBe(true);
  for (const code of plainCodes(fact)) expect(factsSchema.parse({ ...bare, [fact]: code })).toMatchObject({ [fact]: code });
  expect(factsSchema.safeParse({ ...bare, [fact]: 'AUTRE CHOSE' }).success).toBe(false);
});
