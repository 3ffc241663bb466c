import type { Actor } from '../../cases/model/events.ts';
import { type ApplyRefusal, applyIn, had, whyRefused } from '../../cases/record/apply.ts';
import { addFilesIn } from '../../cases/record/files.ts';
import { caseThatGoesOn } from '../../cases/record/merging.ts';
import { caseState } from '../../cases/record/read-case.ts';
import { asActor } from '../../database/actor.ts';
import { inDepartment, type Tx } from '../../database/pool.ts';
import { readApart } from '../../mails/apart.ts';
import { remarks } from './alert.ts';
import type { MailDesk } from './desk.ts';
import { examined } from './files.ts';
import { putMail, type StandingMail, sortedMail } from './inbound-mails.ts';
import { apart, nothingSaid } from './join.ts';
import { writtenBy } from './mail.ts';
import { openOwnAlert } from './settle.ts';

/** Where a mail was put, or why it stays. */
export type Moved = { caseId: string } | { refused: ApplyRefusal } | { changed: true };

const isAlert: ApplyRefusal = {
  code: 'UNKNOWN_CASE',
  sayable: 'Ce courriel a ouvert un dossier\u00a0: réunissez ce dossier avec l’autre, depuis sa page « Situation ».',
};
const ofAnExercise: ApplyRefusal = { code: 'UNKNOWN_CASE', sayable: 'Ce dossier est un exercice\u00a0: aucun courriel reçu n’y est mis.' };
const thereAlready: ApplyRefusal = { code: 'UNKNOWN_CASE', sayable: 'Le courriel est déjà dans ce dossier.' };

/**
 * Puts a mail into another case, where somebody of the desk saw that it belongs: its words and files with a note there, and a note where it
 * was. Whoever acts must see both cases. Nothing counts as the words of an author or of a recipient by it. Twice is once; taken back by
 * putting it where it was. Refused of a mail that opened a case: cases are merged.
 */
export async function joinMailTo(desk: MailDesk, department: string, by: Actor, id: string, target: string): Promise<Moved> {
  const mail = await sortedMail(desk.db, department, id);
  if (mail === null) return { changed: true };
  if (mail.isAlert) return { refused: isAlert };
  const caseId = await caseThatGoesOn(desk.db, department, target);
  if ((await standsIn(desk, department, mail)) === caseId) return { refused: thereAlready };
  if ((await caseState(desk.db, department, caseId))?.exercise === true) return { refused: ofAnExercise };
  const words = await wordsOf(desk, mail);
  return move(desk, department, by, mail, caseId, async (tx, moving) => {
    const content = { text: words.text, mail: id, ...(words.quoted !== '' && { quoted: words.quoted }) };
    const at = desk.now();
    had(await applyIn(desk.db, tx, department, caseId, { kind: 'NoteAdded', at, by }, { eventId: `${moving}:here`, content }));
    if (words.files.length > 0) had(await addFilesIn(desk.db, tx, department, caseId, by, words.files, `${moving}:files`, at));
  });
}

/**
 * Makes a mail that joined a case an alert of its own: a case opens as if it had come alone, and a note says so where it was. Twice is once;
 * taken back by merging the cases.
 */
export async function openCaseOfMail(desk: MailDesk, department: string, by: Actor, id: string): Promise<Moved> {
  const mail = await sortedMail(desk.db, department, id);
  if (mail === null) return { changed: true };
  if (mail.isAlert) return mail.caseId === null ? { changed: true } : { caseId: mail.caseId };
  // The alert comes by the door, whoever shows it in.
  const caseId = await asActor({ as: 'DOOR' }, () => openOwnAlert(desk, department, mail));
  return move(desk, department, by, mail, caseId, async () => undefined);
}

/** The case that a mail is in, or the one into which that was merged. */
const standsIn = async ({ db }: Pick<MailDesk, 'db'>, department: string, { caseId }: StandingMail): Promise<string | null> =>
  caseId === null ? null : caseThatGoesOn(db, department, caseId);

/** What is done in both cases and to the mail is done whole or not at all. */
async function move(
  { db, now }: MailDesk,
  department: string,
  by: Actor,
  mail: StandingMail,
  caseId: string,
  arrive: (tx: Tx, moving: string) => Promise<void>,
): Promise<Moved> {
  const { id, identity, decidedAt } = mail;
  const from = await standsIn({ db }, department, mail);
  // From where it stood: pressed twice, it is one move; moved back and again, another.
  const moving = `mail:${identity.toString('hex')}:${decidedAt ?? 0}:${caseId}`;
  const text = 'Ce courriel a été mis dans un autre dossier\u00a0: il ne parle pas de cette situation.';
  let stood = true;
  const refused = await whyRefused(() =>
    inDepartment(db, department, async (tx) => {
      stood = await putMail(tx, mail, caseId, by.id);
      if (!stood) return;
      await arrive(tx, moving);
      if (from !== null)
        had(
          await applyIn(db, tx, department, from, { kind: 'NoteAdded', at: now(), by }, { eventId: `${moving}:gone`, content: { text, mail: id } }),
        );
    }),
  );
  if (refused !== null) return { refused };
  if (!stood) return { changed: true };
  db.nudge();
  return { caseId };
}

async function wordsOf({ clamd }: MailDesk, { raw, size }: StandingMail) {
  const mail = await readApart(raw, size);
  const { files, refused } = await examined(mail, clamd);
  const { own, quoted } = apart(mail.text);
  const text = [`Courriel de ${writtenBy(mail.from)}, mis dans ce dossier par le guichet.`, own || nothingSaid(mail), ...remarks({ mail, refused })];
  return { text: text.join('\n\n'), quoted, files };
}
