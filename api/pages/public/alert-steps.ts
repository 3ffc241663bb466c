import { safeChannels } from '../../../cases/model/content.ts';
import { longestText } from '../../../intake/schema.ts';
import { contradictions } from '../../../procedures/impossible.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { partyFields } from '../../../templates/views/party-fields.ts';
import type { PublicViews } from '../../../templates/views/public.ts';
import { isEmail } from '../../../vocabulary/email-address.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { codes, isImminent } from '../../../vocabulary/vocabulary.ts';
import type { CommuneAnswer } from '../../http/communes.ts';
import { alertSlugs } from '../shared/addresses.ts';
import { everyValue, type Fields, onlyShown } from '../shared/fields.ts';
import { isPhone, many, manyOf, one, oneOf, type Typed } from '../shared/form.ts';

export type AlertStepName = keyof typeof alertSlugs;
export const alertOrder = Object.keys(alertSlugs) as AlertStepName[];

type FieldsOf<Name extends AlertStepName> = PublicViews[`public/alert/${Name}`]['form']['fields'];
type FieldName<Name extends AlertStepName> = string & keyof FieldsOf<Name>;

/** What was asked and answered so far, by field name, exactly as typed. */
export type Answers = Typed;

/** How a commune is read here. */
export interface Lookup {
  commune(typed: string, chosen: string): CommuneAnswer;
  /** The choices beside what was typed; `none` says that none is right. */
  choices(typed: string, none: string): Choice[];
}

/** What is wrong with an answer: the key of its text, in whichever version the page is written. */
interface Wrong<Name extends string> {
  field: Name;
  key: string;
  values?: Record<string, number>;
}

export interface AlertQuestion<Name extends AlertStepName> {
  fields: readonly FieldName<Name>[];
  /** Fields that hold a list. */
  several: readonly FieldName<Name>[];
  errors(answers: Answers, lookup: Lookup): Wrong<FieldName<Name>>[];
  /** Whether the page is shown at all, after these answers. */
  shown(answers: Answers): boolean;
}

export const whatCodes = ['NEGLIGENCES', 'VIOLENCES', 'MATERIELLE_FINANCIERE', 'SEXUELLE', 'AUTRE'] as const;
export const measureCodes = ['CONTACT_RESPONSABLES', 'AUTRE_ORGANISME', 'PLAINTE', 'AUTRE'] as const;
export const dangerCodes = ['4', '3', '2', '1', 'NSP'] as const;
export const agreementCodes = ['OUI', 'NON', 'NE_PEUT_PAS', 'NON_DEMANDE'] as const;
export const needCodes = ['ECRIT', 'LSF', 'LANGUE', 'SIMPLE'] as const;
const yesNo = ['OUI', 'NON'] as const;

const always = () => true;
const nothingWrong = () => [];
const grave = (answers: Answers) => isImminent(Number(one(answers, 'danger')));
const known = (answers: Answers) => one(answers, 'anonymousToDesk') !== 'OUI';
const reachedBy = (answers: Answers) => oneOf(answers, 'safeChannel', safeChannels) ?? 'NONE';
const LONGEST_LINE = 200;

/** An age and a situation that no person has together. */
function ofNobody(answers: Answers): Wrong<'age'>[] {
  const age = oneOf(answers, 'age', codes('age'));
  const victimGroup = oneOf(answers, 'victimGroup', codes('victimGroup')) ?? 'INCONNU';
  const person: Facts = { channel: 'WEB', place: 'INCONNU', implicated: [], maltreatment: [], victimGroup, flags: [], ...(age && { age }) };
  return contradictions(person).length > 0 ? [{ field: 'age', key: 'person.ageWrong' }] : [];
}

function tooLong<Name extends string>(answers: Answers, names: readonly Name[], most: number): Wrong<Name>[] {
  return names.filter((name) => one(answers, name).length > most).map((name) => ({ field: name, key: 'errors.long', values: { most } }));
}

