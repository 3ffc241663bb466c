import type { Request, Response } from 'express';
import type { Account } from '../../../accounts/accounts.ts';
import { may, type Right } from '../../../accounts/rights.ts';
import { frenchDateTime } from '../../../calendar/french.ts';
import { formatHours } from '../../../calendar/hours.ts';
import { isOpen, nextOpening } from '../../../calendar/opening.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { keptAWhile } from '../../../database/kept.ts';
import { deskContact } from '../../../directory/desk.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf } from '../../../directory/resolve.ts';
import type { Chrome, DeskChrome, DeskLines, NavItem, PartnerChrome, PublicChrome } from '../../../templates/views/parts.ts';
import type { Department } from '../../http/departments.ts';
import type { Parts } from '../../http/parts.ts';
import {
  accountsHref,
  begunHref,
  callHref,
  casesHref,
  dataRequestsHref,
  declarationCountHref,
  departmentHref,
  deskHref,
  deskPaths,
  directoryHref,
  dutyHref,
  exercisesHref,
  findHref,
  institutionHome,
  leaveHref,
  lettersHref,
  mailsHref,
  ownAccountHrefs,
  ownContactsHref,
  ownTeamHref,
  partnerHome,
  protocolHref,
  reliefHref,
  resultsHref,
  reviewHref,
  signInPaths,
  siteHref,
  studiesHref,
} from './addresses.ts';
import { helpHref } from './help.ts';

type Needed = Pick<Parts, 'now' | 'settings' | 'database'>;

const PARIS = 'Europe/Paris';

/** What every page has, where no department is known yet. */
export function plainChrome(parts: Pick<Parts, 'now' | 'settings'>): Chrome {
  return { zone: PARIS, now: parts.now(), demonstration: parts.settings.mode === 'demonstration' };
}

/** What every page of a department has. */
export function departmentChrome(parts: Pick<Parts, 'now' | 'settings'>, department: Department): Chrome {
  return {
    ...(mailsStay(parts, department) && { mailsStay: true }),
    zone: territoryOf(department.code).zone,
    now: parts.now(),
    department: { code: department.code, name: department.name },
    demonstration: department.mode === 'demonstration',
  };
}

/** Whether a real department runs where every mail is kept on the machine: nothing leaves, though pages say that it did. */
export const mailsStay = ({ settings }: Pick<Parts, 'settings'>, { mode }: Department): boolean =>
  mode === 'production' && settings.mode !== 'production';

/** The directory for the frame of every page: read again every few seconds, however many pages are asked for meanwhile. */
const directoryNow = keptAWhile(5_000, currentDirectory);

/**
 * How the desk is reached, as its directory says: what the directory does not say is not shown. While the database is away
 * the page is shown without it: the emergency numbers on it do not wait.
 */
async function deskLines(parts: Needed, { code, name }: Department): Promise<DeskLines> {
  const directory = await directoryNow(parts.database, code, parts.now()).catch(() => null);
  const contact = directory && deskContact(directory);
  const calendar = directory?.calendars.desk === undefined ? undefined : calendarOf(directory, 'desk');
  const now = parts.now();
  return {
    name: `Guichet départemental, ${name}`,
    ...(contact?.phone !== undefined && { phone: contact.phone }),
    ...(contact?.email !== undefined && { email: contact.email }),
    ...(contact?.phone !== undefined &&
      calendar !== undefined && { hours: formatHours(calendar.spec.weekly), ...(!isOpen(calendar, now) && { opensAt: nextOpening(calendar, now) }) }),
  };
}

/** When the desk opens, in words; null while it is open, or where its directory says no hours. */
export async function opensAt(parts: Needed, department: Department): Promise<string | null> {
  const { opensAt: at } = await deskLines(parts, department);
  return at === undefined ? null : frenchDateTime(at, territoryOf(department.code).zone);
}

/** Whether somebody of the desk answers between these minutes of some day of the week; where no hours are said, perhaps. */
export async function answersWithin(parts: Needed, { code }: Department, [from, to]: readonly [number, number]): Promise<boolean> {
  const directory = await directoryNow(parts.database, code, parts.now()).catch(() => null);
  const weekly = directory?.calendars.desk === undefined ? null : calendarOf(directory, 'desk').spec.weekly;
  return weekly === null || Object.values(weekly).some((day) => day?.some(([open, close]) => open < to && close > from));
}

/** `base` '' is the page on which a department is chosen. */
export async function publicChrome(parts: Needed, department?: Department): Promise<PublicChrome> {
  const numbers = [{ label: 'Numéro national contre les maltraitances', phone: '3133', hours: 'tous les jours, de 9\u00a0h à 20\u00a0h' }];
  if (department === undefined) return { ...plainChrome(parts), base: '', numbers };
  const desk = await deskLines(parts, department);
  const { phone, hours } = desk;
  return {
    ...departmentChrome(parts, department),
    base: departmentHref(department.code),
    leaveHref: leaveHref(department.code),
    desk,
    numbers: phone === undefined ? numbers : [...numbers, { label: desk.name, phone, ...(hours !== undefined && { hours }) }],
  };
}

