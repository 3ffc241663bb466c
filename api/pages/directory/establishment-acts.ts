import { Router } from 'express';
import { actsOf, establishmentsNumbered, keepAct, type NotedAct } from '../../../directory/record/establishments.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { readIsoDay, typedDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { neededText, oneCode, parsed } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { editorOf } from './on-directory.ts';

const fields = {
  kind: oneCode(codes('establishmentAct'), 'Choisissez ce qui a été décidé.'),
  authority: oneCode(codes('authority'), 'Choisissez qui l’a décidé.'),
  since: parsed(readIsoDay, 'Écrivez le premier jour, par exemple 27/11/2026.'),
  until: parsed(readIsoDay, 'Écrivez le dernier jour, par exemple 27/05/2027, ou rien.').optional(),
  reference: neededText('Dites où c’est écrit\u00a0: arrêté, courrier, et sa date.', 300),
};

interface OpenAct {
  finess: string;
  name: string;
  act?: NotedAct;
}

/** What an authority decided about an establishment: in no file, so noted by hand, and shown on the cases of that place. */
export function establishmentActs(parts: Parts): Router {
  const pages = Router();
  for (const at of [directoryPaths.noteAct, directoryPaths.changeAct])
    formPage(parts, pages, {
      at,
      door: signedInDoor(parts),
      open,
      fields,
      begin: ({ act }) => (act === undefined ? {} : { ...act, since: typedDay(act.since), until: act.until === null ? '' : typedDay(act.until) }),
      seen: ({ act }) => act ?? null,
      check: ({ since, until }) =>
        since !== undefined && until !== undefined && until < since
          ? [{ field: 'until' as const, message: 'Le dernier jour vient avant le premier\u00a0: corrigez l’un ou l’autre.' }]
          : [],
      view: (form, subject, ask) => page(form, subject, ask),
      act: async ({ kind, authority, since, until = null, reference }, { finess, act }, { ask, key, unchanged }) => {
        const now = await open(ask);
        if (!unchanged(now.act ?? null)) return { changed: true };
        const id = act?.id ?? key;
        await keepAct(
          parts.database,
          signedIn(ask.response).department,
          { id, finess, kind, authority, since, until, reference },
          editorOf(ask),
          parts.now(),
        );
        return { to: directoryPageHref('establishment', { finess }), said: 'La décision est notée\u00a0: les dossiers de ce lieu la montrent.' };
      },
    });

  async function open({ request, response }: Ask): Promise<OpenAct> {
    const { department } = signedIn(response);
    const finess = String(request.params.finess);
    const one = (await establishmentsNumbered(parts.database, department, [finess])).get(finess);
    if (one === undefined) throw new NotFound('Aucun établissement du fichier national n’a ce numéro dans ce département.');
    const id = request.params.act;
    if (id === undefined) return { finess, name: one.name };
    const act = (await actsOf(parts.database, department, finess)).find((each) => each.id === id);
    if (act === undefined) throw new NotFound('Cette décision n’est pas notée.');
    return { finess, name: one.name, act };
  }

  async function page(form: Form<keyof typeof fields>, { finess, name, act }: OpenAct, ask: Ask): Promise<string> {
    return parts.page('desk/directory/act-form', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      isNew: act === undefined,
      name,
      backHref: directoryPageHref('establishment', { finess }),
      form,
    });
  }

  return pages;
}
