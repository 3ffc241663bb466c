import type { Client } from '@temporalio/client';
import type { Database } from '../database/pool.ts';
import { noteCampaignsSeen, raisedCampaigns } from '../directory/record/campaign-wakes.ts';
import { wakeCampaign } from '../workflows/client/client.ts';

/** Tells the engine of the campaigns that began, ended, or were woken: a kill in between repeats it and loses none. */
export async function tellCampaigns(db: Database, client: Client): Promise<void> {
  for (const raised of await raisedCampaigns(db)) {
    const { department, campaigns } = raised;
    for (const campaign of campaigns) await wakeCampaign({ client }, { campaign, department });
    await noteCampaignsSeen(db, raised);
  }
}
