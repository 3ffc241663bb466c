import { z } from 'zod';
import type { CalendarSpec } from '../calendar/calendar.ts';
import { parseHours } from '../calendar/hours.ts';
import { CalendarError } from '../calendar/refusal.ts';
import { whyUnfit } from '../calendar/unfit.ts';
import { endpointShape, isEndpoint } from '../vocabulary/endpoint.ts';
import { offeredChannels } from '../vocabulary/outgoing-channels.ts';
import { codes, type Role } from '../vocabulary/vocabulary.ts';
import { furtherRoles } from './capacities.ts';
import { type FactLimits, limitCodes, limitingFacts } from './competence.ts';
import { type AreaOfCompetence, type Directory, finessCategoryShape, finessShape, type LinkKind, type Position } from './directory.ts';
import { isReachableBy } from './resolve.ts';

interface Problem {
  /** Where in the file: `organisations.4.territory.communes.0`. */
  path: string;
  /** French, names the body, contact or calendar at fault. */
  message: string;
}

const NBSP = '\u00a0';
const quoted = (value: unknown) => `«${NBSP}${typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)}${NBSP}»`;

function code<T extends string>(list: readonly string[], what: string) {
  return z.enum(list as [T, ...T[]], { error: ({ input }) => `${quoted(input)} n’est pas ${what}.` });
}
/** Codes that YAML may read as numbers when nobody quoted them. */
function shape(pattern: RegExp, what: string) {
  return z
    .union([z.string(), z.int().transform(String)])
    .refine((text) => pattern.test(text), { error: ({ input }) => `${quoted(input)} n’est pas ${what}.` });
}
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, {
  error: ({ input }) => `${quoted(input)}${NBSP}: minuscules sans accent, chiffres et tirets, en commençant par une lettre.`,
});
const text = z.string().trim().min(1, 'Texte attendu.');
const day = z.iso.date('Date attendue, par exemple 2026-11-22.');
const commune = shape(/^(\d{2}|2[AB])\d{3}$/, 'un code INSEE de commune (cinq caractères, entre guillemets s’il commence par zéro)');

const territory: z.ZodType<AreaOfCompetence> = z.union(
  [
    z.strictObject({
      wholeDepartment: z.literal(true),
      except: z.array(commune).min(1, 'aucune commune exceptée\u00a0: n’écrivez rien.').exactOptional(),
    }),
    z.strictObject({
      communes: z.array(commune).min(1, 'un territoire sans commune ne couvre rien\u00a0; écrivez les communes, ou wholeDepartment: true.'),
    }),
  ],
  { error: 'Territoire attendu\u00a0: { communes: [codes INSEE] } ou { wholeDepartment: true }.' },
);

