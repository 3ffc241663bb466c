import { createHash } from 'node:crypto';
import { yearIn } from '../../calendar/local.ts';
import { DAY } from '../../calendar/milliseconds.ts';
import { nextOpening } from '../../calendar/opening.ts';
import type { Instant } from '../../calendar/span.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { LivedCase } from '../../cases/record/lived-case.ts';
import type { World } from '../../cases/running/turn.ts';
import { crockford } from '../../database/codes.ts';
import type { ActiveVersions } from '../../database/kept.ts';
import type { Database } from '../../database/pool.ts';
import { newDataKey } from '../../database/sealing.ts';
import { calendarOf } from '../../directory/resolve.ts';
import type { Examined } from '../../files/file.ts';
import type { Alert } from '../../intake/alert.ts';
import { receiptHashOf } from '../../intake/receive.ts';
import { arrivingBy } from './arrival.ts';
import { Dice } from './dice.ts';
import { groundOf, type InventedGround } from './ground.ts';
import { becauseOf, fateOf, type People } from './habits.ts';
import { Life } from './life.ts';
import { type InventedSituation, inventSituation } from './situation.ts';
import { inventContent, inventName, inventNote } from './words.ts';

/** What decides every case of a run: the same gives the same cases. */
export interface Run {
  department: string;
  seed: string;
  cases: number;
  /** Until when they have lived. */
  until: Instant;
  /** They began within as many days before. */
  days: number;
  /** At the end, nobody does anything for as long: what waits then is there for whoever looks. Milliseconds; absent: people go on to the end. */
  left?: number;
}

/** What the run is about, as the database has it. */
export interface Setting {
  db: Database;
  run: Run;
  world: World;
  versions: ActiveVersions;
  agents: readonly string[];
}

interface Invented {
  lived: LivedCase;
  life: Life;
  people: People;
  victim: string;
}

/** Names the run in the record, so that it can be gone on with. */
export const sourceOf = ({ seed, cases, until }: Run): string => `grow/${seed}/${cases}/${new Date(until).toISOString()}`;

/**
 * The cases of numbers [from, to), each with its life until the end of the run, as they are asked for. `redraw` gives them other
 * references.
 */
export function* inventCases(setting: Setting, from: number, to: number, redraw = 0): Generator<LivedCase, void> {
  const ground = groundOf(setting.world.directory);
  let before: Invented | undefined;
  for (let index = from; index < to; index += 1) {
    // The next one may concern the one before it, which has lived only then.
    const one = begin(setting, ground, index, redraw, before);
    if (before) yield lived(setting, before);
    before = one;
  }
  if (before) yield lived(setting, before);
}

function lived({ run }: Setting, { life, lived }: Invented): LivedCase {
  life.run(run.until - (run.left ?? 0));
  if (run.left !== undefined) life.leave();
  life.run(run.until);
  return lived;
}

/** One in two hundred is about the same person as the case before it: somebody notices, and the two are merged or linked. */
function begin(setting: Setting, ground: InventedGround, index: number, redraw: number, before: Invented | undefined): Invented {
  const { run, world, agents } = setting;
  const dice = new Dice(`${run.seed}/${run.department}/${index}`);
  const twin = before !== undefined && dice.chance(0.005) ? before : null;
  const situation = twin === null ? inventSituation(dice, ground) : { ...twin.people.situation };
  const victim = twin?.victim ?? inventName(dice);
  const at = openingOf(setting, dice, index, situation);
  const id = dice.idAt(at);
  const { key, wrapped } = newDataKey(setting.db.keys, id);
  const people: People = {
    dice,
    situation,
    agents,
    life: new Life(
      world,
      (message, when) => fateOf(dice, message, when),
      (entry) => becauseOf(people, entry),
    ),
  };
  const { life } = people;
  const lived: LivedCase = {
    id,
    department: run.department,
    reference: referenceOf(run, index, redraw, at),
    procedure: setting.versions,
    world,
    exercise: dice.chance(0.003),
    key,
    wrapped,
    steps: life.steps,
  };
  const one = { lived, life, people, victim };
  receive(setting, one, `${index}`, at);
  if (dice.chance(0.04)) {
    const again = at + dice.around(8 * DAY);
    life.plan(again, () => void (life.state.status === 'OPEN' && receive(setting, one, `${index}+`, again)));
  }
  if (twin !== null) together(setting, twin, one, at);
  return one;
}

