import { createHash } from 'node:crypto';
import type { Examined } from '../files/file.ts';
import type { Alert } from './alert.ts';

/** One alert in two comes with a file. */
export function hasFile(externalId: string): boolean {
  return /[13579]$/.test(externalId);
}

const photo = (externalId: string): Examined => ({
  name: `${externalId}.txt`,
  type: 'text/plain; charset=utf-8',
  kind: 'TEXT',
  verdict: 'UNCHECKED',
  bytes: Buffer.from(externalId),
});

/** The same alert for the same id, in whatever process. */
export function sentAlert(externalId: string): Alert {
  return {
    department: '54',
    door: { authenticated: true, actor: { kind: 'API', id: 'sender' } },
    channel: 'API',
    source: 'sender',
    externalId,
    bodyHash: createHash('sha256').update(externalId).digest(),
    receivedAt: Date.UTC(2026, 10, 16, 9),
    facts: {
      channel: 'API',
      inseeCode: '54395',
      place: 'DOMICILE',
      implicated: [],
      maltreatment: ['NEGLIGENCES_PASSIVES'],
      danger: 1,
      victimGroup: 'PERSONNE_AGEE',
      flags: [],
    },
    reachable: false,
    ...(hasFile(externalId) && { files: [photo(externalId)] }),
    content: { narrative: 'Madame Zéphirine Quillevéré ne mange plus.' },
  };
}
