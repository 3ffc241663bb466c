import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import type { Procedure } from './procedure.ts';
import { parseProcedure, procedureShape } from './schema.ts';

/** What is wrong in a file: the place as its reader finds it (line, or path), and why, in French. */
export interface FileProblem {
  where: string;
  why: string;
}

/**
 * Reads a protocol from the text of a file, YAML or JSON (which is YAML).
 * @returns the protocol, or every problem with its line. Throws nothing.
 */
export function readProtocol(text: string): { procedure: Procedure } | { problems: FileProblem[] } {
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
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 1_000 });
  } catch {
    return { problems: [{ where: '', why: 'Le fichier se cite lui-même trop de fois.' }] };
  }
  const read = parseProcedure(content);
  if ('procedure' in read) return read;
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
  MULTIPLE_DOCS: 'Un fichier ne porte qu’un protocole.',
};

/** A protocol as a file that `readProtocol` reads back to the same. */
export function writeProtocol(procedure: Procedure, format: 'yaml' | 'json'): string {
  return format === 'json' ? `${JSON.stringify(procedure, null, 2)}\n` : stringify(procedure, { aliasDuplicateObjects: false, lineWidth: 120 });
}

/** The JSON Schema (2020-12) of a protocol's file, for editors and other programs. What crosses its parts is checked when it is read. */
export function protocolSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(procedureShape, { io: 'input', unrepresentable: 'any' }),
    $id: 'urn:guichet:schema:protocole:1',
    title: 'Protocole départemental du guichet',
  };
}
