import { dryRunChoices, dryRunFields, linesOf, typedDryRun } from '../../api/pages/rehearsal/dry-run-form.ts';
import { timelineOf } from '../../api/pages/rehearsal/dry-run-view.ts';
import type { World } from '../../cases/running/turn.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { behaviourSchema } from '../../rehearsal/dry-run/behaviour.ts';
import { play } from '../../rehearsal/dry-run/play.ts';
import type { Scenario } from '../../rehearsal/dry-run/scenario.ts';
import { situationsFor } from '../../rehearsal/situations/library.ts';
import { expectedWords } from '../../rehearsal/situations/situations.ts';
import type { PlayedView, RehearsalViews } from '../../templates/views/rehearsal.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

type Samples = { [K in keyof RehearsalViews]: Record<string, RehearsalViews[K]> };

const world: World = { procedure: nationalProcedure(), directory: indexDirectory(demonstrationDirectory('54')) };
const factsWorld = { department: '54', directory: world.directory };
const atHome: Facts = {
  channel: 'PHONE',
  inseeCode: '54395',
  place: 'DOMICILE',
  implicated: [{ kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }],
  maltreatment: ['VIOLENCES_PHYSIQUES'],
  danger: 1,
  victimGroup: 'PERSONNE_AGEE',
  flags: [],
};
const refusedThenSilent = behaviourSchema.parse({
  recipients: { 'cd-54': { acknowledge: { workingHours: 3 }, charge: { workingDays: 4 } } },
});

/** The friday evening before a long week-end, played with the protocol and the directory of the demonstration. */
function played(facts: Facts, when: string, behaviour: Scenario['behaviour']): PlayedView {
  const start = at(when);
  const simulation = play({ facts, behaviour }, start, world);
  if ('refused' in simulation) throw new Error(simulation.refused.code);
  return {
    situation: 'Violences physiques · Domicile · Nancy',
    facts: [{ label: 'Danger', text: 'Préoccupant' }],
    at: start,
    protocol: 'Protocole départemental, national@1',
    notes: [],
    summary: ['1 destinataire pour action, 2 pour information.', '2 relances, 3 escalades.'],
    ...timelineOf(simulation, world),
    link: '#',
    fileHref: '#',
    keep: form('/guichet/protocole/situations', ['title'], { title: 'Violences physiques · Domicile · Nancy' }),
  };
}

function view(scenario: Scenario, shown?: PlayedView, errors: { field: 'at' | 'commune'; message: string }[] = []): RehearsalViews['desk/dry-run'] {
  const typed = typedDryRun(scenario, factsWorld);
  const values = Object.fromEntries(dryRunFields.map((name) => [name, typed[name] ?? '']));
  return {
    chrome,
    tabs: tabs(0),
    form: form('/guichet/protocole/essai', dryRunFields, values, errors),
    upload: form('/guichet/protocole/essai', ['file']),
    choices: dryRunChoices(typed, factsWorld, [{ value: '', label: 'Le protocole en vigueur' }], scenario.facts, null),
    ...linesOf(typed),
    ...(shown && { played: shown }),
  };
}

const tabs = (here: number) =>
  ['Essai à blanc', 'Situations types', 'Sur le passé'].map((label, index) => ({ href: '#', label, current: index === here }));
const protocols = [
  { value: '', label: 'Le protocole en vigueur' },
  { value: 'draft:1', label: 'Brouillon : Protocole 2027' },
];
const lines = situationsFor(world.directory).situations.map(({ title, expected }) => ({
  title,
  summary: 'Violences physiques · Domicile · Nancy',
  expected: expectedWords(expected),
  differences: [] as string[],
  playHref: '#',
}));
const failing = {
  title: 'Danger vital en ville, une nuit de semaine',
  summary: 'Violences physiques · Domicile · Nancy',
  expected: [],
  differences: [
    'Attendu et pas prévenu : Parquet (procureur de la République), pour action.',
    'Tâche attendue, absente : confirmer par écrit (guichet).',
  ],
  playHref: '#',
};
const own = { ...failing, title: 'Un fils à Longwy, veille de fête', differences: [], editHref: '#' };
const situations: RehearsalViews['desk/situations'] = {
  chrome,
  tabs: tabs(1),
  draftHref: '#',
  protocol: 'Protocole 2027 (brouillon)',
  form: form('/guichet/protocole/situations', ['p'], { p: 'draft:1' }),
  protocols,
  passed: 59,
  total: 61,
  failing: [failing],
  own: [own],
  shipped: lines,
  absent: [{ title: 'Un SAVS', why: 'L’annuaire n’a aucun établissement de catégorie 446.' }],
  addHref: '#',
};
const found: RehearsalViews['desk/past-found'] = {
  chrome,
  tabs: tabs(2),
  title: 'Essai sur le passé',
  protocol: 'Protocole 2027 (brouillon)',
  from: at('2025-11-23T00:00:00'),
  until: at('2026-11-22T23:59:00'),
  directory: 'l’annuaire et les calendriers de l’époque',
  status: 'DONE',
  done: 1834,
  total: 1834,
  leftOut: 12,
  counts: [
    { kind: 'NEWLY', count: 41 },
    { kind: 'NEVER', count: 0 },
    { kind: 'EARLIER', count: 312 },
    { kind: 'LATER', count: 9 },
  ],
  cases: 343,
  filters: ['Tous les cas', 'Nouvellement prévenus', 'Plus jamais prévenus', 'Prévenus plus tôt', 'Prévenus plus tard'].map((label, index) => ({
    href: '#',
    label,
    current: index === 0,
  })),
  rows: [
    {
      reference: '54-26-7K3M-Q2',
      href: '#',
      openedAt: at('2026-11-10T16:40:00'),
      changes: [
        {
          kind: 'EARLIER',
          who: 'Conseil départemental de Meurthe-et-Moselle, service autonomie (démonstration), pour action',
          was: at('2026-11-20T17:00:00'),
          would: at('2026-11-16T17:00:00'),
          by: '4\u00a0jours plus tôt',
        },
        { kind: 'NEWLY', who: 'CCAS de Nancy (démonstration), pour information', would: at('2026-11-10T16:40:00') },
      ],
    },
    {
      reference: '54-26-9W1C-4T',
      href: '#',
      openedAt: at('2026-10-02T09:05:00'),
      changes: [{ kind: 'NEVER', who: 'Centre ALMA 54-57 (démonstration), pour information', was: at('2026-10-02T09:05:00') }],
    },
  ],
  pagination: { first: 1, last: 2, total: 2 },
  csvHref: '#',
};
const silent = behaviourSchema.parse({});

