import type { DirectoryViews, PendingChange } from '../../templates/views/directory.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

const action = { action: '#', csrf: 'x' };
const renamed: PendingChange = {
  title: 'Cellule de recueil',
  kind: 'CHANGED',
  lines: [
    { label: 'Nom', before: 'Cellule de recueil', after: 'Cellule départementale de recueil' },
    { label: 'Numéro', before: '', after: 'FINESS 540000013' },
  ],
  href: '#',
  by: 'Nora Lambert',
  at: at('2026-11-23T09:40:00'),
  why: 'Nouvel organigramme.',
};
const added: PendingChange = {
  ...renamed,
  title: 'Secrétariat, MDPH de Meurthe-et-Moselle',
  kind: 'ADDED',
  lines: [{ label: 'Adresse électronique', before: '', after: 'secretariat@mdph54.example' }],
};
const bodyFields = [
  'name',
  'roles',
  'area',
  'communes',
  'grouping',
  'except',
  'priority',
  'calendar',
  'finess',
  'finessCategory',
  'site',
  'state',
  'why',
] as const;
const contactFields = ['name', 'service', 'position', 'email', 'phone', 'address', 'state', 'why'] as const;
const roles = [
  { value: 'ARS', label: 'Agence régionale de santé (autorité de contrôle)' },
  { value: 'CD', label: 'Conseil départemental' },
];
const bodyForm = {
  chrome,
  backHref: '#',
  roles,
  groupings: [{ value: 'epci-245400171', label: 'CC du Bassin de Pompey (13)' }],
  calendars: [{ value: 'default', label: 'Heures ordinaires des organismes' }],
};
const contactForm = {
  chrome,
  body: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
  backHref: '#',
  positions: [
    { value: 'TITULAR', label: 'Contact' },
    { value: 'DEPUTY', label: 'Suppléance' },
  ],
  states: [
    { value: 'AS_IS', label: 'Inchangé : jamais vérifié' },
    { value: 'VERIFIED', label: 'Vérifié aujourd’hui' },
  ],
};
const filled = {
  name: 'ARS',
  roles: ['ARS'],
  area: 'COMMUNES',
  communes: 'Nancy (54395)',
  grouping: '',
  except: '',
  priority: '10',
  calendar: 'default',
  finess: '',
  finessCategory: '',
  site: '',
  state: 'IN_USE',
  why: '',
};

