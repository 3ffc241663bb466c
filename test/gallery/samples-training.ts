import type { StudyChangeLines, TrainingViews } from '../../templates/views/training.ts';
import { plainFacts } from '../../vocabulary/fact-table.ts';
import { at, publicChrome as chrome, deskChrome, form } from './parts.ts';

type Samples = { [K in keyof TrainingViews]: Record<string, TrainingViews[K]> };

const study = {
  chrome,
  listHref: '/54/formation',
  title: 'Des coups, et il rentre à dix-huit heures',
  intention: 'Reconnaître l’emprise et choisir un canal sûr.',
  audience: 'agents du guichet et partenaires',
  minutes: 30,
  covers: ['Reconnaître l’emprise', 'Rappeler sans mettre en danger'],
  credit: 'Équipe Guichet, version 1, licence CC-BY-4.0',
  unreviewed: true,
  fileHref: '/54/formation/coups-du-conjoint/etude.yaml',
  arrives: [{ door: 'Téléphone', at: 'lundi 16 novembre 2026, 10 h 20', paragraphs: ['« Il ne faut pas me rappeler le soir. »'] }],
};
const answer: TrainingViews['training/answer'] = {
  ...study,
  studyHref: '/54/formation/coups-du-conjoint',
  facts: [
    { label: 'Danger', text: 'Grave' },
    { label: 'Lieu', text: 'Domicile' },
  ],
  why: [{ label: 'Danger', because: 'Les coups se répètent, et rien ne les arrête.' }],
  recipients: [
    {
      name: 'Conseil départemental de Meurthe-et-Moselle',
      role: 'Conseil départemental',
      purpose: 'Pour action',
      rules: ['Si le lieu est le domicile : saisir le Conseil départemental, parce qu’il évalue à domicile.'],
      clocks: [
        { what: 'accuser réception', dueAt: at('2026-11-18T10:20') },
        { what: 'prendre en charge', dueAt: at('2026-11-25T10:20') },
      ],
    },
  ],
  tasks: ['tâche : rappeler l’auteur (guichet)'],
  setAside: ['Conseil départemental'],
  questions: [{ ask: 'Quand et comment rappeler ?', lookFor: ['Le moment qu’elle donne', 'Le canal qu’il ne voit pas'] }],
  facilitation: [{ minutes: 30, intention: 'Écouter', activity: 'Lire l’appel à deux voix.' }],
  protocol: 'Protocole départemental de recueil et de transmission des alertes',
};

export const changedStudy: StudyChangeLines = {
  title: study.title,
  href: '/54/formation/coups-du-conjoint',
  lines: ['N’est plus prévenu : Centre ALMA (ALMA 54), pour information.'],
};
const list: TrainingViews['training/written'] = {
  chrome: deskChrome,
  studies: [],
  publicHref: '/54/formation',
  reviewHref: '/guichet/etudes/relecture',
  changed: 0,
  never: 24,
  begin: form('/guichet/etudes', ['from'], { from: 'RIEN' }),
  origins: [{ value: 'RIEN', label: 'Rien : une page blanche' }],
  import: form('/guichet/etudes/reprendre', ['text', 'file']),
};
const lines = {
  arrivals: ['channel1', 'at1', 'says1', 'channel2', 'at2', 'says2'],
  questions: ['ask1', 'lookFor1'],
  steps: ['minutes1', 'aim1', 'activity1'],
};
const written: TrainingViews['training/write'] = {
  chrome: deskChrome,
  form: form(
    '/guichet/etudes/a',
    [
      ...[
        'title',
        'intention',
        'audience',
        'covers',
        'danger',
        'place',
        'commune',
        'establishment',
        'implicatedKind',
        'implicatedBody',
        'maltreatment',
      ],
      ...['victimGroup', 'flags', 'because-danger', 'author', 'reviewedBy', ...Object.values(lines).flat(), ...plainFacts],
    ],
    { title: study.title, says1: '« Il ne faut pas me rappeler le soir. »', channel1: 'PHONE', at1: '2026-11-16T10:20' },
  ),
  backHref: '/guichet/etudes',
  title: study.title,
  state: { label: 'Brouillon', tone: 'plain' },
  problems: [{ href: '#audience', text: 'Pour qui : dites pour qui.' }],
  arrivals: [
    { no: 1, folded: false, channel: 'channel1', at: 'at1', says: 'says1' },
    { no: 2, folded: true, channel: 'channel2', at: 'at2', says: 'says2' },
  ],
  questions: [{ no: 1, folded: false, ask: 'ask1', lookFor: 'lookFor1' }],
  steps: [{ no: 1, folded: false, minutes: 'minutes1', aim: 'aim1', activity: 'activity1' }],
  because: [{ name: 'because-danger', label: 'Danger : pourquoi' }],
  parties: ['implicatedKind'],
  choices: {
    audiences: [{ value: 'AGENT', label: 'agents du guichet' }],
    communes: [{ value: 'VILLE', label: 'La ville la plus peuplée' }],
    establishments: [{ value: '500', label: 'Comme « Les Tilleuls » (catégorie 500)' }],
    roles: [{ value: 'CD', label: 'Conseil départemental' }],
  },
  answer: { recipients: answer.recipients, tasks: answer.tasks, setAside: answer.setAside, protocol: answer.protocol },
  revisions: [
    { revision: 2, at: at('2026-11-21T10:20'), by: 'vous', published: false, fileHref: '/guichet/etudes/a/revisions/2' },
    {
      revision: 1,
      at: at('2026-11-20T10:20'),
      by: 'Camille Roy',
      published: true,
      fileHref: '/guichet/etudes/a/revisions/1',
      restore: { action: '/guichet/etudes/a/revenir', csrf: 'jeton' },
    },
  ],
};

