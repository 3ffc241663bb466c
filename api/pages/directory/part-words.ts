import type { CalendarSpec } from '../../../calendar/calendar.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { formatHours } from '../../../calendar/hours.ts';
import { dayAfter } from '../../../calendar/local.ts';
import { calendarName } from '../../../directory/calendars.ts';
import { type Competent, situationLimits } from '../../../directory/competence.ts';
import type { Contact, FurtherCompetence, Link, Organisation, Validity } from '../../../directory/directory.ts';
import type { DirectoryDifference, PartValue, Unnumbered } from '../../../directory/edits.ts';
import { positionNames } from '../../../directory/names.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { notOn } from '../../../directory/validity.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ShownDifference } from '../../../templates/views/directory.ts';
import { roleLabel } from '../../../vocabulary/vocabulary.ts';

/** What a part says, under the name of each thing it says. */
type Said = Record<string, string>;

export const tieNames: Record<Link['kind'], string> = {
  PERSON: 'une même personne',
  EMPLOYMENT: 'un emploi',
  DIRECTION: 'la direction',
  OWNERSHIP: 'la propriété',
  FAMILY: 'la famille',
  OVERSIGHT: 'le contrôle',
  AUTHORISATION: 'l’autorisation',
  FUNDING: 'le financement',
};

/** The communes of a list by name: the first few, and how many more. */
export function communesNamed(codes: readonly string[], most = 6): string {
  const names = codes.slice(0, most).map((code) => communeName(code) ?? 'commune inconnue');
  const more = codes.length - names.length;
  if (codes.length === 0) return 'Aucune commune';
  return more > 0 ? `${names.join(', ')} et ${more} ${more === 1 ? 'autre' : 'autres'}` : names.join(', ');
}

/** Where a body is competent, in words. */
export function territoryWords({ territory }: Pick<Organisation, 'territory'>, most?: number): string {
  if (!('wholeDepartment' in territory)) return communesNamed(territory.communes, most);
  const { except = [] } = territory;
  return except.length === 0 ? 'Tout le département' : `Tout le département, sauf ${communesNamed(except, most)}`;
}

/** To which situations a body is limited, in words; '' where it is not. */
export const limitsSaid = ({ onlyFor = {}, neverFor = {} }: Competent) => ({
  onlyFor: situationLimits(onlyFor),
  neverFor: situationLimits(neverFor),
});

/** How a contact stands, in words: the first that matters. */
export function contactStateWords({ retired, failing, toCheck, verifiedOn }: Contact): string {
  if (retired !== undefined) return `Retiré depuis le ${frenchDay(retired)}`;
  if (failing !== undefined) return `En échec depuis le ${frenchDay(failing.since)} : ${failing.why}`;
  const verified = verifiedOn === undefined ? 'Jamais vérifié' : `Vérifié le ${frenchDay(verifiedOn)}`;
  return toCheck === undefined ? verified : `Téléphone à contrôler depuis le ${frenchDay(toCheck)}. ${verified}`;
}

/** From when until when something answers, in words, beside the day it is: '' where it has no bound that matters. */
export function datesWords({ from, until }: Validity, today: string): string {
  if (from !== undefined && today < from) return `Répondra à partir du ${frenchDay(from)}`;
  if (until === undefined) return '';
  return today > until ? `Ne répond plus depuis le ${frenchDay(dayAfter(until))}` : `Répond jusqu’au ${frenchDay(until)} inclus`;
}

/** On which days a body has no agreement, in words, beside the day it is: '' where that is over, or never was. */
export function lapseWords({ lapsed }: Pick<Organisation, 'lapsed'>, today: string): string {
  if (lapsed === undefined || notOn(lapsed, today) === 'ENDED') return '';
  const since = today < lapsed.from ? `Sans convention à partir du ${frenchDay(lapsed.from)}` : `Sans convention depuis le ${frenchDay(lapsed.from)}`;
  return lapsed.until === undefined ? since : `${since}, jusqu’au ${frenchDay(lapsed.until)} inclus`;
}

/** What changes of a body on a day ahead, in words; '' where nothing does. */
export function becomingWords({ becomes }: Pick<Organisation, 'becomes'>): string {
  if (becomes === undefined) return '';
  const { on, name, territory } = becomes;
  const what = [
    ...(name === undefined ? [] : [`nom : ${name}`]),
    ...(territory === undefined ? [] : [`territoire : ${territoryWords({ territory }, 1_000)}`]),
  ];
  return `À partir du ${frenchDay(on)}, ${what.join(' ; ')}`;
}

/** The same as lines of a difference. */
const datesSaid = ({ from, until }: Validity): Said => ({
  'Premier jour': from === undefined ? '' : frenchDay(from),
  'Dernier jour': until === undefined ? '' : frenchDay(until),
});

export const lapseSaid = ({ lapsed }: Pick<Organisation, 'lapsed'>): string =>
  lapsed === undefined
    ? ''
    : `À partir du ${frenchDay(lapsed.from)}${lapsed.until === undefined ? '' : `, jusqu’au ${frenchDay(lapsed.until)} inclus`}`;

