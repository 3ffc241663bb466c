import { describe, expect, it } from 'vitest';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { TaskKind } from '../../vocabulary/vocabulary.ts';
import type { Task } from '../model/state.ts';
import { aResult, atHome, hours, monday, noBasis, Played, transferAdded } from '../world.testing.ts';

/* What an alert calls for besides transfers, in the protocol that comes with the desk: as soon as it is known, whenever that is. */

const world = { procedure: nationalProcedure(), directory: indexDirectory(demonstrationDirectory('54')) };
const calm: Facts = { ...atHome, place: 'ETABLISSEMENT_PERSONNES_AGEES' };
const asked = (played: Played, kind: TaskKind): Task[] => played.state.tasks.filter((task) => task.kind === kind);
const open = (played: Played, kind: TaskKind): Task[] => asked(played, kind).filter(({ status }) => status === 'OPEN');
const qualifies = (played: Played, facts: Facts): Played => played.does({ kind: 'Qualified', facts, basis: noBasis });
const days = (count: number): number => hours(24 * count);
const due = ({ dueAt }: Task): string => new Date(dueAt).toISOString();

/** What each is called for by, and when it is then due: of the alert, or of the qualification by which it is known. */
const watches = [
  { kind: 'WRITTEN_CONFIRMATION', facts: { ...calm, flags: ['ORAL_DECLARATION'] }, since: 'ALERT', dueAt: '2026-11-18T09:00:00.000Z' },
  { kind: 'EIGS_SECOND_PART', facts: { ...calm, flags: ['EIGS'] }, since: 'ALERT', dueAt: '2027-02-09T17:00:00.000Z' },
  { kind: 'REPRISAL_WATCH', facts: { ...calm, reporterLink: 'PROFESSIONNEL' }, since: 'QUALIFIED', dueAt: '2026-12-16T17:00:00.000Z' },
] as const satisfies { kind: TaskKind; facts: Facts; since: string; dueAt: string }[];

describe.each(watches)('$kind', ({ kind, facts, since, dueAt }) => {
  it('is asked for what is known from the alert on, once, however often it is confirmed', () => {
    const played = qualifies(new Played(world).alert(facts), facts);
    expect(asked(played, kind).map(due)).toEqual([dueAt]);
    qualifies(qualifies(played.waits(days(1)), facts), facts);
    expect(asked(played, kind)).toHaveLength(1);
  });

  it('is asked once it is known, though nobody said so at first, and not before', () => {
    const played = qualifies(new Played(world).alert(calm), calm).waits(days(2));
    expect(asked(played, kind)).toEqual([]);
    qualifies(played, facts);
    const [task] = asked(played, kind);
    expect(task?.raisedAt).toBe(monday + days(2));
    // What the law counts from the alert is due from the alert, late though it may be; the others from when it is known.
    expect(due(task as Task)).toBe(since === 'ALERT' ? dueAt : '2026-12-18T17:00:00.000Z');
    qualifies(played, facts);
    expect(asked(played, kind)).toHaveLength(1);
  });

  it('is not asked twice while it waits, though another alert says the same', () => {
    const played = qualifies(new Played(world).alert(facts), facts).waits(days(1)).alert(facts);
    qualifies(played, facts);
    expect(asked(played, kind)).toHaveLength(1);
  });

  it('is asked again of an alert that comes after it was done', () => {
    const played = qualifies(new Played(world).alert(facts), facts);
    played.does({ kind: 'TaskDone', task: open(played, kind)[0]?.id ?? '' }).waits(days(3));
    qualifies(played, facts);
    expect(open(played, kind)).toEqual([]);
    qualifies(played.alert(facts), facts);
    expect(open(played, kind).map(({ raisedAt }) => raisedAt)).toEqual([monday + days(3)]);
    qualifies(played, facts);
    expect(asked(played, kind)).toHaveLength(2);
  });

  it('is ended by nothing that is done to the case: not retained, closed, merged, reopened', () => {
    const known = () => qualifies(new Played(world).alert(facts), facts).deliver();
    const notRetained = new Played(world).alert(facts);
    if (since === 'ALERT') {
      notRetained.does({ kind: 'NotRetained', reason: 'HORS_CHAMP' });
      expect(open(notRetained, kind)).toHaveLength(1);
    }
    const closed = known();
    for (const { id, purpose } of closed.state.transfers)
      if (purpose === 'ACTION') closed.does({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] });
    closed.does({ kind: 'ResultRecorded', result: aResult }).does({ kind: 'Closed' });
    expect(open(closed, kind).map(due)).toEqual([dueAt]);
    closed.does({ kind: 'Reopened' });
    expect(open(closed, kind).map(due)).toEqual([dueAt]);

    const merged = known();
    for (const { id, purpose } of merged.state.transfers) if (purpose === 'ACTION') merged.does({ kind: 'TakenInCharge', transfer: id });
    const into = qualifies(new Played(world).alert(calm), calm);
    const { alerts, tasks } = merged.state;
    merged.does({ kind: 'CaseMerged', into: 'into' });
    into.does({ kind: 'CaseLinked', other: 'merged', relation: 'MERGED_HERE', alerts, tasks });
    expect(open(into, kind).map(due)).toEqual([dueAt]);
    into.does({ kind: 'CaseUnlinked', other: 'merged' });
    merged.does({ kind: 'CaseUnmerged' });
    expect([open(into, kind), open(merged, kind).map(due)]).toEqual([[], [dueAt]]);
  });
});

