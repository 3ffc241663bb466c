import type { Instant } from '../calendar/span.ts';
import type { Contact, Directory, Link, Organisation } from '../directory/directory.ts';
import { indexDirectory } from '../directory/resolve.ts';
import type { Policy, Procedure } from '../procedures/procedure.ts';
import type { Facts } from '../vocabulary/facts.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import { advance } from './advance.ts';
import { decide } from './decide.ts';
import type { Entry } from './model/entries.ts';
import type { Actor, CaseEvent } from './model/events.ts';
import { nothing } from './model/evolve.ts';
import { endsInConflict } from './model/open-to.ts';
import type { CaseState, Transfer } from './model/state.ts';
import type { World } from './running/turn.ts';

/** A small department for the law's own tests: two Conseils départementaux to reroute between, one Parquet without e-mail chasing. */

const body = (id: string, roles: Role[], priority = 1): Organisation => ({ id, roles, name: id, territory: { wholeDepartment: true }, priority });

function contactsOf({ id }: Organisation): Contact[] {
  const phone = '+33 1 99 00 00 00';
  return [
    { id: `${id}.titular`, organisation: id, position: 'TITULAR', name: id, email: `titular@${id}.example`, phone },
    { id: `${id}.deputy`, organisation: id, position: 'DEPUTY', name: id, email: `deputy@${id}.example`, phone },
    { id: `${id}.superior`, organisation: id, position: 'SUPERIOR', name: id, email: `superior@${id}.example`, phone },
  ];
}

const organisations = [
  body('cd', ['CD'], 1),
  body('cd2', ['CD'], 2),
  body('ars', ['ARS', 'CELLULE_ARS']),
  body('parquet', ['PARQUET']),
  body('police', ['POLICE']),
  body('ccas', ['CCAS']),
  body('prefecture', ['PREFECTURE']),
  { ...body('home', ['ETABLISSEMENT']), finess: '540000001' },
];

export function directoryWith(links: Link[] = [], change: (directory: Directory) => Directory = (same) => same): World['directory'] {
  const weekly = {
    1: [[540, 1020]],
    2: [[540, 1020]],
    3: [[540, 1020]],
    4: [[540, 1020]],
    5: [[540, 1020]],
  } as Directory['calendars'][string]['weekly'];
  return indexDirectory(
    change({
      department: '54',
      revision: 1,
      organisations,
      contacts: organisations.flatMap(contactsOf),
      links,
      calendars: { desk: { region: '54', weekly }, default: { region: '54', weekly } },
    }),
  );
}

const standard: Policy = {
  channels: [
    { kind: 'EMAIL', patience: { hours: 6 } },
    { kind: 'PHONE_TASK', patience: { workingHours: 8 } },
  ],
  handover: { workingDays: 2 },
  stages: [
    {
      reach: 'ACKNOWLEDGED',
      within: { workingDays: 3 },
      remind: [{ workingDays: 1 }, { workingDays: 2 }],
      escalate: [
        { after: { workingDays: 1 }, to: 'DEPUTY', how: 'INFORM' },
        { after: { workingDays: 2 }, to: 'SUPERIOR', how: 'INFORM' },
        { after: { workingDays: 3 }, to: 'NEXT_COMPETENT', how: 'TRANSFER' },
      ],
    },
    {
      reach: 'IN_CHARGE',
      within: { workingDays: 5 },
      remind: [{ workingDays: 3 }],
      escalate: [{ after: { workingDays: 1 }, to: 'DESK', how: 'INFORM' }],
    },
    { reach: 'OUTCOME_GIVEN', within: { days: 90 }, remind: [{ days: 60 }], escalate: [{ after: { days: 7 }, to: 'DESK', how: 'INFORM' }] },
  ],
  onRefusal: 'NEXT_COMPETENT',
};

const parquet: Policy = {
  channels: [
    { kind: 'PHONE_TASK', patience: { hours: 4 } },
    { kind: 'EMAIL', patience: { hours: 24 } },
  ],
  handover: { hours: 24 },
  stages: [{ reach: 'ACKNOWLEDGED', within: { workingDays: 2 }, remind: [], escalate: [] }],
  onRefusal: 'DESK',
};

const quick: Policy = {
  ...standard,
  handover: { hours: 2 },
  stages: [
    {
      reach: 'ACKNOWLEDGED',
      within: { hours: 4 },
      remind: [{ hours: 1 }, { hours: 2 }],
      escalate: [{ after: { hours: 1 }, to: 'DESK', how: 'INFORM' }],
    },
  ],
};

const transfer = (to: Role, policy: string, purpose: 'ACTION' | 'INFORMATION' = 'ACTION') =>
  ({ to, mode: 'TRANSFER', purpose, policy, discloses: ['FACTS', 'PLACE'] }) as const satisfies object;

