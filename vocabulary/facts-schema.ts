import { z } from 'zod';
import { type PlainFact, plainCodes, plainFacts } from './fact-table.ts';
import { asFinessNumber } from './finess.ts';
import { codes, type ImplicatedKind, vocabulary } from './vocabulary.ts';

/** One of some codes, with a sentence for whoever gave another. */
export const proposedCode = <T extends [string, ...string[]]>(values: T) => z.enum(values, 'Choisissez une des réponses proposées.');

const organisationId = z.string().regex(/^[\w.-]{1,80}$/, 'Cet identifiant d’annuaire n’est pas valable.');

/* A precision that the nomenclature does not have would be read by no rule, and would escape what is proved of them. */
const placePrecisions: ReadonlySet<string> = new Set(Object.values(vocabulary.placePrecision).flat());
const isPrecisionOf = (kind: ImplicatedKind, precision: string) => (vocabulary.implicated[kind].precisions as string[]).includes(precision);

const implicatedFact = z
  .strictObject({
    kind: proposedCode(codes('implicated')),
    precision: z.string().max(40, 'Choisissez une des réponses proposées.').optional(),
    organisation: organisationId.optional(),
    contact: organisationId.optional(),
  })
  .refine(({ kind, precision }) => precision === undefined || isPrecisionOf(kind, precision), {
    path: ['precision'],
    error: 'Choisissez une des réponses proposées.',
  });

type PlainShape = { [fact in PlainFact]: z.ZodOptional<ReturnType<typeof proposedCode<ReturnType<typeof plainCodes<fact>>>>> };
const plainShape = Object.fromEntries(plainFacts.map((fact) => [fact, proposedCode(plainCodes(fact)).optional()])) as PlainShape;

/** The facts of a case as they may come in. An unknown field is refused, so that nobody believes it was recorded. */
export const factsSchema = z.strictObject({
  channel: proposedCode(codes('channel')),
  inseeCode: z
    .string()
    .regex(/^(\d{5}|2[AB]\d{3})$/, 'Donnez le code INSEE de la commune, en cinq caractères.')
    .optional(),
  place: proposedCode(codes('place')),
  placePrecision: z
    .string()
    .refine((code) => placePrecisions.has(code), 'Choisissez une des réponses proposées.')
    .optional(),
  finess: z
    .string()
    .regex(...asFinessNumber)
    .optional(),
  finessCategory: z
    .string()
    .regex(/^\d{3}$/, 'Une catégorie FINESS compte trois chiffres.')
    .optional(),
  implicated: z.union(
    [z.array(implicatedFact).max(20, 'Indiquez au plus vingt mis en cause.'), implicatedFact.transform((one) => [one])],
    'Indiquez chaque mis en cause par sa catégorie, et sa précision si elle est connue.',
  ),
  maltreatment: z.array(proposedCode(codes('maltreatment'))).max(12, 'Choisissez parmi les réponses proposées.'),
  danger: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)], 'Le niveau de danger va de 0 à 4.'),
  victimGroup: proposedCode(codes('victimGroup')),
  ...plainShape,
  flags: z
    .array(proposedCode(codes('flag')))
    .max(20, 'Choisissez parmi les réponses proposées.')
    .default([]),
});
