import { describe, expect, it } from 'vitest';
import type { Parties } from '../../../cases/model/content.ts';
import { directoryWith } from '../../../cases/world.testing.ts';
import { conflicted, hidesFrom } from '../../../directory/resolve.ts';
import { partiesSaid } from '../../../intake/implicated.ts';
import { partyRows } from '../../../templates/views/party-fields.ts';
import type { Implicated } from '../../../vocabulary/facts.ts';
import { factFields } from './facts-form.ts';
import { formView, type Typed } from './form.ts';
import { changedParties, eachByItself, partiesGone, readParties, typedParties } from './parties.ts';

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

  it('are facts each in its place, whoever has a name or a place alone unknown to rules; and nobody empty at the end', () => {
    expect(read({ implicatedName: 'La directrice', implicatedKind2: 'PROCHE', implicatedPlace3: 'Au foyer' })).toEqual({
      facts: [{ kind: 'INCONNU' }, { kind: 'PROCHE' }, { kind: 'INCONNU' }],
      people: [{ name: 'La directrice' }, {}, { establishment: 'Au foyer' }],
    });
    expect(read({ implicatedKind: 'PROCHE' })).toEqual({ facts: [{ kind: 'PROCHE' }], people: [] });
    expect(read({})).toEqual({ facts: [], people: [] });
  });

  it('whom nobody knows may be the head of the establishment concerned, beside another who is known', () => {
    const { facts: implicated } = read({ implicatedKind: 'MEMBRE_FAMILLE', implicatedName2: 'La directrice' });
    expect([...conflicted({ finess: '540000001', implicated }, directory)]).toContain('home');
    expect([...hidesFrom({ finess: '540000001', implicated }, directory)]).toEqual(['home']);
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
    expect(again(known)).toEqual({ ...known, facts: [...known.facts, { kind: 'INCONNU' }] });
    expect(again(known, { implicatedName4: 'Simone Floquet' }).people[3]).toEqual({ name: 'Simone Floquet', address: '3 rue Haute' });
    expect(again(known, { implicatedKind: 'PROCHE' }).people[0]).toEqual({
      name: 'Aubin Le Floc’h',
      relation: 'Proche (ami, voisin…)',
      phone: '03 83 00 00 01',
    });
    // Another body, or none: who was named there is not kept.
    expect(again(known, { implicatedOrganisation3: '' }).facts[2]).toEqual({ kind: 'PROFESSIONNEL_SANTE' });
  });

  it('typed over are somebody else: what was known of the former and no field shows is not told as theirs', () => {
    const known: Parties = {
      facts: [{ kind: 'MEMBRE_FAMILLE' }],
      people: [{ name: 'Aubin  Le Floc’h', relation: 'petit-fils', phone: '03 83 00 00 01', address: '3 rue Haute', email: 'a@exemple.fr' }],
    };
    expect(again(known, { implicatedName: 'Simone Floquet' }).people).toEqual([{ name: 'Simone Floquet', relation: 'Membre de la famille' }]);
    expect(again(known, { implicatedName: '' }).people).toEqual([]);
    // A field of one line has no ends of lines.
    const lined: Parties = { ...known, people: [{ ...known.people[0], name: 'Aubin\nLe Floc’h' }] };
    expect(again(lined, { implicatedName: 'AubinLe Floc’h' }).people[0]).toMatchObject({ phone: '03 83 00 00 01' });
  });

  it('are known by what they are, not by their place: of whom a colleague changed nothing is taken, and that is said', () => {
    const fils = { name: 'Aubin Le Floc’h', phone: '03 83 00 00 01' };
    const titular: Implicated = { kind: 'AUTRE_PROFESSIONNEL', organisation: 'home.titular' };
    const before: Parties = { facts: [{ kind: 'MEMBRE_FAMILLE' }, titular], people: [fils] };
    const typed = typedParties(before, directory);
    const moved: Parties = { facts: [titular, { kind: 'MEMBRE_FAMILLE' }], people: [{}, fils] };
    expect(read(typed, moved)).toEqual(before);
    expect(partiesGone(typed, moved)).toEqual([]);
    const other: Parties = {
      facts: [{ kind: 'PROCHE', contact: 'home.titular' }, titular],
      people: [{ name: 'Simone Floquet', phone: '03 83 00 00 02' }],
    };
    expect(read(typed, other)).toEqual({ facts: before.facts, people: [{ name: 'Aubin Le Floc’h', relation: 'Membre de la famille' }] });
    expect(partiesGone(typed, other)).toEqual([{ field: 'implicatedName', message: expect.stringContaining('a été changé ou retiré') }]);
  });

  it('begun all in one field are each by itself, once', () => {
    const begun = {
      notes: 'Elle crie.',
      implicatedKind: ['MEMBRE_FAMILLE', 'ETABLISSEMENT'],
      implicatedName: 'Gontran Vasseur\r\nLes Mirabelliers\nSimone',
    };
    const read = eachByItself(begun);
    expect(read).toEqual({
      notes: 'Elle crie.',
      implicatedKind: 'MEMBRE_FAMILLE',
      implicatedName: 'Gontran Vasseur',
      implicatedKind2: 'ETABLISSEMENT',
      implicatedName2: 'Les Mirabelliers',
      implicatedKind3: '',
      implicatedName3: 'Simone',
      implicatedRows: '3',
    });
    expect(eachByItself(read)).toBe(read);
    expect(eachByItself({ implicatedKind: ['PROCHE'] })).toEqual({ implicatedKind: ['PROCHE'] });
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