export const procedure: Procedure = {
  slug: 'test',
  number: 1,
  title: 'Essai',
  chapters: [
    {
      title: 'Tout',
      rules: [
        {
          id: 'home',
          because: 'à domicile',
          when: { place: { anyOf: ['DOMICILE'] } },
          then: { ...transfer('CD', 'standard'), discloses: ['FACTS', 'PLACE'] },
        },
        { id: 'cell', because: 'toujours', when: {}, then: { ...transfer('CELLULE_ARS', 'standard', 'INFORMATION'), discloses: ['FACTS'] } },
        {
          id: 'crime',
          because: 'crime',
          legalBasis: 'CP_434_3',
          when: { flags: { anyOf: ['CRIME_SUSPECTED'] } },
          then: { ...transfer('PARQUET', 'parquet'), discloses: ['FACTS', 'NARRATIVE'] },
        },
        {
          id: 'danger',
          because: 'danger',
          when: { danger: { atLeast: 3 } },
          then: { task: 'PHONE_NOW', to: 'DUTY', within: { hours: 1 }, sayable: 'Appeler.' },
        },
        {
          id: 'police',
          because: 'danger',
          when: { danger: { atLeast: 3 } },
          then: { ...transfer('POLICE', 'quick'), discloses: ['FACTS', 'VICTIM_IDENTITY'] },
        },
      ],
    },
  ],
  intake: { acknowledgeReporter: { workingDays: 7 }, qualify: { workingDays: 1 }, automaticWhen: { channel: { anyOf: ['API', 'DECLARATION'] } } },
  otherwise: { ...transfer('CCAS', 'standard'), discloses: ['FACTS'] },
  inConflict: { ...transfer('PREFECTURE', 'standard'), discloses: ['FACTS'] },
  policies: { standard, parquet, quick },
  steps: [],
  closing: { requires: 'every action transfer answered', lookAgain: [{ days: 90 }, { days: 365 }] },
};

export const atHome: Facts = {
  channel: 'PHONE',
  inseeCode: '54395',
  place: 'DOMICILE',
  implicated: [{ kind: 'MEMBRE_FAMILLE' }],
  maltreatment: ['NEGLIGENCES_PASSIVES'],
  danger: 1,
  victimGroup: 'PERSONNE_AGEE',
  flags: [],
};

export const agent: Actor = { kind: 'AGENT', id: 'agent-1' };
export const noBasis = { legal: [], victimConsent: null, victimInformed: null };
export const aResult = {
  conclusion: 'AVEREE',
  evidence: 'ETABLI',
  risk: 'RETIRE',
  wishes: 'ATTEINTS',
  safer: 'BEAUCOUP',
  refusedByPerson: 'NON',
} as const;
/** Monday 16 November 2026, 10:00 in Paris. */
/** A transfer that a person orders, under the ordinary delays. */
export const transferAdded = (role: Role) =>
  ({ kind: 'TransferAdded', role, mode: 'TRANSFER', purpose: 'ACTION', policy: 'standard', discloses: ['FACTS'], legalBasis: [] }) satisfies Omit<
    Extract<CaseEvent, { kind: 'TransferAdded' }>,
    'at' | 'by'
  >;

export const monday: Instant = Date.UTC(2026, 10, 16, 9);
export const hours = (count: number): number => count * 3_600_000;

type Act = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at' | 'by'> : never) : never;

/** A case being played by hand, one act at a time, the deadlines before each act applied first. */
export class Played {
  state: CaseState = nothing;
  entries: Entry[] = [];
  now: Instant;
  world: World;

  constructor(world: World = { procedure, directory: directoryWith() }, now: Instant = monday) {
    this.world = world;
    this.now = now;
  }

  /** An alert by telephone, qualified by an agent, its mails accepted. */
  static qualified(facts: Facts = atHome, world?: World): Played {
    const played = new Played(world);
    played.alert(facts);
    played.does({ kind: 'Qualified', facts, basis: noBasis });
    played.deliver();
    return played;
  }

  alert(facts: Facts = atHome, authenticated = true): this {
    return this.does({ kind: 'AlertReceived', facts, alert: { channel: facts.channel, contactKind: 'ALERT', authenticated, reachable: false } });
  }

  does(act: Act, by: Actor = agent): this {
    const refusal = this.tries(act, by);
    if (refusal !== null) throw new Error(`${act.kind} refused: ${refusal}`);
    return this;
  }

  /** The refusal's code, or null when the act was had. */
  tries(act: Act, by: Actor = agent): string | null {
    this.keep(advance(this.state, this.now, this.world));
    const decision = decide(this.state, { ...act, at: this.now, by } as CaseEvent, this.world);
    if ('refused' in decision) return decision.refused.code;
    this.keep(decision);
    return null;
  }

  /** Time passes, all deadlines at once at the end, as after an outage. */
  waits(milliseconds: number): this {
    this.now += milliseconds;
    this.keep(advance(this.state, this.now, this.world));
    return this;
  }

  deliver(): this {
    for (const { id } of this.state.messages.filter(({ notBefore }) => notBefore <= this.now)) this.does({ kind: 'HandedOver', message: id });
    return this;
  }

  transfer(organisation: string): Transfer {
    const found = this.state.transfers.findLast((one) => one.organisation === organisation);
    if (found === undefined) throw new Error(`no transfer to ${organisation}`);
    return found;
  }

  /** Whether nothing of a transfer opens to its recipient, for a conflict of interest. */
  isShut({ id, conflict }: Transfer): boolean {
    return conflict === true || this.entries.some((entry) => entry.transfer === id && endsInConflict(entry));
  }

  kinds(): string[] {
    return this.entries.map(({ kind }) => kind);
  }

  openTasks(): string[] {
    return this.state.tasks
      .filter(({ status }) => status === 'OPEN')
      .map(({ kind }) => kind)
      .sort();
  }

  private keep({ state, entries }: { state: CaseState; entries: Entry[] }): void {
    this.state = state;
    this.entries = [...this.entries, ...entries];
  }
}
