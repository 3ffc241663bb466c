import { describe, expect, it } from 'vitest';
import type { Parties } from '../../../cases/model/content.ts';
import { directoryWith } from '../../../cases/world.testing.ts';
import { partiesSaid } from '../../../intake/implicated.ts';
import { partyRows } from '../../../templates/views/party-fields.ts';
import { factFields } from './facts-form.ts';
import { formView, type Typed } from './form.ts';
import { changedParties, readParties, typedParties } from './parties.ts';

const directory = directoryWith();
const home = directory.organisationById.get('home')?.name ?? '';
const read = (typed: Typed, known?: Parties) => partiesSaid(readParties(typed, directory, known));
const again = (known: Parties, changes: Typed = {}) => read({ ...typedParties(known, directory), ...changes }, known);

describe('implicated parties in a form', () => {
  it('are each what they are, with their own name, tie and establishment, listed or not', () => {
    const typed = {
      implicatedKind: 'MEMBRE_FAMILLE/ENFANT',
      implicatedName: 'Hector Vauquelin',
      implicatedKind2: 'AUTRE_PROFESSIONNEL',
      implicatedName2: 'Armelle Le Floc’h',
      implicatedPlace2: 'Aide à domicile du Val',
      implicatedKind3: 'PROFESSIONNEL_SANTE',
      implicatedOrganisation3: 'home',
    };
    expect(read(typed)).toEqual({
      facts: [
        { kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' },
        { kind: 'AUTRE_PROFESSIONNEL' },
        { kind: 'PROFESSIONNEL_SANTE', organisation: 'home' },
      ],
      people: [
        { name: 'Hector Vauquelin', relation: 'Membre de la famille (enfant)' },
        { name: 'Armelle Le Floc’h', relation: 'Autre professionnel', establishment: 'Aide à domicile du Val' },
        { relation: 'Professionnel de santé', establishment: home },
      ],
    });
  });

  it('stand in the order of the facts: whoever has a name alone comes last, and nobody empty at the end', () => {
    expect(read({ implicatedName: 'Quelqu’un', implicatedKind2: 'PROCHE' })).toEqual({
      facts: [{ kind: 'PROCHE' }],
      people: [{}, { name: 'Quelqu’un' }],
    });
    expect(read({ implicatedKind: 'PROCHE' })).toEqual({ facts: [{ kind: 'PROCHE' }], people: [] });
    expect(read({})).toEqual({ facts: [], people: [] });
  });

  it('set aside who is tied to a body, whatever else is known of them', () => {
    expect(read({ implicatedOrganisation: 'home' }).facts).toEqual([{ kind: 'INCONNU', organisation: 'home' }]);
    expect(read({ implicatedOrganisation: 'nobody-there' }).facts).toEqual([]);
  });

  it('are what they were where nobody touched them', () => {
    const known: Parties = {
      facts: [
        { kind: 'MEMBRE_FAMILLE' },
        { kind: 'AUTRE_PROFESSIONNEL', organisation: 'home.titular' },
        { kind: 'PROFESSIONNEL_SANTE', organisation: 'home', contact: 'home.titular' },
      ],
      people: [
        { name: 'Aubin Le Floc’h', relation: 'petit-fils', phone: '03 83 00 00 01' },
        {},
        { relation: 'infirmier', establishment: home },
        { address: '3 rue Haute' },
      ],
    };
    expect(again(known)).toEqual(known);
    expect(again(known, { implicatedName: 'Aubin Le Floch' }).people[0]).toEqual({
      name: 'Aubin Le Floch',
      relation: 'petit-fils',
      phone: '03 83 00 00 01',
    });
    expect(again(known, { implicatedKind: 'PROCHE' }).people[0]).toEqual({
      name: 'Aubin Le Floc’h',
      relation: 'Proche (ami, voisin…)',
      phone: '03 83 00 00 01',
    });
    // Another body, or none: who was named there is not kept.
    expect(again(known, { implicatedOrganisation3: '' }).facts[2]).toEqual({ kind: 'PROFESSIONNEL_SANTE' });
  });

  it('are added by a button, taken away by another, the others keeping what was typed', () => {
    const typed = {
      notes: 'Elle crie.',
      implicatedKind: 'PROCHE',
      implicatedName: 'A',
      implicatedName2: 'B',
      implicatedPlace2: 'Là',
      implicatedName3: 'C',
      implicatedRows: '3',
    };
    expect(changedParties({ ...typed, suite: '' })).toBeNull();
    expect(changedParties({ ...typed, suite: 'mis-en-cause' })).toMatchObject({ ...typed, implicatedRows: '4' });
    const left = changedParties({ ...typed, suite: 'sans-mis-en-cause-2' }) ?? {};
    expect(left).toMatchObject({ notes: 'Elle crie.', implicatedKind: 'PROCHE', implicatedName: 'A', implicatedName2: 'C', implicatedRows: '2' });
    expect([left.implicatedPlace2, left.implicatedName3]).toEqual([undefined, undefined]);
    expect(changedParties({ implicatedName: 'A', suite: 'sans-mis-en-cause-1' })).toMatchObject({ implicatedRows: '1' });
    expect(changedParties({ implicatedRows: '20', suite: 'mis-en-cause' })).toMatchObject({ implicatedRows: '20' });
  });

  it('are shown as many as are said or asked for, the one just added ready to be written', () => {
    const rows = (typed: Typed) => partyRows(formView({ action: '#', csrf: '' }, factFields, typed));
    expect(rows({})).toEqual([{ rank: '', no: 1, several: false, fresh: false }]);
    expect(rows({ implicatedName3: 'C' })).toHaveLength(3);
    expect(rows({ implicatedName: 'A', implicatedRows: '2' }).at(-1)).toEqual({ rank: '2', no: 2, several: true, fresh: true });
    expect(rows({ implicatedRows: '400' })).toHaveLength(20);
  });
});
