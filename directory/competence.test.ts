import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextAfter, situationsOf } from './answers.ts';
import { type Competent, type FactLimits, limitCodes, limitedBy, limitingFacts, type Situated } from './competence.ts';
import type { Contact, Directory, Organisation } from './directory.ts';
import { explain } from './explain.ts';
import { notChosenWords } from './explained-words.ts';
import { candidatesFor, capacityFor, contactAt, indexDirectory, linesTo, resolve } from './resolve.ts';
import { situationsApart } from './situations-apart.ts';

const body = (id: string, more: Partial<Organisation> = {}): Organisation => ({
  id,
  roles: ['CD'],
  name: id,
  territory: { wholeDepartment: true },
  priority: 10,
  ...more,
});
const directoryOf = (organisations: Organisation[], department = '54', more: Partial<Directory> = {}) =>
  indexDirectory({
    department,
    revision: 1,
    organisations,
    contacts: organisations.map(({ id }) => ({ id: `${id}-1`, organisation: id, position: 'TITULAR', name: id, phone: '03 83 00 00 00' })),
    links: [],
    calendars: {},
    ...more,
  });
const answer = (organisations: Organisation[], situation: Situated, role: Organisation['roles'][number] = 'CD', department = '54') => {
  const found = resolve(role, situation, directoryOf(organisations, department), new Set());
  return 'recipient' in found ? found.recipient.organisation : found.gap.reason;
};

describe('a body limited to some situations', () => {
  const general = body('general');
  const home = body('home', { onlyFor: { place: ['DOMICILE'] }, priority: 90 });
  const homes = body('homes', { onlyFor: { finessCategory: ['500', '501'], authority: ['ARS', 'ARS_CD'] } });

  test('comes before those that are not, nearer ones too, and only there', () => {
    const near = body('near', { territory: { communes: ['54395'] }, priority: 1 });
    const all = [general, near, home, homes];
    expect(answer(all, { inseeCode: '54395', place: 'DOMICILE' })).toBe('home');
    expect(answer(all, { inseeCode: '54395', place: 'TRAJET' })).toBe('near');
    expect(answer(all, { inseeCode: '54001' })).toBe('general');
    expect(answer(all, { inseeCode: '54395', place: 'DOMICILE', finessCategory: '500', authority: 'ARS' })).toBe('homes');
    expect(answer(all, { inseeCode: '54395', finessCategory: '500', authority: 'CD' })).toBe('near');
    expect(answer([home], { inseeCode: '54395' })).toBe('NOBODY');
  });

  test('among as many facts the nearer comes first, then the one for fewer of their codes', () => {
    const both = body('both', { onlyFor: { place: ['DOMICILE', 'TRAJET'] }, priority: 1 });
    const town = body('town', { onlyFor: { place: ['DOMICILE', 'TRAJET'] }, territory: { communes: ['54395'] } });
    expect(answer([both, home], { inseeCode: '54395', place: 'DOMICILE' })).toBe('home');
    expect(answer([both, home, town], { inseeCode: '54395', place: 'DOMICILE' })).toBe('town');
  });

  test('answers by the category that the directory knows of the establishment', () => {
    const ehpad = body('ehpad', { roles: ['ETABLISSEMENT'], finess: '540000013', finessCategory: '500' });
    const only = body('only', { onlyFor: { finessCategory: ['500'] } });
    expect(answer([ehpad, only, general], { inseeCode: '54395', finess: '540000013' })).toBe('only');
  });

  test('why it is set aside is said, with its limit', () => {
    const all = directoryOf([general, home, body('never', { neverFor: { victimGroup: ['MINEUR'] }, priority: 1 })]);
    const { others } = explain('CD', { inseeCode: '54395', place: 'TRAJET', victimGroup: 'MINEUR', implicated: [] }, all);
    expect(others.map((one) => `${one.organisation} ${notChosenWords(one, all)}`.replaceAll('\u00a0', ' '))).toEqual([
      'home écarté : il ne répond que dans certaines situations (lieu : Domicile)',
      'never écarté : il ne répond jamais dans cette situation (personne : Mineur)',
    ]);
  });
});

