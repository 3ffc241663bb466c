import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writtenOut } from '../procedures/facts.testing.ts';
import type { Behaviour } from '../rehearsal/dry-run/behaviour.ts';
import { simulate } from '../rehearsal/dry-run/simulate.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { advance } from './advance.ts';
import { causeCode } from './model/cause.ts';
import { evolve, nothing } from './model/evolve.ts';
import { aboutTransfer } from './model/message.ts';
import { isAnswered, isLive } from './model/transfer-status.ts';
import { atHome, directoryWith, hours, monday, noBasis, Played, procedure } from './world.testing.ts';

const world = { procedure, directory: directoryWith() };

const facts: fc.Arbitrary<Facts> = fc.record({
  channel: fc.constantFrom('PHONE', 'API', 'WEB'),
  inseeCode: fc.constant('54395'),
  place: fc.constantFrom('DOMICILE', 'ETABLISSEMENT_SANTE'),
  implicated: fc.constantFrom<Facts['implicated'][]>(
    [{ kind: 'MEMBRE_FAMILLE' }],
    [{ kind: 'ETABLISSEMENT', organisation: 'home' }],
    [{ kind: 'AUTRE_PROFESSIONNEL', organisation: 'cd' }],
  ),
  maltreatment: fc.constant<Facts['maltreatment']>(['NEGLIGENCES_PASSIVES']),
  danger: fc.constantFrom(0, 1, 2, 3, 4),
  victimGroup: fc.constant('PERSONNE_AGEE'),
  flags: fc.constantFrom<Facts['flags'][]>([], ['CRIME_SUSPECTED']),
});

/** Something that may happen to a case: an act on one of its transfers or tasks, a delivery, or time passing. */
const happening = fc.oneof(
  fc.record({
    what: fc.constantFrom('Acknowledged', 'TakenInCharge', 'InformationRequested', 'InformationGiven', 'RecipientReminded'),
    which: fc.nat(5),
  }),
  fc.record({ what: fc.constantFrom('Refused'), which: fc.nat(5), reason: fc.constantFrom('HORS_COMPETENCE', 'DOUBLON', 'CONFLIT_INTERETS') }),
  fc.record({ what: fc.constantFrom('OutcomeGiven', 'TransferCancelled', 'Bounced'), which: fc.nat(5) }),
  fc.record({ what: fc.constantFrom('TaskDone'), which: fc.nat(8), reached: fc.boolean() }),
  fc.record({ what: fc.constantFrom('deliver', 'refuseMail', 'failMail') }),
  fc.record({ what: fc.constantFrom('wait'), hours: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ what: fc.constantFrom('Qualified', 'alert', 'Reopened', 'Closed', 'NoteAdded', 'TextHeld', 'TextAgreed') }),
) as fc.Arbitrary<{ what: string; which?: number; reason?: 'HORS_COMPETENCE' | 'DOUBLON' | 'CONFLIT_INTERETS'; reached?: boolean; hours?: number }>;

function happen(
  played: Played,
  {
    what,
    which = 0,
    reason = 'AUTRE' as never,
    reached = true,
    hours: count = 1,
  }: { what: string; which?: number; reason?: 'HORS_COMPETENCE' | 'DOUBLON' | 'CONFLIT_INTERETS'; reached?: boolean; hours?: number },
): void {
  const transfer = `t${which + 1}`;
  const [message] = played.state.messages;
  if (what === 'wait') played.waits(hours(count));
  else if (what === 'deliver') played.deliver();
  else if (what === 'refuseMail' || what === 'failMail') {
    if (message) played.tries({ kind: 'DeliveryFailed', message: message.id, permanent: what === 'refuseMail', code: '550' });
  } else if (what === 'alert') played.alert();
  else if (what === 'Qualified') played.tries({ kind: 'Qualified', facts: played.state.facts, basis: noBasis });
  else if (what === 'Refused') played.tries({ kind: 'Refused', transfer, reason });
  else if (what === 'OutcomeGiven') played.tries({ kind: 'OutcomeGiven', transfer, outcome: ['SANS_SUITE'] });
  else if (what === 'TransferCancelled') played.tries({ kind: 'TransferCancelled', transfer, reason: 'AGENT' });
  else if (what === 'Bounced')
    played.tries({ kind: 'Bounced', message: { kind: 'TRANSFER', transfer, channel: 'EMAIL', attempt: 1 }, code: '5.1.1' });
  else if (what === 'TaskDone') played.tries({ kind: 'TaskDone', task: `k${which + 1}`, reached });
  else if (
    what === 'Acknowledged' ||
    what === 'TakenInCharge' ||
    what === 'InformationRequested' ||
    what === 'InformationGiven' ||
    what === 'RecipientReminded'
  )
    played.tries({ kind: what, transfer });
  else if (what === 'Reopened' || what === 'Closed' || what === 'NoteAdded' || what === 'TextHeld' || what === 'TextAgreed')
    played.tries({ kind: what });
}

