import { expect, test } from 'vitest';
import type { MeantCommune } from './places.ts';
import { readPlace } from './read-place.ts';
import { knownPlaces } from './record/communes.ts';

const said = ({ commune, formerly }: MeantCommune) => (formerly === undefined ? commune.name : `${formerly} > ${commune.name}`);

function read(typed: string, here: readonly string[] = ['54']): string | string[] | undefined {
  const place = readPlace(knownPlaces(), typed, here);
  if ('found' in place) return said(place.found);
  return 'offered' in place ? place.offered.map(said) : place.unknown;
}

test.each([
  ['nancy', 'Nancy'],
  ['NANCY', 'Nancy'],
  [' Nancy ', 'Nancy'],
  ['Vandœuvre-lès-Nancy', 'Vandœuvre-lès-Nancy'],
  ['vandoeuvre les nancy', 'Vandœuvre-lès-Nancy'],
  ['VANDOEUVRE LEZ NANCY', 'Vandœuvre-lès-Nancy'],
  ['luneville', 'Lunéville'],
  ['Lay St Christophe', 'Lay-Saint-Christophe'],
  ['LAY-ST-CHRISTOPHE', 'Lay-Saint-Christophe'],
  ['St Max', 'Saint-Max'],
  ['st. nicolas de port', 'Saint-Nicolas-de-Port'],
  ['Ste Geneviève (54)', 'Sainte-Geneviève'],
  ['Dombasle s/ Meurthe', 'Dombasle-sur-Meurthe'],
  ['Pont à Mousson', 'Pont-à-Mousson'],
  ['mousson', 'Mousson'],
  ['Baroches', 'Les Baroches'],
  ['les baroches', 'Les Baroches'],
  ["L'Hopital", "L'Hôpital"],
  ['L’Hôpital', "L'Hôpital"],
  ['Havre (Le)', 'Le Havre'],
  ['ville du Havre', 'Le Havre'],
  ['Metz', 'Metz'],
  ['Paris 12', 'Paris'],
  ['Paris 12e arrondissement', 'Paris'],
  ['Lyon 3ème', 'Lyon'],
  ['Marseille 13', 'Marseille'],
  ['Nouméa', 'Nouméa'],
  ['BP 30104 54510 Tomblaine', 'Tomblaine'],
  ['CS 90001, 54036 Nancy Cedex', 'Nancy'],
  ['Essey (21)', 'Essey'],
  ['54000Nancy', 'Nancy'],
  ['Nancy54000', 'Nancy'],
  ['Cosnes & Romain', 'Cosnes-et-Romain'],
  ['Fléville dvt Nancy', 'Fléville-devant-Nancy'],
  ['Mt-St-Martin (54)', 'Mont-Saint-Martin'],
])('a name however written: "%s" is %s', (typed, name) => {
  expect(read(typed)).toBe(name);
});

test.each([
  ['Nancy (54)', 'Nancy'],
  ['NANCY (54)', 'Nancy'],
  ['Nancy 54', 'Nancy'],
  ['54 Nancy', 'Nancy'],
  ['54000 Nancy', 'Nancy'],
  ['Nancy 54000', 'Nancy'],
  ['54000, Nancy', 'Nancy'],
  ['54 000 Nancy', 'Nancy'],
  ['F-54000 Nancy', 'Nancy'],
  ['54000 Nancy France', 'Nancy'],
  ['54395 Nancy', 'Nancy'],
  ['NANCY CEDEX', 'Nancy'],
  ['Nancy Cedex 9', 'Nancy'],
  ['54035 NANCY CEDEX', 'Nancy'],
  ['57045 METZ CEDEX 1', 'Metz'],
  ['Nancy, rue Saint-Dizier', 'Nancy'],
  ['Nancy rue Saint-Dizier', 'Nancy'],
  ['12 rue Saint-Dizier, 54000 Nancy', 'Nancy'],
  ['12 rue Saint-Dizier 54000 Nancy', 'Nancy'],
  ['EHPAD Les Tilleuls, Nancy', 'Nancy'],
  ['Nancy - Haut du Lièvre', 'Nancy'],
  ['Nancy, Meurthe-et-Moselle', 'Nancy'],
  ['Nancy (Meurthe-et-Moselle)', 'Nancy'],
  ['à Nancy', 'Nancy'],
  ['54840 Velaine-en-Haye', 'Velaine-en-Haye > Bois-de-Haye'],
  ['Belleville (54)', 'Belleville'],
  ['54940 Belleville', 'Belleville'],
  ['97400 Saint Denis', 'Saint-Denis'],
  ['20000 Ajaccio', 'Ajaccio'],
  ['Ajaccio 2A', 'Ajaccio'],
])('a name with its code, its department or a street: "%s" is %s', (typed, name) => {
  expect(read(typed)).toBe(name);
});

test.each([
  ['54000', 'Nancy'],
  ['57000', 'Metz'],
  ['2A004', 'Ajaccio'],
])('a code alone that can only be one commune: %s is %s', (typed, name) => {
  expect(read(typed)).toBe(name);
});

