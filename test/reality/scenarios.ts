/** Situations that are played twice: as simulated, and for real. */
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Instant } from '../../calendar/span.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { calendarOf, indexDirectory } from '../../directory/resolve.ts';
import { anyFacts, implicated, situation } from '../../procedures/facts.testing.ts';
import type { Behaviour, RecipientBehaviour } from '../../rehearsal/dry-run/behaviour.ts';
import type { Facts } from '../../vocabulary/facts.ts';

export interface Scenario {
  name: string;
  facts: Facts;
  start: Instant;
  until: Instant;
  behaviour: Behaviour;
  /** When mail to a body is accepted again, and at which of its tries the simulator, which tries every hour, finds it so. */
  recovery?: { at: Instant; organisation: string; simulatedTry: number };
  /** How late deliveries may be. */
  late?: number;
}

const hour = 3_600_000;
const day = 24 * hour;
const directory = indexDirectory(demonstrationDirectory('54'));
const desk = calendarOf(directory, 'desk');

/**
 * The mail servers of these bodies, for every scenario of a run: all share one. Others accept. Mail to `ccas-toul` is
 * accepted again in the one scenario that writes to it.
 */
export const mailServers: Record<string, RecipientBehaviour['delivery']> = { 'ddets-54': 'REFUSED', 'crip-54': 'DOWN', 'ccas-toul': 'DOWN' };

export const addressesOf = (organisation: string): string[] =>
  (directory.contactsOf.get(organisation) ?? []).flatMap(({ email }) => (email === undefined ? [] : [email]));

const silent: RecipientBehaviour = { delivery: 'ACCEPTED' };

/** Acts are never at the very instant of a deadline, where a real delivery could come between: spans are odd. */
function behaves(recipients: Record<string, Partial<RecipientBehaviour>>, atTheDesk: Partial<Behaviour['desk']> = {}): Behaviour {
  const mail = Object.entries(mailServers).map(([organisation, delivery]) => [organisation, { ...recipients[organisation], delivery }] as const);
  const people = Object.entries(recipients).map(([organisation, does]) => [organisation, { ...silent, ...does }] as const);
  return { recipients: Object.fromEntries([...people, ...mail]), desk: { phone: { hours: 0.6 }, reached: true, ...atTheDesk } };
}

/** A day in the coming weeks, ahead of real time. Odd minutes and seconds: what is counted from here is no calendar instant. */
const at = (days: number, hours: number): Instant =>
  DateTime.now()
    .setZone(desk.zone)
    .plus({ days: 2 })
    .startOf('week')
    .plus({ weeks: 1, days, hours, minutes: 7, seconds: 23, milliseconds: 417 })
    .toMillis();

/** The last working day before the next public holiday. */
function eveOfHoliday(): Instant {
  const isOff = (ordinal: number) => desk.day(ordinal).why !== null;
  let ordinal = desk.ordinalAt(at(0, 10));
  while (!isOff(ordinal) || new Date(desk.day(ordinal).date).getUTCDay() % 6 === 0) ordinal += 1;
  while (isOff(ordinal)) ordinal -= 1;
  return DateTime.fromISO(desk.day(ordinal).date, { zone: desk.zone }).set({ hour: 15, minute: 7, second: 23, millisecond: 417 }).toMillis();
}

function scenario(name: string, facts: Partial<Facts>, days: number, behaviour: Behaviour, more: Partial<Scenario> & { start: Instant }): Scenario {
  // No line falls within a minute of the end.
  return { name, facts: situation({ channel: 'API', ...facts }), until: more.start + days * day + hour / 2, behaviour, ...more };
}

const family = [implicated('MEMBRE_FAMILLE/ENFANT')];
const inCountyHome = { place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '549990001', finessCategory: '501' } as const;
const inEhpad = { place: 'ETABLISSEMENT_PERSONNES_AGEES', finess: '549990002', finessCategory: '500', inseeCode: '54547' } as const;

/** Played with a protocol made in the editor: the town hall says it is not for it, the Conseil départemental does nothing more. */
export const underEdited: Scenario = scenario(
  'a protocol made in the editor',
  { inseeCode: '54323', implicated: family },
  0.5,
  behaves({
    'cd-54': { charge: { workingHours: 5.3 } },
    'mds-longwy-54': { charge: { workingHours: 1.3 }, outcome: { after: { workingHours: 3.3 }, codes: ['HORS_COMPETENCE'] } },
  }),
  { start: at(1, 10) },
);

