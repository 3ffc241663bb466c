import type { SituationViews } from '../../templates/views/situation.ts';
import { at, deskChrome, form } from './parts.ts';

const onCase = { chrome: deskChrome, reference: '54-26-7K3M-Q2', caseHref: '#' };
const other = {
  reference: '54-26-9WD4-TB',
  href: '#',
  status: 'OPEN',
  openedAt: at('2026-11-12T09:10:00'),
  danger: 2,
  where: 'EHPAD, Nancy',
} as const;
const acts = [
  { value: 'RELATED', label: 'Lier\u00a0: situation proche' },
  { value: 'MERGE_HERE', label: 'Fusionner l’autre dans ce dossier' },
];

export const situationSamples: { [Name in keyof SituationViews]: Record<string, SituationViews[Name]> } = {
  'desk/situation': {
    proposals: {
      ...onCase,
      linked: [{ ...other, relation: 'MERGED_HERE', separate: { action: '#' } }],
      proposed: [{ ...other, reference: '54-26-2PZX-01', reasons: ['Même téléphone', 'Même nom de personne concernée'], act: { action: '#' } }],
      link: form('#', ['other', 'act'], { other: '54-26-XXXX' }, [
        { field: 'other', message: 'Aucun dossier que vous pouvez voir n’a cette référence\u00a0: vérifiez-la.' },
      ]),
      acts,
      mergeRefused: ['Une transmission pour action attend ici une réponse\u00a0: fusionnez plutôt l’autre dossier dans celui-ci.'],
      situation: form('#', ['repetition', 'reprisals', 'text'], { repetition: 'MEME_TYPE', reprisals: ['VISITES'] }),
    },
    empty: {
      ...onCase,
      mergedInto: { reference: other.reference, href: '#' },
      linked: [],
      proposed: [],
      link: form('#', ['other', 'act']),
      acts,
      mergeRefused: [],
      situation: form('#', ['repetition', 'reprisals', 'text']),
    },
  },
  'desk/order-step': {
    appointment: {
      ...onCase,
      form: form('#', ['task', 'when', 'takenBy', 'text', 'agreed'], { task: 'CALL_BACK', when: 'vendredi 9 h', text: 'Sa fille sera présente.' }, [
        {
          field: 'agreed',
          message:
            'Ce moment est hors des heures sûres de l’auteur (de 18\u00a0h à 20\u00a0h)\u00a0: choisissez-en un autre, ou dites qu’il l’a proposé.',
        },
      ]),
      proposed: ['mardi 1er décembre, 18\u00a0h'],
      steps: [{ value: 'CALL_BACK', label: 'Rappeler l’auteur, sur rendez-vous' }],
      people: [{ value: 'k', label: 'Nora Lambert' }],
      almaHref: '#',
      warnings: ['Appeler après 18\u00a0h. Ne pas laisser de message.'],
    },
  },
};
