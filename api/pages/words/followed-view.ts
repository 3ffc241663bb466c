import type { Said } from '../../../cases/record/dialogue.ts';
import type { Tellable } from '../../../cases/running/tellable.ts';
import { say, type TextVersion } from '../../../templates/text/texts.ts';
import type { FollowedView } from '../../../templates/views/public.ts';

/** Names of organisations of the directory, as an author reads them. */
type NameOf = (organisation: string) => string;

/** What became of the alert, in plain words and in order: nothing that `tellable` does not give. `readFrom`: when the desk opens, where it is shut. */
export function followedSteps(
  version: TextVersion,
  told: Tellable,
  receivedAt: number,
  nameOf: NameOf,
  readFrom: string | null = null,
): FollowedView['steps'] {
  const words = (key: string, values?: Record<string, string>) => say(version, `followed.${key}`, values);
  const named = (key: string, organisations: string[]) => words(key, { names: new Intl.ListFormat('fr').format(organisations.map(nameOf)) });
  const bodies = (bodiesTold: { organisations: string[] }, by: string, unnamed: string) =>
    bodiesTold.organisations.length === 0 ? words(unnamed) : named(by, bodiesTold.organisations);
  const reached = (label: string, text?: string, at?: number) => ({
    label: words(label),
    state: 'reached' as const,
    ...(text !== undefined && { text }),
    ...(at !== undefined && { at }),
  });
  const { read, readAt, passed, inCharge, outcome, notRetained, closedAt } = told;
  const done: FollowedView['steps'] = [reached('received', words('receivedText'), receivedAt)];
  if (read) done.push(reached('read', undefined, readAt));
  if (notRetained !== null) return [...done, reached('notRetained', words(`reasons.${notRetained}`))];
  if (passed !== null) done.push(reached('passed', bodies(passed, 'passedTo', 'passedUnnamed'), passed.since));
  if (inCharge !== null) done.push(reached('inCharge', bodies(inCharge, 'inChargeBy', 'inChargeUnnamed')));
  if (outcome) done.push(reached('outcome', words('outcomeText')));
  if (closedAt !== null) return [...done, reached('closed', undefined, Math.max(closedAt, receivedAt))];
  const last = Math.max(read ? 1 : 0, passed === null ? 0 : 2, inCharge === null ? 0 : 3, outcome ? 4 : 0);
  const ahead = ['read', 'passed', 'inCharge', 'outcome'].slice(last);
  return [
    ...done,
    ...ahead.map((label, index) => ({
      label: words(label),
      state: index === 0 ? ('current' as const) : ('ahead' as const),
      ...(index === 0 && label === 'inCharge' && { text: words('waiting') }),
      ...(index === 0 && label === 'read' && readFrom !== null && { text: words('readFrom', { at: readFrom }) }),
    })),
  ];
}

export function exchanged(said: readonly Said[]): FollowedView['messages'] {
  return said.map(({ at, from, text, files, read }) => ({ at, from: from === 'DESK' ? 'DESK' : 'YOU', text, files: files.join(', '), read }));
}
