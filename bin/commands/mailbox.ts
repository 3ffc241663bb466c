import { Mailbox, mailboxFolder } from '../../mailbox/mailbox.ts';
import { readLeniently } from '../../settings/config.ts';
import { Problem } from '../../settings/problem.ts';

/** Runs the local mailbox alone, until it is told to stop. */
export async function mailbox(): Promise<void> {
  const { dataFolder, smtpPort, mode } = readLeniently(process.env, 'command').settings;
  if (mode === 'production')
    throw new Problem('La boîte locale garde les courriels là où tout visiteur les lit : elle ne s’ouvre pas en production.');
  const box = new Mailbox({ dataFolder, port: smtpPort });
  await box.open();
  console.log(`La boîte locale reçoit sur ${box.url} et garde les courriels dans ${mailboxFolder(dataFolder)}.`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void box.close().then(() => process.exit(0)));
  }
}
