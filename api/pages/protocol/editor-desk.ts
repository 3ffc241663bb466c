import { type Request, type Response, Router } from 'express';
import { unitOf } from '../../../calendar/span.ts';
import { type DeskSection, deskDelay, dutyFromDanger, dutyUnwritten, ownSentences } from '../../../procedures/desk-section.ts';
import { type DelayName, delayGroups, delayNames, ownDelay, unwrittenWords } from '../../../procedures/own-delays.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { setDesk } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { SavedState } from '../../../templates/views/editor.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref } from '../shared/addresses.ts';
import { resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { keep, onDraft, openDraft, shownState } from './editor-draft.ts';
import { amountOf, badSpan, readTypedSpan, units } from './editor-order.ts';

const levels = ['1', '2', '3', '4'] as const;
const unitField = (name: DelayName): string => `${name}-unit`;
const fieldNames = ['dutyFromDanger', ...delayNames.flatMap((name) => [name, unitField(name)])];

/** What the desk itself does within which time, and from which danger duty is called. */
export function deskSettings(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/guichet', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const state = shownState(draft.content, 'desk', resumed(response), sentencesOf(draft.content));
    response.type('html').send(await page(request, response, draft, resumed(response) ?? deskTyped(draft.content), [], state));
  });

  pages.post('/guichet', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const fields = typed(request);
    const { section, errors } = readDesk(fields);
    return keep(parts, request, response, draft, {
      part: 'desk',
      edit: section === null ? null : (content) => setDesk(content, section),
      wrong: errors.map(({ message }) => message),
      sentences: sentencesOf,
      sendBack: async () => {
        const state: SavedState = { seen: one(fields, 'seen'), kind: 'WRONG', sentences: [], problems: [] };
        response
          .status(422)
          .type('html')
          .send(await page(request, response, draft, fields, errors, state));
      },
      next: `${draftHref(draft.id)}/guichet`,
      done: 'Les délais du guichet sont enregistrés.',
    });
  });

  async function page(
    request: Request,
    response: Response,
    draft: ProtocolDraft,
    fields: Typed,
    errors: FormError<string>[],
    state: SavedState,
  ): Promise<string> {
    return parts.page('desk/editor/desk', {
      ...(await onDraft(parts, request, response, draft, '/guichet')),
      form: formView(formAction(parts, request, response, `${draftHref(draft.id)}/guichet`), fieldNames, fields, errors),
      levels: levels.map((value) => ({ value, label: `${value}\u00a0: ${label('danger', value).toLowerCase()}` })),
      level: `Sans autre choix\u00a0: à partir de ${dutyUnwritten}.`,
      groups: Object.entries(delayGroups).map(([group, title]) => ({
        title,
        delays: delayNames
          .filter((name) => ownDelay(name).group === group)
          .map((name) => ({
            name,
            label: ownDelay(name).label,
            unit: unitField(name),
            units: units.filter(({ value }) => value in ownDelay(name).most),
            says: typographic(ownDelay(name).says(`… (d’ordinaire ${unwrittenWords(name)})`)),
          })),
      })),
      state,
    });
  }

  return pages;
}

function deskTyped(procedure: Procedure): Typed {
  const delays = delayNames.flatMap((name) => {
    const span = deskDelay(procedure, name);
    return [
      [name, amountOf(span)],
      [unitField(name), unitOf(span)],
    ];
  });
  return { dutyFromDanger: String(dutyFromDanger(procedure)), ...Object.fromEntries(delays) };
}

function readDesk(fields: Typed): { section: DeskSection | null; errors: FormError<string>[] } {
  const errors: FormError<string>[] = [];
  const delays = delayNames.map((name) => {
    const span = readTypedSpan(one(fields, name), one(fields, unitField(name)));
    if (span === null) errors.push({ field: name, message: badSpan });
    return [name, span ?? ownDelay(name).unwritten] as const;
  });
  const level = oneOf(fields, 'dutyFromDanger', levels);
  if (level === undefined) errors.push({ field: 'dutyFromDanger', message: 'Choisissez un danger de 1 à 4.' });
  const section = { dutyFromDanger: Number(level) as 1 | 2 | 3 | 4, delays: Object.fromEntries(delays) };
  return { section: errors.length > 0 ? null : section, errors };
}

function sentencesOf(procedure: Procedure): string[] {
  const own = ownSentences(procedure);
  return own.length === 0 ? ['Le guichet suit les délais d’ordinaire.'] : own;
}
