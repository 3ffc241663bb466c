import type { Router } from 'express';
import { z } from 'zod';
import { frenchDateTime } from '../../../calendar/french.ts';
import type { Instant } from '../../../calendar/span.ts';
import { datesPossible, mostDates, tooManyDates } from '../../../cases/running/concertation.ts';
import { answerText } from '../../../vocabulary/answers.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import type { Parts } from '../../http/parts.ts';
import { momentsField, oneCode } from '../shared/fields.ts';
import { one, typed } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import { type OpenedByPartner, opened } from './partner-door.ts';
import { partnerForm, shown } from './partner-form.ts';

/** What whoever is consulted answers, and whoever is asked to a concertation. */
export function consultedForms(parts: Parts, pages: Router): void {
  const subject = async ({ response }: Ask) => opened(response);

  partnerForm(parts, pages, {
    page: 'opinion',
    open: subject,
    fields: { opinion: oneCode(codes('opinion'), 'Dites votre avis, ou que vous n’en avez pas à donner.'), text: answerText().optional() },
    begin: ({ transfer }) => ({ opinion: transfer.outcome?.opinion }),
    check: ({ opinion, text }) =>
      opinion !== undefined && opinion !== 'SANS_AVIS' && !text ? [{ field: 'text', message: 'Écrivez votre avis, en quelques mots.' }] : [],
    view: (form, _subject, ask) => parts.page('partner/opinion', { ...shown(ask), form, opinions: codes('opinion') }),
    act: ({ opinion, text }, { transfer }) => ({ event: { kind: 'OpinionGiven', transfer: transfer.id, opinion }, text }),
    what: 'OPINION_GIVEN',
  });

  partnerForm(parts, pages, {
    page: 'participate',
    open: subject,
    fields: (asked) => ({
      // A date that nobody else proposes any more meanwhile is still one's own.
      dates: z.array(z.coerce.number().int()),
      others: momentsField(asked.now, asked.chrome.zone).optional(),
      text: answerText().optional(),
    }),
    begin: ({ transfer: { dates = [] } }) => ({ dates: dates.map(String) }),
    check: ({ dates = [], others }, _subject, { ask }) => {
      if (new Set([...dates, ...(others ?? [])]).size > mostDates) return [{ field: 'others', message: tooManyDates }];
      return dates.length > 0 || others !== undefined || one(typed(ask.request), 'others') !== ''
        ? []
        : [{ field: 'others', message: 'Donnez au moins une date où vous pouvez.' }];
    },
    view: (form, asked, ask) =>
      parts.page('partner/participate', {
        ...shown(ask),
        form,
        known: datesKnown(asked).map((date) => ({ value: String(date), label: frenchDateTime(date, asked.chrome.zone) })),
      }),
    act: ({ dates, others = [], text }, { transfer }) => ({
      event: { kind: 'TakesPart', transfer: transfer.id, dates: [...dates, ...others] },
      text,
    }),
    what: 'TAKES_PART',
  });
}

/** The dates to come on which others can, or on which the concertation is held, and one's own. */
function datesKnown({ state, transfer, now }: OpenedByPartner): Instant[] {
  const others = datesPossible(state, now).map(({ date }) => date);
  const all = [...others, ...(transfer.dates ?? []), ...(state.meeting ? [state.meeting] : [])];
  return [...new Set(all)].filter((date) => date > now).toSorted((a, b) => a - b);
}
