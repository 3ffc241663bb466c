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
    expect(readQualified(typedContent(known), known)).toEqual(known);
    expect(readQualified({ ...typedContent(known), victimContact: '3 rue Haute\r\n54000 Nancy\r\n03 83 00 00 01' }, known)).toEqual(known);
  });

  it('is what was typed where somebody did', () => {
    const typed = { ...typedContent(known), victimName: 'Zéphyrine Quillevéré', implicatedName: 'Aubin Le Floc’h' };
    expect(readQualified(typed, known)).toEqual({
      ...known,
      victim: { ...known.victim, name: 'Zéphyrine Quillevéré' },
      implicated: [{ name: 'Aubin Le Floc’h', relation: 'petit-fils' }],
    });
    const unnamed = { ...known, implicated: [...known.implicated, { relation: 'infirmier' }] };
    expect(readQualified({ ...typedContent(unnamed), implicatedName: 'Aubin Le Floc’h\r\nArmelle Le Floch' }, unnamed).implicated).toEqual([
      { name: 'Aubin Le Floc’h', relation: 'petit-fils' },
      { name: 'Armelle Le Floch' },
      { relation: 'infirmier' },
    ]);
    // The field asks for the name and the tie: a comma makes nobody a second person.
    const withTie = 'Hector Vauquelin, son fils';
    expect(readQualified({ ...typedContent(known), implicatedName: `${withTie}\nArmelle Le Floc’h` }, known).implicated).toEqual([
      { name: withTie },
      { name: 'Armelle Le Floc’h' },
    ]);
    expect(readQualified({ ...typedContent({ implicated: [{ name: withTie }] }), victimName: 'Z.' }, { implicated: [{ name: withTie }] })).toEqual({
      victim: { name: 'Z.' },
      implicated: [{ name: withTie }],
    });
    expect(readQualified({ ...typedContent(known), victimContact: '5 rue Basse' }, known).victim).toEqual({
      name: 'Zéphirine Quillevéré',
      address: '5 rue Basse',
      birthDate: '1938-04-02',
    });
  });
});

describe('facts of which a form shows a part', () => {
  const world = { department: '54', directory: directoryWith() };
  const left = (facts: Facts, before: Facts) => withWhatTheFormHasNot(facts, before, world);
  const naming = (...implicated: Facts['implicated']): Facts => ({ ...atHome, implicated });

  it('keep each party with its own body, and who is named by the id of a person in the field of bodies', () => {
    const two = naming({ kind: 'MEMBRE_FAMILLE' }, { kind: 'AUTRE_PROFESSIONNEL', organisation: 'home' });
    expect(left(naming({ kind: 'MEMBRE_FAMILLE' }), two)).toEqual(two);
    const person = naming({ kind: 'AUTRE_PROFESSIONNEL', organisation: 'home.titular' });
    expect(left(naming({ kind: 'AUTRE_PROFESSIONNEL' }), person)).toEqual(person);
    const both = naming({ kind: 'AUTRE_PROFESSIONNEL', organisation: 'home', contact: 'home.titular' });
    expect(left(naming({ kind: 'PROFESSIONNEL_SANTE', organisation: 'home' }), both)).toEqual(
      naming({ kind: 'PROFESSIONNEL_SANTE', organisation: 'home', contact: 'home.titular' }),
    );
    expect(left(naming({ kind: 'AUTRE_PROFESSIONNEL' }), both)).toEqual(naming({ kind: 'AUTRE_PROFESSIONNEL' }));
  });

  it('keep an establishment that no list has, and let one that was shown be taken away', () => {
    expect(left(atHome, { ...atHome, finess: '549999999', finessCategory: '500' })).toMatchObject({ finess: '549999999', finessCategory: '500' });
    expect(left(atHome, { ...atHome, finess: '540000001' })).toEqual(atHome);
  });
});
