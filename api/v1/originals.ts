import type { Request, Response } from 'express';
import { z } from 'zod';
import { type OwnTransfer, readTold, readToldOriginal } from '../../cases/telling/read-told.ts';
import { tellRecipients } from '../../cases/telling/tell.ts';
import { NotFound } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import type { Caller } from './callers.ts';
import { openedToCaller, transferIdIn } from './transfers.ts';

export const originalsAnswer = z
  .strictObject({ originals: z.array(z.strictObject({ id: z.string(), name: z.string(), type: z.string(), size: z.int() })) })
  .meta({ id: 'Originals' });

/** `GET /transfers/{id}/originals`: the files that the desk gave this recipient as they came. The reading is logged. */
export function getOriginals(parts: Parts) {
  return async (caller: Caller, request: Request): Promise<z.infer<typeof originalsAnswer>> => {
    const told = await readTold(parts.database, await ownTransfer(parts, caller, request), readerOf(caller), 'API');
    if (told === null) throw new NotFound();
    const { originals = [] } = told.dossier;
    return { originals: originals.map(({ id, name, type, size }) => ({ id, name, type, size })) };
  };
}

/** `GET /transfers/{id}/originals/{file}`: one of them, to its recipient alone and while its transfer opens its content. Logged. */
export async function sendOriginal(parts: Parts, caller: Caller, request: Request, response: Response): Promise<void> {
  const own = await ownTransfer(parts, caller, request);
  const file = await readToldOriginal(parts.database, own, readerOf(caller), String(request.params.file));
  if (file === null || file.bytes === null) throw new NotFound();
  response.set({ 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' }).send(file.bytes);
}

const readerOf = ({ id }: Caller) => ({ kind: 'PARTNER' as const, id });

/** The transfer of the address, once it was told what it may be told now. Any other does not exist for this key. */
async function ownTransfer(parts: Parts, caller: Caller, request: Request): Promise<OwnTransfer> {
  const { department, organisation } = caller;
  const { caseId, transfer } = transferIdIn(String(request.params.id));
  await openedToCaller(parts, caller, { caseId, transfer });
  await tellRecipients(parts.database, department, caseId, parts.now());
  return { department, caseId, transfer, organisation: organisation ?? '' };
}