/** The directory as it is read and written. */
export const directorySamples: { [Name in keyof DirectoryViews]: Record<string, DirectoryViews[Name]> } = {
  'desk/directory/index': {
    plain: {
      chrome,
      revision: 3,
      publishedAt: at('2026-11-02T10:00:00'),
      search: '',
      role: '',
      bodies: [
        {
          href: '#',
          name: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
          roles: ['ARS', 'CELLULE_ARS'],
          territory: 'Tout le département',
          fictional: true,
          retired: false,
          concerns: ['Un contact jamais vérifié'],
        },
        { href: '#', name: 'CCAS de Nancy', roles: ['CCAS'], territory: 'Nancy', fictional: false, retired: true, concerns: [] },
      ],
      write: { newHref: '#', changesHref: '#', pending: 2, calendarsHref: '#' },
      coverageHref: '#',
      askHref: '#',
      pagination: { first: 1, last: 2, total: 2 },
    },
    empty: {
      chrome,
      revision: 3,
      publishedAt: at('2026-11-02T10:00:00'),
      search: 'zzz',
      role: 'ARS',
      bodies: [],
      coverageHref: '#',
      askHref: '#',
      pagination: { first: 0, last: 0, total: 0 },
    },
  },
  'desk/directory/coverage': {
    plain: {
      chrome,
      isWhole: false,
      roles: [
        {
          role: 'Mairie ou CCAS',
          isAsked: true,
          bodies: [{ name: 'CCAS de Nancy', href: '#', communes: 'Nancy', count: 1 }],
          holes: [{ why: 'l’annuaire ne compte aucun organisme compétent pour cette situation', communes: 'Laxou, Toul et 3 autres', count: 5 }],
          overlaps: [{ bodies: 'CCAS de Longwy et CCAS de Mexy', communes: 'Mexy' }],
        },
        { role: 'Police nationale', isAsked: false, bodies: [], holes: [], overlaps: [] },
      ],
      failing: [{ text: 'Secrétariat, CCAS de Nancy', href: '#' }],
      toCheck: [],
      unverified: [{ text: 'Accueil, CCAS de Nancy', href: '#' }],
      alone: [{ text: 'CCAS de Nancy', href: '#' }],
      dutyHoles: [{ from: at('2026-11-23T19:00:00'), until: at('2026-11-24T09:00:00') }],
    },
    whole: { chrome, isWhole: true, roles: [], failing: [], toCheck: [], unverified: [], alone: [], dutyHoles: [] },
  },
  'desk/directory/ask': {
    empty: { chrome, role: '', commune: '', implicated: '', bodies: [{ value: 'ars-54', label: 'ARS' }] },
    unread: { chrome, role: 'CCAS', commune: 'Nanci', implicated: '', bodies: [], problem: '« Nanci » n’est pas une commune connue.' },
    answered: {
      chrome,
      role: 'CCAS',
      commune: 'Nancy',
      implicated: '',
      bodies: [],
      answer: {
        chosen: { name: 'CCAS de Nancy', href: '#', contact: 'Accueil', why: 'il répond pour cette commune', closed: true },
        others: [{ name: 'CCAS de Laxou', href: '#', why: 'ne répond pas pour cette commune' }],
      },
    },
    nobody: {
      chrome,
      role: 'CCAS',
      commune: 'Mexy',
      implicated: '',
      bodies: [],
      answer: { gap: 'plusieurs organismes sont compétents au même rang', others: [] },
    },
  },
  'desk/directory/body': {
    plain: {
      chrome,
      name: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
      roles: ['ARS', 'CELLULE_ARS'],
      fictional: true,
      territory: 'Tout le département, sauf Longwy',
      priority: 10,
      hours: 'du lundi au vendredi, de 9 h à 12 h et de 13 h à 17 h',
      calendarName: 'Heures ordinaires des organismes',
      calendarHref: '#',
      site: [{ label: 'Numéro', value: 'FINESS 540000013' }],
      contacts: [
        {
          name: 'Cellule de recueil',
          place: 'Contact',
          email: 'cellule@ars54.example',
          phone: '03 83 00 00 01',
          state: 'Téléphone à contrôler depuis le 22 novembre 2026. Jamais vérifié',
          concern: true,
          href: '#',
        },
        {
          name: 'Direction',
          place: 'Hiérarchie',
          service: 'Secrétariat',
          address: '3 rue Inventée, 54000 Nancy',
          state: 'Vérifié le 1er octobre 2026',
          concern: false,
          href: '#',
        },
      ],
      next: [{ role: 'Agence régionale de santé (autorité de contrôle)', bodies: ['ARS, siège'] }],
      ties: [
        { text: 'Résidence des Tilleuls, le contrôle', excludes: false, href: '#', drop: action },
        { text: 'EHPAD du Lac, la direction', excludes: true },
      ],
      pending: [renamed],
      history: [{ ...added, by: 'Nora Lambert', publishedBy: 'Paul Renard', revision: 3 }],
      write: { editHref: '#', contactHref: '#', tieHref: '#', changesHref: '#' },
    },
    retired: {
      chrome,
      name: 'CCAS de Nancy',
      roles: ['CCAS'],
      fictional: false,
      retired: '2 novembre 2026',
      territory: 'Nancy',
      priority: 10,
      hours: 'du lundi au vendredi, de 9 h à 12 h',
      calendarName: 'mairie',
      site: [],
      contacts: [],
      next: [{ role: 'Mairie ou CCAS', bodies: [] }],
      ties: [],
      pending: [],
      history: [],
    },
  },
  'desk/directory/body-form': {
    refused: {
      ...bodyForm,
      isNew: true,
      name: '',
      form: form('#', bodyFields, { ...filled, name: '' }, [
        { field: 'name', message: 'Donnez le nom de l’organisme.' },
        { field: 'communes', message: '« Nanci » n’est pas une commune connue.' },
      ]),
    },
    existing: { ...bodyForm, isNew: false, name: 'ARS', form: form('#', bodyFields, filled) },
  },
  'desk/directory/contact-form': {
    refused: {
      ...contactForm,
      isNew: true,
      name: '',
      form: form('#', contactFields, { name: 'Cellule', position: 'TITULAR', email: 'pas une adresse', state: 'VERIFIED' }, [
        { field: 'email', message: 'Écrivez une adresse électronique, comme service@exemple.fr.' },
      ]),
    },
    existing: {
      ...contactForm,
      isNew: false,
      name: 'Cellule',
      form: form('#', contactFields, { name: 'Cellule', position: 'TITULAR', state: 'AS_IS' }),
    },
  },
  'desk/directory/tie-form': {
    plain: {
      chrome,
      body: 'ARS',
      backHref: '#',
      form: form('#', ['own', 'other', 'kind', 'why'], { own: 'ars-54' }),
      own: [{ value: 'ars-54', label: 'ARS' }],
      others: [{ value: 'ehpad', label: 'EHPAD du Lac' }],
      kinds: [{ value: 'OVERSIGHT', label: 'Le contrôle' }],
    },
  },
  'desk/directory/changes': {
    empty: { chrome, ready: [], waiting: [], conflicts: [], alone: false },
    plain: {
      chrome,
      ready: [renamed, { ...added, kind: 'RETIRED', lines: [{ label: 'État', before: '', after: 'Retiré depuis le 22 novembre 2026' }] }],
      waiting: [added, { ...added, kind: 'GONE', title: 'Lien entre ARS et EHPAD du Lac', lines: [] }],
      conflicts: [{ ...renamed, published: ['Nom : Autre nom'], keepTheirs: action, keepOurs: action }],
      publish: action,
      undo: action,
      effects: {
        problems: ['Contact « x » : l’organisme « y » n’existe pas.'],
        answers: [
          {
            role: 'Mairie ou CCAS',
            communes: 'Nancy, Laxou et 3 autres',
            count: 5,
            before: 'CCAS de Nancy',
            after: 'Personne : l’annuaire ne compte aucun organisme compétent pour cette situation',
            worse: true,
          },
        ],
        proof: { holds: false, failed: ['Chaque rôle appelé mène partout à un destinataire joignable et vérifié. À Nancy, personne.'] },
        transfers: [{ href: '#', reference: '54-2026-ABCD', body: 'CCAS de Nancy', todo: true }],
      },
      alone: true,
      accountsHref: '#',
    },
    unchanged: {
      chrome,
      ready: [renamed],
      waiting: [],
      conflicts: [],
      publish: action,
      effects: { problems: [], answers: [], proof: { holds: true, failed: [] }, transfers: [] },
      alone: false,
    },
  },
};
