import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whatIsAsked } from '../procedures/asked-roles.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { type AskedOf, coverageOf } from './coverage.ts';
import type { Contact, Directory, Organisation } from './directory.ts';
import { explain } from './explain.ts';
import { indexDirectory } from './resolve.ts';

const communes = ['54001', '54002', '54003'];
const body = (id: string, more: Partial<Organisation> = {}): Organisation => ({
  id,
  roles: ['CCAS'],
  name: id,
  territory: { wholeDepartment: true },
  priority: 10,
  ...more,
});
const contact = (organisation: string, more: Partial<Contact> = {}): Contact => ({
  id: `${organisation}-1`,
  organisation,
  position: 'TITULAR',
  name: organisation,
  phone: '03 83 00 00 00',
  verifiedOn: '2026-11-01',
  ...more,
});
const directoryOf = (organisations: Organisation[], contacts = organisations.map(({ id }) => contact(id)), links: Directory['links'] = []) =>
  indexDirectory({ department: '54', revision: 1, organisations, contacts, links, calendars: {} });
const asking = (...roles: Parameters<AskedOf['mayAsk']>[0][]): AskedOf => ({ roles: new Set(roles), mayAsk: () => true });
const ccas = (directory: ReturnType<typeof directoryOf>) => coverageOf(directory, communes, asking('CCAS')).roles[0];

describe('the coverage of a role', () => {
  it('says by whom each commune is answered, and where nobody is: excepted, alone at its rank, out of reach', () => {
    const some = [body('all', { territory: { wholeDepartment: true, except: ['54002'] } }), body('near', { territory: { communes: ['54001'] } })];
    expect(ccas(directoryOf(some))).toMatchObject({
      isAsked: true,
      bodies: [
        { organisation: 'near', communes: ['54001'] },
        { organisation: 'all', communes: ['54003'] },
      ],
      holes: [{ reason: 'NOBODY', communes: ['54002'] }],
    });
    expect(ccas(directoryOf([body('a'), body('b')]))?.overlaps).toEqual([{ organisations: ['a', 'b'], situation: '', communes }]);
    expect(ccas(directoryOf([body('a')], []))?.holes).toEqual([{ reason: 'NO_CHANNEL', situation: '', isAsked: true, communes }]);
  });

  it('is whole when no role that is asked has a hole, a group by any of its roles', () => {
    const police = directoryOf([body('police', { roles: ['POLICE'] })]);
    expect(coverageOf(police, communes, asking('POLICE_OR_GENDARMERIE')).isWhole).toBe(true);
    expect(coverageOf(police, communes, asking('GENDARMERIE')).isWhole).toBe(false);
    expect(coverageOf(police, communes, asking()).isWhole).toBe(true);
  });

  it('names contacts to check and bodies that nobody stands in for; retired ones are neither', () => {
    const contacts = [
      contact('a', { failing: { since: '2026-11-02', why: 'refusé' } }),
      contact('b', { toCheck: '2026-11-02' }),
      contact('c', { retired: '2026-11-02' }),
    ];
    const { channels, alone } = coverageOf(
      directoryOf([body('a'), body('b', { priority: 20 }), body('c', { retired: '2026-11-02' })], contacts),
      communes,
      asking(),
    );
    expect(channels.map(({ contact: id, why }) => [id, why])).toEqual([
      ['a-1', 'FAILING'],
      ['b-1', 'TO_CHECK'],
    ]);
    expect(alone).toEqual(['b']);
  });
});

it('names the bodies without agreement, and those of them that nobody can call or write a letter to', () => {
  const bodies = ['a', 'b', 'c'].map((id) => body(id, { roles: ['CCAS'], lapsed: { from: '2026-11-01' } }));
  const { phone: _, ...mailOnly } = contact('a', { email: 'a@a.example' });
  const { shut } = coverageOf(
    directoryOf(
      [...bodies, body('d', { roles: ['ARS'], lapsed: { from: '2026-11-01' } })],
      [mailOnly, contact('b', { email: 'b@b.example' }), contact('d', { email: 'd@d.example' })],
    ).onDay('2026-11-30'),
    communes,
    asking(),
  );
  expect(shut.map(({ organisation, isReached }) => [organisation, isReached])).toEqual([
    ['a', false],
    ['b', true],
    ['c', false],
  ]);
});

