import { Router } from 'express';
import type { DeclarationPart } from '../../../cases/model/events.ts';
import { completionDraft, type DraftSeen, keepCompletionDraft } from '../../../intake/declarations/completion-drafts.ts';
import { completionText, declarationLines } from '../../../intake/declarations/declaration.ts';
import type { DeclarationRead, Followed } from '../../../intake/declarations/reading.ts';
import { takeCompletion } from '../../../intake/declarations/take.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { institutionHref, institutionPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, onlyShown } from '../shared/fields.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { one, type Typed, typed } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type Refusing, WHOLE } from '../shared/form-sent.ts';
import { amend } from './sent-amendment.ts';
import { partWords } from './sent-words.ts';

/** Of signs, for each of the three answers that part two is made of. */
const THOUSANDS = 20;
const LONGEST = THOUSANDS * 1_000;
const partAt = { confirm: 'WRITTEN', complete: 'EIGS_SECOND' } as const satisfies Record<string, DeclarationPart>;
const headings = { text: 'Gestion de l’événement', causes: 'Analyse des causes', plan: 'Plan d’actions' } as const;
/** A press that keeps what is written so far, for whoever goes on with it. */
const keeps = ({ request }: Ask): boolean => request.method === 'POST' && one(typed(request), 'suite') === 'garder';
const unfinished = { text: freeText(LONGEST), causes: freeText(LONGEST), plan: freeText(LONGEST), pieces: onlyShown };

const asked = {
  WRITTEN: {
    text: completionText('Écrivez la confirmation, même si elle reprend ce qui a été dit.'),
    causes: onlyShown,
    plan: onlyShown,
    pieces: onlyShown,
  },
  EIGS_SECOND: {
    text: completionText('Dites comment l’événement a été géré.', THOUSANDS),
    causes: completionText('Donnez l’analyse des causes, même si elle est partielle.', THOUSANDS),
    plan: completionText('Donnez le plan d’actions, ou dites qu’il n’y en a pas et pourquoi.', THOUSANDS),
    pieces: onlyShown,
  },
} as const;

/** What a declaration still owes: its written confirmation, and part two of an EIGS. The first of each stays, whoever sent it. */
export function completionPages(parts: Parts, open: (ask: Ask) => Promise<DeclarationRead>): Router {
  const pages = Router();

  for (const [page, part] of Object.entries(partAt) as [keyof typeof partAt, DeclarationPart][]) {
    formPage(parts, pages, {
      at: institutionPaths[page],
      door: signedInDoor(parts),
      open: async (ask) => {
        const found = await open(ask);
        const draft = await completionDraft(parts.database, signedIn(ask.response).department, { declaration: found.id, part });
        return { ...found, draft };
      },
      fields: (_found, ask) => (keeps(ask) ? unfinished : asked[part]),
      // What was sent; else what was kept; else, to be confirmed, what was said.
      begin: (found) => typedIn(part, sentIn(found, part)) ?? found.draft?.answers ?? (part === 'WRITTEN' ? { text: spoken(found) } : {}),
      seen: ({ draft }) => draft?.answers ?? null,
      files: { field: 'pieces', again: 'Choisissez de nouveau vos fichiers.' },
      meanwhile: (found) =>
        sentIn(found, part) === undefined
          ? `${partWords[part]} : ${found.draft?.by ?? 'quelqu’un'} a gardé un autre texte pendant que vous écriviez. Rien n’est écrasé : comparez, puis gardez ou envoyez ce qui doit rester.`
          : `${partWords[part]} : quelqu’un de votre établissement l’a envoyée pendant que vous écriviez. Elle reste telle qu’elle est partie, à côté de votre texte. Pour y ajouter quelque chose, transmettez une pièce au guichet ou appelez-le.`,
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
          limits: limitsInWords,
          ...(found.draft !== null && { kept: { by: found.draft.by, at: found.draft.at } }),
          backHref: institutionHref('declaration', { id: found.id }),
        });
      },
      act: async (values, found, { ask, files, act, unchanged }) => {
        const account = signedIn(ask.response);
        const { department } = account;
        if (found.declaration === null) return erased;
        const expected: DraftSeen = (now) => unchanged(now?.answers ?? null);
        if (keeps(ask)) {
          const { text = '', causes = '', plan = '' } = values;
          const draft = { answers: { text, causes, plan }, by: account.name, at: parts.now(), expected };
          const kept = await keepCompletionDraft(parts.database, department, { declaration: found.id, part }, draft);
          if (kept === 'ERASED') return erased;
          if (kept !== 'KEPT') return { changed: true };
          const to = institutionHref('declaration', { id: found.id });
          return files.length === 0 ? { to, said: keptSaid } : { to, said: `${keptSaid} ${filesNotKept}`, important: true };
        }
        const end = { to: institutionHref('declaration', { id: found.id }), said: `${partWords[part]} reçue.` };
        if (owedIn(found, part) === null) return { to: end.to };
        const text = part === 'WRITTEN' ? values.text : written(values);
        const taken = await takeCompletion(parts.database, {
          department,
          id: found.id,
          caseId: found.caseId,
          part,
          at: parts.now(),
          by: actorOf(account),
          name: account.name,
          text,
          expected,
        });
        if (!taken && sentIn(await open(ask), part) !== text) return { changed: true };
        const added = files.length === 0 ? null : await amend(parts, ask, found, { what: 'CORRECTION', text: '', files, act });
        if (!taken && files.length === 0) return { to: end.to, said: `${partWords[part]} : déjà reçue, avec ce même texte.`, important: true };
        return added !== null && 'refused' in added
          ? { ...end, said: `${end.said} Les pièces n’ont pas été reçues : ${added.refused}`, important: true }
          : end;
      },
    });
  }

  return pages;
}

