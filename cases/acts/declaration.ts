import type { CaseEvent } from '../model/events.ts';
import { caseEnded, type Refusal } from '../model/refusal.ts';
import { raiseTask } from '../running/tasks.ts';
import type { Turn } from '../running/turn.ts';
import { announce } from './text.ts';

/**
 * An institution says more of what it declared. Every recipient who reads the account is told of a correction or a withdrawal at once; neither
 * ends anything: what was alerted is the desk's to settle. A message is for the desk alone. A person reads each. In a case that was merged,
 * what its own recipients read is written too; the one that goes on has the rest.
 */
export function declarationAmended(turn: Turn, { alert: id, what }: Extract<CaseEvent, { kind: 'DeclarationAmended' }>): Refusal | null {
  const alert = turn.state.alerts.find((one) => one.id === id && !one.left);
  if (alert === undefined || alert.channel !== 'DECLARATION')
    return { code: 'UNKNOWN_ALERT', sayable: 'Cette déclaration n’est pas, ou n’est plus, dans ce dossier.' };
  const merged = turn.state.status === 'MERGED';
  if (merged && what === 'MESSAGE') return caseEnded;
  const said = { kind: 'DECLARATION_AMENDED', because: { alert: id, what } } as const;
  if (what === 'MESSAGE') turn.write(said, []);
  else announce(turn, 'NARRATIVE', said);
  if (!merged) raiseTask(turn, { kind: 'AUTHOR_ADDED', to: 'DESK', within: turn.delay('authorMessage'), cause: { kind: 'AUTHOR_WROTE' } });
  return null;
}
