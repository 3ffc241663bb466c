import Handlebars, { type HelperOptions } from 'handlebars';
import { DateTime } from 'luxon';
import { frenchDate, frenchDateTime, frenchDeadline, frenchDuration } from '../calendar/french.ts';
import { frenchClock } from '../calendar/hours.ts';
import { yearIn } from '../calendar/local.ts';
import type { Instant } from '../calendar/span.ts';
import { stretchesOf } from '../mails/quotations.ts';
import { codes, type LabelledFamily, storedLabel, type TransferStatus } from '../vocabulary/vocabulary.ts';
import { typographic } from './text/typography.ts';
import { implicatedChoices, placeChoices, plainFactFields } from './views/fact-choices.ts';
import type { Station } from './views/parts.ts';
import { partyRows } from './views/party-fields.ts';
import type { ListColumn } from './views/queue.ts';

interface Root {
  chrome: { zone: string; now: Instant };
}

interface Shown {
  value: string | string[];
  error?: string;
}

const french = new Intl.NumberFormat('fr');
const frenchPlural = new Intl.PluralRules('fr');

const rootOf = (options: HelperOptions): Root => (options.data as { root: Root }).root;

/** Whether a value is worth showing: not absent, not empty. */
const present = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false && value !== '';

const years = new WeakMap<Root['chrome'], number>();

/** The year a page is read in: asked of its zone once, not with each of its dates. */
function yearOf(chrome: Root['chrome']): number {
  const year = years.get(chrome) ?? yearIn(chrome.now, chrome.zone);
  years.set(chrome, year);
  return year;
}

/** "jeudi 26 novembre, 17 h"; the year is said when it is not the current one. */
function dateTime(at: Instant, options: HelperOptions): string {
  const { chrome } = rootOf(options);
  return frenchDateTime(at, chrome.zone, yearOf(chrome));
}

/** An instant by which something must be done: "mardi 22 décembre, minuit" for the end of a day. */
function deadline(at: Instant, options: HelperOptions): string {
  const { chrome } = rootOf(options);
  return frenchDeadline(at, chrome.zone, yearOf(chrome));
}

function date(at: Instant, options: HelperOptions): string {
  const { chrome } = rootOf(options);
  return frenchDate(at, chrome.zone, yearOf(chrome));
}

/** A date without hours as the desk stores it (`2026-11-20`), in words. */
function day(iso: string, options: HelperOptions): string {
  const { chrome } = rootOf(options);
  return frenchDate(Date.parse(`${iso}T12:00:00Z`), chrome.zone, yearOf(chrome));
}

/** "dans 3 heures", "en retard de 2 jours". */
const away = (at: Instant, options: HelperOptions): string => frenchDuration(rootOf(options).chrome.now, at);

