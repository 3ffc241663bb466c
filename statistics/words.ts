import { type LabelledFamily, storedLabel } from '../vocabulary/vocabulary.ts';

/** How the lines of a figure are called: by a family of codes… */
export const labelled = (family: LabelledFamily) => (code: string) => storedLabel(family, code);
/** …or by words of their own. */
export const called = (words: Readonly<Record<string, string>>) => (code: string) => words[code] ?? 'non précisé';
