import { Router } from 'express';
import type { AmendedAs } from '../../../cases/model/events.ts';
import { apply } from '../../../cases/record/apply.ts';
import { dialogueOn, markRead, type Said } from '../../../cases/record/dialogue.ts';
import { applyWithFiles, filesAdded } from '../../../cases/record/files.ts';
import { runningAlert } from '../../../cases/record/merging.ts';
import type { Examined } from '../../../files/file.ts';
import type { DeclarationRead } from '../../../intake/declarations/reading.ts';
import { answerText } from '../../../vocabulary/answers.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { institutionHref, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { oneCode, onlyShown } from '../shared/fields.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';

const kinds = ['CORRECTION', 'WITHDRAWAL', 'MESSAGE'] as const satisfies AmendedAs[];
const choices = [
  { value: 'CORRECTION', label: 'Corriger ou compléter', hint: 'Votre texte est transmis aux autorités qui ont reçu la déclaration.' },
  {
    value: 'WITHDRAWAL',
    label: 'Retirer la déclaration',
    hint: 'Les mêmes autorités en sont informées. Rien ne s’arrête : le guichet et elles décident de la suite.',
  },
  { value: 'MESSAGE', label: 'Écrire au guichet', hint: 'Le guichet seul vous lit, et vous répond ici.' },
];
const saidOf: Record<AmendedAs, string> = {
  CORRECTION: 'Votre correction est reçue, et transmise aux autorités qui ont reçu la déclaration.',
  WITHDRAWAL: 'Votre retrait est reçu, et transmis aux autorités qui ont reçu la déclaration. Rien ne s’arrête pour autant.',
  MESSAGE: 'Votre message est arrivé au guichet. Sa réponse sera sur cette page.',
};

/** What an institution says of a declaration that was sent: corrected, completed, withdrawn; or a message to the desk. The first declaration stays as it was sent. */
export function amendmentPages(parts: Parts, open: (ask: Ask) => Promise<DeclarationRead>): Router {
  const pages = Router();
  formPage(parts, pages, {
    at: institutionPaths.amend,
    door: signedInDoor(parts),
    open,
    fields: { what: oneCode(kinds, 'Choisissez ce que vous voulez faire.'), text: answerText('Écrivez ce que vous avez à dire.'), pieces: onlyShown },
    files: { field: 'pieces', again: 'Choisissez de nouveau vos fichiers.' },
    view: async (form, found, { request, response }) =>
      parts.page('institution/amend', {
        chrome: await chromeFor(parts, request, response),
        reference: found.reference,
        choices,
        form,
        limits: limitsInWords,
        backHref: institutionHref('declaration', { id: found.id }),
      }),
    act: async ({ what, text }, found, { ask, files, act }) => {
      const refused = await amend(parts, ask, found, { what, text, files, act });
      return refused === null
        ? { to: institutionHref('declaration', { id: found.id }), said: saidOf[what] }
        : { errors: [{ field: WHOLE, message: refused }] };
    },
  });
  return pages;
}

/** Says it, in the case that goes on; answers with why it was refused. The same form sent twice is said once. */
export async function amend(
  parts: Parts,
  { response }: Pick<Ask, 'response'>,
  { id }: DeclarationRead,
  { what, text, files, act }: { what: AmendedAs; text: string; files: readonly Examined[]; act: string },
): Promise<string | null> {
  const account = signedIn(response);
  const running = await runningAlert(parts.database, account.department, id);
  if (running === null) throw new NotFound();
  const event = { kind: 'DeclarationAmended' as const, alert: running.alert, what, at: parts.now(), by: actorOf(account) };
  const eventId = `amend:${id}:${act}`;
  const applied =
    files.length > 0
      ? await applyWithFiles(parts.database, account.department, running.caseId, { event, eventId, files, text: text || filesAdded(files) })
      : await apply(parts.database, account.department, running.caseId, event, { eventId, content: { text } });
  return 'refused' in applied ? applied.refused.sayable : null;
}

/** What the institution and the desk wrote to each other about a declaration. What the desk wrote is then read. */
export async function exchangedOn(parts: Parts, { response }: Pick<Ask, 'response'>, { id, caseId }: DeclarationRead): Promise<Said[]> {
  const account = signedIn(response);
  const said = await dialogueOn(parts.database, account.department, actorOf(account), 'OWN_DECLARATION', { caseId, alertId: id });
  if (said.some(({ from, read }) => from === 'DESK' && !read)) await markRead(parts.database, account.department, id, 'AUTHOR', parts.now());
  return said;
}