function receive({ db, run }: Setting, { lived, life, people, victim }: Invented, externalId: string, at: Instant): void {
  const { dice, agents, situation } = people;
  const { door, channel, facts, content, reachable, reach, hours } = arrivingBy(
    situation.facts,
    inventContent(dice, situation.facts, victim),
    dice.pick(agents),
  );
  const named = { department: lived.department, source: sourceOf(run), externalId };
  life.act(
    {
      kind: 'AlertReceived',
      at,
      by: door.actor,
      facts,
      alert: { channel, contactKind: 'ALERT', authenticated: door.authenticated, reachable, ...(reach && { reach }), ...(hours && { hours }) },
    },
    {
      alert: {
        id: dice.idAt(at),
        ...named,
        bodyHash: createHash('sha256').update(JSON.stringify(content)).digest(),
        receiptHash: receiptHashOf(db, named satisfies Pick<Alert, 'department' | 'source' | 'externalId'>),
        content,
        files: dice.chance(0.003) ? [note(dice)] : [],
      },
    },
  );
}

const note = (dice: Dice): Examined => ({
  name: 'note.txt',
  type: 'text/plain; charset=utf-8',
  kind: 'TEXT',
  verdict: 'CLEAN',
  bytes: Buffer.from(inventNote(dice)),
});

/** Somebody notices that both are one situation: the later one is merged into the first, or linked where that is refused. */
function together({ run }: Setting, first: Invented, second: Invented, opened: Instant): void {
  const { dice, agents } = second.people;
  const at = opened + dice.around(2 * DAY);
  if (at > run.until) return;
  const by = { kind: 'AGENT', id: dice.pick(agents) } as const;
  first.life.run(at);
  second.life.run(at);
  if (first.life.state.status !== 'OPEN' || second.life.state.status !== 'OPEN') return;
  const { alerts } = second.life.state;
  if (second.life.act({ kind: 'CaseMerged', into: first.lived.id, at, by }) === null) {
    first.life.act({ kind: 'CaseLinked', other: second.lived.id, relation: 'MERGED_HERE', alerts, at, by });
    return;
  }
  second.life.act({ kind: 'CaseLinked', other: first.lived.id, relation: 'RELATED', at, by });
  first.life.act({ kind: 'CaseLinked', other: second.lived.id, relation: 'RELATED', at, by });
}

/** Evenly over the time; what an agent keys comes while the desk is open. */
function openingOf({ run, world }: Setting, dice: Dice, index: number, { facts }: InventedSituation): Instant {
  const span = run.days * DAY;
  const at = Math.floor(run.until - span + ((index + dice.share()) / run.cases) * span);
  if (facts.channel !== 'PHONE' && facts.channel !== 'LETTER') return at;
  const keyed = nextOpening(calendarOf(world.directory, 'desk'), at) + dice.below(60_000);
  return keyed < run.until ? keyed : at;
}

/** As the record draws one, but never twice in a run. */
function referenceOf({ department, seed }: Run, index: number, redraw: number, at: Instant): string {
  const offset = new Dice(`${seed}/reference/${redraw}`).below(2 ** 30);
  const drawn = Buffer.alloc(4);
  drawn.writeUInt32BE((((Math.imul(index, 0x9e3779b1) + offset) >>> 0) << 2) >>> 0);
  const code = crockford(drawn).slice(0, 6);
  return `${department}-${String(yearIn(at, territoryOf(department).zone)).slice(-2)}-${code.slice(0, 4)}-${code.slice(4)}`;
}
