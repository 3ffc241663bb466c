/** Somewhere in a text: UTF-16 offsets, the end excluded. */
export interface Mark<Kind> {
  kind: Kind;
  from: number;
  to: number;
}

/** What tells who an author is. It holds a text back. `FIRST_PERSON` is of a person who alerts for herself. */
export type HardMark = 'NAME' | 'PHONE' | 'EMAIL' | 'ADDRESS' | 'SIGNATURE' | 'QUOTED_HEADER' | 'FIRST_PERSON';
/** What may tell who an author is, to whoever knows the person. It is shown, and holds nothing back. */
export type SoftMark = 'RELATION' | 'FIRST_PERSON' | 'JOB';

/** What is known of an author whom a transfer does not show, and who else's data may stay in the text. */
export interface Withheld {
  names: string[];
  phones: string[];
  emails: string[];
  addresses: string[];
  /** The author is the person concerned: nothing may say that she spoke for herself. */
  isVictim: boolean;
  /** Who the author is, is told; only whoever wrote in her place is not. */
  isAuthorTold?: boolean;
  others: { names: string[]; phones: string[]; emails: string[] };
}

/** In the order of the text; of marks of one kind that touch each other, one. */
export function joined<Kind>(marks: readonly Mark<Kind>[]): Mark<Kind>[] {
  const kept: Mark<Kind>[] = [];
  const last = new Map<Kind, Mark<Kind>>();
  for (const mark of marks.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const before = last.get(mark.kind);
    if (before !== undefined && mark.from <= before.to) before.to = Math.max(before.to, mark.to);
    else {
      const copy = { ...mark };
      kept.push(copy);
      last.set(mark.kind, copy);
    }
  }
  return kept;
}
