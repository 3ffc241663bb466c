import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codes } from '../vocabulary/vocabulary.ts';
import { decide } from './decide.ts';
import type { CaseEvent } from './model/events.ts';
import type { CaseState } from './model/state.ts';
import { actsOnCase, actsOnTask, actsOnTransfer, possible, type Standing } from './possible.ts';
import { agent, atHome, directoryWith, hours, noBasis, Played, procedure } from './world.testing.ts';

const enquiry = {
  ...procedure,
  chapters: procedure.chapters.map((chapter) => ({
    ...chapter,
    rules: chapter.rules.map((rule) => (rule.id === 'home' ? { ...rule, then: { ...rule.then, mode: 'ENTRUSTED_ENQUIRY' as const } } : rule)),
  })),
};
const world = { procedure: enquiry as typeof procedure, directory: directoryWith() };

/** What happened to a case before it is asked what may be done with it. */
const step = fc.record({
  what: fc.constantFrom(
    ...['Acknowledged', 'TakenInCharge', 'InformationRequested', 'InformationGiven', 'Refused', 'OutcomeGiven', 'TransferCancelled'],
    ...['AnswerChallenged', 'TaskDone', 'TaskTaken', 'Qualified', 'ResultRecorded', 'Closed', 'NotRetained', 'Reopened', 'CaseMerged'],
    ...['RefusalTakenBack', 'CaseUnmerged', 'alert', 'deliver', 'wait', 'settle', 'settle', 'Closed', 'InformationRequested', 'InformationRequested'],
    ...['consult', 'concert', 'concert', 'Held', 'HoldLifted', 'InformingNoted'],
  ),
  which: fc.nat(4),
  reason: fc.constantFrom(...codes('refusalReason')),
  outcome: fc.uniqueArray(fc.constantFrom(...codes('outcome')), { minLength: 1, maxLength: 3 }),
  notRetained: fc.constantFrom(...codes('notRetainedReason')),
  hours: fc.integer({ min: 1, max: 500 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const result = {
  conclusion: codes('conclusion')[0],
  evidence: codes('evidence')[0],
  risk: codes('risk')[0],
  wishes: codes('wishes')[0],
  safer: codes('safer')[0],
  refusedByPerson: codes('refusedByPerson')[0],
} as NonNullable<CaseState['result']>;

type Act = Parameters<Played['tries']>[0];

/** The act of this kind, said with whatever was drawn; null for what is no act. */
function actOf(kind: string, transfer: string, task: string, said: Step, now: number): Act | null {
  switch (kind) {
    case 'Acknowledged':
    case 'TakenInCharge':
    case 'InformationRequested':
    case 'InformationGiven':
    case 'AnswerChallenged':
    case 'RefusalTakenBack':
    case 'RecipientReminded':
    case 'LinkReplaced':
      return { kind, transfer };
    case 'Refused':
      return { kind, transfer, reason: said.reason };
    case 'OutcomeGiven':
      return { kind, transfer, outcome: said.outcome };
    case 'TransferCancelled':
      return { kind, transfer, reason: 'AGENT' };
    case 'OpinionGiven':
      return { kind, transfer, opinion: said.which % 2 === 0 ? 'FAVORABLE' : 'RESERVE' };
    case 'TakesPart':
      return { kind, transfer, dates: [now + hours(said.hours + 1)] };
    case 'MeetingSet':
      return { kind, meeting: now + hours(said.hours + 1), written: said.which % 2 === 0 };
    case 'ProgressSaid':
      return { kind, transfer, written: true };
    case 'OriginalGiven':
      return { kind, transfer, file: `f${said.hours}` };
    case 'TaskTaken':
    case 'TaskDone':
      return { kind, task };
    case 'TaskGiven':
      return { kind, task, to: null };
    case 'Qualified':
      return { kind, facts: { ...atHome, danger: said.which as 0 }, basis: noBasis };
    case 'TransferAdded':
      return { kind, role: 'CCAS', mode: 'TRANSFER', purpose: 'ACTION', policy: 'standard', discloses: ['FACTS'], legalBasis: [] };
    case 'ResultRecorded':
      return { kind, result };
    case 'SituationNoted':
      return { kind, situation: { repetition: null, reprisals: [] } };
    case 'NotRetained':
      return { kind, reason: said.notRetained };
    case 'CaseMerged':
      return { kind, into: 'another' };
    case 'InformingNoted':
      return { kind, whom: 'PERSONNE', said: { until: Date.UTC(2090, 0, 1) + hours(said.hours), why: 'DANGER' } };
    case 'Held':
      return { kind, why: 'AUTRE', until: Date.UTC(2090, 0, 1) + hours(said.hours) };
    case 'Closed':
    case 'HoldLifted':
    case 'Reopened':
    case 'NoteAdded':
    case 'CaseUnmerged':
    case 'TextAgreed':
      return { kind };
    default:
      return null;
  }
}

function live(played: Played, said: Step): void {
  const [transfer, task] = [`t${said.which + 1}`, `k${said.which + 1}`];
  const act = actOf(said.what, transfer, task, said, played.now);
  if (act !== null) played.tries(act);
  // A case that was merged takes none: doors follow it to the one that goes on.
  else if (said.what === 'alert') {
    const alert = { channel: atHome.channel, contactKind: 'ALERT', authenticated: true, reachable: false } as const;
    const refused = played.tries({ kind: 'AlertReceived', facts: { ...atHome, danger: said.which as 0 }, alert });
    expect(refused).toBe(played.state.status === 'MERGED' ? 'CASE_ENDED' : null);
  } else if (said.what === 'deliver') played.deliver();
  else if (said.what === 'wait') played.waits(hours(said.hours));
  else if (said.what === 'consult' || said.what === 'concert') {
    const mode = said.what === 'consult' ? 'CONSULTATION' : 'CONCERTATION';
    played.tries({ kind: 'TransferAdded', role: 'PREFECTURE', mode, purpose: 'ACTION', policy: 'standard', discloses: ['FACTS'], legalBasis: [] });
    const id = played.state.transfers.at(-1)?.id ?? '';
    const answer = actOf(mode === 'CONSULTATION' ? 'OpinionGiven' : 'TakesPart', id, '', said, played.now);
    if (said.which > 0 && answer !== null) played.tries(answer);
  } else {
    // Far enough for a case to be closed, which chance alone seldom does.
    played.tries({ kind: 'Qualified', facts: atHome, basis: noBasis });
    for (const { id } of played.state.transfers) played.tries({ kind: 'OutcomeGiven', transfer: id, outcome: said.outcome });
    if (said.which > 0) played.tries({ kind: 'ResultRecorded', result });
    if (said.which > 1) for (const { id } of played.state.tasks) played.tries({ kind: 'TaskDone', task: id });
  }
}

const seen = { refused: new Set<string>(), offered: new Set<string>(), idle: new Set<string>(), late: new Set<string>() };

/** What the law does with the act, said as it was drawn, is what it said it would. */
function holds(state: CaseState, now: number, act: Act, { refusals, idle, late }: Standing, sameSaid: boolean): void {
  const decision = decide(state, { ...act, at: now, by: agent } as CaseEvent, world);
  if ('refused' in decision) {
    expect([act.kind, refusals[0]]).toEqual([act.kind, decision.refused]);
    seen.refused.add(`${act.kind} ${decision.refused.code}`);
    return;
  }
  expect([act.kind, refusals]).toEqual([act.kind, []]);
  if (sameSaid) {
    seen.offered.add(act.kind);
    return;
  }
  expect([act.kind, 'idle', decision.entries.length === 0]).toEqual([act.kind, 'idle', idle]);
  expect([act.kind, 'late', decision.entries.some(({ kind }) => kind === 'LATE_ANSWER')]).toEqual([act.kind, 'late', late]);
  (idle ? seen.idle : late ? seen.late : seen.offered).add(act.kind);
}

describe('what is possible', () => {
  it('is what the law does: allowed acts are accepted, refused ones refused for the same reason', () => {
    const asLaw = fc.property(fc.array(step, { maxLength: 14 }), step, (lived, said) => {
      const played = new Played(world).alert(atHome);
      for (const one of lived) live(played, one);
      played.waits(0);
      const { state, now } = played;
      const can = possible(state, world, agent, now);
      for (const kind of actsOnCase) {
        const act =
          kind === 'TaskOrdered' ? ({ kind, task: 'CONCERTATION', dueAt: now + hours(said.hours) } as const) : actOf(kind, '', '', said, now);
        if (act === null) throw new Error(`no act of kind ${kind}`);
        // What was added already, or noted in the same words, changes nothing: the case alone does not say so.
        const same = ['TransferAdded', 'SituationNoted', 'TaskOrdered', 'InformingNoted', 'Held'].includes(kind);
        holds(state, now, act, can.onCase(kind), same);
      }
      for (const transfer of state.transfers)
        for (const kind of actsOnTransfer) {
          const act = actOf(kind, transfer.id, '', said, now);
          if (act === null) throw new Error(`no act of kind ${kind}`);
          const same =
            (kind === 'OriginalGiven' && transfer.originals?.includes(`f${said.hours}`) === true) ||
            (kind === 'Refused' && transfer.refusal === said.reason) ||
            (act.kind === 'OpinionGiven' && transfer.outcome?.opinion === act.opinion) ||
            (act.kind === 'TakesPart' && transfer.dates?.join() === act.dates.join()) ||
            (kind === 'OutcomeGiven' && transfer.outcome?.codes.toSorted().join() === said.outcome.toSorted().join());
          holds(state, now, act, can.onTransfer(kind, transfer), same);
        }
      for (const task of state.tasks)
        for (const kind of actsOnTask) holds(state, now, actOf(kind, '', task.id, said, now) as Act, can.onTask(kind, task), false);
      for (const id of [...state.alerts.map((alert) => alert.id), 'a9'])
        holds(state, now, { kind: 'AuthorWritten', alert: id }, can.toAuthor(id), false);
    });
    fc.assert(asLaw, { numRuns: 200 });
    // Drawn the same each time, so that what they must show is shown each time.
    fc.assert(asLaw, { numRuns: 500, seed: 54 });
    // The states drawn were worth asking about.
    for (const kind of [...actsOnCase, ...actsOnTransfer, ...actsOnTask]) expect([...seen.offered], kind).toContain(kind);
    for (const refusal of [
      ...['Closed NOT_QUALIFIED', 'Closed UNANSWERED', 'Closed NO_RESULT', 'Closed STILL_TO_DO', 'Closed CASE_ENDED', 'NotRetained UNANSWERED'],
      ...['Qualified CASE_ENDED', 'Reopened NOT_ENDED', 'CaseMerged UNANSWERED', 'CaseUnmerged NOT_ENDED', 'TransferCancelled TRANSFER_ENDED'],
      ...['InformationGiven NOT_PAUSED', 'AnswerChallenged NOT_CHALLENGEABLE', 'TaskDone NOT_QUALIFIED', 'AuthorWritten UNKNOWN_ALERT'],
    ])
      expect([...seen.refused]).toContain(refusal);
    expect([...seen.late]).toEqual(expect.arrayContaining(['Acknowledged', 'OutcomeGiven', 'Refused', 'TakenInCharge']));
  });

  it('says all that keeps a case from being closed, not the first thing only', () => {
    const played = new Played(world).alert({ ...atHome, danger: 4 });
    const why = () =>
      possible(played.state, world, agent, played.now)
        .onCase('Closed')
        .refusals.map(({ code }) => code);
    expect(why()).toEqual(['NOT_QUALIFIED', 'NO_RESULT', 'STILL_TO_DO']);
    played.does({ kind: 'Qualified', facts: { ...atHome, danger: 4 }, basis: noBasis });
    expect(why()).toEqual(['UNANSWERED', 'NO_RESULT', 'STILL_TO_DO']);
    for (const { id } of played.state.transfers) played.tries({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] });
    played.does({ kind: 'ResultRecorded', result });
    expect(why()).toEqual(['STILL_TO_DO']);
    for (const { id } of played.state.tasks.filter(({ status }) => status === 'OPEN')) played.does({ kind: 'TaskDone', task: id });
    expect(why()).toEqual([]);
    played.does({ kind: 'Closed' });
    expect(why()).toEqual([]);
  });
});