const interval = z.tuple([z.int().min(0).max(1440), z.int().min(0).max(1440)]);
const weekly = z.preprocess(
  (hours, context) => {
    if (typeof hours !== 'string') return hours;
    try {
      return parseHours(hours);
    } catch (error) {
      if (!(error instanceof CalendarError)) throw error;
      context.issues.push({ code: 'custom', message: error.message, input: hours });
      return z.NEVER;
    }
  },
  z.union([z.null(), z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), z.array(interval))], {
    error: 'Horaires attendus, par exemple "Mon-Fri 09:00-12:00,13:00-17:00", ou null pour un calendrier sans heures.',
  }),
);
const calendar: z.ZodType<CalendarSpec> = z
  .strictObject({
    region: shape(/^[0-9AB]{2,3}$/, 'un code de département'),
    weekly,
    holidays: z.literal(false, { error: 'Écrivez «\u00a0holidays: false\u00a0» pour un service ouvert les jours fériés, ou rien.' }).exactOptional(),
    closed: z.array(z.strictObject({ date: z.iso.date(), why: text })).exactOptional(),
    open: z.array(z.strictObject({ date: z.iso.date(), intervals: z.array(interval).min(1), why: text })).exactOptional(),
  })
  .superRefine((spec, context) => {
    try {
      const unfit = whyUnfit(spec);
      if (unfit !== null) context.addIssue({ code: 'custom', path: [unfit.field], message: unfit.message });
    } catch (error) {
      if (!(error instanceof CalendarError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

const limits = z.strictObject(
  Object.fromEntries(
    limitingFacts.map((fact) => {
      const known = limitCodes(fact);
      const one = known === null ? shape(finessCategoryShape, 'une catégorie FINESS (trois chiffres)') : code<string>(known, 'un code connu');
      return [fact, z.array(one).min(1, 'une liste vide ne limite à rien\u00a0: n’écrivez rien.').exactOptional()] as const;
    }),
  ),
) as unknown as z.ZodType<FactLimits>;
const someLimits = limits.refine((one) => Object.keys(one).length > 0, 'aucune limite\u00a0: n’écrivez rien.');

const dated = { from: day.exactOptional(), until: day.exactOptional() };

const becomes = z
  .strictObject({ on: day, name: text.exactOptional(), territory: territory.exactOptional() })
  .refine(({ name, territory: area }) => name !== undefined || area !== undefined, 'dites ce qui change ce jour-là\u00a0: le nom, ou le territoire.');

const further = z.strictObject({
  id,
  name: text,
  roles: z.array(code<Role>(furtherRoles, 'un rôle qu’une compétence de plus peut avoir')).min(1, 'Au moins un rôle.'),
  territory,
  onlyFor: someLimits.exactOptional(),
  neverFor: someLimits.exactOptional(),
  priority: z.int().min(0),
  contacts: z.array(z.string()).min(1, 'une liste vide ne nomme personne\u00a0: n’écrivez rien.').exactOptional(),
});

const organisation = z.strictObject({
  id,
  roles: z.array(code<Role>(codes('role'), 'un rôle connu')).min(1, 'Au moins un rôle.'),
  name: text,
  territory,
  onlyFor: someLimits.exactOptional(),
  neverFor: someLimits.exactOptional(),
  priority: z.int().min(0),
  also: z.array(further).min(1, 'aucune compétence de plus\u00a0: n’écrivez rien.').exactOptional(),
  calendar: z.string().exactOptional(),
  finess: shape(finessShape, 'un numéro FINESS (neuf caractères)').exactOptional(),
  finessCategory: shape(finessCategoryShape, 'une catégorie FINESS (trois chiffres)').exactOptional(),
  inseeCode: commune.exactOptional(),
  fictional: z.boolean().exactOptional(),
  ...dated,
  becomes: becomes.exactOptional(),
  lapsed: z.strictObject({ from: day, until: day.exactOptional() }).exactOptional(),
  retired: day.exactOptional(),
});

const contact = z.strictObject({
  id,
  organisation: z.string(),
  position: code<Position>(['TITULAR', 'DEPUTY', 'SUPERIOR'], 'une position (TITULAR, DEPUTY ou SUPERIOR)'),
  name: text,
  service: text.exactOptional(),
  email: z.email({ error: ({ input }) => `${quoted(input)} n’est pas une adresse électronique.` }).exactOptional(),
  phone: z
    .string()
    .regex(/^\+?\d[\d .]{1,20}$/, { error: ({ input }) => `${quoted(input)} n’est pas un numéro de téléphone.` })
    .exactOptional(),
  address: text.exactOptional(),
  endpoint: z
    .string()
    .refine(isEndpoint, { error: ({ input }) => `${quoted(input)} ne peut pas être appelé\u00a0: ${endpointShape}.` })
    .exactOptional(),
  verifiedOn: day.exactOptional(),
  toCheck: day.exactOptional(),
  failing: z.strictObject({ since: day, why: text }).exactOptional(),
  ...dated,
  retired: day.exactOptional(),
});

const link = z.strictObject({
  from: z.string(),
  to: z.string(),
  kind: code<LinkKind>(['PERSON', 'EMPLOYMENT', 'DIRECTION', 'OWNERSHIP', 'FAMILY', 'OVERSIGHT', 'AUTHORISATION', 'FUNDING'], 'un lien connu'),
});

const directorySchema: z.ZodType<Directory> = z
  .strictObject({
    department: shape(/^(\d{2,3}|2[AB])$/, 'un code de département'),
    revision: z.int().positive(),
    organisations: z.array(organisation),
    contacts: z.array(contact),
    links: z.array(link),
    calendars: z.record(z.string(), calendar),
  })
  .superRefine((directory, context) => {
    for (const { path, message } of check(directory))
      context.addIssue({ code: 'custom', path: path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)), message });
  });

/** What the shape of a directory cannot say: ids that exist, and are nobody else's. */
function check(directory: Directory): Problem[] {
  const found: Problem[] = [];
  const say = (path: string, message: string) => found.push({ path, message });
  const bodies = new Set(directory.organisations.map((one) => one.id));
  const bodyOf = new Map(directory.contacts.map(({ id, organisation }) => [id, organisation]));
  const ids = new Set<string>(['desk']);
  const once = (path: string, one: string) => {
    if (ids.has(one)) say(path, `l’identifiant ${quoted(one)} est déjà pris${NBSP}; organismes et contacts ont chacun le leur.`);
    ids.add(one);
  };
  for (const name of ['desk', 'default']) if (directory.calendars[name] === undefined) say('calendars', `le calendrier ${quoted(name)} manque.`);
  for (const [index, one] of directory.organisations.entries()) {
    const at = `organisations.${index}`;
    once(`${at}.id`, one.id);
    if (one.calendar !== undefined && directory.calendars[one.calendar] === undefined)
      say(`${at}.calendar`, `le calendrier ${quoted(one.calendar)} n’existe pas.`);
    for (const [place, { id: own, contacts = [] }] of (one.also ?? []).entries()) {
      if (one.also?.findIndex((other) => other.id === own) !== place) say(`${at}.also.${place}.id`, `la compétence ${quoted(own)} y est deux fois.`);
      for (const contact of contacts)
        if (bodyOf.get(contact) !== one.id) say(`${at}.also.${place}.contacts`, `${quoted(contact)} n’est pas un contact de cet organisme.`);
    }
    if (one.roles.includes('ETABLISSEMENT') && one.finess === undefined)
      say(`${at}.finess`, 'un établissement se retrouve par son numéro FINESS, qui manque.');
  }
  for (const [index, one] of directory.contacts.entries()) {
    const at = `contacts.${index}`;
    once(`${at}.id`, one.id);
    if (!bodies.has(one.organisation)) say(`${at}.organisation`, `l’organisme ${quoted(one.organisation)} n’existe pas.`);
    if (!offeredChannels.some((kind) => isReachableBy(one, kind)))
      say(at, 'ni courriel, ni téléphone, ni adresse, ni logiciel à appeler\u00a0: personne ne peut le joindre.');
  }
  for (const kind of ['organisations', 'contacts'] as const)
    for (const [index, { from, until }] of directory[kind].entries())
      if (from !== undefined && until !== undefined && until < from)
        say(`${kind}.${index}.until`, `le dernier jour, ${quoted(until)}, vient avant le premier, ${quoted(from)}.`);
  for (const [index, { lapsed }] of directory.organisations.entries())
    if (lapsed?.until !== undefined && lapsed.until < lapsed.from)
      say(
        `organisations.${index}.lapsed.until`,
        `le dernier jour sans convention, ${quoted(lapsed.until)}, vient avant le premier, ${quoted(lapsed.from)}.`,
      );
  for (const [index, { from, to }] of directory.links.entries()) {
    for (const [end, one] of Object.entries({ from, to }))
      if (one === 'desk' || !ids.has(one)) say(`links.${index}.${end}`, `${quoted(one)} n’est ni un organisme ni un contact.`);
    if (from === to) say(`links.${index}`, `${quoted(from)} est lié à lui-même.`);
  }
  return found;
}

/** Names the body, contact, link or calendar around a path, so that a message can be read without counting list items. */
function subject(input: unknown, path: readonly PropertyKey[]): string {
  const names: Record<string, string> = { organisations: 'Organisme', contacts: 'Contact', links: 'Lien', calendars: 'Calendrier' };
  const name = names[String(path[0])];
  const key = path[1];
  if (name === undefined || key === undefined) return '';
  const list = (input as Record<PropertyKey, unknown>)[path[0] as PropertyKey];
  const item = typeof list === 'object' && list !== null ? (list as Record<PropertyKey, unknown>)[key] : undefined;
  const own = typeof item === 'object' && item !== null && 'id' in item ? quoted(item.id) : typeof key === 'number' ? String(key + 1) : quoted(key);
  return `${name} ${own}${NBSP}: `;
}

/**
 * Reads a directory as data (what YAML or JSON gives). Opening hours may be written as text ("Mon-Fri 09:00-17:00").
 * @returns the directory, or every problem found, in French, each naming what is at fault. Throws nothing.
 */
export function parseDirectory(input: unknown): { directory: Directory } | { problems: Problem[] } {
  const read = directorySchema.safeParse(input, { error: z.locales.fr().localeError });
  if (read.success) return { directory: read.data };
  return { problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message: `${subject(input, path)}${message}` })) };
}
