import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { bornOn, knownContent, partiesOf } from '../../../cases/told/known.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { AboutCase } from '../../../templates/views/case.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import type { Names } from './names.ts';
import { partyWords } from './party-words.ts';

/** What the top of the page shows of an account; whoever wants the rest presses once. */
const longestShown = 600;

/** What a case is about, in the words of whoever spoke: whom, where, who is implicated, and how the first account begins. */
export function aboutCase(record: Pick<CaseRecord, 'alerts' | 'journal' | 'state'>, names: Names): AboutCase {
  const { alerts, state } = record;
  const { facts } = state;
  const { victim } = knownContent(record);
  const where = [
    facts.finess === undefined ? label('place', facts.place) : names.establishment(facts.finess),
    facts.inseeCode === undefined ? undefined : communeName(facts.inseeCode),
  ];
  const lines: [string, string][] = [
    ['Personne', joined([victim?.name ?? label('victimGroup', facts.victimGroup), bornOn(victim), victim?.address, victim?.phone, victim?.email])],
    ['Lieu', joined(where)],
    ['Mis en cause', partyWords(partiesOf(record)).join('\n')],
  ];
  const first = alerts.find(({ content }) => (content?.narrative ?? '').trim() !== '');
  return {
    lines: lines.filter(([, text]) => text !== '').map(([name, text]) => ({ label: name, text: typographic(text) })),
    ...(first?.content && { said: { alert: first.localId, ...beginningOf(first.content.narrative) } }),
  };
}

const joined = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined && part !== '').join(', ');

/** Whole where it is short; else until the end of a word, and that it was cut. */
function beginningOf(narrative: string): { text: string; cut: boolean } {
  const text = narrative.trim();
  if (text.length <= longestShown) return { text, cut: false };
  return { text: `${text.slice(0, longestShown).replace(/\s+\S*$/u, '')}\u00a0…`, cut: true };
}
