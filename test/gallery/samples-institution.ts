import type { DeclareStep, IndicatorView, InstitutionViews, Owed } from '../../templates/views/institution.ts';
import type { DeskChrome } from '../../templates/views/parts.ts';
import { vocabulary } from '../../vocabulary/vocabulary.ts';
import { at, deskChrome, form } from './parts.ts';

type Samples = { [K in keyof InstitutionViews]: Record<string, InstitutionViews[K]> };

const { search: _none, shortcuts: _neither, ...framed } = deskChrome;
const chrome: DeskChrome = {
  ...framed,
  signedIn: {
    name: 'Morgan Collin',
    kind: 'Établissement ou service',
    accountHref: '/partenaire/mon-compte',
    signOut: { action: '/connexion/fin', csrf: 'jeton' },
  },
  homeHref: '/etablissement',
  nav: [
    { href: '/etablissement', label: 'Vos déclarations', current: true },
    { href: '/partenaire', label: 'Vos transmissions', current: false },
  ],
};
const place = { chrome, backHref: '#', step: 3, steps: 9 };
const post = { action: '#', csrf: 'jeton' };
const categories = Object.entries(vocabulary.declarationCategory).map(([value, label]) => ({ value, label: `${value}. ${label}` }));
const establishments = [
  { value: 'ehpad-mirabelliers-54', label: 'EHPAD Les Mirabelliers (démonstration)' },
  { value: 'mas-vezouze-54', label: 'Maison d’accueil spécialisée de la Vezouze (démonstration)' },
];
const late: Owed = {
  what: 'Confirmation écrite',
  dueAt: at('2026-11-22T10:30:00'),
  late: true,
  href: '#',
  label: 'Confirmer par écrit',
};
const running: Owed = {
  what: 'Seconde partie (EIGS)',
  dueAt: at('2027-02-20T16:00:00'),
  late: false,
  href: '#',
  label: 'Compléter (EIGS, partie 2)',
};
const given: Owed = { what: 'Confirmation écrite', dueAt: at('2026-11-18T10:30:00'), at: at('2026-11-17T09:00:00'), late: false };
const lines = [
  { label: 'Catégorie', text: '8. Maltraitance' },
  { label: 'Nature des faits', text: 'Un résident a été trouvé\u00a0enfermé dans sa chambre.\n«\u00a0On m’a dit de ne pas sortir\u00a0», dit-il.' },
  { label: 'Mesures immédiates', text: 'L’agent est suspendu. Le médecin coordonnateur a examiné la personne.' },
];
const importLines: InstitutionViews['institution/import-preview']['lines'] = [
  { number: 2, title: 'EVT-2026-014', status: 'READY', problems: [] },
  { number: 4, title: 'EVT-2026-016', status: 'READY', problems: [{ column: 'categorie', message: 'Choisissez une des réponses proposées.' }] },
  {
    number: 3,
    title: 'EVT-2026-015',
    status: 'WRONG',
    problems: [
      { column: 'date_constatation', message: 'Cette date est à venir\u00a0: donnez le jour où les faits ont été constatés.' },
      { column: 'danger', message: 'Le niveau de danger va de 0 à 4.' },
    ],
  },
];
const indicator: IndicatorView = {
  chrome,
  year: 2026,
  years: [
    { year: 2025, href: '#', current: false },
    { year: 2026, href: '#', current: true },
  ],
  rows: [
    {
      establishment: 'EHPAD Les Mirabelliers (démonstration)',
      finess: '549990002',
      declared: 14,
      oral: { total: 5, onTime: 3, late: 1, running: 1, lapsed: 0, rate: '75\u00a0%' },
      eigs: { total: 2, onTime: 1, late: 0, running: 1, lapsed: 0, rate: '100\u00a0%' },
    },
    {
      establishment: 'Résidence autonomie Bellevue (démonstration)',
      declared: 0,
      oral: { total: 0, onTime: 0, late: 0, running: 0, lapsed: 0 },
      eigs: { total: 0, onTime: 0, late: 0, running: 0, lapsed: 0 },
    },
  ],
  exportHref: '#',
  backHref: '#',
};

/** The people page, for a category. */
function people(maltreated: boolean): InstitutionViews['institution/declare/people'] {
  const names = ['danger', 'victims', 'exposed', 'victimGroup', 'victimName', 'maltreatment', 'implicated', 'implicatedOther', 'crime'] as const;
  const error = { field: 'danger' as const, message: 'Dites le niveau de danger\u00a0: des transmissions en dépendent.' };
  return { ...place, maltreated, form: form('#', names, { victims: '1' }, maltreated ? [error] : []) };
}

