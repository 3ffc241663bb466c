import type { AlertContent } from '../cases/model/content.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { label } from '../vocabulary/vocabulary.ts';

/** What is written one a line. A comma divides nothing: « Hector Vauquelin, son fils » is one person. */
export const oneALine = (text: string): string[] => text.split(/\r?\n/).flatMap((line) => line.trim() || []);

/** Who is implicated, one a line, as asked. What each is to the person was ticked for all of them: it goes with a name where there is one only. */
export function whoIsImplicated(typed: string, implicated: Facts['implicated']): NonNullable<AlertContent['implicated']> {
  const names = oneALine(typed);
  const relation = implicated.map(({ kind }) => label('implicated', kind)).join(', ');
  return names.map((name) => ({ name, ...(names.length === 1 && { relation }) }));
}
