import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import type { Contact } from '../directory/directory.ts';
import { communesOf } from '../directory/record/communes.ts';
import { conflicted, indexDirectory } from '../directory/resolve.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { isChild } from './children.ts';
import { anyFacts, implicated, situation } from './facts.testing.ts';
import { nationalProcedure } from './library/index.ts';
import type { Conditions, Policy, Procedure, Rule, TransferOrder } from './procedure.ts';
import { holds, route } from './routing.ts';

const procedure = nationalProcedure();
const directory = demonstrationDirectory('54');
const indexed = indexDirectory(directory);
const communes = communesOf('54').map(({ code }) => code);
const facts = anyFacts({
  communes: ['54395', '54323', '54099', '75056', ...communes],
  finess: directory.organisations.flatMap(({ finess }) => finess ?? []),
  organisations: directory.organisations.map(({ id }) => id),
  contacts: directory.contacts.map(({ id }) => id),
});

const rules = procedure.chapters.flatMap((chapter) => chapter.rules);
const withRules = (some: Rule[]): Procedure => ({ ...procedure, chapters: [{ title: 'Toutes', rules: some }] });
const standard = procedure.policies.standard as Policy;
const order: TransferOrder = { to: 'CD', mode: 'TRANSFER', purpose: 'ACTION', policy: 'standard', discloses: ['FACTS'] };
const rule = (id: string, changes: Partial<TransferOrder> = {}, when: Conditions = {}): Rule => ({
  id,
  because: 'essai',
  when,
  then: { ...order, ...changes },
});

describe('holds', () => {
  const cases: [string, Conditions, Partial<Facts>, boolean][] = [
    ['no condition', {}, {}, true],
    ['a firearm that is there', { firearm: { anyOf: ['PRESENTE'] } }, { firearm: 'PRESENTE' }, true],
    ['a firearm that nobody spoke of', { firearm: { anyOf: ['PRESENTE'] } }, {}, false],
    ['a bare kind matches any precision', { implicated: { anyOf: ['MEMBRE_FAMILLE'] } }, { implicated: [implicated('MEMBRE_FAMILLE/ENFANT')] }, true],
    ['a precision matches itself', { implicated: { anyOf: ['MEMBRE_FAMILLE/ENFANT'] } }, { implicated: [implicated('MEMBRE_FAMILLE/ENFANT')] }, true],
    [
      'a precision refuses another',
      { implicated: { anyOf: ['MEMBRE_FAMILLE/ENFANT'] } },
      { implicated: [implicated('MEMBRE_FAMILLE/CONJOINT')] },
      false,
    ],
    ['no precision reads as AUTRE', { implicated: { anyOf: ['MEMBRE_FAMILLE/AUTRE'] } }, { implicated: [implicated('MEMBRE_FAMILLE')] }, true],
    [
      'one of several implicated is enough',
      { implicated: { anyOf: ['PROCHE'] } },
      { implicated: [implicated('INCONNU'), implicated('PROCHE')] },
      true,
    ],
    ['one of several flags is enough', { flags: { anyOf: ['MEDIA', 'ISOLATION'] } }, { flags: ['ISOLATION'] }, true],
    ['no flag', { flags: { anyOf: ['MEDIA'] } }, {}, false],
    ['danger at least', { danger: { atLeast: 3 } }, { danger: 3 }, true],
    ['danger below', { danger: { atLeast: 3 } }, { danger: 2 }, false],
    ['danger at most', { danger: { atMost: 2 } }, { danger: 2 }, true],
    ['danger above', { danger: { atMost: 2 } }, { danger: 3 }, false],
    ['danger by code', { danger: { anyOf: ['4'] } }, { danger: 4 }, true],
    ['absent is not known', { age: { known: false } }, {}, true],
    ['INCONNU is not known', { age: { known: false } }, { age: 'INCONNU' }, true],
    ['an empty list is not known', { maltreatment: { known: false } }, { maltreatment: [] }, true],
    ['only unknown implicated is not known', { implicated: { known: false } }, { implicated: [implicated('INCONNU')] }, true],
    ['one known implicated is known', { implicated: { known: true } }, { implicated: [implicated('INCONNU'), implicated('PROCHE')] }, true],
    ['danger 0 is known', { danger: { known: true } }, { danger: 0 }, true],
    ['an absent fact is in no list', { age: { anyOf: ['INCONNU'] } }, {}, false],
    ['all conditions must hold', { place: { anyOf: ['DOMICILE'] }, danger: { atLeast: 3 } }, { danger: 1 }, false],
  ];
  test.each(cases)('%s', (_, when, changes, expected) => {
    expect(holds(when, situation(changes))).toBe(expected);
  });

  test('danger that nobody assessed reaches no level, is below none, and is not known', () => {
    const { danger, ...unassessed } = situation();
    expect(danger).toBe(1);
    for (const conditions of [{ danger: { atLeast: 0 } }, { danger: { atMost: 4 } }, { danger: { anyOf: ['0'] } }] satisfies Conditions[]) {
      expect(holds(conditions, unassessed)).toBe(false);
      expect(holds(conditions, { ...unassessed, danger: 0 })).toBe(true);
    }
    expect(holds({ danger: { known: false } }, unassessed)).toBe(true);
  });
});

