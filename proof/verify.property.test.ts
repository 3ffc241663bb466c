import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capacitiesOf } from '../directory/capacities.ts';
import type { Competent } from '../directory/competence.ts';
import type { AreaOfCompetence, Contact, Directory, Link, Organisation } from '../directory/directory.ts';
import { conflicted, indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import type { Condition, Conditions, Policy, Procedure, Rule, TransferOrder } from '../procedures/procedure.ts';
import { holds, route } from '../procedures/routing.ts';
import type { Facts, Implicated } from '../vocabulary/facts.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import { Ground } from './ground.ts';
import { Findings, type PropertyId } from './proof.ts';
import { rules as rulesThatServe } from './rules.ts';
import { Space } from './space.ts';
import { Groups, stillReachesTogether } from './together.ts';
import { verify } from './verify.ts';

/*
 * The prover reasons on classes; here every combination of a small vocabulary is tried. Values that no condition names are there
 * too, once, as the others they stand for.
 */
const communes = ['54395', '54547', '54528'];
const parties: Implicated[] = [
  { kind: 'MEMBRE_FAMILLE' },
  { kind: 'PROFESSIONNEL_SANTE', precision: 'INFIRMIER' },
  { kind: 'PROFESSIONNEL_SANTE' },
  { kind: 'INCONNU' },
];
/** A member of the family is what no rule names. */
const partyCodes = ['PROFESSIONNEL_SANTE', 'PROFESSIONNEL_SANTE/INFIRMIER', 'INCONNU'];
const subsets = <T>(items: readonly T[]): T[][] => items.reduce<T[][]>((sets, item) => sets.flatMap((set) => [set, [...set, item]]), [[]]);

function* everything(categories: (string | undefined)[] = [undefined, '500'], groups = ['PERSONNE_AGEE', 'MINEUR'] as const): Generator<Facts> {
  for (const [place, victimGroup] of (['DOMICILE', 'TRAJET', 'INCONNU'] as const).flatMap((one) => groups.map((group) => [one, group] as const)))
    for (const danger of [undefined, 0, 2, 4] as const)
      for (const flags of subsets(['HOUSING'] as const))
        for (const implicated of subsets(parties))
          for (const finessCategory of categories)
            for (const inseeCode of [...communes, undefined])
              yield {
                channel: 'PHONE',
                place,
                implicated,
                maltreatment: [],
                ...(danger !== undefined && { danger }),
                victimGroup,
                flags,
                ...(finessCategory !== undefined && { finessCategory }),
                ...(inseeCode !== undefined && { inseeCode }),
              };
}

const anyOf = (codes: readonly string[]): fc.Arbitrary<Condition> => fc.subarray([...codes], { minLength: 1 }).map((some) => ({ anyOf: some }));
const known: fc.Arbitrary<Condition> = fc.boolean().map((one) => ({ known: one }));
const conditions: fc.Arbitrary<Conditions> = fc
  .record(
    {
      place: fc.oneof(anyOf(['DOMICILE']), known),
      danger: fc.constantFrom<Condition>({ atLeast: 2 }, { atMost: 1 }, { anyOf: ['4'] }, { atLeast: 0 }),
      flags: known,
      implicated: fc.oneof(anyOf(partyCodes), known),
      finessCategory: known,
      inseeCode: fc.oneof(anyOf(['54395', '54547']), known),
    },
    { requiredKeys: [] },
  )
  .map((one) => Object.fromEntries(Object.entries(one).slice(0, 2)) as Conditions);
/** Of a rule: some speak of children, or of others only. */
const ruleConditions: fc.Arbitrary<Conditions> = fc
  .tuple(
    conditions,
    fc.constantFrom<Conditions>(
      {},
      {},
      {},
      { victimGroup: { anyOf: ['MINEUR'] } },
      { victimGroup: { anyOf: ['PERSONNE_AGEE', 'PERSONNE_HANDICAPEE', 'AUTRE_ADULTE_VULNERABLE', 'INCONNU'] } },
    ),
  )
  .map(([when, who]) => ({ ...when, ...who }));

const policy: Policy = { channels: [{ kind: 'EMAIL', patience: { hours: 1 } }], handover: { hours: 1 }, stages: [], onRefusal: 'DESK' };
const policies = { mail: policy, call: { ...policy, channels: [{ kind: 'PHONE_TASK' as const, patience: { hours: 1 } }] } };
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> => fc.constantFrom(...Array<T>(4 * others.length).fill(usual), ...others);
const order = (...roles: [Role, ...Role[]]): fc.Arbitrary<TransferOrder> =>
  fc.record({
    to: fc.constantFrom(...roles),
    mode: mostly<TransferOrder['mode']>('TRANSFER', 'CONSULTATION'),
    purpose: mostly<TransferOrder['purpose']>('ACTION', 'INFORMATION'),
    policy: mostly('mail', 'call'),
    discloses: fc.constantFrom<TransferOrder['discloses']>(['FACTS'], ['FACTS', 'PLACE']),
  });
/** Rules share two orders, so that some cover others. */
const procedures: fc.Arbitrary<Procedure> = fc
  .record({
    orders: fc.tuple(order('CD', 'CCAS', 'POLICE'), order('CD', 'CCAS', 'ETABLISSEMENT')),
    rules: fc.array(fc.record({ when: ruleConditions, which: fc.nat(1) }), { minLength: 1, maxLength: 5 }),
    otherwise: order('PARQUET', 'PARQUET', 'CCAS'),
    inConflict: order('PREFECTURE', 'PREFECTURE', 'CCAS'),
  })
  .map(({ orders, rules, otherwise, inConflict }) => ({
    ...nationalProcedure(),
    chapters: [
      {
        title: 'Essai',
        rules: rules.map(
          ({ when, which }, index): Rule => ({ id: `r${index}`, because: 'essai', when, then: structuredClone(orders[which] ?? otherwise) }),
        ),
      },
    ],
    otherwise,
    inConflict,
    policies,
    steps: [],
  }));

const territories: fc.Arbitrary<AreaOfCompetence> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<AreaOfCompetence>({ wholeDepartment: true }) },
  { weight: 1, arbitrary: fc.subarray(communes, { minLength: 1 }).map((except): AreaOfCompetence => ({ wholeDepartment: true, except })) },
  { weight: 1, arbitrary: fc.subarray(communes, { minLength: 1 }).map((some): AreaOfCompetence => ({ communes: some })) },
);
const bodies = (['CD', 'CD', 'CCAS', 'POLICE', 'PARQUET', 'PREFECTURE', 'ETABLISSEMENT', 'CRIP'] as Role[]).map(
  (role, index) => `b${index}-${role.toLowerCase()}`,
);
/** What a body may be limited to, in these situations. */
const limited: [Competent, ...Competent[]] = [
  { onlyFor: { place: ['DOMICILE'] } },
  { onlyFor: { place: ['DOMICILE', 'TRAJET'] }, neverFor: { victimGroup: ['MINEUR'] } },
  { onlyFor: { finessCategory: ['500'] } },
  { neverFor: { place: ['TRAJET'], finessCategory: ['500'] } },
];
const directories: fc.Arbitrary<Directory> = fc
  .record({
    there: fc.oneof(fc.constant(bodies), fc.subarray(bodies, { minLength: 3 })),
    where: fc.array(territories, { minLength: bodies.length, maxLength: bodies.length }),
    reached: fc.array(mostly('email', 'phone', 'both'), { minLength: bodies.length, maxLength: bodies.length }),
    shared: fc.option(fc.tuple(fc.nat(bodies.length - 1), fc.nat(bodies.length - 1)), { freq: 3, nil: undefined }),
    ties: fc.array(fc.tuple(fc.nat(bodies.length - 1), fc.nat(bodies.length - 1)), { maxLength: 3 }),
    limits: fc.array(mostly<Competent>({}, ...limited), { minLength: bodies.length, maxLength: bodies.length }),
    further: fc.option(
      fc.record({
        of: fc.nat(bodies.length - 1),
        roles: fc.constantFrom<Role[]>(['CCAS'], ['CD'], ['CD', 'POLICE']),
        territory: territories,
        limits: fc.constantFrom<Competent>({}, ...limited),
        apart: fc.boolean(),
      }),
      { freq: 3, nil: undefined },
    ),
  })
  .map(({ there, where, reached, shared, ties, limits, further }) => {
    const organisations = bodies.map((id, index): Organisation => {
      const role = id.slice(3).toUpperCase() as Role;
      const territory = where[index] ?? { wholeDepartment: true };
      return {
        id,
        roles: [role],
        name: id,
        territory,
        priority: 10,
        ...limits[index],
        ...(role === 'ETABLISSEMENT' && { finess: '540000001', finessCategory: '500' }),
        ...(index === further?.of && {
          also: [
            {
              ...{ id: 'also', name: 'also', roles: further.roles, territory: further.territory, priority: 20, ...further.limits },
              ...(further.apart && { contacts: [`${id}-apart`] }),
            },
          ],
        }),
      };
    });
    const contacts = bodies
      .flatMap((id, index) =>
        index === further?.of && further.apart ? [[id, index, 'apart'] as const, [id, index, 'titular'] as const] : [[id, index, 'titular'] as const],
      )
      .map(
        ([id, index, which]): Contact => ({
          id: `${id}-${which}`,
          organisation: id,
          position: 'TITULAR',
          name: 'Contact',
          ...(reached[index] !== 'phone' && { email: `${index === shared?.[0] ? bodies[shared[1]] : id}@guichet.example` }),
          ...(reached[index] !== 'email' && { phone: `0${index}00000000` }),
          verifiedOn: '2026-11-02',
        }),
      );
    const links = ties.flatMap(([from, to]): Link[] => (from === to ? [] : [{ from: bodies[from] ?? '', to: bodies[to] ?? '', kind: 'OWNERSHIP' }]));
    const kept = (id: string) => there.includes(id);
    const calendar = { region: '54', weekly: null };
    return {
      department: '54',
      revision: 1,
      organisations: organisations.filter(({ id }) => kept(id)),
      contacts: contacts.filter(({ organisation }) => kept(organisation)),
      links: links.filter(({ from, to }) => kept(from) && kept(to)),
      calendars: { desk: calendar, default: calendar },
    };
  });

