import { type AsSaid, safeChannels, safeMoments } from '../../../cases/model/content.ts';
import { placeWords } from '../../../directory/places.ts';
import { partiesSaid } from '../../../intake/implicated.ts';
import type { WebAnswers } from '../../../intake/web.ts';
import { optionsOf, say, type TextVersion } from '../../../templates/text/texts.ts';
import { codes, type HostKind, storedLabel, type VictimConsent } from '../../../vocabulary/vocabulary.ts';
import type { CommuneAnswer } from '../../http/communes.ts';
import { manyOf, one, oneOf } from '../shared/form.ts';
import { readParties } from '../shared/parties.ts';
import {
  type AlertStepName,
  type Answers,
  agreementCodes,
  answeredCommune,
  dangerCodes,
  type Lookup,
  measureCodes,
  needCodes,
  steps,
  whatCodes,
} from './alert-steps.ts';

const dangers = { '1': 1, '2': 2, '3': 3, '4': 4, NSP: undefined } as const;
const consents: Partial<Record<(typeof agreementCodes)[number], VictimConsent>> = { OUI: 'OUI', NON: 'NON', NE_PEUT_PAS: 'IMPOSSIBLE' };

/** The form's answers, in the words of the channel. Pages that were not shown, in the end, have no answer. */
export function readAlertAnswers(answers: Answers, lookup: Lookup): WebAnswers {
  const shown = (step: AlertStepName) => steps[step].shown(answers);
  const danger = oneOf(answers, 'danger', dangerCodes);
  const informed = oneOf(answers, 'victimInformed', ['OUI', 'NON']);
  const commune = answeredCommune(answers, lookup);
  const agrees = oneOf(answers, 'victimAgrees', agreementCodes);
  const chosen = {
    reporterLink: oneOf(answers, 'reporterLink', codes('reporterLink')),
    place: oneOf(answers, 'place', codes('place')),
    victimGroup: oneOf(answers, 'victimGroup', codes('victimGroup')),
    age: oneOf(answers, 'age', codes('age')),
    danger: danger === undefined ? undefined : dangers[danger],
    inseeCode: 'place' in commune ? commune.place.commune.code : undefined,
    safeMoment: oneOf(answers, 'safeMoment', safeMoments),
    helper: shown('helper') ? helperOf(answers) : undefined,
    victimConsent: shown('consent') && agrees !== undefined ? consents[agrees] : undefined,
    victimInformed: shown('consent') && informed !== undefined ? informed === 'OUI' : undefined,
  };
  const asSaid = communeAsSaid(commune, one(answers, 'commune'));
  const { facts: implicated, people } = partiesSaid(readParties(answers, noDirectory));
  const unknown = isUnknownVictim(answers);
  return {
    ...(Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) as Partial<WebAnswers>),
    ...(asSaid.length > 0 && { asSaid }),
    what: manyOf(answers, 'what', whatCodes),
    narrative: one(answers, 'narrative'),
    establishment: one(answers, 'establishment'),
    victimName: unknown ? '' : one(answers, 'victimName'),
    victimContact: unknown ? '' : one(answers, 'victimContact'),
    implicated,
    people,
    measures: manyOf(answers, 'measures', measureCodes),
    measuresText: one(answers, 'measuresText'),
    anonymousToDesk: one(answers, 'anonymousToDesk') === 'OUI',
    anonymousToImplicated: one(answers, 'anonymousToImplicated') !== 'NON',
    safeChannel: oneOf(answers, 'safeChannel', safeChannels) ?? 'NONE',
    reporterName: one(answers, 'reporterName'),
    reporterPhone: one(answers, 'reporterPhone'),
    reporterEmail: one(answers, 'reporterEmail'),
    reporterAddress: one(answers, 'reporterAddress'),
    messageAllowed: one(answers, 'messageAllowed') === 'OUI',
    announceAs: one(answers, 'announceAs'),
    safeContact: one(answers, 'safeContact'),
    needs: manyOf(answers, 'needs', needCodes),
    language: one(answers, 'language'),
    boundBySecrecy: one(answers, 'boundBySecrecy') === 'OUI',
  };
}

/** Whether the person alerts for herself and wants the desk not to know who she is: what she said of herself before is dropped. */
const isUnknownVictim = (answers: Answers): boolean => one(answers, 'reporterLink') === 'VICTIME' && one(answers, 'anonymousToDesk') === 'OUI';

/** What the commune's code does not say: a name of before, or what no commune was recognised in. */
function communeAsSaid(commune: CommuneAnswer, said: string): AsSaid[] {
  if ('kept' in commune || 'offered' in commune) return [{ what: 'Commune', said }];
  if ('empty' in commune || commune.place.formerly === undefined) return [];
  return [{ what: 'Commune', said, read: placeWords(commune.place) }];
}

function helperOf(answers: Answers): WebAnswers['helper'] {
  const [name, contact] = [one(answers, 'helperName'), one(answers, 'helperContact')];
  return {
    ...(name && { name }),
    ...(contact && { contact }),
    agreed: oneOf(answers, 'helperAgreed', ['OUI', 'NON', 'NE_PEUT_PAS']) ?? 'NE_PEUT_PAS',
  };
}

/** The public chooses no body of the directory. */
const noDirectory = { organisationById: new Map() };

interface AnswerLine {
  question: string;
  answer: string;
  changeHref: string;
  label: string;
}