/** "14/11, 9 h 05": for dense tables, beside a `<time>` that says it whole. */
function shortTime(at: Instant, options: HelperOptions): string {
  const { day, month, hour, minute } = DateTime.fromMillis(at, { zone: rootOf(options).chrome.zone });
  return `${twoDigits(day)}/${twoDigits(month)},\u00a0${hour}\u00a0h\u00a0${twoDigits(minute)}`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** "17 h 30": the hour alone, under a day already named. */
const hour = (at: Instant, options: HelperOptions): string => {
  const local = DateTime.fromMillis(at, { zone: rootOf(options).chrome.zone });
  return frenchClock(local.hour * 60 + local.minute);
};

/** As shortTime, for a limit: the end of a day is said of that day. */
function shortDeadline(at: Instant, options: HelperOptions): string {
  const local = DateTime.fromMillis(at, { zone: rootOf(options).chrome.zone });
  if (local.hour !== 0 || local.minute !== 0) return shortTime(at, options);
  return local.minus({ minutes: 1 }).toFormat("dd/MM,\u00a0'minuit'");
}

const iso = (at: Instant): string => new Date(at).toISOString();

/** The field of a form by its name. A template that names a field the form does not have is an error, never a blank. */
function fieldOf(form: { fields: Record<string, Shown> }, name: string): Shown {
  const found = form.fields[name];
  if (found === undefined) throw new Error(`The form has no field "${name}"`);
  return found;
}

interface ShownChoice {
  value: string;
  label: string;
  hint?: string;
}

/** The choices of radios, checkboxes or a select: a list given by the page, or a whole family of the vocabulary. */
function choices(options: HelperOptions): (ShownChoice & { chosen: boolean; id: string })[] {
  const { family, list, only, value, name } = options.hash as {
    family?: LabelledFamily;
    list?: ShownChoice[];
    only?: string[];
    value: string | string[];
    name: string;
  };
  const all = family === undefined ? (list ?? []) : (only ?? codes(family)).map((code) => ({ value: code, label: word(family, code) }));
  const chosen = Array.isArray(value) ? value : [value];
  return all.map((choice, index) => ({ ...choice, chosen: chosen.includes(choice.value), id: index === 0 ? name : `${name}-${index + 1}` }));
}

/** What somebody else recorded, in the words of the field's choices where it has some. */
function theirWords(theirs: string[], options: HelperOptions): string {
  const { family, list } = options.hash as { family?: LabelledFamily; list?: ShownChoice[] };
  if (family === undefined && list === undefined) return theirs.join(', ') || 'rien';
  const all = choices({ ...options, hash: { ...options.hash, value: theirs, name: '' } });
  return sentenceList(all.filter(({ chosen }) => chosen).map(({ label: text }) => text)) || 'rien';
}

/** One choice written in a template: `(choice "OUI" "Oui" "texte d'aide")`. */
function choice(value: string, text: string, hint: string | HelperOptions): ShownChoice {
  return typeof hint === 'string' ? { value, label: text, hint } : { value, label: text };
}

/** French list: "a, b et c". */
function sentenceList(items: string[]): string {
  return new Intl.ListFormat('fr', { type: 'conjunction' }).format(items);
}

/** The French word of a code, with its typography. */
const word = (family: LabelledFamily | 'role', code: string | number): string => typographic(storedLabel(family, code));

/** The words of several codes as one list; only the first keeps its capital, acronyms theirs. */
function words(family: LabelledFamily | 'role', list: (string | number)[]): string {
  return sentenceList(
    list.map((code, index) => (index === 0 ? word(family, code) : word(family, code).replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase()))),
  );
}

/** The shape that stands beside the word of a transfer's status. */
const SHAPES: Record<TransferStatus, string> = {
  DUE: 'tag-due',
  SENT: 'tag-open',
  UNDELIVERABLE: 'tag-late',
  ACKNOWLEDGED: 'tag-going',
  IN_CHARGE: 'tag-going',
  INFORMATION_REQUESTED: 'tag-due',
  REFUSED: 'tag-stopped',
  REROUTED: 'tag-stopped',
  OUTCOME_GIVEN: 'tag-done',
  CANCELLED: 'tag-stopped',
};

/** A station of the way in words, for the table that says the same as the drawing. */
function stationWords({ state, at, due, late, projected }: Station): string {
  if (state === 'reached') return at ?? 'Fait';
  if (state === 'failed') return 'Échec';
  if (state === 'skipped') return 'Sans objet';
  if (due === undefined) return state === 'current' ? 'En cours' : 'À venir';
  if (late) return `Attendu ${due}, en retard`;
  return `${projected ? 'Prévu' : state === 'ahead' ? 'Au plus tard' : 'Attendu'} ${due}`;
}

const ERROR_TITLES: Record<number, string> = {
  400: 'Demande incomprise',
  403: 'Accès refusé',
  404: 'Page introuvable',
  409: 'La situation a changé',
  429: 'Un instant',
  500: 'Quelque chose n’a pas marché',
  503: 'Le guichet redémarre',
};

