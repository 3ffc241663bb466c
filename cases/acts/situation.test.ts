import { describe, expect, it } from 'vitest';
import { carriedOn } from '../model/carried-on.ts';
import { evolve, nothing } from '../model/evolve.ts';
import { atHome, hours, monday, Played } from '../world.testing.ts';

const other = '0190a5d2-0000-7000-8000-000000000001';

describe('a case merged into another', () => {
  it('waits for nobody: refused while somebody who must act has not answered', () => {
    const played = Played.qualified();
    expect(played.tries({ kind: 'CaseMerged', into: other })).toBe('UNANSWERED');
    played.does({ kind: 'TakenInCharge', transfer: played.transfer('cd').id }).does({ kind: 'CaseMerged', into: other });
    expect(played.state).toMatchObject({ status: 'MERGED', mergedInto: other });
    expect(played.openTasks()).toEqual([]);
    expect(played.state.deadlines).toEqual([]);
  });

  it('can be separated again, and somebody decides what follows', () => {
    const played = new Played().alert().does({ kind: 'CaseMerged', into: other });
    expect(played.tries({ kind: 'Reopened' })).toBe('NOT_ENDED');
    expect(played.tries({ kind: 'CaseMerged', into: other })).toBeNull();
    played.does({ kind: 'CaseUnmerged' });
    expect(played.state).toMatchObject({ status: 'OPEN', mergedInto: null });
    expect(played.openTasks()).toEqual(['QUALIFY']);
  });

  it('brings its alerts, whose authors are told what happens from then on, until it leaves', () => {
    const alert = { id: 'a1', at: monday, channel: 'WEB', contactKind: 'ALERT', authenticated: false, reachable: true, reach: 'EMAIL' } as const;
    const played = Played.qualified().does({ kind: 'CaseLinked', other, relation: 'MERGED_HERE', alerts: [alert] });
    expect(played.state.alerts[1]).toMatchObject({ id: 'a2', from: { case: other, alert: 'a1' } });
    expect(played.openTasks()).toEqual(['QUALIFY']);
    played.does({ kind: 'AuthorWritten', alert: 'a2' });
    expect(played.state.messages.map(({ id }) => id)).toContain('a2.AUTHOR.MESSAGE.1');
    played.does({ kind: 'CaseUnlinked', other });
    expect(played.tries({ kind: 'AuthorWritten', alert: 'a2' })).toBe('UNKNOWN_ALERT');
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });
});

describe('what an alert asks for', () => {
  const danger = { ...atHome, danger: 4 as const };
  const called = (played: Played) => played.state.tasks.filter(({ kind, status }) => kind === 'PHONE_NOW' && status === 'OPEN');
  const merged = () => {
    const from = new Played().alert(danger, false);
    const into = Played.qualified().waits(hours(0.5));
    from.waits(hours(0.5));
    const tasks = carriedOn(from.state.tasks);
    const { alerts } = from.state;
    from.does({ kind: 'CaseMerged', into: 'into' });
    into.does({ kind: 'CaseLinked', other, relation: 'MERGED_HERE', alerts, tasks });
    return { from, into };
  };

  it('goes on where its case goes on: whoever is on duty is called, nothing has more time than it had', () => {
    const { from, into } = merged();
    expect(from.openTasks()).toEqual([]);
    expect(called(into)).toMatchObject([{ to: 'DUTY', level: 0, dueAt: monday + hours(1), from: { case: other } }]);
    expect(into.state.messages.some(({ kind }) => kind === 'DUTY_CALL')).toBe(true);
    const qualify = into.state.tasks.find(({ kind, status }) => kind === 'QUALIFY' && status === 'OPEN');
    expect(qualify?.dueAt).toBe(from.state.tasks.find(({ kind }) => kind === 'QUALIFY')?.dueAt);
  });

  it('is taken back when the cases are separated, unless it was done meanwhile', () => {
    const { from, into } = merged();
    into.does({ kind: 'CaseUnlinked', other });
    expect(called(into)).toEqual([]);
    // Nor is anybody asked to read here what is read there again.
    expect(into.openTasks()).not.toContain('QUALIFY');
    from.does({ kind: 'CaseUnmerged', done: [] });
    expect(called(from)).toMatchObject([{ to: 'DUTY', dueAt: monday + hours(1) }]);
    const again = merged();
    again.from.does({ kind: 'CaseUnmerged', done: again.from.state.carried ?? [] });
    expect(called(again.from)).toEqual([]);
    expect(again.from.entries.reduce(evolve, nothing)).toEqual(again.from.state);
  });
});

