import type { Request } from 'express';
import type { Instant } from '../../../calendar/span.ts';
import { rolesHeld } from '../../../directory/capacities.ts';
import { bodyName, partyName } from '../../../directory/names.ts';
import type { IndexedDirectory } from '../../../directory/resolve.ts';
import { answerLabel } from '../../../procedures/moments.ts';
import { behaviourSchema } from '../../../rehearsal/dry-run/behaviour.ts';
import { type Conduct, conducts, conductsOf, readSpan, recipientsOf, type Scenario, writeSpan } from '../../../rehearsal/dry-run/scenario.ts';
import type { Simulation } from '../../../rehearsal/dry-run/simulate.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import type { DryRunField, DryRunView } from '../../../templates/views/rehearsal.ts';
import { plainFacts } from '../../../vocabulary/fact-table.ts';
import type { Facts, Implicated } from '../../../vocabulary/facts.ts';
import { codes, type ImplicatedKind, label, type Role, vocabulary } from '../../../vocabulary/vocabulary.ts';
import { type FactsWorld, factChoices, readFacts, typedFacts } from '../shared/facts-form.ts';
import { type FormError, one, oneOf, type Typed } from '../shared/form.ts';

export const dryRunFields = [
  'protocol',
  'at',
  'channel',
  'commune',
  'inseeCode',
  'place',
  'establishment',
  'finessCategory',
  'implicated',
  'maltreatment',
  'danger',
  'victimGroup',
  ...plainFacts,
  'flags',
  'conducts',
  'deskPhone',
  'deskPhoneUnit',
  'deskReached',
  'deskInform',
  'deskInformUnit',
] as const satisfies readonly DryRunField[];

/** Lines of the form that hold one value each under a common name: empty ones keep their place. */
const column = (fields: Typed, name: string): string[] => [fields[name] ?? []].flat();
const MOST_LINES = 30;

const unitChoices: Choice[] = [
  { value: 'wh', label: 'heures ouvrées' },
  { value: 'wd', label: 'jours ouvrés' },
  { value: 'h', label: 'heures' },
  { value: 'd', label: 'jours' },
];
const conductWords: Record<Conduct['does'], string> = {
  SILENT: 'ne répond pas',
  ACKNOWLEDGE: 'accuse réception',
  CHARGE: 'prend en charge',
  OUTCOME: 'donne une suite',
  REFUSE: 'refuse',
  ASK: 'demande un complément',
  BOUNCE: 'adresse morte',
  DOWN: 'serveur de messagerie en panne',
};
const immediate: ReadonlySet<Conduct['does']> = new Set<Conduct['does']>(['SILENT', 'BOUNCE', 'DOWN']);

/** What a browser asked in an address: every value a text, or several. */
export function typedQuery(query: Request['query']): Typed {
  const clean: Typed = Object.create(null);
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string') clean[name] = value;
    else if (Array.isArray(value)) clean[name] = value.filter((item) => typeof item === 'string');
  }
  return clean;
}

