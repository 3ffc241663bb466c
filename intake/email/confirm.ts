import type { Actor } from '../../cases/model/events.ts';
import { type ApplyRefusal, applyIn, had, whyRefused } from '../../cases/record/apply.ts';
import { caseThatGoesOn } from '../../cases/record/merging.ts';
import { inDepartment } from '../../database/pool.ts';
import { readApart } from '../../mails/apart.ts';
import type { MailDesk } from './desk.ts';
import { markSender, type StandingMail, sortedMail } from './inbound-mails.ts';
import { roleOf } from './join.ts';
import { sortKept } from './know.ts';

/** Whether it was noted, or was so already, or why not. */
export type Confirmed = 'DONE' | 'CHANGED' | { refused: ApplyRefusal };

/**
 * A member of the desk made sure, by another way than the mail itself, that it is of whom it says; or says that she had not (`sure` false).
 * Kept with the mail, and noted on the case it is in; what an author wrote then counts as the author's. `key` tells one press of the button from another.
 */
export async function confirmSender(desk: MailDesk, department: string, by: Actor, id: string, sure: boolean, key: string): Promise<Confirmed> {
  const mail = await sortedMail(desk.db, department, id);
  if (mail === null) return 'CHANGED';
  const author = mail.caseId === null || mail.isAlert ? null : await authorOf(desk, department, mail);
  const target = mail.caseId === null ? null : await caseThatGoesOn(desk.db, department, mail.caseId);
  const text = sure
    ? 'Le guichet a vérifié qui a écrit ce courriel\u00a0: son expéditeur est bien celui qu’il dit.'
    : 'Le guichet revient sur sa vérification\u00a0: rien ne prouve qui a écrit ce courriel.';
  let marked = false;
  const refused = await whyRefused(() =>
    inDepartment(desk.db, department, async (tx) => {
      marked = await markSender(tx, id, sure ? by.id : null);
      if (!marked || target === null) return;
      const content = { text, mail: id, sender: { sure, author } };
      had(await applyIn(desk.db, tx, department, target, { kind: 'NoteAdded', at: desk.now(), by }, { eventId: `sender:${id}:${key}`, content }));
    }),
  );
  if (refused !== null) return { refused };
  if (target !== null) desk.db.nudge();
  return marked ? 'DONE' : 'CHANGED';
}

/** The alert whose author the mail's words would be, were they proven. */
async function authorOf(desk: MailDesk, department: string, kept: StandingMail): Promise<string | null> {
  const read = await sortKept(desk, department, { ...kept, confirmed: true }, await readApart(kept.raw, kept.size));
  const { by, proven, expected } = await roleOf(desk.db, department, read);
  return by.kind === 'REPORTER' && proven && expected ? by.id : null;
}
