import { z } from 'zod';
import { safeChannels } from '../../cases/model/content.ts';
import { asFinessNumber } from '../../vocabulary/finess.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { leavesNoName } from '../anonymous.ts';
import { isNumberKept } from '../sender-number.ts';

/*
 * The transfer sheet of the national platform: what its listeners write down of one situation, with one call or several.
 * Fields that the desk reads as codes take a code, its French label, or any words: words are kept as they are.
 */

const control = /[^\P{Cc}\n\r\t]/u;
const text = (max: number) =>
  z
    .string('Écrivez un texte.')
    .trim()
    .min(1, 'Écrivez un texte, ou retirez ce champ.')
    .max(max, `Écrivez au plus ${max} caractères.`)
    .refine((value) => !control.test(value), 'Retirez les caractères invisibles de ce texte.');
const line = text(200).optional();
const long = text(10_000).optional();
const said = (family: string) => line.meta({ description: `Code ou libellé (${family}), ou toute autre précision\u00a0: gardée en texte.` });
const number = text(100)
  .refine(...isNumberKept)
  .meta({ description: 'Le numéro de la plateforme pour cette fiche\u00a0: le même numéro est une seule fiche.' });
const yesNo = z.boolean('Répondez par true ou false.');

const someone = {
  lastName: line,
  firstName: line,
  age: z.int('Donnez un âge en années.').min(0, 'Donnez un âge en années.').max(130, 'Vérifiez cet âge.').optional(),
  address: text(500).optional(),
  phone: text(40).optional(),
};

const caller = z
  .strictObject({
    ...someone,
    email: z.email('Écrivez une adresse électronique, comme nom@exemple.fr.').max(254, 'Cette adresse est trop longue.').optional(),
    relation: said('reporterLink'),
    anonymousToDesk: yesNo.default(false),
    anonymousToImplicated: yesNo.default(true),
    safeChannel: z.enum(safeChannels, 'Choisissez PHONE, EMAIL, LETTER ou NONE.').optional(),
    messageAllowed: yesNo.optional(),
    constraints: text(2_000).optional().meta({ description: 'Contacts possibles et contraintes\u00a0: quand, comment, qui peut répondre.' }),
  })
  .superRefine(leavesNoName);

export const sheetSchema = z
  .strictObject({
    number,
    previous: number.optional().meta({ description: 'Numéro d’une fiche antérieure sur la même situation\u00a0: celle-ci rejoint son dossier.' }),
    calls: z
      .array(
        z.strictObject({
          takenAt: z.iso.datetime({ offset: true, error: 'Écrivez un moment comme 2026-11-20T09:30:00+01:00.' }),
          narrative: text(20_000),
          caller: caller.optional(),
        }),
        'Donnez au moins un appel.',
      )
      .min(1, 'Donnez au moins un appel.')
      .max(20, 'Au plus vingt appels par fiche.')
      .meta({ description: 'Les alertes reçues sur cette situation\u00a0; chacune a son propre code de suivi.' }),
    victim: z
      .strictObject({
        ...someone,
        birthDate: z.iso.date('Écrivez la date comme 1941-05-17.').optional(),
        sex: line,
        group: said('victimGroup'),
        protectionMeasure: said('protectionMeasure'),
        livesWith: line,
        constraints: text(2_000).optional().meta({ description: 'Comment la joindre sans risque.' }),
      })
      .optional(),
    implicated: z
      .array(
        z.strictObject({
          ...someone,
          kind: said('implicated, avec ou sans précision'),
          relation: line,
          occupation: line.meta({ description: 'Catégorie socio-professionnelle.' }),
          livesWithVictim: yesNo.optional(),
        }),
      )
      .max(20, 'Indiquez au plus vingt mis en cause.')
      .default([]),
    place: z
      .strictObject({
        kind: said('place'),
        name: line,
        address: text(500).optional(),
        commune: line.meta({ description: 'Code INSEE, ou nom de la commune.' }),
        finess: z
          .string()
          .regex(...asFinessNumber)
          .optional(),
      })
      .optional(),
    maltreatment: z
      .array(text(200))
      .max(20, 'Au plus vingt types.')
      .default([])
      .meta({ description: 'Codes ou libellés de la nomenclature, ou autres mots.' }),
    danger: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)], 'Le niveau de danger va de 0 à 4.').optional(),
    flags: z
      .array(z.enum(codes('flag'), 'Choisissez une des réponses proposées.'))
      .max(20, 'Choisissez parmi les réponses proposées.')
      .default([]),
    attendingPhysician: z.strictObject({ name: line, phone: text(40).optional(), address: text(500).optional() }).optional(),
    professionals: z
      .array(z.strictObject({ name: line, role: line, phone: text(40).optional() }))
      .max(30, 'Au plus trente professionnels.')
      .default([]),
    allowances: z.array(text(200)).max(20, 'Au plus vingt lignes.').default([]).meta({ description: 'APA et autres allocations.' }),
    health: long,
    assets: long,
    actionsTaken: long,
    remarks: long,
  })
  .meta({ id: 'PlatformSheet' });

export type Sheet = z.infer<typeof sheetSchema>;