/** Every answer in words, and the names of the files, to be read again before sending; what was left empty says so. */
export function answerLines(
  version: TextVersion,
  answers: Answers,
  files: readonly string[],
  lookup: Lookup,
  change: (step: AlertStepName) => string,
): AnswerLine[] {
  const lines = order.flatMap((step): AnswerLine[] => {
    const parts = step === 'files' ? [...files] : partsOf(version, step, answers, lookup);
    if (parts === null || !steps[step].shown(answers)) return [];
    const question = say(version, `check.lines.${step}`);
    const answer = parts.filter((part) => part !== '').join('\n') || say(version, 'check.none');
    return [{ question, answer, changeHref: change(step), label: question.toLowerCase() }];
  });
  return lines;
}

const order = [
  'reporter',
  'helper',
  'danger',
  'what',
  'where',
  'person',
  'consent',
  'implicated',
  'measures',
  'files',
  'anonymity',
  'contact',
  'reach',
  'needs',
] as const;

const communeWords = (commune: CommuneAnswer): string => ('place' in commune ? placeWords(commune.place) : 'kept' in commune ? commune.kept : '');

/** What was answered on one page, in the words of its choices. */
function partsOf(version: TextVersion, step: Exclude<(typeof order)[number], 'files'>, answers: Answers, lookup: Lookup): string[] {
  const typed = (name: string) => one(answers, name);
  const chosen = (name: string, key: string) => optionsOf(version, key).find(({ value }) => value === typed(name))?.label ?? '';
  const several = (name: string, key: string) =>
    optionsOf(version, key)
      .filter(({ value }) => [answers[name] ?? []].flat().includes(value))
      .map(({ label }) => label);
  const words = (key: string) => say(version, `check.${key}`);
  const self = typed('reporterLink') === 'VICTIME';
  const unknown = isUnknownVictim(answers) && (typed('victimName') !== '' || typed('victimContact') !== '');
  switch (step) {
    case 'reporter':
      return [chosen('reporterLink', 'reporter.links'), typed('filler') === 'AIDE' ? words('helped') : ''];
    case 'helper':
      return [
        typed('helperName'),
        typed('helperContact'),
        { OUI: words('helperAgreed'), NON: words('helperNotAgreed'), NE_PEUT_PAS: words('helperCannotSay') }[typed('helperAgreed')] ?? '',
      ];
    case 'danger':
      return [chosen('danger', 'danger.levels')];
    case 'what':
      return [...several('what', 'what.kinds'), typed('narrative')];
    case 'where':
      return [communeWords(answeredCommune(answers, lookup)), chosen('place', 'where.places'), typed('establishment')];
    case 'person':
      return [
        ...(unknown ? [words('notKept')] : [typed('victimName')]),
        typed('age') === '' ? '' : storedLabel('age', typed('age')),
        chosen('victimGroup', self ? 'person.groupsSelf' : 'person.groups'),
        unknown ? '' : typed('victimContact'),
      ];
    case 'consent':
      return [
        { OUI: words('knows'), NON: words('knowsNot') }[typed('victimInformed')] ?? '',
        { OUI: words('agrees'), NON: words('agreesNot'), NE_PEUT_PAS: words('cannotSay') }[typed('victimAgrees')] ?? '',
      ];
    case 'implicated':
      return readParties(answers, noDirectory).map(({ kind, name, establishment }) =>
        [optionsOf(version, 'implicated.kinds').find(({ value }) => value === kind)?.label, name, establishment].filter(Boolean).join(', '),
      );
    case 'measures':
      return [...several('measures', 'measures.kinds'), typed('measuresText')];
    case 'anonymity':
      return [
        typed('anonymousToDesk') === 'OUI' ? words('anonymousToDesk') : words('knownToDesk'),
        typed('anonymousToImplicated') === 'NON' ? words('mayKnow') : words('neverNamed'),
      ];
    case 'contact':
      return [chosen('safeChannel', 'contact.channels'), typed('reporterName'), typed('boundBySecrecy') === 'OUI' ? words('secrecy') : ''];
    case 'reach':
      return [
        typed('reporterPhone'),
        typed('reporterEmail'),
        typed('reporterAddress'),
        chosen('safeMoment', 'reach.moments'),
        typed('safeChannel') !== 'PHONE' ? '' : typed('messageAllowed') === 'OUI' ? words('leaveMessage') : words('noMessage'),
        typed('announceAs') && say(version, 'check.announce', { name: typed('announceAs') }),
        typed('safeContact'),
      ];
    case 'needs':
      return [...several('needs', 'reach.needKinds'), typed('language') && say(version, 'check.language', { name: typed('language') })];
  }
}

/** What happens next, in sentences. Promises only what the desk does itself: `duty` says whether whoever is on duty is called, `host` who reads, `readFrom` when the desk opens, where it is shut. */
export function nextSentences(version: TextVersion, answers: WebAnswers, duty: boolean, host: HostKind, readFrom: string | null): string[] {
  const reached = answers.anonymousToDesk ? 'NONE' : answers.safeChannel;
  const keys = [
    ...(answers.victimGroup === 'MINEUR' || answers.age === '-18' ? [host === 'CRIP' ? 'childHere' : 'child'] : []),
    duty ? 'duty' : readFrom === null ? 'read' : 'readFrom',
    'passed',
    'chased',
    ...(reached === 'NONE' ? [] : [reached]),
    'byCode',
    // Who gave no name has none that could be told.
    ...(answers.anonymousToDesk || !answers.anonymousToImplicated ? [] : ['neverNamed']),
  ];
  return keys.map((key) => say(version, `next.${key}`, { at: readFrom ?? '' }));
}
