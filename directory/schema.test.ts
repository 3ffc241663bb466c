import { expect, test } from 'vitest';
import { parseDirectory } from './schema.ts';

const body = { id: 'cd', roles: ['CD'], name: 'Conseil départemental', territory: { wholeDepartment: true }, priority: 10 };
const contact = { id: 'cd-titulaire', organisation: 'cd', position: 'TITULAR', name: 'Cellule', email: 'cellule@cd.example' };
const directory = {
  department: '54',
  revision: 1,
  organisations: [body],
  contacts: [contact],
  links: [],
  calendars: { desk: { region: '54', weekly: 'Mon-Fri 09:00-12:00,13:00-17:00' }, default: { region: '54', weekly: null } },
};
const withBody = (changes: object) => ({ ...directory, organisations: [{ ...body, ...changes }] });
const withContact = (changes: object) => ({ ...directory, contacts: [{ ...contact, ...changes }] });
const withDesk = (changes: object) => ({ ...directory, calendars: { ...directory.calendars, desk: { ...directory.calendars.desk, ...changes } } });
const problems = (input: unknown) => {
  const read = parseDirectory(input);
  return 'problems' in read ? read.problems.map(({ path, message }) => `${path} | ${message.replaceAll('\u00a0', ' ')}`) : [];
};

test('a body comes back with its further competences', () => {
  const also = [{ ...further, contacts: ['cd-titulaire'], onlyFor: { victimGroup: ['PERSONNE_HANDICAPEE'] } }];
  expect(parseDirectory(withBody({ also }))).toMatchObject({ directory: { organisations: [{ also }] } });
});

test('a directory comes back with its hours read and its codes as text', () => {
  const read = parseDirectory({ ...directory, department: 54, organisations: [{ ...body, territory: { communes: [54395] }, finessCategory: 500 }] });
  expect(read).toMatchObject({
    directory: {
      department: '54',
      organisations: [{ territory: { communes: ['54395'] }, finessCategory: '500' }],
      calendars: {
        desk: {
          weekly: {
            1: [
              [540, 720],
              [780, 1020],
            ],
          },
        },
        default: { weekly: null },
      },
    },
  });
});

