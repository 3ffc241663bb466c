import { type Calendar, compile } from '../calendar/calendar.ts';
import { dayIn } from '../calendar/local.ts';
import { CalendarError } from '../calendar/refusal.ts';
import type { Instant } from '../calendar/span.ts';
import { isRegion, territoryOf } from '../calendar/territory.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { type ChannelKind, offeredChannels, outgoingChannel } from '../vocabulary/outgoing-channels.ts';
import { type Role, type RoleGroup, vocabulary } from '../vocabulary/vocabulary.ts';
import { type Capacity, capacitiesFor, capacitiesOf, namedApart } from './capacities.ts';
import { isLimited, limitedBy, type Situated, specialty } from './competence.ts';
import type { Contact, Directory, Link, LinkKind, Organisation, Position } from './directory.ts';
import { bodyOf, type DeskHere, deskHere } from './neighbours.ts';
import { type Gap, sayGap } from './sayings.ts';
import { asOn, isInUse, isShut, turningDays } from './validity.ts';

interface Candidate {
  organisation: Capacity;
  role: Role;
  /** Number of communes; infinite for a whole department. */
  size: number;
  /** How special it is: by how many facts it is limited, and to how many of their codes. */
  facts: number;
  codes: number;
}

/** Who answers for a role: those of the whole department, those of a commune, and, of the first, those that except it. */
interface CompetentBodies {
  everywhere: readonly Candidate[];
  local: ReadonlyMap<string, readonly Candidate[]>;
  excepted: ReadonlyMap<string, readonly string[]>;
  /** Whether some of them answer for some situations only, or stand there for several competences. */
  areLimited: boolean;
}

/** A directory revision ready to be asked: built once per revision, shared by every case. */
export interface IndexedDirectory extends Directory {
  organisationById: ReadonlyMap<string, Organisation>;
  contactById: ReadonlyMap<string, Contact>;
  /** Titular first, then deputy, then superior; none that was retired, nor of a body that was. */
  contactsOf: ReadonlyMap<string, readonly Contact[]>;
  /** Ids tied by interest, read both ways. */
  ties: ReadonlyMap<string, ReadonlySet<string>>;
  establishments: ReadonlyMap<string, readonly Organisation[]>;
  /** Names of establishments of the national file that a page speaks of, by number; the law reads none of it. */
  listed?: ReadonlyMap<string, { name: string }>;
  competent: ReadonlyMap<Role | RoleGroup, CompetentBodies>;
  /** The departments whose desk is on this installation; their desks are found by id, and stand in no list. */
  here: readonly DeskHere[];
  /** The day it is indexed for; null: whatever the day, for those who only name. */
  day: string | null;
  /** As it answers at an instant; itself where nothing in it is dated, and where it is of a day already. Whoever asks who answers, asks this. */
  on(at: Instant): IndexedDirectory;
  /** As it answers on a day of the department. */
  onDay(day: string): IndexedDirectory;
  /** One that deadlines can always run on: past its last opening, or where it is none, each working day is open. */
  calendar(key: string): Calendar;
  /** Whether it opens no more, or is none. */
  runsOut(key: string): boolean;
}

/** Why this body: its communes, the whole department, or being the establishment concerned. */
export type Competence = 'COMMUNE' | 'DEPARTMENT' | 'CONCERNED';

export interface Recipient {
  role: Role;
  organisation: string;
  contact: string;
  why: Competence;
}
export interface PassedOver {
  organisation: string;
  why: 'CONFLICT';
}
export type Resolution = { recipient: Recipient; passedOver: PassedOver[] } | { gap: Gap; passedOver: PassedOver[] };

const interests: ReadonlySet<LinkKind> = new Set<LinkKind>(['PERSON', 'EMPLOYMENT', 'DIRECTION', 'OWNERSHIP', 'FAMILY']);
const positions: readonly Position[] = ['TITULAR', 'DEPUTY', 'SUPERIOR'];

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const byRank = (a: Candidate, b: Candidate) => comesFirst(a, b) || (a.organisation.key < b.organisation.key ? -1 : 1);

/** Negative where the first comes first: the more special, then the nearer, then the one for fewer codes, then by its declared rank. */
const comesFirst = (a: Candidate, b: Candidate) =>
  b.facts - a.facts || (a.size === b.size ? a.codes - b.codes || a.organisation.priority - b.organisation.priority : a.size - b.size);

