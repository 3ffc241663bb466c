import { describe, expect, it } from 'vitest';
import type { Facts } from '../../vocabulary/facts.ts';
import { atHome } from '../world.testing.ts';
import type { KnownContent } from './known.ts';
import { petitionChecklist } from './petition.ts';

const known: KnownContent = {
  narratives: ['Elle ne sort plus.'],
  reporters: [],
  victim: { name: 'Jeanne Oudoire', birthDate: '1938-04-02' },
  assets: 'Un compte épargne.',
  health: 'Marche avec une canne.',
  measuresTaken: 'Visite du CCAS.',
};
const facts = { ...atHome, protectionMeasure: 'AUCUNE' as const };
const all = ['VICTIM_IDENTITY', 'NARRATIVE', 'PLACE', 'ASSETS', 'HEALTH', 'FACTS', 'MEASURES_TAKEN'] as const;
const standings = (content: KnownContent, of: Facts = facts, discloses: readonly (typeof all)[number][] = all) =>
  petitionChecklist({ role: 'PARQUET', discloses: [...discloses] }, { facts: of }, content)?.map(({ standing }) => standing);

describe('what a request for protection holds', () => {
  it('is complete when all of it is known and told', () => {
    expect(standings(known)).toEqual(all.map(() => 'TOLD'));
    expect(petitionChecklist({ role: 'PARQUET', discloses: [] }, { facts }, known)?.filter(({ required }) => required)).toHaveLength(2);
  });

  it('tells apart what nobody knows from what the transfer does not tell', () => {
    const { assets: _, ...without } = known;
    expect(standings(without)?.[3]).toBe('UNKNOWN');
    expect(
      standings(
        known,
        facts,
        all.filter((field) => field !== 'ASSETS'),
      )?.[3],
    ).toBe('WITHHELD');
    expect(standings({ narratives: [' '], reporters: [] }, { ...atHome, place: 'INCONNU' })).toEqual(all.map(() => 'UNKNOWN'));
    expect(standings({ ...known, victim: { name: 'Jeanne Oudoire' } })?.[0]).toBe('UNKNOWN');
  });

  it('is asked of the prosecutor alone, and not for a child', () => {
    expect(petitionChecklist({ role: 'CD', discloses: [...all] }, { facts }, known)).toBeNull();
    expect(petitionChecklist({ role: 'PARQUET', discloses: [...all] }, { facts: { ...facts, victimGroup: 'MINEUR' } }, known)).toBeNull();
  });
});
