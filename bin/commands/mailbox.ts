import { Mailbox, mailboxFolder } from '../../mailbox/mailbox.ts';
import { readSettings } from '../../settings/config.ts';

/** Runs the local mailbox alone, until it is told to stop. */
export async function mailbox(): Promise<void> {
  const { dataFolder, smtpPort } = readSettings(process.env);
  const box = new Mailbox({ dataFolder, port: smtpPort });
  await box.open();
  console.log(`La boîte locale reçoit sur ${box.url} et garde les courriels dans ${mailboxFolder(dataFolder)}.`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void box.close().then(() => process.exit(0)));
  }
}
