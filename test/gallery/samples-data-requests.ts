import { choicesOf } from '../../api/pages/requests/request-view.ts';
import { proposedAnswer } from '../../data-requests/answer.ts';
import { answeredBy, askers, cameBy, dataRights, extensionReasons } from '../../data-requests/codes.ts';
import { heldReasons, pieces } from '../../data-requests/may-be-told.ts';
import type { DataRequestLine, DataRequestViews, ToldLine } from '../../templates/views/coordination.ts';
import type { Views } from '../../templates/views/pages.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

const on = { chrome, number: 3, href: '#', listHref: '#' };
const line: DataRequestLine = {
  number: 3,
  href: '#',
  right: 'Accès à ses données',
  article: 'article 15',
  step: 'Vérifier l’identité',
  receivedOn: '2026-11-10',
  dueAt: at('2026-12-10T23:59:00'),
  late: false,
};
const late = { ...line, number: 2, step: 'Relire la réponse, par une autre personne', dueAt: at('2026-11-19T23:59:00'), late: true };
const answered = { ...line, number: 1, step: 'Répondu', sentOn: '2026-11-12' };
const told: ToldLine[] = [
  {
    reference: '54-26-JJBZ-P7',
    many: true,
    href: '#',
    told: [pieces.EXISTENCE, pieces.OWN_DATA],
    held: [
      { piece: pieces.AUTHOR, why: heldReasons.PROTECTS_AUTHOR },
      { piece: pieces.WHEREABOUTS, why: heldReasons.PROTECTS_PERSON },
    ],
  },
  { reference: '54-26-ZPFK-58', href: '#', many: false, told: [], held: [], nothing: heldReasons.NOT_INFORMED },
];
const asked = { right: 'ACCESS', came: 'LETTER', receivedOn: '2026-11-10' } as const;
const fixed = proposedAnswer(asked, []);
const reach = 'Camille Essai\n1 rue de l’Essai\n54000 Nancy';
const button = { action: '#', csrf: 'jeton' };

export const dataRequestSamples: { [Name in keyof DataRequestViews]: Record<string, Views[Name]> } = {
  'desk/data-requests': {
    plain: { chrome, open: [late, line], answered: [answered], newHref: '#' },
    empty: { chrome, open: [], answered: [], newHref: '#' },
  },
  'desk/data-request-new': {
    plain: {
      chrome,
      form: form('#', ['right', 'came', 'receivedOn', 'name', 'about', 'reach', 'words']),
      rights: choicesOf(dataRights),
      ways: choicesOf(cameBy),
      backHref: '#',
    },
  },
  'desk/data-request': {
    plain: {
      chrome,
      line,
      pairs: [
        { label: 'Demandé par', text: 'Camille Essai' },
        { label: 'Répondre', text: reach },
      ],
      cases: [],
      acts: [{ label: 'Vérifier l’identité et le mandat', href: '#', main: true }],
      backHref: '#',
    },
    answered: {
      chrome,
      line: answered,
      pairs: [{ label: 'Demandé par', text: 'Camille Essai' }],
      cases: [{ reference: '54-26-JJBZ-P7', href: '#', written: true }],
      acts: [],
      answer: fixed,
      backHref: '#',
    },
  },
  'desk/data-request-check': { plain: { ...on, form: form('#', ['asker', 'identity', 'mandate', 'proved']), askers: choicesOf(askers) } },
  'desk/data-request-cases': {
    plain: {
      ...on,
      form: form('#', ['cases', 'others'], { cases: ['54-26-JJBZ-P7'] }),
      found: [
        { value: '54-26-JJBZ-P7', label: '54-26-JJBZ-P7', hint: 'Déjà choisi' },
        { value: '54-26-ZPFK-58', label: '54-26-ZPFK-58', hint: 'Personne concernée : Camille Essai' },
      ],
    },
    none: { ...on, form: form('#', ['cases', 'others'], { cases: [] }), found: [] },
  },
  'desk/data-request-write': {
    plain: { ...on, form: form('#', ['text']), said: dataRights.OBJECTION.onCase, cases: ['54-26-JJBZ-P7', '54-26-ZPFK-58'] },
    done: { ...on, form: form('#', ['text']), said: dataRights.OBJECTION.onCase, cases: [] },
  },
  'desk/data-request-extend': {
    plain: { ...on, form: form('#', ['why']), reasons: choicesOf(extensionReasons), until: at('2027-02-10T23:59:00') },
  },
  'desk/data-request-answer': {
    plain: {
      ...on,
      form: form('#', ['reach', 'answer'], {
        reach,
        answer: proposedAnswer(asked, [{ told: ['EXISTENCE', 'OWN_DATA'], openedOn: '2026-11-02', recipients: [], result: null }]),
      }),
      told,
    },
    fixed: { ...on, form: form('#', ['reach', 'answer'], { reach }), told: told.slice(1), fixed },
  },
  'desk/data-request-read': {
    plain: { ...on, told, answer: fixed, reach, wrong: [], agree: button, back: button },
    own: { ...on, told: [], answer: fixed, reach, wrong: [], back: button },
    changed: { ...on, told, answer: fixed, reach, wrong: ['Ce qui peut être dit à qui demande a changé.'], back: button },
  },
  'desk/data-request-sent': { plain: { ...on, form: form('#', ['how', 'on']), ways: choicesOf(answeredBy), letterHref: '#', readHref: '#' } },
};