const COLUMNS: Record<'reason' | ListColumn, string> = {
  reason: 'Pourquoi il est là',
  danger: 'Danger',
  place: 'Lieu',
  commune: 'Commune',
  channel: 'Provenance',
  victimGroup: 'Personne',
  status: 'État',
  openedAt: 'Reçu le',
  closedAt: 'Clos le',
  dueAt: 'Échéance',
  takenBy: 'Pris par',
};
const POSITIONS: Record<string, string> = { TITULAR: 'Contact', DEPUTY: 'Suppléance', SUPERIOR: 'Hiérarchie' };
const CASES: Record<string, string> = { OPEN: 'En cours', CLOSED: 'Clos', NOT_RETAINED: 'Non retenu', MERGED: 'Fusionné' };

/** A text with its web addresses made into links; everything else is escaped. */
function linked(text: string): Handlebars.SafeString {
  const escaped = Handlebars.escapeExpression(text).replaceAll('&#x3D;', '=');
  return new Handlebars.SafeString(
    escaped.replaceAll(/https?:\/\/[^\s<>&]+(?:&amp;[^\s<>&]+)*/g, (address) => `<a href="${address}">${address}</a>`),
  );
}

/** The helpers that every template may use, pages and mails alike. Handlebars escapes what they give; `linked` alone writes HTML. */
/** A mail's text: what its author wrote, and what is quoted in it, each with how many lines it has. */
function stretches(text: string): { quoted: boolean; text: string; lines: number }[] {
  return stretchesOf(text).map((one) => ({ ...one, lines: one.text.split('\n').length }));
}

export const helpers = {
  stretches,
  dateTime,
  deadline,
  date,
  day,
  away,
  shortTime,
  shortDeadline,
  iso,
  fieldOf,
  choices,
  theirWords,
  refused: (form: { errors: unknown[] } | undefined) => form !== undefined && form.errors.length > 0,
  choice,
  word,
  words,
  list: (...items: unknown[]) => items.slice(0, -1),
  sentenceList,
  number: (value: number) => french.format(value),
  add: (a: number, b: number) => a + b,
  hour,
  either: (value: unknown, otherwise: unknown) => (present(value) ? value : otherwise),
  eq: (a: unknown, b: unknown) => a === b,
  not: (value: unknown) => !present(value),
  and: (...values: unknown[]) => values.slice(0, -1).every(present),
  or: (...values: unknown[]) => values.slice(0, -1).some(present),
  gt: (a: number, b: number) => a > b,
  oneOf: (value: unknown, ...rest: unknown[]) => rest.slice(0, -1).includes(value),
  capital: (text: string) => text.replace(/^\p{Ll}/u, (first) => first.toUpperCase()),
  linked,
  concat: (...parts: unknown[]) => parts.slice(0, -1).join(''),
  'if-else': (value: unknown, yes: string, no: string) => (present(value) ? yes : no),
  'column-label': (key: 'reason' | ListColumn) => COLUMNS[key],
  'column-choices': (keys: readonly ListColumn[]) => keys.map((value) => ({ value, label: COLUMNS[value] })),
  'position-label': (position: string) => POSITIONS[position],
  'case-status': (status: string) => CASES[status],
  'place-choices': placeChoices,
  'plain-facts': plainFactFields,
  'implicated-choices': implicatedChoices,
  'party-rows': partyRows,
  'error-title': (status: number) => ERROR_TITLES[status] ?? 'Quelque chose n’a pas marché',
  'status-shape': (code: TransferStatus) => SHAPES[code],
  'station-words': stationWords,
  plural: (count: number, singular: string, plural: string) =>
    `${french.format(count)}\u00a0${frenchPlural.select(count) === 'one' ? singular : plural}`,
  phoneHref: (phone: string) => `tel:${phone.replaceAll(/[^+\d]/g, '')}`,
};
