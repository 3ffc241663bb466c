import { describe, expect, it } from 'vitest';
import { atHome, directoryWith } from '../../../cases/world.testing.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { readQualified, typedContent, withWhatTheFormHasNot } from './qualified-content.ts';

const known = {
  victim: { name: 'Zéphirine Quillevéré', address: '3 rue Haute\n54000 Nancy', phone: '03 83 00 00 01', birthDate: '1938-04-02' },
  implicated: [{ name: 'Aubin Le Floc’h', relation: 'petit-fils' }, { name: 'Armelle Le Floc’h' }],
  measuresTaken: 'Le médecin est prévenu.',
};

describe('what a qualification says beside the facts', () => {
  it('is what was known where nobody touched it, one thing from another', () => {
    expect(readQualified(typedContent(known), known.implicated, known)).toEqual(known);
    expect(readQualified({ ...typedContent(known), victimContact: '3 rue Haute\r\n54000 Nancy\r\n03 83 00 00 01' }, known.implicated, known)).toEqual(
      known,
    );
  });

  it('is what was typed where somebody did', () => {
    expect(readQualified({ ...typedContent(known), victimName: 'Zéphyrine Quillevéré' }, known.implicated, known)).toEqual({
      ...known,
      victim: { ...known.victim, name: 'Zéphyrine Quillevéré' },
    });
    expect(readQualified({ ...typedContent(known), victimContact: '5 rue Basse' }, known.implicated, known).victim).toEqual({
      name: 'Zéphirine Quillevéré',
      address: '5 rue Basse',
      birthDate: '1938-04-02',
    });
  });

  it('names nobody any more once the last is taken away', () => {
    expect(readQualified(typedContent(known), [], known)).toMatchObject({ implicated: [] });
    const { implicated: _nobody, ...unnamed } = known;
    expect(readQualified(typedContent(unnamed), [], unnamed)).not.toHaveProperty('implicated');
  });
});

describe('facts of which a form shows a part', () => {
  const world = { department: '54', directory: directoryWith() };
  const left = (facts: Facts, before: Facts) => withWhatTheFormHasNot(facts, before, world);

  it('keep an establishment that no list has, and let one that was shown be taken away', () => {
    expect(left(atHome, { ...atHome, finess: '549999999', finessCategory: '500' })).toMatchObject({ finess: '549999999', finessCategory: '500' });
    expect(left(atHome, { ...atHome, finess: '540000001' })).toEqual(atHome);
  });
});
