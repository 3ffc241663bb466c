import type { Instant } from '../../calendar/span.ts';
import type { AlertState, CaseState, Transfer } from '../model/state.ts';
import { isLeft } from '../model/transfer-status.ts';
import type { OpenedLine } from './known.ts';
import { firstOf } from './questions.ts';

/** A file of a case, and the alert (`a1`) or act that brought it. */
export interface Brought {
  id: string;
  source: string;
  addedAt: Instant;
}

/** What is read to know which files leave. */
export interface Bringing {
  state: Pick<CaseState, 'transfers'> & { alerts: readonly AlertState[] };
  journal: readonly (OpenedLine & { eventId: string | null })[];
}

/**
 * The files that a transfer gives, where it discloses them: those of the alerts that were there when it was first ordered, those of
 * declarations and of the desk, and those that somebody of the desk released since. What an author adds later passes a person.
 */
export function leaving<File extends Brought>({ state, journal }: Bringing, transfer: Transfer, files: readonly File[]): File[] {
  if (!transfer.discloses.includes('ATTACHMENTS')) return [];
  const { orderedAt } = firstOf(transfer, state.transfers);
  const released = new Set(journal.flatMap((entry) => (entry.kind === 'FILE_RELEASED' ? [entry.because.file] : [])));
  return files.filter(({ id, source, addedAt }) => {
    if (released.has(id)) return true;
    const alert = state.alerts.find((each) => each.id === source);
    if (alert !== undefined) return alert.channel === 'DECLARATION' || alert.at <= orderedAt;
    const act = journal.find(({ eventId }) => eventId === source);
    // What an institution or a recipient writes to the desk stays there, its files too, until somebody of the desk releases them.
    if (act?.kind === 'PROGRESS_SAID' || (act?.kind === 'DECLARATION_AMENDED' && act.because.what === 'MESSAGE')) return false;
    return act?.by.kind === 'AGENT' || act?.by.kind === 'INSTITUTION' || (act?.at ?? addedAt) <= orderedAt;
  });
}

/**
 * The files that some recipient would read, had they not come after its transfer was ordered, or for the desk alone: somebody of the desk releases
 * them, or not. Whoever sent one has it already.
 */
export function waiting<File extends Brought>(bringing: Bringing, files: readonly File[]): Set<string> {
  const readers = bringing.state.transfers.filter((transfer) => !isLeft(transfer) && transfer.discloses.includes('ATTACHMENTS'));
  const given = readers.map((transfer) => ({ to: transfer.organisation, files: new Set(leaving(bringing, transfer, files).map(({ id }) => id)) }));
  return new Set(files.flatMap((file) => (given.some((of) => !of.files.has(file.id) && of.to !== senderOf(bringing, file)) ? [file.id] : [])));
}

/** The recipient that sent a file to the desk; undefined where none did. */
function senderOf({ journal }: Bringing, { source }: Brought): string | undefined {
  const act = journal.find(({ eventId }) => eventId === source);
  return act?.kind === 'PROGRESS_SAID' ? act.because.organisation : undefined;
}
