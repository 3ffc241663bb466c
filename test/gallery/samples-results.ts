import type { Views } from '../../templates/views/pages.ts';
import type { AskedResults, PublicationViews, PublicTable, ResultsViews } from '../../templates/views/results.ts';
import { at, deskChrome as chrome, form, publicChrome } from './parts.ts';

const asked: AskedResults = {
  action: '#',
  from: '2026-01-01',
  to: '2026-11-20',
  hidden: [{ name: 'chapitre', value: 'reponses' }],
  narrowed: [
    {
      name: 'territoire',
      label: 'Territoire',
      none: 'Tout le département',
      choices: [{ value: 'a', label: 'Arrondissement de Toul', chosen: false }],
    },
    { name: 'lieu', label: 'Lieu', none: 'Tous', choices: [{ value: 'DOMICILE', label: 'Domicile', chosen: true }] },
    { name: 'porte', label: 'Porte d’entrée', none: 'Toutes', choices: [{ value: 'PHONE', label: 'Téléphone', chosen: false }] },
  ],
  readAt: at('2026-11-20T16:30:00'),
  before: 'du 10 février 2025 au 31 décembre 2025',
};
const lines = [
  { label: 'Hors de la compétence', said: '9 (56,3 %)', before: '4 (40 %)', href: '#' },
  { label: 'Motif que personne n’a dit, avec un libellé qui est bien plus long que les autres', said: '7 (43,8 %)', before: '0', href: '#' },
];

