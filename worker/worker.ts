/** The process that keeps time: the worker that runs workflows and deliveries, the relay that wakes them, and the watch. */
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';
import { createConsult } from '../activities/consult.ts';
import { createDaily } from '../activities/daily.ts';
import { createDeliver } from '../activities/deliver.ts';
import { createMailbox } from '../activities/mailbox.ts';
import { createMailer } from '../activities/mailer.ts';
import { connect } from '../database/pool.ts';
import { startRehearsing } from '../rehearsal/past/run.ts';
import type { Config } from '../settings/config.ts';
import { mailDomainOf } from '../settings/mailboxes.ts';
import { mailEngine } from '../templates/mail.ts';
import { workflowBundle } from '../workflows/client/bundle.ts';
import { connectToEngine, taskQueue, wake } from '../workflows/client/client.ts';
import { installRuntime, workerLogger } from './log.ts';
import { startPolling } from './polling.ts';
import { startProving } from './proving.ts';
import { startRelay } from './relay.ts';
import { startRewaking } from './rewake.ts';

/** For two cores shared with everything else. A case out of the cache is read again from its history. */
const sizes = {
  maxCachedWorkflows: 500,
  maxConcurrentWorkflowTaskExecutions: 40,
  maxConcurrentLocalActivityExecutions: 40,
  maxConcurrentActivityTaskExecutions: 40,
  maxConcurrentWorkflowTaskPolls: 5,
  maxConcurrentActivityTaskPolls: 5,
} satisfies Partial<WorkerOptions>;

const shutdownGraceTime = '5s';

/**
 * Starts the worker; resolves when it polls. Throws when the engine does not answer at that moment; once it runs it
 * survives outages of every part. `close` stops taking work, lets what runs end, then hangs up.
 */
export async function startWorker(config: Config): Promise<{ close(): Promise<void> }> {
  const log = workerLogger(config.logLevel);
  installRuntime(log);
  const { master, journal, index } = config.keys;
  const db = connect({ url: config.databaseUrl, keys: { master, journal, index }, connections: 20 });
  const mailDomain = mailDomainOf(config.publicUrl);
  const mailer = createMailer({ smtpUrl: config.smtpUrl, domain: mailDomain });
  const bundle = await workflowBundle(join(config.dataFolder, 'bundles'));
  const engine = await connectToEngine(config);
  const senderRefused = () => {
    log.error({ code: 'SENDER_REFUSED' }, 'the mail server refuses this desk: check SMTP_URL, its account and the sender address');
  };
  const stopping = new AbortController();
  const activities = {
    ...createConsult({ db }),
    ...createDaily({ db, signing: config.keys.signing.privateKey }),
    ...createMailbox({ db, config, log, stopping: stopping.signal }),
    deliver: createDeliver({ db, mailer, write: mailEngine(), publicUrl: config.publicUrl, mailDomain, senderRefused }),
  };
  const polling = await startPolling({ config, options: { ...sizes, activities, workflowBundle: bundle, shutdownGraceTime, taskQueue }, log });
  const rewaking = startRewaking(
    db,
    engine.client,
    log,
    config.mailboxes.map(({ department }) => department),
  );
  const proving = startProving(db, log);
  const rehearsing = startRehearsing(db, log);
  const relay = startRelay({ url: config.databaseRelayUrl, wake: (ref) => wake(engine, ref), log });
  log.info({ code: 'READY' }, 'worker ready');
  return {
    close: async () => {
      stopping.abort();
      await Promise.all([relay.close(), rewaking.close(), proving.close(), rehearsing.close()]);
      await polling.close();
      await engine.close();
      mailer.close();
      await db.end();
    },
  };
}