test.each([
  ['Mancieulles', 'Mancieulles > Val de Briey'],
  ['Briey', 'Briey > Val de Briey'],
  ['Velaine-en-Haye', 'Velaine-en-Haye > Bois-de-Haye'],
  ['velaine en haye', 'Velaine-en-Haye > Bois-de-Haye'],
  ['Lixières', 'Lixières > Belleau'],
  ['Borny', 'Borny > Metz'],
])('a name of before leads to the commune of today: "%s" is %s', (typed, name) => {
  expect(read(typed)).toBe(name);
});

test.each([
  // Homonyms: those of here first, none taken.
  ['Belleville', ['Belleville', 'Belleville > Belleville-en-Beaujolais', 'Les Belleville', "Belleville > Plaine-d'Argenson"]],
  ['Gondreville', ['Gondreville', 'Gondreville', 'Gondreville']],
  // Cut short, or a letter away.
  ['5400', ['Nancy']],
  ['vandoeuvre', ['Vandœuvre-lès-Nancy']],
  ['Nanci', ['Nancy']],
  ['54000 Nanci', ['Nancy']],
  // A code that two things share.
  ['54400', ['Longwy', 'Cosnes-et-Romain', 'Nomeny']],
  ['54035', ['Avricourt', 'Nancy']],
  ['54035 CEDEX', ['Nancy']],
  ['54395', ['Nancy', 'Lunéville']],
  ['54342', ['Mancieulles > Val de Briey', 'Lunéville']],
  // What contradicts itself.
  ['Nancy (57)', ['Nancy']],
  ['57000 Nancy', ['Nancy', 'Metz']],
  ['54035 NANCY', ['Nancy', 'Avricourt']],
  // More than one name.
  ['Nancy, Toul', ['Nancy', 'Toul']],
  ['12 rue Saint-Dizier Nancy', ['Nancy', 'Saint-Dizier']],
  ['Nancy Haut-du-Lièvre', ['Nancy']],
])('what may be several, or is only near, is offered: "%s"', (typed, offered) => {
  expect(read(typed)).toEqual(offered);
});

test('a postal code of several communes offers them all, the largest first', () => {
  const offered = read('54110');
  expect(offered).toHaveLength(15);
  expect(offered?.[0]).toBe('Dombasle-sur-Meurthe');
});

test('a name without its article is not taken for one that many begin with', () => {
  expect(read('Saint')).toHaveLength(10);
  expect(read('Hôpital')).toContain("L'Hôpital");
});

test('a few letters or digits offer ten at most, of here first', () => {
  for (const typed of ['s', '5', '54']) expect(read(typed)).toHaveLength(10);
  expect(read('s')).toContain('Saint-Max');
});

test.each([
  ['xyzzy', 'NAME'],
  ['00000', 'CODE'],
  ['', 'NOTHING'],
  [' - ', 'NOTHING'],
])('what is no place is said: "%s" is %s', (typed, unknown) => {
  expect(read(typed)).toBe(unknown);
});

/** What was read of every name, with its department: the codes it may be. */
function meant(name: string, department: string): string[] {
  const place = readPlace(knownPlaces(), `${name} (${department})`, []);
  return ('found' in place ? [place.found] : 'offered' in place ? place.offered : []).map(({ commune }) => commune.code);
}

test('every commune of today is found by its name with that department, in capitals without accents', () => {
  const several = [...knownPlaces().byCode.values()].filter(({ name, department, code }) => {
    const codes = meant(
      name
        .normalize('NFD')
        .replaceAll(/\p{Diacritic}/gu, '')
        .toUpperCase(),
      department,
    );
    expect(codes).toContain(code);
    return codes.length > 1;
  });
  // Another commune of their department took over one that had the same name.
  expect(several.map(({ name }) => name)).toEqual(['Vergné', 'Longeville', 'Les Hauts-Talican']);
});

test('every commune of before is found by its name with the department it is in, or offered', () => {
  for (const { formerly, commune } of [...knownPlaces().formerCodes.values()].flat())
    if (formerly !== undefined) expect(meant(formerly, commune.department), `${formerly} (${commune.department})`).toContain(commune.code);
});

test.each([
  ['Essey', '54', 'Essey-lès-Nancy', 'Essey'],
  ['St-Nicolas', '54', 'Saint-Nicolas-de-Port', 'Saint-Nicolas'],
  ['Villers', '54', 'Villers-lès-Nancy', 'Villers'],
  ['Sion', '54', 'Saxon-Sion', 'Sion'],
  ['Flavigny', '54', 'Flavigny-sur-Moselle', 'Flavigny'],
  ['Neuve Maison', '54', 'Neuves-Maisons', 'Neuve-Maison'],
  ['Lhopital', '57', "L'Hôpital", 'Lhôpital > Surjoux-Lhopital'],
])('a name of here, short or with a slip, "%s", is never silently a commune elsewhere', (typed, department, here, elsewhere) => {
  expect(read(typed, [department])).toEqual(expect.arrayContaining([here, elsewhere]));
});