const one = 'organisations.0';
const further = { id: 'handicap', name: 'Pôle handicap', roles: ['CD'], territory: { wholeDepartment: true }, priority: 10 };
const refused: [string, object, string[]][] = [
  [
    'an empty territory',
    withBody({ territory: { communes: [] } }),
    [`${one}.territory.communes | Organisme « cd » : un territoire sans commune ne couvre rien ; écrivez les communes, ou wholeDepartment: true.`],
  ],
  [
    'no territory',
    withBody({ territory: {} }),
    [`${one}.territory | Organisme « cd » : Territoire attendu : { communes: [codes INSEE] } ou { wholeDepartment: true }.`],
  ],
  [
    'a postal code cut short',
    withBody({ territory: { communes: ['54395', '5400'] } }),
    [
      `${one}.territory.communes.1 | Organisme « cd » : « 5400 » n’est pas un code INSEE de commune (cinq caractères, entre guillemets s’il commence par zéro).`,
    ],
  ],
  ['a role that does not exist', withBody({ roles: ['MAIRE'] }), [`${one}.roles.0 | Organisme « cd » : « MAIRE » n’est pas un rôle connu.`]],
  [
    'a competence twice, by somebody else’s contact',
    withBody({ also: [further, { ...further, contacts: ['cd-titulaire', 'ailleurs'] }] }),
    [
      `${one}.also.1.id | Organisme « cd » : la compétence « handicap » y est deux fois.`,
      `${one}.also.1.contacts | Organisme « cd » : « ailleurs » n’est pas un contact de cet organisme.`,
    ],
  ],
  [
    'an establishment as a further competence, and nobody named for it',
    withBody({ also: [{ ...further, roles: ['ETABLISSEMENT'], contacts: [] }] }),
    [
      `${one}.also.0.roles.0 | Organisme « cd » : « ETABLISSEMENT » n’est pas un rôle qu’une compétence de plus peut avoir.`,
      `${one}.also.0.contacts | Organisme « cd » : une liste vide ne nomme personne : n’écrivez rien.`,
    ],
  ],
  ['no role', withBody({ roles: [] }), [`${one}.roles | Organisme « cd » : Au moins un rôle.`]],
  ['a calendar that does not exist', withBody({ calendar: 'nuit' }), [`${one}.calendar | Organisme « cd » : le calendrier « nuit » n’existe pas.`]],
  [
    'an establishment without its number',
    withBody({ roles: ['ETABLISSEMENT'] }),
    [`${one}.finess | Organisme « cd » : un établissement se retrouve par son numéro FINESS, qui manque.`],
  ],
  [
    'a FINESS number cut short',
    withBody({ finess: '5400' }),
    [`${one}.finess | Organisme « cd » : « 5400 » n’est pas un numéro FINESS (neuf caractères).`],
  ],
  [
    'the desk as a body',
    withBody({ id: 'desk' }),
    [
      `${one}.id | Organisme « desk » : l’identifiant « desk » est déjà pris ; organismes et contacts ont chacun le leur.`,
      'contacts.0.organisation | Contact « cd-titulaire » : l’organisme « cd » n’existe pas.',
    ],
  ],
  [
    'a contact named like a body',
    withContact({ id: 'cd' }),
    ['contacts.0.id | Contact « cd » : l’identifiant « cd » est déjà pris ; organismes et contacts ont chacun le leur.'],
  ],
  [
    'a contact of nobody',
    withContact({ organisation: 'ars' }),
    ['contacts.0.organisation | Contact « cd-titulaire » : l’organisme « ars » n’existe pas.'],
  ],
  [
    'a bad address',
    withContact({ email: 'cellule' }),
    ['contacts.0.email | Contact « cd-titulaire » : « cellule » n’est pas une adresse électronique.'],
  ],
  [
    'a bad telephone',
    withContact({ phone: 'standard' }),
    ['contacts.0.phone | Contact « cd-titulaire » : « standard » n’est pas un numéro de téléphone.'],
  ],
  [
    'a date that is not one',
    withContact({ verifiedOn: '2026-02-30' }),
    ['contacts.0.verifiedOn | Contact « cd-titulaire » : Date attendue, par exemple 2026-11-22.'],
  ],
  [
    'a position that does not exist',
    withContact({ position: 'CHEF' }),
    ['contacts.0.position | Contact « cd-titulaire » : « CHEF » n’est pas une position (TITULAR, DEPUTY ou SUPERIOR).'],
  ],
  [
    'a contact that nothing reaches',
    { ...directory, contacts: [{ id: 'x', organisation: 'cd', position: 'TITULAR', name: 'Boîte' }] },
    ['contacts.0 | Contact « x » : ni courriel, ni téléphone, ni adresse, ni logiciel à appeler : personne ne peut le joindre.'],
  ],
  [
    'a link to nobody',
    { ...directory, links: [{ from: 'cd', to: 'ehpad', kind: 'OWNERSHIP' }] },
    ['links.0.to | Lien 1 : « ehpad » n’est ni un organisme ni un contact.'],
  ],
  ['a link to itself', { ...directory, links: [{ from: 'cd', to: 'cd', kind: 'FAMILY' }] }, ['links.0 | Lien 1 : « cd » est lié à lui-même.']],
  [
    'a link of no kind',
    { ...directory, links: [{ from: 'cd', to: 'cd-titulaire', kind: 'FRIEND' }] },
    ['links.0.kind | Lien 1 : « FRIEND » n’est pas un lien connu.'],
  ],
  ['no desk calendar', { ...directory, calendars: { default: directory.calendars.default } }, ['calendars | le calendrier « desk » manque.']],
  [
    'hours that cannot be read',
    withDesk({ weekly: 'Mon 9h' }),
    ['calendars.desk.weekly | Calendrier « desk » : hours : « 9h » : écrivez deux heures reliées par un tiret, de 00:00 à 24:00, comme 09:00-12:00.'],
  ],
  [
    'a calendar that opens two minutes a week',
    withDesk({ weekly: 'Mon 09:00-09:02' }),
    ['calendars.desk.weekly | Calendrier « desk » : n’ouvre pas une heure par semaine : donnez-lui des heures d’ouverture.'],
  ],
  ['an unknown region', withDesk({ region: '99' }), [expect.stringMatching(/^calendars\.desk \| Calendrier « desk » : .*99/)]],
];

test.each(refused)('refuses %s', (_, input, expected) => {
  expect(problems(input)).toEqual(expected);
});

test.each([undefined, null, [], 'texte', { organisations: 3 }])('refuses what is not a directory at all (%j)', (input) => {
  expect(problems(input).length).toBeGreaterThan(0);
});
