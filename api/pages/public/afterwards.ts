import { say, type TextVersion } from '../../../templates/text/texts.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { AfterwardsField } from '../../../templates/views/public.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { freeText, maybeCode } from '../shared/fields.ts';

/** What a person may say of safety; that nobody asked is said by the desk alone. */
export const saferSaid = codes('safer').filter((code) => code !== 'NON_DEMANDE');

/** What is asked of an author once the case is closed. Nothing of it is kept with the code: what is missing is said on the page it opened. */
export const afterwardsFields = {
  code: freeText(),
  answeredBy: maybeCode(codes('answeredBy')),
  safer: maybeCode(saferSaid),
  heard: maybeCode(codes('heard')),
};

export type AfterwardsGiven = Partial<Record<AfterwardsField, string | undefined>>;
type AfterwardsForm = Form<'code' | AfterwardsField>;

/** The form with what was answered, and a sentence for each answer that is missing. */
export function withMissing(form: AfterwardsForm, version: TextVersion, given: AfterwardsGiven | undefined): AfterwardsForm {
  if (given === undefined) return form;
  const shown = { ...form, fields: { ...form.fields }, errors: [...form.errors] };
  for (const field of ['answeredBy', 'safer', 'heard'] as const) {
    const value = given[field];
    const message = typographic(say(version, `afterwards.missing.${field}`));
    shown.fields[field] = value === undefined ? { value: '', error: message } : { value };
    if (value === undefined) shown.errors.push({ field, message });
  }
  return shown;
}
