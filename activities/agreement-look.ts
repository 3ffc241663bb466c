import { dayIn } from '../calendar/local.ts';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import type { Department } from '../database/departments.ts';
import { keyedHash } from '../database/sealing.ts';
import { coordinators } from '../directory/record/duty-looks.ts';
import { deskEnvelope } from '../intake/email/addresses.ts';
import { agreementNotice } from '../procedures/agreement-notices.ts';
import type { Procedure } from '../procedures/procedure.ts';
import { noteTold, wasTold } from '../procedures/record/agreement-told.ts';
import type { CampaignParts } from './campaign.ts';

/** Tells the coordinators that the evaluation of their protocol's agreement comes: once for each of its announcements. Idempotent. */
export async function announceAgreement(
  { db, mailer, write, publicUrl, mailDomain }: CampaignParts,
  { code, name, mode }: Department,
  procedure: Procedure,
  now: Instant,
): Promise<void> {
  const { zone } = territoryOf(code);
  const notice = agreementNotice(procedure, dayIn(now, zone));
  if (notice === null || (await wasTold(db, code, notice))) return;
  const to = await coordinators(db, code);
  if (to.length === 0) return;
  const written = write('agreement', {
    chrome: { zone, now },
    desk: { name: `Guichet départemental, ${name}` },
    demonstration: mode === 'demonstration',
    evaluateOn: notice.evaluateOn,
    left: notice.left,
    link: `${publicUrl}/guichet/protocole/versions/${procedure.slug}/${procedure.number}`,
  });
  const id = keyedHash(db.keys, 'agreement mail', `${code}/${notice.evaluateOn}/${notice.before}`).toString('hex').slice(0, 32);
  await mailer.send({ ...written, to, ...deskEnvelope(db.keys, code, id, mailDomain) }, new AbortController().signal);
  await noteTold(db, code, notice, now);
}