describe('rules that meet', () => {
  const met = (...some: Rule[]) => route(withRules(some), situation(), indexed).transfers;

  test('are one transfer per body: action wins, fields, policies and reasons are united', () => {
    const [transfer, ...others] = met(rule('b', { purpose: 'INFORMATION', policy: 'information', discloses: ['PLACE', 'FACTS'] }), {
      ...rule('a', { discloses: ['FACTS', 'VICTIM_IDENTITY'] }),
      legalBasis: 'CASF_L119_2',
    });
    expect(others).toEqual([]);
    expect(transfer).toEqual({
      recipient: { role: 'CD', organisation: 'cd-54', contact: 'cd-54-titulaire', why: 'DEPARTMENT' },
      roles: ['CD'],
      mode: 'TRANSFER',
      purpose: 'ACTION',
      policies: ['information', 'standard'],
      discloses: ['VICTIM_IDENTITY', 'PLACE', 'FACTS'],
      because: ['a', 'b'],
      legalBasis: ['CASF_L119_2'],
    });
  });

  test.each([
    ['CONSULTATION', 'CONCERTATION', 'CONCERTATION'],
    ['CONCERTATION', 'ENTRUSTED_ENQUIRY', 'ENTRUSTED_ENQUIRY'],
    ['TRANSFER', 'ENTRUSTED_ENQUIRY', 'TRANSFER'],
  ] as const)('of modes %s and %s keep the more binding', (one, other, kept) => {
    expect(met(rule('a', { mode: one }), rule('b', { mode: other })).map(({ mode }) => mode)).toEqual([kept]);
    expect(met(rule('a', { mode: other }), rule('b', { mode: one })).map(({ mode }) => mode)).toEqual([kept]);
  });

  test('never disclose the author unless a rule says so', () => {
    expect(met(rule('a'), rule('b', { discloses: ['NARRATIVE'] }))[0]?.discloses).not.toContain('REPORTER_IDENTITY');
    expect(met(rule('a'), rule('b', { discloses: ['REPORTER_IDENTITY'] }))[0]?.discloses).toContain('REPORTER_IDENTITY');
  });

  test('under two roles of one body are one transfer with both roles', () => {
    const both = {
      ...directory,
      organisations: directory.organisations.map((one) => (one.id === 'cd-54' ? { ...one, roles: ['CD' as const, 'CRIP' as const] } : one)),
    };
    const alone = {
      ...both,
      organisations: both.organisations.filter(({ id }) => id !== 'crip-54'),
      contacts: both.contacts.filter(({ organisation }) => organisation !== 'crip-54'),
    };
    const { transfers } = route(withRules([rule('a'), rule('b', { to: 'CRIP' })]), situation(), indexDirectory(alone));
    expect(transfers.map(({ recipient, roles }) => [recipient.organisation, roles])).toEqual([['cd-54', ['CD', 'CRIP']]]);
  });

  test('at one body keep the contact highest placed and the nearest competence, whichever comes first', () => {
    const there = situation({ finess: '549990007', implicated: [implicated('MEMBRE_FAMILLE')] });
    const { email: _, ...byPhone } = directory.contacts.find(({ id }) => id === 'mandataires-54-responsable') as Contact;
    const known = indexDirectory({ ...directory, contacts: directory.contacts.map((one) => (one.id === byPhone.id ? byPhone : one)) });
    const asked = [rule('a', { to: 'MJPM', policy: 'mail' }), rule('b', { to: 'ETABLISSEMENT', policy: 'phone' })];
    const policies = {
      mail: { ...standard, channels: [{ kind: 'EMAIL' as const, patience: { hours: 1 } }] },
      phone: { ...standard, channels: [{ kind: 'PHONE_TASK' as const, patience: { hours: 1 } }] },
    };
    for (const order of [asked, asked.toReversed()]) {
      const { transfers } = route({ ...withRules(order), policies }, there, known);
      expect(transfers.map(({ recipient, roles }) => [recipient, roles])).toEqual([
        [
          { role: 'ETABLISSEMENT', organisation: 'mandataires-54', contact: 'mandataires-54-responsable', why: 'CONCERNED' },
          ['ETABLISSEMENT', 'MJPM'],
        ],
      ]);
    }
  });

  test('that ask people for the very same thing give one task', () => {
    const task = { task: 'CALL_BACK', to: 'DESK', within: { workingHours: 4 }, sayable: 'Rappeler.' } as const;
    const asks = (id: string): Rule => ({ id, because: 'essai', when: {}, then: task });
    const { tasks, fired } = route(withRules([asks('b'), asks('a')]), situation(), indexed);
    expect(tasks).toEqual([{ rule: 'a', rules: ['a', 'b'], order: task }]);
    expect(fired).toEqual(['a', 'b', 'otherwise']);
  });
});