/** Whether nothing says which of two comes first. */
export const isSameRank = (a: Candidate, b: Candidate): boolean => comesFirst(a, b) === 0;

/** The roles that a role or a group stands for. */
export function rolesOf(to: Role | RoleGroup): readonly Role[] {
  return to in vocabulary.roleGroup ? (vocabulary.roleGroup[to as RoleGroup] as Role[]) : [to as Role];
}

/**
 * Prepares a revision for `resolve`. Pure; the caller keeps the answer for as long as it uses the revision. `here`: the departments whose
 * desk is on this installation. `today`: the day by which bodies are named where no day is asked for.
 */
export function indexDirectory(directory: Directory, here: readonly DeskHere[] = [], today?: string): IndexedDirectory {
  const turning = turningDays(directory);
  const calendars: Kept = { compiled: new Map(), outworn: new Map() };
  const views = new Map<number, IndexedDirectory>();
  const onDay = (day: string): IndexedDirectory => {
    // Between two turning days all days are one.
    const period = turning.findLastIndex((one) => one <= day);
    const known = views.get(period) ?? indexedOn(day);
    views.set(period, known);
    return known;
  };
  const indexedOn = (day: string | null): IndexedDirectory => {
    const on = (at: Instant): IndexedDirectory => (day === null && turning.length > 0 ? onDay(dayIn(at, zone())) : view);
    const view: IndexedDirectory = { ...indexed(directory, { here, day, today }, calendars), on, onDay: turning.length === 0 ? () => view : onDay };
    return view;
  };
  const zone = () => territoryOf(directory.department).zone;
  return indexedOn(null);
}

/** Calendars once compiled, whatever the day. */
interface Kept {
  compiled: Map<string, Calendar>;
  outworn: Map<string, boolean>;
}

function indexed(
  whole: Directory,
  { here, day, today }: { here: readonly DeskHere[]; day: string | null; today: string | undefined },
  kept: Kept,
): Omit<IndexedDirectory, 'on' | 'onDay'> {
  const asNamed = day ?? today;
  const named = asNamed === undefined ? whole.organisations : whole.organisations.map((one) => asOn(one, asNamed));
  // What is not of a day is what was published: drafts are made of it.
  const directory = day === null ? whole : { ...whole, organisations: named, contacts: writtenTo(whole.contacts, named, day) };
  const closed = new Set(directory.organisations.flatMap((one) => (isInUse(one, day) ? [] : [one.id])));
  const contactsOf = Map.groupBy(
    directory.contacts
      .filter((one) => isInUse(one, day) && !closed.has(one.organisation))
      .toSorted((a, b) => positions.indexOf(a.position) - positions.indexOf(b.position) || byId(a, b)),
    ({ organisation }) => organisation,
  );
  const desks = here.map(bodyOf);
  return {
    ...directory,
    here,
    day,
    organisationById: new Map([...named, ...desks.map(({ organisation }) => organisation)].map((one) => [one.id, one])),
    contactById: new Map([...directory.contacts, ...desks.map(({ contact }) => contact)].map((one) => [one.id, one])),
    contactsOf,
    ties: tiesOf(directory),
    establishments: Map.groupBy(
      directory.organisations.filter(({ finess }) => finess !== undefined).toSorted(byId),
      ({ finess }) => finess as string,
    ),
    competent: competenceOf(directory.organisations.filter((one) => isInUse(one, day))),
    calendar(key) {
      const compiled = kept.compiled.get(key) ?? endless(directory, key);
      kept.compiled.set(key, compiled);
      return compiled;
    },
    runsOut(key) {
      const known = kept.outworn.get(key) ?? !opensForEver(compiledOf(directory, key));
      kept.outworn.set(key, known);
      return known;
    },
  };
}

/** The contacts as they are reached on a day: no mail, and no call to its machine, goes to a body that is shut then. */
function writtenTo(contacts: readonly Contact[], bodies: readonly Organisation[], day: string): Contact[] {
  const shut = new Set(bodies.filter((one) => isShut(one, day)).map(({ id }) => id));
  return contacts.map((one) => {
    if (!shut.has(one.organisation)) return one;
    const { email: _email, endpoint: _endpoint, ...reached } = one;
    return reached;
  });
}

const opensForEver = (calendar: Calendar | null): boolean => calendar !== null && calendar.lastOpenOrdinal === Infinity;

