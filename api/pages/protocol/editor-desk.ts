import { Router } from 'express';
import { unitOf } from '../../../calendar/span.ts';
import { type DeskSection, deskDelay, dutyFromDanger, dutyUnwritten, ownSentences } from '../../../procedures/desk-section.ts';
import { type DelayName, delayGroups, delayNames, ownDelay, unwrittenWords } from '../../../procedures/own-delays.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { setDesk } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths } from '../shared/addresses.ts';
import { type FormError, one, oneOf, type Typed } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import { onDraft } from './editor-draft.ts';
import { amountOf, badSpan, readTypedSpan, units } from './editor-order.ts';
import { partForm, type ShownPart } from './part-form.ts';

const levels = ['1', '2', '3', '4'] as const;
const unitField = (name: DelayName): string => `${name}-unit`;
const fieldNames = ['dutyFromDanger', ...delayNames.flatMap((name) => [name, unitField(name)])];

/** What the desk itself does within which time, and from which danger duty is called. */
export function deskSettings(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  partForm(parts, pages, {
    at: draftPaths.desk,
    part: () => 'desk',
    names: fieldNames,
    recorded: deskTyped,
    read: (fields) => {
      const { section, errors } = readDesk(fields);
      return { edit: section && ((content) => setDesk(content, section)), errors };
    },
    sentences: sentencesOf,
    view: page,
    next: (draft) => draftHref(draft, 'desk'),
    done: 'Les délais du guichet sont enregistrés.',
  });

  async function page({ draft, form, state }: ShownPart, { request, response }: Ask): Promise<string> {
    return parts.page('desk/editor/desk', {
      ...(await onDraft(parts, request, response, draft, 'desk')),
      form,
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
