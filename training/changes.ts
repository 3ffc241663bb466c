import { setImmediate } from 'node:timers/promises';
import type { Instant } from '../calendar/span.ts';
import type { Clock } from '../cases/running/clocks.ts';
import type { World } from '../cases/running/turn.ts';
import { type Communes, type Observed, unmatched } from '../rehearsal/situations/situations.ts';
import type { Purpose, Role, RoleGroup, TaskAudience, TaskKind } from '../vocabulary/vocabulary.ts';
import { modelAnswer } from './model-answer.ts';
import type { Study } from './study.ts';

/** What a department answers to a study, without its facts; or why it has no object there (French). */
export type StudyAnswer = Observed | { absent: string };

/** One thing that two answers to a study do not have in common. */
export type StudyAnswerChange =
  | { kind: 'ABSENT' | 'PRESENT'; why: string }
  | { kind: 'TOLD' | 'NOT_TOLD' | 'OTHER_REASON'; role: Role; purpose: Purpose; organisation: string }
  | { kind: 'OTHER_BODY'; role: Role; purpose: Purpose; before: string; after: string }
  /** Null: no limit. */
  | { kind: 'OTHER_LIMIT'; role: Role; reach: Clock['reach']; before: Instant | null; after: Instant | null }
  | { kind: 'TASK' | 'NO_TASK'; task: TaskKind; to: TaskAudience }
  | { kind: 'SET_ASIDE' | 'NOT_SET_ASIDE' | 'GAP' | 'NO_GAP'; role: Role | RoleGroup };

/** How a study's answer changes, recipient by recipient; nothing where it does not. The order of lists never matters. Pure. */
export function answerChanges(before: StudyAnswer, after: StudyAnswer): StudyAnswerChange[] {
  if ('absent' in before || 'absent' in after) {
    if ('absent' in before && 'absent' in after) return [];
    return 'absent' in after ? [{ kind: 'ABSENT', why: after.absent }] : [{ kind: 'PRESENT', why: 'absent' in before ? before.absent : '' }];
  }
  const told = unmatched(before.recipients, after.recipients, (one, other) => one.role === other.role && one.purpose === other.purpose);
  const tasks = unmatched(before.tasks, after.tasks, (one, other) => one.task === other.task && one.to === other.to);
  const roles = (kinds: ['SET_ASIDE' | 'GAP', 'NOT_SET_ASIDE' | 'NO_GAP'], was: Observed['gaps'], is: Observed['gaps']): StudyAnswerChange[] => {
    const { missing, extra } = unmatched(was, is, (one, other) => one === other);
    return [...extra.map((role) => ({ kind: kinds[0], role })), ...missing.map((role) => ({ kind: kinds[1], role }))];
  };
  return [
    ...told.missing.map(({ role, purpose, organisation }) => ({ kind: 'NOT_TOLD' as const, role, purpose, organisation })),
    ...told.extra.map(({ role, purpose, organisation }) => ({ kind: 'TOLD' as const, role, purpose, organisation })),
    ...told.matched.flatMap(([was, is]) => recipientChanges(was, is)),
    ...tasks.missing.map((one) => ({ kind: 'NO_TASK' as const, ...one })),
    ...tasks.extra.map((one) => ({ kind: 'TASK' as const, ...one })),
    ...roles(['SET_ASIDE', 'NOT_SET_ASIDE'], before.setAside, after.setAside),
    ...roles(['GAP', 'NO_GAP'], before.gaps, after.gaps),
  ];
}

type Recipient = Observed['recipients'][number];

function recipientChanges(was: Recipient, is: Recipient): StudyAnswerChange[] {
  const { role, purpose, organisation } = is;
  const reaches = [...new Set([...was.clocks, ...is.clocks].map(({ reach }) => reach))];
  const limit = ({ clocks }: Recipient, reach: Clock['reach']) => clocks.find((one) => one.reach === reach)?.dueAt ?? null;
  const why = ({ rules }: Recipient) => [...new Set(rules)].toSorted().join();
  return [
    ...(was.organisation === organisation ? [] : [{ kind: 'OTHER_BODY' as const, role, purpose, before: was.organisation, after: organisation }]),
    ...(why(was) === why(is) ? [] : [{ kind: 'OTHER_REASON' as const, role, purpose, organisation }]),
    ...reaches
      .map((reach) => ({ kind: 'OTHER_LIMIT' as const, role, reach, before: limit(was, reach), after: limit(is, reach) }))
      .filter(({ before, after }) => before !== after),
  ];
}

/** A model answer, as it is kept and compared. Pure. */
export function withoutFacts(answer: ReturnType<typeof modelAnswer>): StudyAnswer {
  if ('absent' in answer) return answer;
  const { facts: _, ...observed } = answer;
  return observed;
}

/** The answer to a study, as it is kept and compared. Pure. */
export const answerIn = (study: Study, world: World, communes: Communes): StudyAnswer => withoutFacts(modelAnswer(study, world, communes));

export interface ChangedStudy {
  study: Study;
  changes: StudyAnswerChange[];
}

/**
 * The studies whose answer is another in another world (a draft of the protocol, a directory that waits). Some milliseconds each, and
 * whoever else waits is served between two of them.
 */
export async function changedStudies(studies: readonly Study[], before: World, after: World, communes: Communes): Promise<ChangedStudy[]> {
  const changed: ChangedStudy[] = [];
  for (const study of studies) {
    await setImmediate();
    const changes = answerChanges(answerIn(study, before, communes), answerIn(study, after, communes));
    if (changes.length > 0) changed.push({ study, changes });
  }
  return changed;
}
