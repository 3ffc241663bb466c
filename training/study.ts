import { z } from 'zod';
import { deskTime, placedShape } from '../rehearsal/situations/situations.ts';
import { codes } from '../vocabulary/vocabulary.ts';

/** Whom a study is for. */
export const audiences = ['AGENT', 'COORDINATOR', 'PARTNER', 'INSTITUTION', 'PUBLIC'] as const;
export type StudyAudience = (typeof audiences)[number];

/** The facts that a trainee is asked to qualify: those that decide most of what follows. */
export const drilledFacts = ['danger', 'place', 'implicated', 'maltreatment', 'victimGroup'] as const;
export type DrilledFact = (typeof drilledFacts)[number];

/** What names a study, in files and in addresses. */
export const studyId = /^[a-z0-9-]{1,60}$/;

/** How much a study holds: what its form has lines for. */
export const most = { arrives: 6, questions: 8, steps: 8, implicated: 4, line: 600, says: 4000 } as const;

const empty = 'Écrivez quelques mots.';
const line = z.string().trim().min(1, empty).max(most.line, `Au plus ${most.line} signes.`);
const lines = z.array(line).min(1, 'Écrivez une ligne au moins.').max(8, 'Au plus huit lignes.');
const one = 'Il en faut un au moins.';

/**
 * A case study as its file holds it: what arrives, by which door, when; what a trained person qualifies, and why; what to look for; how a
 * group works on it. Invented, and it names no recipient: who must be told is computed from the department's own protocol.
 */
export const studySchema = z
  .strictObject({
    id: z.string().regex(studyId, 'L’identifiant est fait de minuscules sans accent, de chiffres et de tirets.'),
    title: z.string().trim().min(1, 'Donnez un titre.').max(120, 'Au plus 120 signes.'),
    version: z.int().min(1).max(100_000),
    author: line,
    license: z.literal('CC-BY-4.0'),
    /** Absent: nobody but its author has read it again. */
    reviewedBy: line.optional(),
    audience: z.array(z.enum(audiences)).min(1, 'Dites pour qui.'),
    minutes: z.int().min(5, 'Le déroulé dure cinq minutes au moins.').max(180, 'Le déroulé dure trois heures au plus.'),
    /** What somebody can do afterwards. */
    intention: line,
    covers: lines,
    /** In order, on the desk's own clock. */
    arrives: z
      .array(
        z.strictObject({
          channel: z.enum(codes('channel')),
          at: deskTime,
          says: z.string().trim().min(1, empty).max(most.says, `Au plus ${most.says} signes.`),
        }),
      )
      .min(1, 'Écrivez ce qui arrive.')
      .max(most.arrives),
    ...placedShape,
    why: z.array(z.strictObject({ fact: z.enum([...drilledFacts, 'flags']), because: line })).min(1, one),
    questions: z
      .array(z.strictObject({ ask: line, lookFor: lines }))
      .min(1, one)
      .max(most.questions),
    facilitation: z
      .array(z.strictObject({ minutes: z.int().min(1), intention: line, activity: line }))
      .min(1, one)
      .max(most.steps),
  })
  .refine(({ minutes, facilitation }) => facilitation.reduce((sum, one) => sum + one.minutes, 0) === minutes, {
    path: ['facilitation'],
    message: 'Les temps de l’animation ne font pas la durée annoncée.',
  })
  .refine(({ facts, arrives }) => facts.channel === arrives[0]?.channel, {
    path: ['facts', 'channel'],
    message: 'La porte des faits n’est pas celle de ce qui arrive d’abord.',
  });

/** A study; while it is written, things may still be missing (`readStudy`). */
export type Study = z.infer<typeof studySchema>;

/** What keeps a study from being one: the place as its file names it (`arrives.0.says`), and why, in French. Nothing when it is whole. */
export interface StudyProblem {
  path: string;
  message: string;
}

/** For what says nothing of its own: a code that is none, a field too many. */
const inFrench = z.locales.fr().localeError;

/** Reads what a file, a form or the record holds. Pure. */
export function readStudy(content: unknown): { study: Study } | { problems: StudyProblem[] } {
  const read = studySchema.safeParse(content, { error: inFrench });
  if (read.success) return { study: read.data };
  return { problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) };
}