describe('nobody is never an answer', () => {
  test('without a rule, the default body acts', () => {
    const { transfers, fired } = route(withRules([]), situation(), indexed);
    expect(transfers.map(({ recipient, purpose, because }) => [recipient.organisation, purpose, because])).toEqual([
      ['cellule-54', 'ACTION', ['otherwise']],
    ]);
    expect(fired).toEqual(['otherwise']);
  });

  test('information alone is not an answer either', () => {
    const { transfers } = route(withRules([rule('a', { purpose: 'INFORMATION', policy: 'information' })]), situation(), indexed);
    expect(transfers.map(({ recipient, purpose }) => [recipient.organisation, purpose])).toEqual([
      ['cellule-54', 'ACTION'],
      ['cd-54', 'INFORMATION'],
    ]);
  });

  test('a contact that none of the policy’s channels reaches is a named gap, and the default body acts', () => {
    const mute = {
      ...directory,
      contacts: directory.contacts.map((one) => (one.organisation === 'cd-54' ? { ...one, email: undefined, phone: undefined } : one)),
    };
    const onlyMail = {
      ...withRules([rule('a')]),
      policies: { ...procedure.policies, standard: { ...procedure.policies.standard, channels: [{ kind: 'EMAIL', patience: { hours: 1 } }] } },
    };
    const { gaps, transfers } = route(onlyMail as Procedure, situation(), indexDirectory(mute as typeof directory));
    expect(gaps.map(({ role, reason }) => [role, reason])).toEqual([['CD', 'NO_CHANNEL']]);
    expect(transfers.map(({ recipient }) => recipient.organisation)).toEqual(['cellule-54']);
  });

  test('when everybody named is tied, the independent body and the default one are told', () => {
    const tied = situation({ implicated: [implicated('AUTRE_PROFESSIONNEL', { organisation: 'cd-54' })] });
    const routing = route(withRules([rule('a')]), tied, indexed);
    expect(routing.transfers.map(({ recipient, because }) => [recipient.organisation, because])).toEqual([['prefecture-54', ['inConflict']]]);
    expect(routing.conflicts).toEqual([{ role: 'CD', organisation: 'cd-54' }]);
    expect(routing.gaps.map(({ role, reason }) => [role, reason])).toEqual([['CD', 'ALL_IN_CONFLICT']]);
  });

  test('when the default body itself is tied, the independent one is told', () => {
    const tied = situation({ implicated: [implicated('AUTRE_PROFESSIONNEL', { organisation: 'cellule-54' })] });
    const routing = route(withRules([]), tied, indexed);
    expect(routing.transfers.map(({ recipient }) => recipient.organisation)).toEqual(['ars-siege-54', 'prefecture-54']);
    expect(routing.fired).toEqual(['inConflict', 'otherwise']);
  });

  test.each(['ETABLISSEMENT/ETABLISSEMENT', 'AUTRE_PROFESSIONNEL/RESPONSABLE_ETABLISSEMENT', 'PROFESSIONNEL_SANTE', 'INCONNU'])(
    'the head of the establishment is not told when %s is implicated, and that is no conflict',
    (code) => {
      const there = situation({ place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '549990002', implicated: [implicated(code)] });
      const routing = route(withRules([rule('a', { to: 'ETABLISSEMENT' }), rule('b')]), there, indexed);
      expect(routing.transfers.map(({ recipient }) => recipient.organisation)).toEqual(['cd-54']);
      expect([routing.conflicts, routing.gaps]).toEqual([[], []]);
    },
  );

  test('the head of the establishment may be told when only the family is implicated', () => {
    const there = situation({ place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '549990002', implicated: [implicated('MEMBRE_FAMILLE')] });
    const { transfers } = route(withRules([rule('a', { to: 'ETABLISSEMENT' })]), there, indexed);
    expect(transfers.map(({ recipient }) => recipient)).toEqual([
      { role: 'ETABLISSEMENT', organisation: 'ehpad-mirabelliers-54', contact: 'ehpad-mirabelliers-54-responsable', why: 'CONCERNED' },
    ]);
  });
});

