import { describe, expect, test } from 'vitest';
import { clocksOf } from '../../../cases/running/clocks.ts';
import { Turn } from '../../../cases/running/turn.ts';
import { agent, atHome, directoryWith, hours, monday, noBasis, Played, procedure } from '../../../cases/world.testing.ts';
import type { Rail, WayView } from '../../../templates/views/parts.ts';
import { ownWayOf, wayOf } from './way-view.ts';

const names = { organisation: (id: string) => `Organisme ${id}`, contact: (id: string) => `Contact ${id}` };
const zone = 'Europe/Paris';
const plain = (way: WayView): WayView => JSON.parse(JSON.stringify(way).replaceAll('\u00a0', ' '));
function wayOfPlayed({ state, entries, now, world }: Played): WayView {
  const turn = new Turn(state, now, agent, world);
  return plain(wayOf(state, entries, names, now, zone, (transfer) => clocksOf(turn, transfer)));
}
const railTo = (way: WayView, organisation: string): Rail | undefined => way.rails.find(({ recipient }) => recipient === `Organisme ${organisation}`);
const states = (rail: Rail | undefined): string[] => rail?.stations.map(({ state }) => state) ?? [];

describe('the way of a case', () => {
  test('begins with the alert, and says that a person must qualify it', () => {
    const way = wayOfPlayed(new Played().alert());
    expect(way).toEqual({
      alerts: [{ label: 'Alerte par téléphone', at: 'lundi 16 novembre, 10 h' }],
      qualification: { label: 'À qualifier', state: 'current' },
      rails: [],
    });
  });

  test('has one rail per recipient, standing where the answer is awaited, with the obligation ahead', () => {
    const way = wayOfPlayed(Played.qualified());
    expect(way.qualification).toEqual({ label: 'Qualifiée', state: 'reached', at: 'lundi 16 novembre, 10 h' });
    expect(way.rails.map(({ recipient, purpose }) => [recipient, purpose])).toEqual([
      ['Organisme cd', 'ACTION'],
      ['Organisme ars', 'INFORMATION'],
    ]);
    const rail = railTo(way, 'cd');
    expect(rail?.stations[0]).toEqual({ name: 'transmis', state: 'reached', at: 'lundi 16 novembre, 10 h' });
    expect(rail?.stations[1]).toEqual({ name: 'reçu', state: 'current', due: 'jeudi 19 novembre, 17 h' });
    expect(rail?.stations[2]?.state).toBe('ahead');
    expect(rail?.stations[2]?.due).toMatch(/^\p{L}+ \d+ \p{L}+, 17 h$/u);
    expect(rail?.next).toBe('Sans réponse, relance 1 mardi 17 novembre, 17 h');
  });

  test('says what the protocol foresees further on, as foreseen, until a limit is missed', () => {
    const played = Played.qualified();
    const rail = railTo(wayOfPlayed(played), 'cd');
    expect(rail?.stations[2]).toEqual({ name: 'pris en charge', state: 'ahead', due: 'lundi 30 novembre, 17 h' });
    expect(rail?.stations[3]).toEqual({ name: 'suite donnée', state: 'ahead', due: 'mercredi 24 février 2027, 17 h', projected: true });
    played.does({ kind: 'TakenInCharge', transfer: played.transfer('cd').id }, { kind: 'PARTNER', id: 'cd.titular' });
    expect(railTo(wayOfPlayed(played), 'cd')?.stations[3]).toEqual({ name: 'suite donnée', state: 'current', due: 'lundi 15 février 2027, 17 h' });

    const silent = Played.qualified();
    for (let day = 0; day < 4; day += 1) silent.waits(hours(24)).deliver();
    expect(railTo(wayOfPlayed(silent), 'cd')?.stations[3]).toEqual({ name: 'suite donnée', state: 'ahead' });
  });

  test('before the mail is accepted, the hand-over is what is awaited', () => {
    const played = new Played().alert();
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    const rail = railTo(wayOfPlayed(played), 'cd');
    expect(rail?.stations[0]).toMatchObject({ name: 'transmis', state: 'current' });
    expect(rail?.stations[1]).toMatchObject({ name: 'reçu', state: 'ahead', due: 'lundi 23 novembre, 17 h', projected: true });
  });

  test('keeps the missed instant, as late, and says who was told', () => {
    const played = Played.qualified();
    for (let day = 0; day < 5; day += 1) played.waits(hours(24)).deliver();
    const rail = railTo(wayOfPlayed(played), 'cd');
    expect(rail?.stations[1]).toEqual({ name: 'reçu', state: 'current', due: 'jeudi 19 novembre, 17 h', late: true });
    expect(rail?.escalations).toEqual([
      'Relancé 2 fois, la dernière mercredi 18 novembre, 17 h',
      'Contact cd.deputy prévenu vendredi 20 novembre, 17 h',
    ]);
  });

  test('puts what takes over right under what ended, and says why it ended', () => {
    const played = Played.qualified();
    played.does({ kind: 'Refused', transfer: played.transfer('cd').id, reason: 'HORS_TERRITOIRE' }).deliver();
    const way = wayOfPlayed(played);
    expect(way.rails.map(({ recipient, replaces }) => [recipient, replaces])).toEqual([
      ['Organisme cd', undefined],
      ['Organisme cd2', 0],
      ['Organisme ars', undefined],
    ]);
    expect(railTo(way, 'cd')?.ended).toBe('Refusé (hors territoire), réorienté');
    expect(railTo(way, 'cd')?.next).toBeUndefined();
    expect(states(railTo(way, 'cd2'))).toEqual(['reached', 'current', 'ahead', 'ahead']);
  });

  test('a silent recipient that loses the transfer is said silent', () => {
    const played = Played.qualified();
    for (let day = 0; day < 10; day += 1) played.waits(hours(24)).deliver();
    expect(railTo(wayOfPlayed(played), 'cd')?.ended).toBe('Sans réponse, réorienté');
  });

  test('a body that turns out to be tied to the implicated party is said so', () => {
    const played = Played.qualified();
    played.world = { procedure, directory: directoryWith([{ from: 'home', to: 'cd', kind: 'OWNERSHIP' }]) };
    played.does({ kind: 'Qualified', facts: { ...atHome, implicated: [{ kind: 'ETABLISSEMENT', organisation: 'home' }] }, basis: noBasis });
    expect(railTo(wayOfPlayed(played), 'cd')?.ended).toBe('Lien avec le mis en cause, réorienté');
  });

  test('a station that a later answer passed over is marked so; nothing is awaited after the last', () => {
    const played = Played.qualified();
    played.does(
      { kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['MESURES_CORRECTIVES'] },
      { kind: 'PARTNER', id: 'cd.titular' },
    );
    expect(states(railTo(wayOfPlayed(played), 'cd'))).toEqual(['reached', 'skipped', 'skipped', 'reached']);
    expect(railTo(wayOfPlayed(played), 'cd')?.next).toBeUndefined();
  });

  test('a request for information keeps the instant in view, and says whose turn it is', () => {
    const played = Played.qualified();
    played.does({ kind: 'InformationRequested', transfer: played.transfer('cd').id }, { kind: 'PARTNER', id: 'cd.titular' });
    const rail = railTo(wayOfPlayed(played), 'cd');
    expect(rail?.stations[1]).toMatchObject({ state: 'current', due: 'jeudi 19 novembre, 17 h' });
    expect(rail?.next).toMatch(/^Complément demandé, au plus tard /);
  });

  test('says not retained, and when', () => {
    const played = new Played().alert();
    played.does({ kind: 'NotRetained', reason: 'HORS_CHAMP' }, agent);
    expect(wayOfPlayed(played).qualification).toEqual({ label: 'Non retenue', state: 'failed', at: 'lundi 16 novembre, 10 h' });
  });

  test('says the year of a date of another year', () => {
    const played = Played.qualified();
    const way = plain(wayOf(played.state, played.entries, names, monday + hours(24 * 60), zone, () => []));
    expect(way.alerts[0]?.at).toBe('lundi 16 novembre 2026, 10 h');
  });
});

describe('a recipient’s own way', () => {
  test('shows its rail alone: no alert, no other recipient, nobody above it, none of the desk’s tasks', () => {
    const played = Played.qualified();
    for (let day = 0; day < 9; day += 1) played.waits(hours(24)).deliver();
    const transfer = played.transfer('cd2');
    const way = plain(ownWayOf(played.state, played.entries, transfer, names, played.now, zone));
    expect(way.alerts).toEqual([]);
    expect(way.rails).toHaveLength(1);
    expect(way.rails[0]).toMatchObject({ recipient: 'Organisme cd2', escalations: [] });
    expect(JSON.stringify(way)).not.toMatch(/Contact|Destinataire silencieux/);
  });
});
