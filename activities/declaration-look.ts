import { ApplicationFailure } from '@temporalio/common';
import type { Instant } from '../calendar/span.ts';
import { territoryOf } from '../calendar/territory.ts';
import { type Department, listDepartments } from '../database/departments.ts';
import { keyedHash } from '../database/sealing.ts';
import { type DeclarationNotice, noteNotice, noticesDue } from '../intake/declarations/notices.ts';
import { deskEnvelope } from '../intake/email/addresses.ts';
import { type DeclarationActivities, RECIPIENT_REJECTED } from '../workflows/errands.ts';
import { AWAY, type CampaignParts, isAnswer, whyNotSent } from './campaign.ts';

/** Each hour: `tellInstitutions` of every department. A department that fails keeps no other waiting. */
export function createDeclarationLook(parts: CampaignParts): DeclarationActivities {
  return {
    lookAtDeclarations: async ({ now }) => {
      const failed: string[] = [];
      for (const department of await listDepartments(parts.db))
        await tellInstitutions(parts, department, now).catch(() => failed.push(department.code));
      if (failed.length > 0) throw ApplicationFailure.create({ type: 'INSTITUTIONS_NOT_TOLD', message: failed.join(' ') });
    },
  };
}

/**
 * Writes to institutions: that declarations are received, that what must follow by law is due soon, that the desk wrote; each once, to every
 * account that declares for the establishment. The mail names nobody: references alone, and a page that asks to sign in. An address that
 * refuses keeps no other waiting, and is not written to again of the same. Throws, once the others are told, an ApplicationFailure of codes only
 * where a mail is still to leave; at once where the mail server is away. Idempotent: one that left and was not noted leaves again under the
 * same Message-ID.
 */
export async function tellInstitutions(parts: CampaignParts, department: Department, now: Instant): Promise<void> {
  const failures: ApplicationFailure[] = [];
  let unanswered = 0;
  for (const notice of await noticesDue(parts.db, department.code, now)) {
    const failure = await tellOne(parts, department, notice, now);
    if (failure === null || failure.type === RECIPIENT_REJECTED) await noteNotice(parts.db, department.code, notice, now);
    else {
      failures.push(failure);
      if (!isAnswer(failure)) unanswered += 1;
      if (unanswered === AWAY) break;
    }
  }
  if (failures[0] !== undefined) throw failures[0];
}

/** Answers with why the mail did not leave, null where it did. */
async function tellOne(
  { db, mailer, write, publicUrl, mailDomain }: CampaignParts,
  { code, name, mode }: Department,
  { account, address, says, about, due }: DeclarationNotice,
  now: Instant,
): Promise<ApplicationFailure | null> {
  const [first] = about;
  const space = `${publicUrl}/etablissement`;
  const written = write('declaration', {
    chrome: { zone: territoryOf(code).zone, now },
    reference: first?.reference ?? '',
    several: about.length > 1 ? about.length : 0,
    desk: { name: `Guichet départemental, ${name}` },
    demonstration: mode === 'demonstration',
    says,
    ...(due !== null && { dueAt: due }),
    link: about.length > 1 ? space : `${space}/declarations/${first?.declaration}`,
  });
  const told = about.map(({ declaration, until }) => `${declaration}/${until ?? ''}`).join(' ');
  const id = keyedHash(db.keys, 'declaration mail', `${account}/${says}/${told}`).toString('hex').slice(0, 32);
  return whyNotSent(mailer, { ...written, to: [address], ...deskEnvelope(db.keys, code, id, mailDomain) });
}