export const chosen: Scenario[] = [
  scenario('silence, to the end of the chain', { inseeCode: '54323', implicated: family }, 24, behaves({}), { start: at(1, 10) }),
  scenario(
    'refused, rerouted, taken in charge, then no outcome',
    { inseeCode: '54323', implicated: family },
    36,
    behaves({
      'mds-longwy-54': { refuse: { after: { workingHours: 5.3 }, reason: 'HORS_COMPETENCE' } },
      'cd-54': { acknowledge: { workingHours: 3.3 }, charge: { workingHours: 20.3 } },
    }),
    { start: at(0, 9) },
  ),
  scenario(
    'an address refused: by telephone, then by letter',
    { implicated: [implicated('AUTRE_PROFESSIONNEL/AIDE_MENAGERE')], flags: ['EMPLOYER'] },
    12,
    behaves({ 'cd-54': { charge: { workingHours: 5.3 } } }),
    { start: at(1, 11) },
  ),
  scenario('mail down for hours, then back', { inseeCode: '54528', flags: ['HOUSING'] }, 7, behaves({ 'cd-54': { charge: { workingHours: 5.3 } } }), {
    start: at(2, 10),
    recovery: { at: at(2, 10) + 2.5 * hour, organisation: 'ccas-toul', simulatedTry: 4 },
    late: hour,
  }),
  scenario(
    'mail down for good: by telephone',
    { implicated: family, victimGroup: 'MINEUR', age: '-18' },
    1,
    behaves({ 'crip-54': { charge: { hours: 0.3 } }, 'cd-54': { charge: { workingHours: 5.3 } } }),
    { start: at(1, 9) },
  ),
  scenario(
    'received, never taken in charge',
    { ...inEhpad, implicated: [implicated('PROFESSIONNEL_SANTE/AIDE_SOIGNANT')] },
    30,
    behaves({ 'ars-54': { acknowledge: { workingHours: 3.3 } }, 'cellule-54': { acknowledge: { workingHours: 9.7 } } }),
    { start: at(3, 14) },
  ),
  scenario(
    'more is asked, and given',
    { channel: 'PHONE', implicated: family },
    20,
    behaves({ 'cd-54': { askInformation: { workingHours: 2.3 } } }, { inform: { workingHours: 9.7 } }),
    { start: at(0, 15) },
  ),
  scenario(
    'the public prosecutor, by telephone',
    { implicated: family, flags: ['CRIME_SUSPECTED'] },
    36,
    behaves({ 'parquet-nancy': { acknowledge: { workingHours: 6.3 } }, 'cd-54': { charge: { workingHours: 5.3 } } }, { phone: { hours: 1.6 } }),
    { start: at(0, 9) },
  ),
  scenario('vital danger on a Friday evening, nobody answers', { implicated: family, danger: 4 }, 3, behaves({}, { phone: { hours: 0.1 } }), {
    start: at(4, 17),
  }),
  scenario(
    'a public holiday is crossed',
    { channel: 'PHONE', implicated: family },
    12,
    behaves({ 'cd-54': { acknowledge: { workingHours: 9.7 } } }),
    {
      start: eveOfHoliday(),
    },
  ),
  scenario(
    'the body the law names is tied to the place',
    { ...inCountyHome, implicated: [implicated('PROFESSIONNEL_SANTE/INFIRMIER')] },
    12,
    behaves({
      'ars-54': { charge: { workingHours: 5.3 } },
      'cellule-54': { charge: { workingHours: 5.3 } },
      'prefecture-54': { acknowledge: { workingHours: 3.3 } },
    }),
    { start: at(2, 16) },
  ),
  scenario(
    'nobody picks up the telephone',
    { inseeCode: '54431', implicated: family, danger: 3 },
    3,
    behaves({ 'cd-54': { charge: { hours: 1.3 } }, 'cellule-54': { charge: { hours: 0.7 } } }, { reached: false, phone: { hours: 0.6 } }),
    { start: at(5, 22) },
  ),
];

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const span = fc.constantFrom({ workingHours: 1.3 }, { workingHours: 5.3 }, { workingHours: 9.7 }, { hours: 1.7 }, { hours: 30.3 });
const anybody = fc
  .record({
    acknowledge: maybe(span),
    charge: maybe(span),
    askInformation: maybe(span),
    refuse: maybe(fc.record({ after: span, reason: fc.constantFrom('HORS_COMPETENCE', 'DOUBLON', 'AUTRE') })),
    outcome: maybe(fc.record({ after: span, codes: fc.constant(['SANS_SUITE']) })),
  })
  .map((does) => Object.fromEntries(Object.entries(does).filter(([, one]) => one !== undefined)) as Partial<RecipientBehaviour>);

const bodies = [
  'cd-54',
  'mds-longwy-54',
  'ars-54',
  'cellule-54',
  'parquet-nancy',
  'police-nancy',
  'gendarmerie-54',
  'prefecture-54',
  'ccas-nancy',
  'ddets-54',
];

const anything: fc.Arbitrary<Scenario> = fc
  .record({
    facts: anyFacts({
      communes: ['54395', '54323', '54431', '54547', '54099'],
      finess: ['549990001', '549990002', '549990006'],
      organisations: ['cd-54', 'ars-54', 'police-nancy', 'mandataires-54', 'ehpad-mirabelliers-54'],
      contacts: ['cd-54-titulaire', 'cellule-54-adjoint'],
    }).filter(
      // Secrecy asks for a basis; mail to the body for minors is down, which takes long to live.
      ({ flags, victimGroup, age }) => !flags.includes('REPORTER_BOUND_BY_SECRECY') && victimGroup !== 'MINEUR' && age !== '-18',
    ),
    hours: fc.nat(10 * 24),
    does: fc.array(anybody, { minLength: bodies.length, maxLength: bodies.length }),
    atTheDesk: fc.record({
      phone: fc.constantFrom({ hours: 0.6 }, { workingHours: 2.3 }),
      reached: fc.boolean(),
      inform: fc.constant({ workingHours: 9.7 }),
    }),
  })
  .map(({ facts, hours, does, atTheDesk }) =>
    scenario('generated', facts, 8, behaves(Object.fromEntries(bodies.map((body, index) => [body, does[index] ?? {}])), atTheDesk), {
      start: at(0, hours),
    }),
  );

export const generated = (seed: number, count: number): Scenario[] =>
  fc.sample(anything, { seed, numRuns: count }).map((one, index) => ({ ...one, name: `generated ${index + 1} (seed ${seed})` }));
