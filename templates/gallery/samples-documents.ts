import type { Views } from '../views.ts';
import type { DocumentViews } from '../views-documents.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

const onCase = { chrome, reference: '54-2026-0183', caseHref: '/guichet/dossiers/54-2026-0183' };
const transfer = { id: 't1', role: 'PARQUET', organisation: 'Parquet de Nancy (exemple)', purpose: 'ACTION', status: 'SENT' } as const;
const missing = [
  { name: 's-justice', heading: 'Signalement à la justice déjà fait', ask: 'Oui, non, ou «\u00a0ne sait pas\u00a0»\u00a0; à quelle date.' },
];
const action = { action: '#', csrf: 'jeton' };

/** Documents of a transfer. */
export const documentSamples: { [Name in keyof DocumentViews]: Record<string, Views[Name]> } = {
  'desk/document': {
    plain: {
      ...onCase,
      transfer,
      form: form('#', ['modele', 's-expose', 's-justice'], { 's-expose': 'Le 12 novembre, l’infirmière a vu des escarres.' }),
      models: [
        { value: 'signalement', label: 'Parquet\u00a0: signalement' },
        { value: 'transmission', label: 'Autre destinataire' },
      ],
      sections: [
        { name: 's-expose', heading: 'Exposé des faits', ask: 'Dans l’ordre\u00a0: quand, où, qui a vu ou entendu quoi.', told: true },
        { name: 's-justice', heading: 'Signalement à la justice déjà fait', ask: 'Oui, non, ou «\u00a0ne sait pas\u00a0».', told: false },
      ],
      rules: ['Suivez l’ordre des faits, avec leurs dates.', 'Ce qui est supposé\u00a0: au conditionnel.'],
      missing,
      withheld: ['Identité de l’auteur'],
      draftHref: '#',
      draftKept: true,
      made: 1,
      versionsHref: '#',
      note: 'Dites qui a vu les escarres.',
      discard: action,
    },
    reading: {
      ...onCase,
      transfer,
      form: form('#', ['modele', 's-expose'], {}, [
        { field: 's-expose', message: '«\u00a0Exposé des faits\u00a0»\u00a0: gardez au plus 20000 caractères.' },
      ]),
      models: [{ value: 'signalement', label: 'Parquet\u00a0: signalement' }],
      sections: [{ name: 's-expose', heading: 'Exposé des faits', ask: 'Dans l’ordre.', told: true }],
      rules: ['Pas de rumeur.'],
      missing: [],
      withheld: [],
      draftHref: '#',
      draftKept: false,
      made: 0,
      reading: { by: 'Camille Lambert', href: '#' },
    },
  },
  'desk/document-preview': {
    make: {
      ...onCase,
      transfer,
      called: 'Signalement au procureur de la République',
      sections: [
        { name: 's-expose', label: 'Exposé des faits', text: 'Le 12 novembre, l’infirmière a vu des escarres.' },
        { name: 's-justice', label: 'Signalement à la justice déjà fait', text: '' },
      ],
      missing,
      closing: 'Établi par Camille Lambert, pour le guichet, le lundi 23 novembre.',
      form: form('#', ['note']),
      pdfHref: '#',
      editHref: '#',
      version: 2,
      consequences: ['Parquet de Nancy (exemple) pourra lire ce document.', 'Il ne changera plus.'],
      own: false,
      sendsBack: false,
      make: action,
    },
    ask: {
      ...onCase,
      transfer,
      called: 'Signalement au procureur de la République',
      sections: [{ name: 's-expose', label: 'Exposé des faits', text: 'Le 12 novembre.' }],
      missing: [],
      form: form('#', ['note'], {}, [{ field: 's-expose', message: '«\u00a0Exposé des faits\u00a0» désigne l’auteur de l’alerte.' }]),
      pdfHref: '#',
      editHref: '#',
      version: 1,
      consequences: [],
      own: false,
      sendsBack: false,
      ask: action,
    },
    second: {
      ...onCase,
      transfer,
      called: 'Signalement au procureur de la République',
      sections: [{ name: 's-expose', label: 'Exposé des faits', text: 'Le 12 novembre.' }],
      missing: [],
      form: form('#', ['note'], {}, [{ field: 'note', message: 'Dites ce qui est à corriger.' }]),
      pdfHref: '#',
      editHref: '#',
      version: 1,
      consequences: ['Il ne changera plus.'],
      proposedBy: 'Camille Lambert',
      own: false,
      sendsBack: true,
      make: action,
    },
    own: {
      ...onCase,
      transfer,
      called: 'Signalement au procureur de la République',
      sections: [{ name: 's-expose', label: 'Exposé des faits', text: 'Le 12 novembre.' }],
      missing: [],
      form: form('#', ['note']),
      pdfHref: '#',
      editHref: '#',
      version: 1,
      consequences: [],
      proposedBy: 'Camille Lambert',
      own: true,
      sendsBack: false,
    },
  },
  'desk/letter': {
    transfer: {
      ...onCase,
      task: {
        id: 'k3',
        kind: 'LETTER',
        sayable: 'Envoyer le courrier, puis noter la date de dépôt.',
        because: 'Parquet de Nancy (exemple)',
        to: 'Guichet',
        dueAt: at('2026-11-25T17:00:00'),
        late: false,
        address: 'Cité judiciaire, 54000 Nancy',
      },
      form: form('#', ['address', 'subject', 'body', 'joined'], { address: 'Parquet\nCité judiciaire\n54000 Nancy', joined: 'OUI' }, [
        { field: 'subject', message: 'Écrivez l’objet de la lettre.' },
      ]),
      joins: true,
      doneHref: '#',
    },
  },
  'desk/document-versions': {
    empty: { ...onCase, transfer, versions: [], writeHref: '#' },
    plain: {
      ...onCase,
      transfer,
      versions: [
        {
          version: 2,
          madeAt: at('2026-11-20T16:30:00'),
          madeBy: 'Camille Lambert',
          approvedBy: 'Nora Lambert',
          fingerprint: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
          href: '#',
          intact: true,
          entry: 31,
        },
        {
          version: 1,
          madeAt: at('2026-11-19T10:00:00'),
          madeBy: 'Camille Lambert',
          fingerprint: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
          href: '#',
          intact: false,
        },
      ],
      writeHref: '#',
    },
  },
};
