import { DAY } from '../../calendar/milliseconds.ts';
import type { Instant } from '../../calendar/span.ts';

/** What a desk still lacks before an alert can be answered for, the graver first. */
export const lackWords = {
  LOCAL_MAILS: {
    what: 'Aucun courriel ne part : chacun reste dans la boîte locale, que tout visiteur de ce serveur peut lire.',
    remedy: 'Passez en production, avec un serveur de courrier (GUICHET_MODE=production, SMTP_URL) : c’est à la personne chargée de l’installation.',
  },
  EMPTY_DIRECTORY: {
    what: 'L’annuaire est vide : chaque alerte laisse au guichet une tâche, et personne d’autre n’est prévenu.',
    remedy: 'Ajoutez les organismes, ou importez l’annuaire.',
  },
  UNPROVED: {
    what: 'Le protocole en vigueur n’est pas prouvé avec l’annuaire d’aujourd’hui.',
    remedy: 'Lisez sa preuve : elle dit par un exemple ce qui manque.',
  },
  NOBODY_ON_DUTY: {
    what: 'Personne n’est d’astreinte en ce moment : un danger imminent serait dit à la coordination, et à elle seule.',
    remedy: 'Mettez quelqu’un au tableau d’astreinte.',
  },
  DUTY_ENDS: {
    what: 'L’astreinte n’est pas tenue tous les jours de la semaine qui vient.',
    remedy: 'Complétez le tableau d’astreinte.',
  },
  NO_DESK_LINE: {
    what: 'L’annuaire ne dit pas comment joindre le guichet : les pages publiques et les courriels ne donnent aucun numéro.',
    remedy: 'Ajoutez à l’annuaire le guichet lui-même, avec son téléphone.',
  },
  NO_AGENT: {
    what: 'Aucun compte d’agent n’est ouvert : personne ne prend d’appel.',
    remedy: 'Ouvrez les comptes des agents.',
  },
  ONE_COORDINATOR: {
    what: 'Une seule personne est à la coordination : rien ne se publie, ce que l’une prépare est publié par une autre.',
    remedy: 'Ouvrez le compte d’une seconde personne.',
  },
} as const satisfies Record<string, { what: string; remedy: string }>;

export type Lack = keyof typeof lackWords;

/** What is looked at. */
export interface DeskSeen {
  /** Mails are kept on this machine. */
  mailsStay: boolean;
  /** Bodies that the directory lists beside the desk itself. */
  bodies: number;
  /** Whether the directory says a telephone or an address of the desk. */
  isReached: boolean;
  proved: boolean;
  agents: number;
  coordinators: number;
  /** Times held by somebody who may act, at the first level. */
  duty: readonly { starts: Instant; ends: Instant }[];
}

const week = 7 * DAY;

/** What a desk lacks at an instant, in the order of the table. */
export function lacksIn(seen: DeskSeen, now: Instant): Lack[] {
  const until = heldFrom(seen.duty, now);
  const lacking: Record<Lack, boolean> = {
    LOCAL_MAILS: seen.mailsStay,
    EMPTY_DIRECTORY: seen.bodies === 0,
    UNPROVED: !seen.proved,
    NOBODY_ON_DUTY: until === now,
    DUTY_ENDS: until > now && until < now + week,
    NO_DESK_LINE: !seen.isReached,
    NO_AGENT: seen.agents === 0,
    ONE_COORDINATOR: seen.coordinators < 2,
  };
  return (Object.keys(lackWords) as Lack[]).filter((lack) => lacking[lack]);
}

/** Until when the duty is held without a hole; `now` itself where nobody holds it. */
function heldFrom(duty: DeskSeen['duty'], now: Instant): Instant {
  const next = duty.find(({ starts, ends }) => starts <= now && ends > now);
  return next === undefined ? now : heldFrom(duty, next.ends);
}
