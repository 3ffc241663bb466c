import { createHash, randomBytes } from 'node:crypto';
import type { Facts } from '../cases/facts.ts';
import { agent, atHome, directoryWith, monday, procedure } from '../cases/world.testing.ts';
import { publishDirectory } from '../directory/store.ts';
import type { Alert } from '../intake/alert.ts';
import { publishProcedure } from '../procedures/store.ts';
import type { FreshDatabase } from '../test/database.ts';
import { freshDatabase } from '../test/database.ts';
import { createDepartment } from './departments.ts';
import type { Database } from './pool.ts';
import { connect } from './pool.ts';

export const testKeys = { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) };

/** Two departments that work with the law's own test protocol and directory, on a real PostgreSQL. */
export async function freshDesk(): Promise<{ db: Database; fresh: FreshDatabase; end: () => Promise<void> }> {
  const fresh = await freshDatabase();
  const db = connect({ url: fresh.appUrl, keys: testKeys });
  for (const code of ['54', '57']) await openDepartment(db, code);
  return {
    db,
    fresh,
    end: async () => {
      await db.end();
      await fresh.drop();
    },
  };
}

async function openDepartment(db: Database, code: string): Promise<void> {
  await createDepartment(db, { code, name: `Essai ${code}`, mode: 'demonstration' });
  await publishProcedure(db, code, procedure, 'test');
  const { organisations, contacts, links, calendars } = directoryWith();
  await publishDirectory(db, { department: code, organisations, contacts, links, calendars }, 'test');
}

/** An alert by an agent's telephone, at Monday 10:00, unlike any other. */
export function anAlert(change: Partial<Alert> = {}, facts: Partial<Facts> = {}): Alert {
  const externalId = change.externalId ?? randomBytes(8).toString('hex');
  return {
    department: '54',
    door: { authenticated: true, actor: agent },
    channel: 'PHONE',
    source: 'test',
    externalId,
    bodyHash: createHash('sha256').update(externalId).digest(),
    receivedAt: monday,
    facts: { ...atHome, ...facts },
    reachable: false,
    content: { narrative: 'Madame Zéphirine Quillevéré ne mange plus.', victim: { name: 'Zéphirine Quillevéré' } },
    ...change,
  };
}