/** What must hold of a case, whatever happened to it. */
function sound(played: Played): void {
  const { state, entries } = played;
  expect(entries.reduce(evolve, nothing)).toEqual(state);
  expect(advance(state, played.now, played.world).entries).toEqual([]);
  const queued = entries.flatMap(({ changes }) =>
    changes.flatMap((change) => ('message' in change && change.message.tries === 0 ? [change.message.id] : [])),
  );
  expect(new Set(queued).size).toBe(queued.length);
  for (const obligation of state.obligations.filter(({ status }) => status === 'OPEN' || status === 'LAPSED')) {
    const clock = state.deadlines.some(({ id }) => id === `OBLIGATION:${obligation.id}`);
    const somebody = state.tasks.some((task) => causeCode(task.cause) === `OBLIGATION:${obligation.id}`);
    expect(clock || somebody, `obligation ${obligation.id} is forgotten`).toBe(true);
  }
  for (const task of state.tasks.filter(({ status }) => status === 'OPEN')) {
    expect(
      task.to === 'COORDINATOR' && task.late ? true : state.deadlines.some(({ task: of }) => of === task.id),
      `task ${task.id} has no deadline`,
    ).toBe(true);
  }
  for (const transfer of state.transfers.filter((one) => !isLive(one))) {
    expect(state.deadlines.filter((deadline) => deadline.transfer === transfer.id)).toEqual([]);
    expect(state.messages.filter((one) => aboutTransfer(one) === transfer.id && one.kind !== 'REVOKED')).toEqual([]);
  }
  for (const entry of entries.filter(({ kind }) => kind === 'ESCALATED')) {
    const before = entries
      .slice(0, entries.indexOf(entry))
      .filter(({ transfer }) => transfer === entry.transfer)
      .map(({ kind }) => kind);
    expect(before).toContain('HANDED_OVER');
  }
}

