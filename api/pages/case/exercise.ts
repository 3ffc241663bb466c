import { type Request, type Response, Router } from 'express';
import { frenchDateTime } from '../../../calendar/french.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { type Applied, apply, moveClock } from '../../../cases/record/apply.ts';
import { isLive } from '../../../cases/running/stages.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, requireRight, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice } from '../shared/desk-page.ts';
import { expired } from '../shared/expired.ts';
import { entryWords } from '../words/journal-words.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';
import { done, findCase, openCase } from './open-case.ts';

const MOST_SAID = 8;

/** What is done with a drill from its own page: its clock moved on, and its end. */
export function exercisePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.post('/avancer', async (request: Request, response) => {
    const account = signedIn(response);
    const { caseId, reference } = await findCase(parts, request, response);
    const moved = await moveClock(parts.database, account.department, caseId, actorOf(account), parts.now());
    done(moved);
    const record = await openCase(parts, request, response, 'EXERCISE');
    const names = await namesOf(parts, account.department, await currentWorld(parts, record));
    notice(request, said(moved, names, parts.now() + record.clockOffset, territoryOf(account.department).zone));
    response.redirect(303, caseHref(reference));
  });

  pages.post('/terminer-exercice', requireRight(parts, expired(parts), 'exercise.end'), async (request: Request, response: Response) => {
    const account = signedIn(response);
    const record = await openCase(parts, request, response, 'EXERCISE');
    if (!record.exercise) throw new NotFound();
    const act = { at: parts.now(), by: actorOf(account) };
    for (const { id } of record.state.transfers.filter((transfer) => isLive(transfer))) {
      await apply(parts.database, account.department, record.id, { kind: 'TransferCancelled', transfer: id, reason: 'EXERCISE_ENDED', ...act });
    }
    done(
      await apply(
        parts.database,
        account.department,
        record.id,
        { kind: 'NotRetained', reason: 'AUTRE', ...act },
        { content: { text: 'Exercice terminé.' } },
      ),
    );
    notice(request, 'L’exercice est terminé : plus rien n’y est dû.');
    response.redirect(303, caseHref(record.reference));
  });

  return pages;
}

/** What happened when the clock moved, in one sentence. */
function said(moved: Applied, names: Names, now: number, zone: string): string {
  if ('refused' in moved || moved.entries.length === 0) return 'Aucune échéance n’est à venir dans cet exercice.';
  const happened = moved.entries.filter(({ because }) => because.reason !== 'CLOCK_MOVED').map((entry) => entryWords(entry, names, moved.state));
  const shown = happened.slice(0, MOST_SAID).join(' ; ');
  const more = happened.length > MOST_SAID ? `, et ${happened.length - MOST_SAID} autres lignes` : '';
  return typographic(`Il est maintenant ${frenchDateTime(now, zone, 0)} dans l’exercice. Il s’est passé : ${shown === '' ? 'rien' : shown}${more}.`);
}
