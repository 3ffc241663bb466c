import { Router } from 'express';
import type { AmendedAs } from '../../../cases/model/events.ts';
import { dialogueOn, markRead, type Said } from '../../../cases/record/dialogue.ts';
import type { Examined } from '../../../files/file.ts';
import { amendDeclaration } from '../../../intake/declarations/amend.ts';
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
/** `told`: somebody besides the desk is told of it. */
const saidOf: Record<AmendedAs, (told: boolean) => string> = {
  CORRECTION: (told) =>
    told
      ? 'Votre correction est reçue, et transmise aux autorités qui ont reçu la déclaration.'
      : 'Votre correction est reçue. Le guichet la lira ; aucune autorité n’en est avertie pour l’instant.',
  WITHDRAWAL: (told) =>
    `${
      told
        ? 'Votre retrait est reçu, et transmis aux autorités qui ont reçu la déclaration.'
        : 'Votre retrait est reçu. Le guichet le lira ; aucune autorité n’en est avertie pour l’instant.'
    } Rien ne s’arrête pour autant.`,
  MESSAGE: () => 'Votre message est arrivé au guichet. Sa réponse sera sur cette page.',
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
      const amended = await amend(parts, ask, found, { what, text, files, act });
      return 'refused' in amended
        ? { errors: [{ field: WHOLE, message: amended.refused }] }
        : { to: institutionHref('declaration', { id: found.id }), said: saidOf[what](amended.told) };
    },
  });
  return pages;
}

/** Says it in the name of whoever is signed in; answers with whether anybody besides the desk is told, or why it was refused. */
export async function amend(
  parts: Parts,
  { response }: Pick<Ask, 'response'>,
  { id }: Pick<DeclarationRead, 'id'>,
  said: { what: AmendedAs; text: string; files: readonly Examined[]; act: string },
): Promise<{ told: boolean } | { refused: string }> {
  const account = signedIn(response);
  const amended = await amendDeclaration(parts.database, { department: account.department, id, ...said, by: actorOf(account), at: parts.now() });
  if (amended === null) throw new NotFound();
  return 'refused' in amended ? { refused: amended.refused.sayable } : amended;
}

/** What the institution and the desk wrote to each other about a declaration. What the desk wrote is then read. */
export async function exchangedOn(parts: Parts, { response }: Pick<Ask, 'response'>, { id, caseId }: DeclarationRead): Promise<Said[]> {
  const account = signedIn(response);
  const said = await dialogueOn(parts.database, account.department, actorOf(account), 'OWN_DECLARATION', { caseId, alertId: id });
  if (said.some(({ from, read }) => from === 'DESK' && !read)) await markRead(parts.database, account.department, id, 'AUTHOR', parts.now());
  return said;
}
