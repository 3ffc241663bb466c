import { parseDocument, visit } from 'yaml';
import { isKeepable } from '../vocabulary/keepable.ts';

/** What is wrong in a file: the place as its reader finds it (line, or path), and why, in French. */
export interface FileProblem {
  where: string;
  why: string;
}

/**
 * Reads a text in YAML or JSON (which is YAML), and what it holds by `check`, whose problems name their path (`chapters.0.title`).
 * @returns what `check` made of it, or every problem with its line. Throws nothing.
 */
export function readYaml<Read extends object>(
  text: string,
  check: (content: unknown) => Read | { problems: { path: string; message: string }[] },
): Read | { problems: FileProblem[] } {
  if (text.trim() === '') return { problems: [{ where: '', why: 'Le fichier est vide.' }] };
  const document = parseDocument(text, { prettyErrors: true });
  const lineAt = (offset: number) => `ligne ${text.slice(0, offset).split('\n').length}`;
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ pos, code }) => ({
        where: lineAt(pos[0]),
        why: syntax[code] ?? `Ce n’est pas du YAML ni du JSON (${code}).`,
      })),
    };
  }
  const unkeepable: FileProblem[] = [];
  visit(document, {
    Scalar: (_, { value, range }) => {
      if (typeof value === 'string' && !isKeepable(value))
        unkeepable.push({ where: lineAt(range?.[0] ?? 0), why: 'Ce texte contient ce qui n’est pas un caractère\u00a0: retirez-le.' });
    },
  });
  if (unkeepable.length > 0) return { problems: unkeepable };
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 1_000 });
  } catch {
    return { problems: [{ where: '', why: 'Le fichier se cite lui-même trop de fois.' }] };
  }
  const read = check(content);
  if (!('problems' in read)) return read;
  return {
    problems: read.problems.map(({ path, message }) => {
      const line = lineOf(path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)));
      return { where: [line, path].filter((part) => part !== '').join(', '), why: message };
    }),
  };

  /** The line of the deepest thing on the path that is in the file. */
  function lineOf(path: (string | number)[]): string {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      const range =
        typeof node === 'object' && node !== null && 'range' in node ? (node.range as [number, number, number] | null | undefined) : undefined;
      if (range !== undefined && range !== null) return lineAt(range[0]);
    }
    return '';
  }
}

const syntax: Record<string, string> = {
  BAD_INDENT: 'Le retrait de cette ligne ne convient pas.',
  TAB_AS_INDENT: 'Cette ligne commence par une tabulation\u00a0: mettez des espaces.',
  DUPLICATE_KEY: 'Cette clé est donnée deux fois.',
  MISSING_CHAR: 'Il manque un caractère (guillemet, accolade, crochet ou deux-points).',
  UNEXPECTED_TOKEN: 'Ce signe n’est pas attendu ici.',
  BAD_ALIAS: 'Ce renvoi ne mène à rien.',
  MULTIPLE_DOCS: 'Un fichier ne porte qu’un document.',
};
