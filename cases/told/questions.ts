import type { Procedure, TransferOrder } from '../../procedures/procedure.ts';
import type { CaseState, Transfer } from '../model/state.ts';
import type { OpenedLine } from './known.ts';

/** The questions of an entrusted enquiry: those of the rules and steps that ordered it, then those that an agent wrote. */
export function questionsOf(
  { journal, state }: { journal: readonly OpenedLine[]; state: Pick<CaseState, 'transfers'> },
  transfer: Transfer,
  procedure: Pick<Procedure, 'chapters' | 'steps' | 'otherwise' | 'inConflict'>,
): string[] {
  if (transfer.mode !== 'ENTRUSTED_ENQUIRY') return [];
  const orders = new Map<string, object>([
    ...procedure.chapters.flatMap(({ rules }) => rules.map(({ id, then }) => [id, then] as const)),
    ...procedure.steps.map((step) => [`STEP:${step.id}`, step.do] as const),
    ['otherwise', procedure.otherwise],
    ['inConflict', procedure.inConflict],
  ]);
  const asked = transfer.because.flatMap((id) => (orders.get(id) as Partial<TransferOrder> | undefined)?.questions ?? []);
  const first = firstOf(transfer, state.transfers);
  const written = journal.find(({ kind, transfer: of }) => kind === 'TRANSFER_ORDERED' && of === first.id)?.content;
  return [...new Set([...asked, ...writtenQuestions(written)])];
}

/** The transfer that this one took over from, the first of them; itself where it took over from none. */
export function firstOf(transfer: Transfer, transfers: readonly Transfer[]): Transfer {
  const before = transfers.find(({ id }) => id === transfer.replaces);
  return before === undefined ? transfer : firstOf(before, transfers);
}

function writtenQuestions(content: unknown): string[] {
  if (typeof content !== 'object' || content === null || !('questions' in content) || !Array.isArray(content.questions)) return [];
  return content.questions.filter((question) => typeof question === 'string');
}