const check: DeclareStep<never> = { ...place, form: form('#', []) };

export const institutionSamples: Samples = {
  'institution/home': {
    full: {
      chrome,
      begin: post,
      importHref: '#',
      exportHref: '#',
      indicatorHref: '#',
      drafts: [{ href: '#', label: '4. Erreur ou défaut de soin ou de surveillance', hour: at('2026-11-20T14:00:00'), discard: post }],
      awaited: [
        {
          href: '#',
          reference: '54-26-7K3M-Q2',
          establishment: 'EHPAD Les Mirabelliers (démonstration)',
          what: 'Confirmer par écrit',
          dueAt: late.dueAt,
          late: true,
        },
      ],
      filters: { ...form('#', ['reference', 'category', 'establishment', 'from', 'until']), hidden: [] },
      categories,
      establishments,
      rows: [
        {
          href: '#',
          reference: '54-26-7K3M-Q2',
          establishment: 'EHPAD Les Mirabelliers (démonstration)',
          category: '8. Maltraitance',
          declaredAt: at('2026-11-20T11:05:00'),
          state: 'Reçue, transmise à\u00a0: ARS Grand Est (démonstration)',
          owed: [late, running],
        },
        {
          href: '#',
          reference: '54-26-B2DF-9X',
          establishment: 'EHPAD Les Mirabelliers (démonstration)',
          category: '1. Sinistre ou événement météorologique',
          declaredAt: at('2026-11-16T10:30:00'),
          state: 'Reçue par le guichet',
          owed: [given],
        },
        {
          href: '#',
          reference: '54-26-C9AA-1T',
          establishment: 'EHPAD Les Mirabelliers (démonstration)',
          category: '2. Défaillance technique, santé environnementale',
          declaredAt: at('2026-11-02T10:30:00'),
          state: 'Reçue par le guichet',
          owed: [],
        },
      ],
      pagination: { first: 1, last: 3, total: 3 },
      searched: false,
    },
    empty: {
      chrome,
      begin: post,
      importHref: '#',
      exportHref: '#',
      indicatorHref: '#',
      drafts: [],
      awaited: [],
      filters: { ...form('#', ['reference', 'category', 'establishment', 'from', 'until']), hidden: [] },
      categories,
      establishments: [],
      rows: [],
      pagination: { first: 0, last: 0, total: 0 },
      searched: false,
    },
  },
  'institution/declare/event': {
    several: { ...place, establishments, categories, form: form('#', ['establishment', 'category', 'eigs'], { category: '8' }) },
    error: {
      ...place,
      establishments: [],
      categories,
      form: form('#', ['establishment', 'category', 'eigs'], {}, [{ field: 'category', message: 'Choisissez une des onze catégories.' }]),
    },
  },
  'institution/declare/oral': { plain: { ...place, form: form('#', ['oral', 'oralDay', 'oralTime', 'oralTo', 'oralReference'], { oral: 'NON' }) } },
  'institution/declare/facts': { plain: { ...place, form: form('#', ['observedOn', 'occurredOn', 'nature', 'where'], { where: 'ETABLISSEMENT' }) } },
  'institution/declare/people': { maltreated: people(true), other: people(false) },
  'institution/declare/measures': { plain: { ...place, form: form('#', ['immediateMeasures', 'personInformed', 'familyInformed', 'remedies']) } },
  'institution/declare/aftermath': { plain: { ...place, form: form('#', ['legalFollowUp', 'media', 'mediaText']) } },
  'institution/declare/contact': {
    plain: { ...place, form: form('#', ['contactName', 'contactRole', 'contactPhone', 'contactEmail'], { contactName: 'Morgan Collin' }) },
  },
  'institution/declare/files': {
    some: {
      ...place,
      form: form('#', ['pieces']),
      limits: '20 fichiers au plus.',
      files: [{ name: 'constat.pdf', size: '120\u00a0ko', remove: post }],
    },
    none: {
      ...place,
      form: form('#', ['pieces'], {}, [{ field: 'pieces', message: 'Choisissez au moins un fichier.' }]),
      limits: '20 fichiers au plus.',
      files: [],
    },
  },
  'institution/declare/check': {
    ready: {
      ...check,
      lines: lines.map((line) => ({ ...line, changeHref: '#' })),
      files: ['constat.pdf'],
      filesHref: '#',
      next: ['Le guichet la conserve et vous donne une référence.'],
      unfinished: [],
    },
    unfinished: { ...check, lines: [], files: [], filesHref: '#', next: [], unfinished: [{ href: '#', message: 'Donnez la date de constatation.' }] },
  },
  'institution/declaration': {
    owed: {
      chrome,
      reference: '54-26-7K3M-Q2',
      establishment: 'EHPAD Les Mirabelliers (démonstration)',
      category: '8. Maltraitance',
      declaredAt: at('2026-11-20T11:05:00'),
      receiptHref: '#',
      child: true,
      steps: [
        { label: 'Reçue par le guichet', at: at('2026-11-20T11:05:00'), state: 'reached' },
        { label: 'Transmise à\u00a0: ARS Grand Est (démonstration)', at: at('2026-11-20T11:06:00'), state: 'reached' },
        { label: 'Confirmation écrite', state: 'current' },
      ],
      owed: [late, running],
      lines,
      files: ['constat.pdf'],
      parts: [],
      messages: [
        { at: at('2026-11-20T12:00:00'), fromDesk: false, text: 'Deux personnes, et non une.', files: 'plan.pdf' },
        { at: at('2026-11-20T14:00:00'), fromDesk: true, text: 'Merci, c’est noté.', files: '' },
      ],
      amendHref: '#',
      form: form('#', ['pieces']),
      limits: '20 fichiers au plus.',
      backHref: '#',
    },
    completed: {
      chrome,
      reference: '54-26-7K3M-Q2',
      establishment: 'EHPAD Les Mirabelliers (démonstration)',
      category: '8. Maltraitance',
      declaredAt: at('2026-11-16T11:05:00'),
      receiptHref: '#',
      child: false,
      steps: [{ label: 'Reçue par le guichet', at: at('2026-11-16T11:05:00'), state: 'reached' }],
      owed: [given],
      lines: [],
      files: [],
      parts: [{ title: 'Confirmation écrite', at: at('2026-11-17T09:00:00'), late: true, by: 'Morgan Collin', text: 'Je confirme les faits.' }],
      messages: [],
      amendHref: '#',
      form: form('#', ['pieces'], {}, [{ field: 'pieces', message: 'Choisissez au moins un fichier.' }]),
      limits: '20 fichiers au plus.',
      backHref: '#',
    },
  },
  'institution/amend': {
    refused: {
      chrome,
      reference: '54-26-7K3M-Q2',
      choices: [{ value: 'CORRECTION', label: 'Corriger ou compléter', hint: 'Votre texte est transmis.' }],
      form: form('#', ['what', 'text', 'pieces'], {}, [{ field: 'what', message: 'Choisissez ce que vous voulez faire.' }]),
      limits: '20 fichiers au plus.',
      backHref: '#',
    },
  },
  'institution/complete': {
    written: {
      chrome,
      reference: '54-26-7K3M-Q2',
      part: 'WRITTEN',
      dueAt: late.dueAt,
      late: true,
      form: form('#', ['text', 'causes', 'plan', 'pieces']),
      limits: '20 fichiers au plus.',
      backHref: '#',
    },
    eigs: {
      chrome,
      reference: '54-26-7K3M-Q2',
      part: 'EIGS_SECOND',
      dueAt: running.dueAt,
      late: false,
      kept: { by: 'Morgan Collin', at: running.dueAt },
      form: form('#', ['text', 'causes', 'plan', 'pieces'], {}, [
        { field: 'causes', message: 'Donnez l’analyse des causes, même si elle est partielle.' },
      ]),
      limits: '20 fichiers au plus.',
      backHref: '#',
    },
  },
  'institution/import': {
    plain: {
      chrome,
      form: form('#', ['file'], {}, [{ field: 'file', message: 'Choisissez un fichier CSV.' }]),
      templateHref: '#',
      codes: [{ header: 'categorie', code: '8', label: 'Maltraitance' }],
      columns: [{ header: 'etablissement', what: 'Numéro FINESS de l’établissement', required: 'oui' }],
      backHref: '#',
    },
  },
  'institution/import-preview': {
    mixed: { chrome, fileProblems: [], lines: importLines, ready: 1, wrong: 1, confirm: post, discard: post, backHref: '#' },
    refused: {
      chrome,
      fileProblems: ['La colonne «\u00a0categorie\u00a0» manque.'],
      lines: [],
      ready: 0,
      wrong: 0,
      discard: post,
      backHref: '#',
    },
  },
  'institution/indicator': { year: indicator },
  'desk/declarations': { year: { ...indicator, chrome: deskChrome } },
};
