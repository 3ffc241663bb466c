import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Span } from '../../calendar/span.ts';
import { factNames, factTable } from '../../vocabulary/fact-table.ts';
import type { Facts, Implicated } from '../../vocabulary/facts.ts';
import { factsSchema } from '../../vocabulary/facts-schema.ts';
import { type Behaviour, behaviourSchema, type RecipientBehaviour } from './behaviour.ts';

/** A situation to play at a date of one's choosing, as a link or a file carries it. Codes only: nobody real is in it. */
export interface Scenario {
  /** `slug@n`, or `draft:<id>`; absent: the version in force. */
  protocol?: string;
  facts: Facts;
  /** ISO 8601; without an offset it is the desk's own time. Absent: now. */
  at?: string;
  behaviour: Behaviour;
}

export interface ScenarioProblem {
  /** Key of the link, or path in the file. */
  field: string;
  message: string;
}

const protocolPattern = /^([\w-]{1,60}@\d{1,6}|draft:[\w-]{1,60})$/;
const atPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/;
const longestLink = 200;

/** A rehearsal may leave the danger unassessed, as the law allows; a door may not. */
export const rehearsedFacts = factsSchema.extend({ danger: factsSchema.shape.danger.optional() });

/** What a scenario's file holds. `department` is said for the reader and for the command line. */
const scenarioSchema = z.strictObject({
  department: z.string().optional(),
  protocol: z.string().regex(protocolPattern, 'Le protocole s’écrit « national@1 » ou « draft:… ».').optional(),
  at: z
    .string()
    .regex(atPattern, 'La date s’écrit 2026-11-20T10:00.')
    .refine((value) => DateTime.fromISO(value).isValid, 'Cette date n’existe pas.')
    .optional(),
  facts: rehearsedFacts,
  behaviour: behaviourSchema.default(behaviourSchema.parse({})),
});

/** Reads a scenario's file, already parsed, or says what is wrong and where. Pure. */
export function parseScenario(input: unknown): { scenario: Scenario; department?: string } | { problems: ScenarioProblem[] } {
  const read = scenarioSchema.safeParse(input);
  if (!read.success) return { problems: read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message })) };
  const { department, ...scenario } = read.data;
  return { scenario: scenario as Scenario, ...(department !== undefined && { department }) };
}

/** A scenario as its file is written: what `parseScenario` reads. */
export function scenarioFile(department: string, { protocol, at, facts, behaviour }: Scenario): object {
  return { department, ...(protocol !== undefined && { protocol }), ...(at !== undefined && { at }), facts, behaviour };
}

/*
 * In a link each fact is one short key. Codes have no dot and no star: a dot parts the codes of a list, a star the parts of one
 * value. `i` is `KIND.PRECISION*organisation*contact`, `b` is `who*act*span*codes`.
 */
const keys = Object.fromEntries(
  factNames.flatMap((fact) => [[fact, factTable[fact].key] as const, ...(fact === 'placePrecision' ? [['finess', 'f'] as const] : [])]),
) as Record<keyof Facts, string>;

const lists: ReadonlySet<string> = new Set<keyof Facts>(['maltreatment', 'flags']);
const usual: Partial<Record<keyof Facts, string>> = { channel: 'PHONE', place: 'INCONNU', victimGroup: 'INCONNU' };

/** The query of a link that opens this scenario (`a=2026-11-20T10:00&c=54395&…`, no question mark). `scenarioFromQuery` reads it back. Pure. */
export function scenarioToQuery({ protocol, at, facts, behaviour }: Omit<Scenario, 'behaviour'> & Partial<Pick<Scenario, 'behaviour'>>): string {
  const query = new URLSearchParams();
  if (protocol !== undefined) query.append('p', protocol);
  if (at !== undefined) query.append('a', at);
  for (const [fact, key] of Object.entries(keys) as [keyof Facts, string][]) {
    const value = facts[fact];
    if (fact === 'implicated') for (const party of facts.implicated) query.append(key, writeParty(party));
    else if (Array.isArray(value)) value.length > 0 && query.append(key, value.join('.'));
    else if (value !== undefined && String(value) !== usual[fact]) query.append(key, String(value));
  }
  if (behaviour !== undefined) for (const [key, value] of writeBehaviour(behaviour)) query.append(key, value);
  return query.toString();
}