describe('a body with several competences', () => {
  const people = (id: string, position: Contact['position'] = 'TITULAR'): Contact => ({
    id,
    organisation: 'cd',
    position,
    name: id,
    email: `${id}@x.example`,
  });
  const contacts = [people('a-handicap'), people('b-handicap-suppleance', 'DEPUTY'), people('c-accueil'), people('d-direction', 'SUPERIOR')];
  const cd = body('cd', {
    also: [
      {
        id: 'handicap',
        name: 'Pôle handicap',
        roles: ['CD'],
        territory: { wholeDepartment: true, except: ['54547'] },
        onlyFor: { victimGroup: ['PERSONNE_HANDICAPEE'] },
        priority: 10,
        contacts: ['a-handicap', 'b-handicap-suppleance'],
      },
      { id: 'mairie', name: 'Antenne', roles: ['CCAS'], territory: { communes: ['54395'] }, priority: 10 },
    ],
  });
  const known = directoryOf([cd], '54', { contacts });
  const contactFor = (role: Organisation['roles'][number], facts: Situated, aside: string[] = []) => {
    const found = resolve(role, facts, known, new Set(aside));
    return 'recipient' in found ? `${found.recipient.organisation} ${found.recipient.contact}` : found.gap.reason;
  };
  const disabled = { victimGroup: 'PERSONNE_HANDICAPEE' } as const;

  test('answers by the most special of them, reached by those it names, and is no rival of itself', () => {
    expect(contactFor('CD', { inseeCode: '54395', ...disabled })).toBe('cd a-handicap');
    expect(contactFor('CD', { inseeCode: '54395' })).toBe('cd c-accueil');
    expect(contactFor('CD', { inseeCode: '54547', ...disabled }), 'an exception is of its competence').toBe('cd c-accueil');
    expect(contactFor('CCAS', { inseeCode: '54395' })).toBe('cd c-accueil');
    expect(contactFor('CCAS', { inseeCode: '54547' })).toBe('NOBODY');
    expect(candidatesFor('CD', { inseeCode: '54395', ...disabled }, known)).toHaveLength(1);
  });

  test('a tie sets the whole body aside; of a contact alone, whoever stands beside', () => {
    expect(contactFor('CD', { inseeCode: '54395', ...disabled }, ['cd'])).toBe('ALL_IN_CONFLICT');
    expect(contactFor('CD', { inseeCode: '54395', ...disabled }, ['a-handicap'])).toBe('cd b-handicap-suppleance');
    expect(contactFor('CD', { inseeCode: '54395', ...disabled }, ['a-handicap', 'b-handicap-suppleance'])).toBe('cd c-accueil');
  });

  test('the deputy is of the same competence, the superior of the whole body', () => {
    const at = (position: Contact['position'], beside: string) =>
      contactAt(known, 'cd', position, new Set(), { contact: beside, role: 'CD', facts: disabled })?.id ?? null;
    expect(at('DEPUTY', 'a-handicap')).toBe('b-handicap-suppleance');
    expect(at('DEPUTY', 'c-accueil')).toBeNull();
    expect(at('SUPERIOR', 'a-handicap')).toBe('d-direction');
  });

  test('named by two competences, whoever is asked has the colleagues of the one by which it was', () => {
    const children = { id: 'enfance', name: 'Pôle enfance', roles: ['CD' as const], territory: { wholeDepartment: true as const }, priority: 10 };
    const both = {
      ...cd,
      also: [{ ...children, onlyFor: { victimGroup: ['MINEUR' as const] }, contacts: ['a-handicap', 'a-enfance-suppleance'] }, ...(cd.also ?? [])],
    };
    const more = { ...(contacts.find(({ id }) => id === 'b-handicap-suppleance') as Contact), id: 'a-enfance-suppleance' };
    const shared = directoryOf([both], '54', { contacts: [...contacts, more] });
    const deputy = (facts: Situated) => contactAt(shared, 'cd', 'DEPUTY', new Set(), { contact: 'a-handicap', role: 'CD', facts })?.id;
    expect(deputy({ inseeCode: '54395', ...disabled })).toBe('b-handicap-suppleance');
    expect(deputy({ inseeCode: '54395', victimGroup: 'MINEUR' })).toBe('a-enfance-suppleance');
  });

  test('is reached by the lines of whoever answers for the same, never by those of another of its competences', () => {
    const lines = contacts.map((one) => (one.id === 'c-accueil' ? one : { ...one, phone: `tel ${one.id}`, address: `rue ${one.id}` }));
    const lined = directoryOf([cd], '54', { contacts: lines });
    const reach = (contact: string) => linesTo(lined, 'cd', { contact, role: 'CD', facts: { inseeCode: '54547' } });
    expect(reach('c-accueil')).toEqual({ phone: 'tel d-direction', address: 'rue d-direction' });
    expect(reach('a-handicap').phone).toBe('tel a-handicap');
  });

  test('chosen by somebody, it answers by the competence that the facts find, else by its first that has the role', () => {
    const part = (role: Organisation['roles'][number], facts: Situated) => capacityFor(role, facts, known, 'cd')?.key;
    expect(part('CD', { inseeCode: '54395', ...disabled })).toBe('cd/handicap');
    expect(part('CD', { inseeCode: '54395' })).toBe('cd');
    expect(part('CCAS', { inseeCode: '54547' }), 'outside its territory').toBe('cd/mairie');
    expect(part('PARQUET', {})).toBeUndefined();
  });

  test('whatever the order of its competences, the answer is that of as many bodies, each with one', () => {
    fc.assert(
      fc.property(bodies, situation, fc.boolean(), (all, facts, turned) => {
        const [first, ...others] = turned ? all.toReversed() : all;
        if (first === undefined) return;
        const also = others.map(({ id, roles, territory: where, priority, onlyFor, neverFor }) => ({
          ...{ id, name: id, roles, territory: where, priority },
          ...(onlyFor && { onlyFor }),
          ...(neverFor && { neverFor }),
        }));
        const apart = answer(all, facts);
        const together = answer([{ ...first, ...(also.length > 0 && { also }) }], facts);
        // What several bodies at one rank leave open, one body answers.
        expect(together === 'NOBODY').toBe(apart === 'NOBODY');
        if (together !== 'NOBODY') expect(together).toBe(first.id);
      }),
    );
  });

  test('the kinds of situations of its roles are told apart, and who comes after it', () => {
    expect(situationsOf('CD', known).map(({ words }) => words.replaceAll('\u00a0', ' '))).toEqual(['', 'personne : Adulte en situation de handicap']);
    expect(nextAfter(directoryOf([cd, body('other', { roles: ['CCAS'] })]), 'cd', 'CCAS')).toEqual(['other']);
  });
});

