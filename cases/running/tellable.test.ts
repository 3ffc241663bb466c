import { describe, expect, it } from 'vitest';
import { atHome, hours, monday, Played } from '../world.testing.ts';
import { tellable } from './tellable.ts';

const told = (played: Played, receivedAt = monday) => tellable(played.state, receivedAt);

describe('what an author may be told', () => {
  it('is nothing but that the alert is kept, before anybody read it', () => {
    expect(told(new Played().alert({ ...atHome, channel: 'WEB' }, false))).toEqual({
      read: false,
      passed: null,
      inCharge: null,
      outcome: false,
      lapsed: false,
      notRetained: null,
      closedAt: null,
    });
  });

  it('names authorities that have it, and who of them acts; a date before one’s own alert is kept back', () => {
    const played = Played.qualified();
    expect(tellable(played.state, monday, played.entries).readAt).toBe(monday);
    expect(tellable(played.state, monday + 1, played.entries).readAt).toBeUndefined();
    expect(told(played).passed).toEqual({ organisations: ['cd', 'ars'], since: monday });
    expect(told(played, monday + 1).passed).toEqual({ organisations: ['cd', 'ars'] });
    played.does({ kind: 'TakenInCharge', transfer: played.transfer('cd').id });
    expect(told(played).inCharge).toEqual({ organisations: ['cd'] });
    played.does({ kind: 'OutcomeGiven', transfer: played.transfer('cd').id, outcome: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] });
    expect(told(played)).toMatchObject({ outcome: true });
    expect(JSON.stringify(told(played)), 'what was done concerns somebody else').not.toContain('ACCOMPAGNEMENT');
  });

  it('names no body of justice or police, alone or beside others', () => {
    const played = Played.qualified({ ...atHome, danger: 4 });
    const roles = played.state.transfers.filter(({ handedOverAt }) => handedOverAt !== null).map(({ role }) => role);
    expect(roles).toContain('POLICE');
    const { organisations = [] } = told(played).passed ?? {};
    for (const { role, organisation } of played.state.transfers)
      if (['PARQUET', 'POLICE', 'GENDARMERIE'].includes(role)) expect(organisations).not.toContain(organisation);
    const alone = { ...played.state, transfers: played.state.transfers.filter(({ role }) => role === 'POLICE') };
    expect(tellable(alone, monday).passed?.organisations).toEqual([]);
  });

  it('says that nobody answered in time until somebody does, and who refused is not told of', () => {
    const played = Played.qualified().waits(hours(24 * 60));
    expect(played.kinds()).toContain('OBLIGATION_LAPSED');
    expect(told(played).lapsed).toBe(true);
    for (const { id, obligation, status } of played.state.transfers)
      if (obligation !== null && ['DUE', 'SENT', 'ACKNOWLEDGED', 'UNDELIVERABLE'].includes(status))
        played.does({ kind: 'TakenInCharge', transfer: id });
    expect(told(played).lapsed).toBe(false);
    const refused = Played.qualified();
    refused.does({ kind: 'Refused', transfer: refused.transfer('cd').id, reason: 'HORS_TERRITOIRE' });
    expect(told(refused).passed?.organisations).not.toContain('cd');
  });

  it('gives the reason when it is not retained, but never another author’s wish', () => {
    const played = new Played().alert();
    played.does({ kind: 'NotRetained', reason: 'RETIRE_PAR_AUTEUR' });
    expect(told(played).notRetained).toBe('RETIRE_PAR_AUTEUR');
    const two = new Played().alert().alert();
    two.does({ kind: 'NotRetained', reason: 'RETIRE_PAR_AUTEUR' });
    expect(told(two).notRetained).toBe('AUTRE');
  });
});
