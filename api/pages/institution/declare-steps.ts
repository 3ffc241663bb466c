import { type Declaration, type DeclarationField, readDeclaration } from '../../../intake/declarations/declaration.ts';
import { type DeclarationText, declarationFromText } from '../../../intake/declarations/from-text.ts';
import type { InstitutionViews } from '../../../templates/views/institution.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { declareSlugs } from '../shared/addresses.ts';
import { everyValue, type Fields, onlyShown } from '../shared/fields.ts';
import { type FormError, many, one, type Typed } from '../shared/form.ts';
import { categorySaid } from './sent-words.ts';

/** The pages of a declaration, in their order. */
export const declareOrder = [...(Object.keys(declareSlugs) as AskedStep[]), 'files', 'check'] as const;
export type DeclareStepName = (typeof declareOrder)[number];

/** A page that asks: the files and the check have their own ways. */
export type AskedStep = keyof typeof declareSlugs;
type FieldOf<Name extends DeclareStepName> = string & keyof InstitutionViews[`institution/declare/${Name}`]['form']['fields'];
export type AskedField = { [Name in AskedStep]: FieldOf<Name> }[AskedStep];

export const stepFields: { [Name in AskedStep]: readonly FieldOf<Name>[] } = {
  event: ['establishment', 'category', 'eigs'],
  oral: ['oral', 'oralDay', 'oralTime', 'oralTo', 'oralReference'],
  facts: ['observedOn', 'occurredOn', 'nature', 'where'],
  people: ['danger', 'victims', 'exposed', 'victimGroup', 'victimName', 'maltreatment', 'implicated', 'implicatedOther', 'crime'],
  measures: ['immediateMeasures', 'personInformed', 'familyInformed', 'remedies'],
  aftermath: ['legalFollowUp', 'media', 'mediaText'],
  contact: ['contactName', 'contactRole', 'contactPhone', 'contactEmail'],
};
const severalDeclareFields: readonly AskedField[] = ['eigs', 'maltreatment', 'crime', 'media'];

/** Where a field of the declaration is asked, when the form calls it otherwise. */
const asked: Partial<Record<DeclarationField, AskedField>> = { oralAt: 'oralDay' };

export function isAsked(step: DeclareStepName): step is AskedStep {
  return step !== 'files' && step !== 'check';
}

/** The fields of a page: all the answers together are read by `readDeclareAnswers`. */
export function declareShape(step: AskedStep): Fields {
  return Object.fromEntries(stepFields[step].map((name) => [name, severalDeclareFields.includes(name) ? everyValue : onlyShown]));
}

export function isMaltreated(answers: Typed): boolean {
  return one(answers, 'category') === '8';
}

/** The answers of a page, replaced by what was just typed there; what the page did not ask is kept, but for boxes left unticked. */
export function withDeclareAnswers(answers: Typed, step: AskedStep, fields: Typed): Typed {
  const several: readonly string[] = severalDeclareFields;
  const names: readonly string[] = stepFields[step];
  const said = names.flatMap((name) => (several.includes(name) ? [[name, many(fields, name)]] : name in fields ? [[name, one(fields, name)]] : []));
  return { ...answers, ...Object.fromEntries(said) };
}

/** The answers as the declaration they make, or what is still wrong with them, by page. */
export function readDeclareAnswers(
  answers: Typed,
  now: number,
  zone: string,
): { declaration: Declaration } | { wrong: Map<AskedStep, FormError<AskedField>[]> } {
  const read = readDeclaration(declarationFromText(textOf(answers)), now, zone);
  if ('declaration' in read) return read;
  const wrong = new Map<AskedStep, FormError<AskedField>[]>();
  for (const { path, message } of read.problems) {
    const name = path.split('.')[0] as DeclarationField;
    const field = asked[name] ?? (name as AskedField);
    const step = (Object.keys(stepFields) as AskedStep[]).find((one) => (stepFields[one] as readonly string[]).includes(field)) ?? 'event';
    const errors = wrong.get(step) ?? [];
    if (!errors.some((error) => error.field === field)) wrong.set(step, [...errors, { field, message }]);
  }
  for (const [step, errors] of wrong) errors.sort((a, b) => fieldOrder(step, a) - fieldOrder(step, b));
  return { wrong };
}

const fieldOrder = (step: AskedStep, { field }: FormError<AskedField>) => (stepFields[step] as readonly string[]).indexOf(field);

/** Ticked is yes. A page that was never shown says nothing; a question without an answer is not a "no". */
function textOf(answers: Typed): DeclarationText {
  const ticked = (name: string) => (many(answers, name).length > 0 ? 'oui' : '');
  const maltreated = isMaltreated(answers);
  const oral = one(answers, 'oral');
  const plain: DeclarationField[] = [
    'establishment',
    'category',
    'occurredOn',
    'observedOn',
    'nature',
    'where',
    'victims',
    'exposed',
    'victimGroup',
    'victimName',
    'danger',
    'immediateMeasures',
    'personInformed',
    'familyInformed',
    'remedies',
    'legalFollowUp',
    'mediaText',
    'contactName',
    'contactRole',
    'contactPhone',
    'contactEmail',
  ];
  return {
    ...Object.fromEntries(plain.map((name) => [name, one(answers, name)])),
    eigs: ticked('eigs'),
    crime: ticked('crime'),
    media: ticked('media'),
    maltreatment: maltreated ? many(answers, 'maltreatment') : [],
    implicated: maltreated ? [one(answers, 'implicated'), one(answers, 'implicatedOther')] : [],
    oral,
    ...(oral !== 'NON' && oral !== '' && { oralAt: moment(answers), oralTo: one(answers, 'oralTo'), oralReference: one(answers, 'oralReference') }),
  };
}

function moment(answers: Typed): string {
  const [day, time] = [one(answers, 'oralDay'), one(answers, 'oralTime')];
  return day === '' || time === '' ? '' : `${day}T${time}`;
}

export const categoryCodes = codes('declarationCategory');
export const categoryChoices = categoryCodes.map((code) => ({ value: code, label: categorySaid(code) }));
