import type { Instant } from '../../calendar/span.ts';
import type { Actor } from '../model/events.ts';
import { knownContent, type OpenedContent, type OpenedLine, textBeside } from './known.ts';

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

/** The lines of a written confirmation that the declaration did not have; it is the declaration itself where there are none. */
export function addedBy(confirmation: string, { alerts }: Pick<OpenedContent, 'alerts'>): string {
  const declared = new Set(alerts.flatMap(({ content }) => content?.narrative.split('\n').map(plainLine) ?? []));
  return confirmation
    .split('\n')
    .filter((line) => plainLine(line) !== '' && !declared.has(plainLine(line)))
    .join('\n');
}

const plainLine = (line: string): string => line.normalize('NFC').replaceAll(/\s+/g, ' ').trim();

/**
 * What is shown to whoever is to agree: what somebody wrote last, else what recipients read, else the words of the alerts; and what a written
 * confirmation added since.
 */
export function textToAgree({ alerts, journal }: OpenedContent): string {
  const last = journal.findLastIndex((entry) => entry.kind === 'TEXT_AGREED' || isProposed(entry));
  const written = last < 0 ? null : textOf(journal[last] as OpenedLine);
  const confirmed = journal
    .slice(last + 1)
    .filter((entry) => entry.kind === 'DECLARATION_COMPLETED' && entry.because.part === 'WRITTEN')
    .map((entry) => addedBy(textBeside(journal, entry) ?? '', { alerts }));
  return [...(written === null ? knownContent({ alerts, journal }).narratives : [written]), ...confirmed].filter((text) => text !== '').join('\n\n');
}
