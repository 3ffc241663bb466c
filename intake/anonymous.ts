import type { z } from 'zod';

/** What would say who an author is, by the names doors give it. */
const ofNobody = ['name', 'lastName', 'firstName', 'address', 'phone', 'email'] as const;
const named: ReadonlySet<string> = new Set(ofNobody);

/** Whether a field of an author is one that an author who is anonymous to the desk does not leave. */
export const isOfNobody = (field: string | undefined): boolean => field !== undefined && named.has(field);

/** Refuses, field by field, whatever would say who an author is that is anonymous to the desk: for a schema's `superRefine`. */
export function leavesNoName(
  author: { anonymousToDesk: boolean } & Partial<Record<(typeof ofNobody)[number], unknown>>,
  context: z.core.$RefinementCtx,
): void {
  for (const field of ofNobody)
    if (author.anonymousToDesk && author[field] !== undefined)
      context.addIssue({
        code: 'custom',
        path: [field],
        message: 'Un auteur anonyme pour le guichet ne laisse ni nom ni coordonnées\u00a0: retirez ce champ.',
      });
}

/** Whether some author in what a machine sent wants to be nobody to the desk, however that is written. */
export const isAnonymous = (body: object): boolean => /"anonymousToDesk":(true|"(true|oui)"|1)/i.test(JSON.stringify(body));
