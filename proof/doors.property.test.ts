import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ZodType, z } from 'zod';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { communesOf } from '../directory/record/communes.ts';
import { indexDirectory, withCommune } from '../directory/resolve.ts';
import { alertBody, keepAlert } from '../intake/alert-body.ts';
import { declarationAlert } from '../intake/declarations/alert.ts';
import { declarationSchema } from '../intake/declarations/declaration.ts';
import { sheetAlerts } from '../intake/platform/alerts.ts';
import { sheetSchema } from '../intake/platform/sheet.ts';
import { possibleFacts } from '../procedures/impossible.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { route } from '../procedures/routing.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { factsSchema } from '../vocabulary/facts-schema.ts';
import { vocabulary } from '../vocabulary/vocabulary.ts';
import { anchorConditions } from './anchors.ts';
import { dangerConditions } from './danger.ts';
import { Ground } from './ground.ts';
import { owed } from './owed.ts';

/*
 * What doors accept is what is proved: facts are made from the doors' own schemas, so that a field which comes to a schema comes here, and each,
 * as the law reads it, must lie in one class of the space of the proof, which must say of it what the law does.
 */
const directory = indexDirectory(demonstrationDirectory('54'));
const procedure = nationalProcedure();
const ground = new Ground(procedure, directory, communesOf('54'), [...anchorConditions, ...dangerConditions]);

/** What people and machines write where a schema asks for a text: codes, labels, numbers that are something here, and what is nothing. */
const words = [
  ...new Set([
    ...[...JSON.stringify(vocabulary).matchAll(/"([^"\\]{1,60})"/g)].map(([, word = '']) => word),
    ...directory.organisations.flatMap(({ id, finess = '', finessCategory = '' }) => [id, finess, finessCategory]),
    ...directory.contacts.map(({ id }) => id),
    ...['54395', '54329', '57463', '2A004', '00000', 'Nancy', 'Metz', '540000999', '999', 'n’importe quoi'],
    ...['1941-05-17', '2012-01-01', '2026-11-16', '2026-11-16T09:00:00+01:00', 'lea@exemple.fr'],
  ]),
].filter((word) => word !== '');

interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
  items?: Schema;
  maxItems?: number;
  minItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
}

function made(schema: Schema, defs: Record<string, Schema> = schema.$defs ?? {}): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return made(defs[schema.$ref.split('/').at(-1) ?? ''] ?? {}, defs);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => made(one, defs)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 120, 120) });
  if (schema.type === 'array')
    return fc.array(made(schema.items ?? {}, defs), { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 4, 4) });
  if (schema.type === 'object') {
    const fields = Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, made(field, defs)]));
    const { required = [] } = schema;
    return fc.record(fields as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: required });
  }
  const pattern = schema.pattern === undefined ? null : new RegExp(schema.pattern, 'u');
  const fitting = pattern === null ? words : words.filter((word) => pattern.test(word));
  return fc.constantFrom(...(fitting.length === 0 ? words : fitting));
}

/** What a door takes: made from its schema, and what it refuses taken out until it takes it. */
const taken = <Read>(schema: ZodType<Read>): fc.Arbitrary<Read> =>
  made(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema)
    .map((sent) => {
      for (let turn = 0; turn < 40; turn += 1) {
        const read = schema.safeParse(sent);
        if (read.success) return read.data;
        const path = read.error.issues[0]?.path ?? [];
        const holder = path.slice(0, -1).reduce<unknown>((inner, part) => Reflect.get(inner as object, part), sent);
        const last = path.at(-1);
        if (last === undefined || typeof holder !== 'object' || holder === null || !(last in holder)) return null;
        if (Array.isArray(holder)) holder.splice(Number(last), 1);
        else Reflect.deleteProperty(holder, last);
      }
      return null;
    })
    .filter((read) => read !== null);

const world = { department: '54', directory, zone: 'Europe/Paris', by: { kind: 'API' as const, id: 'key' }, receivedAt: Date.UTC(2026, 10, 16, 9) };
const homes = directory.organisations.filter(({ finess }) => finess !== undefined);
const doors: Record<string, fc.Arbitrary<Facts>> = {
  'a page, or a system that alerts': taken(factsSchema) as fc.Arbitrary<Facts>,
  'a system that nobody stands at': taken(alertBody).map((body) => {
    const { danger: _unsaid, ...facts } = body.facts;
    return { ...facts, channel: 'API' as const, ...keepAlert({ ...body, facts: { ...facts, danger: 'vital' } })?.read.facts };
  }) as fc.Arbitrary<Facts>,
  'the platform': taken(sheetSchema).map((sheet) => sheetAlerts(sheet, world)[0].facts),
  'a declaration': fc
    .tuple(taken(declarationSchema), fc.constantFrom(...homes))
    .map(([declaration, establishment]) => declarationAlert({ ...world, declaration, establishment, source: 's', externalId: 'e' }).facts),
};

describe('whatever comes by', () => {
  test.each(Object.entries(doors))('%s, is proved, and told as the proof says', (_door, arriving) => {
    let here = 0;
    fc.assert(
      fc.property(arriving, (sent) => {
        const { facts } = possibleFacts(withCommune(sent, directory));
        // Another desk is competent elsewhere: the proof says that it leaves it aside.
        if (facts.inseeCode !== undefined && !facts.inseeCode.startsWith('54')) return;
        here += 1;
        const said = owed(ground, facts);
        expect(said, JSON.stringify(facts)).not.toBeNull();
        const told = route(procedure, facts, directory).transfers.map(({ recipient, purpose }) => `${recipient.organisation} ${purpose}`);
        expect(said?.told.map(({ organisation, purpose }) => `${organisation} ${purpose}`).toSorted(), JSON.stringify(facts)).toEqual(
          told.toSorted(),
        );
      }),
      { numRuns: 80 },
    );
    expect(here).toBeGreaterThan(5);
  });
});
