import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { examine } from '../../files/examine.ts';
import { tooMuch, unfit } from '../../files/file.ts';
import { receive } from '../../intake/receive.ts';
import { senderNumber } from '../../intake/sender-number.ts';
import { voicemailAlert } from '../../intake/voicemail.ts';
import { incomingDoors } from '../../vocabulary/incoming-doors.ts';
import { UnsupportedMedia } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import { readUpload, uploaded } from '../http/uploads.ts';
import { notReady } from './alerts.ts';
import type { Caller } from './callers.ts';
import { idempotencyKeyOf, mismatch, noteForm, onceUnkept, ownerOf, type Raw } from './idempotency.ts';
import { readBody, wrongFields } from './problems.ts';

const minute = 60_000;
/** A telephone system whose clock was never set says 1970. */
const longAgo = Date.UTC(2020, 0, 1);

/** The fields beside the recording, all of them texts of a form. */
const fields = {
  caller: z.string().trim().max(80, 'Écrivez au plus 80 caractères.').optional().meta({ description: 'Numéro annoncé, s’il est connu.' }),
  receivedAt: z.iso.datetime({ offset: true, error: 'Écrivez une date et une heure, comme 2026-11-22T09:30:00+01:00.' }).optional(),
  transcript: z
    .string()
    .trim()
    .max(20_000, 'Écrivez au plus 20 000 caractères.')
    .optional()
    .meta({ description: 'Transcription automatique, s’il y en a une.' }),
  externalId: senderNumber.optional(),
};

export const voicemailBody = z
  .strictObject({
    recording: z.file().optional().meta({ description: 'L’enregistrement. Illisible, vide ou absent, le message reste une alerte et une tâche.' }),
    ...fields,
  })
  .meta({ id: 'Voicemail' });

export const voicemailAnswer = z
  .strictObject({ reference: z.string().meta({ example: '54-26-7K3M-Q2' }), case: z.uuid() })
  .meta({ id: 'VoicemailReceived' });

/** `POST /voicemails` (multipart): answers once the message is on disk. Idempotent by external id, else by Idempotency-Key. */
export function postVoicemail(parts: Parts) {
  return async (caller: Caller, request: Raw): Promise<z.infer<typeof voicemailAnswer>> => {
    if (!request.is('multipart/form-data'))
      throw new UnsupportedMedia('Envoyez un formulaire, avec «\u00a0Content-Type: multipart/form-data\u00a0».');
    await readUpload(request);
    const { externalId, receivedAt, ...said } = readBody(z.strictObject(fields), { ...(request.body as object) });
    const posted = uploaded(request, 'recording');
    const problems = [...posted.map(({ name, size }) => (size === 0 ? null : unfit(name, size))), tooMuch(posted)].filter(
      (problem) => problem !== null,
    );
    if (problems.length > 0) throw wrongFields([{ pointer: '/recording', message: problems.join(' ') }]);
    if (posted.length === 0 && !said.caller && !said.transcript)
      throw wrongFields([{ pointer: '/recording', message: 'Envoyez l’enregistrement, ou au moins le numéro de l’appel.' }]);
    const at = receivedAt === undefined ? parts.now() : Date.parse(receivedAt);
    if (at > parts.now() + 5 * minute || at < longAgo)
      throw wrongFields([{ pointer: '/receivedAt', message: 'Donnez la date et l’heure du message, qui ne peuvent être à venir.' }]);
    const examined = await Promise.all(posted.map((file) => examine(file, parts.settings.clamd)));
    const key = idempotencyKeyOf(request);
    noteForm(request, request.body, posted);
    const alert = voicemailAlert({
      department: caller.department,
      source:
        externalId === undefined
          ? `${incomingDoors.VOICEMAIL.source}-key:${ownerOf(caller)}`
          : `${incomingDoors.VOICEMAIL.source}:${ownerOf(caller)}`,
      externalId: externalId ?? key ?? randomUUID(),
      actor: { kind: 'API', id: caller.id },
      receivedAt: at,
      ...(said.caller !== undefined && { caller: said.caller }),
      ...(said.transcript !== undefined && { transcript: said.transcript }),
      recordings: examined.flatMap((file) => ('refused' in file ? [] : [file])),
      remarks: examined.flatMap((file) => ('refused' in file ? [file.refused] : [])),
    });
    const take = async () => {
      const received = await receive(parts.database, alert).catch(notReady);
      if ('conflict' in received) throw mismatch();
      return { reference: received.reference, case: received.caseId };
    };
    const answer = externalId !== undefined && key !== undefined ? await onceUnkept(parts, caller, request, key, take) : await take();
    parts.metrics.alerts.inc({ door: 'voicemail' });
    return answer;
  };
}
