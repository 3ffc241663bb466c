import { codes as codesOf, label } from '../../vocabulary/vocabulary.ts';
import type { Indicator, Unit } from '../indicator.ts';
import { namedIndicator } from '../question.ts';

/** What nobody knows is a code of its own, in every axis. */
export const UNKNOWN_CODE = 'NON_CONNU';
/** A thing that may have several codes of a family is, for each, of it or not. */
export const [OF_IT, NOT_OF_IT] = ['OUI', 'NON'] as const;

interface Lines {
  code: string;
  label: string;
  of: readonly string[];
}

/** One way to part a population, as an indicator does, and the coarser ways it falls back to, in order, where cells are too small. */
export interface OfferedAxis {
  /** Of the indicator whose lines these are. */
  id: string;
  label: string;
  /** One thing may have several. */
  several: boolean;
  levels: readonly (readonly Lines[])[];
}

export interface OfferedPopulation {
  id: string;
  label: string;
  unit: Unit;
  least: number;
  axes: readonly OfferedAxis[];
}

/** A table that may be published: a population, by one axis or two. */
export interface OfferedTable {
  id: string;
  title: string;
  population: string;
  by: readonly string[];
}

/** Fewer persons than this are not shown (INSEE, fiscal data on natural persons; health data alike). */
const leastPersons = 11;
/** Fewer transfers, which are acts of bodies. */
const leastTransfers = 5;

/** A territory of the department, for axes. */
export interface AxisTerritory {
  code: string;
  name: string;
}

/** What may be published in a department, with the arrondissements it has. */
export function offeredPopulations(territories: readonly AxisTerritory[]): OfferedPopulation[] {
  const place = finest(
    codesOf('place')
      .filter((code) => code !== 'INCONNU')
      .map((code) => line(code, label('place', code))),
  );
  const group = finest(
    codesOf('victimGroup')
      .filter((code) => code !== 'INCONNU')
      .map((code) => line(code, label('victimGroup', code))),
  );
  const link = finest(codesOf('reporterLink').map((code) => line(code, label('reporterLink', code))));
  const repeated = finest(codesOf('repetition').map((code) => line(code, label('repetition', code))));
  return [
    {
      id: 'dossiers-ouverts',
      label: 'Dossiers ouverts',
      unit: 'CASE',
      least: leastPersons,
      axes: [
        axis('dossiers-par-lieu', 'Lieu des faits', [
          place,
          [
            line('DOMICILE', 'Domicile'),
            line(
              'ETABLISSEMENT',
              'Établissement ou service',
              place.map(({ code }) => code).filter((code) => code.includes('ETABLISSEMENT')),
            ),
            line('AUTRE', 'Autre ou non connu', ['TRAJET', UNKNOWN_CODE]),
          ],
        ]),
        axis('dossiers-par-public', 'Public', [
          group,
          [
            line('PERSONNE_AGEE', label('victimGroup', 'PERSONNE_AGEE')),
            line('PERSONNE_HANDICAPEE', label('victimGroup', 'PERSONNE_HANDICAPEE')),
            line('AUTRE', 'Autre ou non connu', ['AUTRE_ADULTE_VULNERABLE', 'MINEUR', UNKNOWN_CODE]),
          ],
        ]),
        axis('dossiers-par-territoire', 'Arrondissement', [
          [...territories.map(({ code, name }) => line(code, name)), line(UNKNOWN_CODE, 'Non connu, ou autre département')],
        ]),
        axis('alertes-par-auteur', 'Lien de l’auteur avec la personne', [
          link,
          [
            line('PROCHES', 'La personne elle-même ou ses proches', ['VICTIME', 'MEMBRE_FAMILLE', 'PROCHE']),
            line('PROFESSIONNEL', label('reporterLink', 'PROFESSIONNEL')),
            line('AUTRE', 'Autre ou non connu', ['AUTRE', UNKNOWN_CODE]),
          ],
        ]),
        axis('repetition', 'Situation déjà signalée', [
          repeated,
          [
            line('PREMIERE', label('repetition', 'PREMIERE')),
            line('DEJA', 'Déjà signalée', ['MEME_TYPE', 'AUTRE_TYPE']),
            line(UNKNOWN_CODE, 'Non connu'),
          ],
        ]),
        axis(
          'dossiers-par-type',
          'Type de maltraitance',
          [finest(codesOf('maltreatment').map((code) => line(code, label('maltreatment', code))))],
          true,
        ),
      ],
    },
    {
      id: 'alertes',
      label: 'Alertes reçues',
      unit: 'ALERT',
      least: leastPersons,
      axes: [axis('alertes-par-porte', 'Porte d’entrée', [codesOf('channel').map((code) => line(code, label('channel', code)))])],
    },
    {
      id: 'transmissions',
      label: 'Transmissions pour action',
      unit: 'TRANSFER',
      least: leastTransfers,
      axes: [axis('transmissions-par-etat', 'État', [codesOf('transferStatus').map((code) => line(code, label('transferStatus', code)))])],
    },
  ];
}

const line = (code: string, text: string, of: readonly string[] = [code]): Lines => ({ code, label: text, of });
const finest = (lines: readonly Lines[]): Lines[] => [...lines, line(UNKNOWN_CODE, 'Non connu')];
const axis = (id: string, text: string, levels: readonly (readonly Lines[])[], several = false): OfferedAxis => ({
  id,
  label: text,
  several,
  levels,
});

const crossed: readonly (readonly [string, string, string])[] = [
  ['dossiers-ouverts', 'dossiers-par-lieu', 'dossiers-par-public'],
  ['dossiers-ouverts', 'dossiers-par-lieu', 'dossiers-par-territoire'],
  ['dossiers-ouverts', 'dossiers-par-public', 'dossiers-par-territoire'],
  ['dossiers-ouverts', 'dossiers-par-type', 'dossiers-par-lieu'],
];

/** Every table that may be published: each axis alone, and some crossed. */
export function offeredTables(populations: readonly OfferedPopulation[]): OfferedTable[] {
  const title = (population: OfferedPopulation, by: readonly string[]): string =>
    `${population.label} : ${by.map((id) => population.axes.find((one) => one.id === id)?.label ?? '').join(' et ')}`;
  return populations.flatMap((population) => [
    ...population.axes.map(({ id }) => ({ id, title: title(population, [id]), population: population.id, by: [id] })),
    ...crossed
      .filter(([of]) => of === population.id)
      .map(([, ...by]) => ({ id: by.join('--'), title: title(population, by), population: population.id, by })),
  ]);
}

/** The indicators that a table's lines are of: their definitions are frozen with it. */
export const definedBy = ({ by }: Pick<OfferedTable, 'by'>): Indicator[] => by.flatMap((id) => namedIndicator(id) ?? []);