describe('links', () => {
  it('said twice are one, and can be withdrawn', () => {
    const played = Played.qualified()
      .does({ kind: 'CaseLinked', other, relation: 'RELATED' })
      .does({ kind: 'CaseLinked', other, relation: 'RELATED' });
    expect(played.state.links).toEqual([{ other, relation: 'RELATED' }]);
    expect(played.kinds().filter((kind) => kind === 'CASE_LINKED')).toHaveLength(1);
    expect(played.does({ kind: 'CaseUnlinked', other }).state.links).toEqual([]);
  });
});

describe('a step ordered by hand', () => {
  it('is due at the moment that was agreed, never in the past, once', () => {
    const played = Played.qualified();
    const dueAt = played.now + hours(50);
    expect(played.tries({ kind: 'TaskOrdered', task: 'CALL_BACK', dueAt: played.now })).toBe('PAST');
    played.does({ kind: 'TaskOrdered', task: 'CALL_BACK', dueAt }).does({ kind: 'TaskOrdered', task: 'CALL_BACK', dueAt });
    expect(played.state.tasks.filter(({ kind }) => kind === 'CALL_BACK')).toMatchObject([{ dueAt, status: 'OPEN', to: 'DESK' }]);
    expect(played.waits(hours(51)).state.tasks.at(-1)).toMatchObject({ late: true, to: 'COORDINATOR' });
  });
});

describe('what an institution owes after its declaration', () => {
  it('ends the desk’s wait when it comes', () => {
    const played = new Played({
      ...new Played().world,
      procedure: {
        ...new Played().world.procedure,
        steps: [
          {
            id: '48h',
            after: 'ALERT_RECORDED',
            when: { flags: { anyOf: ['ORAL_DECLARATION'] } },
            do: { task: 'WRITTEN_CONFIRMATION', to: 'DESK', within: { hours: 48 }, sayable: 'Obtenir la confirmation.' },
          },
        ],
      },
    }).alert({ ...atHome, flags: ['ORAL_DECLARATION'] });
    expect(played.state.tasks.find(({ kind }) => kind === 'WRITTEN_CONFIRMATION')).toMatchObject({ dueAt: monday + hours(48), status: 'OPEN' });
    played.does({ kind: 'DeclarationCompleted', part: 'EIGS_SECOND' });
    expect(played.openTasks()).toContain('WRITTEN_CONFIRMATION');
    played.does({ kind: 'DeclarationCompleted', part: 'WRITTEN' });
    expect(played.openTasks()).not.toContain('WRITTEN_CONFIRMATION');
    expect(played.state.facts.flags).not.toContain('ORAL_DECLARATION');
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });

  it('reaches every live recipient who reads the account and has the rest already, once', () => {
    const { procedure, directory } = new Played().world;
    const rules = procedure.chapters
      .flatMap((chapter) => chapter.rules)
      .map((rule) => ({ ...rule, then: { ...rule.then, discloses: ['NARRATIVE'] } }));
    const read = { ...procedure, chapters: procedure.chapters.slice(0, 1).map((chapter) => ({ ...chapter, rules })) } as typeof procedure;
    const played = Played.qualified(atHome, { procedure: read, directory });
    const said = () => played.state.messages.filter(({ kind }) => kind === 'ADDED').map((message) => 'transfer' in message && message.transfer);
    const readers = played.state.transfers.filter(({ discloses, handedOverAt }) => discloses.includes('NARRATIVE') && handedOverAt !== null);
    expect(readers.length).toBeGreaterThan(0);
    played.does({ kind: 'DeclarationCompleted', part: 'EIGS_SECOND' });
    expect(said()).toEqual(readers.map(({ id }) => id));
    // The one that is still to leave leads to all of it.
    played.does({ kind: 'DeclarationCompleted', part: 'WRITTEN' });
    expect(said()).toHaveLength(readers.length);
    expect(played.entries.reduce(evolve, nothing)).toEqual(played.state);
  });
});