const named = communes.map((code) => ({ code, name: code }));
const held = (proof: ReturnType<typeof verify>, id: PropertyId) => proof.properties.find((property) => property.id === id);

describe('on small vocabularies the prover says what trying every combination says', () => {
  test('whether facts exist for which some conditions hold and others do not', () => {
    const all = [...everything()];
    const asked = fc.record({ must: fc.array(conditions, { maxLength: 2 }), not: fc.array(conditions, { maxLength: 6 }) });
    fc.assert(
      fc.property(asked, ({ must, not }) => {
        const found = new Space([...must, ...not], [], communes).find(must, not);
        const fits = (facts: Facts) => must.every((one) => holds(one, facts)) && !not.some((one) => holds(one, facts));
        if (found === null) expect(all.find(fits)).toBeUndefined();
        else expect(fits(found)).toBe(true);
        // A value that the small vocabulary lacks may do where none of its own does; never the other way round.
        if (all.some(fits)) expect(found).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test('whether somebody acts, whoever is implicated, and nobody is told who reads the same mailbox', { timeout: 60_000 }, () => {
    const verdicts = { REACHES: new Set<boolean>() };
    fc.assert(
      fc.property(procedures, directories, (procedure, directory) => {
        const indexed = indexDirectory(directory);
        const acts = (facts: Facts) => route(procedure, facts, indexed).transfers.some(({ purpose }) => purpose === 'ACTION');
        const proof = verify(procedure, indexed, named);
        // Said again here, as a recipient would: something is transmitted, and it is not the place alone.
        const transmitted = (facts: Facts) =>
          route(procedure, facts, indexed).transfers.some(
            ({ purpose, mode, discloses }) =>
              purpose === 'ACTION' &&
              !['CONSULTATION', 'CONCERTATION'].includes(mode) &&
              discloses.some((field) => ['FACTS', 'NARRATIVE'].includes(field)),
          );
        const lost = [...everything()].find((facts) => !transmitted(facts));
        verdicts.REACHES.add(lost === undefined);
        if (held(proof, 'REACHES')?.holds) expect(lost).toBeUndefined();
        for (const { facts } of held(proof, 'REACHES')?.failures ?? []) expect(transmitted(facts)).toBe(false);
        if (lost !== undefined) expect(held(proof, 'REACHES')?.holds).toBe(false);

        const tellsDouble = (facts: Facts) => {
          const aside = [...conflicted(facts, indexed)].flatMap((id) => indexed.contactById.get(id)?.email ?? []);
          const told = route(procedure, facts, indexed).transfers.map(({ recipient }) => indexed.contactById.get(recipient.contact)?.email);
          return told.some((email) => email !== undefined && aside.includes(email));
        };
        const fails = (facts: Facts) => !acts(facts) || tellsDouble(facts);
        const tied = implicating(directory).find(fails);
        const holds = held(proof, 'TIES')?.holds;
        if (tied !== undefined) expect(holds, JSON.stringify(tied)).toBe(false);
        else if (holds) for (const count of [2, 3]) expect(together(directory, procedure, count).find(fails)).toBeUndefined();
        // Each alone leaves an answer: what fails then is of several.
        else for (const { facts } of held(proof, 'TIES')?.failures ?? []) expect(partiesOf(facts)).toBeGreaterThan(1);
        for (const { facts } of held(proof, 'TIES')?.failures ?? []) expect(!acts(facts) || tellsDouble(facts)).toBe(true);
      }),
      { numRuns: 25 },
    );
    // Both answers came, or the comparison would show nothing. (Which of them a tie gives is drawn: the mutations show that it fails.)
    expect([...verdicts.REACHES].toSorted()).toEqual([false, true]);
  });

  test('whom two or three bodies together leave without an answer that each of them alone leaves', { timeout: 60_000 }, () => {
    let revealed = 0;
    fc.assert(
      fc.property(procedures, directories, (procedure, directory) => {
        const indexed = indexDirectory(directory);
        const ground = new Ground(procedure, indexed, named, []);
        const found = new Findings();
        stillReachesTogether(ground, new Groups(ground), found);
        const acts = (facts: Facts) => route(procedure, facts, indexed).transfers.some(({ purpose }) => purpose === 'ACTION');
        // A body that is named is so wherever it happens, in an establishment or not.
        const alone = ({ implicated, finess, ...facts }: Facts): Facts[] =>
          implicated.flatMap((party) => [
            { ...facts, implicated: [party] },
            ...(finess === undefined ? [] : [{ ...facts, finess, implicated: [party] }]),
          ]);
        const all = [2, 3].flatMap((count) => together(directory, procedure, count));
        const lost = all.find((facts) => !acts(facts) && alone(facts).every(acts));
        if (lost === undefined) return;
        revealed += 1;
        expect(found.failures, JSON.stringify(lost)).not.toEqual([]);
      }),
      { numRuns: 12 },
    );
    expect(revealed).toBeGreaterThan(0);
  });

  test('whoever stands in for a default that a tie sets aside is looked at too', () => {
    const order = (to: Role): TransferOrder => ({ to, mode: 'TRANSFER', purpose: 'ACTION', policy: 'mail', discloses: ['FACTS'] });
    const procedure: Procedure = {
      ...nationalProcedure(),
      chapters: [{ title: 'Essai', rules: [{ id: 'r0', because: 'essai', when: {}, then: order('CD') }] }],
      otherwise: order('PARQUET'),
      inConflict: order('PREFECTURE'),
      policies,
      steps: [],
    };
    const body = (id: string, role: Role, mailbox: string) => ({
      organisation: {
        id,
        roles: [role],
        name: id,
        territory: { wholeDepartment: true as const },
        priority: 10,
        ...(role === 'ETABLISSEMENT' && { finess: '540000001' }),
      },
      contact: {
        id: `${id}-titular`,
        organisation: id,
        position: 'TITULAR' as const,
        name: 'Contact',
        email: `${mailbox}@guichet.example`,
        verifiedOn: '2026-11-02',
      },
    });
    const proved = (mailbox: string) => {
      // Nobody acts as the Conseil départemental here: two are as competent as each other.
      const all = [
        body('cd1', 'CD', 'cd1'),
        body('cd2', 'CD', 'cd2'),
        body('parquet', 'PARQUET', 'parquet'),
        body('prefecture', 'PREFECTURE', mailbox),
        body('home', 'ETABLISSEMENT', 'home'),
      ];
      const calendar = { region: '54' as const, weekly: null };
      const directory: Directory = {
        department: '54',
        revision: 1,
        organisations: all.map(({ organisation }) => organisation),
        contacts: all.map(({ contact }) => contact),
        links: [{ from: 'parquet', to: 'home', kind: 'OWNERSHIP' }],
        calendars: { desk: calendar, default: calendar },
      };
      return held(verify(procedure, indexDirectory(directory), named), 'TIES')?.failures.map(({ sentence }) => sentence) ?? [];
    };
    expect(proved('home').filter((sentence) => sentence.includes('fait prévenir prefecture'))).not.toEqual([]);
    expect(proved('prefecture').filter((sentence) => sentence.includes('fait prévenir prefecture'))).toEqual([]);
  });

  test('which rules serve', () => {
    const all = [...everything()];
    const useless = new Set<number>();
    fc.assert(
      fc.property(procedures, (procedure) => {
        const rules = procedure.chapters.flatMap((chapter) => chapter.rules);
        const directory = indexDirectory({ department: '54', revision: 1, organisations: [], contacts: [], links: [], calendars: {} });
        const failed = rulesThatServe(new Ground(procedure, directory, named, [])).failures.map(({ about }) => about);
        const together = [
          ...new Map(
            all
              .map((facts) => rules.filter((rule) => holds(rule.when, facts) && (facts.victimGroup !== 'MINEUR' || tellsOfChildren(rule))))
              .map((fired) => [ids(fired), fired]),
          ).values(),
        ];
        const serves = (rule: Rule) =>
          together.some((fired) => fired.includes(rule) && !isSame(asked(fired), asked(fired.filter((one) => one !== rule))));
        const expected = rules.filter((rule) => !serves(rule));
        useless.add(expected.length);
        expect(failed).toEqual(expected.map(({ id }) => id));
      }),
      { numRuns: 40 },
    );
    expect(useless.size).toBeGreaterThan(1);
  });
});

/** Every combination with each body of the directory implicated, as employer of a party or as the establishment where it happens. */
function implicating(directory: Directory): Facts[] {
  const byName = directory.organisations.flatMap(({ id }) =>
    [...everything()].flatMap((facts): Facts[] => {
      const [first, ...others] = facts.implicated;
      return first === undefined ? [] : [{ ...facts, implicated: [{ ...first, organisation: id }, ...others] }];
    }),
  );
  const establishments = directory.organisations.flatMap(({ finess }) => (finess === undefined ? [] : [finess]));
  const byPlace = establishments.flatMap((finess) => [...everything(['500'])].map((facts): Facts => ({ ...facts, finess })));
  const suspected = byPlace.filter(({ implicated }) => implicated.length === 0 || implicated.some(({ kind }) => kind !== 'MEMBRE_FAMILLE'));
  return [...byName, ...suspected];
}

const partiesOf = ({ implicated, finess }: Facts): number =>
  new Set([...implicated.flatMap(({ organisation }) => organisation ?? []), ...(finess === undefined ? [] : [finess])]).size;

/** So many bodies implicated, named or one of them as the place, but where two are of those whom the protocol tells at last; of three, some facts only. */
function together({ organisations }: Directory, { otherwise, inConflict }: Procedure, count: number): Facts[] {
  const last = [otherwise.to, inConflict.to, 'PARQUET', 'CRIP'];
  const isLast = (body: Organisation) => capacitiesOf(body).some(({ roles }) => roles.some((role) => last.includes(role)));
  const all = [...everything([undefined])].filter(({ implicated, flags, danger }) => implicated.length === 1 && flags.length === 0 && danger !== 2);
  return groupsOf(organisations, count)
    .filter((group) => group.filter(isLast).length < 2)
    .flatMap((group, at) =>
      all.flatMap((facts, index): Facts[] => {
        const [first] = facts.implicated;
        if (first === undefined || (count > 2 && index % 11 !== at % 11)) return [];
        const naming = (some: readonly Organisation[]) => some.map(({ id }) => ({ ...first, organisation: id }));
        const places = group.flatMap(({ finess }) => finess ?? []);
        return [
          { ...facts, implicated: naming(group) },
          ...places.map((finess): Facts => ({ ...facts, finess, implicated: [first, ...naming(group.filter((body) => body.finess !== finess))] })),
        ];
      }),
    );
}

function groupsOf<Member>(all: readonly Member[], count: number): Member[][] {
  if (count === 0) return [[]];
  return all.flatMap((one, at) => groupsOf(all.slice(at + 1), count - 1).map((others) => [one, ...others]));
}

/** Said again here: whoever answers for adults is told of a child where the rule says that it is about children. */
const tellsOfChildren = ({ when: { victimGroup }, then }: Rule): boolean =>
  'task' in then || then.to === 'POLICE' || then.to === 'PARQUET' || JSON.stringify(victimGroup ?? {}).includes('MINEUR');

const ids = (rules: readonly Rule[]): string => rules.map(({ id }) => id).join();
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What each role is asked by rules that fire together: the reasons aside. */
function asked(fired: readonly Rule[]): unknown {
  const orders = fired.map(({ then }) => then as TransferOrder);
  return [...Map.groupBy(orders, ({ to }) => to)]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([to, of]) => ({
      to,
      acts: of.some(({ purpose }) => purpose === 'ACTION'),
      transfers: of.some(({ mode }) => mode === 'TRANSFER'),
      policies: [...new Set(of.map((one) => one.policy))].toSorted(),
      discloses: [...new Set(of.flatMap(({ discloses }) => discloses))].toSorted(),
    }));
}
