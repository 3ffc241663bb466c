import { expect, test } from 'vitest';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { indexDirectory } from '../directory/resolve.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { implicated, situation } from './facts.testing.ts';
import { nationalProcedure } from './library/index.ts';
import { route } from './routing.ts';

const procedure = nationalProcedure();
const directories = { '54': indexDirectory(demonstrationDirectory('54')), '57': indexDirectory(demonstrationDirectory('57')) };

interface Situation {
  name: string;
  facts: Facts;
  action: string[];
  information?: string[];
  tasks?: string[];
  conflicts?: string[];
}

const family = [implicated('MEMBRE_FAMILLE/ENFANT')];
const inEhpad = { place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '549990002', finessCategory: '500', inseeCode: '54547' } as const;
const inCountyHome = { ...inEhpad, finess: '549990001', finessCategory: '501', inseeCode: '54395' } as const;

/** Which body of the demonstration a role leads to, at places that matter; what a protocol must do is in `library/situations.yaml`. */
const situations: Situation[] = [
  {
    name: 'domicile à Longwy, le secteur le plus proche',
    facts: situation({ inseeCode: '54323', implicated: family }),
    action: ['mds-longwy-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'mesure exercée par la famille mise en cause, pays de Briey',
    facts: situation({ inseeCode: '54099', implicated: family, protectionMeasure: 'FAMILIALE' }),
    action: ['mds-longwy-54', 'parquet-val-de-briey'],
    information: ['alma-54', 'cellule-54', 'juge-protection-54'],
  },
  {
    name: 'danger vital en ville : police, parquet, astreinte',
    facts: situation({ implicated: family, danger: 4 }),
    action: ['cd-54', 'cellule-54', 'parquet-nancy', 'police-nancy'],
    tasks: ['danger-appel-vital', 'danger-confirmation-ecrite'],
  },
  {
    name: 'danger imminent à la campagne : gendarmerie',
    facts: situation({ inseeCode: '54431', implicated: family, danger: 3 }),
    action: ['cd-54', 'cellule-54', 'gendarmerie-54', 'parquet-nancy'],
    tasks: ['danger-appel-imminent', 'danger-confirmation-ecrite'],
  },
  {
    name: 'maison du département, un soignant : le département, nommé et lié, laisse place à la préfecture',
    facts: situation({ ...inCountyHome, implicated: [implicated('PROFESSIONNEL_SANTE/INFIRMIER')] }),
    action: ['ars-54', 'cellule-54', 'prefecture-54'],
    conflicts: ['CD cd-54'],
  },
  {
    name: 'un EHPAD déclare un événement survenu hors de ses murs : l’autorité qui l’autorise est prévenue pour action',
    facts: situation({ ...inEhpad, place: 'DOMICILE', channel: 'DECLARATION', implicated: [] }),
    action: ['ars-54', 'cd-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'le numéro FINESS suffit : l’annuaire donne la catégorie',
    facts: situation({ place: 'ETABLISSEMENT_HANDICAP', finess: '549990004', inseeCode: '54528' }),
    action: ['cd-54', 'cellule-54'],
  },
  {
    name: 'résidence autonomie du CCAS, isolement : le CCAS propriétaire est écarté, la mairie prend sa place',
    facts: situation({
      place: 'ETABLISSEMENT_PERSONNES_AGEES',
      finess: '549990006',
      finessCategory: '202',
      implicated: [implicated('ETABLISSEMENT/ETABLISSEMENT')],
      flags: ['ISOLATION'],
    }),
    action: ['cd-54', 'cellule-54', 'mairies-54', 'prefecture-54'],
    conflicts: ['CCAS ccas-nancy'],
  },
  { name: 'SAVS', facts: situation({ place: 'ETABLISSEMENT_HANDICAP', finessCategory: '446' }), action: ['cd-54', 'cellule-54'] },
  {
    name: 'catégorie partagée 501',
    facts: situation({ place: 'ETABLISSEMENT_PERSONNES_AGEES', finessCategory: '501' }),
    action: ['ars-54', 'cd-54', 'cellule-54'],
  },
  { name: 'CHRS', facts: situation({ place: 'ETABLISSEMENT_SOCIAL', finessCategory: '214' }), action: ['cd-54', 'cellule-54', 'ddets-54'] },
  {
    name: 'CHRS sans numéro FINESS',
    facts: situation({ place: 'ETABLISSEMENT_SOCIAL', placePrecision: 'CHRS' }),
    action: ['cd-54', 'cellule-54', 'ddets-54'],
  },
  {
    name: 'isolement et logement',
    facts: situation({ inseeCode: '54528', implicated: family, flags: ['HOUSING', 'ISOLATION'] }),
    action: ['ccas-toul', 'cd-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'isolement dans un village : la mairie',
    facts: situation({ inseeCode: '54002', implicated: family, flags: ['ISOLATION'] }),
    action: ['cd-54', 'mairies-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'un commissariat mis en cause, danger imminent : la gendarmerie, et la préfecture',
    facts: situation({ implicated: [implicated('AUTRE_PROFESSIONNEL', { organisation: 'police-nancy' })], danger: 3 }),
    action: ['cd-54', 'cellule-54', 'gendarmerie-54', 'parquet-nancy', 'prefecture-54'],
    tasks: ['danger-appel-imminent', 'danger-confirmation-ecrite'],
    conflicts: ['POLICE_OR_GENDARMERIE police-nancy'],
  },
  {
    name: 'Moselle, Forbach : le parquet de Sarreguemines, le commissariat de Forbach',
    facts: situation({ inseeCode: '57227', implicated: family, danger: 3 }),
    action: ['cd-57', 'cellule-57', 'parquet-sarreguemines', 'police-forbach'],
    tasks: ['danger-appel-imminent', 'danger-confirmation-ecrite'],
  },
];

test.each(situations)('$name', ({ facts, action, information = [], tasks = [], conflicts = [] }) => {
  const department = facts.inseeCode?.startsWith('57') ? '57' : '54';
  const routing = route(procedure, facts, directories[department]);
  const told = (purpose: string) =>
    routing.transfers
      .filter((one) => one.purpose === purpose)
      .map(({ recipient }) => recipient.organisation)
      .sort();
  expect({
    action: told('ACTION'),
    information: told('INFORMATION'),
    tasks: routing.tasks.map(({ rule }) => rule),
    conflicts: routing.conflicts.map(({ role, organisation }) => `${role} ${organisation}`),
  }).toEqual({ action, information, tasks, conflicts });
});
