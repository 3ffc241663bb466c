import type { EstablishmentViews } from '../../templates/views/establishments.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

const action = { action: '#', csrf: 'x' };
const read = {
  chrome,
  file: 'structures.json.gz',
  source: 'STRUCTURES' as const,
  dated: '2026-11-01',
  licence: 'Licence Ouverte 2.0',
  at: at('2026-11-23T09:40:00'),
  by: 'Nora Lambert',
  counts: { added: 1, changed: 1, same: 1204, vanished: 1, closed: 1, refused: 1, elsewhere: 103_000 },
  stale: false,
  refused: [{ at: 'structure 2, site 4', why: 'le nom de l’établissement manque.' }],
  added: ['Foyer du Canal (FINESS 549990011)'],
  changed: [
    {
      title: 'EHPAD Les Mirabelliers (FINESS 549990002)',
      lines: [
        { label: 'Places', before: '', after: '80' },
        { label: 'Autorisé par', before: 'Conseil départemental', after: 'ARS et Conseil départemental ensemble' },
      ],
    },
  ],
  vanished: ['Service du Pays-Haut (FINESS 549990013)'],
  backHref: '#',
  importHref: '#',
};
const empty = { ...read, refused: [], added: [], changed: [], vanished: [] };
const settled = { by: 'Paul Renard', at: at('2026-11-23T10:00:00') };
const act = {
  kind: 'INJONCTION' as const,
  authority: 'ARS_CD' as const,
  since: '2 novembre 2026',
  holds: true,
  reference: 'Courrier du 2 novembre 2026.',
  by: 'Nora Lambert',
};

export const establishmentSamples: { [Name in keyof EstablishmentViews]: Record<string, EstablishmentViews[Name]> } = {
  'desk/directory/establishments': {
    none: { chrome, search: '', held: 0, absent: 0, lines: [], proposed: [], more: false, importHref: '#', imports: [] },
    found: {
      chrome,
      search: 'ehpad',
      held: 1204,
      absent: 1,
      lines: [
        { href: '#', name: 'EHPAD Les Mirabelliers', finess: '549990002', category: 'Catégorie FINESS 500', commune: 'Vandœuvre-lès-Nancy' },
        { href: '#', name: 'EHPAD du Lac', finess: '549990003', category: 'EHPAD', commune: 'Nancy', concern: 'Fermé depuis le 31 octobre 2026' },
      ],
      proposed: ['EHPAD Les Mirabelliers, Vandœuvre-lès-Nancy (FINESS 549990002)'],
      more: true,
      importHref: '#',
      imports: (['READ', 'READING', 'TAKEN', 'UNDONE', 'DROPPED'] as const).map((state) => ({
        href: '#',
        file: 'structures.json.gz',
        at: at('2026-11-23T09:40:00'),
        by: 'Nora Lambert',
        state,
      })),
    },
    agent: { chrome, search: 'zz', held: 2, absent: 0, lines: [], proposed: [], more: false, imports: [] },
  },
  'desk/directory/establishment': {
    plain: {
      chrome,
      name: 'EHPAD Les Mirabelliers',
      concern: 'Absent du dernier fichier : vérifiez qu’il existe encore',
      lines: [{ label: 'Numéro', value: 'FINESS 549990002' }],
      acts: [
        { ...act, changeHref: '#' },
        { ...act, kind: 'FERMETURE', until: '3 novembre 2026', holds: false },
      ],
      noteHref: '#',
      bodyHref: '#',
    },
    agent: { chrome, name: 'EHPAD du Lac', lines: [], acts: [] },
  },
  'desk/directory/act-form': {
    refused: {
      chrome,
      isNew: true,
      name: 'EHPAD du Lac',
      backHref: '#',
      form: form('#', ['kind', 'authority', 'since', 'until', 'reference'], { since: 'hier' }, [
        { field: 'since', message: 'Écrivez le premier jour, par exemple 27/11/2026.' },
      ]),
    },
    existing: { chrome, isNew: false, name: 'EHPAD du Lac', backHref: '#', form: form('#', ['kind', 'authority', 'since', 'until', 'reference']) },
  },
  'desk/directory/sites-import': {
    refused: { chrome, backHref: '#', form: form('#', ['file'], {}, [{ field: 'file', message: 'Choisissez un fichier de FiNESS.' }]) },
  },
  'desk/directory/sites-read': {
    read: { ...read, state: 'READ', take: action, drop: action },
    stale: { ...empty, state: 'READ', stale: true, drop: action },
    taken: { ...empty, state: 'TAKEN', settled, undo: action },
    undone: { ...empty, state: 'UNDONE', settled },
    dropped: { ...empty, state: 'DROPPED', settled },
    reading: { ...empty, state: 'READING' },
  },
};
