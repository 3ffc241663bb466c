import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOpening } from '../../calendar/opening.ts';
import { calendarOf } from '../../directory/resolve.ts';
import { aboutTransfer } from '../model/message.ts';
import { isOffered, possible } from '../possible.ts';
import { atHome, directoryWith, hours, noBasis, Played, procedure, transferAdded } from '../world.testing.ts';

const partner = { kind: 'PARTNER', id: 'cd.titular' } as const;
const minutes = (count: number) => count * 60_000;
const refusing = (played: Played, reason: 'HORS_COMPETENCE' | 'CONFLIT_INTERETS' | 'DOUBLON' = 'HORS_COMPETENCE') =>
  played.does({ kind: 'Refused', transfer: played.transfer('cd').id, reason }, partner);
const back = (played: Played) => played.tries({ kind: 'RefusalTakenBack', transfer: 't1' }, partner);
const offered = ({ state, world, now }: Played) => {
  const [first] = state.transfers;
  return first !== undefined && isOffered(possible(state, world, partner, now).onTransfer('RefusalTakenBack', first));
};
const cd = () => Played.qualified();
const limits = ({ state }: Played, id: string) => state.deadlines.filter(({ transfer }) => transfer === id).map((one) => [one.id, one.dueAt]);

describe('a refusal', () => {
  it('closes the transfer and asks somebody else at once; taken back, it goes on with what was left, and who has said nothing is let go', () => {
    const played = cd().does({ kind: 'Acknowledged', transfer: 't1' }, partner);
    const [before, clocks] = [played.transfer('cd'), limits(played, 't1')];
    refusing(played.waits(hours(1)));
    expect(played.transfer('cd').status).toBe('REROUTED');
    expect(played.transfer('cd2').status).toBe('DUE');
    played.deliver();
    expect(offered(played)).toBe(true);
    played.waits(minutes(10));
    expect(back(played)).toBeNull();
    expect(played.transfer('cd')).toEqual({ ...before, refused: null });
    expect(limits(played, 't1')).toEqual(
      clocks.map(([id, dueAt]) => [id, nextOpening(calendarOf(played.world.directory, 'cd'), Number(dueAt) + minutes(10))]),
    );
    expect(played.transfer('cd2').status).toBe('CANCELLED');
    expect(played.state.messages.filter((one) => aboutTransfer(one) === played.transfer('cd2').id).map(({ kind }) => kind)).toEqual(['REVOKED']);
    expect(played.state.obligations.map(({ status }) => status)).toEqual(['OPEN']);
    // Pressed twice, nothing more; refused again, somebody else is asked again.
    const count = played.entries.length;
    expect(back(played)).toBeNull();
    expect(played.entries.length).toBe(count);
    expect(offered(played)).toBe(false);
  });

  it('is not taken back a moment after ten minutes, for a conflict, once another has answered, or in a case that has ended', () => {
    expect(back(refusing(cd()).waits(minutes(10) + 1))).toBe('NOT_TAKEN_BACK');
    const conflict = refusing(cd(), 'CONFLIT_INTERETS');
    expect([back(conflict), offered(conflict)]).toEqual(['NOT_TAKEN_BACK', false]);
    const answered = refusing(cd()).deliver();
    answered.does({ kind: 'Acknowledged', transfer: answered.transfer('cd2').id });
    expect([back(answered), offered(answered)]).toEqual(['NOT_TAKEN_BACK', false]);
    expect(back(cd().does({ kind: 'TransferCancelled', transfer: 't1', reason: 'AGENT' }))).toBe('NOT_TAKEN_BACK');
  });

  const cd3 = () =>
    directoryWith([], (directory) => ({
      ...directory,
      organisations: [...directory.organisations, { id: 'cd3', roles: ['CD'], name: 'cd3', territory: { wholeDepartment: true }, priority: 3 }],
      contacts: [
        ...directory.contacts,
        { id: 'cd3.titular', organisation: 'cd3', position: 'TITULAR', name: 'cd3', email: 'accueil@cd3.example', phone: '+33 1 99 00 00 00' },
      ],
    }));

  it('is over for good for whoever says afterwards that it is tied', () => {
    const played = refusing(cd()).deliver();
    played.does({ kind: 'Refused', transfer: 't1', reason: 'CONFLIT_INTERETS' }, partner);
    expect([back(played), offered(played)]).toEqual(['NOT_TAKEN_BACK', false]);
    expect(played.transfer('cd')).toMatchObject({ refusal: 'CONFLIT_INTERETS', refused: null });
  });

  it('asks a third body again, and is over once that one acts, however often it was taken back before', () => {
    const played = refusing(Played.qualified(atHome, { procedure, directory: cd3() })).deliver();
    expect(back(played)).toBeNull();
    refusing(played).deliver();
    const [third] = played.state.transfers.slice(-1);
    expect(third).toMatchObject({ role: 'CD', status: 'SENT' });
    played.does({ kind: 'TakenInCharge', transfer: third?.id ?? '' });
    expect([back(played), offered(played)]).toEqual(['NOT_TAKEN_BACK', false]);
  });

  it('asks the same body in its place again when it refuses again', () => {
    const played = refusing(cd()).deliver();
    expect(back(played)).toBeNull();
    refusing(played);
    expect(played.state.transfers.filter(({ organisation, status }) => organisation === 'cd2' && status !== 'CANCELLED')).toHaveLength(1);
  });

  it('is over once the one asked in its place gave its outcome, the desk let it go, or the desk asked the same body again', () => {
    const done = refusing(cd()).deliver();
    done.does({ kind: 'OutcomeGiven', transfer: done.transfer('cd2').id, outcome: ['SANS_SUITE'] });
    const letGo = refusing(cd()).deliver();
    letGo.does({ kind: 'TransferCancelled', transfer: letGo.transfer('cd2').id, reason: 'AGENT' });
    const again = refusing(cd(), 'DOUBLON');
    again.does({ ...transferAdded('CD'), organisation: 'cd' });
    for (const played of [done, letGo, again]) expect([back(played), offered(played)]).toEqual(['NOT_TAKEN_BACK', false]);
  });

  it('leaves an obligation to the one who still answers for it when the desk lets the other go', () => {
    const played = refusing(Played.qualified({ ...atHome, danger: 4 })).deliver();
    expect(back(played)).toBeNull();
    const { obligation } = played.transfer('cd');
    played.does({ kind: 'TransferCancelled', transfer: played.transfer('cd2').id, reason: 'AGENT' });
    expect(played.state.obligations.find(({ id }) => id === obligation)?.status).toBe('OPEN');
  });

  it('ends the desk’s task when nobody else was asked', () => {
    const played = refusing(cd(), 'DOUBLON');
    expect(played.openTasks()).toContain('REFUSED');
    expect(back(played)).toBeNull();
    expect(played.openTasks()).not.toContain('REFUSED');
  });

  it('gives a question back to whoever must answer it', () => {
    const played = refusing(cd().does({ kind: 'InformationRequested', transfer: 't1' }, partner).waits(hours(2)));
    expect(played.openTasks()).not.toContain('INFORMATION_REQUESTED');
    expect(back(played)).toBeNull();
    expect(played.openTasks()).toContain('INFORMATION_REQUESTED');
    played.does({ kind: 'InformationGiven', transfer: 't1' });
    expect(played.transfer('cd').paused).toBeNull();
    expect(limits(played, 't1').length).toBeGreaterThan(1);
  });

  it('delays nothing where the danger calls duty: who was asked instead keeps it, and the desk sees with both', () => {
    const played = refusing(Played.qualified({ ...atHome, danger: 4 }));
    expect(played.transfer('cd2')).toMatchObject({ status: 'DUE', orderedAt: played.now });
    played.deliver();
    expect(back(played)).toBeNull();
    expect([played.transfer('cd').status, played.transfer('cd2').status]).toEqual(['SENT', 'SENT']);
    expect(played.state.tasks.filter(({ cause }) => cause.kind === 'TAKEN_BACK')).toMatchObject([{ status: 'OPEN', transfer: 't1' }]);
  });

  it('taken back whenever it may be, leaves exactly one recipient where there was one, and an obligation that somebody must meet', () => {
    const act = fc.constantFrom(
      'Acknowledged' as const,
      'TakenInCharge' as const,
      'InformationRequested' as const,
      'deliver' as const,
      'none' as const,
    );
    fc.assert(
      fc.property(act, act, fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 12 }), (before, after, wait, waited) => {
        const played = cd();
        if (before !== 'deliver' && before !== 'none') played.does({ kind: before, transfer: 't1' }, partner);
        played.waits(hours(wait));
        if (played.transfer('cd').status === 'REROUTED') return;
        refusing(played);
        if (after === 'deliver') played.deliver();
        else if (after !== 'none') played.tries({ kind: after, transfer: played.transfer('cd2').id }, partner);
        played.waits(minutes(waited));
        const can = offered(played);
        expect(back(played) === null).toBe(can);
        const running = played.state.transfers.filter(({ organisation, status }) => organisation.startsWith('cd') && !/RE|CANCELLED/.test(status));
        expect(running).toHaveLength(1);
        expect(running[0]?.organisation).toBe(can ? 'cd' : 'cd2');
      }),
      { numRuns: 100 },
    );
  });
});

