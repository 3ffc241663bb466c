import { Router } from 'express';
import { chooseDigest, digestOf } from '../../../accounts/digests.ts';
import { frenchClock } from '../../../calendar/hours.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { digestHref, firstPath, ownAccountHrefs } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { oneCode } from '../shared/fields.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';

const hours = Array.from({ length: 24 }, (_none, hour) => ({ value: String(hour), label: frenchClock(hour * 60) }));
/** What is offered to whoever has not chosen an hour. */
const usualHour = 8;

/** Whether, and when, somebody of the desk is told by mail of what waits. */
export function digestPages(parts: Parts): Router {
  const pages = Router();
  formPage(parts, pages, {
    at: firstPath,
    door: signedInDoor(parts),
    open: async ({ response }) => digestOf(parts.database, signedIn(response).department, signedIn(response).id),
    fields: {
      quand: oneCode(['AUCUN', 'JOUR', 'ALERTE'], 'Choisissez quand vous voulez être prévenu.'),
      heure: oneCode(
        hours.map(({ value }) => value),
        'Choisissez une heure.',
      ),
    },
    begin: (chosen) => ({
      quand: chosen === null ? 'AUCUN' : chosen === 'AT_ONCE' ? 'ALERTE' : 'JOUR',
      heure: String(chosen === null || chosen === 'AT_ONCE' ? usualHour : chosen.hour),
    }),
    view: async (form, _chosen, { request, response }): Promise<string> =>
      parts.page('desk/digest', {
        chrome: await chromeFor(parts, request, response),
        form,
        email: signedIn(response).email,
        hours,
        accountHref: ownAccountHrefs.desk,
      }),
    act: async ({ quand, heure }, _chosen, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const choice = { AUCUN: null, JOUR: { hour: Number(heure) }, ALERTE: 'AT_ONCE' as const }[quand];
      const changed = await chooseDigest(parts.database, department, id, choice, parts.now());
      if (!changed) return { to: digestHref, said: 'C’était déjà votre choix : rien n’a changé.', important: true };
      return { to: digestHref, said: quand === 'AUCUN' ? 'Vous ne recevrez plus de point par courriel.' : 'Votre choix est enregistré.' };
    },
    action: () => digestHref,
  });
  return pages;
}