/** Null where what is stored is no calendar: it is checked when it comes in, and an alert is kept whatever it says. */
function compiledOf({ calendars }: Directory, key: string): Calendar | null {
  const spec = calendars[key] ?? calendars.default;
  try {
    return spec === undefined ? null : compile(spec);
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    return null;
  }
}

/** A calendar that always opens again. */
function endless(directory: Directory, key: string): Calendar {
  const own = compiledOf(directory, key);
  if (own !== null && opensForEver(own)) return own;
  const workingDays = compile({ region: isRegion(directory.department) ? directory.department : '75', weekly: null });
  if (own === null) return workingDays;
  return { ...own, lastOpenOrdinal: Infinity, day: (ordinal) => (ordinal > own.lastOpenOrdinal ? workingDays : own).day(ordinal) };
}

/** The facts with the commune of the establishment they name, where no commune is known. */
export function withCommune(facts: Facts, directory: Pick<IndexedDirectory, 'establishments'>): Facts {
  const inseeCode = facts.inseeCode === undefined ? communeOfEstablishment(facts, directory) : undefined;
  return inseeCode === undefined ? facts : { ...facts, inseeCode };
}

/** The commune of the establishment of a case, where the directory knows one and one only. */
export function communeOfEstablishment({ finess }: Facts, { establishments }: Pick<IndexedDirectory, 'establishments'>): string | undefined {
  const communes = new Set((finess === undefined ? [] : (establishments.get(finess) ?? [])).flatMap(({ inseeCode }) => inseeCode ?? []));
  return communes.size === 1 ? [...communes][0] : undefined;
}

/** Whether a tie sets aside: one of interest does, of oversight, authorisation or funding never. */
export const excludesBy = ({ kind }: Link): boolean => interests.has(kind);

function tiesOf(directory: Directory): Map<string, Set<string>> {
  const ties = new Map<string, Set<string>>();
  for (const { from, to, kind } of directory.links) {
    if (!interests.has(kind)) continue;
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const)
      ties.set(one, (ties.get(one) ?? new Set()).add(other));
  }
  return ties;
}

function competenceOf(organisations: readonly Organisation[]): IndexedDirectory['competent'] {
  const competent = new Map<Role | RoleGroup, CompetentBodies>();
  const asked = [...Object.keys(vocabulary.role), ...Object.keys(vocabulary.roleGroup)] as (Role | RoleGroup)[];
  const held = organisations.flatMap(capacitiesOf);
  for (const to of asked) {
    const candidates = held.flatMap((organisation): Candidate[] => {
      const role = rolesOf(to).find((one) => organisation.roles.includes(one));
      if (role === undefined) return [];
      const size = 'wholeDepartment' in organisation.territory ? Infinity : new Set(organisation.territory.communes).size;
      return [{ organisation, role, size, ...specialty(organisation) }];
    });
    const everywhere = candidates.filter(({ size }) => size === Infinity).sort(byRank);
    const local = new Map<string, Candidate[]>();
    for (const candidate of candidates.toSorted(byRank)) {
      if ('wholeDepartment' in candidate.organisation.territory) continue;
      for (const commune of new Set(candidate.organisation.territory.communes)) {
        const there = local.get(commune);
        if (there === undefined) local.set(commune, [candidate]);
        else there.push(candidate);
      }
    }
    const excepted = new Map<string, string[]>();
    for (const { organisation } of everywhere)
      for (const commune of exceptedBy(organisation)) excepted.set(commune, [...(excepted.get(commune) ?? []), organisation.key]);
    const several = new Set(candidates.map(({ organisation }) => organisation.id)).size < candidates.length;
    competent.set(to, { everywhere, local, excepted, areLimited: several || candidates.some(({ organisation }) => isLimited(organisation)) });
  }
  return competent;
}

const exceptedBy = ({ territory }: Capacity): readonly string[] => ('wholeDepartment' in territory ? (territory.except ?? []) : []);

/** Those of the whole department that answer for a commune: an exception is total. */
export function everywhereAt({ everywhere, excepted }: CompetentBodies, commune: string | undefined): readonly Candidate[] {
  const without = commune === undefined ? undefined : excepted.get(commune);
  return without === undefined ? everywhere : everywhere.filter(({ organisation }) => !without.includes(organisation.key));
}

