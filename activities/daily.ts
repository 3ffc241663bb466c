import { eraseAccounts } from '../accounts/accounts.ts';
import { territoryOf } from '../calendar/territory.ts';
import { releaseUnable } from '../cases/record/release.ts';
import { signDays } from '../cases/record/signing.ts';
import type { Database } from '../database/pool.ts';
import { departments } from '../database/pool.ts';
import type { SigningRing } from '../database/signing-ring.ts';
import { tidy } from '../database/tidy.ts';
import { termsNow } from '../retention/record/rules.ts';
import { termBefore } from '../retention/terms.ts';
import { drawReviews } from '../review/record/months.ts';
import { signPublications } from '../statistics/record/sign-publications.ts';
import { closeHours } from '../traces/close-hours.ts';
import type { DailyActivities } from '../workflows/errands.ts';

/** What is done once a day for every department: the journals' root signed, the month's cases to read drawn, what was kept for a time let go, suspended accounts left without name and address at their term once the department has decided it, and what people who may not act any more still hold released. Each hour: what was left in it closed under a signature, and publications of figures signed. Idempotent. */
export function createDaily({ db, signing }: { db: Database; signing: SigningRing }): DailyActivities {
  return {
    signAndTidy: async () => {
      for (const department of await departments(db)) {
        await signDays(db, department, signing, Date.now());
        await drawReviews(db, department, Date.now());
        const { terms, decided } = await termsNow(db, department);
        await tidy(db, department, terms);
        // Nobody loses a name to terms that the department did not decide: not on the first night after an upgrade.
        if (decided !== null) await eraseAccounts(db, department, termBefore('ACCOUNT', terms, Date.now(), territoryOf(department).zone));
        // What was not let go at once: there was too much of it, or a command did it.
        await releaseUnable(db, department, { by: { kind: 'CLOCK', id: null }, now: Date.now() });
      }
    },
    closeHours: async () => {
      for (const department of await departments(db)) {
        await closeHours(db, department, signing, Date.now());
        await signPublications(db, department, signing);
      }
    },
  };
}