/** One question per page: what it holds, and what is wrong with an answer. Nothing is required that a person may not know. */
export const steps: { [Name in AlertStepName]: AlertQuestion<Name> } = {
  start: { fields: [], several: [], errors: nothingWrong, shown: always },
  reporter: {
    fields: ['reporterLink', 'filler'],
    several: [],
    shown: always,
    errors: (answers) => (oneOf(answers, 'reporterLink', codes('reporterLink')) ? [] : [{ field: 'reporterLink', key: 'reporter.missing' }]),
  },
  helper: {
    fields: ['helperName', 'helperContact', 'helperAgreed'],
    several: [],
    shown: (answers) => one(answers, 'filler') === 'AIDE',
    errors: (answers) => [
      ...(oneOf(answers, 'helperAgreed', agreementCodes) ? [] : [{ field: 'helperAgreed' as const, key: 'helper.missing' }]),
      ...tooLong(answers, ['helperName', 'helperContact'], LONGEST_LINE),
    ],
  },
  danger: {
    fields: ['danger'],
    several: [],
    shown: always,
    errors: (answers) => (oneOf(answers, 'danger', dangerCodes) ? [] : [{ field: 'danger', key: 'danger.missing' }]),
  },
  emergency: { fields: [], several: [], errors: nothingWrong, shown: grave },
  what: {
    fields: ['what', 'narrative'],
    several: ['what'],
    shown: always,
    errors: (answers) => {
      const chosen = manyOf(answers, 'what', whatCodes).filter((code) => code !== 'AUTRE');
      const silent = chosen.length === 0 && one(answers, 'narrative') === '';
      return [...(silent ? [{ field: 'narrative' as const, key: 'what.missing' }] : []), ...tooLong(answers, ['narrative'], longestText)];
    },
  },
  where: {
    fields: ['commune', 'inseeCode', 'place', 'establishment'],
    several: [],
    shown: always,
    errors: (answers, lookup) => {
      const wrong: Wrong<FieldName<'where'>>[] = [];
      const commune = answeredCommune(answers, lookup);
      if ('offered' in commune) {
        const several = commune.offered.length > 0;
        wrong.push(several ? { field: 'inseeCode', key: 'where.choose' } : { field: 'commune', key: 'where.unknown' });
      }
      if (!oneOf(answers, 'place', codes('place'))) wrong.push({ field: 'place', key: 'where.missing' });
      return [...wrong, ...tooLong(answers, ['establishment'], LONGEST_LINE)];
    },
  },
  person: {
    fields: ['victimName', 'victimGroup', 'age', 'victimContact'],
    several: [],
    shown: always,
    errors: (answers) => [...ofNobody(answers), ...tooLong(answers, ['victimName', 'victimContact'], LONGEST_LINE)],
  },
  consent: {
    fields: ['victimInformed', 'victimAgrees'],
    several: [],
    shown: (answers) => one(answers, 'reporterLink') !== 'VICTIME',
    errors: nothingWrong,
  },
  implicated: {
    fields: partyFields(['implicatedKind', 'implicatedName', 'implicatedPlace']),
    several: [],
    shown: always,
    errors: (answers) => tooLong(answers, partyFields(['implicatedName', 'implicatedPlace']), LONGEST_LINE),
  },
  measures: {
    fields: ['measures', 'measuresText'],
    several: ['measures'],
    shown: always,
    errors: (answers) => tooLong(answers, ['measuresText'], longestText),
  },
  files: { fields: ['pieces', 'stripMetadata'], several: ['stripMetadata'], errors: nothingWrong, shown: always },
  anonymity: {
    fields: ['anonymousToDesk', 'anonymousToImplicated'],
    several: [],
    shown: always,
    errors: (answers) => (oneOf(answers, 'anonymousToDesk', yesNo) ? [] : [{ field: 'anonymousToDesk', key: 'anonymity.missing' }]),
  },
  contact: {
    fields: ['safeChannel', 'reporterName', 'boundBySecrecy'],
    several: [],
    shown: known,
    errors: (answers) => [
      ...(oneOf(answers, 'safeChannel', safeChannels) ? [] : [{ field: 'safeChannel' as const, key: 'contact.missing' }]),
      ...tooLong(answers, ['reporterName'], LONGEST_LINE),
    ],
  },
  reach: {
    fields: ['reporterPhone', 'reporterEmail', 'reporterAddress', 'safeMoment', 'messageAllowed', 'announceAs', 'safeContact'],
    several: [],
    shown: (answers) => known(answers) && reachedBy(answers) !== 'NONE',
    errors: (answers) => {
      const wrong: Wrong<FieldName<'reach'>>[] = [];
      const by = reachedBy(answers);
      if (by === 'PHONE' && !isPhone(one(answers, 'reporterPhone'))) wrong.push({ field: 'reporterPhone', key: 'reach.phoneWrong' });
      if (by === 'EMAIL' && !isEmail(one(answers, 'reporterEmail'))) wrong.push({ field: 'reporterEmail', key: 'reach.emailWrong' });
      if (by === 'LETTER' && one(answers, 'reporterAddress') === '') wrong.push({ field: 'reporterAddress', key: 'reach.addressWrong' });
      return [...wrong, ...tooLong(answers, ['reporterAddress', 'announceAs', 'safeContact'], LONGEST_LINE)];
    },
  },
  // Of everybody: whoever comes back with a code is answered too.
  needs: {
    fields: ['needs', 'language'],
    several: ['needs'],
    shown: always,
    errors: (answers) => tooLong(answers, ['language'], LONGEST_LINE),
  },
  check: { fields: [], several: [], errors: nothingWrong, shown: always },
};