export const rehearsalSamples: Samples = {
  'desk/situations': { failing: situations, fine: { ...situations, passed: 61, failing: [], own: [], absent: [] } },
  'desk/situation-expected': {
    plain: {
      chrome,
      form: form('#', ['title', 'expected', 'role', 'purpose', 'task', 'to', 'aside'], { title: 'Un fils à Longwy, veille de fête' }),
      facts: [
        { label: 'Danger', text: 'Préoccupant' },
        { label: 'Lieu', text: 'Domicile' },
      ],
      at: at('2026-11-10T16:00:00'),
      recipients: [
        { value: 'CD', with: 'ACTION' },
        { value: 'PERSONNE', with: '' },
      ],
      tasks: [{ value: 'PERSONNE', with: '' }],
      aside: [{ value: 'PERSONNE', with: '' }],
      choices: { roles: [{ value: 'CD', label: 'Conseil départemental' }], audiences: [{ value: 'DUTY', label: 'à l’astreinte' }] },
      nobody: 'PERSONNE',
      playHref: '#',
      backHref: '#',
      remove: { action: '#' },
    },
  },
  'desk/past': {
    first: {
      chrome,
      tabs: tabs(2),
      form: form('#', ['p', 'from', 'until', 'directory'], { from: '2025-11-23', until: '2026-11-23', directory: 'THEN' }),
      protocols,
      past: [],
    },
    running: {
      chrome,
      tabs: tabs(2),
      form: form('#', ['p', 'from', 'until', 'directory'], { from: '', until: '2026-11-23', directory: 'TODAY' }, [
        { field: 'from', message: 'Dites le premier jour de la période.' },
      ]),
      protocols,
      running: { href: '#', title: 'Protocole 2027 (brouillon)' },
      past: [
        {
          href: '#',
          title: 'Protocole 2027 (brouillon)',
          from: found.from,
          until: found.until,
          at: at('2026-11-23T10:00:00'),
          who: 'Nora Lambert',
          status: 'RUNNING',
          cases: 0,
          total: 250,
        },
        {
          href: '#',
          title: 'Protocole départemental, version national@1',
          from: found.from,
          until: found.until,
          at: at('2026-11-20T10:00:00'),
          who: 'Nora Lambert',
          status: 'STOPPED',
          cases: 12,
          total: 750,
        },
      ],
    },
  },
  'desk/past-found': {
    done: found,
    running: { ...found, status: 'RUNNING', done: 750, stop: { action: '#' }, stillHref: '#' },
    nothing: {
      ...found,
      cases: 0,
      rows: [],
      counts: found.counts.map(({ kind }) => ({ kind, count: 0 })),
      pagination: { first: 0, last: 0, total: 0 },
    },
    stopped: { ...found, status: 'STOPPED', done: 750 },
  },
  'desk/dry-run': {
    blank: view({ at: '2026-11-23T10:12', facts: { ...atHome, implicated: [], maltreatment: [] }, behaviour: silent }),
    silent: view({ at: '2026-11-10T16:40', facts: atHome, behaviour: silent }, played(atHome, '2026-11-10T16:40:00', silent)),
    answered: view(
      { at: '2026-11-06T16:40', facts: atHome, behaviour: refusedThenSilent },
      played({ ...atHome, flags: ['CRIME_SUSPECTED', 'ISOLATION'] }, '2026-11-06T16:40:00', refusedThenSilent),
    ),
    danger: view(
      { at: '2026-12-24T22:15', facts: { ...atHome, danger: 4 }, behaviour: silent },
      played({ ...atHome, danger: 4 }, '2026-12-24T22:15:00', silent),
    ),
    error: view({ at: '', facts: atHome, behaviour: silent }, undefined, [
      { field: 'commune', message: 'Cette commune est introuvable : vérifiez son nom ou son code postal.' },
    ]),
  },
};
