import { describe, expect, it, test } from 'vitest';
import type { Lapse, Organisation } from '../../directory/directory.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Danger } from '../../vocabulary/vocabulary.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
import { NO_AGREEMENT } from '../model/message.ts';
import { tallyOf } from '../tally/fold.ts';
import { atHome, directoryWith, hours, noBasis, Played, procedure } from '../world.testing.ts';
import { isReadAnyway } from './read-anyway.ts';

const elsewhere = { ...atHome, place: 'TRAJET' as const };
const lapsed = (lapse: Lapse, which = 'ccas', change: (one: Organisation) => Organisation = (same) => same) =>
  directoryWith([], (one) => ({
    ...one,
    organisations: one.organisations.map((body) => (body.id === which ? change({ ...body, lapsed: lapse }) : body)),
  }));
/** Qualified, its mails not accepted yet. */
const qualified = (directory: ReturnType<typeof directoryWith>, facts: Facts = elsewhere) =>
  new Played({ procedure, directory }).alert(facts).does({ kind: 'Qualified', facts, basis: noBasis });
const kinds = ({ state }: Played, organisation: string) => {
  const transfer = state.transfers.find((one) => one.organisation === organisation)?.id ?? '';
  return {
    mails: state.messages.filter((one) => 'transfer' in one && one.transfer === transfer).map(({ kind }) => kind),
    tasks: state.tasks.filter((one) => one.transfer === transfer && one.status === 'OPEN').map(({ kind }) => kind),
  };
};

describe('a recipient without agreement', () => {
  test('is told by telephone from that day on, and by mail before it and after its last', () => {
    expect(kinds(qualified(lapsed({ from: '2026-11-16' })), 'ccas')).toEqual({ mails: [], tasks: ['PHONE_NOW'] });
    expect(kinds(qualified(lapsed({ from: '2026-11-17' })), 'ccas')).toEqual({ mails: ['TRANSFER'], tasks: [] });
    expect(kinds(qualified(lapsed({ from: '2026-11-01', until: '2026-11-15' })), 'ccas')).toEqual({ mails: ['TRANSFER'], tasks: [] });
  });

  test('is told as ever where the law names it, by whichever of its competences', () => {
    expect(kinds(qualified(lapsed({ from: '2026-11-01' }, 'cd'), atHome), 'cd')).toEqual({ mails: ['TRANSFER'], tasks: [] });
    const also = lapsed({ from: '2026-11-01' }, 'ccas', (one) => ({
      ...one,
      also: [{ id: 'prefet', name: 'x', roles: ['PREFECTURE'], territory: { wholeDepartment: true }, priority: 9 }],
    }));
    expect(kinds(qualified(also), 'ccas').mails).toEqual(['TRANSFER']);
  });

  test('that nobody can call or write a letter to is a task of a person, never silence', () => {
    const deaf = directoryWith([], (one) => ({
      ...one,
      organisations: one.organisations.map((body) => (body.id === 'ccas' ? { ...body, lapsed: { from: '2026-11-01' } } : body)),
      contacts: one.contacts.map(({ phone: _, ...contact }) => contact),
    }));
    const { state } = qualified(deaf);
    expect(state.transfers.map(({ organisation }) => organisation)).not.toContain('ccas');
    expect(state.tasks.filter(({ status }) => status === 'OPEN').map(({ kind }) => kind)).toContain('DIRECTORY_GAP');
  });

  test('is reminded by a person of what it was sent by mail before', () => {
    const played = qualified(lapsed({ from: '2026-11-17' }));
    const [mail] = played.state.messages.filter((one) => 'transfer' in one && one.organisation === 'ccas');
    played.does({ kind: 'HandedOver', message: mail?.id ?? '' }).waits(hours(24 * 2));
    expect(kinds(played, 'ccas')).toEqual({ mails: [], tasks: ['CALL_BACK'] });
  });

  test('is called, where the mail was under way when the day came', () => {
    const played = qualified(directoryWith());
    const [mail] = played.state.messages.filter((one) => 'transfer' in one && one.organisation === 'ccas');
    played.world = { procedure, directory: lapsed({ from: '2026-11-16' }) };
    played.does({ kind: 'DeliveryFailed', message: mail?.id ?? '', permanent: true, code: NO_AGREEMENT });
    expect(kinds(played, 'ccas')).toEqual({ mails: [], tasks: ['PHONE_NOW'] });
    const lines = tallyOf(played.entries).lines.filter(({ kind }) => kind === 'UNDELIVERABLE' || kind === 'CHANNEL_CHANGED');
    expect(lines, 'nothing that makes its address doubtful').toMatchObject([{ lapsed: true }, { lapsed: true }]);
  });

  test('is told by a person that it is let go, or what else a mail would have said, where that mail was under way', () => {
    const played = qualified(lapsed({ from: '2026-11-17' }));
    const mail = (kind: string) =>
      played.state.messages.find((one) => 'transfer' in one && one.organisation === 'ccas' && one.kind === kind)?.id ?? '';
    const fails = (kind: string) => played.does({ kind: 'DeliveryFailed', message: mail(kind), permanent: true, code: NO_AGREEMENT });
    const id = played.transfer('ccas').id;
    played
      .does({ kind: 'HandedOver', message: mail('TRANSFER') })
      .does({ kind: 'LinkReplaced', transfer: id })
      .waits(hours(15));
    fails('LINK');
    const causes = () =>
      played.state.tasks.filter((one) => one.transfer === id && one.status === 'OPEN').map(({ kind, cause }) => [kind, cause.kind]);
    expect(causes()).toEqual([['CALL_BACK', 'LINK']]);
    const ends = qualified(lapsed({ from: '2026-11-17' }));
    const sent = ends.state.messages.find((one) => one.kind === 'TRANSFER' && one.transfer === id)?.id ?? '';
    ends.does({ kind: 'HandedOver', message: sent }).does({ kind: 'TransferCancelled', transfer: id, reason: 'AGENT' }).waits(hours(15));
    const revoked = ends.state.messages.find(({ kind }) => kind === 'REVOKED')?.id ?? '';
    ends.does({ kind: 'DeliveryFailed', message: revoked, permanent: true, code: NO_AGREEMENT });
    expect(ends.state.tasks.filter(({ cause }) => cause.kind === 'LET_GO')).toMatchObject([{ kind: 'CALL_BACK', status: 'OPEN', transfer: id }]);
  });
});

