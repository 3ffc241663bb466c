import { frenchDay } from '../../calendar/french.ts';
import type { Instant } from '../../calendar/span.ts';
import type { AlertContent, ImplicatedPerson, Parties, Reporter } from '../model/content.ts';
import type { Entry } from '../model/entries.ts';
import type { CaseState } from '../model/state.ts';
import { wordsOf } from './words.ts';

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

/** Everything known of a case in words: each alert's narrative, everybody implicated, and of the rest the latest that was written. */
export interface KnownContent extends QualifiedContent {
  narratives: string[];
  reporters: Reporter[];
}

export function knownContent({ alerts, journal }: OpenedContent): KnownContent {
  const { named, since } = implicatedIn(journal);
  const implicated = [...named, ...since];
  const said = alerts.flatMap(({ content }) => (content === null ? [] : [content]));
  const qualified = journal.filter(({ kind, content }) => kind === 'QUALIFIED' && content !== null).map(({ content }) => content as QualifiedContent);
  const all: QualifiedContent[] = [...said, ...qualified];
  const latest = <Key extends keyof QualifiedContent>(key: Key): Pick<QualifiedContent, Key> => {
    const found = all.findLast((content) => content[key] !== undefined);
    return (found === undefined ? {} : { [key]: found[key] }) as Pick<QualifiedContent, Key>;
  };
  return {
    ...latest('victim'),
    ...(implicated.length > 0 && { implicated }),
    ...latest('measuresTaken'),
    ...latest('health'),
    ...latest('assets'),
    narratives: said.map(({ narrative }) => narrative),
    reporters: said.flatMap(({ reporter }) => (reporter === undefined ? [] : [reporter])),
  };
}

/** Who is implicated, each with the words that were said of it; whom only an alert since names has no facts yet. */
export function partiesOf({ state: { facts }, journal }: Pick<OpenedContent, 'journal'> & { state: Pick<CaseState, 'facts'> }): Parties {
  const { named, since } = implicatedIn(journal);
  const unsaid = since.length === 0 ? 0 : Math.max(0, facts.implicated.length - named.length);
  return { facts: facts.implicated, people: [...named, ...Array.from({ length: unsaid }, () => ({})), ...since] };
}

/**
 * Whom the first alert named, or whatever qualified the case since: the facts come from there too, in the same order. Then whom alerts since
 * name besides; who is named again there is one, of whom the first words stand.
 */
function implicatedIn(journal: readonly OpenedLine[]): { named: readonly ImplicatedPerson[]; since: readonly ImplicatedPerson[] } {
  let named: readonly ImplicatedPerson[] | undefined;
  let since: readonly ImplicatedPerson[] = [];
  for (const { kind, content } of journal) {
    if (content === null || (kind !== 'QUALIFIED' && kind !== 'ALERT_RECORDED')) continue;
    const { implicated: said } = content as QualifiedContent;
    if (named === undefined || (kind === 'QUALIFIED' && said !== undefined)) {
      named = said ?? [];
      since = [];
    } else if (kind === 'ALERT_RECORDED' && said !== undefined) {
      const known = [...named, ...since];
      named = named.map((one) => ({ ...said.find((other) => isNamedAs(other, one)), ...one }));
      since = [...since, ...said.filter((other) => Object.keys(other).length > 0 && !known.some((one) => isNamedAs(other, one)))];
    }
  }
  return { named: named ?? [], since };
}

function isNamedAs({ name: one = '' }: ImplicatedPerson, { name: other = '' }: ImplicatedPerson): boolean {
  const [spelled, again] = [one, other].map((name) =>
    wordsOf(name)
      .map((word) => word.bare)
      .join(' '),
  );
  return spelled !== '' && spelled === again;
}