/** Reads the query of a link, or says which key is not understood. A fact that is absent is not known. Pure. */
export function scenarioFromQuery(query: string | URLSearchParams): { scenario: Scenario } | { problems: ScenarioProblem[] } {
  const asked = new URLSearchParams(query);
  const facts = Object.fromEntries(
    Object.entries(keys).flatMap(([fact, key]): [string, unknown][] => {
      if (fact === 'implicated') return [[fact, asked.getAll(key).slice(0, 20).map(readParty)]];
      const value = asked.get(key) ?? usual[fact as keyof Facts];
      if (lists.has(fact)) return [[fact, value === undefined || value === '' ? [] : value.split('.')]];
      if (value === undefined || value === '') return [];
      return [[fact, fact === 'danger' ? Number(value) : value]];
    }),
  );
  const behaviour = readBehaviour(asked);
  if ('problems' in behaviour) return behaviour;
  const read = parseScenario({ ...known('protocol', asked.get('p')), ...known('at', asked.get('a')), facts, behaviour });
  return 'problems' in read ? read : { scenario: read.scenario };
}

const known = (name: string, value: string | null): object => (value === null || value === '' ? {} : { [name]: value });

function writeParty({ kind, precision, organisation, contact }: Implicated): string {
  const whole = [precision === undefined ? kind : `${kind}.${precision}`, organisation ?? '', contact ?? ''];
  return whole.join('*').replace(/\*+$/, '');
}

function readParty(text: string): object {
  const [code = '', organisation = '', contact = ''] = text.split('*');
  const [kind, precision = ''] = code.split('.');
  return { kind, ...known('precision', precision), ...known('organisation', organisation), ...known('contact', contact) };
}

const units = { h: 'hours', d: 'days', wh: 'workingHours', wd: 'workingDays' } as const;
type Unit = keyof typeof units;

/** `4wh` for four working hours. */
export function writeSpan(span: Span): string {
  const [unit] = Object.entries(units).find(([, name]) => name in span) ?? ['h'];
  return `${Object.values(span)[0]}${unit}`;
}

/** Reads `4wh`; null when it is not a span. Whole days, positive amounts. */
export function readSpan(text: string): Span | null {
  const [, amount = '', unit = ''] = /^([\d.]+(?:e[+-]?\d+)?)(h|d|wh|wd)$/.exec(text) ?? [];
  const value = Number(amount);
  if (unit === '' || !(value > 0) || (unit.endsWith('d') && !Number.isInteger(value))) return null;
  return { [units[unit as Unit]]: value } as Span;
}

/** One thing that somebody does in a rehearsal: how a form shows a behaviour and a link writes it. */
export interface Conduct {
  /** A role, an id of the directory, or `default` for everybody else. */
  who: string;
  does: 'SILENT' | 'ACKNOWLEDGE' | 'CHARGE' | 'OUTCOME' | 'REFUSE' | 'ASK' | 'BOUNCE' | 'DOWN';
  /** After hand-over, on the recipient's own calendar; absent where nothing is done. */
  after?: Span;
  /** Reason of a refusal, outcomes given. */
  codes?: string[];
}

export const conducts = [
  'SILENT',
  'ACKNOWLEDGE',
  'CHARGE',
  'OUTCOME',
  'REFUSE',
  'ASK',
  'BOUNCE',
  'DOWN',
] as const satisfies readonly Conduct['does'][];

