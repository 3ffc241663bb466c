import { examine } from '../../files/examine.ts';
import { type Examined, tooMuch } from '../../files/file.ts';
import type { IncomingMail } from '../../mails/mail.ts';
import type { ClamdAddress } from '../../settings/config.ts';

/** Files as they may be kept, and what must be said of those that may not. An infected file is kept shut, and said so on its line. */
export async function examined(mail: IncomingMail, clamd: ClamdAddress | undefined): Promise<{ files: Examined[]; refused: string[] }> {
  const files: Examined[] = [];
  const refused: string[] = [];
  for (const { name, bytes } of mail.attachments) {
    const file = await examine({ name, bytes }, clamd);
    const wrong = 'refused' in file ? file.refused : tooMuch([...files, file].map((one) => ({ size: one.bytes.length })));
    if (wrong !== null) refused.push(`Pièce «\u00a0${name}\u00a0» non jointe, elle est dans le courriel d’origine\u00a0: ${wrong}`);
    else if ('bytes' in file) files.push(file);
  }
  return { files, refused };
}
