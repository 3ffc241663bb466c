/** The process that keeps time: the worker that runs workflows and deliveries, the relay that wakes them, and the watch. */
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createCampaign } from '../activities/campaign.ts';
import { createDaily } from '../activities/daily.ts';
import { createDeclarationLook } from '../activities/declaration-look.ts';
import { createDeliver, createHandOver } from '../activities/deliver.ts';
import { createDutyLook } from '../activities/duty-look.ts';
import { createLook } from '../activities/look.ts';
import { createMailbox } from '../activities/mailbox.ts';
import { createMailer } from '../activities/mailer.ts';
import { createOperator } from '../activities/operator.ts';
import { createRetentionLook } from '../activities/retention-look.ts';
import { connect, type Database } from '../database/pool.ts';
import { SigningRing } from '../database/signing-ring.ts';
import { startRehearsing } from '../rehearsal/past/run.ts';
import { checkDatabase } from '../runtime/database-rules.ts';
import { adoptKeys, followKeys } from '../runtime/key-following.ts';
import { untilItAnswers } from '../runtime/waiting.ts';
import type { WorkerConfig } from '../settings/config.ts';
import type { Keys } from '../settings/keys.ts';
import { mailDomainOf } from '../settings/mailboxes.ts';
import { mailEngine } from '../templates/mail.ts';
import { workflowBundle } from '../workflows/client/bundle.ts';
import { connectToEngine, type Engine, type EngineConfig, forgetCase, taskQueue, wake } from '../workflows/client/client.ts';
import { startDigesting } from './digesting.ts';
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

/** A run whose history is not what its code does would be read again and again, its case without a clock: it fails, and is begun again. */
const workflowFailureErrorTypes = { '*': ['NondeterminismError'] } satisfies WorkerOptions['workflowFailureErrorTypes'];

const shutdownGraceTime = '5s';

export interface WorkerStart {
  /** Told what is found wrong once a part that was away answers. */
  refuse?: (failure: unknown) => void;
  /** Reads the keys again: a new generation is taken up while this runs. */
  keysAgain?: () => Partial<Keys>;
}

export interface WorkerRun {
  /** Stops taking work, lets what runs end, then hangs up. */
  close(): Promise<void>;
}

/**
 * Starts the worker. Resolves when it polls, or once it waits for a part that is away: that is said, and it begins when the part
 * answers. Rejects when it cannot start, with a Problem when in production the database says what is refused; found only once a part
 * that was away answers, `refuse` is told. Once it runs it survives outages of every part.
 */
export async function startWorker(config: WorkerConfig, { refuse = () => undefined, keysAgain = () => ({}) }: WorkerStart = {}): Promise<WorkerRun> {
  const log = workerLogger(config.logLevel);
  installRuntime(log);
  const stopping = new AbortController();
  const first = Promise.withResolvers<void>();
  const isAway = new Set<string>();
  const waitFor = async <T>(code: string, attempt: () => Promise<T>): Promise<T> => {
    const away = (failure: unknown) => {
      if (!isAway.has(code)) log.warn({ err: failure, code }, 'no answer: it is waited for');
      isAway.add(code);
      first.resolve();
    };
    return untilItAnswers(attempt, { away, signal: stopping.signal });
  };
  const running = (async () => {
    const { master, journal, index } = config.keys;
    const db = connect({ url: config.databaseUrl, keys: { master, journal, index }, connections: 20, acting: { as: 'WORKER' } });
    const signing = new SigningRing(config.keys.signing);
    try {
      await waitFor('DATABASE_AWAY', async () => {
        if (config.mode === 'production') await checkDatabase(config);
        await adoptKeys(db, [signing]);
      });
      const engineConfig = { ...config, keys: db.keys };
      const engine = await waitFor('ENGINE_AWAY', () => connectToEngine(engineConfig));
      const parts = { db, engine, engineConfig, signing, log };
      const run = await runWorker(config, parts, waitFor);
      const following = followKeys(db, { process: 'worker', own: [signing], keysAgain, log });
      await following.said;
      first.resolve();
      return {
        close: async () => {
          await run.close();
          await following.stop();
          await db.end();
        },
      };
    } catch (failure) {
      await db.end();
      throw failure;
    }
  })();
  running.catch((failure: unknown) => {
    first.reject(failure);
    if (isAway.size > 0 && !stopping.signal.aborted) refuse(failure);
  });
  await first.promise;
  return {
    close: async () => {
      stopping.abort();
      const run = await running.catch(() => null);
      await run?.close();
    },
  };
}

interface Parts {
  db: Database;
  engine: Engine;
  engineConfig: EngineConfig;
  signing: SigningRing;
  log: Logger;
}

async function runWorker(
  config: WorkerConfig,
  { db, engine, engineConfig, signing, log }: Parts,
  waitFor: <T>(code: string, attempt: () => Promise<T>) => Promise<T>,
): Promise<WorkerRun> {
  const mailDomain = mailDomainOf(config.publicUrl);
  const mailer = createMailer({ smtpUrl: config.smtpUrl, domain: mailDomain });
  const bundle = await workflowBundle(join(config.dataFolder, 'bundles'));
  const senderRefused = () => {
    log.error(
      { code: 'SENDER_REFUSED' },
      'the mail server or the operator refuses this desk: check SMTP_URL, its account and the sender address, GUICHET_OPERATOR_KEY',
    );
  };
  const stopping = new AbortController();
  const carrying = {
    db,
    mailer,
    write: mailEngine(),
    publicUrl: config.publicUrl,
    mailDomain,
    anywhere: config.mode === 'demonstration',
    ...(config.operator && { operator: createOperator(config.operator) }),
  };
  const handOver = createHandOver({ ...carrying, senderRefused });
  const activities = {
    ...createLook({ db, handOver }),
    ...createDaily({ db, signing }),
    ...createMailbox({ db, config, log, stopping: stopping.signal }),
    ...createDutyLook(carrying),
    ...createDeclarationLook(carrying),
    ...createRetentionLook({ db, signing, mailboxes: config.mailboxes, forgetCase: (caseId) => forgetCase(engine, caseId), log }),
    ...createCampaign(carrying),
    deliver: createDeliver(handOver),
  };
  const options = { ...sizes, activities, workflowBundle: bundle, workflowFailureErrorTypes, shutdownGraceTime, taskQueue };
  const hangUp = async () => {
    await engine.close();
    mailer.close();
  };
  const polling = await waitFor('ENGINE_AWAY', () => startPolling({ config: engineConfig, options, log })).catch(async (failure: unknown) => {
    await hangUp();
    throw failure;
  });
  const rewaking = startRewaking(
    db,
    engine.client,
    log,
    config.mailboxes.map(({ department }) => department),
  );
  const proving = startProving(db, log);
  const digesting = startDigesting(carrying, log);
  const rehearsing = startRehearsing(db, log);
  const relay = startRelay({ url: config.databaseRelayUrl, wake: (ref) => wake(engine, ref), log });
  log.info({ code: 'READY' }, 'worker ready');
  return {
    close: async () => {
      stopping.abort();
      await Promise.all([relay.close(), rewaking.close(), proving.close(), digesting.close(), rehearsing.close()]);
      await polling.close();
      await hangUp();
    },
  };
}
