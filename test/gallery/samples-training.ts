import type { TrainingViews } from '../../templates/views/training.ts';
import { at, publicChrome as chrome, form } from './parts.ts';

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
};
