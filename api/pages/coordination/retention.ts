import { Router } from 'express';
import { z } from 'zod';
import { accountNames } from '../../../accounts/accounts.ts';
import { readTerms, retentionClasses, retentionClassNames, type Terms, termSaid } from '../../../retention/classes.ts';
import { goesTonight } from '../../../retention/record/at-term.ts';
import { listDestructions } from '../../../retention/record/destructions.ts';
import { whatIsDue } from '../../../retention/record/due.ts';
import { approveTerms, askTerms, dropTerms, type TermsNow, termsNow } from '../../../retention/record/rules.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { retentionHref, retentionPaths } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { type Fields, neededText } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type FormEnd, WHOLE } from '../shared/form-sent.ts';
import { approvalRefusals } from './approval-words.ts';
import { destructionLine, destructionPages } from './destructions.ts';

const units = { months: 'mois', days: 'jours' } as const;
const mostInWhy = 500;
/** What goes without anybody's agreement. */
const byItself = ['DRAFT', 'MAIL', 'LOG', 'ACCOUNT'] as const;

/** How long each class is kept, other terms asked for and approved by a second person, and what is destroyed. */
export function retentionPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;
  const standsOn = () => retentionHref('all');
  pages.get(retentionPaths.all, async (request, response) => {
    const { department, id } = signedIn(response);
    const ask = { request, response };
    const now = await termsNow(db, department);
    const { items, more } = await whatIsDue(db, department, parts.now());
    const tonight = await goesTonight(db, department, parts.now());
    const lists = (await listDestructions(db, department)).map(destructionLine);
    const running = lists.find((list) => list.running);
    const nameOf = await accountNames(db, department);
    response.type('html').send(
      parts.page('desk/retention', {
        chrome: await chromeFor(parts, request, response),
        classes: retentionClassNames.map((name) => {
          const { label, from, then, source } = retentionClasses[name];
          const goes = byItself.find((one) => one === name);
          const goesNow = goes === undefined ? 'Par liste' : tonight[goes] === 0 ? 'Rien' : String(tonight[goes]);
          return spoken({ label, term: termSaid(name, now.terms[name]), from, then, source, tonight: goesNow });
        }),
        ...(now.decided !== null && {
          decided: {
            by: nameOf(now.decided.askedBy),
            approvedBy: nameOf(now.decided.approvedBy),
            at: now.decided.approvedAt,
            why: typographic(now.decided.why),
          },
        }),
        ...(now.asked !== null && {
          asked: {
            by: nameOf(now.asked.askedBy),
            at: now.asked.askedAt,
            why: typographic(now.asked.why),
            changes: changesOf(now.terms, now.asked.terms),
            ...(now.asked.askedBy !== id && { approve: buttonTo(parts, ask, retentionHref('approve', { number: String(now.asked.number) })) }),
            drop: buttonTo(parts, ask, retentionHref('drop', { number: String(now.asked.number) })),
          },
        }),
        changeHref: retentionHref('change'),
        due: {
          cases: items.filter(({ kind }) => kind === 'CASE').length,
          contacts: items.filter(({ kind }) => kind === 'CONTACT').length,
          requests: items.filter(({ kind }) => kind === 'REQUEST').length,
          more,
        },
        dueHref: retentionHref('due'),
        ...(running !== undefined && { running }),
        lists,
      }),
    );
  });

  formPage<TermsNow, Fields>(parts, pages, {
    at: retentionPaths.change,
    door: signedInDoor(parts),
    open: ({ response }) => termsNow(db, signedIn(response).department),
    fields: termFields(),
    begin: ({ terms }) => Object.fromEntries(retentionClassNames.map((name) => [name, String(terms[name])])),
    seen: ({ terms }) => terms,
    check: ({ ACCOUNT, LOG }) =>
      Number(ACCOUNT) < Number(LOG)
        ? [
            {
              field: 'ACCOUNT',
              message: 'Un compte reste au moins aussi longtemps que les traces, qui disent qui a lu : donnez au moins leur durée.',
            },
          ]
        : [],
    view: async (form, _now, { request, response }) =>
      parts.page('desk/retention-change', {
        chrome: await chromeFor(parts, request, response),
        form,
        fields: retentionClassNames.map((name) => {
          const { label, unit, least, most, usual } = retentionClasses[name];
          return spoken({ name, label: `${label}, en ${units[unit]}`, hint: `De ${least} à ${most} ; proposé : ${usual}.` });
        }),
        backHref: retentionHref('all'),
      }),
    act: async ({ why, ...asked }, { terms }, { ask, unchanged }): Promise<FormEnd<string>> => {
      const { department, id } = signedIn(ask.response);
      if (!unchanged((await termsNow(db, department)).terms)) return { changed: true };
      const chosen = readTerms(asked);
      if (chosen === null || changesOf(terms, chosen).length === 0)
        return { errors: [{ field: WHOLE, message: 'Ce sont déjà les durées du département : changez-en une.' }] };
      if (await askTerms(db, department, { terms: chosen, why: String(why), by: id }, parts.now())) {
        await traceAct(parts, ask, 'TERMS_ASKED');
        return { to: retentionHref('all'), said: 'Les durées sont demandées : une autre personne de la coordination doit les approuver.' };
      }
      return { to: retentionHref('all'), said: 'D’autres durées sont déjà demandées : approuvez-les, ou abandonnez-les, d’abord.', important: true };
    },
  });

  const numberIn = ({ request }: Ask) => Promise.resolve(Number(request.params.number));
  formButton<number>(parts, pages, {
    at: retentionPaths.approve,
    standsOn,
    open: numberIn,
    act: async (number, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const refused = await approveTerms(db, department, { number, by: id }, parts.now());
      if (refused !== null) return { to: standsOn(), said: typographic(approvalRefusals[refused]), important: true };
      await traceAct(parts, ask, 'TERMS_APPROVED');
      return { to: standsOn(), said: 'Ces durées sont celles du département.' };
    },
  });
  formButton<number>(parts, pages, {
    at: retentionPaths.drop,
    standsOn,
    open: numberIn,
    act: async (number, { ask }) => {
      const { department, id } = signedIn(ask.response);
      if (!(await dropTerms(db, department, { number, by: id }, parts.now()))) return { changed: true };
      await traceAct(parts, ask, 'TERMS_DROPPED');
      return { to: standsOn(), said: 'La demande est abandonnée.' };
    },
  });

  pages.use(destructionPages(parts));

  return pages;
}

/** One whole number for each class, within its bounds. */
function termFields(): Fields {
  const numbers = retentionClassNames.map((name): [string, z.ZodType] => {
    const { least, most, unit } = retentionClasses[name];
    const message = `Écrivez un nombre entier de ${units[unit]}, de ${least} à ${most}.`;
    const whole = z.string(message).regex(/^\d{1,4}$/, message);
    return [name, whole.transform(Number).refine((said) => said >= least && said <= most, message)];
  });
  return { ...Object.fromEntries(numbers), why: neededText('Dites pourquoi : qui approuve le lira.', mostInWhy) };
}

const changesOf = (was: Terms, is: Terms) =>
  retentionClassNames.flatMap((name) =>
    was[name] === is[name] ? [] : [spoken({ label: retentionClasses[name].label, was: termSaid(name, was[name]), is: termSaid(name, is[name]) })],
  );

/** Every sentence with its typography. */
const spoken = <Said extends Record<string, string>>(said: Said): Said =>
  Object.fromEntries(Object.entries(said).map(([name, text]) => [name, name === 'name' ? text : typographic(text)])) as Said;