describe('the law, whatever happens', () => {
  it('keeps a sound case: folded from its journal, nothing forgotten, nothing doubled, no clock on what has ended', () => {
    fc.assert(
      fc.property(facts, fc.array(happening, { maxLength: 25 }), (first, happenings) => {
        const played = new Played(world).alert(first);
        for (const one of happenings) {
          happen(played, one);
          sound(played);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same where the protocol says nothing of the desk and where it says what has always been done', () => {
    fc.assert(
      fc.property(facts, fc.array(happening, { maxLength: 25 }), (first, happenings) => {
        const [one, other] = [new Played(world).alert(first), new Played({ ...world, procedure: writtenOut(procedure) }).alert(first)];
        for (const each of happenings) for (const played of [one, other]) happen(played, each);
        expect(other.entries).toEqual(one.entries);
      }),
      { numRuns: 200 },
    );
  });

  it('never tells a body tied to the implicated party', () => {
    fc.assert(
      fc.property(facts, fc.array(happening, { maxLength: 15 }), (first, happenings) => {
        const played = new Played(world).alert(first);
        for (const one of happenings) happen(played, one);
        const tied = first.implicated[0]?.organisation;
        expect(played.state.transfers.filter(({ organisation }) => organisation === tied)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('silence everywhere', () => {
  it('always ends with a person: each unanswered obligation leaves an open task at the desk or higher', () => {
    const deaf: Behaviour = { recipients: {}, desk: { reached: true } };
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 14 * 24 }), (some, offset) => {
        const played = simulate(some, monday + hours(offset), world, deaf);
        if ('refused' in played) throw new Error('refused');
        const { state } = played;
        expect(state.obligations.length).toBeGreaterThan(0);
        for (const obligation of state.obligations) {
          expect(state.transfers.some((one) => one.obligation === obligation.id && isAnswered(one))).toBe(false);
          expect(state.tasks.some((task) => task.status === 'OPEN' && causeCode(task.cause) === `OBLIGATION:${obligation.id}`)).toBe(true);
        }
        expect(state.deadlines).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('with every address dead too, still ends with a person', () => {
    const dead: Behaviour = { recipients: { default: { delivery: 'REFUSED' } }, desk: { reached: false } };
    const played = simulate(atHome, monday, world, dead);
    if ('refused' in played) throw new Error('refused');
    expect(played.state.tasks.filter(({ status }) => status === 'OPEN').map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['UNDELIVERABLE', 'SILENT_RECIPIENT']),
    );
    expect(played.entries.map(({ kind }) => kind)).not.toContain('ESCALATED');
  });
});

describe('a simulation', () => {
  it('shows running and projected limits, and plays the answers it is told', () => {
    const behaviour: Behaviour = {
      recipients: {
        CD: {
          delivery: 'ACCEPTED',
          acknowledge: { workingHours: 4 },
          charge: { workingDays: 2 },
          outcome: { after: { workingDays: 10 }, codes: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] },
        },
      },
      desk: { reached: true },
    };
    const played = simulate(atHome, monday, world, behaviour);
    if ('refused' in played) throw new Error('refused');
    const cd = played.transfers.find(({ transfer }) => transfer.organisation === 'cd');
    expect(cd?.clocks.map(({ reach, dueAt, state }) => [reach, new Date(dueAt).toISOString(), state])).toEqual([
      ['ACKNOWLEDGED', '2026-11-19T16:00:00.000Z', 'running'],
      ['IN_CHARGE', '2026-11-26T16:00:00.000Z', 'projected'],
      ['OUTCOME_GIVEN', '2027-02-24T16:00:00.000Z', 'projected'],
    ]);
    expect(played.entries.filter(({ transfer }) => transfer === 't1').map(({ kind }) => kind)).toEqual([
      'TRANSFER_ORDERED',
      'HANDED_OVER',
      'ACKNOWLEDGED',
      'IN_CHARGE',
      'OUTCOME_GIVEN',
    ]);
  });

  it('is the same twice, and moved by whole weeks moves by whole weeks (no holiday between)', () => {
    const week = 7 * 24;
    const silent: Behaviour = { recipients: {}, desk: { reached: true } };
    const lines = (offset: number) => {
      const played = simulate(atHome, monday + hours(offset), world, silent);
      return 'refused' in played
        ? []
        : played.entries
            .filter(({ at }) => at < monday + hours(offset + 24 * 14))
            .map(({ at, kind, transfer }) => [at - hours(offset), kind, transfer]);
    };
    expect(lines(0)).toEqual(lines(0));
    expect(lines(week)).toEqual(lines(0));
  });

  it('plays an author bound by secrecy who names no basis: somebody is told, and the desk has a task', () => {
    const played = simulate({ ...atHome, flags: ['REPORTER_BOUND_BY_SECRECY'] }, monday, world, { recipients: {}, desk: { reached: true } });
    if ('refused' in played) throw new Error(played.refused.sayable);
    expect(played.transfers.map(({ transfer }) => transfer.organisation)).toContain('cd');
    expect(played.state.tasks.map(({ kind }) => kind)).toContain('CHECK_BASIS');
  });
});