/** The calendar of an organisation (the department's `default` when it names none), or the desk's own. */
export function calendarOf(directory: IndexedDirectory, organisation: string): Calendar {
  return directory.calendar(organisation === 'desk' ? 'desk' : (directory.organisationById.get(organisation)?.calendar ?? 'default'));
}

/**
 * Ids of organisations and contacts that a tie of interest with an implicated party excludes, from every step (design §5).
 * The party's employer and that employer's contacts count as the party; ties are then followed one step, no further.
 * Oversight, authorisation and funding never exclude. Where nobody knows who is implicated, the establishment concerned
 * is excluded too, since its head may be; its own ties are not followed then.
 */
export function conflicted(facts: Pick<Facts, 'finess' | 'implicated'>, directory: IndexedDirectory): Set<string> {
  const parties = partiesIn(facts, directory);
  const excluded = tiedTo(parties, directory);
  for (const id of parties.perhaps) addBody(id, excluded, directory);
  return excluded;
}

/** Of those, the bodies that no tie excludes: nobody knows who is implicated, and their head may be. */
export function suspected(facts: Pick<Facts, 'finess' | 'implicated'>, directory: IndexedDirectory): Set<string> {
  const parties = partiesIn(facts, directory);
  const tied = tiedTo(parties, directory);
  return new Set(parties.perhaps.filter((id) => !tied.has(id)));
}

/** The parties that are known, and whoever is tied to one. */
function tiedTo({ named, bodies }: Pick<ReturnType<typeof partiesIn>, 'named' | 'bodies'>, directory: IndexedDirectory): Set<string> {
  const parties = new Set(named);
  for (const id of bodies) addBody(id, parties, directory);
  const excluded = new Set(parties);
  for (const party of parties) for (const tied of directory.ties.get(party) ?? []) excluded.add(tied);
  return excluded;
}

function addBody(id: string, into: Set<string>, { contactsOf }: IndexedDirectory): void {
  into.add(id);
  for (const contact of contactsOf.get(id) ?? []) into.add(contact.id);
}

type Named = Pick<IndexedDirectory, 'organisationById' | 'contactById' | 'establishments'>;

/** Whom facts implicate: who is named, the bodies they are or work for, and, where nobody knows who it is, the establishment concerned. */
function partiesIn(facts: Pick<Facts, 'finess' | 'implicated'>, directory: Named) {
  const named = new Set<string>();
  const bodies = new Set<string>();
  const concerned = (facts.finess === undefined ? [] : (directory.establishments.get(facts.finess) ?? [])).map(({ id }) => id);
  let unknown = facts.implicated.length === 0;
  for (const party of facts.implicated) {
    const { kind } = party;
    const ids = namedIn(party, directory);
    for (const id of ids) {
      named.add(id);
      bodies.add(directory.contactById.get(id)?.organisation ?? id);
    }
    if (kind === 'INCONNU') unknown = true;
    const ofTheEstablishment =
      kind === 'ETABLISSEMENT' || kind === 'PROFESSIONNEL_SANTE' || kind === 'PROFESSIONNEL_SOCIAL' || kind === 'AUTRE_PROFESSIONNEL';
    if (ofTheEstablishment && ids.length === 0) for (const id of concerned) bodies.add(id);
  }
  return { named, bodies, perhaps: unknown ? concerned : [] };
}

/** The ids of the directory that hide a case from whoever of the desk is tied to one: its parties, as the law sets recipients aside. */
export function hidesFrom(facts: Pick<Facts, 'finess' | 'implicated'>, directory: Named): Set<string> {
  const { named, bodies, perhaps } = partiesIn(facts, directory);
  return new Set([...named, ...bodies, ...perhaps]);
}

/** The bodies and people of the directory that a party is said to be, in whichever of its two fields; an id that is of nobody here names nobody. */
export const namedIn = (
  { organisation, contact }: Facts['implicated'][number],
  { organisationById, contactById }: Pick<IndexedDirectory, 'organisationById' | 'contactById'>,
): string[] => [organisation, contact].filter((id): id is string => id !== undefined && (organisationById.has(id) || contactById.has(id)));

/** The facts with the category of the establishment they name, where none is known and the directory has it. */
export function withCategory<Given extends Situated>(facts: Given, { establishments }: Pick<IndexedDirectory, 'establishments'>): Given {
  if (facts.finess === undefined || facts.finessCategory !== undefined) return facts;
  const finessCategory = establishments.get(facts.finess)?.find((one) => one.finessCategory !== undefined)?.finessCategory;
  return finessCategory === undefined ? facts : { ...facts, finessCategory };
}