describe('the coverage of a role whose bodies are limited', () => {
  it('has a hole in each kind of situation that nobody answers for, which counts where the protocol can ask there', () => {
    const home = directoryOf([body('home', { onlyFor: { place: ['DOMICILE'] } })]);
    const asked = (place: string[]) => {
      const { policies: _, ...national } = nationalProcedure();
      const then = { ...national.otherwise, to: 'CCAS' as const };
      const rules = [{ id: 'r', because: 'essai', when: { place: { anyOf: place } }, then }];
      return whatIsAsked({ ...national, policies: {}, steps: [], chapters: [{ title: 'Essai', rules }] });
    };
    const [role] = coverageOf(home, communes, asked(['TRAJET', 'DOMICILE'])).roles.filter((one) => one.role === 'CCAS');
    expect(role).toMatchObject({
      bodies: [{ organisation: 'home', situation: 'lieu\u00a0: Domicile', communes }],
      holes: [{ reason: 'NOBODY', isAsked: true, communes }],
    });
    const only = coverageOf(home, communes, asked(['DOMICILE'])).roles.find((one) => one.role === 'CCAS');
    expect(only?.holes).toMatchObject([{ isAsked: false }]);
  });
});

describe('why not the others', () => {
  const facts = { inseeCode: '54001', implicated: [] };

  it('is said of each', () => {
    const all = directoryOf(
      [
        body('near', { territory: { communes: ['54001'] } }),
        body('second', { territory: { communes: ['54001'] }, priority: 20 }),
        body('wide'),
        body('away', { territory: { communes: ['54002'] } }),
        body('not-here', { territory: { wholeDepartment: true, except: ['54001'] } }),
        body('closed', { retired: '2026-01-01' }),
        body('tied', { territory: { communes: ['54001'] }, priority: 1 }),
        body('party', { roles: ['CD'] }),
      ],
      undefined,
      [{ from: 'tied', to: 'party', kind: 'DIRECTION' }],
    );
    const { found, others } = explain('CCAS', { ...facts, implicated: [{ kind: 'ETABLISSEMENT', organisation: 'party' }] }, all);
    expect(found).toMatchObject({ recipient: { organisation: 'near' } });
    expect(Object.fromEntries(others.map(({ organisation, why }) => [organisation, why]))).toEqual({
      tied: 'CONFLICT',
      second: 'LOWER_RANK',
      wide: 'WIDER',
      away: 'ELSEWHERE',
      'not-here': 'EXCEPTED',
      closed: 'RETIRED',
    });
  });

  const bodies = fc.array(
    fc.record({
      territory: fc.oneof(
        fc.uniqueArray(fc.constantFrom(...communes), { minLength: 1 }).map((some) => ({ communes: some })),
        fc.uniqueArray(fc.constantFrom(...communes), { minLength: 1 }).map((except) => ({ wholeDepartment: true as const, except })),
        fc.constant({ wholeDepartment: true as const }),
      ),
      priority: fc.integer({ min: 1, max: 3 }),
      isClosed: fc.boolean(),
    }),
    { maxLength: 6 },
  );
  const made = (some: { territory: Organisation['territory']; priority: number; isClosed: boolean }[]) =>
    some.map(({ territory, priority, isClosed }, at) => body(`b${at}`, { territory, priority, ...(isClosed && { retired: '2026-01-01' }) }));

  it('names every other body of the role once; an exception is total, and the order of the rows never matters', () => {
    fc.assert(
      fc.property(bodies, fc.constantFrom(...communes), (some, inseeCode) => {
        const organisations = made(some);
        const { found, others } = explain('CCAS', { inseeCode, implicated: [] }, directoryOf(organisations));
        const chosen = 'recipient' in found ? [found.recipient.organisation] : [];
        expect([...chosen, ...others.map(({ organisation }) => organisation)].sort()).toEqual(organisations.map(({ id }) => id).sort());
        for (const { territory, id } of organisations)
          if ('wholeDepartment' in territory && territory.except?.includes(inseeCode)) expect(chosen).not.toContain(id);
        expect(explain('CCAS', { inseeCode, implicated: [] }, directoryOf(organisations.toReversed())).found).toEqual(found);
      }),
      { numRuns: 100 },
    );
  });
});
