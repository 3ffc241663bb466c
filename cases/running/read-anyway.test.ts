import { describe, expect, it, test } from 'vitest';
import type { Lapse, Organisation } from '../../directory/directory.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Danger } from '../../vocabulary/vocabulary.ts';
import { codes } from '../../vocabulary/vocabulary.ts';
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
    const played = qualified(lapsed({ from: '2026-11-17' }));
    const [mail] = played.state.messages.filter((one) => 'transfer' in one && one.organisation === 'ccas');
    played.waits(hours(15)).does({ kind: 'DeliveryFailed', message: mail?.id ?? '', permanent: true, code: 'RecipientRejected' });
    expect(kinds(played, 'ccas')).toEqual({ mails: [], tasks: ['PHONE_NOW'] });
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
