import { describe, expect, it } from 'vitest';
import { atHome } from '../cases/world.testing.ts';
import { factsSchema } from '../vocabulary/facts-schema.ts';
import { contentSchema } from './schema.ts';

const problems = (schema: typeof factsSchema | typeof contentSchema, value: unknown) =>
  (schema.safeParse(value).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]);

describe('facts', () => {
  it('takes codes, and one implicated party as a list of one', () => {
    expect(factsSchema.parse(atHome)).toEqual(atHome);
    expect(factsSchema.parse({ ...atHome, implicated: { kind: 'PROCHE' }, flags: undefined })).toMatchObject({
      implicated: [{ kind: 'PROCHE' }],
      flags: [],
    });
  });

  it.each([
    ['place', { place: 'CHEZ_MOI' }],
    ['danger', { danger: 5 }],
    ['inseeCode', { inseeCode: 'Nancy' }],
    ['finess', { finess: '12' }],
    ['maltreatment.0', { maltreatment: ['COUPS'] }],
    ['implicated', { implicated: [{ kind: 'VOISIN' }] }],
    ['implicated.0.precision', { implicated: [{ kind: 'PROCHE', precision: 'INFIRMIER' }] }],
    ['placePrecision', { placePrecision: 'NULLE_PART' }],
  ])('names the field %s in French when it is wrong', (field, change) => {
    const found = problems(factsSchema, { ...atHome, ...change });
    expect(found[0]?.[0]).toBe(field);
    expect(found[0]?.[1]).not.toMatch(/invalid|expected/i);
  });

  it('refuses a field it does not know', () => {
    expect(problems(factsSchema, { ...atHome, name: 'Zéphirine' })).toHaveLength(1);
  });
});

describe('content', () => {
  it('keeps line breaks and accents, drops what was left empty', () => {
    expect(contentSchema.parse({ narrative: ' Elle dit :\n« j’ai froid »\t', notes: ' ', victim: { name: '' } })).toEqual({
      narrative: 'Elle dit :\n« j’ai froid »',
      notes: undefined,
      victim: { name: undefined },
    });
  });

  it.each([
    ['narrative', { narrative: ' ' }],
    ['narrative', { narrative: 'x\u0000y' }],
    ['narrative', { narrative: 'x'.repeat(20_001) }],
    ['victim.email', { narrative: 'x', victim: { email: 'zephirine' } }],
    ['victim.birthDate', { narrative: 'x', victim: { birthDate: '17/05/1941' } }],
    ['reporter.anonymousToDesk', { narrative: 'x', reporter: { anonymousToImplicated: true } }],
  ])('names the field %s in French when it is wrong', (field, value) => {
    const found = problems(contentSchema, value);
    expect(found[0]?.[0]).toBe(field);
    expect(found[0]?.[1]).not.toMatch(/invalid|expected/i);
  });
});
