import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { AsSaid } from '../../cases/model/content.ts';
import { type Examined, mostFiles } from '../../files/file.ts';
import { BadRequest, type FieldProblem, UnsupportedMedia } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import { examineUploads, readUpload, uploaded, uploadedAs } from '../http/uploads.ts';
import { noteForm, type Raw } from './idempotency.ts';
import { noSuchField, pointerOf, readBody, wrongFields } from './problems.ts';

/** What a body is sent as when files go with it, for the description. `body` is the schema of the body sent alone. */
export const withFiles = (body: z.ZodType, id: string) =>
  z
    .strictObject({
      body,
      files: z.array(z.file()).max(mostFiles).optional().meta({ description: 'Des pièces\u00a0: 20 Mo au plus chacune, 40 Mo ensemble.' }),
    })
    .meta({ id });

const sentFields = z.looseObject({ body: z.string() });

/** Lets through a body sent alone as JSON, or in a form with its files. */
export const jsonOrForm: RequestHandler = (request, _response, next) => {
  const either =
    'Envoyez du JSON, avec «\u00a0Content-Type: application/json\u00a0», ou un formulaire avec des pièces, «\u00a0multipart/form-data\u00a0».';
  next(request.is(['application/json', 'multipart/form-data']) ? undefined : new UnsupportedMedia(either));
};

/** What of a form was not taken: why, and where nobody mends it, what is kept of it. */
interface NotTaken extends FieldProblem {
  asSaid: AsSaid;
}

/**
 * Reads a body sent alone, or as the field `body` of a form with `files`, each examined as at any door. `refused` says why of those that are not
 * taken, and of whatever else the form holds. Throws BadRequest where it has no body that can be read, TooLarge.
 */
export async function readSent(parts: Parts, request: Raw): Promise<{ body: unknown; files: Examined[]; refused: NotTaken[] }> {
  if (!request.is('multipart/form-data')) return { body: request.body, files: [], refused: [] };
  await readUpload(request);
  // Clients made from the description send an object of a form as a file without a name.
  const [asFile] = uploaded(request, 'body');
  const { body, ...others } = readBody(sentFields, {
    ...(asFile !== undefined && { body: asFile.bytes.toString('utf8') }),
    ...(request.body as object),
  });
  const misnamed = [...uploadedAs(request)].filter((name) => name !== 'body' && name !== 'files');
  const posted = uploaded(request, 'files');
  noteForm(request, { body, ...others }, [...posted, ...misnamed.flatMap((name) => uploaded(request, name))]);
  const { files, refused } = await examineUploads(parts, posted);
  return {
    body: parsed(body),
    files,
    refused: [
      ...refused.map((message) => notReceived('/files', message, message)),
      ...misnamed.map((name) =>
        notReceived(pointerOf([name]), 'Envoyez les pièces sous le nom «\u00a0files\u00a0».', namesOf(uploaded(request, name))),
      ),
      ...Object.entries(others).map(([name, said]) => ({
        pointer: pointerOf([name]),
        message: noSuchField,
        asSaid: { what: 'Autre champ', said: typeof said === 'string' ? said : JSON.stringify(said) },
      })),
    ],
  };
}

const notReceived = (pointer: string, message: string, said: string): NotTaken => ({ pointer, message, asSaid: { what: 'Pièce non reçue', said } });
const namesOf = (sent: readonly { name: string }[]): string => sent.map(({ name }) => name).join(', ');

/** `readSent` for what waits for its files to be right. */
export async function readSentWhole(parts: Parts, request: Raw): Promise<{ body: unknown; files: Examined[] }> {
  const { refused, ...sent } = await readSent(parts, request);
  if (refused.length > 0) throw wrongFields(refused);
  return sent;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('malformed-json', 'Le corps de la demande n’est pas du JSON lisible.');
  }
}
