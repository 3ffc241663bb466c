/** JSON with sorted keys and without absent fields: the same text before and after a stay in jsonb. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  const fields = value as Record<string, unknown>;
  let text = '';
  for (const name of Object.keys(fields).sort()) {
    const field = fields[name];
    if (field !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}${canonical(field)}`;
  }
  return `{${text}}`;
}

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