describe('bodies that are not as elsewhere', () => {
  const metropole = ['69123', '69266', '69381'];
  test.each<[string, string, Organisation[], Record<string, string>]>([
    ['one authority for two departments, in the directory of each', '67', [body('cea')], { '67482': 'cea', '68066': 'NOBODY' }],
    ['and of the other', '68', [body('cea')], { '68066': 'cea', '67482': 'NOBODY' }],
    [
      'the Métropole de Lyon beside the Rhône',
      '69',
      [body('metropole', { territory: { communes: metropole } }), body('rhone', { territory: { wholeDepartment: true, except: metropole } })],
      { '69381': 'metropole', '69264': 'rhone' },
    ],
    ['Paris, and its arrondissements', '75', [body('paris')], { '75056': 'paris', '75111': 'paris', '92012': 'NOBODY' }],
    ['Corse, whose codes have a letter', '2A', [body('corse')], { '2A004': 'corse', '2B033': 'NOBODY' }],
    ['La Réunion, whose codes begin as others overseas', '974', [body('reunion')], { '97411': 'reunion', '97209': 'NOBODY' }],
  ])('%s', (_what, department, bodies, answers) => {
    for (const [inseeCode, expected] of Object.entries(answers)) expect(answer(bodies, { inseeCode }, 'CD', department)).toBe(expected);
  });
});

const communes = ['54395', '54547', '54528'];
const few: FactLimits = {
  place: ['DOMICILE', 'TRAJET'],
  finessCategory: ['500', '202'],
  authority: ['ARS', 'CD'],
  maltreatment: ['VIOLENCES_PHYSIQUES', 'VIOLENCES_SEXUELLES'],
  victimGroup: ['MINEUR', 'PERSONNE_AGEE'],
};
const limits = fc
  .record(Object.fromEntries(limitingFacts.map((fact) => [fact, fc.subarray(few[fact] ?? [], { minLength: 1 })])), { requiredKeys: [] })
  .map((some) => Object.fromEntries(Object.entries(some).slice(0, 2)) as FactLimits);
