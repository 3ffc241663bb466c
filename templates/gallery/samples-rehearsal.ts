import { dryRunChoices, dryRunFields, linesOf, typedDryRun } from '../../api/pages/dry-run-form.ts';
import { timelineOf } from '../../api/pages/dry-run-view.ts';
import { behaviourSchema } from '../../cases/behaviour.ts';
import type { Facts } from '../../cases/facts.ts';
import type { World } from '../../cases/turn.ts';
import { demonstrationDirectory } from '../../directory/demonstration/index.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { play } from '../../rehearsal/play.ts';
import type { Scenario } from '../../rehearsal/scenario.ts';
import type { PlayedView, RehearsalViews } from '../views-rehearsal.ts';
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
  };
}

function view(scenario: Scenario, shown?: PlayedView, errors: { field: 'at' | 'commune'; message: string }[] = []): RehearsalViews['desk/dry-run'] {
  const typed = typedDryRun(scenario, factsWorld);
  const values = Object.fromEntries(dryRunFields.map((name) => [name, typed[name] ?? '']));
  return {
    chrome,
    form: form('/guichet/protocole/essai', dryRunFields, values, errors),
    choices: dryRunChoices(typed, factsWorld, [{ value: '', label: 'Le protocole en vigueur' }], scenario.facts, null),
    ...linesOf(typed),
    ...(shown && { played: shown }),
  };
}

const silent = behaviourSchema.parse({});

export const rehearsalSamples: Samples = {
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
