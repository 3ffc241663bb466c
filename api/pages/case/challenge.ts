import { Router } from 'express';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { textBeside } from '../../../cases/told/known.ts';
import type { Parts } from '../../http/parts.ts';
import { casePaths } from '../shared/addresses.ts';
import { neededText } from '../shared/fields.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { heldFrom } from '../words/text-marks.ts';
import { caseForm } from './case-form.ts';
import { transferLine } from './case-view.ts';
import { transferOf } from './open-case.ts';

const LONGEST = 5_000;

/** The desk does not accept the answer of an entrusted enquiry, and says why to whoever gave it. */
export function challengePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  caseForm(parts, pages, {
    at: casePaths.challenge,
    why: 'CHALLENGE',
    fields: { text: neededText('Dites au destinataire ce qui ne convient pas.', LONGEST) },
    edits: (state, ask) => transferOf(state, ask).outcome,
    check: ({ text = '' }, record, { ask }) => {
      const held = heldFrom(record, transferOf(record.state, ask), text);
      return held === null ? [] : [{ field: 'text', message: held }];
    },
    view: async (form, frame, record, ask) => {
      const transfer = transferOf(record.state, ask);
      const names = await namesOf(parts, record.department, await currentWorld(parts, record));
      return parts.page('desk/challenge', { ...frame, transfer: transferLine(transfer, names), form, ...answeredBy(record, transfer.id) });
    },
    act: ({ text }, { state }, { ask }) => ({ event: { kind: 'AnswerChallenged', transfer: transferOf(state, ask).id }, content: text }),
    refusedAt: 'text',
    said: 'La réponse est contestée. Le destinataire la reprend, avec un nouveau délai.',
  });

  return pages;
}

function answeredBy({ journal }: CaseRecord, transfer: string): { answered?: string } {
  const given = journal.findLast((entry) => entry.kind === 'OUTCOME_GIVEN' && entry.transfer === transfer);
  const answered = given && textBeside(journal, given);
  return answered === undefined ? {} : { answered };
}