describe('what was said meanwhile', () => {
  const mails = ({ state }: Played, to = 't1') => state.messages.flatMap((one) => (aboutTransfer(one) === to ? [one.kind] : []));
  const handed = () => cd().does({ kind: 'Acknowledged', transfer: 't1' }, partner);

  it('by the desk before the refusal, and still to leave, leaves once it is taken back, and not before', () => {
    const played = handed().does({ kind: 'InformationRequested', transfer: 't1' }, partner).does({ kind: 'InformationGiven', transfer: 't1' });
    expect(mails(played)).toEqual(['INFORMATION']);
    const [queued] = played.state.messages.filter((one) => aboutTransfer(one) === 't1');
    refusing(played);
    expect(mails(played)).not.toContain('INFORMATION');
    expect(back(played)).toBeNull();
    expect(played.state.messages.find((one) => aboutTransfer(one) === 't1')).toEqual(queued);
    // What was sent already is not sent again.
    const sent = refusing(
      handed().does({ kind: 'InformationRequested', transfer: 't1' }, partner).does({ kind: 'InformationGiven', transfer: 't1' }).deliver(),
    );
    expect(back(sent)).toBeNull();
    expect(mails(sent)).toEqual([]);
  });

  const reads = (): Played => {
    const played = new Played();
    played.alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    played.state = {
      ...played.state,
      transfers: played.state.transfers.map((one) => (one.id === 't1' ? { ...one, discloses: ['FACTS', 'NARRATIVE', 'ATTACHMENTS'] } : one)),
    };
    return played.deliver();
  };
  it.each([{ kind: 'TextAgreed' }, { kind: 'FileReleased', file: 'f' }, { kind: 'DeclarationCompleted', part: 'WRITTEN' }] as const)(
    'by the desk while it was refused is announced when it is taken back: $kind',
    (added) => {
      const played = refusing(reads());
      played.does(added);
      expect(mails(played)).toEqual([]);
      expect(back(played)).toBeNull();
      expect(mails(played)).toEqual(['ADDED']);
      const untouched = refusing(reads());
      expect(back(untouched)).toBeNull();
      expect(mails(untouched)).toEqual([]);
    },
  );

  it('by the recipient to the desk is asked of the desk when it is taken back', () => {
    const played = refusing(handed());
    played.does({ kind: 'InformationRequested', transfer: 't1' }, partner);
    expect(played.openTasks()).toContain('LATE_ANSWER');
    expect(back(played)).toBeNull();
    expect(played.openTasks()).toContain('INFORMATION_REQUESTED');
    played.does({ kind: 'InformationGiven', transfer: 't1' });
    expect(mails(played)).toEqual(['INFORMATION']);
  });
});

describe('another body that a person asked meanwhile', () => {
  it('may act too: a task asks the desk to see with both, whatever that body said by then', () => {
    for (const reason of ['DOUBLON', 'HORS_COMPETENCE'] as const)
      for (const answered of [false, true]) {
        const played = refusing(cd(), reason);
        played.waits(minutes(2)).does(transferAdded('CCAS')).deliver();
        if (answered) played.does({ kind: 'TakenInCharge', transfer: played.state.transfers.at(-1)?.id ?? '' });
        expect(back(played)).toBeNull();
        expect(played.state.tasks.filter(({ cause, status }) => cause.kind === 'TAKEN_BACK' && status === 'OPEN')).toMatchObject([
          { transfer: 't1' },
        ]);
        expect(played.state.transfers.at(-1)?.status).not.toBe('CANCELLED');
      }
    // What was asked of others before has nothing to do with it.
    const before = cd().does(transferAdded('CCAS')).waits(minutes(1));
    expect(back(refusing(before))).toBeNull();
    expect(before.state.tasks.filter(({ cause }) => cause.kind === 'TAKEN_BACK')).toEqual([]);
  });
});
