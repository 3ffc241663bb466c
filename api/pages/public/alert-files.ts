import type { Request } from 'express';
import type { Examined } from '../../../files/file.ts';
import { mostBytes, mostBytesInAll, mostFiles } from '../../../files/file.ts';
import { withoutMetadata } from '../../../files/metadata.ts';
import { say, type TextVersion } from '../../../templates/text/texts.ts';
import type { Action } from '../../../templates/views/parts.ts';
import type { FilesStep } from '../../../templates/views/public.ts';
import type { Parts } from '../../http/parts.ts';
import { changeDraftFiles, draftLines } from '../shared/draft-files.ts';
import { type Answers, hidesWhereTaken } from './alert-steps.ts';

/** Why a file is not taken from the public, whatever page it comes by; null when it is. */
export function notTaken(version: TextVersion, { kind, name }: Pick<Examined, 'kind' | 'name'>): string | null {
  if (kind === 'VIDEO') return say(version, 'files.video', { name });
  return ['IMAGE', 'PDF', 'AUDIO'].includes(kind) ? null : say(version, 'files.otherKind', { name });
}

/**
 * Keeps the photos, documents and recordings posted with the public form, without what they hide unless their author wants
 * it kept. Answers with what is not taken and why.
 */
export function keepAlertFiles(
  parts: Parts,
  request: Request,
  version: TextVersion,
  department: string,
  draft: string,
  answers: Answers,
): Promise<string[]> {
  const prepare = async (file: Examined) => {
    const refused = notTaken(version, file);
    if (refused !== null) return { refused };
    return hidesWhereTaken(answers) ? withoutMetadata(file) : file;
  };
  return changeDraftFiles(parts, request, department, draft, prepare);
}

/** What the page of files shows beside its form. */
export async function filesStep(parts: Parts, department: string, draft: string, action: Action): Promise<Pick<FilesStep, 'kept' | 'limits'>> {
  const mega = 1_000_000;
  const lines = await draftLines(parts, department, draft);
  return {
    kept: lines.map((line) => ({ ...line, remove: { ...action, hidden: [{ name: 'retirer', value: line.id }] } })),
    limits: { files: mostFiles, each: mostBytes / mega, all: mostBytesInAll / mega },
  };
}