/** The fields of a page: what they hold is read with all the answers, by `readAlertAnswers`. */
export function alertShape(step: AlertStepName): Fields {
  const { fields, several } = steps[step] as AlertQuestion<AlertStepName>;
  const lists: readonly string[] = several;
  return Object.fromEntries(fields.map((name) => [name, lists.includes(name) ? everyValue : onlyShown]));
}

/** The page after this one, given the answers. */
export function after(step: AlertStepName, answers: Answers): AlertStepName {
  return alertOrder.slice(alertOrder.indexOf(step) + 1).find((next) => steps[next].shown(answers)) ?? 'check';
}

export function before(step: AlertStepName, answers: Answers): AlertStepName | undefined {
  return alertOrder.slice(0, alertOrder.indexOf(step)).findLast((previous) => steps[previous].shown(answers));
}

/** The first page whose answer is missing or wrong: nobody reaches the end past it. */
export function firstWrong(answers: Answers, lookup: Lookup): AlertStepName | undefined {
  return alertOrder.find((step) => steps[step].shown(answers) && steps[step].errors(answers, lookup).length > 0);
}

/** "Question n sur N": the start, the emergency page and the check are not questions of their own. */
export function place(step: AlertStepName, answers: Answers): { step: number; steps: number } {
  const counted = alertOrder.filter((name) => name !== 'start' && name !== 'emergency' && steps[name].shown(answers));
  const at = step === 'emergency' ? 'danger' : step;
  return { step: counted.indexOf(at) + 1, steps: counted.length };
}

export function answeredCommune(answers: Answers, lookup: Lookup): CommuneAnswer {
  return lookup.commune(one(answers, 'commune'), one(answers, 'inseeCode'));
}

/** The answers of a page, replaced by what was just typed there; the others are kept. */
export function withAlertAnswers(answers: Answers, step: AlertStepName, typed: Typed): Answers {
  const names: readonly string[] = steps[step].fields;
  const several: readonly string[] = steps[step].several;
  return { ...answers, ...Object.fromEntries(names.map((name) => [name, several.includes(name) ? many(typed, name) : one(typed, name)])) };
}

/** Hidden information of photos is taken out unless their author said otherwise. */
export function hidesWhereTaken(answers: Answers): boolean {
  return answers.stripMetadata === undefined || manyOf(answers, 'stripMetadata', ['OUI']).length > 0;
}