describe('what it reads all the same', () => {
  const levels: (Danger | undefined)[] = [undefined, 0, 1, 2, 3, 4];
  const facts = (danger: Danger | undefined) => {
    const { danger: _, ...others } = atHome;
    return { ...others, ...(danger !== undefined && { danger }) };
  };
  it.each(codes('transferStatus'))('at every danger, where the transfer is %s', (status) => {
    for (const [threshold, protocol] of [
      [3, {}],
      [2, { desk: { dutyFromDanger: 2 as const } }],
      [4, { desk: { dutyFromDanger: 4 as const } }],
    ] as const)
      for (const danger of levels)
        expect(isReadAnyway({ status }, { facts: facts(danger) as typeof atHome }, protocol), `${danger} of ${threshold}`).toBe(
          status === 'IN_CHARGE' || (danger !== undefined && danger >= threshold),
        );
  });

  test('follows the case: taken in charge, answered, graver', () => {
    const played = qualified(lapsed({ from: '2026-11-01' }));
    const id = played.state.transfers.find(({ organisation }) => organisation === 'ccas')?.id ?? '';
    const reads = () => {
      const transfer = played.state.transfers.find((one) => one.id === id);
      return transfer !== undefined && isReadAnyway(transfer, played.state, procedure);
    };
    expect(reads()).toBe(false);
    played.does({ kind: 'TakenInCharge', transfer: id });
    expect(reads()).toBe(true);
    played.does({ kind: 'OutcomeGiven', transfer: id, outcome: ['SANS_SUITE'] });
    expect(reads()).toBe(false);
    played.does({ kind: 'Qualified', facts: { ...elsewhere, danger: 4 }, basis: noBasis });
    expect(reads()).toBe(true);
  });
});
