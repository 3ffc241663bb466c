import type { Validity } from '../../../directory/directory.ts';
import { readIsoDay, typedDay } from '../shared/day.ts';
import { parsed } from '../shared/fields.ts';
import type { FormError, Typed } from '../shared/form.ts';

/** The days between which something answers, as its form asks for them. */
export const dateFields = {
  from: parsed(readIsoDay, 'Écrivez le premier jour, par exemple 01/01/2027, ou rien.').optional(),
  until: parsed(readIsoDay, 'Écrivez le dernier jour, par exemple 31/12/2026, ou rien.').optional(),
};

type Days = { [Day in keyof Validity]?: Validity[Day] | undefined };

export function dateProblems({ from, until }: Days): FormError<'until'>[] {
  return from !== undefined && until !== undefined && until < from
    ? [{ field: 'until', message: 'Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux.' }]
    : [];
}

export const datesTyped = ({ from, until }: Days): Validity => ({ ...(from !== undefined && { from }), ...(until !== undefined && { until }) });

export const typedDates = ({ from, until }: Validity): Typed => ({
  from: from === undefined ? '' : typedDay(from),
  until: until === undefined ? '' : typedDay(until),
});