const keptSaid = 'Le texte est gardé. Vous, ou quelqu’un de votre établissement, pourrez reprendre ce texte : rien n’est encore envoyé.';
const filesNotKept = 'Les pièces choisies ne sont pas gardées : choisissez-les de nouveau au moment de l’envoi.';
const erased: Refusing = { errors: [{ field: WHOLE, message: 'Cette déclaration est effacée : rien ne peut plus y être ajouté.' }] };

/** What was declared by voice, to be read again and completed: the event alone. Who declared, for whom, and that it is to be confirmed is known. */
const spoken = ({ declaration }: DeclarationRead): string =>
  declaration === null
    ? ''
    : declarationLines(declaration, '')
        .filter(({ field }) => field !== 'establishment' && field !== 'oral' && field !== 'contactName')
        .map(({ label, text }) => `${label} : ${text}`)
        .join('\n');

const owedIn = ({ written, second }: DeclarationRead, part: DeclarationPart): Followed | null => (part === 'WRITTEN' ? written : second);

const sentIn = ({ parts }: DeclarationRead, part: DeclarationPart): string | undefined => parts.find((sent) => sent.part === part)?.text;

/** The answers of part two as one text, each under its heading. */
function written(values: { text: string; causes?: string | undefined; plan?: string | undefined }): string {
  return (Object.keys(headings) as (keyof typeof headings)[]).map((name) => `${headings[name]}\n${values[name] ?? ''}`).join('\n\n');
}

/** What was sent, in the fields it was typed in; whole in the first where it was not typed here. */
function typedIn(part: DeclarationPart, sent: string | undefined): Typed | null {
  if (sent === undefined) return null;
  const [before, ...pairs] = sent.split(new RegExp(`(?:^|\\n\\n)(${Object.values(headings).join('|')})\\n`));
  if (part === 'WRITTEN' || before !== '') return { text: sent };
  const under = (heading: string) => pairs[pairs.indexOf(heading) + 1] ?? '';
  return Object.fromEntries(Object.entries(headings).map(([name, heading]) => [name, under(heading)]));
}