export const resultSamples: { [Name in keyof ResultsViews]: Record<string, Views[Name]> } = {
  'desk/figures': {
    plain: {
      chrome,
      asked,
      chapters: [
        { href: '#', label: 'Entrée', current: false },
        { href: '#', label: 'Réponses des partenaires', current: true },
      ],
      chapter: 'Réponses des partenaires',
      results: [
        {
          sentence: 'Transmissions sans aucune réponse à l’échéance',
          href: '#',
          said: '12 sur 230 (5,2 %)',
          before: '19 sur 201 (9,5 %)',
          missing: false,
          lines: [],
        },
        { sentence: 'Refus, par motif', href: '#', said: '16 en tout', before: '10 en tout', missing: false, lines },
        {
          sentence: 'Satisfaction des partenaires',
          href: '#',
          said: 'non disponible : il manque les questions posées aux partenaires',
          missing: true,
          lines: [],
        },
      ],
      tableHref: '#',
      bodiesHref: '#',
      compared: [{ href: '#', label: 'Le tableau d’activité du réseau' }],
      publicationsHref: '#',
    },
    misunderstood: {
      chrome,
      asked: { ...asked, wrong: { field: 'to', says: 'la période finit avant de commencer ; donnez un jour qui suit le premier.' } },
      chapters: [{ href: '#', label: 'Entrée', current: true }],
      chapter: 'Entrée',
      results: [],
      tableHref: '#',
      bodiesHref: '#',
      compared: [{ href: '#', label: 'Le tableau d’activité du réseau' }],
    },
  },
  'desk/activity': {
    over: {
      chrome,
      year: 2025,
      before: '2024-25',
      running: false,
      years: [
        { href: '#', label: '2025', current: true },
        { href: '#', label: '2026', current: false },
      ],
      groups: [
        { rows: [{ label: 'Dossiers ouverts', value: '6 688', evolution: '+ 18 %', href: '#' }] },
        {
          under: 'Lieu de survenue',
          rows: [{ label: 'Établissements', value: '1 892', evolution: 'pas de comparaison', comment: 'Un dossier a un seul lieu.', href: '#' }],
        },
      ],
      tableHref: '#',
      backHref: '#',
    },
    running: { chrome, year: 2026, before: '2025-26', running: true, years: [], groups: [], tableHref: '#', backHref: '#' },
  },
  'desk/compared': {
    several: {
      chrome,
      heading: 'À côté de l’outil de l’État',
      lead: 'Les onze cartes, avec leurs propres définitions.',
      year: 2026,
      years: [{ href: '#', label: '2026', current: true }],
      rows: [
        {
          name: 'Répartition par mode de réception',
          definition: 'Requêtes par mode de réception ; un mode non renseigné est « non précisé ».',
          said: '120 en tout',
          missing: false,
          lines: [{ label: 'Téléphone', said: '80 (66,7 %)' }],
          href: '#',
          differs: 'Ici, chaque alerte compte à sa porte.',
        },
        {
          name: 'Demandes de confidentialité',
          definition: 'Requêtes dont la personne concernée ne consent pas à ce que son identité soit communiquée.',
          said: 'non disponible : il manque un fait codé',
          missing: true,
          lines: [],
          differs: 'Le souhait de l’auteur est autre chose.',
        },
      ],
      exportHref: '#',
      backHref: '#',
    },
  },
  'desk/scorecard': {
    several: {
      chrome,
      asked,
      columns: ['Sans réponse à l’échéance', 'Jusqu’à la prise en charge'],
      rows: [
        {
          name: 'Conseil départemental',
          cells: [
            { column: 'Sans réponse à l’échéance', said: '3 sur 12 (25 %)', href: '#' },
            { column: 'Jusqu’à la prise en charge', said: 'médiane 3,5 jours (9)', href: '#' },
          ],
        },
        {
          name: 'Un organisme dont le nom est bien plus long que celui des autres',
          cells: [{ column: 'Sans réponse à l’échéance' }, { column: 'Jusqu’à la prise en charge' }],
        },
      ],
      backHref: '#',
    },
    none: { chrome, asked, columns: ['Sans réponse à l’échéance'], rows: [], backHref: '#' },
  },
  'partner/results': {
    some: {
      chrome,
      days: '20 novembre 2025 au 19 novembre 2026',
      lines: [
        {
          what: 'Sans réponse à l’échéance',
          definition: 'rien n’a été entendu de cet organisme à l’échéance de « reçu » ; de : transmissions dont l’échéance est dans la période',
          said: '3 sur 12 (25 %)',
          others: 'la moitié entre 5 % et 30 %, au milieu 12 %',
        },
        { what: 'Délais accordés', definition: 'un délai a été accordé ; de : transmissions pour lesquelles un délai a été demandé' },
      ],
      readAt: at('2026-11-20T16:30:00'),
      backHref: '#',
    },
  },
  'desk/figure': {
    lines: {
      chrome,
      asked: { ...asked, hidden: [] },
      sentence: 'Refus, par motif',
      said: '16 en tout',
      before: '10 en tout',
      lines,
      drawing: { title: 'Refus, par motif', bars: lines.map(({ label, said }, index) => ({ label, said, share: 0.5 - index / 10 })) },
      definition: [
        { name: 'Ce qui est compté', text: 'La transmission' },
        { name: 'Au numérateur', text: 'transmissions refusées pour ce motif' },
      ],
      behind: [{ href: '#', reference: '54-26-7K3M-Q2', openedAt: at('2026-11-12T10:00:00') }],
      cases: 9,
      of: 'Hors de la compétence, 9 (56,3 %)',
      backHref: '#',
    },
    missing: {
      chrome,
      asked: { ...asked, hidden: [] },
      sentence: 'Satisfaction des partenaires',
      said: 'non disponible : il manque les questions posées aux partenaires',
      lines: [],
      definition: [{ name: 'Ce qui est compté', text: 'La transmission' }],
      behind: [],
      cases: 0,
      backHref: '#',
    },
  },
};

