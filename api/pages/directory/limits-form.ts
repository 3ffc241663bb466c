import { z } from 'zod';
import { type Competent, type FactLimits, limitCodes, limitingFacts } from '../../../directory/competence.ts';
import { finessCategoryShape, type Organisation } from '../../../directory/directory.ts';
import type { LimitField } from '../../../templates/views/directory.ts';
import { type Fields, freeText, tickedCodes } from '../shared/fields.ts';
import { many, one, type Typed } from '../shared/form.ts';

const noRank = 'Écrivez un nombre, de 0 à 999\u00a0: le plus petit passe d’abord.';
/** In what order bodies that answer for the same are asked. */
export const rankField = z.coerce.number(noRank).int(noRank).min(0, noRank).max(999, noRank);

const kinds = ['only', 'never'] as const;

const categories = freeText(2_000).pipe(
  z.string().refine((text) => categoriesIn(text).every((code) => finessCategoryShape.test(code)), {
    error: 'Une catégorie FINESS a trois chiffres\u00a0: écrivez 500, 501.',
  }),
);

/** What the form asks of the situations that a body answers for, and of those that it never does. */
export const limitFields = Object.fromEntries(
  kinds.flatMap((kind) =>
    limitingFacts.map((fact) => {
      const known = limitCodes(fact);
      return [`${kind}_${fact}`, known === null ? categories : tickedCodes(known)] as const;
    }),
  ),
) as unknown as Record<LimitField, Fields[string]>;

function categoriesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** The limits as they were typed; those that are empty are not there. */
export function limitsTyped(typed: Typed): Competent {
  const of = (kind: (typeof kinds)[number]): FactLimits =>
    Object.fromEntries(
      limitingFacts.flatMap((fact) => {
        const known = limitCodes(fact);
        const name = `${kind}_${fact}`;
        const listed = known === null ? categoriesIn(one(typed, name)) : many(typed, name).filter((code) => known.includes(code));
        return listed.length === 0 ? [] : [[fact, listed] as const];
      }),
    );
  const [onlyFor, neverFor] = [of('only'), of('never')];
  return { ...(Object.keys(onlyFor).length > 0 && { onlyFor }), ...(Object.keys(neverFor).length > 0 && { neverFor }) };
}

/** The form's fields for the limits of a body. */
export function typedLimits({ onlyFor = {}, neverFor = {} }: Pick<Organisation, 'onlyFor' | 'neverFor'>): Typed {
  return Object.fromEntries(
    (
      [
        ['only', onlyFor],
        ['never', neverFor],
      ] as const
    ).flatMap(([kind, limits]) =>
      limitingFacts.map((fact) => [`${kind}_${fact}`, limitCodes(fact) === null ? (limits[fact] ?? []).join(', ') : (limits[fact] ?? [])] as const),
    ),
  );
}
