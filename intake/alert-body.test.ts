import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factNames } from '../vocabulary/fact-table.ts';
import { factsSchema } from '../vocabulary/facts-schema.ts';
import { alertBody, dangerSaid, keepAlert } from './alert-body.ts';

const right = {
  facts: {
    place: 'DOMICILE',
    implicated: [{ kind: 'MEMBRE_FAMILLE' }],
    maltreatment: ['NEGLIGENCES_PASSIVES'],
    danger: 4,
    victimGroup: 'PERSONNE_AGEE',
  },
  content: { narrative: 'Elle ne mange plus.', reporter: { anonymousToDesk: false, anonymousToImplicated: true, phone: '06 00 00 00 00' } },
};
const read = (body: unknown) => keepAlert(body);
const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string(), fc.constantFrom('CHATEAU', '99999', '12/05/1941', -3, null, [], {}));
const lawful = factsSchema.partial({ channel: true, danger: true });
const others = factNames.filter((name) => name !== 'danger');

describe('an alert in danger', () => {
  it('that is right is read as it is, and nothing is kept as text', () => {
    expect(alertBody.safeParse(right).success).toBe(true);
    expect(read(right)).toEqual({ read: alertBody.parse(right), asSaid: [] });
  });

  it.each([...others, 'finess', 'inventé'])('is taken in whatever is said of %s: it is a fact, or kept as text', (name) => {
    fc.assert(
      fc.property(anything, (said) => {
        const kept = read({ ...right, facts: { ...right.facts, [name]: said } });
        expect(kept).not.toBeNull();
        const facts = kept?.read.facts ?? {};
        expect(lawful.safeParse(facts).success).toBe(true);
        expect(facts).toMatchObject({ danger: 4, ...(name !== 'place' && { place: 'DOMICILE' }) });
        const alone = alertBody.safeParse({ ...right, facts: { ...right.facts, [name]: said } });
        if (alone.success) expect(kept?.asSaid).toEqual([]);
        else if (JSON.stringify(said).replaceAll(/null|[[\]{}",:\s]/g, '') !== '')
          expect(kept?.asSaid.length, JSON.stringify(said)).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is taken in whatever its content, its basis and its number hold, and an account that cannot be read is kept with the rest', () => {
    fc.assert(
      fc.property(fc.constantFrom('narrative', 'victim', 'implicated', 'reporter', 'health', 'autre'), anything, anything, (field, said, basis) => {
        const kept = read({ ...right, content: { ...right.content, [field]: said }, basis, externalId: 'x'.repeat(300) });
        expect(kept?.read.facts.danger).toBe(4);
        expect(kept?.read.content.narrative.length).toBeGreaterThan(0);
        expect(kept?.asSaid).toContainEqual({ what: 'Numéro', said: 'x'.repeat(300) });
      }),
      { numRuns: 100 },
    );
  });

  it('keeps no name of an author who is anonymous to the desk, who else is asked to take it out', () => {
    const reporter = { anonymousToDesk: true, anonymousToImplicated: true, name: 'Hermine Quillevéré', phone: '06 39 98 00 11' };
    const named = { ...right, content: { ...right.content, reporter } };
    expect(alertBody.safeParse(named).error?.issues.map(({ path }) => path.at(-1))).toEqual(['name', 'phone']);
    for (const anonymousToDesk of [true, 'oui']) {
      const kept = read({ ...named, content: { ...named.content, reporter: { ...reporter, anonymousToDesk } } });
      expect(kept?.read.content.narrative).toBe('Elle ne mange plus.');
      expect(JSON.stringify(kept)).not.toMatch(/Quillevéré|06 39/);
    }
  });

  it('keeps what of a list can be read, and each value that cannot', () => {
    const kept = read({
      ...right,
      facts: { ...right.facts, maltreatment: ['COUPS', 'NEGLIGENCES_PASSIVES', 'CRIS'], implicated: [{ kind: 'FANTÔME' }, { kind: 'VOISIN' }] },
    });
    expect(kept?.read.facts.maltreatment).toEqual(['NEGLIGENCES_PASSIVES']);
    expect(kept?.asSaid.map(({ said }) => said)).toEqual(expect.arrayContaining(['COUPS', 'CRIS']));
  });

  it('that says its danger in letters says it; what is no level is not known, and kept', () => {
    expect([4, '3', ' 4 ', 9, 'grave', null, undefined].map((danger) => dangerSaid({ facts: { danger } }))).toEqual([
      4,
      3,
      4,
      ...Array(4).fill(undefined),
    ]);
    expect(read({ ...right, facts: { ...right.facts, danger: '4' } })?.read.facts.danger).toBe(4);
    const unread = read({ ...right, facts: { ...right.facts, danger: 'grave' } });
    expect(unread?.read.facts).not.toHaveProperty('danger');
    expect(unread?.asSaid).toEqual([{ what: 'Danger', said: 'grave' }]);
  });

  it('is none without anything of an alert', () => {
    for (const body of ['texte', 4, null, [], { autre: 1 }]) expect(read(body)).toBeNull();
  });
});
