import type { Instant } from '../../calendar/span.ts';
import type { Actor } from '../model/events.ts';
import { knownContent, type OpenedContent, type OpenedLine } from './known.ts';

/** A version of the récit à transmettre, as somebody agreed to it. */
export interface AgreedText {
  version: number;
  at: Instant;
  by: Actor;
  text: string;
}

const textOf = ({ content }: OpenedLine): string | null =>
  typeof content === 'object' && content !== null && 'text' in content && typeof content.text === 'string' ? content.text : null;
/** Written by somebody who could not yet agree to it. */
const isProposed = ({ content }: OpenedLine): boolean =>
  typeof content === 'object' && content !== null && 'proposed' in content && content.proposed === true;

/** What recipients read, version by version, the newest last. */
export function agreedTexts(journal: readonly OpenedLine[]): AgreedText[] {
  return journal.flatMap((entry) => {
    const text = entry.kind === 'TEXT_AGREED' ? textOf(entry) : null;
    return entry.kind === 'TEXT_AGREED' && text !== null ? [{ version: entry.because.version, at: entry.at, by: entry.by, text }] : [];
  });
}

/** Whether somebody wrote what recipients should read instead of the words of the alerts, and could not agree to it yet. */
export const awaitsText = (journal: readonly OpenedLine[]): boolean => journal.some(isProposed) && agreedTexts(journal).length === 0;

/** What is shown to whoever is to agree: what somebody wrote last, else what recipients read, else the words of the alerts. */
export function textToAgree({ alerts, journal }: OpenedContent): string {
  const written = journal.findLast((entry) => entry.kind === 'TEXT_AGREED' || isProposed(entry));
  const text = written === undefined ? null : textOf(written);
  return text ?? knownContent({ alerts, journal }).narratives.join('\n\n');
}
