import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyFacts, implicated, situation } from '../../procedures/facts.testing.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import type { Behaviour, RecipientBehaviour } from './behaviour.ts';
import { behaviourSchema } from './behaviour.ts';
import { parseScenario, readSpan, type Scenario, scenarioFile, scenarioFromQuery, scenarioToQuery } from './scenario.ts';

const whole = fc.integer({ min: 1, max: 400 });
const amount = fc.oneof(whole, fc.constantFrom(0.25, 1.5, 5.3, 1e-7));
const span = fc.oneof(
  amount.map((hours) => ({ hours })),
  amount.map((workingHours) => ({ workingHours })),
  whole.map((days) => ({ days })),
  whole.map((workingDays) => ({ workingDays })),
);
const optional = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] });
const recipient: fc.Arbitrary<RecipientBehaviour> = fc
  .tuple(
    fc.constantFrom('ACCEPTED' as const, 'REFUSED' as const, 'DOWN' as const),
    optional({
      acknowledge: span,
      charge: span,
      askInformation: span,
      refuse: fc.record({ after: span, reason: fc.constantFrom(...codes('refusalReason')) }),
      outcome: fc.record({ after: span, codes: fc.uniqueArray(fc.constantFrom(...codes('outcome')), { minLength: 1, maxLength: 3 }) }),
    }),
  )
  .map(([delivery, acts]) => ({ delivery, ...acts }) as RecipientBehaviour);
const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  recipients: fc.dictionary(fc.constantFrom('default', 'CD', 'ARS', 'cd-54', 'parquet.nancy_1'), recipient, { maxKeys: 4 }),
  desk: fc.tuple(fc.boolean(), optional({ phone: span, inform: span })).map(([reached, spans]) => ({ reached, ...spans }) as Behaviour['desk']),
});
const scenario: fc.Arbitrary<Scenario> = fc
  .tuple(
    anyFacts({
      communes: ['54395', '57463', '2A004'],
      finess: ['549990001', '2A0000001'],
      organisations: ['cd-54', 'police.nancy_2'],
      contacts: ['cd-54-titulaire'],
    }),
    behaviour,
    optional({
      protocol: fc.constantFrom('national@1', 'mon-protocole@12', 'draft:0198f7a2-1c5e-7000-8000-000000000000'),
      at: fc.constantFrom('2026-11-20T10:00', '2026-03-29T02:30', '2026-11-20T10:00:07.417+01:00'),
    }),
  )
  .map(([facts, how, rest]) => ({ facts, behaviour: how, ...rest }) as Scenario);

test('a link opens the very scenario it was made from', () => {
  fc.assert(
    fc.property(scenario, (one) => {
      expect(scenarioFromQuery(scenarioToQuery(one))).toEqual({ scenario: one });
    }),
  );
});

test('so does a file', () => {
  fc.assert(
    fc.property(scenario, (one) => {
      expect(parseScenario(JSON.parse(JSON.stringify(scenarioFile('54', one))))).toEqual({ scenario: one, department: '54' });
    }),
  );
});

test('a link is short, and readable by a person', () => {
  const facts = situation({ implicated: [implicated('MEMBRE_FAMILLE/ENFANT')], danger: 3, flags: ['ISOLATION', 'HOUSING'] });
  const query = scenarioToQuery({
    at: '2026-11-20T10:00',
    facts,
    behaviour: behaviourSchema.parse({ recipients: { CD: { charge: { workingHours: 4 } } } }),
  });
  expect(decodeURIComponent(query)).toBe(
    'a=2026-11-20T10:00&c=54395&l=DOMICILE&i=MEMBRE_FAMILLE.ENFANT&m=VIOLENCES_PSYCHIQUES_MORALES&d=3&v=PERSONNE_AGEE&n=ISOLATION.HOUSING&b=CD*CHARGE*4wh',
  );
});

test.each([
  ['d=9', 'facts.danger'],
  ['l=NULLE_PART', 'facts.place'],
  ['i=VOISIN', 'facts.implicated'],
  ['c=Nancy', 'facts.inseeCode'],
  ['a=demain', 'at'],
  ['a=2026-13-45T10:00', 'at'],
  ['a=2026-02-31T10:00', 'at'],
  ['p=../national', 'protocol'],
  ['b=CD*DANSE', 'b'],
  ['b=CD*CHARGE*bientôt', 'b'],
  ['b=CD*REFUSE*4wh*PARCE_QUE', 'behaviour.recipients.CD.refuse.reason'],
  ['dp=0h', 'dp'],
])('a link that says %s is refused, and says where', (query, field) => {
  const read = scenarioFromQuery(query);
  expect('problems' in read && read.problems.map((problem) => problem.field)[0]).toMatch(new RegExp(`^${field}`));
});

test('a span is a positive amount, of whole days', () => {
  expect([readSpan('1.5d'), readSpan('0h'), readSpan('-1h'), readSpan('4'), readSpan('wh')]).toEqual([null, null, null, null, null]);
  expect(readSpan('1.5wh')).toEqual({ workingHours: 1.5 });
});
