import type { Database } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { isInUse } from '../../directory/validity.ts';

/** The desk's own telephones, as the directory has them: nobody calls the desk from them. */
export async function ownLines(db: Database, department: string): Promise<string[]> {
  const { organisations, contactsOf } = await currentDirectory(db, department);
  const desks = organisations.filter((one) => one.roles.includes('DESK') && isInUse(one, null));
  return desks.flatMap(({ id }) => (contactsOf.get(id) ?? []).flatMap(({ phone }) => (phone === undefined ? [] : [phone])));
}