describe('the watch on reprisals', () => {
  it('is for those who alert from within an establishment, or whose person lives in one, and for nobody at home', () => {
    const told = (facts: Facts) => asked(qualifies(new Played(world).alert(facts), facts), 'REPRISAL_WATCH').length;
    for (const reporterLink of ['VICTIME', 'MEMBRE_FAMILLE', 'PROCHE', 'PROFESSIONNEL'] as const) {
      expect([reporterLink, told({ ...calm, reporterLink })]).toEqual([reporterLink, 1]);
      expect([reporterLink, told({ ...atHome, reporterLink })]).toEqual([reporterLink, 0]);
    }
    expect(told({ ...calm, reporterLink: 'AUTRE' })).toBe(0);
    expect(told(calm)).toBe(0);
  });

  it('begins when the place turns out to be an establishment, and again where it is one anew', () => {
    const [home, there]: Facts[] = [
      { ...atHome, reporterLink: 'MEMBRE_FAMILLE' },
      { ...calm, reporterLink: 'MEMBRE_FAMILLE' },
    ];
    const played = qualifies(new Played(world).alert(home), home as Facts).waits(days(10));
    expect(asked(played, 'REPRISAL_WATCH')).toEqual([]);
    qualifies(played, there as Facts);
    expect(asked(played, 'REPRISAL_WATCH').map(due)).toEqual(['2026-12-28T17:00:00.000Z']);
    played.does({ kind: 'TaskDone', task: open(played, 'REPRISAL_WATCH')[0]?.id ?? '' }).waits(days(5));
    qualifies(qualifies(played, home as Facts), there as Facts);
    expect(open(played, 'REPRISAL_WATCH').map(({ raisedAt }) => raisedAt)).toEqual([monday + days(15)]);
  });

  it('is there at once where a machine routes what an establishment declares', () => {
    const declared: Facts = { ...calm, channel: 'DECLARATION', reporterLink: 'PROFESSIONNEL', danger: 1 };
    const played = new Played(world).alert(declared);
    expect([played.state.qualification, open(played, 'REPRISAL_WATCH').length]).toEqual(['AUTOMATIC', 1]);
  });

  it('that is late goes up to somebody, and stays', () => {
    const facts: Facts = { ...calm, reporterLink: 'VICTIME' };
    const played = qualifies(new Played(world).alert(facts), facts).waits(days(40));
    expect(open(played, 'REPRISAL_WATCH').map(({ late, to }) => [late, to])).toEqual([[true, 'COORDINATOR']]);
  });
});

describe('an appointment with the author', () => {
  const rendezvous = monday + days(4) + hours(5);
  it('is kept at its moment, whatever is known afterwards, and a second one beside it', () => {
    const played = qualifies(new Played(world).alert(calm), calm).does({ kind: 'TaskOrdered', task: 'CALL_BACK', dueAt: rendezvous });
    qualifies(played.waits(days(1)), { ...calm, danger: 4, flags: ['EIGS'] });
    const own = () => asked(played, 'CALL_BACK').filter(({ cause }) => cause.kind === 'AGENT');
    expect(own().map(({ dueAt, status }) => [dueAt, status])).toEqual([[rendezvous, 'OPEN']]);
    played.does({ kind: 'TaskOrdered', task: 'CALL_BACK', dueAt: rendezvous + hours(24) });
    expect(own().map(({ dueAt }) => dueAt)).toEqual([rendezvous, rendezvous + hours(24)]);
  });

  it('outlives the closing of the case', () => {
    const played = qualifies(new Played(world).alert(calm), calm).deliver().does({ kind: 'TaskOrdered', task: 'COME_BACK', dueAt: rendezvous });
    for (const { id, purpose } of played.state.transfers)
      if (purpose === 'ACTION') played.does({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] });
    played.does({ kind: 'ResultRecorded', result: aResult }).does({ kind: 'Closed' });
    expect(open(played, 'COME_BACK').map(({ dueAt }) => dueAt)).toEqual([rendezvous]);
    played.waits(days(5));
    expect(open(played, 'COME_BACK').map(({ late }) => late)).toEqual([true]);
  });

  it('made for a transfer that is cancelled ends with it', () => {
    const played = qualifies(new Played(world).alert(calm), calm).does({ ...transferAdded('DDETS'), policy: 'standard' });
    const { id } = played.state.transfers.at(-1) ?? { id: '' };
    played.does({ kind: 'TaskOrdered', task: 'CALL_BACK', dueAt: rendezvous, transfer: id });
    played.does({ kind: 'TransferCancelled', transfer: id, reason: 'AGENT' });
    const own = asked(played, 'CALL_BACK').filter(({ cause }) => cause.kind === 'AGENT');
    expect(own.map(({ status }) => status)).toEqual(['CANCELLED']);
  });
});
