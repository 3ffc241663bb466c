import { expect, it } from 'vitest';
import { dueAt } from '../calendar/due.ts';
import type { Span } from '../calendar/span.ts';
import { calendarOf } from '../directory/resolve.ts';
import type { DelayName } from '../procedures/own-delays.ts';
import type { Facts, Implicated } from '../vocabulary/facts.ts';
import type { Task } from './model/state.ts';
import { aResult, atHome, directoryWith, hours, noBasis, Played, procedure } from './world.testing.ts';

const partner = { kind: 'PARTNER', id: 'cd.titular' } as const;
const clock = { kind: 'CLOCK', id: null } as const;
const reporter = { kind: 'REPORTER', id: null } as const;
const tied: Implicated[] = [{ kind: 'AUTRE_PROFESSIONNEL', organisation: 'cd' }];
const reaching = (contact: Record<string, unknown>) =>
  directoryWith([], (directory) => ({
    ...directory,
    contacts: directory.contacts.map(({ id, organisation, position, name }) => ({ id, organisation, position, name, ...contact })),
  }));

/** How the law comes to give somebody a task, and the task's kind. */
type Way = [
  kind: Task['kind'],
  play: (played: Played) => void,
  world?: { directory?: Played['world']['directory']; without?: string },
  facts?: Facts,
];

const toCd = (played: Played) => played.transfer('cd').id;
const closed = (played: Played): Played => {
  for (const transfer of played.state.transfers) played.tries({ kind: 'TakenInCharge', transfer: transfer.id });
  return played
    .does({
      kind: 'ResultRecorded',
      result: aResult,
    })
    .does({ kind: 'Closed' });
};

const ways: Record<
  Exclude<
    DelayName,
    | 'dutyRing'
    | 'dutyHole'
    | 'dutyTest'
    | 'retry'
    | 'giveUp'
    | 'likeness'
    | 'readable'
    | 'contactReminder'
    | 'agreementFirst'
    | 'agreementNotice'
    | 'agreementLast'
    | 'secondReading'
  >,
  Way
> = {
  dutyCall: ['PHONE_NOW', (played) => played.alert({ ...atHome, danger: 4 }, false), { without: 'danger' }, { ...atHome, danger: 4 }],
  conflict: ['CONFLICT', () => undefined, {}, { ...atHome, implicated: tied }],
  heldTextInDanger: ['TEXT_TO_READ', (played) => played.does({ kind: 'TextHeld' }, clock), {}, { ...atHome, danger: 3 }],
  legalBasis: ['CHECK_BASIS', () => undefined, {}, { ...atHome, danger: 3, flags: ['REPORTER_BOUND_BY_SECRECY'] }],
  heldText: ['TEXT_TO_READ', (played) => played.does({ kind: 'TextHeld' }, clock)],
  directoryGap: [
    'DIRECTORY_GAP',
    () => undefined,
    {
      directory: directoryWith([], (directory) => ({
        ...directory,
        organisations: directory.organisations.filter(({ roles }) => !roles.includes('CD')),
      })),
    },
  ],
  conclusion: [
    'CLOSE',
    (played) => {
      for (const { id } of played.state.transfers) played.does({ kind: 'OutcomeGiven', transfer: id, outcome: ['MESURES_CORRECTIVES'] });
    },
  ],
  undeliverable: [
    'UNDELIVERABLE',
    (played) => played.does({ kind: 'Bounced', message: { kind: 'TRANSFER', transfer: toCd(played), channel: 'EMAIL', attempt: 1 }, code: '5.1.1' }),
    { directory: reaching({ email: 'contact@corps.example' }) },
  ],
  unreachable: [
    'UNDELIVERABLE',
    (played) => {
      const transfer = toCd(played);
      played.does({ kind: 'InformationRequested', transfer }).does({ kind: 'InformationGiven', transfer });
      const message = played.state.messages.find(({ kind }) => kind === 'INFORMATION');
      played.does({ kind: 'DeliveryFailed', message: message?.id ?? '', permanent: true, code: '550' });
    },
  ],
  phoneReminder: [
    'CALL_BACK',
    (played) => {
      const call = played.state.tasks.find(({ carries, transfer }) => carries && transfer === toCd(played));
      played.does({ kind: 'TaskDone', task: call?.id ?? '', reached: true }).waits(hours(24 * 8));
    },
    { directory: reaching({ phone: '+33 1 99 00 00 00' }) },
  ],
  silentRecipient: [
    'SILENT_RECIPIENT',
    (played) => {
      const call = played.state.tasks.find(({ carries }) => carries);
      played.does({ kind: 'TaskDone', task: call?.id ?? '', reached: true }).waits(hours(24 * 4));
    },
    {},
    { ...atHome, flags: ['CRIME_SUSPECTED'] },
  ],
  lapsedObligation: ['SILENT_RECIPIENT', (played) => played.waits(hours(24 * 90))],
  refusal: ['REFUSED', (played) => played.does({ kind: 'Refused', transfer: toCd(played), reason: 'DOUBLON' })],
  informationRequest: ['INFORMATION_REQUESTED', (played) => played.does({ kind: 'InformationRequested', transfer: toCd(played) })],
  lateAnswer: [
    'LATE_ANSWER',
    (played) => {
      const transfer = toCd(played);
      played.does({ kind: 'TransferCancelled', transfer, reason: 'AGENT' }).does({ kind: 'TakenInCharge', transfer });
    },
  ],
  authorMessage: ['AUTHOR_ADDED', (played) => played.does({ kind: 'NoteAdded' }, reporter)],
  partnerMessage: ['PARTNER_WROTE', (played) => played.does({ kind: 'NoteAdded' }, partner)],
  reopening: ['LOOK_AGAIN', (played) => closed(played).does({ kind: 'Reopened' })],
  separation: [
    'LOOK_AGAIN',
    (played) => {
      for (const { id } of played.state.transfers) played.tries({ kind: 'TakenInCharge', transfer: id });
      played.does({ kind: 'CaseMerged', into: 'other' }).does({ kind: 'CaseUnmerged' });
    },
  ],
  lookAgain: ['LOOK_AGAIN', (played) => closed(played).waits(hours(24 * 100))],
  orderedStep: ['MEDIATION', (played) => played.does({ kind: 'TaskOrdered', task: 'MEDIATION', dueAt: played.now + hours(2) }).waits(hours(3))],
};

