import { z } from 'zod';
import { territoryOf } from '../../calendar/territory.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { keepSheet } from '../../intake/platform/keep-sheet.ts';
import { sheetSchema } from '../../intake/platform/sheet.ts';
import { takeSheet } from '../../intake/platform/take.ts';
import type { Parts } from '../http/parts.ts';
import { notReady } from './alerts.ts';
import type { Caller } from './callers.ts';
import { idempotencyKeyOf, mismatch, onceUnkept, type Raw } from './idempotency.ts';
import { readBody } from './problems.ts';

export const sheetBody = sheetSchema;

export const sheetAnswer = z
  .strictObject({
    number: z.string().meta({ description: 'Le numéro de la plateforme, comme envoyé.' }),
    reference: z.string().meta({ description: 'Référence du dossier, à dire au téléphone.', example: '54-26-7K3M-Q2' }),
    joined: z.boolean().meta({ description: 'Vrai quand la fiche a rejoint le dossier de la fiche antérieure qu’elle nomme.' }),
    receipts: z
      .array(z.string().meta({ example: '7K3M-Q2XA-9VTB-4C1D' }))
      .meta({ description: 'Le code de suivi de chaque appelant, dans l’ordre des appels.' }),
  })
  .meta({ id: 'PlatformSheetReceived' });

/** `POST /platform-sheets`: acknowledged once the sheet is on disk. Idempotent by the platform's own number. */
export function postSheet(parts: Parts) {
  return async (caller: Caller, request: Raw): Promise<z.infer<typeof sheetAnswer>> => {
    // Nobody is at the other end to mend a field.
    const kept = keepSheet(request.body, parts.now());
    const sheet = kept?.read ?? readBody(sheetBody, request.body);
    const key = idempotencyKeyOf(request);
    const world = {
      department: caller.department,
      directory: await currentDirectory(parts.database, caller.department),
      zone: territoryOf(caller.department).zone,
      by: { kind: 'API' as const, id: caller.id },
      receivedAt: parts.now(),
      ...(kept !== null && kept.asSaid.length > 0 && { asSaid: kept.asSaid }),
    };
    const take = async () => {
      const taken = await takeSheet(parts.database, sheet, world).catch(notReady);
      if ('conflict' in taken) throw mismatch();
      parts.metrics.alerts.inc({ door: 'platform' });
      return { number: sheet.number, ...taken };
    };
    return key === undefined ? take() : onceUnkept(parts, caller, request, key, take);
  };
}
