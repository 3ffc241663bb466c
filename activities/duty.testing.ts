import { Mailbox } from '../mailbox/mailbox.ts';
import { mailEngine } from '../templates/mail.ts';
import { temporaryFolder } from '../test/folder.ts';
import { freshDesk } from '../test/fresh.testing.ts';
import { LocalOperator } from '../test/operator.ts';
import type { DutyLookParts } from './duty-look.ts';
import { createMailer } from './mailer.ts';
import { createOperator } from './operator.ts';

/** A desk whose duty is called for real: by a mail server and an operator of its own. `parts` is what carries. */
export async function openDutyDesk() {
  const desk = await freshDesk();
  const folder = temporaryFolder();
  const mails: { to: string[]; raw: Buffer }[] = [];
  const mailbox = new Mailbox({ dataFolder: folder.path, port: 0, onMail: (mail) => mails.push(mail) });
  const operator = new LocalOperator();
  await mailbox.open();
  await operator.open();
  const mailer = createMailer({ smtpUrl: mailbox.url, domain: 'guichet.example' });
  const parts: DutyLookParts = {
    db: desk.db,
    mailer,
    write: mailEngine(),
    publicUrl: 'http://localhost:3977',
    mailDomain: 'guichet.example',
    operator: createOperator(operator),
  };
  return {
    desk,
    mails,
    operator,
    parts,
    /** What was carried so far is nobody's any more. */
    forget: () => {
      mails.length = operator.carried.length = 0;
    },
    end: async () => {
      mailer.close();
      await operator.close();
      await mailbox.close();
      await desk.end();
      folder.remove();
    },
  };
}
