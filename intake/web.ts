import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { AlertContent, AsSaid, ContactNeed, Helper, ImplicatedPerson, Reporter, SafeContact, SafeMoment } from '../cases/model/content.ts';
import type { Facts, Implicated } from '../vocabulary/facts.ts';
import { incomingDoors } from '../vocabulary/incoming-doors.ts';
import type { Age, Danger, Flag, Maltreatment, Place, ReporterLink, VictimConsent, VictimGroup } from '../vocabulary/vocabulary.ts';
import { type Alert, throughDoor } from './alert.ts';
import { reachOf } from './safe-contact.ts';

/** What the public form asks, in its own words. An absent answer is "not known". */
export interface WebAnswers {
  reporterLink?: ReporterLink;
  danger?: Danger;
  what: WebKind[];
  narrative: string;
  inseeCode?: string;
  /** Of the commune, what no code was made of. */
  asSaid?: AsSaid[];
  place?: Place;
  establishment: string;
  victimName: string;
  victimGroup?: VictimGroup;
  age?: Age;
  victimContact: string;
  implicated: Implicated[];
  /** The same in words. */
  people: ImplicatedPerson[];
  measures: WebMeasure[];
  measuresText: string;
  anonymousToDesk: boolean;
  anonymousToImplicated: boolean;
  safeChannel: SafeContact['channel'];
  reporterName: string;
  reporterPhone: string;
  reporterEmail: string;
  reporterAddress: string;
  safeMoment?: SafeMoment;
  messageAllowed: boolean;
  announceAs: string;
  safeContact: string;
  needs: ContactNeed[];
  language: string;
  boundBySecrecy: boolean;
  /** Somebody who wrote in the author's place. */
  helper?: Helper;
  /** Whether the person concerned knows and agrees, where the author is somebody else. */
  victimConsent?: VictimConsent;
  victimInformed?: boolean;
}

export const webKinds = {
  NEGLIGENCES: 'Manque de soins, de nourriture, d’hygiène ou de sécurité',
  VIOLENCES: 'Coups, insultes, menaces, isolement',
  MATERIELLE_FINANCIERE: 'Argent, papiers ou objets pris',
  SEXUELLE: 'Gestes ou propos sexuels',
  AUTRE: 'Autre chose',
} as const;
export type WebKind = keyof typeof webKinds;

export const webMeasures = {
  CONTACT_RESPONSABLES: 'J’en ai parlé aux responsables',
  AUTRE_ORGANISME: 'J’en ai parlé à un autre organisme',
  PLAINTE: 'Une plainte a été déposée',
  AUTRE: 'Autre démarche',
} as const;
export type WebMeasure = keyof typeof webMeasures;

/**
 * The four plain questions of the form, as the nomenclature's codes. Nobody has qualified them yet: an agent reads the
 * narrative before anything but the call to the person on duty is decided.
 */
const codesOf: Record<WebKind, Maltreatment[]> = {
  NEGLIGENCES: ['NEGLIGENCES_PASSIVES'],
  VIOLENCES: ['VIOLENCES_PSYCHIQUES_MORALES'],
  MATERIELLE_FINANCIERE: ['VIOLENCES_MATERIELLES_FINANCIERES'],
  SEXUELLE: ['VIOLENCES_SEXUELLES'],
  AUTRE: [],
};

/** An alert from the public form. `draft` is the form's own id: sent twice, it is one alert. */
export function webAlert(department: string, draft: string, answers: WebAnswers, receivedAt: Instant): Alert {
  const { reporterLink, danger, inseeCode, age, victimConsent, victimInformed } = answers;
  const flags: Flag[] = answers.boundBySecrecy ? ['REPORTER_BOUND_BY_SECRECY'] : [];
  const facts: Facts = {
    channel: 'WEB',
    place: answers.place ?? 'INCONNU',
    implicated: answers.implicated,
    maltreatment: answers.what.flatMap((kind) => codesOf[kind]),
    victimGroup: answers.victimGroup ?? 'INCONNU',
    flags,
    ...(danger !== undefined && { danger }),
    ...(inseeCode !== undefined && { inseeCode }),
    ...(age !== undefined && { age }),
    ...(reporterLink !== undefined && { reporterLink }),
  };
  return {
    department,
    ...throughDoor('WEB', { kind: 'REPORTER', id: null }),
    source: incomingDoors.WEB.source,
    externalId: draft,
    bodyHash: createHash('sha256').update(JSON.stringify(answers)).digest(),
    receivedAt,
    facts,
    basis: { ...(victimConsent !== undefined && { victimConsent }), ...(victimInformed !== undefined && { victimInformed }) },
    ...reachOf(reporterOf(answers)),
    content: contentOf(answers),
  };
}

function contentOf(answers: WebAnswers): AlertContent {
  const ticked = answers.what.map((kind) => webKinds[kind]).join(' ; ');
  const taken = [...answers.measures.map((measure) => webMeasures[measure]), answers.measuresText].filter((text) => text !== '').join('\n');
  const where = answers.establishment === '' ? '' : `Lieu indiqué : ${answers.establishment}`;
  return {
    narrative: [answers.narrative || 'Sans récit : réponses cochées seulement.', ticked && `Réponses cochées : ${ticked}.`, where]
      .filter(Boolean)
      .join('\n\n'),
    victim: { ...(answers.victimName && { name: answers.victimName }), ...(answers.victimContact && { address: answers.victimContact }) },
    ...(answers.people.length > 0 && { implicated: answers.people }),
    reporter: reporterOf(answers),
    ...(answers.helper && { helper: answers.helper }),
    ...(answers.asSaid && { asSaid: answers.asSaid }),
    ...(taken && { measuresTaken: taken }),
  };
}

/**
 * Somebody anonymous to the desk leaves no way to be known, whatever was typed before saying so. Of the rest only what the
 * chosen channel needs is kept: a number that is not safe is not written down.
 */
function reporterOf(answers: WebAnswers): Reporter {
  const { anonymousToDesk, anonymousToImplicated, reporterLink: link } = answers;
  const said = { anonymousToDesk, anonymousToImplicated, ...(link !== undefined && { link }) };
  const { needs, language } = answers;
  const understood = { ...(needs.length > 0 && { needs }), ...(language && { language }) };
  if (anonymousToDesk) return { ...said, ...understood };
  const { safeChannel: channel, reporterName: name, safeMoment: moment, messageAllowed, announceAs, safeContact: note } = answers;
  const left = {
    PHONE: { phone: answers.reporterPhone },
    EMAIL: { email: answers.reporterEmail },
    LETTER: { address: answers.reporterAddress },
    NONE: {},
  };
  const safeContact: SafeContact = {
    channel,
    messageAllowed: channel === 'PHONE' && messageAllowed,
    ...(moment !== undefined && { moment }),
    ...(announceAs && { announceAs }),
    ...(note && { note }),
  };
  return {
    ...said,
    ...(name && { name }),
    ...left[channel],
    safeContact,
    ...understood,
  };
}
