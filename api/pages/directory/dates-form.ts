import type { Becoming, Organisation, Validity } from '../../../directory/directory.ts';
import { readIsoDay, typedDay } from '../shared/day.ts';
import { freeText, maybeCode, parsed } from '../shared/fields.ts';
import { type FormError, one, type Typed } from '../shared/form.ts';
import { communeWritten, readCommunes } from './territory-form.ts';

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

/** What a body becomes on a day ahead, as its form asks for it. */
export const becomingFields = {
  nextOn: parsed(readIsoDay, 'Écrivez le jour du changement, par exemple 01/01/2027, ou rien.').optional(),
  nextName: freeText(200),
  nextArea: maybeCode(['SAME', 'ALL', 'COMMUNES']),
  nextCommunes: freeText(60_000),
};

interface BecomingRead {
  nextOn?: string | undefined;
  nextName?: string | undefined;
  nextArea?: 'SAME' | 'ALL' | 'COMMUNES' | undefined;
}

export function becomingProblems(
  { nextOn, nextName = '', nextArea = 'SAME' }: BecomingRead,
  typed: Typed,
  today: string,
  department: string,
): FormError<'nextOn' | 'nextName' | 'nextCommunes'>[] {
  const says = nextName !== '' || nextArea !== 'SAME';
  if (one(typed, 'nextOn') === '')
    return says ? [{ field: 'nextOn', message: 'Dites quel jour cela change, ou videz ce qui change ce jour-là.' }] : [];
  if (nextOn === undefined) return [];
  const communes = readCommunes(one(typed, 'nextCommunes'), department);
  return [
    ...(nextOn > today
      ? []
      : [{ field: 'nextOn' as const, message: 'Ce jour est passé ou c’est aujourd’hui : changez le nom ou le territoire plus haut.' }]),
    ...(says ? [] : [{ field: 'nextName' as const, message: 'Dites ce qui change ce jour-là : le nom, ou le territoire.' }]),
    ...(nextArea === 'COMMUNES' && (communes.problems.length > 0 || communes.codes.length === 0)
      ? [{ field: 'nextCommunes' as const, message: communes.problems.join(' ') || 'Écrivez les communes pour lesquelles il répondra.' }]
      : []),
  ];
}

export function becomingTyped({ nextOn, nextName = '', nextArea = 'SAME' }: BecomingRead, typed: Typed, department: string): { becomes?: Becoming } {
  if (nextOn === undefined) return {};
  const communes = nextArea === 'COMMUNES' ? { communes: readCommunes(one(typed, 'nextCommunes'), department).codes } : null;
  return {
    becomes: {
      on: nextOn,
      ...(nextName !== '' && { name: nextName }),
      ...(nextArea !== 'SAME' && { territory: communes ?? { wholeDepartment: true as const } }),
    },
  };
}

export function typedBecoming({ becomes }: Pick<Organisation, 'becomes'>): Typed {
  const { on, name = '', territory } = becomes ?? {};
  const communes = territory !== undefined && 'communes' in territory ? territory.communes : [];
  return {
    nextOn: on === undefined ? '' : typedDay(on),
    nextName: name,
    nextArea: territory === undefined ? 'SAME' : communes.length > 0 ? 'COMMUNES' : 'ALL',
    nextCommunes: communes.map(communeWritten).join('\n'),
  };
}
