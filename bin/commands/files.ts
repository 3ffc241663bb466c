/** Reading the files a command is given, with errors that name the option, the place and the remedy. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Problem } from '../../settings/problem.ts';

/** The content of a YAML or JSON file (YAML contains JSON: one reader for both). Throws a Problem when it cannot be read. */
export function readDocument(file: string, option: string): unknown {
  if (!existsSync(file)) throw new Problem(`${option} : le fichier « ${file} » n’existe pas ; vérifiez son chemin.`);
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (failure) {
    const why = failure instanceof Error ? failure.message.split('\n')[0] : 'erreur';
    throw new Problem(`${option} : « ${file} » n’est ni du JSON ni du YAML lisible (${why}).`);
  }
}

/** One Problem that lists every fault of a file, each with its place. */
export function faultsOf(file: string, faults: { path: PropertyKey | string; message: string }[]): Problem {
  return new Problem(
    [
      `« ${file} » n’est pas accepté, rien n’a été changé :`,
      ...faults.map(({ path, message }) => `  ${String(path) || 'document'} : ${message}`),
    ].join('\n'),
  );
}