export const trainingSamples: Samples = {
  'training/studies': {
    several: {
      chrome,
      studies: [
        {
          title: study.title,
          href: '/54/formation/coups-du-conjoint',
          intention: study.intention,
          audience: study.audience,
          minutes: 30,
          doors: 'téléphone',
        },
      ],
      absent: 2,
    },
    none: { chrome, studies: [], absent: 0 },
  },
  'training/study': {
    open: {
      ...study,
      questions: ['Quand et comment rappeler ?'],
      form: form('/54/formation/coups-du-conjoint/corrige', ['danger', 'place', 'implicated', 'maltreatment', 'victimGroup', 'role']),
      roles: [{ value: 'CD', label: 'Conseil départemental' }],
      kinds: [{ value: 'MEMBRE_FAMILLE', label: 'Membre de la famille' }],
    },
  },
  'training/answer': {
    alone: answer,
    compared: {
      ...answer,
      compared: {
        facts: [
          { label: 'Danger', given: 'Préoccupant', wanted: 'Grave', verdict: 'Proche', because: 'Les coups se répètent.' },
          { label: 'Lieu', given: 'Domicile', wanted: 'Domicile', verdict: 'Comme la référence' },
          { label: 'Mis en cause', given: 'Pas de réponse', wanted: 'Membre de la famille', verdict: 'Laissé ouvert' },
          { label: 'Personne concernée', given: 'Mineur', wanted: 'Adulte vulnérable de 60 ans et plus', verdict: 'Autre' },
        ],
        right: ['Conseil départemental'],
        missed: ['Centre ALMA'],
        others: ['Police'],
      },
    },
    nobody: { ...answer, recipients: [], tasks: [], setAside: [] },
  },
  'training/written': {
    several: {
      ...list,
      changed: 2,
      studies: [
        {
          href: '/guichet/etudes/a',
          title: study.title,
          state: { label: 'Publiée', tone: 'done' },
          reviewed: true,
          at: at('2026-11-20T10:20'),
          by: 'Camille Roy',
        },
        {
          href: '/guichet/etudes/b',
          title: 'Étude sans titre',
          state: { label: 'Brouillon', tone: 'plain' },
          reviewed: false,
          at: at('2026-11-21T10:20'),
          by: 'vous',
        },
      ],
    },
    refused: {
      ...list,
      import: form('/guichet/etudes/reprendre', ['text', 'file'], { text: 'titre: x' }, [
        { field: 'text', message: 'Ligne 1, title : donnez un titre.' },
      ]),
    },
  },
  'training/review': {
    some: {
      chrome: deskChrome,
      backHref: '/guichet/etudes',
      changed: [{ ...changedStudy, reviewed: { action: '/guichet/etudes/relecture/a/relue', csrf: 'jeton' } }],
      never: ['La lettre du médecin'],
      reviewAll: { action: '/guichet/etudes/relecture/toutes', csrf: 'jeton' },
    },
    none: { chrome: deskChrome, backHref: '/guichet/etudes', changed: [], never: [] },
  },
  'training/write': {
    begun: { ...written, answer: { absent: 'L’annuaire n’a aucun établissement de catégorie 500.' } },
    whole: {
      ...written,
      state: { label: 'Publiée, avec des changements qui ne le sont pas', tone: 'due' },
      problems: [],
      publish: { action: '/guichet/etudes/a/publier', csrf: 'jeton' },
      withdraw: { action: '/guichet/etudes/a/retirer', csrf: 'jeton' },
      publicHref: '/54/formation/a',
    },
  },
};
