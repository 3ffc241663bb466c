import type { Request, Router } from 'express';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import { SHORTEST_PASSWORD, wrongWithPassword } from '../../../accounts/password.ts';
import { accountOfWay, takeWay } from '../../../accounts/ways.ts';
import { isEmail } from '../../../vocabulary/email-address.ts';
import type { Parts } from '../../http/parts.ts';
import { trace } from '../../http/trace.ts';
import { signInHref, signInPaths } from '../shared/addresses.ts';
import { freeText } from '../shared/fields.ts';
import type { FormDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { signedOutChrome } from '../shared/frame.ts';
import { sendWay, tellHolder } from '../shared/holder-mail.ts';

const noEmail = 'Écrivez votre adresse électronique, comme prenom.nom@exemple.fr.';

/** How the holder of an account comes in without a password: asks for a link, opens the one that was sent. */
export function wayPages(parts: Parts, pages: Router, door: FormDoor): void {
  formPage(parts, pages, {
    at: signInPaths.forgotten,
    door,
    open: async () => null,
    fields: { email: freeText() },
    check: ({ email }) => (email !== undefined && isEmail(email) ? [] : [{ field: 'email', message: noEmail }]),
    view: (form) => parts.page('desk/forgotten', { chrome: signedOutChrome(parts), form, backHref: signInHref }),
    act: async ({ email: asTyped }, _subject, { ask }) => {
      const email = asTyped.toLowerCase();
      await parts.limit('sign-in-address', ask.request.ip ?? '');
      await parts.limit('way-asked', email);
      // Sent behind the answer: neither its words nor its time say whether the address has an account.
      accountToSignIn(parts.database, email)
        .then(async (found) => {
          if (found === null) return;
          const { account } = found;
          await trace(parts, ask.request, { department: account.department, kind: 'LINK_ASKED', account: account.id });
          await sendWay(parts, account, { purpose: 'RESET', by: null });
        })
        .catch((failure: unknown) => parts.logger.error({ err: failure }, 'ACCOUNT_MAIL_NOT_SENT'));
      return {
        to: signInHref,
        said: 'Si cette adresse a un compte, un lien vient d’y être envoyé. Il sert une heure. Rien n’arrive ? Regardez les indésirables, puis appelez la coordination du guichet.',
      };
    },
  });

  formPage(parts, pages, {
    at: signInPaths.choose,
    door,
    open: async ({ request }) => {
      await parts.limit('link-address', request.ip ?? '');
      return accountOfWay(parts.database, tokenOf(request), parts.now());
    },
    fields: { newPassword: freeText() },
    secrets: ['newPassword'],
    view: (form, found) =>
      parts.page('desk/choose-password', {
        chrome: signedOutChrome(parts),
        form,
        shortest: SHORTEST_PASSWORD,
        forgottenHref: signInPaths.forgotten,
        ...(found !== null && { account: { email: found.account.email, invited: found.purpose === 'INVITATION' } }),
      }),
    act: async ({ newPassword }, found, { ask }) => {
      // A link that serves no more is said by its own page.
      const again = { to: ask.request.originalUrl };
      if (found === null) return again;
      const { account } = found;
      const wrong = wrongWithPassword(newPassword, { ...account, department: (await parts.departments.get(account.department)).name });
      if (wrong !== null) return { errors: [{ field: 'newPassword', message: wrong }] };
      if (!(await takeWay(parts.database, tokenOf(ask.request), newPassword, parts.now()))) return again;
      await trace(parts, ask.request, { department: account.department, kind: 'LINK_TAKEN', account: account.id });
      if (found.purpose === 'RESET') tellHolder(parts, account, 'PASSWORD_CHANGED', 'HOLDER');
      return { to: signInHref, said: 'Votre mot de passe est enregistré. Connectez-vous avec lui.' };
    },
  });
}

const tokenOf = ({ params }: Request): string => String(params.token);
