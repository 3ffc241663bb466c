/** The departments in which histories are lived: the built-in protocol in the demonstration's, and the law's own small one. */
import fc from 'fast-check';
import { directoryWith, procedure } from '../../cases/world.testing.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import type { Contact, Directory } from '../../directory/directory.ts';
import { implicated } from '../../procedures/facts.testing.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import type { Policy, Procedure, Rule } from '../../procedures/procedure.ts';
import type { Facts, Implicated } from '../../vocabulary/facts.ts';
import type { Flag } from '../../vocabulary/vocabulary.ts';

interface Department {
  department: string;
  procedure: Procedure;
  directory: Omit<Directory, 'revision'>;
  communes: { code: string; name: string }[];
  facts: fc.Arbitrary<Facts>;
  /** Bodies whose mail server may refuse. */
  organisations: string[];
  /** Whom one account is tied to, of whom facts otherwise never speak. */
  tiedTo: Implicated;
}

interface Drawn {
  communes: string[];
  places: Partial<Facts>[];
  parties: Implicated[][];
  flags: Flag[];
}

const danger = fc.constantFrom<Facts['danger']>(undefined, 0, 1, 1, 1, 2, 2, 3, 4);

function factsOf({ communes, places, parties, flags }: Drawn): fc.Arbitrary<Facts> {
  return fc
    .record({
      channel: fc.constantFrom<Facts['channel']>('PHONE', 'WEB', 'API', 'DECLARATION'),
      inseeCode: fc.constantFrom(undefined, ...communes),
      place: fc.constantFrom(...places),
      implicated: fc.constantFrom(...parties),
      danger,
      victimGroup: fc.constantFrom<Facts['victimGroup']>('PERSONNE_AGEE', 'PERSONNE_HANDICAPEE', 'INCONNU', 'MINEUR'),
      age: fc.constantFrom<Facts['age']>(undefined, '60-79', '30-59'),
      flags: fc.subarray(flags, { maxLength: 2 }),
      reporterLink: fc.constantFrom<Facts['reporterLink']>(undefined, 'PROFESSIONNEL', 'VICTIME', 'AUTRE'),
    })
    .map(({ place, inseeCode, danger: level, age, reporterLink, ...others }) => ({
      ...others,
      place: 'DOMICILE',
      maltreatment: ['NEGLIGENCES_PASSIVES'],
      ...(inseeCode !== undefined && { inseeCode }),
      ...(level !== undefined && { danger: level }),
      ...(age !== undefined && { age }),
      ...(reporterLink !== undefined && { reporterLink }),
      ...place,
    }));
}

const steps: Procedure['steps'] = [
  { id: 'oral', after: 'ALERT_RECORDED', when: { flags: { anyOf: ['ORAL_DECLARATION'] } }, do: task('WRITTEN_CONFIRMATION') },
  { id: 'suite', after: 'OUTCOME_GIVEN', saying: ['SANS_SUITE'], when: {}, do: task('CALL_BACK') },
  { id: 'represailles', after: 'QUALIFIED', when: { reporterLink: { anyOf: ['PROFESSIONNEL', 'VICTIME'] } }, do: task('REPRISAL_WATCH') },
];

function task(kind: 'WRITTEN_CONFIRMATION' | 'CALL_BACK' | 'REPRISAL_WATCH') {
  return { task: kind, to: 'DESK' as const, within: { hours: 48 }, sayable: 'À faire.' };
}

/** The same call as for a danger, for another reason: what one reason asked for, the other asks for anew. */
const alsoCalled: Rule = {
  id: 'a-media',
  because: 'la presse en parle',
  when: { flags: { anyOf: ['MEDIA'] } },
  then: { task: 'PHONE_NOW', to: 'DUTY', within: { hours: 1 }, sayable: 'Appeler.' },
};

/** Some have a machine that is called first; one of them has nothing else. */
const { standard, ...policies } = procedure.policies as { standard: Policy };
const machinesFirst: Policy = { ...standard, channels: [{ kind: 'API', patience: { hours: 4 } }, ...standard.channels] };
function withMachine({ email, ...contact }: Contact): Contact {
  const endpoint = 'https://logiciel.corps.example/guichet';
  if (contact.id === 'cd2.titular') return { ...contact, endpoint };
  return { ...contact, ...(email !== undefined && { email }), ...(contact.id === 'cd.titular' && { endpoint }) };
}

const {
  revision: _small,
  department: _54,
  organisations,
  contacts,
  links,
  calendars,
} = directoryWith([{ from: 'cd', to: 'home', kind: 'OWNERSHIP' }]);
const { revision: _demonstration, ...demonstration } = demonstrationDirectory('54');

export const grounds: readonly Department[] = [
  {
    department: '57',
    procedure: {
      ...procedure,
      chapters: [...procedure.chapters, { title: 'Presse', rules: [alsoCalled] }],
      steps,
      policies: { ...policies, standard: machinesFirst },
    },
    directory: { department: '57', organisations, contacts: contacts.map(withMachine), links, calendars },
    communes: [{ code: '57463', name: 'Metz' }],
    facts: factsOf({
      communes: ['57463'],
      places: [{}, {}, { place: 'ETABLISSEMENT_SANTE' }, { place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '540000001' }],
      parties: [
        [],
        [{ kind: 'MEMBRE_FAMILLE' }],
        [{ kind: 'PROFESSIONNEL_SANTE' }],
        [{ kind: 'ETABLISSEMENT', organisation: 'home' }],
        [{ kind: 'AUTRE_PROFESSIONNEL', organisation: 'cd' }],
        [
          { kind: 'AUTRE_PROFESSIONNEL', organisation: 'cd' },
          { kind: 'AUTRE_PROFESSIONNEL', organisation: 'ars' },
        ],
        [{ kind: 'MEMBRE_FAMILLE' }, { kind: 'PROFESSIONNEL_SANTE' }, { kind: 'ETABLISSEMENT', organisation: 'home' }],
      ],
      flags: ['CRIME_SUSPECTED', 'ORAL_DECLARATION', 'MEDIA', 'REPORTER_BOUND_BY_SECRECY'],
    }),
    organisations: ['cd', 'cd2', 'ars', 'parquet', 'police', 'ccas'],
    tiedTo: { kind: 'AUTRE_PROFESSIONNEL', contact: 'ccas.superior' },
  },
  {
    department: '54',
    procedure: nationalProcedure(),
    directory: demonstration,
    communes: ['54395', '54323', '54431', '54547', '54528'].map((code) => ({ code, name: code })),
    facts: factsOf({
      communes: ['54395', '54323', '54431', '54547', '54528'],
      places: [
        {},
        {},
        { place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '549990001' },
        { place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '549990002' },
      ],
      parties: [
        [],
        [implicated('MEMBRE_FAMILLE/ENFANT')],
        [implicated('PROFESSIONNEL_SANTE/INFIRMIER')],
        [implicated('AUTRE_PROFESSIONNEL/SAAD', { organisation: 'cd-54' })],
        [implicated('PROFESSIONNEL_SANTE/INFIRMIER', { organisation: 'ars-54' }), implicated('AUTRE_PROFESSIONNEL/SAAD', { organisation: 'cd-54' })],
      ],
      flags: ['CRIME_SUSPECTED', 'EIGS', 'CANNOT_PROTECT_SELF', 'HOUSING'],
    }),
    organisations: ['cd-54', 'mds-longwy-54', 'ars-54', 'cellule-54', 'parquet-nancy', 'ddets-54'],
    tiedTo: { kind: 'AUTRE_PROFESSIONNEL', contact: 'ccas-nancy-titulaire' },
  },
];
