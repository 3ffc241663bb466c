import type { Instant } from '../../../calendar/span.ts';
import type { DataRequest } from '../../../data-requests/record/data-requests.ts';
import { makePdf } from '../../../documents/pdf.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { sendPdf } from '../shared/file-answer.ts';
import type { Ask } from '../shared/form-door.ts';
import { headOf } from '../words/document-head.ts';

/** Answers with a letter to whoever asked, to print: what it says is in no mail and in no address. */
export async function sendLetter(
  parts: Parts,
  { response }: Ask,
  { number, content: { reach } }: Pick<DataRequest, 'number' | 'content'>,
  { body, at }: { body: string; at: Instant },
): Promise<void> {
  const { department } = signedIn(response);
  const head = await headOf(parts, { department, reference: `Demande n°\u00a0${number}`, exercise: false }, at);
  const subject = 'Votre demande sur vos données';
  const pdf = await makePdf('letter', { head: { ...head, title: subject }, address: reach, subject, body, sections: [], closing: head.desk });
  sendPdf(response, pdf, `demande-${number}`);
}
