import { type Span, type SpanUnit, spanOf, unitOf } from '../../../calendar/span.ts';
import { policyTitle } from '../../../procedures/policy-words.ts';
import type { Procedure, TaskOrder, TransferOrder } from '../../../procedures/procedure.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { OrderChoices } from '../../../templates/views/editor.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import {
  codes,
  type Field,
  type Purpose,
  type Role,
  type RoleGroup,
  roleLabel,
  type TaskAudience,
  type TaskKind,
  type TransferMode,
} from '../../../vocabulary/vocabulary.ts';
import { type FormError, manyOf, one, oneOf, readLines, type Typed } from '../shared/form.ts';

const unitNames: Record<SpanUnit, string> = { workingHours: 'heures ouvrées', workingDays: 'jours ouvrés', hours: 'heures', days: 'jours' };
export const units: Choice[] = Object.entries(unitNames).map(([value, text]) => ({ value, label: text }));
const audiences: readonly TaskAudience[] = ['DUTY', 'DESK', 'COORDINATOR'];
const notRecipients: ReadonlySet<string> = new Set(['DESK', 'URGENCES']);
const recipients: (Role | RoleGroup)[] = [...codes('role').filter((role) => !notRecipients.has(role)), ...codes('roleGroup')];

/** Every role that can be told something, groups too. */
export const roleChoices: Choice[] = recipients.map((value) => ({ value, label: roleLabel(value) }));

const largest = 10_000;

/** Reads a number and its unit: days are whole. Null when it is not a length of time. */
export function readTypedSpan(amount: string, unit: string): Span | null {
  const value = Number(amount.replace(',', '.').replaceAll(/[\s\u00a0\u202f]/g, ''));
  if (amount.trim() === '' || !(value > 0 && value <= largest) || !(unit in unitNames)) return null;
  if ((unit === 'days' || unit === 'workingDays') && !Number.isInteger(value)) return null;
  return spanOf(unit as SpanUnit, value);
}

/** The number of a span as somebody types it: "2", "0,25". */
export const amountOf = (span: Span): string => String(Object.values(span)[0]).replace('.', ',');

export const badSpan = 'Écrivez un nombre, entier pour des jours, comme 2.';

const parts = ['to', 'mode', 'purpose', 'policy', 'discloses', 'questions'] as const;
const taskParts = ['kind', 'task', 'audience', 'within', 'unit', 'sayable'] as const;

/** The names of the fields of an order. With `task` a task may be ordered instead of a transfer. */
export function orderFields(prefix: string, task: boolean): { names: string[]; several: string[] } {
  const names = [...parts, ...(task ? taskParts : [])].map((name) => `${prefix}${name}`);
  return { names, several: [`${prefix}discloses`] };
}

export function orderTyped(order: TransferOrder | TaskOrder, prefix: string): Typed {
  const typed = (fields: Typed): Typed => Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}${name}`, value]));
  const blank = {
    kind: 'TRANSFER',
    to: '',
    mode: 'TRANSFER',
    purpose: 'ACTION',
    policy: '',
    questions: '',
    task: '',
    audience: 'DESK',
    within: '',
    unit: 'workingDays',
    sayable: '',
  };
  if ('task' in order) {
    const { task, to: audience, within, sayable } = order;
    return typed({ ...blank, kind: 'TASK', task, audience, within: amountOf(within), unit: unitOf(within), sayable });
  }
  return typed({ ...blank, ...order, questions: order.questions?.join('\n') ?? '' });
}

/** Reads an order. What is missing is named; an unfinished text is kept all the same, and said with the draft's problems. */
export function readOrder(fields: Typed, prefix: string, task: boolean): { order: TransferOrder | TaskOrder | null; errors: FormError<string>[] } {
  const name = (part: string) => `${prefix}${part}`;
  if (task && one(fields, name('kind')) === 'TASK') {
    const errors: FormError<string>[] = [];
    const kind = oneOf(fields, name('task'), codes('taskKind')) as TaskKind | undefined;
    const to = oneOf(fields, name('audience'), audiences);
    const within = readTypedSpan(one(fields, name('within')), one(fields, name('unit')));
    if (kind === undefined) errors.push({ field: name('task'), message: 'Choisissez la tâche.' });
    if (to === undefined) errors.push({ field: name('audience'), message: 'Dites à qui va la tâche.' });
    if (within === null) errors.push({ field: name('within'), message: badSpan });
    if (kind === undefined || to === undefined || within === null) return { order: null, errors };
    return { order: { task: kind, to, within, sayable: one(fields, name('sayable')) }, errors };
  }
  const to = oneOf(fields, name('to'), recipients);
  const policy = one(fields, name('policy'));
  const errors: FormError<string>[] = [];
  if (to === undefined) errors.push({ field: name('to'), message: 'Choisissez à qui transmettre.' });
  if (policy === '') errors.push({ field: name('policy'), message: 'Choisissez les délais à suivre.' });
  if (to === undefined || policy === '') return { order: null, errors };
  const mode = (oneOf(fields, name('mode'), codes('transferMode')) ?? 'TRANSFER') as TransferMode;
  const purpose = (oneOf(fields, name('purpose'), codes('purpose')) ?? 'ACTION') as Purpose;
  const questions = readLines(one(fields, name('questions')));
  const discloses = manyOf(fields, name('discloses'), codes('field')) as Field[];
  return { order: { to, mode, purpose, policy, discloses, ...(mode === 'ENTRUSTED_ENQUIRY' && questions.length > 0 && { questions }) }, errors };
}

export function orderChoices(procedure: Procedure, prefix: string): OrderChoices {
  return {
    prefix,
    roles: roleChoices,
    policies: Object.entries(procedure.policies).map(([value, policy]) => ({
      value,
      label: typographic(`${value} : ${policyTitle(policy).replace(/^D/, 'd')}`),
    })),
    units,
  };
}
