import { listDepartments } from '../../database/departments.ts';
import { type Database, inDepartment } from '../../database/pool.ts';

/** A department whose campaigns are to be woken, and the number of the wake that was read. */
export interface RaisedCampaigns {
  department: string;
  raised: string;
  campaigns: string[];
}

/** How long the workflow of a campaign that was ended is still told so. */
const ENDED_LATELY = '1 hour';

/** The campaigns that the engine is to be told of, in order of department, the last begun first: at most 1,000 of each, since those before run already. */
export async function raisedCampaigns(db: Database): Promise<RaisedCampaigns[]> {
  const { rows } = await db.pool.query<{ code: string; raised: string }>(
    'SELECT code, campaigns_raised AS raised FROM department WHERE campaigns_raised > campaigns_seen ORDER BY code LIMIT 200',
  );
  return Promise.all(
    rows.map(async ({ code, raised }) => {
      const running = await inDepartment(db, code, (tx) =>
        tx.last<{ id: string }>(
          {
            text: `SELECT id FROM campaign WHERE department = $1 AND (next_at IS NOT NULL OR ended_at > now() - $2::interval)
                   ORDER BY started_at DESC, id LIMIT 1000`,
          },
          [code, ENDED_LATELY],
        ),
      );
      return { department: code, raised, campaigns: running.rows.map(({ id }) => id) };
    }),
  );
}

/** Notes that the engine was told. What was raised meanwhile stays raised. Idempotent. */
export async function noteCampaignsSeen(db: Database, { department, raised }: RaisedCampaigns): Promise<void> {
  await inDepartment(db, department, (tx) =>
    tx.last({ text: 'UPDATE department SET campaigns_seen = $2 WHERE code = $1 AND campaigns_seen < $2' }, [department, raised]),
  );
}

/** Wakes the campaigns of every department that has one with something to come, or only those where it is due for longer than `overdueByMs`. */
export async function wakeCampaignsAgain(db: Database, { overdueByMs }: { overdueByMs?: number } = {}): Promise<void> {
  for (const { code } of await listDepartments(db))
    await inDepartment(db, code, (tx) =>
      tx.last(
        {
          text: `UPDATE department SET campaigns_raised = campaigns_raised + 1
                 WHERE code = $1 AND campaigns_raised = campaigns_seen AND EXISTS (
                   SELECT FROM campaign WHERE department = $1 AND ended_at IS NULL
                     AND ($2::float8 IS NULL OR next_at < now() - make_interval(secs => $2 / 1000)) AND next_at IS NOT NULL)`,
        },
        [code, overdueByMs ?? null],
      ),
    );
}