/** Who answers in a situation: the more special first, then the smallest territory, then priority. */
export function candidatesFor(to: Role | RoleGroup, facts: Situated, directory: IndexedDirectory): readonly Candidate[] {
  const there = everybodyAt(to, facts, directory);
  if (to === 'ETABLISSEMENT' || !directory.competent.get(to)?.areLimited) return there;
  const situation = withCategory(facts, directory);
  const found = there.filter(({ organisation }) => limitedBy(organisation, situation) === null).sort(byRank);
  // A body answers by the most special of its competences, and is no rival of its own.
  const bodies = new Set<string>();
  return found.filter(({ organisation: { id } }) => !bodies.has(id) && bodies.add(id));
}

/** Who answers there in some situation or other; a body stands there once for each of its competences. A body competent for the whole department is not competent outside it. */
export function everybodyAt(to: Role | RoleGroup, facts: Pick<Facts, 'inseeCode' | 'finess'>, directory: IndexedDirectory): readonly Candidate[] {
  if (to === 'ETABLISSEMENT') {
    const concerned = facts.finess === undefined ? [] : (directory.establishments.get(facts.finess) ?? []);
    return concerned
      .filter((one) => one.roles.includes('ETABLISSEMENT') && isInUse(one, directory.day))
      .flatMap((one) => capacitiesOf(one).slice(0, 1))
      .map((organisation) => ({ organisation, role: to, size: 0, facts: 0, codes: 0 }));
  }
  const competent = directory.competent.get(to);
  if (competent === undefined) return [];
  const local = facts.inseeCode === undefined ? undefined : competent.local.get(facts.inseeCode);
  const inside = facts.inseeCode === undefined || facts.inseeCode.startsWith(directory.department);
  if (!inside) return local ?? [];
  const everywhere = everywhereAt(competent, facts.inseeCode);
  return local === undefined ? everywhere : [...local, ...everywhere];
}

/**
 * The body competent for a role (or whichever of a group is) where the facts take place, or a named gap.
 * @param excluded ids never to return: ties of interest (`conflicted`), and on a reroute the bodies already tried.
 * @param channels kinds the policy uses; the contact must be reachable by one of them.
 * A body that is competent but cannot be reached is a gap, not a reason to tell another one.
 */
export function resolve(
  role: Role | RoleGroup,
  facts: Situated,
  directory: IndexedDirectory,
  excluded: ReadonlySet<string>,
  channels: readonly ChannelKind[] = offeredChannels,
): Resolution {
  const passedOver: PassedOver[] = [];
  const gap = (reason: Gap['reason']): Resolution => ({ gap: { role, reason, sayable: sayGap(role, reason) }, passedOver });
  const candidates = candidatesFor(role, facts, directory);
  if (candidates.length === 0) {
    const somewhere = facts.inseeCode === undefined && (directory.competent.get(role)?.local.size ?? 0) > 0;
    return gap(somewhere && role !== 'ETABLISSEMENT' ? 'NO_COMMUNE' : 'NOBODY');
  }
  const answering = ({ organisation }: Candidate) => answeringFor(directory, organisation.id, organisation.named);
  // Asked of every situation of a proof: who answers is looked for only where somebody is set aside.
  const isAside = (one: Candidate) => excluded.size > 0 && isExcluded(one.organisation.id, answering(one), excluded);
  const chosen = candidates.findIndex((one) => !isAside(one));
  for (const { organisation } of chosen < 0 ? candidates : candidates.slice(0, chosen))
    passedOver.push({ organisation: organisation.id, why: 'CONFLICT' });
  const first = candidates[chosen];
  if (first === undefined) return gap('ALL_IN_CONFLICT');
  const rival = candidates.slice(chosen + 1).find((one) => !isAside(one));
  if (rival !== undefined && isSameRank(rival, first)) return gap('TIE');
  const contact = answering(first).find((one) => !excluded.has(one.id) && isReachable(one, channels));
  if (contact === undefined) return gap('NO_CHANNEL');
  const why = role === 'ETABLISSEMENT' ? 'CONCERNED' : first.size === Infinity ? 'DEPARTMENT' : 'COMMUNE';
  return { recipient: { role: first.role, organisation: first.organisation.id, contact: contact.id, why }, passedOver };
}

