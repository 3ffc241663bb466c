import { approvalRefusals } from '../../api/pages/coordination/approval-words.ts';
import { retentionClasses, retentionClassNames, termSaid, usualTerms } from '../../retention/classes.ts';
import type { DestructionLine, RetentionViews } from '../../templates/views/coordination.ts';
import type { Views } from '../../templates/views/pages.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

const list: DestructionLine = {
  href: '#',
  number: 3,
  state: 'Accord des Archives à noter',
  running: true,
  at: at('2026-11-20T16:30:00'),
  count: 41,
  destroyed: 0,
  spared: 0,
};
const button = { action: '#', csrf: 'jeton' };
const items = [
  { kind: 'Dossier', reference: '54-18-JJBZ-P7', href: '#', openedOn: '2018-03-18', dueOn: '2026-05-02' },
  { kind: 'Contact sans dossier', reference: '54-25-C-JJBZ-P7K', openedOn: '2025-03-18', dueOn: '2026-03-18' },
];
const classes = retentionClassNames.map((name) => {
  const { label, from, then, source } = retentionClasses[name];
  return { label, term: termSaid(name, usualTerms[name]), from, then, source, tonight: name === 'DRAFT' ? '3' : 'Par liste' };
});

export const retentionSamples: { [Name in keyof RetentionViews]: Record<string, Views[Name]> } = {
  'desk/retention': {
    plain: { chrome, classes, changeHref: '#', due: { cases: 12, contacts: 3, requests: 1, more: true }, dueHref: '#', lists: [] },
    asked: {
      chrome,
      classes,
      decided: { by: 'Nora Lambert', approvedBy: 'Claude Martin', at: at('2026-01-20T16:30:00'), why: 'Avis du délégué.' },
      asked: {
        by: 'Nora Lambert',
        at: at('2026-11-20T16:30:00'),
        why: 'Le référentiel a changé.',
        changes: [{ label: retentionClasses.CASE.label, was: '84 mois (7 ans)', is: '60 mois (5 ans)' }],
        approve: button,
        drop: button,
      },
      changeHref: '#',
      due: { cases: 0, contacts: 0, requests: 0, more: false },
      dueHref: '#',
      running: list,
      lists: [list, { ...list, number: 2, state: 'Détruite', running: false, destroyed: 40, spared: 1 }],
    },
  },
  'desk/retention-change': {
    plain: {
      chrome,
      form: form('#', [...retentionClassNames, 'why']),
      fields: retentionClassNames.map((name) => ({ name, label: retentionClasses[name].label, hint: 'De 12 à 360 ; proposé : 84.' })),
      backHref: '#',
    },
  },
  'desk/retention-due': {
    plain: { chrome, items, more: true, most: 500, draw: button, backHref: '#' },
    empty: { chrome, items: [], more: false, most: 500, draw: button, backHref: '#' },
    running: { chrome, items, more: false, most: 500, backHref: '#' },
  },
  'desk/destruction': {
    drawn: { chrome, list, items, tableHref: '#', drawnBy: 'Nora Lambert', visaHref: '#', drop: button, backHref: '#' },
    partial: { chrome, list, items, partial: approvalRefusals.PARTIAL, drawnBy: 'Nora Lambert', backHref: '#' },
    failed: {
      chrome,
      list: { ...list, state: 'Destruction échouée, reprise la nuit prochaine' },
      items,
      tableHref: '#',
      drawnBy: 'Nora Lambert',
      visa: { reference: 'ADMM 2026-117', on: '2026-11-20', by: 'Claude Martin', at: at('2026-11-21T09:30:00') },
      failure: { why: 'Les originaux n’ont pas pu être effacés de la boîte aux lettres.', at: at('2026-11-22T01:20:00') },
      drop: button,
      backHref: '#',
    },
    dropped: {
      chrome,
      list: { ...list, state: 'Abandonnée', running: false },
      items: [],
      drawnBy: 'Nora Lambert',
      dropped: { by: 'Claude Martin', at: at('2026-11-21T09:30:00') },
      backHref: '#',
    },
    done: {
      chrome,
      list: { ...list, state: 'Détruite', running: false, destroyed: 40, spared: 1 },
      items: [],
      drawnBy: 'Nora Lambert',
      visa: { reference: 'ADMM 2026-117', on: '2026-11-20', by: 'Claude Martin', at: at('2026-11-21T09:30:00') },
      backHref: '#',
    },
  },
  'desk/destruction-visa': { plain: { chrome, form: form('#', ['reference', 'on']), number: 3, count: 41, backHref: '#' } },
};
