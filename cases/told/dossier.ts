import type { Instant } from '../../calendar/span.ts';
import type { Field } from '../../vocabulary/vocabulary.ts';
import type { AmendedAs, DeclarationPart } from '../model/events.ts';

/** What one recipient is told of a case, in the words of the vocabulary: all that its doors, its file and its document read. */
export interface Dossier {
  reference: string;
  exercise: boolean;
  /** The author asks not to be recognised by the implicated party: said first, whoever knows who the author is. */
  unrecognised: boolean;
  /** Who signed what an institution declared: no hidden author. */
  declaredBy: string[];
  /** The fields that the transfer discloses, in the vocabulary's order. */
  sections: ToldSection[];
  /** Those it does not, said so that nobody takes silence for absence. */
  withheld: Field[];
  /** What came since, oldest first. */
  additions: Addition[];
  /** Of an entrusted enquiry. */
  questions: ToldText[];
  files: ToldFile[];
  /** Of police and justice: files given as they came, by an act of the desk. Absent where there is none. */
  originals?: ToldFile[];
  /** The newest document that a person made for this transfer. */
  document: { version: number; madeAt: Instant; fingerprint: string } | null;
}

/** `held`: some of it is read again by a person before it leaves; `text` is what may be read meanwhile. */
export interface ToldText {
  text: string;
  held: boolean;
}

/** An empty text that is not held: nothing is known. */
export interface ToldSection extends ToldText {
  field: Field;
}

export interface Addition extends ToldText {
  at: Instant;
  /** By the desk for this recipient; or by an institution, which completes, corrects or withdraws its declaration. */
  what: 'DESK' | DeclarationPart | Exclude<AmendedAs, 'MESSAGE'>;
}

export interface ToldFile {
  id: string;
  name: string;
  /** Its name is read again by a person: another stands for it. */
  nameHeld: boolean;
  type: string;
  kind: string;
  verdict: string;
  /** Of the copy. */
  size: number;
  alert: string | null;
  addedAt: Instant;
  /** Whether there is a copy to open: what cannot be freed of what it hides, or is infected, is named and not given. */
  given: boolean;
}

/** Whether something of it waits for a person who reads it again. */
export function isHeld({ sections, additions, questions, files }: Dossier): boolean {
  return [...sections, ...additions, ...questions].some(({ held }) => held) || files.some(({ nameHeld }) => nameHeld);
}
