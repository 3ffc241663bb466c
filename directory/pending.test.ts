import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact, Organisation } from './directory.ts';
import { contactPart, differencesBetween, organisationPart, type PartValue, partsOf, type Unnumbered, withEdits } from './edits.ts';
import { changesMailbox, type PendingEdit, sortPending } from './pending.ts';

const body = (id: string): Organisation => ({ id, roles: ['CD'], name: id, territory: { wholeDepartment: true }, priority: 1 });
const contact = (id: string, more: Partial<Contact> = {}): Contact => ({
  id,
  organisation: 'a',
  position: 'TITULAR',
  name: id,
  phone: '03 83 00 00 00',
  ...more,
});
const published: Unnumbered = {
  department: '54',
  organisations: [body('a')],
  contacts: [contact('a-1', { email: 'a@a.example' })],
  links: [],
  calendars: {},
};

/** Savings one after the other, each on what the last left. */
function savings(...said: [by: string, part: PendingEdit['part'], after: PartValue][]): PendingEdit[] {
  let draft = published;
  return said.map(([by, part, after], number) => {
    const before = partsOf(draft).get(part) ?? null;
    draft = withEdits(draft, [{ part, after }]);
    return { number, by, part, before, after };
  });
}
const titular = (more: Partial<Contact>) => contact('a-1', { email: 'a@a.example', ...more });
const sorted = (edits: PendingEdit[], account: string) => {
  const { ready, waiting, conflicts } = sortPending(published, edits, new Set([account]));
  const parts = (all: { part: string }[]) => all.map(({ part }) => part);
  return [parts(ready), parts(waiting), parts(conflicts)];
};

describe('an electronic address', () => {
  it('of a machine waits for somebody other than who wrote it, whoever wrote the mailbox beside it since, and the other way round', () => {
    const endpoint = 'https://machine.example/';
    const [mine, both] = [titular({ endpoint }), titular({ endpoint, email: 'b@a.example' })];
    const edits = savings(['ann', contactPart('a-1'), mine], ['bob', contactPart('a-1'), both]);
    expect(['ann', 'bob', 'cy'].map((who) => sorted(edits, who)[0]?.length)).toEqual([0, 0, 1]);
    const [mailbox] = [titular({ email: 'b@a.example' })];
    const reversed = savings(['bob', contactPart('a-1'), mailbox], ['ann', contactPart('a-1'), both]);
    expect(['ann', 'bob', 'cy'].map((who) => sorted(reversed, who)[0]?.length)).toEqual([0, 0, 1]);
  });

  it('waits for somebody else than who wrote it, as it becomes', () => {
    const one = savings(['ann', contactPart('a-1'), titular({ email: 'b@a.example' })]);
    expect(sorted(one, 'ann')).toEqual([[], ['contact:a-1'], []]);
    expect(sorted(one, 'bob')).toEqual([['contact:a-1'], [], []]);
    const both = savings(
      ['ann', contactPart('a-1'), titular({ email: 'b@a.example' })],
      ['bob', contactPart('a-1'), titular({ email: 'b@a.example', name: 'Autre' })],
    );
    expect(sorted(both, 'ann')[1]).toEqual(['contact:a-1']);
    expect(sorted(both, 'bob')[0]).toEqual(['contact:a-1']);
    const over = savings(
      ['ann', contactPart('a-1'), titular({ email: 'b@a.example' })],
      ['bob', contactPart('a-1'), titular({ email: 'c@a.example' })],
    );
    expect(sorted(over, 'bob')[1]).toEqual(['contact:a-1']);
  });

  it('that is again what it was waits for nobody', () => {
    const back = savings(
      ['ann', contactPart('a-1'), titular({ email: 'b@a.example' })],
      ['ann', contactPart('a-1'), titular({ phone: '03 83 00 00 01' })],
    );
    expect(sorted(back, 'ann')).toEqual([['contact:a-1'], [], []]);
  });

  it.each([
    ['new', null, contact('x', { email: 'x@a.example' }), true],
    ['without one', null, contact('x'), false],
    ['removed', titular({}), contact('a-1'), true],
    ['of a machine, new', titular({}), titular({ endpoint: 'https://a.example/' }), true],
    ['of a machine, other', titular({ endpoint: 'https://a.example/' }), titular({ endpoint: 'https://b.example/' }), true],
    [
      'of a machine, used again',
      contact('x', { endpoint: 'https://a.example/', until: '2026-11-29' }),
      contact('x', { endpoint: 'https://a.example/' }),
      true,
    ],
    ['retired', titular({}), titular({ retired: '2026-11-29' }), false],
    ['used again', titular({ retired: '2026-11-29' }), titular({}), true],
    ['another telephone', titular({}), titular({ phone: '03 83 00 00 02' }), false],
  ] as const)('%s', (_what, before, after, changes) => {
    expect(changesMailbox({ part: contactPart('x'), before, after })).toBe(changes);
  });
});

