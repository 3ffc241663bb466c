import { z } from 'zod';
import { type SafeMoment, safeMoments } from '../cases/record/content.ts';
import { codes, type ImplicatedKind, vocabulary } from '../vocabulary/vocabulary.ts';

/*
 * What may come in, with messages in French that a page or the API can show beside the field.
 * Unknown fields are refused, so that nobody believes something was recorded that was not.
 */

const control = /[^\P{Cc}\n\r\t]/u;
const text = (max: number) =>
  z
    .string('Écrivez un texte.')
    .trim()
    .max(max, `Écrivez au plus ${max} caractères.`)
    .refine((value) => !control.test(value), 'Retirez les caractères invisibles de ce texte.');
const optional = (max: number) =>
  text(max)
    .transform((value) => (value === '' ? undefined : value))
    .optional();
const oneOf = <T extends [string, ...string[]]>(values: T) => z.enum(values, 'Choisissez une des réponses proposées.');
const yesOrNo = z.boolean('Répondez par oui ou par non.');

const organisationId = z.string().regex(/^[\w.-]{1,80}$/, 'Cet identifiant d’annuaire n’est pas valable.');

/* A precision that the nomenclature does not have would be read by no rule, and would escape what is proved of them. */
const placePrecisions: ReadonlySet<string> = new Set(Object.values(vocabulary.placePrecision).flat());
const isPrecisionOf = (kind: ImplicatedKind, precision: string) => (vocabulary.implicated[kind].precisions as string[]).includes(precision);

const implicatedFact = z
  .strictObject({
    kind: oneOf(codes('implicated')),
    precision: z.string().max(40, 'Choisissez une des réponses proposées.').optional(),
    organisation: organisationId.optional(),
    contact: organisationId.optional(),
  })
  .refine(({ kind, precision }) => precision === undefined || isPrecisionOf(kind, precision), {
    path: ['precision'],
    error: 'Choisissez une des réponses proposées.',
  });

export const factsSchema = z.strictObject({
  channel: oneOf(codes('channel')),
  inseeCode: z
    .string()
    .regex(/^(\d{5}|2[AB]\d{3})$/, 'Donnez le code INSEE de la commune, en cinq caractères.')
    .optional(),
  place: oneOf(codes('place')),
  placePrecision: z
    .string()
    .refine((code) => placePrecisions.has(code), 'Choisissez une des réponses proposées.')
    .optional(),
  finess: z
    .string()
    .regex(/^(\d{9}|2[AB]\d{7})$/, 'Un numéro FINESS compte neuf caractères.')
    .optional(),
  finessCategory: z
    .string()
    .regex(/^\d{3}$/, 'Une catégorie FINESS compte trois chiffres.')
    .optional(),
  implicated: z.union(
    [z.array(implicatedFact).max(20, 'Indiquez au plus vingt mis en cause.'), implicatedFact.transform((one) => [one])],
    'Indiquez chaque mis en cause par sa catégorie, et sa précision si elle est connue.',
  ),
  maltreatment: z.array(oneOf(codes('maltreatment'))).max(12, 'Choisissez parmi les réponses proposées.'),
  danger: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)], 'Le niveau de danger va de 0 à 4.'),
  victimGroup: oneOf(codes('victimGroup')),
  age: oneOf(codes('age')).optional(),
  protectionMeasure: oneOf(codes('protectionMeasure')).optional(),
  origin: oneOf(codes('origin')).optional(),
  reporterLink: oneOf(codes('reporterLink')).optional(),
  flags: z
    .array(oneOf(codes('flag')))
    .max(20, 'Choisissez parmi les réponses proposées.')
    .default([]),
});

export const basisSchema = z.strictObject({
  legal: z.array(oneOf(codes('legalBasis'))).max(10, 'Choisissez parmi les réponses proposées.'),
  victimConsent: oneOf(codes('victimConsent')).nullable(),
  victimInformed: yesOrNo.nullable(),
});

const person = {
  name: optional(200),
  address: optional(500),
  phone: optional(40),
  email: z.email('Écrivez une adresse électronique, comme nom@exemple.fr.').max(254, 'Cette adresse est trop longue.').optional(),
};

export const contentSchema = z.strictObject({
  narrative: text(20_000).min(1, 'Racontez ce qui se passe, même en quelques mots.'),
  victim: z.strictObject({ ...person, birthDate: z.iso.date('Écrivez la date comme 1941-05-17.').optional() }).optional(),
  implicated: z
    .array(z.strictObject({ ...person, relation: optional(200) }))
    .max(20, 'Indiquez au plus vingt mis en cause.')
    .optional(),
  reporter: z
    .strictObject({
      anonymousToDesk: yesOrNo,
      anonymousToImplicated: yesOrNo,
      name: person.name,
      phone: person.phone,
      email: person.email,
      address: person.address,
      language: optional(100),
      link: oneOf(codes('reporterLink')).optional(),
      safeContact: z
        .strictObject({
          channel: oneOf(['PHONE', 'EMAIL', 'LETTER', 'NONE']),
          moment: oneOf(safeMoments as [SafeMoment, ...SafeMoment[]]).optional(),
          hours: optional(200),
          messageAllowed: yesOrNo,
          announceAs: optional(100),
          note: optional(500),
        })
        .optional(),
    })
    .optional(),
  measuresTaken: optional(5_000),
  health: optional(5_000),
  assets: optional(5_000),
  notes: optional(20_000),
});