/** A behaviour as lines, in the order of its recipients. `behaviourOf` reads them back. */
export function conductsOf({ recipients }: Pick<Behaviour, 'recipients'>): Conduct[] {
  return Object.entries(recipients).flatMap(([who, { delivery, acknowledge, charge, outcome, refuse, askInformation }]): Conduct[] => {
    const lines: Conduct[] = [
      ...(delivery === 'REFUSED' ? [{ who, does: 'BOUNCE' as const }] : []),
      ...(delivery === 'DOWN' ? [{ who, does: 'DOWN' as const }] : []),
      ...(acknowledge === undefined ? [] : [{ who, does: 'ACKNOWLEDGE' as const, after: acknowledge }]),
      ...(askInformation === undefined ? [] : [{ who, does: 'ASK' as const, after: askInformation }]),
      ...(charge === undefined ? [] : [{ who, does: 'CHARGE' as const, after: charge }]),
      ...(refuse === undefined ? [] : [{ who, does: 'REFUSE' as const, after: refuse.after, codes: [refuse.reason] }]),
      ...(outcome === undefined ? [] : [{ who, does: 'OUTCOME' as const, after: outcome.after, codes: outcome.codes }]),
    ];
    return lines.length === 0 ? [{ who, does: 'SILENT' }] : lines;
  });
}

/** The recipients' part of a behaviour from lines; a later line about the same act wins. Checked by `behaviourSchema` afterwards. */
export function recipientsOf(lines: readonly Conduct[]): Record<string, RecipientBehaviour> {
  const recipients: Record<string, RecipientBehaviour> = {};
  for (const { who, does, after, codes = [] } of lines) {
    const before = recipients[who] ?? { delivery: 'ACCEPTED' };
    recipients[who] = { ...before, ...acts[does](after ?? { hours: 1 }, codes) };
  }
  return recipients;
}

const acts: Record<Conduct['does'], (after: Span, codes: string[]) => object> = {
  SILENT: () => ({}),
  ACKNOWLEDGE: (acknowledge) => ({ acknowledge }),
  CHARGE: (charge) => ({ charge }),
  OUTCOME: (after, codes) => ({ outcome: { after, codes: codes.length > 0 ? codes : ['SANS_SUITE'] } }),
  REFUSE: (after, codes) => ({ refuse: { after, reason: codes[0] ?? 'HORS_COMPETENCE' } }),
  ASK: (askInformation) => ({ askInformation }),
  BOUNCE: () => ({ delivery: 'REFUSED' }),
  DOWN: () => ({ delivery: 'DOWN' }),
};

function writeBehaviour({ recipients, desk }: Behaviour): [string, string][] {
  const lines = conductsOf({ recipients }).map(({ who, does, after, codes = [] }): [string, string] => {
    const parts = [who, does, after === undefined ? '' : writeSpan(after), codes.join('.')];
    return ['b', parts.join('*').replace(/\*+$/, '')];
  });
  if (desk.phone !== undefined) lines.push(['dp', writeSpan(desk.phone)]);
  if (!desk.reached) lines.push(['dr', '0']);
  if (desk.inform !== undefined) lines.push(['di', writeSpan(desk.inform)]);
  return lines;
}

function readBehaviour(asked: URLSearchParams): Behaviour | { problems: ScenarioProblem[] } {
  const problems: ScenarioProblem[] = [];
  const span = (key: string, text: string): Span | undefined => {
    const read = readSpan(text);
    if (read === null) problems.push({ field: key, message: 'Un délai s’écrit 4wh, 2wd, 3d ou 1.5h.' });
    return read ?? undefined;
  };
  const lines = asked
    .getAll('b')
    .slice(0, longestLink)
    .flatMap((text): Conduct[] => {
      const [who = '', does = '', after = '', codes = ''] = text.split('*');
      const known = conducts.find((one) => one === does);
      if (known === undefined || who === '') {
        problems.push({ field: 'b', message: 'Une conduite s’écrit qui*conduite*délai.' });
        return [];
      }
      const spoken = after === '' ? undefined : span('b', after);
      return [{ who, does: known, ...(spoken !== undefined && { after: spoken }), ...(codes !== '' && { codes: codes.split('.') }) }];
    });
  const [phone, inform] = [asked.get('dp'), asked.get('di')].map((text, index) => (text ? span(index === 0 ? 'dp' : 'di', text) : undefined));
  if (problems.length > 0) return { problems };
  return {
    recipients: recipientsOf(lines),
    desk: { reached: asked.get('dr') !== '0', ...(phone !== undefined && { phone }), ...(inform !== undefined && { inform }) },
  };
}