describe('an agreement', () => {
  const [first, later] = [{ from: '2026-11-01' }, { from: '2026-12-01' }];
  it.each([
    ['that lapses', {}, { lapsed: first }, false],
    ['that lapses earlier than was said', { lapsed: later }, { lapsed: first }, false],
    ['that lapses later than was said', { lapsed: first }, { lapsed: later }, true],
    ['that stands again', { lapsed: first }, {}, true],
    ['that stands again from a day on', { lapsed: first }, { lapsed: { ...first, until: '2026-12-31' } }, true],
    ['that a body becomes one not to need', { lapsed: first }, { lapsed: first, roles: ['ARS'] }, true],
    ['of a body that the law names', { lapsed: first, roles: ['ARS'] }, { roles: ['ARS'] }, false],
  ] as const)('%s: whether it waits for a second person', (_what, before, after, waits) => {
    const ccas = (more: object) => ({ ...body('a'), roles: ['CCAS' as const], ...more });
    expect(changesMailbox({ part: organisationPart('a'), before: ccas(before), after: ccas(after) })).toBe(waits);
  });
});

describe('what waits', () => {
  it('holds back the new body it is of, that body’s other contacts and ties, and nothing else', () => {
    const edits = savings(
      ['ann', organisationPart('b'), body('b')],
      ['ann', contactPart('b-1'), contact('b-1', { organisation: 'b', email: 'b@b.example' })],
      ['ann', contactPart('b-2'), contact('b-2', { organisation: 'b' })],
      ['ann', 'link:a|b|OVERSIGHT', { from: 'a', to: 'b', kind: 'OVERSIGHT' }],
      ['ann', organisationPart('a'), { ...body('a'), name: 'Autre nom' }],
    );
    expect(sorted(edits, 'ann')).toEqual([['organisation:a'], ['organisation:b', 'contact:b-1', 'contact:b-2', 'link:a|b|OVERSIGHT'], []]);
    expect(sorted(edits, 'bob')[1]).toEqual([]);
  });

  it('holds back what its body is to be asked through it, and what was saved besides is published', () => {
    const competence = { id: 'nord', name: 'Nord', roles: ['CD' as const], territory: { communes: ['54395'] }, priority: 1, contacts: ['a-2'] };
    const edits = savings(
      ['ann', organisationPart('a'), { ...body('a'), also: [competence] }],
      ['ann', contactPart('a-2'), contact('a-2', { email: 'nord@a.example' })],
      ['ann', contactPart('a-1'), titular({ phone: '03 83 00 00 03' })],
    );
    expect(sorted(edits, 'ann')).toEqual([['contact:a-1'], ['organisation:a', 'contact:a-2'], []]);
    expect(sorted(edits, 'bob')[1]).toEqual([]);
  });
});

it('a part that was published differently meanwhile is a conflict, never written over', () => {
  const edits = savings(['ann', organisationPart('a'), { ...body('a'), name: 'Le mien' }]);
  const meanwhile = { ...published, organisations: [{ ...body('a'), name: 'Le leur' }] };
  const { ready, conflicts } = sortPending(meanwhile, edits, new Set(['bob']));
  expect(ready).toEqual([]);
  expect(conflicts).toMatchObject([{ after: { name: 'Le mien' }, published: { name: 'Le leur' } }]);
});

it('the differences between two directories make one of the other', () => {
  const some = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
  const name = fc.constantFrom('x', 'y');
  const directory = fc.tuple(some, name).map(
    ([ids, called]): Unnumbered => ({
      ...published,
      organisations: ids.map((id) => ({ ...body(id), name: called })),
      contacts: ids.map((id) => contact(`${id}-1`, { organisation: id })),
    }),
  );
  fc.assert(
    fc.property(directory, directory, (before, after) => {
      const made = withEdits(before, differencesBetween(before, after));
      expect(differencesBetween(made, after)).toEqual([]);
      expect(partsOf(made)).toEqual(partsOf(after));
    }),
    { numRuns: 50 },
  );
});
