import { z } from 'zod';
import { deskTime, placedShape } from '../rehearsal/situations/situations.ts';
import { codes } from '../vocabulary/vocabulary.ts';

/** Whom a study is for. */
export const audiences = ['AGENT', 'COORDINATOR', 'PARTNER', 'INSTITUTION', 'PUBLIC'] as const;
export type StudyAudience = (typeof audiences)[number];

/** The facts that a trainee is asked to qualify: those that decide most of what follows. */
export const drilledFacts = ['danger', 'place', 'implicated', 'maltreatment', 'victimGroup'] as const;
export type DrilledFact = (typeof drilledFacts)[number];

const line = z.string().trim().min(1).max(600);
const lines = z.array(line).min(1).max(8);

/**
 * A case study as its file holds it: what arrives, by which door, when; what a trained person qualifies, and why; what to look for; how a
 * group works on it. Invented, and it names no recipient: who must be told is computed from the department's own protocol.
 */
export const studySchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/),
    title: z.string().trim().min(1).max(120),
    version: z.int().min(1),
    author: line,
    license: z.literal('CC-BY-4.0'),
    /** Absent: nobody but its author has read it again. */
    reviewedBy: line.optional(),
    audience: z.array(z.enum(audiences)).min(1),
    minutes: z.int().min(5).max(180),
    /** What somebody can do afterwards. */
    intention: line,
    covers: lines,
    /** In order, on the desk's own clock. */
    arrives: z
      .array(z.strictObject({ channel: z.enum(codes('channel')), at: deskTime, says: z.string().trim().min(1).max(4000) }))
      .min(1)
      .max(6),
    ...placedShape,
    why: z.array(z.strictObject({ fact: z.enum([...drilledFacts, 'flags']), because: line })).min(1),
    questions: z.array(z.strictObject({ ask: line, lookFor: lines })).min(1),
    facilitation: z.array(z.strictObject({ minutes: z.int().min(1), intention: line, activity: line })).min(1),
  })
  .refine(({ minutes, facilitation }) => facilitation.reduce((sum, one) => sum + one.minutes, 0) === minutes, {
    path: ['facilitation'],
    message: 'Les temps de l’animation ne font pas la durée annoncée.',
  })
  .refine(({ facts, arrives }) => facts.channel === arrives[0]?.channel, {
    path: ['facts', 'channel'],
    message: 'La porte des faits n’est pas celle de ce qui arrive d’abord.',
  });

export type Study = z.infer<typeof studySchema>;