const tables: PublicTable[] = [
  {
    title: 'Dossiers ouverts : Lieu des faits et Public',
    axis: 'Lieu des faits',
    columns: ['Adulte vulnérable de 60 ans et plus', 'Autre ou non connu', 'Ensemble'],
    lines: [
      { label: 'Domicile', whole: false, cells: ['112', 'masqué', '131'] },
      { label: 'Autre ou non connu', whole: false, cells: ['masqué', 'masqué', '33'] },
      { label: 'Ensemble', whole: true, cells: ['140', '24', '164'] },
    ],
    several: false,
  },
  {
    title: 'Dossiers ouverts : Type de maltraitance',
    axis: 'Type de maltraitance',
    columns: ['Nombre'],
    lines: [{ label: 'Violences physiques', whole: false, cells: ['61'] }],
    several: true,
  },
];
const publication = { href: '#', number: 2, days: 'du 1er janvier au 31 décembre 2025', state: 'Préparée', at: at('2026-11-20T16:30:00') };
const whole = {
  chrome,
  publication,
  rounded: false,
  tables,
  left: ['Dossiers ouverts : Situation déjà signalée'],
  leaks: [],
  quality: [{ name: 'Nombres montrés', text: '9 sur 13' }],
  preparedBy: 'Dominique Petit',
  backHref: '#',
};
const button = { action: '#', csrf: 'jeton' };
const read = {
  chrome: publicChrome,
  from: '1er janvier 2025',
  to: '31 décembre 2025',
  publishedAt: at('2026-11-20T16:30:00'),
  readAt: at('2026-11-19T16:30:00'),
  signed: true,
  invented: true,
  rounded: false,
  shares: false,
  tables,
  left: ['Dossiers ouverts : Situation déjà signalée'],
  definitions: [
    {
      sentence: 'Dossiers par lieu des faits',
      version: 1,
      numerator: 'dossiers dont les faits ont lieu là',
      denominator: 'dossiers ouverts',
      dated: 'ouverture du dossier',
      unknown: 'lieu inconnu : une ligne à part',
    },
  ],
  tableHref: '#',
  schemaHref: '#',
  backHref: '#',
};

export const publicationSamples: { [Name in keyof PublicationViews]: Record<string, Views[Name]> } = {
  'desk/publications': {
    some: {
      chrome,
      newHref: '#',
      publicHref: '#',
      publications: [publication, { ...publication, number: 1, state: 'Retirée', note: 'Corrigée par la publication n° 2 : une porte manquait' }],
      backHref: '#',
    },
    none: { chrome, newHref: '#', publicHref: '#', publications: [], backHref: '#' },
  },
  'desk/publication-new': {
    plain: {
      chrome,
      form: form('#', ['from', 'to', 'mode', 'tables'], { from: '01/01/2025', to: '31/12/2026', mode: 'HIDDEN' }, [
        { field: 'to', message: 'Cette période n’est pas finie : ses chiffres changeront encore. Donnez un jour passé.' },
      ]),
      modes: [{ value: 'HIDDEN', label: 'Masquer les petits nombres', hint: 'Moins de 11 situations : le nombre est masqué.' }],
      tables: [{ value: 'dossiers-par-lieu', label: 'Dossiers ouverts : Lieu des faits' }],
      backHref: '#',
    },
  },
  'desk/publication': {
    prepared: { ...whole, propose: button, drop: button },
    asked: { ...whole, proposedBy: 'Dominique Petit', publish: button, drop: button },
    published: { ...whole, rounded: true, publishedBy: 'Camille Roux', correctHref: '#', withdrawHref: '#', publicHref: '#' },
    leaking: { ...whole, leaks: ['Dossiers ouverts, Trajet : 2, entre 2 et 4 pour qui lit tout'], drop: button },
  },
  'desk/publication-why': {
    withdraw: {
      chrome,
      form: form('#', ['why'], { why: '' }, [{ field: 'why', message: 'Dites pourquoi : tout le monde le lira.' }]),
      heading: 'Retirer la publication n° 2',
      what: 'Ses chiffres ne sont plus montrés ; la raison l’est à leur place.',
      label: 'Pourquoi, pour tout le monde',
      button: 'Retirer la publication',
      backHref: '#',
    },
  },
  'public/figures': {
    none: { chrome: publicChrome, publications: [] },
    some: {
      chrome: publicChrome,
      publications: [
        { href: '#', from: '1er janvier 2025', to: '31 décembre 2025', publishedAt: at('2026-11-20T16:30:00'), withdrawn: false },
        { href: '#', from: '1er janvier 2024', to: '31 décembre 2024', publishedAt: at('2025-11-20T16:30:00'), withdrawn: true },
      ],
    },
  },
  'public/figures-of': {
    hidden: read,
    rounded: { ...read, rounded: true, shares: true, signed: false, reason: 'une porte manquait', left: [] },
    withdrawn: { ...read, tables: [], withdrawn: { at: at('2026-11-21T16:30:00'), why: 'Une porte manquait.' } },
  },
};
