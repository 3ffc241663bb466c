import type { FileLine, FileViews, ReceivedLetterField } from '../../templates/views/files.ts';
import { deskPartyFields } from '../../templates/views/party-fields.ts';
import { askedFacts } from '../../vocabulary/fact-table.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

type Samples = { [K in keyof FileViews]: Record<string, FileViews[K]> };

const letterFields: ReceivedLetterField[] = [
  'receivedOn',
  'pieces',
  'notes',
  'joinTo',
  'another',
  'reporterLink',
  'reporterName',
  'reporterContact',
  'safeChannel',
  'safeMoment',
  'messageAllowed',
  'announceAs',
  'language',
  'safeContact',
  'anonymousToDesk',
  'anonymousToImplicated',
  'commune',
  'inseeCode',
  'place',
  'establishment',
  'establishmentName',
  'establishmentFound',
  ...deskPartyFields,
  'maltreatment',
  'danger',
  'victimName',
  'victimGroup',
  'victimContact',
  ...askedFacts,
  'flags',
  'measures',
  'health',
  'assets',
];
const here = { chrome, reference: '54-2026-0183', caseHref: '/guichet/dossiers/54-2026-0183' };
export const limits = '20 fichiers au plus, 20\u00a0Mo par fichier, 40\u00a0Mo en tout.';
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

/** As a draft lists it. */
export const photo: FileLine = { id: 'f2', name: 'photo de la chambre.jpg', kind: 'Image', size: '1,2\u00a0Mo', shown: true, warning: unchecked };

export const fileLines: FileLine[] = [
  message,
  { ...photo, href: '#' },
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
  'desk/received-letters': {
    empty: { chrome, newHref: '#', drafts: [] },
    some: { chrome, newHref: '#', drafts: [{ href: '#', label: 'Brouillon 3fa1', at: at('2026-11-23T09:00:00') }] },
  },
  'desk/received-letter': {
    known: {
      chrome,
      form: form(
        '#',
        letterFields,
        { receivedOn: '20/11/2026', notes: 'Elle écrit que sa voisine « crie la nuit ».', reporterContact: '3 rue des Lilas, 54000 Nancy' },
        [
          {
            field: 'joinTo',
            message:
              'Ce courrier semble déjà enregistré\u00a0: dossier 54-26-7K3M-Q2. Pour l’y joindre, écrivez la référence ici. Sinon, cochez «\u00a0C’est un autre courrier\u00a0».',
          },
        ],
      ),
      choices: { communes: [], establishments: [], organisations: [] },
      files: [photo],
      limits,
      draftHref: '#',
      draftKept: true,
      discard: { action: '#', csrf: 'jeton' },
      listHref: '#',
    },
  },
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