/** Reads the form. What is left empty is not known; a span that is not one, or a commune that is none, is said beside its field. */
export function readDryRun(fields: Typed, world: FactsWorld): { scenario: Scenario; errors: FormError<DryRunField>[] } {
  const channel = oneOf(fields, 'channel', codes('channel')) ?? 'PHONE';
  const read = readFacts(fields, channel, world, false);
  const errors: FormError<DryRunField>[] = read.errors.flatMap(({ field, message }) =>
    (dryRunFields as readonly string[]).includes(field) ? [{ field: field as DryRunField, message }] : [],
  );
  const category = one(fields, 'finessCategory');
  if (category !== '' && !/^\d{3}$/.test(category)) errors.push({ field: 'finessCategory', message: 'Une catégorie FINESS compte trois chiffres.' });
  const { finessCategory = /^\d{3}$/.test(category) ? category : undefined, ...facts } = read.facts;
  const span = (amount: string, unit: string, field: DryRunField) => {
    if (amount.trim() === '') return undefined;
    const text = `${amount.trim().replace(',', '.')}${unit === '' ? 'wh' : unit}`;
    const found = readSpan(text);
    if (found === null) errors.push({ field, message: 'Un délai est un nombre positif, entier quand il compte des jours.' });
    return found ?? undefined;
  };
  const lines = column(fields, 'who').flatMap((who, index): Conduct[] => {
    const does = conducts.find((known) => known === column(fields, 'does')[index]);
    if (who === '' || does === undefined || index >= MOST_LINES) return [];
    const after = immediate.has(does) ? undefined : span(column(fields, 'after')[index] ?? '', column(fields, 'unit')[index] ?? '', 'conducts');
    if (after === undefined && !immediate.has(does) && errors.length === 0)
      errors.push({ field: 'conducts', message: `Dites après combien de temps ce destinataire ${conductWords[does]}.` });
    const code = column(fields, 'code')[index] ?? '';
    return [{ who, does, ...(after !== undefined && { after }), ...(fits(does, code) && { codes: code.split('.') }) }];
  });
  const phone = span(one(fields, 'deskPhone'), one(fields, 'deskPhoneUnit'), 'deskPhone');
  const inform = span(one(fields, 'deskInform'), one(fields, 'deskInformUnit'), 'deskInform');
  const behaviour = behaviourSchema.safeParse({
    recipients: recipientsOf(lines),
    desk: { reached: one(fields, 'deskReached') !== 'NON', ...(phone && { phone }), ...(inform && { inform }) },
  });
  if (!behaviour.success) errors.push({ field: 'conducts', message: 'Une conduite n’est pas comprise : choisissez-la dans la liste.' });
  const [at, protocol] = [one(fields, 'at'), one(fields, 'protocol')];
  return {
    scenario: {
      ...(protocol !== '' && { protocol }),
      ...(at !== '' && { at }),
      facts: { ...facts, ...(finessCategory !== undefined && { finessCategory }), implicated: readParties(fields) },
      behaviour: behaviour.success ? behaviour.data : behaviourSchema.parse({}),
    },
    errors,
  };
}

const fits = (does: Conduct['does'], code: string): boolean =>
  (does === 'REFUSE' && (codes('refusalReason') as string[]).includes(code)) ||
  (does === 'OUTCOME' && code !== '' && code.split('.').every((each) => (codes('outcome') as string[]).includes(each)));

/** `KIND/PRECISION` beside `organisation*contact`. */
function readParties(fields: Typed): Implicated[] {
  return column(fields, 'implicatedKind')
    .slice(0, 20)
    .flatMap((pair, index): Implicated[] => {
      const [code = '', precision = ''] = pair.split('/');
      const kind = codes('implicated').find((known) => known === code) as ImplicatedKind | undefined;
      const [organisation = '', contact = ''] = (column(fields, 'implicatedWho')[index] ?? '').split('*');
      if (kind === undefined) return [];
      return [{ kind, ...(precision !== '' && { precision }), ...(organisation !== '' && { organisation }), ...(contact !== '' && { contact }) }];
    });
}

/** A scenario as its form shows it. */
export function typedDryRun({ protocol = '', at = '', facts, behaviour: { recipients, desk } }: Scenario, world: FactsWorld): Typed {
  const lines = conductsOf({ recipients });
  const split = (span: Parameters<typeof writeSpan>[0] | undefined): [string, string] => {
    const [, amount = '', unit = ''] = span === undefined ? [] : (/^([\d.]+)(\w+)$/.exec(writeSpan(span)) ?? []);
    return [amount.replace('.', ','), unit];
  };
  const [deskPhone, deskPhoneUnit] = split(desk.phone);
  const [deskInform, deskInformUnit] = split(desk.inform);
  return {
    ...typedFacts(facts, world),
    protocol,
    at,
    channel: facts.channel,
    finessCategory: facts.finessCategory ?? '',
    implicatedKind: facts.implicated.map(({ kind, precision }) => (precision === undefined ? kind : `${kind}/${precision}`)),
    implicatedWho: facts.implicated.map(partyValue),
    who: lines.map(({ who }) => who),
    does: lines.map(({ does }) => does),
    after: lines.map(({ after }) => split(after)[0]),
    unit: lines.map(({ after }) => split(after)[1]),
    code: lines.map(({ codes: said = [] }) => said.join('.')),
    deskPhone,
    deskPhoneUnit,
    deskReached: desk.reached ? 'OUI' : 'NON',
    deskInform,
    deskInformUnit,
  };
}

