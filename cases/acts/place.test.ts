import { describe, expect, it } from 'vitest';
import type { Directory } from '../../directory/directory.ts';
import { parseDirectory } from '../../directory/schema.ts';
import { decide } from '../decide.ts';
import type { CaseEvent } from '../model/events.ts';
import { nothing } from '../model/evolve.ts';
import type { World } from '../running/turn.ts';
import { agent, atHome, directoryWith, monday, noBasis, procedure } from '../world.testing.ts';

const home = (change: Partial<Directory['organisations'][number]>) => (directory: Directory) => ({
  ...directory,
  organisations: directory.organisations.map((one) => (one.finess === undefined ? one : { ...one, ...change })),
});
const longwy: World = { procedure, directory: directoryWith([], home({ inseeCode: '54323' })) };

const alert = (facts: Partial<typeof atHome>, by: 'API' | 'AGENT' = 'API', unread = false): CaseEvent => ({
  kind: 'AlertReceived',
  at: monday,
  by: { kind: by, id: null },
  facts: { ...atHome, ...facts },
  alert: { channel: 'API', contactKind: 'ALERT', authenticated: false, reachable: false },
  ...(unread && { unread: true }),
});

function decided(event: CaseEvent, world: World = longwy, state = nothing) {
  const decision = decide(state, event, world);
  if ('refused' in decision) throw new Error(decision.refused.code);
  return decision.state;
}

const open = (state: ReturnType<typeof decided>) => state.tasks.filter(({ status }) => status === 'OPEN').map(({ cause }) => cause.kind);
const noCommune = (({ inseeCode: _dropped, ...facts }) => facts)(atHome);

describe('where the facts are', () => {
  it('is where the establishment is, when no commune is known', () => {
    const event = alert({ finess: '540000001' });
    if (event.kind !== 'AlertReceived') throw new Error();
    const state = decided({ ...event, facts: { ...noCommune, finess: '540000001' } });
    expect(state.facts.inseeCode).toBe('54323');
    const after = decided({ kind: 'Qualified', at: monday, by: agent, facts: { ...noCommune, finess: '540000001' }, basis: noBasis }, longwy, state);
    expect(after.facts.inseeCode).toBe('54323');
  });

  it('is to be checked when a machine gives a commune that is not the establishment’s; a person was asked', () => {
    expect(open(decided(alert({ finess: '540000001' })))).toContain('PLACES_DIFFER');
    expect(open(decided(alert({ finess: '540000001' }, 'AGENT')))).not.toContain('PLACES_DIFFER');
    expect(open(decided(alert({ finess: '540000001', inseeCode: '54323' })))).not.toContain('PLACES_DIFFER');
  });

  it('is somebody’s to act on when it is another department, until the commune is mended', () => {
    const state = decided(alert({ inseeCode: '57463' }));
    expect(open(state)).toContain('ELSEWHERE');
    const qualified = (inseeCode: string) =>
      decided({ kind: 'Qualified', at: monday, by: agent, facts: { ...atHome, inseeCode }, basis: noBasis }, longwy, state);
    expect(open(qualified('57463')).filter((kind) => kind === 'ELSEWHERE')).toHaveLength(1);
    expect(open(qualified('54395'))).not.toContain('ELSEWHERE');
  });

  it('is read by somebody when what was given is no code, until the case is qualified', () => {
    const state = decided(alert({}, 'API', true));
    expect(open(state)).toContain('UNREAD');
    expect(open(decided({ kind: 'Qualified', at: monday, by: agent, facts: atHome, basis: noBasis }, longwy, state))).not.toContain('UNREAD');
  });
});

describe('a calendar that opens no more', () => {
  const once = { region: '54', weekly: {}, open: [{ date: '2020-01-06', intervals: [[540, 720]] as [number, number][], why: 'Permanence' }] };
  const spent = (calendars: Partial<Directory['calendars']>): World => ({
    procedure,
    directory: directoryWith([], (directory) => ({ ...directory, calendars: { ...directory.calendars, ...calendars } as Directory['calendars'] })),
  });

  it('is refused where a directory comes in, by its name and with what to do', () => {
    const { calendars } = directoryWith();
    const read = parseDirectory({
      department: '54',
      revision: 1,
      links: [],
      organisations: [],
      contacts: [],
      calendars: { ...calendars, default: once },
    });
    expect('problems' in read && read.problems.map(({ message }) => message)).toEqual([
      'Calendrier «\u00a0default\u00a0»\u00a0: n’ouvre aucun jour de la semaine, et plus jamais après ses ouvertures exceptionnelles\u00a0: donnez-lui des heures d’ouverture.',
    ]);
  });

  it.each([
    ['opened once', once],
    ['never opens', { region: '54', weekly: {} }],
    ['is no calendar', { region: '999', weekly: null }],
  ])('%s: the alert is kept, its deadlines run on working days, and somebody mends it', (_name, spec) => {
    const world = spent({ desk: spec, default: spec });
    const state = decided(alert({}, 'AGENT'), world);
    expect(open(state)).toEqual(expect.arrayContaining(['ALERT', 'CALENDAR']));
    const after = decided({ kind: 'Qualified', at: monday, by: agent, facts: atHome, basis: noBasis }, world, state);
    expect(after.transfers.length).toBeGreaterThan(0);
    for (const { dueAt } of after.deadlines) expect(dueAt).toBeGreaterThan(monday);
  });
});
