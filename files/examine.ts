import type { ClamdAddress } from '../settings/config.ts';
import { type Examined, type Incoming, plainName, unfit } from './file.ts';
import { scan } from './scan.ts';
import { typeApart } from './type-apart.ts';

/**
 * Looks at a file before it is kept: its size, its type by its content, and what the antivirus at `clamd` says (the setting
 * GUICHET_CLAMD; undefined when there is none). `refused` is a French sentence for whoever sent it. Unpacks nothing; what its content is is looked at apart.
 */
export async function examine({ name: given, bytes }: Incoming, clamd: ClamdAddress | undefined): Promise<Examined | { refused: string }> {
  const name = plainName(given);
  const refused = unfit(name, bytes.length);
  if (refused !== null) return { refused };
  const { type, kind } = await typeApart(bytes, name);
  return { name, type, kind, bytes, verdict: await scan(clamd, bytes) };
}