const maybe = (some: FactLimits) => (Object.keys(some).length === 0 ? undefined : some);
const competence = fc.record({ onlyFor: limits, neverFor: fc.oneof(fc.constant({}), limits) }).map(
  ({ onlyFor, neverFor }): Competent => ({
    ...(maybe(onlyFor) && { onlyFor }),
    ...(maybe(neverFor) && { neverFor }),
  }),
);
const territory = fc.oneof(
  fc.subarray(communes, { minLength: 1 }).map((some): Organisation['territory'] => ({ communes: some })),
  fc.subarray(communes, { minLength: 1 }).map((except): Organisation['territory'] => ({ wholeDepartment: true, except })),
  fc.constant<Organisation['territory']>({ wholeDepartment: true }),
);
const bodies = fc
  .array(fc.tuple(competence, territory, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 7 })
  .map((all) => all.map(([own, where, priority], at) => body(`b${at}`, { ...own, territory: where, priority })));
const situation = fc
  .record(
    {
      inseeCode: fc.constantFrom(...communes),
      place: fc.constantFrom('DOMICILE' as const, 'TRAJET' as const, 'INCONNU' as const),
      finessCategory: fc.constantFrom('500', '202', '355'),
      authority: fc.constantFrom('ARS' as const, 'CD' as const, 'ETAT' as const),
      maltreatment: fc.subarray(['VIOLENCES_PHYSIQUES', 'VIOLENCES_SEXUELLES', 'DISCRIMINATIONS'] as const).map((some) => [...some]),
      victimGroup: fc.constantFrom('MINEUR' as const, 'PERSONNE_AGEE' as const, 'INCONNU' as const),
    },
    { requiredKeys: ['inseeCode'] },
  )
  .map((one): Situated => one);

describe('for every directory and situation', () => {
  test('an exclusion is total: the answer is what it would be without whoever is excluded, and the order of rows never matters', () => {
    fc.assert(
      fc.property(bodies, situation, fc.infiniteStream(fc.nat()), (all, facts, chance) => {
        const excepts = ({ territory: where }: Organisation) => 'wholeDepartment' in where && where.except?.includes(facts.inseeCode ?? '');
        const excluded = (one: Organisation) => excepts(one) || limitedBy(one, facts)?.how === 'NEVER';
        const shuffled = all.map((one) => ({ one, at: chance.next().value ?? 0 })).toSorted((a, b) => a.at - b.at);
        const found = answer(all, facts);
        expect(
          answer(
            shuffled.map(({ one }) => one),
            facts,
          ),
        ).toBe(found);
        expect(
          answer(
            all.filter((one) => !excluded(one)),
            facts,
          ),
        ).toBe(found);
      }),
      { numRuns: 400 },
    );
  });

  test('adding a body never removes a more specific one', () => {
    fc.assert(
      fc.property(
        bodies,
        situation,
        fc.nat(4),
        fc.boolean(),
        fc.integer({ min: 0, max: 3 }),
        limits,
        (all, facts, which, widens, priority, never) => {
          const chosen = all.find(({ id }) => id === answer(all, facts));
          if (chosen === undefined) return;
          const [fact] = Object.keys(chosen.onlyFor ?? {}).toSorted(
            (a, b) => ((a.length + which) % 3) - ((b.length + which) % 3),
          ) as (keyof FactLimits)[];
          const wider =
            fact === undefined
              ? {}
              : { ...chosen.onlyFor, [fact]: which % 2 === 0 ? undefined : [...(limitCodes(fact) ?? ['500', '202', '355', '999'])] };
          const onlyFor = maybe(Object.fromEntries(Object.entries(wider).filter(([, list]) => list !== undefined)));
          const isLocal = 'communes' in chosen.territory && chosen.territory.communes.length < communes.length;
          if (fact === undefined && !isLocal) return;
          const where = isLocal && (widens || fact === undefined) ? { wholeDepartment: true as const } : chosen.territory;
          const added = body('added', { territory: where, priority, ...(onlyFor && { onlyFor }), ...(maybe(never) && { neverFor: never }) });
          expect(answer([added, ...all], facts)).toBe(chosen.id);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('the situations told apart are all there are: each is one of them, by who answers', () => {
    fc.assert(
      fc.property(bodies, situation, (all, facts) => {
        const { inseeCode: _, ...limited } = facts;
        const answering = (one: Situated) => all.map((each) => limitedBy(each, one) === null);
        expect(situationsApart(all).map((one) => answering(one.facts))).toContainEqual(answering(limited));
      }),
      { numRuns: 200 },
    );
  });
});
