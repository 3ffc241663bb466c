import { z } from 'zod';
import { type SafeMoment, safeChannels, safeMoments } from '../cases/model/content.ts';
import { proposedCode } from '../vocabulary/facts-schema.ts';
import { codes } from '../vocabulary/vocabulary.ts';
import { leavesNoName } from './anonymous.ts';

/*
 * What may come in, with messages in French that a page or the API can show beside the field.
 * Unknown fields are refused, so that nobody believes something was recorded that was not.
 */

const control = /[^\P{Cc}\n\r\t]/u;
/** The longest account of what happens, or notes of it, by whatever door. */
export const longestText = 20_000;

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
const yesOrNo = z.boolean('Répondez par oui ou par non.');

export const basisSchema = z.strictObject({
  legal: z.array(proposedCode(codes('legalBasis'))).max(10, 'Choisissez parmi les réponses proposées.'),
  victimConsent: proposedCode(codes('victimConsent')).nullable(),
  victimInformed: yesOrNo.nullable(),
});

const person = {
  name: optional(200),
  address: optional(500),
  phone: optional(40),
  email: z.email('Écrivez une adresse électronique, comme nom@exemple.fr.').max(254, 'Cette adresse est trop longue.').optional(),
};

export const contentSchema = z.strictObject({
  narrative: text(longestText).min(1, 'Racontez ce qui se passe, même en quelques mots.'),
  victim: z.strictObject({ ...person, birthDate: z.iso.date('Écrivez la date comme 1941-05-17.').optional() }).optional(),
  implicated: z
    .array(z.strictObject({ ...person, relation: optional(200), establishment: optional(200) }))
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
      link: proposedCode(codes('reporterLink')).optional(),
      safeContact: z
        .strictObject({
          channel: proposedCode([...safeChannels]),
          moment: proposedCode(safeMoments as [SafeMoment, ...SafeMoment[]]).optional(),
          hours: optional(200),
          messageAllowed: yesOrNo,
          announceAs: optional(100),
          note: optional(500),
        })
        .optional(),
    })
    .superRefine(leavesNoName)
    .optional(),
  measuresTaken: optional(5_000),
  health: optional(5_000),
  assets: optional(5_000),
  notes: optional(longestText),
});