describe('whatever the facts', () => {
  test('somebody acts, or a gap is named', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const { transfers, gaps } = route(procedure, some, indexed);
        expect(transfers.some(({ purpose }) => purpose === 'ACTION') || gaps.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('in each commune of the department, with nobody tied, somebody acts and nothing is missing', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...communes), ({ finess: _, ...some }, inseeCode) => {
        const known = { ...some, inseeCode, implicated: some.implicated.map(({ kind, precision }) => ({ kind, ...(precision && { precision }) })) };
        const { transfers, gaps } = route(procedure, known, indexed);
        expect(gaps).toEqual([]);
        expect(transfers.some(({ purpose }) => purpose === 'ACTION')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('nobody tied to an implicated party is told', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const excluded = conflicted(some, indexed);
        for (const { recipient } of route(procedure, some, indexed).transfers) {
          expect(excluded).not.toContain(recipient.organisation);
          expect(excluded).not.toContain(recipient.contact);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('each body is told once, and only by rules that hold', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const { transfers, fired } = route(procedure, some, indexed);
        const told = transfers.map(({ recipient }) => recipient.organisation);
        expect(new Set(told).size).toBe(told.length);
        for (const { because } of transfers) for (const id of because) expect(fired).toContain(id);
      }),
      { numRuns: 500 },
    );
  });

  test('the order of rules, of chapters and of the directory never matters', () => {
    const shuffled = fc.record({
      rules: fc.shuffledSubarray(rules, { minLength: rules.length }),
      cut: fc.nat(rules.length),
      organisations: fc.shuffledSubarray(directory.organisations, { minLength: directory.organisations.length }),
      contacts: fc.shuffledSubarray(directory.contacts, { minLength: directory.contacts.length }),
      links: fc.shuffledSubarray(directory.links, { minLength: directory.links.length }),
    });
    fc.assert(
      fc.property(facts, shuffled, (some, { cut, rules: order, ...lists }) => {
        const other = {
          ...procedure,
          chapters: [
            { title: 'B', rules: order.slice(cut) },
            { title: 'A', rules: order.slice(0, cut) },
          ],
        };
        expect(route(other, some, indexDirectory({ ...directory, ...lists }))).toEqual(route(procedure, some, indexed));
      }),
      { numRuns: 200 },
    );
  });

  test('a rule that does not hold changes nothing', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...rules), (some, model) => {
        const never: Rule = { ...model, id: 'jamais', when: { danger: { atLeast: 1 }, maltreatment: { known: false }, flags: { anyOf: ['MEDIA'] } } };
        fc.pre(!holds(never.when, some));
        const added = { ...procedure, chapters: [...procedure.chapters, { title: 'Ajout', rules: [never] }] };
        expect(route(added, some, indexed)).toEqual(route(procedure, some, indexed));
      }),
      { numRuns: 300 },
    );
  });

  test('a rule more never takes away a body told for action, a field or a policy', () => {
    fc.assert(
      fc.property(facts, fc.nat(rules.length - 1), (some, without) => {
        const fewer = route(withRules(rules.toSpliced(without, 1)), some, indexed).transfers;
        const all = route(procedure, some, indexed).transfers;
        for (const before of fewer) {
          if (before.because.includes('otherwise')) continue;
          // Of a child, who stands beside a body in conflict is told as a rule has it told: another, where there is one less.
          if (isChild(some) && before.because.includes('inConflict')) continue;
          const after = all.find(({ recipient }) => recipient.organisation === before.recipient.organisation);
          expect(after?.discloses).toEqual(expect.arrayContaining(before.discloses));
          expect(after?.policies).toEqual(expect.arrayContaining(before.policies));
          if (before.purpose === 'ACTION') expect(after?.purpose).toBe('ACTION');
        }
      }),
      { numRuns: 500 },
    );
  });
});
