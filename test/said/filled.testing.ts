/** A form of a page as somebody fills it who has no idea: each field gets something that it takes. */
import { attributes, plain } from '../api.testing.ts';

export interface PlainForm {
  action: string;
  fields: [name: string, value: string][];
}

const written: Record<string, string> = {
  email: 'essai@exemple.example',
  tel: '03 83 00 00 00',
  date: '2026-12-15',
  'datetime-local': '2026-12-15T10:00',
  number: '3',
};

/** The forms of a page that are posted, filled. A field that holds something keeps it. */
export function filledForms(html: string): PlainForm[] {
  return [...html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].flatMap(([form]) => {
    const { action = '', method = 'get' } = attributes(/<form[^>]*>/.exec(form)?.[0] ?? '');
    return method === 'post' ? [{ action, fields: fieldsOf(form) }] : [];
  });
}

function fieldsOf(form: string): PlainForm['fields'] {
  const fields: PlainForm['fields'] = [];
  const groups = new Map<string, { value: string; checked: boolean }[]>();
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const { name = '', value = '', type = 'text', ...rest } = attributes(tag);
    if (name === '' || type === 'file') continue;
    if (type === 'radio' || type === 'checkbox') groups.set(name, [...(groups.get(name) ?? []), { value, checked: 'checked' in rest }]);
    else fields.push([name, value !== '' || type === 'hidden' ? value : (written[type] ?? 'Essai')]);
  }
  for (const [name, choices] of groups) {
    const checked = choices.filter((choice) => choice.checked);
    for (const { value } of checked.length > 0 ? checked : choices.slice(0, 1)) fields.push([name, value]);
  }
  for (const [, open = '', value = ''] of form.matchAll(/<textarea([^>]*)>\n?([\s\S]*?)<\/textarea>/g)) {
    const { name = '' } = attributes(`x ${open}`);
    if (name !== '') fields.push([name, plain(value) || 'Essai']);
  }
  for (const [, open = '', inner = ''] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const { name = '' } = attributes(`x ${open}`);
    const options = [...inner.matchAll(/<option([^>]*)>/g)].map(([, said = '']) => attributes(`x ${said}`));
    const chosen = options.find((option) => 'selected' in option && option.value !== '') ?? options.find(({ value }) => value !== '');
    if (name !== '') fields.push([name, chosen?.value ?? '']);
  }
  for (const [, open = ''] of form.matchAll(/<button([^>]*)>/g)) {
    const { name = '', value = '' } = attributes(`x ${open}`);
    if (name !== '') {
      fields.push([name, value]);
      break;
    }
  }
  return fields;
}
