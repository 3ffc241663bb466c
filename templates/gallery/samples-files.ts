import type { FileLine, FileViews } from '../views-files.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

type Samples = { [K in keyof FileViews]: Record<string, FileViews[K]> };

const here = { chrome, reference: '54-2026-0183', caseHref: '/guichet/dossiers/54-2026-0183' };
const limits = '20 fichiers au plus, 20\u00a0Mo par fichier, 40\u00a0Mo en tout.';
const unchecked = 'Non vérifié par un antivirus. Ne l’ouvrez que si vous savez d’où il vient.';

export const message: FileLine = {
  id: 'f1',
  name: 'message-du-16-novembre.wav',
  kind: 'Enregistrement',
  size: '340\u00a0ko',
  href: '/guichet/dossiers/54-2026-0183/pieces/f1',
  shown: true,
  audio: true,
  listenHref: '/guichet/dossiers/54-2026-0183/pieces/f1/ecouter',
};

export const fileLines: FileLine[] = [
  message,
  { id: 'f2', name: 'photo de la chambre.jpg', kind: 'Image', size: '1,2\u00a0Mo', href: '#', shown: true, warning: unchecked },
  { id: 'f3', name: 'releves.zip', kind: 'Archive, jamais ouverte par le guichet', size: '12\u00a0Mo', href: '#', shown: false },
  {
    id: 'f4',
    name: 'facture.pdf',
    kind: 'PDF',
    size: '88\u00a0ko',
    shown: true,
    warning: 'L’antivirus a reconnu un programme malveillant dans ce fichier\u00a0: il est gardé scellé, et n’est remis à personne.',
  },
];

export const fileSamples: Samples = {
  'desk/files': {
    plain: { ...here, form: form('#', ['pieces']), limits },
    refused: {
      ...here,
      form: form('#', ['pieces'], {}, [
        { field: 'pieces', message: '«\u00a0film.mp4\u00a0» dépasse 20\u00a0Mo\u00a0: réduisez-le, ou envoyez-le en plusieurs parties.' },
      ]),
      limits,
    },
  },
  'desk/listen': {
    plain: {
      ...here,
      file: message,
      from: 'Répondeur',
      at: at('2026-11-16T21:40:00'),
      form: form('#', ['text'], { text: '« Ma mère ne mange plus. »\n(inaudible)' }),
      draftHref: '#',
      draftKept: true,
      qualifyHref: '#',
    },
  },
};
