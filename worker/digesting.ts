import type { Logger } from 'pino';
import type { CampaignParts } from '../activities/campaign.ts';
import { sendDigests } from '../activities/digest.ts';
import { listDepartments } from '../database/departments.ts';

const lookEvery = 60_000;

/** Looks now and each minute, until closed, for digests that are due. What fails is looked for again; a department that fails keeps no other waiting. */
export function startDigesting(parts: CampaignParts, log: Logger): { close(): Promise<void> } {
  const stopping = new AbortController();
  let looking: Promise<void> | undefined;
  const notLooked = (err: unknown) => log.warn({ err, code: 'NOT_LOOKED' }, 'digests will be written later');

  async function lookOver(): Promise<void> {
    for (const department of await listDepartments(parts.db)) await sendDigests(parts, department, Date.now(), stopping.signal).catch(notLooked);
  }

  const look = () => {
    // One at a time: what a slow mail server holds up is looked for again in a minute.
    looking ??= lookOver()
      .catch(notLooked)
      .finally(() => {
        looking = undefined;
      });
  };
  look();
  const timer = setInterval(look, lookEvery);
  return {
    close: async () => {
      clearInterval(timer);
      stopping.abort();
      await looking;
    },
  };
}