/**
 * Who answers at a body for a competence that names these contacts: them first, then whoever no competence names. For the body as a whole,
 * everybody, where each is named by some.
 */
function answeringFor({ contactsOf, organisationById }: IndexedDirectory, organisation: string, named: readonly string[]): readonly Contact[] {
  const contacts = contactsOf.get(organisation) ?? [];
  const body = organisationById.get(organisation);
  if (body?.also === undefined) return contacts;
  const apart = namedApart(body);
  if (apart.size === 0) return contacts;
  const own = [...contacts.filter(({ id }) => named.includes(id)), ...contacts.filter(({ id }) => !apart.has(id))];
  return own.length === 0 && named.length === 0 ? contacts : own;
}

/** A contact who was asked, as what, and of which facts. */
interface AskedThere {
  contact: string;
  role: Role | RoleGroup;
  facts: Situated;
}

/**
 * The competence by which a body answers for a role: the one by which these facts find it; else, where somebody chose it whatever its territory and
 * its situations, the first of its that has the role. Undefined where none has.
 */
export function capacityFor(role: Role | RoleGroup, facts: Situated, directory: IndexedDirectory, organisation: string): Capacity | undefined {
  const found = candidatesFor(role, facts, directory).find((one) => one.organisation.id === organisation)?.organisation;
  const body = directory.organisationById.get(organisation);
  return found ?? (body && capacitiesFor(body, rolesOf(role))[0]);
}

/** Those who answer at a body for what one of its contacts was asked. Of several competences that name it, the one by which it was. */
function besides(directory: IndexedDirectory, organisation: string, asked: AskedThere | undefined): readonly Contact[] {
  const { also = [] } = directory.organisationById.get(organisation) ?? {};
  const naming = also.filter(({ contacts = [] }) => asked !== undefined && contacts.includes(asked.contact));
  if (asked === undefined || naming.length < 2) return answeringFor(directory, organisation, naming[0]?.contacts ?? []);
  const by = capacityFor(asked.role, asked.facts, directory, organisation)?.named ?? [];
  return answeringFor(directory, organisation, by.includes(asked.contact) ? by : naming.flatMap(({ contacts = [] }) => contacts));
}

/** A recipient's telephone and postal address: its own first, else those of who answers there for the same. */
export function linesTo(directory: IndexedDirectory, organisation: string, asked: AskedThere): Pick<Contact, 'phone' | 'address'> {
  const own = directory.contactById.get(asked.contact);
  const others = besides(directory, organisation, asked);
  const phone = own?.phone ?? others.find((other) => other.phone !== undefined)?.phone;
  const address = own?.address ?? others.find((other) => other.address !== undefined)?.address;
  return { ...(phone !== undefined && { phone }), ...(address !== undefined && { address }) };
}

/** A body is excluded by its own ties, or when everybody who answers there is. */
export function isExcluded(organisation: string, contacts: readonly Contact[], excluded: ReadonlySet<string>): boolean {
  if (excluded.size === 0) return false;
  if (excluded.has(organisation)) return true;
  return contacts.length > 0 && contacts.every(({ id }) => excluded.has(id));
}

function isReachable(contact: Contact, channels: readonly ChannelKind[]): boolean {
  return channels.some((kind) => isReachableBy(contact, kind));
}

/** Whether the messenger can write to a contact: by mail, or, to a desk of this installation, by itself. */
export const isWrittenTo = (directory: IndexedDirectory, contact: string): boolean =>
  directory.contactById.get(contact)?.email !== undefined || deskHere(directory, contact) !== undefined;

/** Whether a contact has what this channel needs. */
export function isReachableBy(contact: Contact, channel: ChannelKind): boolean {
  const { needs } = outgoingChannel(channel);
  return needs !== null && contact[needs] !== undefined;
}

/**
 * Who holds a position at an organisation and can be reached; null when nobody may be told there. `beside`: whose colleagues answer for the
 * same.
 */
export function contactAt(
  directory: IndexedDirectory,
  organisation: string,
  position: Position,
  excluded: ReadonlySet<string>,
  beside?: AskedThere,
): Contact | null {
  const there = besides(directory, organisation, beside);
  if (isExcluded(organisation, there, excluded)) return null;
  const held = there.filter((contact) => contact.position === position);
  return held.find((contact) => !excluded.has(contact.id) && isReachable(contact, offeredChannels)) ?? null;
}
