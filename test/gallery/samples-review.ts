import type { Views } from '../../templates/views/pages.ts';
import type { RadarViews, ReviewViews } from '../../templates/views/results.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

const criteria = [
  { name: 'faits', value: 'faits', label: 'Les faits sont-ils qualifiés : lieu, public, types, danger ?' },
  { name: 'delai', value: 'delai', label: 'Ont-ils été qualifiés dans le jour ouvré ?', hint: 'De la réception de l’alerte à la qualification.' },
];
const answers = [
  { value: 'MET', label: 'Oui' },
  { value: 'NOT_MET', label: 'Non' },
];
const read = {
  chrome,
  label: 'octobre 2026, dossier 2',
  facts: [{ label: 'Danger', text: '2, grave' }],
  transfers: [{ body: 'Conseil départemental', lines: [{ label: 'État', text: 'Suite donnée' }] }],
  result: [{ label: 'Conclusion', text: 'Très probable' }],
  journal: [{ at: at('2026-10-02T10:00:00'), what: 'Transmission remise', about: 'Conseil départemental' }],
  criteria,
  answers,
  notes: [],
  wrong: 0,
  backHref: '#',
};

export const reviewSamples: { [Name in keyof ReviewViews]: Record<string, Views[Name]> } = {
  'desk/reviews': {
    managed: {
      chrome,
      toRead: [{ href: '#', label: 'octobre 2026, dossier 2', readings: 1 }],
      managed: {
        months: [{ href: '#', label: 'octobre 2026', drawn: 5, read: 3, frame: 41 }],
        criteria: [{ asks: 'Les faits sont-ils qualifiés ?', score: '9 sur 10 (90 %)', agreement: '4 sur 5 (80 %)', kappa: '0,55' }],
        all: { cases: 5, agreement: '51 sur 60 (85 %)', kappa: '0,61' },
        ended: [
          { what: 'Revoir le modèle', criterion: 'La base légale est-elle notée ?', as: 'Fait', by: 'Dominique', at: at('2026-11-10T09:00:00') },
        ],
      },
      actions: [
        {
          what: 'Rappeler au tableau de bord que la base légale se note avant de transmettre',
          criterion: 'La base légale de la transmission est-elle notée ?',
          owner: 'Camille',
          due: '15 novembre 2026',
          late: true,
          done: { action: '#', csrf: 'token' },
          drop: { action: '#', csrf: 'token' },
          href: '#',
        },
      ],
    },
    nothing: { chrome, toRead: [], actions: [] },
    begun: {
      chrome,
      toRead: [],
      actions: [],
      managed: { months: [], criteria: [], all: { cases: 0, agreement: 'rien', kappa: 'ne se calcule pas' }, ended: [] },
    },
  },
  'desk/review-month': {
    drawn: {
      chrome,
      label: 'octobre 2026',
      drawnAt: at('2026-11-02T03:10:00'),
      holds: true,
      rootDay: '1 novembre 2026',
      root: 'a'.repeat(64),
      seed: 'b'.repeat(64),
      department: '54',
      month: '2026-10-01',
      frame: 41,
      digest: 'c'.repeat(64),
      cases: [{ href: '#', label: 'Dossier 1', reference: '54-26-AAAA-AA', ticket: 'd'.repeat(64), readings: 1 }],
      listHref: '#',
      backHref: '#',
    },
    destroyed: {
      chrome,
      label: 'octobre 2019',
      drawnAt: at('2019-11-02T03:10:00'),
      holds: null,
      rootDay: '1 novembre 2019',
      root: 'a'.repeat(64),
      seed: 'b'.repeat(64),
      department: '54',
      month: '2019-10-01',
      frame: 41,
      digest: 'c'.repeat(64),
      cases: [],
      listHref: '#',
      backHref: '#',
    },
  },
  'desk/review-case': {
    toRead: {
      ...read,
      form: form('#', ['faits', 'delai', 'note'], {}, [{ field: 'delai', message: 'Répondez, même « je ne peux pas le dire ».' }]),
      wrong: 1,
    },
    read: {
      ...read,
      why: 'Vous l’avez relu.',
      both: [{ asks: 'Les faits sont-ils qualifiés ?', first: 'Oui', second: 'Non', same: false }],
      notes: ['Le danger a été revu le lendemain.'],
      actionHref: '#',
    },
  },
  'desk/review-action': {
    plain: {
      chrome,
      label: 'octobre 2026, dossier 2',
      form: form('#', ['what', 'criterion', 'owner', 'due']),
      criteria: criteria.map(({ value, label }) => ({ value, label })),
      owners: [{ value: 'a', label: 'Camille' }],
      backHref: '#',
    },
  },
};

const rows = [
  {
    href: '#',
    name: 'EHPAD des Tilleuls',
    group: 'Établissement d’hébergement pour personnes âgées dépendantes',
    provider: false,
    verdict: 'À regarder',
    signals: 11,
    expected: '2,4',
    seldom: '8',
    mark: 'On regarde',
  },
  { href: '#', name: 'Association des Tilleuls', provider: true, verdict: 'Comme attendu', signals: 4, expected: '3,9', seldom: '11' },
];

export const radarSamples: { [Name in keyof RadarViews]: Record<string, Views[Name]> } = {
  'desk/radar': {
    some: {
      chrome,
      from: '20 novembre 2023',
      look: rows,
      left: rows.slice(1),
      others: rows,
      more: 12,
      compared: 312,
      byChance: '0,3',
      backHref: '#',
    },
    nothing: { chrome, from: '20 novembre 2023', look: [], left: [], others: [], more: 0, compared: 0, byChance: '0', backHref: '#' },
  },
  'desk/radar-subject': {
    plain: {
      chrome,
      form: form('#', ['state', 'why']),
      name: 'EHPAD des Tilleuls',
      verdict: 'À regarder',
      reasons: [{ name: 'Situations signalées', text: '11, par d’autres que l’établissement lui-même' }],
      marks: [{ what: 'On regarde', at: at('2026-11-12T09:00:00'), signals: 9 }],
      whys: [{ value: 'FOLLOWED', label: 'Déjà suivi par l’autorité compétente' }],
      behind: [{ href: '#', reference: '54-26-AAAA-AA', openedAt: at('2026-11-02T09:00:00') }],
      hidden: true,
      backHref: '#',
    },
  },
};
