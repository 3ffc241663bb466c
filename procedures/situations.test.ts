import { expect, test } from 'vitest';
import type { Facts } from '../cases/facts.ts';
import { demonstrationDirectory } from '../directory/demonstration/index.ts';
import { indexDirectory } from '../directory/resolve.ts';
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

const situations: Situation[] = [
  { name: 'domicile, un fils', facts: situation({ implicated: family }), action: ['cd-54'], information: ['alma-54', 'cellule-54'] },
  {
    name: 'domicile, un voisin',
    facts: situation({ implicated: [implicated('PROCHE/ENTOURAGE_SOCIAL')] }),
    action: ['cd-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'domicile, un escroc inconnu de la personne',
    facts: situation({ implicated: [implicated('AUTRE_PERSONNE_NON_PRO')] }),
    action: ['cd-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'domicile à Longwy, le secteur le plus proche',
    facts: situation({ inseeCode: '54323', implicated: family }),
    action: ['mds-longwy-54'],
    information: ['alma-54', 'cellule-54'],
  },
  { name: 'domicile, personne ne sait qui', facts: situation(), action: ['cd-54'], information: ['alma-54', 'cellule-54'] },
  {
    name: 'domicile, une infirmière libérale',
    facts: situation({ implicated: [implicated('PROFESSIONNEL_SANTE/INFIRMIER')] }),
    action: ['ars-54', 'cellule-54'],
    information: ['alma-54'],
  },
  {
    name: 'domicile, un professionnel de santé sans précision',
    facts: situation({ implicated: [implicated('PROFESSIONNEL_SANTE')] }),
    action: ['ars-54', 'cellule-54'],
    information: ['alma-54'],
  },
  {
    name: 'domicile, aide à domicile',
    facts: situation({ implicated: [implicated('AUTRE_PROFESSIONNEL/SAAD')] }),
    action: ['cd-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'domicile, aide à domicile classée chez les soignants : le département, pas l’ARS',
    facts: situation({ implicated: [implicated('PROFESSIONNEL_SANTE/SAAD')] }),
    action: ['cd-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'domicile, service d’aide et de soins',
    facts: situation({ implicated: [implicated('ETABLISSEMENT/SAD_MIXTE')] }),
    action: ['ars-54', 'cd-54', 'cellule-54'],
    information: ['alma-54'],
  },
  {
    name: 'domicile, SESSAD',
    facts: situation({ implicated: [implicated('ETABLISSEMENT/SESSAD')] }),
    action: ['ars-54', 'cellule-54'],
    information: ['alma-54'],
  },
  {
    name: 'domicile, une assistante sociale',
    facts: situation({ implicated: [implicated('PROFESSIONNEL_SOCIAL/ASSISTANT_SOCIAL')] }),
    action: ['cd-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'domicile, un mandataire judiciaire',
    facts: situation({ implicated: [implicated('PROFESSIONNEL_SOCIAL/MJPM')] }),
    action: ['ddets-54', 'parquet-nancy'],
    information: ['alma-54', 'cellule-54', 'juge-protection-54'],
  },
  {
    name: 'domicile, le fils et l’infirmière',
    facts: situation({ implicated: [...family, implicated('PROFESSIONNEL_SANTE/INFIRMIER')] }),
    action: ['ars-54', 'cd-54', 'cellule-54'],
    information: ['alma-54'],
  },
  {
    name: 'le représentant légal est mis en cause',
    facts: situation({ implicated: family, flags: ['REPRESENTATIVE_IMPLICATED'] }),
    action: ['cd-54', 'parquet-nancy'],
    information: ['alma-54', 'cellule-54', 'juge-protection-54'],
  },
  {
    name: 'mesure exercée par la famille mise en cause, pays de Briey',
    facts: situation({ inseeCode: '54099', implicated: family, protectionMeasure: 'FAMILIALE' }),
    action: ['mds-longwy-54', 'parquet-val-de-briey'],
    information: ['alma-54', 'cellule-54', 'juge-protection-54'],
  },
  {
    name: 'crime ou délit possible',
    facts: situation({ implicated: family, flags: ['CRIME_SUSPECTED'] }),
    action: ['cd-54', 'parquet-nancy'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'violences sexuelles',
    facts: situation({ implicated: family, maltreatment: ['VIOLENCES_SEXUELLES'] }),
    action: ['cd-54', 'parquet-nancy'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'hors d’état de se protéger, sans mesure',
    facts: situation({ implicated: family, danger: 2, flags: ['CANNOT_PROTECT_SELF'], protectionMeasure: 'AUCUNE' }),
    action: ['cd-54', 'parquet-nancy'],
    information: ['alma-54', 'cellule-54'],
    tasks: ['protection-a-etudier'],
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
  { name: 'danger grave : pas encore la police', facts: situation({ danger: 2 }), action: ['cd-54'], information: ['alma-54', 'cellule-54'] },
  {
    name: 'EHPAD, une aide-soignante',
    facts: situation({ ...inEhpad, implicated: [implicated('PROFESSIONNEL_SANTE/AIDE_SOIGNANT')] }),
    action: ['ars-54', 'cellule-54'],
  },
  { name: 'EHPAD, le fils en visite', facts: situation({ ...inEhpad, implicated: family }), action: ['ars-54', 'cd-54', 'cellule-54'] },
  {
    name: 'EHPAD, le directeur : le directeur n’en sait rien',
    facts: situation({ ...inEhpad, implicated: [implicated('AUTRE_PROFESSIONNEL/RESPONSABLE_ETABLISSEMENT')] }),
    action: ['ars-54', 'cellule-54'],
  },
  {
    name: 'maison du département, un soignant : le département, nommé et lié, laisse place à la préfecture',
    facts: situation({ ...inCountyHome, implicated: [implicated('PROFESSIONNEL_SANTE/INFIRMIER')] }),
    action: ['ars-54', 'cellule-54', 'prefecture-54'],
    conflicts: ['CD cd-54'],
  },
  {
    name: 'maison du département, la famille seule : aucun lien, le département est saisi',
    facts: situation({ ...inCountyHome, implicated: family }),
    action: ['ars-54', 'cd-54', 'cellule-54'],
  },
  {
    name: 'le numéro FINESS suffit : l’annuaire donne la catégorie',
    facts: situation({ place: 'ETABLISSEMENT_HANDICAP', finess: '549990004', inseeCode: '54528' }),
    action: ['cd-54', 'cellule-54'],
  },
  {
    name: 'EHPAD privé, contrôlé par l’ARS : contrôler n’écarte pas',
    facts: situation({ ...inEhpad, implicated: [implicated('ETABLISSEMENT/ETABLISSEMENT')] }),
    action: ['ars-54', 'cellule-54'],
  },
  {
    name: 'un EHPAD sans numéro FINESS',
    facts: situation({ place: 'ETABLISSEMENT_PERSONNES_AGEES', placePrecision: 'EHPAD', implicated: [implicated('INCONNU')] }),
    action: ['ars-54', 'cellule-54'],
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
  {
    name: 'maison d’accueil spécialisée',
    facts: situation({ place: 'ETABLISSEMENT_HANDICAP', finessCategory: '255', victimGroup: 'PERSONNE_HANDICAPEE' }),
    action: ['ars-54', 'cellule-54'],
  },
  { name: 'SAVS', facts: situation({ place: 'ETABLISSEMENT_HANDICAP', finessCategory: '446' }), action: ['cd-54', 'cellule-54'] },
  {
    name: 'SAVS, qualité des soins',
    facts: situation({ place: 'ETABLISSEMENT_HANDICAP', finessCategory: '446', flags: ['CARE_QUALITY'] }),
    action: ['ars-54', 'cd-54', 'cellule-54'],
  },
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
    name: 'hôpital, un médecin',
    facts: situation({ place: 'ETABLISSEMENT_SANTE', placePrecision: 'CHU', implicated: [implicated('PROFESSIONNEL_SANTE/MEDECIN_SPECIALISTE')] }),
    action: ['ars-54', 'cellule-54'],
  },
  {
    name: 'transport sanitaire, un tiers',
    facts: situation({ place: 'TRAJET', placePrecision: 'VSL', implicated: [implicated('AUTRE_PERSONNE_NON_PRO')] }),
    action: ['ars-54', 'cellule-54'],
  },
  {
    name: 'mandataire, dans un EHPAD',
    facts: situation({ ...inEhpad, implicated: [implicated('PROFESSIONNEL_SOCIAL/MANDATAIRE', { organisation: 'mandataires-54' })] }),
    action: ['ars-54', 'cellule-54', 'ddets-54', 'parquet-nancy'],
    information: ['juge-protection-54'],
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
    name: 'auto-négligence',
    facts: situation({ maltreatment: ['AUTO_NEGLIGENCE'] }),
    action: ['cd-54'],
    information: ['alma-54', 'ccas-nancy', 'cellule-54'],
  },
  {
    name: 'discrimination par un service public',
    facts: situation({ implicated: family, maltreatment: ['DISCRIMINATIONS'], flags: ['PUBLIC_SERVICE'] }),
    action: ['cd-54', 'defenseur-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'employeur mis en cause',
    facts: situation({ implicated: [implicated('AUTRE_PROFESSIONNEL/AIDE_MENAGERE')], flags: ['EMPLOYER'] }),
    action: ['cd-54', 'ddets-54'],
    information: ['alma-54', 'cellule-54'],
  },
  {
    name: 'mineur : la CRIP, et le 119 donné une seule fois',
    facts: situation({ implicated: family, victimGroup: 'MINEUR', age: '-18' }),
    action: ['cd-54', 'crip-54'],
    information: ['alma-54', 'cellule-54'],
    tasks: ['mineur-119'],
  },
  {
    name: 'lieu inconnu, un proche',
    facts: situation({ place: 'INCONNU', implicated: [implicated('PROCHE')] }),
    action: ['cd-54', 'cellule-54'],
  },
  {
    name: 'un commissariat mis en cause, danger imminent : la gendarmerie, et la préfecture',
    facts: situation({ implicated: [implicated('AUTRE_PROFESSIONNEL', { organisation: 'police-nancy' })], danger: 3 }),
    action: ['cd-54', 'cellule-54', 'gendarmerie-54', 'parquet-nancy', 'prefecture-54'],
    tasks: ['danger-appel-imminent', 'danger-confirmation-ecrite'],
    conflicts: ['POLICE_OR_GENDARMERIE police-nancy'],
  },
  {
    name: 'le service autonomie mis en cause, à domicile : la cellule est saisie, la préfecture aussi',
    facts: situation({ implicated: [implicated('PROFESSIONNEL_SOCIAL/ASSISTANT_SOCIAL', { organisation: 'cd-54' })] }),
    action: ['prefecture-54'],
    information: ['alma-54', 'cellule-54'],
    conflicts: ['CD cd-54'],
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
