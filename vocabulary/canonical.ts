/** JSON with sorted keys and without absent fields: the same text before and after a stay in jsonb. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return simple.test(value) ? `"${value}"` : JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonical(item ?? null)}`;
    return `[${text}]`;
  }
  const fields = value as Record<string, unknown>;
  for (const name of sorted(Object.keys(fields))) {
    const field = fields[name];
    if (field !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}${canonical(field)}`;
  }
  return `{${text}}`;
}

/** What JSON writes as it is. */
const simple = /^[\w .:/@+,()-]*$/;

/** Most objects have a few fields: put in order by hand, they are in half the time. */
function sorted(names: string[]): string[] {
  if (names.length > fewAtMost) return names.sort();
  for (let index = 1; index < names.length; index += 1) {
    const name = names[index] as string;
    let at = index;
    while (at > 0 && (names[at - 1] as string) > name) {
      names[at] = names[at - 1] as string;
      at -= 1;
    }
    names[at] = name;
  }
  return names;
}

const fewAtMost = 20;

/** Names of fields are few and come again with each entry of a journal. */
const known = new Map<string, string>();
const knownAtMost = 1_000;

function quoted(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const written = `${JSON.stringify(name)}:`;
  if (known.size < knownAtMost) known.set(name, written);
  return written;
}
