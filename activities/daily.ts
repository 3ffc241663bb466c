import { signDays } from '../cases/record/signing.ts';
import type { Database } from '../database/pool.ts';
import { departments } from '../database/pool.ts';
import type { SigningRing } from '../database/signing-ring.ts';
import { tidy } from '../database/tidy.ts';
import type { DailyActivities } from '../workflows/errands.ts';

/** What is done once a day for every department: the journals' root signed, and what was kept for a time let go. Idempotent. */
export function createDaily({ db, signing }: { db: Database; signing: SigningRing }): DailyActivities {
  return {
    signAndTidy: async () => {
      for (const department of await departments(db)) {
        await signDays(db, department, signing, Date.now());
        await tidy(db, department);
      }
    },
  };
}
