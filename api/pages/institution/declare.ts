import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { territoryOf } from '../../../calendar/territory.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { usualPlace } from '../../../intake/declarations/alert.ts';
import { establishmentsOf } from '../../../intake/declarations/establishments.ts';
import type { Choice, Form } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { declareSlugs, institutionHome, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import type { Fields } from '../shared/fields.ts';
import { one, type Typed } from '../shared/form.ts';
import { formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { dropOwn, erased, keepOwn } from '../shared/own-draft.ts';
import { checkPages } from './declare-check.ts';
import { draftOf, placeOf, stepAddress } from './declare-draft.ts';
import { declareFilePages } from './declare-files.ts';
import {
  type AskedStep,
  categoryChoices,
  declareOrder,
  declareShape,
  isAsked,
  isMaltreated,
  readDeclareAnswers,
  withDeclareAnswers,
} from './declare-steps.ts';

/** One page of a declaration, with what is written so far. */
interface OpenedStep {
  id: string;
  step: AskedStep;
  answers: Typed;
}

/** The declaration, one page after another, kept as a draft of one's own from the first; works without scripts. */
export function declarePages(parts: Parts): Router {
  const pages = Router();
  const idOf = ({ request }: Ask) => String(request.params.id);

  formButton(parts, pages, {
    at: institutionPaths.begin,
    standsOn: () => institutionHome,
    open: ({ response }) => establishmentChoices(response),
    act: async ([only, ...others], { ask: { response } }) => {
      const account = signedIn(response);
      const directory = await currentDirectory(parts.database, account.department);
      const establishment = only === undefined || others.length > 0 ? undefined : directory.organisationById.get(only.value);
      const id = randomUUID();
      const begun = {
        establishment: establishment?.id ?? '',
        where: establishment === undefined ? '' : usualPlace(establishment),
        contactName: account.name,
        contactEmail: account.email,
      };
      await keepOwn(parts, response, id, begun, 'DECLARATION');
      return { to: stepAddress(id, 'event') };
    },
  });

  pages.get(institutionPaths.draft, (request, response) => response.redirect(303, stepAddress(request.params.id, 'event')));

  formButton(parts, pages, {
    at: institutionPaths.erase,
    standsOn: () => institutionHome,
    open: async (ask) => idOf(ask),
    act: async (id, { ask }) => {
      const said = 'Le brouillon est effacé.';
      return (await dropOwn(parts, ask.response, id, 'DECLARATION')) ? { to: institutionHome, said } : { to: institutionHome, ...erased };
    },
  });

  pages.use(checkPages(parts), declareFilePages(parts));

  formPage<OpenedStep, Fields>(parts, pages, {
    at: institutionPaths.step,
    door: signedInDoor(parts),
    open: async (ask) => ({ id: idOf(ask), step: stepOf(ask.request), answers: await draftOf(parts, ask.response, idOf(ask)) }),
    fields: ({ step }) => declareShape(step),
    draft: {
      keep: async (opened, { ask, typed }) => {
        await keepOwn(parts, ask.response, opened.id, answered(opened, typed), 'DECLARATION');
        return one(typed, 'plus-tard') === '' ? null : { to: institutionHome, said: 'Votre brouillon est gardé. Rien n’est encore transmis.' };
      },
      read: async ({ answers }) => answers,
    },
    check: (_values, opened, { ask, typed }) => {
      const read = readDeclareAnswers(answered(opened, typed), parts.now(), territoryOf(signedIn(ask.response).department).zone);
      return 'wrong' in read ? (read.wrong.get(opened.step) ?? []) : [];
    },
    view: stepPage,
    act: async (_values, { id, step }, { ask: { request } }) => ({
      to: stepAddress(id, request.query.puis === 'verifier' ? 'check' : (declareOrder[declareOrder.indexOf(step) + 1] ?? 'check')),
    }),
  });

  async function stepPage(form: Form<string>, { id, step, answers }: OpenedStep, { request, response }: Ask): Promise<string> {
    const establishments = await establishmentChoices(response);
    const view = {
      chrome: await chromeFor(parts, request, response),
      form,
      ...placeOf(id, step),
      establishments: establishments.length > 1 ? establishments : [],
      categories: categoryChoices,
      maltreated: isMaltreated(answers),
    };
    // Each template reads the fields of its own step and no other, which only the step's name says.
    return parts.page(`institution/declare/${step}`, view as never);
  }

  async function establishmentChoices(response: Response): Promise<Choice[]> {
    const account = signedIn(response);
    const directory = await currentDirectory(parts.database, account.department);
    const ids = await establishmentsOf(parts.database, account);
    return ids.map((id) => ({ value: id, label: bodyName(directory, id) })).toSorted((a, b) => a.label.localeCompare(b.label, 'fr'));
  }

  return pages;
}

const answered = ({ answers, step }: OpenedStep, typed: Typed): Typed => withDeclareAnswers(answers, step, typed);

function stepOf(request: Request): AskedStep {
  const step = declareOrder.filter(isAsked).find((name) => declareSlugs[name] === request.params.step);
  if (step === undefined) throw new NotFound();
  return step;
}
