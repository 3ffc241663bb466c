import { Router } from 'express';
import { territoryOf } from '../../../calendar/territory.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { draftFiles, openDraftFiles } from '../../../files/drafts.ts';
import { type DeclarationField, declarationLines } from '../../../intake/declarations/declaration.ts';
import { establishmentNamed, establishmentsOf } from '../../../intake/declarations/establishments.ts';
import { takeDeclaration } from '../../../intake/declarations/take.ts';
import { endIntakeDraft } from '../../../intake/drafts.ts';
import { callsDuty } from '../../../procedures/desk-section.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { isImminent } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { institutionHref, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { one, type Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { draftOf, placeOf, stepAddress } from './declare-draft.ts';
import { type AskedStep, declareOrder, isAsked, readDeclareAnswers, stepFields } from './declare-steps.ts';

/** A declaration as it would be sent. */
interface Written {
  id: string;
  answers: Typed;
  read: ReturnType<typeof readDeclareAnswers>;
}

const unfinished = 'Il reste des réponses à donner : rien n’est encore transmis.';

/** The last page of a declaration: all of it is read again, then sent. */
export function checkPages(parts: Parts): Router {
  const pages = Router();
  const zoneOf = ({ response }: Ask) => territoryOf(signedIn(response).department).zone;

  formPage<Written, Record<never, never>>(parts, pages, {
    at: institutionPaths.check,
    door: signedInDoor(parts),
    open: async (ask) => {
      const id = String(ask.request.params.id);
      const answers = await draftOf(parts, ask.response, id);
      return { id, answers, read: readDeclareAnswers(answers, parts.now(), zoneOf(ask)) };
    },
    fields: {},
    view: checkPage,
    act: async (_values, { id, answers, read }, { ask }) => {
      const account = signedIn(ask.response);
      const directory = await currentDirectory(parts.database, account.department);
      const establishment = establishmentNamed(directory, await establishmentsOf(parts.database, account), one(answers, 'establishment'));
      if (!('declaration' in read) || establishment === undefined) return { errors: [{ field: WHOLE, message: unfinished }] };
      const declared = await takeDeclaration(
        parts.database,
        {
          department: account.department,
          declaration: read.declaration,
          establishment,
          by: actorOf(account),
          source: `declaration-draft:${account.id}`,
          externalId: id,
          receivedAt: parts.now(),
          files: await openDraftFiles(parts.database, account.department, id),
        },
        zoneOf(ask),
      );
      if ('conflict' in declared) return { errors: [{ field: WHOLE, message: 'Cette déclaration a déjà été envoyée : elle est dans votre liste.' }] };
      await endIntakeDraft(parts.database, account.department, { id, account: account.id, kind: 'DECLARATION' }, parts.now());
      if (!declared.replay) parts.metrics.alerts.inc({ door: 'declaration' });
      return {
        to: institutionHref('declaration', { id: declared.id }),
        said: `Votre déclaration est reçue, sous la référence ${declared.reference}. L’accusé de réception est prêt.`,
      };
    },
  });

  async function checkPage(form: Form<never>, { id, answers, read }: Written, { request, response }: Ask): Promise<string> {
    const { department } = signedIn(response);
    const name = (await currentDirectory(parts.database, department)).organisationById.get(one(answers, 'establishment'))?.name ?? '';
    const change = (step: AskedStep) => `${stepAddress(id, step)}?puis=verifier`;
    const files = await draftFiles(parts.database, department, id);
    const danger = 'declaration' in read ? read.declaration.danger : undefined;
    const called = callsDuty((await procedureInForce(parts.database, department)) ?? {}, danger);
    return parts.page('institution/declare/check', {
      chrome: await chromeFor(parts, request, response),
      form,
      ...placeOf(id, 'check'),
      lines:
        'declaration' in read
          ? declarationLines(read.declaration, name).map(({ field, label, text }) => ({
              label,
              text: typographic(text),
              changeHref: change(stepAsking(field)),
            }))
          : [],
      files: files.map((file) => file.name),
      next: [
        ...(isImminent(danger) ? ['Danger imminent : appelez aussi le 15, le 17 ou le 18.'] : []),
        ...(called ? ['La personne d’astreinte du guichet est prévenue.'] : []),
        'Le guichet la conserve et vous donne une référence.',
        'Elle est transmise aussitôt aux autorités que le protocole du département prévoit.',
        'Vous la retrouvez dans votre liste, avec l’accusé de réception.',
      ].map(typographic),
      filesHref: stepAddress(id, 'files'),
      unfinished:
        'wrong' in read
          ? declareOrder
              .filter(isAsked)
              .flatMap((step) => (read.wrong.get(step) ?? []).map(({ message }) => ({ href: change(step), message: typographic(message) })))
          : [],
    });
  }

  return pages;
}

function stepAsking(field: DeclarationField): AskedStep {
  const name = field === 'oralAt' ? 'oralDay' : field;
  return declareOrder.filter(isAsked).find((step) => (stepFields[step] as readonly string[]).includes(name)) ?? 'event';
}
