import { z } from 'zod';
import { answerText, knownAlready, ownNumber, refusalReason } from './answers.ts';
import { codes } from './vocabulary.ts';

/** What a partner's machine is told of a transfer handed over to it: codes, addresses and references, nobody's name. */
export const handedOverData = z
  .strictObject({
    transfer: z
      .string()
      .meta({ description: 'Identifiant de la transmission, pour répondre par l’API.', example: '01981f3e-0000-7000-8000-000000000000.t1' }),
    reference: z.string().meta({ example: '54-26-K7XQ-M3' }),
    department: z.string().meta({ example: '54' }),
    organisation: z.string().meta({ description: 'Identifiant de l’organisme dans l’annuaire.' }),
    role: z.enum(codes('role')),
    mode: z.enum(codes('transferMode')),
    purpose: z.enum(codes('purpose')),
    danger: z.int().nullable().meta({ description: 'Niveau de danger, de 1 à 4\u00a0; null quand la transmission ne le dit pas.' }),
    place: z.enum(codes('place')).nullable(),
    answerBy: z.iso.datetime().nullable().meta({ description: 'Quand la première réponse est attendue\u00a0; null quand rien n’est attendu.' }),
    href: z.url().meta({ description: 'Où une personne de l’organisme, connectée à son compte, lit la transmission.' }),
    demonstration: z.boolean(),
  })
  .meta({ id: 'HandedOverData' });

/** One machine's call, as it is posted. */
export const confirmationCall = z
  .strictObject({ type: z.literal('transfer.handed-over'), timestamp: z.iso.datetime(), data: handedOverData })
  .meta({ id: 'ConfirmationCall' });

/** What a machine may answer at once with 200; with 202 it answers later, by the API. */
export const confirmationAnswer = z
  .discriminatedUnion('answer', [
    z
      .strictObject({
        answer: z.literal('ACCEPTED'),
        inCharge: z
          .boolean()
          .optional()
          .meta({ description: 'La situation est prise en charge\u00a0; sans lui, la transmission est seulement reçue.' }),
        already: z.enum(codes('chargeAnswer')).optional().meta({ description: 'Avec `inCharge` : la situation est déjà suivie par l’organisme.' }),
        number: ownNumber().meta({ description: 'Le numéro sous lequel l’organisme suit la situation. Gardé scellé.' }),
        text: answerText().optional(),
      })
      .refine(({ inCharge, already, number }) => inCharge === true || (already === undefined && number === undefined), {
        error: '`already` et `number` vont avec `inCharge`.',
      }),
    z.strictObject({
      answer: z.literal('REFUSED'),
      reason: refusalReason('Choisissez un motif de la liste.'),
      proposed: z
        .string()
        .trim()
        .max(200)
        .optional()
        .meta({ description: 'L’organisme que l’on propose à la place, en clair\u00a0; gardé scellé, une personne du guichet le lit.' }),
      text: answerText().optional(),
    }),
  ])
  .meta({ id: 'ConfirmationAnswer' });

export type HandedOverData = z.infer<typeof handedOverData>;
export type ConfirmationAnswer = z.infer<typeof confirmationAnswer>;

/** What a machine answered, read from the text it sent; null where that is none of the answers. */
export function readConfirmation(body: string): ConfirmationAnswer | null {
  try {
    return confirmationAnswer.safeParse(JSON.parse(body)).data ?? null;
  } catch (failure) {
    if (failure instanceof SyntaxError) return null;
    throw failure;
  }
}

/** The words of an answer, to be kept sealed; '' where it has none. */
export function confirmationWords(said: ConfirmationAnswer): string {
  if (said.answer === 'ACCEPTED') return knownAlready(said.number, said.text);
  const proposed = said.proposed ? `Organisme proposé à la place\u00a0: ${said.proposed}` : '';
  return [proposed, said.text ?? ''].filter((line) => line !== '').join('\n');
}
