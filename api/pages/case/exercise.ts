import { Router } from 'express';
import { frenchDateTime } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { isLive } from '../../../cases/model/transfer-status.ts';
import { type Applied, apply, moveClock } from '../../../cases/record/apply.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { formButton } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { refusedBy } from '../shared/form-sent.ts';
import { entryWords } from '../words/journal-words.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import { findCase, openCase } from './open-case.ts';

const MOST_SAID = 8;

/** What is done with a drill from its own page: its clock moved on, and its end. */
export function exercisePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const standsOn = ({ request }: Ask) => caseHref(String(request.params.reference));

  formButton(parts, pages, {
    at: casePaths.advance,
    standsOn,
    open: ({ request, response }) => findCase(parts, request, response),
    act: async ({ caseId, reference }, { ask: { request, response } }) => {
      const account = signedIn(response);
      const moved = await moveClock(parts.database, account.department, caseId, actorOf(account), parts.now());
      if ('refused' in moved) return refusedBy(moved.refused);
      const record = await openCase(parts, request, response, 'EXERCISE');
      const names = await namesOf(parts, account.department, await currentWorld(parts, record));
      return {
        to: caseHref(reference),
        said: happened(moved, names, parts.now() + record.clockOffset, territoryOf(account.department).zone),
        important: moved.came === 'NOTHING',
      };
    },
  });

  formButton(parts, pages, {
    at: casePaths.endExercise,
    right: 'exercise.end',
    standsOn,
    open: async ({ request, response }) => {
      const record = await openCase(parts, request, response, 'EXERCISE');
      if (!record.exercise) throw new NotFound();
      return record;
    },
    act: async ({ id, reference, state }, { ask }) => {
      const account = signedIn(ask.response);
      const act = { at: parts.now(), by: actorOf(account) };
      for (const { id: transfer } of state.transfers.filter((one) => isLive(one))) {
        await apply(parts.database, account.department, id, { kind: 'TransferCancelled', transfer, reason: 'EXERCISE_ENDED', ...act });
      }
      const content = { text: 'Exercice terminé.' };
      const ended = await apply(parts.database, account.department, id, { kind: 'NotRetained', reason: 'AUTRE', ...act }, { content });
      if ('refused' in ended) return refusedBy(ended.refused);
      return { to: caseHref(reference), said: 'L’exercice est terminé : plus rien n’y est dû.' };
    },
  });

  return pages;
}

/** What happened when the clock moved, in one sentence. */
function happened({ entries, state }: Exclude<Applied, { refused: unknown }>, names: Names, now: number, zone: string): string {
  if (entries.length === 0) return 'Aucune échéance n’est à venir dans cet exercice.';
  const all = entries
    .filter((entry) => entry.kind !== 'NOTE' || entry.because.reason !== 'CLOCK_MOVED')
    .map((entry) => entryWords(entry, names, state));
  const shown = all.slice(0, MOST_SAID).join(' ; ');
  const more = all.length > MOST_SAID ? `, et ${all.length - MOST_SAID} autres lignes` : '';
  return typographic(`Il est maintenant ${frenchDateTime(now, zone, 0)} dans l’exercice. Il s’est passé : ${shown === '' ? 'rien' : shown}${more}.`);
}
