import { readFileSync, writeFileSync } from 'node:fs';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { codeOf, Problem } from '../settings/problem.ts';

/**
 * Makes what will open backups, in a new file for its owner alone, and answers with the recipient to give when one is made. The file is in
 * the form of age's own tools. Throws a Problem where there is a file already.
 */
export async function makeIdentity(path: string): Promise<string> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  try {
    writeFileSync(path, `# recipient: ${recipient}\n${identity}\n`, { flag: 'wx', mode: 0o600 });
  } catch (failure) {
    if (codeOf(failure) === 'EEXIST') throw new Problem(`${path} est déjà là : une clé n’en remplace jamais une autre.`);
    throw failure;
  }
  return recipient;
}

/** The identity in such a file; '' when there is none. Throws a Problem when the file is not there. */
export function readIdentity(path: string): string {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.find((line) => line.startsWith('AGE-SECRET-KEY-'))?.trim() ?? '';
  } catch (failure) {
    if (codeOf(failure) === 'ENOENT') throw new Problem(`--identity : ${path} n’existe pas.`);
    throw failure;
  }
}
