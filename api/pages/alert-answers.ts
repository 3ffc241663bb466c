import { codes, label } from '../../cases/vocabulary.ts';
import { type WebAnswers, webKinds, webMeasures } from '../../intake/web.ts';
import { typographic } from '../../templates/typography.ts';
import { type Answers, dangerCodes, type Lookup, meantCommune, measureCodes, type StepName, steps, whatCodes } from './alert-steps.ts';
import { manyOf, one, oneOf } from './form.ts';

const dangers = { '1': 1, '2': 2, '3': 3, '4': 4, NSP: undefined } as const;

/** The form's answers, in the words of the channel. */
export function readAnswers(answers: Answers, lookup: Lookup): WebAnswers {
  const danger = oneOf(answers, 'danger', dangerCodes);
  const chosen = {
    reporterLink: oneOf(answers, 'reporterLink', codes('reporterLink')),
    place: oneOf(answers, 'place', codes('place')),
    victimGroup: oneOf(answers, 'victimGroup', codes('victimGroup')),
    age: oneOf(answers, 'age', codes('age')),
    danger: danger === undefined ? undefined : dangers[danger],
    inseeCode: meantCommune(answers, lookup)?.inseeCode,
  };
  const kind = oneOf(answers, 'implicatedKind', codes('implicated'));
  return {
    ...(Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) as Partial<WebAnswers>),
    what: manyOf(answers, 'what', whatCodes),
    narrative: one(answers, 'narrative'),
    establishment: one(answers, 'establishment'),
    victimName: one(answers, 'victimName'),
    victimContact: one(answers, 'victimContact'),
    implicated: kind === undefined ? [] : [{ kind }],
    implicatedName: one(answers, 'implicatedName'),
    measures: manyOf(answers, 'measures', measureCodes),
    measuresText: one(answers, 'measuresText'),
    anonymousToDesk: one(answers, 'anonymousToDesk') === 'OUI',
    anonymousToImplicated: one(answers, 'anonymousToImplicated') !== 'NON',
    reporterName: one(answers, 'reporterName'),
    reporterPhone: one(answers, 'reporterPhone'),
    reporterEmail: one(answers, 'reporterEmail'),
    safeContact: one(answers, 'safeContact'),
    boundBySecrecy: one(answers, 'boundBySecrecy') === 'OUI',
  };
}

interface AnswerLine {
  question: string;
  answer: string;
  changeHref: string;
  label: string;
}

const dangerWords = {
  '4': 'Oui, une vie est en danger',
  '3': 'Oui, cela peut arriver d’une heure à l’autre',
  '2': 'Non, mais c’est grave',
  '1': 'Non, mais je suis inquiet',
  NSP: 'Je ne sais pas',
} as const;

/** Every answer in words, to be read again before sending; what was left empty says so. */
export function answerLines(answers: Answers, lookup: Lookup, change: (step: StepName) => string): AnswerLine[] {
  const read = readAnswers(answers, lookup);
  const danger = oneOf(answers, 'danger', dangerCodes);
  const where = [meantCommune(answers, lookup)?.name ?? '', read.place === undefined ? '' : label('place', read.place), read.establishment];
  const person = [
    read.victimName,
    read.age === undefined ? '' : label('age', read.age),
    read.victimGroup === undefined ? '' : label('victimGroup', read.victimGroup),
    read.victimContact,
  ];
  const lines: [StepName, string, string[]][] = [
    ['reporter', 'Vous êtes', [read.reporterLink === undefined ? '' : label('reporterLink', read.reporterLink)]],
    ['danger', 'Danger maintenant', [danger === undefined ? '' : dangerWords[danger]]],
    ['what', 'Ce qui se passe', [...read.what.map((code) => webKinds[code]), read.narrative]],
    ['where', 'Lieu', where],
    ['person', 'La personne', person],
    ['implicated', 'Mis en cause', [...read.implicated.map(({ kind }) => label('implicated', kind)), read.implicatedName]],
    ['measures', 'Ce qui a été fait', [...read.measures.map((code) => webMeasures[code]), read.measuresText]],
    [
      'anonymity',
      'Anonymat',
      [
        read.anonymousToDesk ? 'Anonyme pour le guichet' : 'Connu du guichet',
        read.anonymousToImplicated ? 'Jamais nommé au mis en cause' : 'Le mis en cause peut savoir',
      ],
    ],
    [
      'contact',
      'Vous joindre',
      [read.reporterName, read.reporterPhone, read.reporterEmail, read.safeContact, read.boundBySecrecy ? 'Tenu au secret professionnel' : ''],
    ],
  ];
  return lines
    .filter(([step]) => steps[step].shown(answers))
    .map(([step, question, parts]) => ({
      question,
      answer: parts.filter((part) => part !== '').join('\n') || 'Pas de réponse',
      changeHref: change(step),
      label: question.toLowerCase(),
    }));
}

/** What happens next, in sentences. Promises only what the desk does itself. */
export function nextSentences(answers: WebAnswers): string[] {
  const sentences = [
    (answers.danger ?? 0) >= 3 ? 'La personne d’astreinte est prévenue, jour et nuit.' : 'Une personne du guichet lit votre alerte.',
    'Elle la transmet à ceux qui doivent agir.',
    'Le guichet les relance jusqu’à obtenir une réponse.',
    answers.anonymousToDesk
      ? 'Avec votre code, vous saurez où en est votre alerte.'
      : 'Nous pouvons vous rappeler, aux moments que vous avez indiqués.',
    ...(answers.anonymousToImplicated ? ['Votre nom ne sera pas donné au mis en cause.'] : []),
  ];
  return sentences.map(typographic);
}