export async function partnerChrome(parts: Parts, department?: Department): Promise<PartnerChrome> {
  if (department === undefined) return { ...plainChrome(parts), desk: { name: 'Guichet départemental' } };
  return { ...departmentChrome(parts, department), desk: await deskLines(parts, department) };
}

const kinds: Record<Account['kind'], string> = {
  AGENT: 'Agent du guichet',
  COORDINATOR: 'Coordination',
  INSTITUTION: 'Établissement ou service',
  INSTITUTION_ADMIN: 'Établissement ou service, responsable des comptes',
  PARTNER: 'Partenaire',
  PARTNER_ADMIN: 'Partenaire, responsable des comptes',
  ADMIN: 'Administration',
};

export function kindLabel(kind: Account['kind']): string {
  return kinds[kind];
}

/** Where somebody changes what is their own. */
export function ownAccountHref(account: Account): string {
  return ownAccountHrefs[may(account, 'desk.enter') ? 'desk' : 'partner'];
}

/** Where one may go, who may go there, and the key that leads there after `g`. */
const places: { href: string; label: string; right: Right; key?: string }[] = [
  { href: deskHref, label: 'À faire', right: 'case.read', key: 'f' },
  { href: callHref('new'), label: 'Nouvel appel', right: 'alert.take', key: 'n' },
  { href: lettersHref, label: 'Courrier reçu', right: 'alert.take', key: 'r' },
  { href: mailsHref, label: 'Courriels', right: 'mail.sort', key: 'm' },
  { href: casesHref, label: 'Dossiers', right: 'case.read', key: 'd' },
  { href: reliefHref, label: 'Relève', right: 'case.act', key: 'l' },
  { href: dataRequestsHref, label: 'Demandes', right: 'data.answer' },
  { href: dutyHref, label: 'Astreinte', right: 'duty.read', key: 'a' },
  { href: exercisesHref, label: 'Exercices', right: 'exercise.open', key: 'e' },
  { href: studiesHref, label: 'Études', right: 'study.write' },
  { href: directoryHref, label: 'Annuaire', right: 'directory.read', key: 'u' },
  { href: protocolHref, label: 'Protocole', right: 'protocol.read', key: 'p' },
  { href: reviewHref, label: 'Relectures', right: 'review.read', key: 'o' },
  { href: resultsHref, label: 'Résultats', right: 'statistics.read', key: 's' },
  { href: declarationCountHref, label: 'Déclarations', right: 'declaration.count' },
  { href: accountsHref, label: 'Comptes', right: 'accounts.manage', key: 'c' },
  { href: institutionHome, label: 'Vos déclarations', right: 'declaration.make' },
  { href: partnerHome, label: 'Vos transmissions', right: 'transfer.receive' },
  { href: ownContactsHref, label: 'Vos coordonnées', right: 'directory.propose' },
  { href: ownTeamHref, label: 'Votre équipe', right: 'team.manage' },
];

/** The frame of a page for somebody signed in: what they may go to, and how to leave. `mails` set aside may hide an alert. */
export function deskChrome(
  parts: Parts,
  request: Request,
  response: Response,
  account: Account,
  { department, mails }: { department: Department; mails: number },
): DeskChrome {
  const open = places.filter(({ right }) => may(account, right));
  const notice = takeNotice(request);
  const here = request.originalUrl.split('?', 1)[0] ?? '';
  // A place under another is the one where one is.
  const around = open.map(({ href }) => href).filter((href) => href === here || (href !== deskHref && here.startsWith(`${href}/`)));
  const current = around.toSorted((one, other) => other.length - one.length)[0];
  const nav: NavItem[] = open.map(({ href, label }) => ({
    href,
    label,
    current: href === current,
    ...(href === mailsHref && { count: mails }),
  }));
  const shortcuts = open.flatMap(({ key, label, href }) => (key === undefined ? [] : [{ key, label, href }]));
  return {
    ...departmentChrome(parts, department),
    signedIn: {
      name: account.name,
      kind: kindLabel(account.kind),
      accountHref: ownAccountHref(account),
      signOut: { action: signInPaths.out, csrf: parts.sessionForms.token(request, response) },
    },
    nav,
    helpHref: helpHref(here),
    ...(open[0] !== undefined && { homeHref: open[0].href }),
    ...(may(account, 'case.read') && { urgentHref: `${deskHref}${deskPaths.urgent}` }),
    ...(may(account, 'case.read') && { search: { action: findHref, begunHref, csrf: parts.sessionForms.token(request, response) } }),
    ...(shortcuts.length > 0 && { shortcuts }),
    ...(notice && { notice }),
  };
}

/** The frame of the sign-in pages and of the local mailbox. `request`: of a browser to which something may have to be said. */
export function signedOutChrome(parts: Parts, request?: Request): DeskChrome {
  const notice = request && takeNotice(request);
  return { ...plainChrome(parts), nav: [], homeHref: siteHref, ...(notice && { notice }) };
}

/** What is to be said once, at the top of this page. What a page asks by itself is read by nobody, and leaves it to the next page. */
function takeNotice({ session, headers }: Request): DeskChrome['notice'] {
  if (headers['hx-request'] === 'true') return undefined;
  const { notice } = session;
  delete session.notice;
  return notice;
}
