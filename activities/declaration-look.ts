import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import type { Department } from '../database/departments.ts';
import { keyedHash } from '../database/sealing.ts';
import { noteNotice, noticesDue } from '../intake/declarations/notices.ts';
import { deskEnvelope } from '../intake/email/addresses.ts';
import type { CampaignParts } from './campaign.ts';

/**
 * Writes to institutions: that a declaration is received, and that what must follow by law is due soon; each once, to every account that declares for
 * the establishment. The mail names nobody: the reference alone, and a page that asks to sign in. Idempotent: one that left and was not noted
 * leaves again under the same Message-ID.
 */
export async function tellInstitutions(
  { db, mailer, write, publicUrl, mailDomain }: CampaignParts,
  { code, name, mode }: Department,
  now: Instant,
): Promise<void> {
  for (const notice of await noticesDue(db, code, now)) {
    const { declaration, reference, says, due, to } = notice;
    const written = write('declaration', {
      chrome: { zone: territoryOf(code).zone, now },
      reference,
      desk: { name: `Guichet départemental, ${name}` },
      demonstration: mode === 'demonstration',
      says,
      ...(due !== null && { dueAt: due }),
      link: `${publicUrl}/etablissement/declarations/${declaration}`,
    });
    for (const address of to) {
      const id = keyedHash(db.keys, 'declaration mail', `${declaration}/${says}/${address}`).toString('hex').slice(0, 32);
      await mailer.send({ ...written, to: [address], ...deskEnvelope(db.keys, code, id, mailDomain) }, new AbortController().signal);
    }
    await noteNotice(db, code, notice, now);
  }
}