/** A further competence in one line: « Pôle handicap (Conseil départemental, Tout le département, lieu : Domicile, rang 10), par Mme Roy ». */
function furtherWords(one: FurtherCompetence, nameOf: (id: string) => string): string {
  const { onlyFor, neverFor } = limitsSaid(one);
  const what = [
    one.roles.map(roleLabel).join(', '),
    territoryWords(one, 1_000),
    ...(onlyFor === '' ? [] : [`seulement pour ${onlyFor}`]),
    ...(neverFor === '' ? [] : [`jamais pour ${neverFor}`]),
    `rang ${one.priority}`,
  ];
  return `${one.name} (${what.join(', ')})${one.contacts === undefined ? '' : `, par ${one.contacts.map(nameOf).join(', ')}`}`;
}

function organisationSaid(one: Organisation, contactOf: (id: string) => string): Said {
  return {
    Nom: one.name,
    Compétence: one.roles.map(roleLabel).join(', '),
    Territoire: territoryWords(one, 1_000),
    'Seulement pour': limitsSaid(one).onlyFor,
    'Jamais pour': limitsSaid(one).neverFor,
    Rang: String(one.priority),
    'Autres compétences': (one.also ?? []).map((competence) => furtherWords(competence, contactOf)).join(' ; '),
    Calendrier: calendarName(one.calendar ?? 'default'),
    Numéro: one.finess === undefined ? '' : `FINESS ${one.finess}`,
    Catégorie: one.finessCategory === undefined ? '' : `FINESS ${one.finessCategory}`,
    Commune: one.inseeCode === undefined ? '' : (communeName(one.inseeCode) ?? 'commune inconnue'),
    ...datesSaid(one),
    Ensuite: becomingWords(one),
    'Sans convention': lapseSaid(one),
    État: one.retired === undefined ? '' : `Retiré depuis le ${frenchDay(one.retired)}`,
  };
}

function contactSaid(one: Contact): Said {
  return {
    Nom: one.name,
    Service: one.service ?? '',
    Place: positionNames[one.position],
    'Adresse électronique': one.email ?? '',
    Téléphone: one.phone ?? '',
    'Adresse postale': one.address ?? '',
    Logiciel: one.endpoint ?? '',
    ...datesSaid(one),
    État: contactStateWords(one),
  };
}

function calendarSaid(spec: CalendarSpec): Said {
  const days = [...(spec.closed ?? []).map(({ date, why }) => `fermé le ${frenchDay(date)} (${why})`)];
  const opened = (spec.open ?? []).map(({ date, why }) => `ouvert le ${frenchDay(date)} (${why})`);
  return {
    Horaires: formatHours(spec.weekly),
    'Jours fériés': spec.holidays === false ? 'Ouvert' : '',
    Territoire: spec.region,
    Exceptions: [...days, ...opened].join(', '),
  };
}

function said(part: string, value: PartValue, nameOf: (id: string) => string): Said {
  if (value === null) return {};
  if (part.startsWith('organisation:')) return organisationSaid(value as Organisation, nameOf);
  if (part.startsWith('contact:')) return contactSaid(value as Contact);
  if (part.startsWith('calendar:')) return calendarSaid(value as CalendarSpec);
  return { Lien: tieNames[(value as Link).kind] };
}

/** Names of bodies and contacts, of those there or of before. */
export function namesIn(...directories: readonly Pick<Unnumbered, 'organisations' | 'contacts'>[]): (id: string) => string {
  const names = new Map(
    directories.flatMap(({ organisations, contacts }) => [...organisations, ...contacts].map(({ id, name }) => [id, name] as const)),
  );
  return (id) => names.get(id) ?? 'organisme retiré de l’annuaire';
}

/** What a change changes, in words: what it is about, and each thing that differs. */
export function differenceWords({ part, before, after }: DirectoryDifference, nameOf: (id: string) => string): ShownDifference {
  const [was, is] = [said(part, before, nameOf), said(part, after, nameOf)];
  const labels = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((label) => (was[label] ?? '') !== (is[label] ?? ''));
  return {
    title: typographic(titleOf(part, (after ?? before) as NonNullable<PartValue>, nameOf)),
    kind: before === null ? 'ADDED' : after === null ? 'GONE' : isRetired(after) && !isRetired(before) ? 'RETIRED' : 'CHANGED',
    lines: labels.map((label) => ({ label, before: typographic(was[label] ?? ''), after: typographic(is[label] ?? '') })),
  };
}

const isRetired = (value: PartValue): boolean => value !== null && 'retired' in value && value.retired !== undefined;

function titleOf(part: string, value: NonNullable<PartValue>, nameOf: (id: string) => string): string {
  if (part.startsWith('organisation:')) return (value as Organisation).name;
  if (part.startsWith('contact:')) return `${(value as Contact).name}, ${nameOf((value as Contact).organisation)}`;
  if (part.startsWith('calendar:')) return `Calendrier : ${calendarName(part.slice('calendar:'.length))}`;
  const { from, to } = value as Link;
  return `Lien entre ${nameOf(from)} et ${nameOf(to)}`;
}
