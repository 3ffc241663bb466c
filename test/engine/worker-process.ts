import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { generationsOf, type KeyMaterial } from '../../database/key-ring.ts';
import { projectRoot } from '../../settings/config.ts';
import type { Keys } from '../../settings/keys.ts';
import type { EngineDesk } from './desk.ts';

/** The worker as it runs in the product, a process of its own: to be killed. Resolves once it polls. */
export async function startWorkerProcess({ config }: EngineDesk, more: Record<string, string> = {}): Promise<ChildProcess> {
  const key = (material: KeyMaterial) =>
    [...generationsOf(material)].map(([generation, bytes]) => `${generation}:${bytes.toString('base64')}`).join(' ');
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'guichet.ts'), 'worker'], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      GUICHET_DATA: config.dataFolder,
      DATABASE_URL: config.databaseUrl,
      DATABASE_RELAY_URL: config.databaseRelayUrl,
      TEMPORAL_ADDRESS: config.temporalAddress,
      TEMPORAL_NAMESPACE: config.temporalNamespace,
      SMTP_URL: config.smtpUrl,
      GUICHET_MASTER_KEY: key(config.keys.master),
      GUICHET_JOURNAL_KEY: key(config.keys.journal),
      GUICHET_INDEX_KEY: key(config.keys.index),
      GUICHET_SIGNING_KEY: signingText(config.keys.signing),
      LOG_LEVEL: 'silent',
      ...more,
    },
  });
  await once(child, 'message');
  return child;
}

function signingText(signing: Keys['signing']): string {
  const newest = signing instanceof Map ? signing.get(Math.max(...signing.keys())) : signing;
  return newest?.privateKey?.export({ format: 'der', type: 'pkcs8' }).toString('base64') ?? '';
}
