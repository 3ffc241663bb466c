import type { Views } from '../../templates/views/pages.ts';
import type { AskedResults, ResultsViews } from '../../templates/views/results.ts';
import { at, deskChrome as chrome } from './parts.ts';

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
    },
    misunderstood: {
      chrome,
      asked: { ...asked, wrong: { field: 'to', says: 'la période finit avant de commencer ; donnez un jour qui suit le premier.' } },
      chapters: [{ href: '#', label: 'Entrée', current: true }],
      chapter: 'Entrée',
      results: [],
      tableHref: '#',
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
