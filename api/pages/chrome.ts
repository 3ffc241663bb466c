import type { Request, Response } from 'express';
import { territoryOf } from '../../calendar/territory.ts';
import type { Chrome, DeskChrome, NavItem, PartnerChrome, PublicChrome } from '../../templates/views.ts';
import type { Department } from '../departments.ts';
import type { Parts } from '../parts.ts';
import type { Account } from '../sessions/store.ts';

const PARIS = 'Europe/Paris';

/** What every page has, where no department is known yet. */
export function plainChrome(parts: Pick<Parts, 'now' | 'settings'>): Chrome {
  return { zone: PARIS, now: parts.now(), demonstration: parts.settings.mode === 'demonstration' };
}

function departmentChrome(parts: Parts, department: Department): Chrome {
  return {
    zone: territoryOf(department.code).zone,
    now: parts.now(),
    department: { code: department.code, name: department.name },
    demonstration: department.mode === 'demonstration',
  };
}

/** `base` '' is the page on which a department is chosen. */
export function publicChrome(parts: Parts, department?: Department): PublicChrome {
  const numbers = [{ label: 'Numéro national contre les maltraitances', phone: '3133', hours: 'tous les jours, de 9\u00a0h à 20\u00a0h' }];
  if (department === undefined) return { ...plainChrome(parts), base: '', numbers };
  return { ...departmentChrome(parts, department), base: `/${department.code}`, numbers };
}

export function partnerChrome(parts: Parts, department?: Department): PartnerChrome {
  if (department === undefined) return { ...plainChrome(parts), desk: { name: 'Guichet départemental' } };
  return { ...departmentChrome(parts, department), desk: { name: `Guichet départemental, ${department.name}` } };
}

const kinds: Record<Account['kind'], string> = {
  AGENT: 'Agent du guichet',
  COORDINATOR: 'Coordination',
  INSTITUTION: 'Établissement ou service',
  PARTNER: 'Partenaire',
  ADMIN: 'Administration',
};

export function kindLabel(kind: Account['kind']): string {
  return kinds[kind];
}

const deskNav: { href: string; label: string; key?: string; coordinator?: true }[] = [
  { href: '/guichet', label: 'À faire', key: 'f' },
  { href: '/guichet/appels/nouveau', label: 'Nouvel appel', key: 'n' },
  { href: '/guichet/dossiers', label: 'Dossiers', key: 'd' },
  { href: '/guichet/astreinte', label: 'Astreinte', key: 'a' },
  { href: '/guichet/annuaire', label: 'Annuaire', key: 'u' },
  { href: '/guichet/protocole', label: 'Protocole', key: 'p' },
  { href: '/guichet/comptes', label: 'Comptes', coordinator: true },
];

/** The frame of a page for somebody signed in: what they may go to, and how to leave. */
export function deskChrome(parts: Parts, request: Request, response: Response, account: Account, department: Department): DeskChrome {
  const desk = account.kind === 'AGENT' || account.kind === 'COORDINATOR';
  const items = desk
    ? deskNav.filter((item) => !item.coordinator || account.kind === 'COORDINATOR')
    : [{ href: '/partenaire', label: 'Vos transmissions' }];
  const { notice } = request.session;
  delete request.session.notice;
  const here = request.originalUrl.split('?', 1)[0] ?? '';
  const nav: NavItem[] = items.map(({ href, label }) => ({
    href,
    label,
    current: href === here || (href !== '/guichet' && here.startsWith(`${href}/`)),
  }));
  return {
    ...departmentChrome(parts, department),
    signedIn: {
      name: account.name,
      kind: kindLabel(account.kind),
      signOut: { action: '/connexion/fin', csrf: parts.sessionForms.token(request, response) },
    },
    nav,
    ...(desk && {
      searchHref: '/guichet/dossiers',
      shortcuts: deskNav.flatMap(({ key, label, href }) => (key === undefined ? [] : [{ key, label, href }])),
    }),
    ...(notice && { notice }),
  };
}

/** The frame of the sign-in pages and of the local mailbox. */
export function signedOutChrome(parts: Parts): DeskChrome {
  return { ...plainChrome(parts), nav: [] };
}
