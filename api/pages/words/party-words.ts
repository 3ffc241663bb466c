import type { Parties } from '../../../cases/model/content.ts';
import { implicatedLabel } from '../../../vocabulary/fact-lines.ts';

/** A tie that follows a name begins with no capital; an acronym keeps its own. */
const uncapital = (text: string): string => text.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase());

/** Each implicated party on a line: name, tie and establishment as they were said; what the facts call it where nothing was. */
export function partyWords({ facts, people }: Parties): string[] {
  return Array.from({ length: Math.max(facts.length, people.length) }, (_, index) => {
    const { name, relation, establishment } = people[index] ?? {};
    const tie = name === undefined || relation === undefined ? relation : uncapital(relation);
    const said = [name, tie, establishment].filter((part) => part !== undefined && part !== '').join(', ');
    const party = facts[index];
    return said || (party === undefined ? '' : implicatedLabel(party));
  });
}
