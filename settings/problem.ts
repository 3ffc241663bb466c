/** A failure told to a person: its message is one French sentence that says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** The sentence to print for anything thrown: a Problem's own, the system's refusals in words, or what else was said. */
export function sentenceOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const path = 'path' in failure && typeof failure.path === 'string' ? failure.path : 'un fichier';
  switch (codeOf(failure)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path} n’est pas accessible à ce compte : corrigez ses droits, ou choisissez un autre dossier par GUICHET_DATA.`;
    case 'ENOSPC':
      return `Le disque est plein : libérez de la place, puis relancez.`;
    default:
      return failure.message;
  }
}

/** The system's code of a failure, as ENOENT; undefined when it has none. */
export function codeOf(failure: unknown): string | undefined {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined;
}
