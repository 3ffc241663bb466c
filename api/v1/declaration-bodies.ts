import { z } from 'zod';
import { completionText, declarationSchema } from '../../intake/declarations/declaration.ts';
import { senderNumber } from '../../intake/sender-number.ts';
import { codes } from '../../vocabulary/vocabulary.ts';

const instant = z.iso.datetime().meta({ example: '2026-11-20T09:00:00.000Z' });
const day = z.iso.date('Écrivez une date comme 2026-11-18.');
const owed = z
  .strictObject({ dueAt: instant, at: instant.nullable().meta({ description: 'Absent (null)\u00a0: encore attendu.' }) })
  .nullable()
  .meta({ description: 'null\u00a0: rien n’est dû.' });

export const declarationBody = declarationSchema
  .extend({
    externalId: senderNumber.optional().meta({ description: 'Votre numéro pour cet événement\u00a0: le même numéro est une seule déclaration.' }),
  })
  .meta({ id: 'NewDeclaration' });

/** What is answered of one declaration, here and in lists. */
export const declarationAnswer = z
  .strictObject({
    id: z.uuid(),
    reference: z.string().meta({ example: '54-26-7K3M-Q2' }),
    declaredAt: instant,
    writtenConfirmation: owed,
    secondPart: owed,
  })
  .meta({ id: 'DeclarationReceived' });

const unread = z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional();

/** Of a part that completes one: what of it could not be joined, its text being taken. */
export const completionTaken = declarationAnswer
  .extend({ unread: unread.meta({ description: 'Le texte est reçu, ces pièces ne le sont pas.' }) })
  .meta({ id: 'CompletionTaken' });

/** Of one that was just sent: what could not be read of it, where it waits for no correction. */
export const declarationTaken = declarationAnswer
  .extend({
    unread: unread.meta({
      description: 'Reçue telle quelle, car le danger ou les faits n’attendent pas : le guichet vous rappelle pour ces champs.',
    }),
  })
  .meta({ id: 'DeclarationTaken' });

export const declarationQuery = z.strictObject({
  reference: z.string().max(30, 'Une référence est plus courte.').optional().meta({ description: 'Début d’une référence.' }),
  category: z.enum(codes('declarationCategory'), 'Choisissez une catégorie de 1 à 11.').optional(),
  establishment: z.string().max(80).optional(),
  from: day.optional(),
  until: day.optional(),
  awaited: z.enum(['true', 'false']).optional().meta({ description: 'Seulement celles dont une suite est encore due.' }),
  page: z.coerce.number('Donnez un numéro de page.').int().min(1).max(100_000).optional(),
  size: z.coerce.number('Donnez un nombre de lignes.').int().min(1).max(200, 'Au plus 200 lignes à la fois.').optional(),
});

export const declarationsAnswer = z
  .strictObject({
    total: z.int(),
    page: z.int(),
    size: z.int(),
    declarations: z.array(
      declarationAnswer.extend({
        establishment: z.string(),
        category: z.int().nullable().meta({ description: 'null : elle n’a pas pu être lue, le guichet la demande.' }),
        eigs: z.boolean(),
        transmittedTo: z
          .array(z.strictObject({ role: z.enum(codes('role')), organisation: z.string(), at: instant }))
          .meta({ description: 'Parmi les seules autorités qui peuvent être dites.' }),
      }),
    ),
  })
  .meta({ id: 'Declarations' });

export const completionBody = z
  .strictObject({
    part: z
      .enum(['WRITTEN', 'EIGS_SECOND'], 'Choisissez WRITTEN ou EIGS_SECOND.')
      .meta({ description: 'WRITTEN\u00a0: confirmation écrite. EIGS_SECOND\u00a0: seconde partie d’un EIGS.' }),
    text: completionText('Écrivez un texte.'),
    by: z.string('Donnez un nom.').trim().min(1, 'Donnez le nom de la personne qui écrit.').max(200, 'Écrivez au plus 200 caractères.'),
  })
  .meta({ id: 'DeclarationCompletion' });

export const importQuery = z.strictObject({
  confirm: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: '`true` enregistre les lignes justes\u00a0; sinon rien n’est enregistré, la réponse dit ce qui le serait.' }),
});
export const importAnswer = z
  .strictObject({
    ready: z.int(),
    recorded: z.int(),
    already: z.int(),
    wrong: z.int(),
    lines: z.array(
      z.strictObject({
        line: z.int(),
        status: z.enum(['READY', 'RECORDED', 'ALREADY', 'WRONG']),
        reference: z.string().optional(),
        errors: z.array(z.strictObject({ column: z.string(), detail: z.string() })),
      }),
    ),
  })
  .meta({ id: 'DeclarationImport' });
