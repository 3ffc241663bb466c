import { Router } from 'express';
import type { DeclarationPart } from '../../../cases/model/events.ts';
import { completionText } from '../../../intake/declarations/declaration.ts';
import type { DeclarationRead, Followed } from '../../../intake/declarations/reading.ts';
import { takeCompletion } from '../../../intake/declarations/take.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { institutionHref, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { onlyShown } from '../shared/fields.ts';
import type { Typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { partWords } from './sent-words.ts';

/** Of signs, for each of the three answers that part two is made of. */
const THOUSANDS = 20;
const partAt = { confirm: 'WRITTEN', complete: 'EIGS_SECOND' } as const satisfies Record<string, DeclarationPart>;
const headings = { text: 'Gestion de l’événement', causes: 'Analyse des causes', plan: 'Plan d’actions' } as const;
const asked = {
  WRITTEN: {
    text: completionText('Écrivez la confirmation, même si elle reprend ce qui a été dit.'),
    causes: onlyShown,
    plan: onlyShown,
  },
  EIGS_SECOND: {
    text: completionText('Dites comment l’événement a été géré.', THOUSANDS),
    causes: completionText('Donnez l’analyse des causes, même si elle est partielle.', THOUSANDS),
    plan: completionText('Donnez le plan d’actions, ou dites qu’il n’y en a pas et pourquoi.', THOUSANDS),
  },
} as const;

/** What a declaration still owes: its written confirmation, and part two of an EIGS. The first of each stays, whoever sent it. */
export function completionPages(parts: Parts, open: (ask: Ask) => Promise<DeclarationRead>): Router {
  const pages = Router();

  for (const [page, part] of Object.entries(partAt) as [keyof typeof partAt, DeclarationPart][]) {
    formPage(parts, pages, {
      at: institutionPaths[page],
      door: signedInDoor(parts),
      open,
      fields: asked[part],
      begin: (found) => typedIn(part, sentIn(found, part)),
      meanwhile: () =>
        `${partWords[part]} : quelqu’un de votre établissement l’a envoyée pendant que vous écriviez. Elle reste telle qu’elle est partie, à côté de votre texte. Pour y ajouter quelque chose, transmettez une pièce au guichet ou appelez-le.`,
      view: async (form, found, { request, response }) => {
        const owed = owedIn(found, part);
        // What came already, or was never owed, is not written again; whoever came second is shown both.
        if (owed === null || (owed.at !== null && form.errors.length === 0)) return { to: institutionHref('declaration', { id: found.id }) };
        return parts.page('institution/complete', {
          chrome: await chromeFor(parts, request, response),
          reference: found.reference,
          part,
          dueAt: owed.due,
          late: owed.due < parts.now(),
          form,
          backHref: institutionHref('declaration', { id: found.id }),
        });
      },
      act: async (values, found, { ask }) => {
        const account = signedIn(ask.response);
        const end = { to: institutionHref('declaration', { id: found.id }), said: `${partWords[part]} reçue.` };
        if (owedIn(found, part) === null) return { to: end.to };
        const text = part === 'WRITTEN' ? values.text : written(values);
        const taken = await takeCompletion(parts.database, {
          department: account.department,
          id: found.id,
          caseId: found.caseId,
          part,
          at: parts.now(),
          by: actorOf(account),
          name: account.name,
          text,
        });
        return taken || sentIn(await open(ask), part) === text ? end : { changed: true };
      },
    });
  }

  return pages;
}

const owedIn = ({ written, second }: DeclarationRead, part: DeclarationPart): Followed | null => (part === 'WRITTEN' ? written : second);

const sentIn = ({ parts }: DeclarationRead, part: DeclarationPart): string | undefined => parts.find((sent) => sent.part === part)?.text;

/** The answers of part two as one text, each under its heading. */
function written(values: { text: string; causes?: string | undefined; plan?: string | undefined }): string {
  return (Object.keys(headings) as (keyof typeof headings)[]).map((name) => `${headings[name]}\n${values[name] ?? ''}`).join('\n\n');
}

/** What was sent, in the fields it was typed in; whole in the first where it was not typed here. */
function typedIn(part: DeclarationPart, sent: string | undefined): Typed {
  if (sent === undefined) return {};
  const [before, ...pairs] = sent.split(new RegExp(`(?:^|\\n\\n)(${Object.values(headings).join('|')})\\n`));
  if (part === 'WRITTEN' || before !== '') return { text: sent };
  const under = (heading: string) => pairs[pairs.indexOf(heading) + 1] ?? '';
  return Object.fromEntries(Object.entries(headings).map(([name, heading]) => [name, under(heading)]));
}