/** What each task of that kind was given when it was raised, or passed on. */
function given(way: Way, delays: { [name in DelayName]?: Span }): Span[] {
  const [kind, play, { directory = directoryWith(), without } = {}, facts = atHome] = way;
  const chapters = procedure.chapters.map((chapter) => ({ ...chapter, rules: chapter.rules.filter(({ id }) => id !== without) }));
  const played = Played.qualified(facts, { procedure: { ...procedure, chapters, desk: { delays } }, directory });
  play(played);
  return played.state.tasks.filter((task) => task.kind === kind).map(({ within }) => within);
}

it.each(Object.entries(ways) as [DelayName, Way][])('%s is what the protocol says', (name, way) => {
  const span = { hours: 3 };
  expect(given(way, {})).not.toContainEqual(span);
  expect(given(way, { [name]: span })).toContainEqual(span);
});

it('the task of a delay falls due on the desk’s calendar', () => {
  const played = Played.qualified(atHome, {
    procedure: { ...procedure, desk: { delays: { refusal: { workingDays: 2 } } } },
    directory: directoryWith(),
  });
  played.does({ kind: 'Refused', transfer: toCd(played), reason: 'DOUBLON' });
  const due = dueAt(calendarOf(played.world.directory, 'desk'), played.now, { workingDays: 2 }).due;
  expect(played.state.tasks.find(({ kind }) => kind === 'REFUSED')?.dueAt).toBe(due);
});

it('messages are tried again, and given up, when the protocol says', () => {
  const tried = (delays: { [name in DelayName]?: Span }): number[] => {
    const played = Played.qualified(atHome, { procedure: { ...procedure, desk: { delays } }, directory: directoryWith() });
    const transfer = toCd(played);
    played.does({ kind: 'InformationRequested', transfer }).does({ kind: 'InformationGiven', transfer });
    const instants: number[] = [];
    for (;;) {
      const message = played.state.messages.find(({ kind }) => kind === 'INFORMATION');
      if (message === undefined) return instants;
      instants.push((message.notBefore - (instants.length === 0 ? message.notBefore : played.now)) / hours(1));
      played.now = Math.max(played.now, message.notBefore);
      played.does({ kind: 'DeliveryFailed', message: message.id, permanent: false, code: 'NO_ANSWER' });
    }
  };
  expect(tried({})).toHaveLength(24);
  expect(tried({ retry: { hours: 6 } })).toEqual([0, 6, 6, 6]);
  expect(tried({ giveUp: { hours: 3 } })).toEqual([0, 1, 1]);
});

it.each([
  [3, 3, 'DUTY'],
  [2, 2, 'DUTY'],
  [4, 3, 'DESK'],
  [3, 2, 'DESK'],
] as const)('from danger %i, a call about danger %i is for %s', (dutyFromDanger, danger, to) => {
  const world = { procedure: { ...procedure, desk: { dutyFromDanger } }, directory: reaching({ phone: '+33 1 99 00 00 00' }) };
  const played = new Played(world).alert({ ...atHome, danger });
  expect(played.state.tasks.some((task) => task.kind === 'PHONE_NOW' && task.to === 'DUTY')).toBe(to === 'DUTY');
  played.does({ kind: 'Qualified', facts: { ...atHome, danger }, basis: noBasis });
  expect(played.state.tasks.filter(({ carries }) => carries).map((task) => task.to)).toContain(to);
});
