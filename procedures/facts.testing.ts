import fc from 'fast-check';
import { plainCodes, plainFacts } from '../vocabulary/fact-table.ts';
import type { Facts, Implicated } from '../vocabulary/facts.ts';
import { codes, type Flag, type ImplicatedKind, type Maltreatment, vocabulary } from '../vocabulary/vocabulary.ts';
import { wholeDesk } from './desk-section.ts';
import type { Procedure } from './procedure.ts';

/** A plain situation at home in Nancy, to be changed where a test says so. */
export function situation(changes: Partial<Facts> = {}): Facts {
  return {
    channel: 'PHONE',
    inseeCode: '54395',
    place: 'DOMICILE',
    implicated: [],
    maltreatment: ['VIOLENCES_PSYCHIQUES_MORALES'],
    danger: 1,
    victimGroup: 'PERSONNE_AGEE',
    flags: [],
    ...changes,
  };
}

/** `MEMBRE_FAMILLE/ENFANT` as an implicated party. */
export function implicated(code: string, about: Partial<Implicated> = {}): Implicated {
  const [kind, precision] = code.split('/');
  return { kind: kind as ImplicatedKind, ...(precision !== undefined && { precision }), ...about };
}

/** The same protocol with everything it says of the desk by saying nothing. */
export function writtenOut(procedure: Procedure): Procedure {
  return { ...procedure, desk: wholeDesk({}) };
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const defined = <T extends object>(record: T) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const anyImplicated: fc.Arbitrary<Implicated> = fc.constantFrom(...codes('implicated')).chain((kind) => {
  const precisions: readonly string[] = vocabulary.implicated[kind].precisions;
  return precisions.length === 0
    ? fc.constant({ kind })
    : maybe(fc.constantFrom(...precisions)).map((precision) => ({ kind, ...(precision && { precision }) }));
});

/** Any facts a desk may record; `at` gives the communes and establishments to draw from, `ids` what an implicated party may refer to. */
export function anyFacts(at: {
  communes: readonly string[];
  finess: readonly string[];
  organisations: readonly string[];
  contacts: readonly string[];
}): fc.Arbitrary<Facts> {
  const party = fc
    .tuple(anyImplicated, maybe(fc.constantFrom(...at.organisations)), maybe(fc.constantFrom(...at.contacts)))
    .map(([one, organisation, contact]): Implicated => ({ ...one, ...(organisation && { organisation }), ...(contact && { contact }) }));
  return fc
    .record({
      channel: fc.constantFrom(...codes('channel')),
      inseeCode: maybe(fc.constantFrom(...at.communes)),
      place: fc.constantFrom(...codes('place')),
      placePrecision: maybe(fc.constantFrom(...Object.values(vocabulary.placePrecision).flat())),
      finess: maybe(fc.constantFrom(...at.finess)),
      finessCategory: maybe(fc.constantFrom('500', '501', '255', '446', '460', '202', '340', '214', '355')),
      implicated: fc.array(fc.oneof(anyImplicated, party), { maxLength: 3 }),
      maltreatment: fc.uniqueArray(fc.constantFrom(...(codes('maltreatment') as Maltreatment[])), { maxLength: 3 }),
      danger: maybe(fc.constantFrom(0, 1, 2, 3, 4)),
      victimGroup: fc.constantFrom(...codes('victimGroup')),
      ...Object.fromEntries(plainFacts.map((fact) => [fact, maybe(fc.constantFrom<string>(...plainCodes(fact)))])),
      flags: fc.uniqueArray(fc.constantFrom(...(codes('flag') as Flag[])), { maxLength: 3 }),
    })
    .map((facts) => defined(facts) as Facts);
}
