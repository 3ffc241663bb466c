import { frenchDay } from '../../calendar/french.ts';
import type { Instant } from '../../calendar/span.ts';
import type { AlertContent, Reporter } from '../model/content.ts';
import type { Entry } from '../model/entries.ts';

/** A line of the journal with what was sealed beside it; null when there was nothing, or it was erased. */
export type OpenedLine = Entry & { recordedAt: Instant; content: unknown };

/** What is read of a case to know what may be told of it. */
export interface OpenedContent<Line extends OpenedLine = OpenedLine> {
  alerts: readonly { content: AlertContent | null }[];
  journal: readonly Line[];
}

/** What a qualification records beside the facts: sealed with it, and it takes over from what the alerts said. */
export type QualifiedContent = Pick<AlertContent, 'victim' | 'implicated' | 'measuresTaken' | 'health' | 'assets' | 'asSaid'>;

/** When somebody was born, as it is read. */
export const bornOn = (who: { birthDate?: string } | undefined): string | undefined => who?.birthDate && frenchDay(who.birthDate);

/** The text written beside an act. It is sealed with the first entry of the act's step, which may be another entry. */
export function textBeside(journal: readonly OpenedLine[], entry: OpenedLine): string | undefined {
  const step = journal.filter(({ recordedAt, by }) => recordedAt === entry.recordedAt && by.kind === entry.by.kind && by.id === entry.by.id);
  const content = entry.content ?? step.find(({ content: sealed }) => sealed !== null)?.content;
  if (typeof content !== 'object' || content === null || !('text' in content)) return undefined;
  return typeof content.text === 'string' && content.text !== '' ? content.text : undefined;
}

/** Everything known of a case in words: each alert's narrative, and of the rest the latest that was written. */
export interface KnownContent extends QualifiedContent {
  narratives: string[];
  reporters: Reporter[];
}

export function knownContent({ alerts, journal }: OpenedContent): KnownContent {
  const said = alerts.flatMap(({ content }) => (content === null ? [] : [content]));
  const qualified = journal.filter(({ kind, content }) => kind === 'QUALIFIED' && content !== null).map(({ content }) => content as QualifiedContent);
  const all: QualifiedContent[] = [...said, ...qualified];
  const latest = <Key extends keyof QualifiedContent>(key: Key): Pick<QualifiedContent, Key> => {
    const found = all.findLast((content) => content[key] !== undefined);
    return (found === undefined ? {} : { [key]: found[key] }) as Pick<QualifiedContent, Key>;
  };
  return {
    ...latest('victim'),
    ...latest('implicated'),
    ...latest('measuresTaken'),
    ...latest('health'),
    ...latest('assets'),
    narratives: said.map(({ narrative }) => narrative),
    reporters: said.flatMap(({ reporter }) => (reporter === undefined ? [] : [reporter])),
  };
}