const partyValue = ({ organisation = '', contact = '' }: Pick<Implicated, 'organisation' | 'contact'>): string =>
  organisation === '' && contact === '' ? '' : `${organisation}*${contact}`;

/** The lines of the form: those that are filled, and two empty ones. */
export function linesOf(fields: Typed): Pick<DryRunView, 'parties' | 'conducts'> {
  const kinds = column(fields, 'implicatedKind');
  const parties = [...kinds, '']
    .map((kind, index) => ({ kind, who: column(fields, 'implicatedWho')[index] ?? '' }))
    .filter(({ kind }, index) => kind !== '' || index === kinds.length);
  const who = column(fields, 'who').slice(0, MOST_LINES);
  const filled = who.map((each, index) => {
    const at = (name: string) => column(fields, name)[index] ?? '';
    return { who: each, does: at('does'), after: at('after'), unit: at('unit'), code: at('code') };
  });
  const empty = { who: '', does: '', after: '', unit: 'wh', code: '' };
  return { parties, conducts: [...filled.filter((line) => line.who !== '' || line.does !== ''), empty, empty] };
}

/** Choices of the form. Whoever was told in the rehearsal comes first among those whose conduct one may choose. */
export function dryRunChoices(
  fields: Typed,
  world: FactsWorld,
  protocols: Choice[],
  facts: Facts | null,
  simulation: Simulation | null,
): DryRunView['choices'] {
  const { communes, establishments } = factChoices(fields, world);
  return {
    protocols,
    communes,
    establishments,
    parties: withMissing(partyChoices(world.directory), (facts?.implicated ?? []).map(partyValue), (value) =>
      value
        .split('*')
        .filter((id) => id !== '')
        .map((id) => partyName(world.directory, id))
        .join(', '),
    ),
    who: withMissing(whoChoices(world.directory, simulation), column(fields, 'who'), (value) => whoLabel(world.directory, value)),
    does: conducts.map((does) => ({ value: does, label: conductWords[does] })),
    units: unitChoices,
    codes: withMissing(
      [
        ...codes('refusalReason').map((code) => ({ value: code, label: typographic(`refus : ${label('refusalReason', code).toLowerCase()}`) })),
        ...codes('outcome').map((code) => ({ value: code, label: typographic(`suite : ${label('outcome', code).toLowerCase()}`) })),
      ].filter(({ value }, index, all) => all.findIndex((other) => other.value === value) === index),
      column(fields, 'code'),
      (value) => typographic(answerLabel(value).toLowerCase()),
    ),
  };
}

/** What a link names and no list offers keeps its place, by its name. */
function withMissing(choices: Choice[], values: readonly string[], named: (value: string) => string): Choice[] {
  const missing = new Set(values.filter((value) => value !== '' && !choices.some((choice) => choice.value === value)));
  return [...choices, ...[...missing].map((value) => ({ value, label: named(value) }))];
}

const french = new Intl.Collator('fr');
const byLabel = (a: Choice, b: Choice): number => french.compare(a.label, b.label);

function partyChoices({ organisations }: IndexedDirectory): Choice[] {
  return organisations.map(({ id, name }) => ({ value: `${id}*`, label: name })).sort(byLabel);
}

const isRole = (value: string): value is Role => Object.hasOwn(vocabulary.role, value);
const roleChoice = (role: Role): string => typographic(`Rôle : ${label('role', role)}`);
const whoLabel = (directory: IndexedDirectory, value: string): string => (isRole(value) ? roleChoice(value) : partyName(directory, value));

function whoChoices({ organisationById, organisations }: IndexedDirectory, simulation: Simulation | null): Choice[] {
  const told = [...new Set((simulation?.state.transfers ?? []).map(({ organisation }) => organisation))];
  const roles = [...new Set(organisations.flatMap(rolesHeld))].filter((role) => role !== 'DESK' && role !== 'ETABLISSEMENT');
  return [
    { value: 'default', label: 'Tous les autres' },
    ...told.map((id) => ({ value: id, label: bodyName({ organisationById }, id) })),
    ...roles.map((role) => ({ value: role, label: roleChoice(role) })).sort(byLabel),
  ];
}

/** A date and hour as its field shows it. */
export function localTime(at: Instant, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T');
}
