import { expect, it } from 'vitest';
import type { ImplicatedPerson } from '../../../cases/model/content.ts';
import { preview } from '../../../cases/preview.ts';
import { agent, atHome, directoryWith, monday, noBasis, Played, procedure } from '../../../cases/world.testing.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import type { Names } from '../words/names.ts';
import { previewView } from './preview-view.ts';

const asIs = (id: string) => id;
const names = { organisation: asIs, contact: asIs, rule: asIs, establishment: asIs } as unknown as Names;

/** What the preview says of each party, and of each body set aside, where the first to be told runs the establishment concerned. */
function shown(implicated: Facts['implicated'], people: ImplicatedPerson[]) {
  const directory = directoryWith([], ({ organisations, ...rest }) => ({
    ...rest,
    organisations: organisations.map((one) => (one.id === 'cd' ? { ...one, roles: ['CD', 'ETABLISSEMENT'], finess: '540000002' } : one)),
  }));
  const world = { procedure, directory };
  const facts: Facts = { ...atHome, finess: '540000002', implicated };
  const { state } = new Played(world).alert(facts);
  const foreseen = preview(state, facts, noBasis, agent, monday, world);
  if ('refused' in foreseen) throw new Error(foreseen.refused.code);
  const { parties, excluded } = previewView(state, foreseen, world, names, { narratives: [], reporters: [], implicated: people }, facts);
  return { parties: parties.map(({ who, says }) => `${who} ${says}`), excluded: excluded.map(({ organisation, why }) => `${organisation} ${why}`) };
}

const perhaps = expect.stringMatching(/^cd Tous les mis en cause ne sont pas connus\s: le responsable de cet établissement peut en être un\.$/);

it('a body that nothing but ignorance sets aside is said so, of nobody, of a name alone, and beside one who is known', () => {
  expect(shown([], [])).toEqual({ parties: [], excluded: [perhaps] });
  expect(shown([{ kind: 'INCONNU' }], [{ name: 'La directrice' }])).toEqual({
    parties: [expect.stringMatching(/^La directrice Écarte\s: cd\.$/)],
    excluded: [perhaps],
  });
  expect(shown([{ kind: 'MEMBRE_FAMILLE' }, { kind: 'INCONNU' }], [{ name: 'Hector' }, { name: 'La directrice' }])).toEqual({
    parties: ['Hector N’écarte aucun destinataire.', expect.stringMatching(/^La directrice Écarte\s: cd\.$/)],
    excluded: [perhaps],
  });
});

it('a body that the directory ties to a party is said so, with whom, even where another is unknown', () => {
  const tied = expect.stringMatching(/^cd L’annuaire le dit lié à\s: Armelle, autre professionnel\.$/);
  const armelle = { name: 'Armelle', relation: 'Autre professionnel' };
  expect(shown([{ kind: 'AUTRE_PROFESSIONNEL' }], [armelle]).excluded).toEqual([tied]);
  expect(shown([{ kind: 'INCONNU' }, { kind: 'AUTRE_PROFESSIONNEL' }], [{ name: 'La directrice' }, armelle]).excluded).toEqual([tied]);
  expect(shown([{ kind: 'PROCHE' }], [{ name: 'Hector' }])).toEqual({ parties: ['Hector N’écarte aucun destinataire.'], excluded: [] });
});
