import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { Facts, Implicated } from '../cases/facts.ts';
import { type Age, type Danger, type Flag, label, type Maltreatment, type Place, type ReporterLink, type VictimGroup } from '../cases/vocabulary.ts';
import type { Alert, AlertContent, Reporter } from './alert.ts';

/** What the public form asks, in its own words. An absent answer is "not known". */
export interface WebAnswers {
  reporterLink?: ReporterLink;
  danger?: Danger;
  what: WebKind[];
  narrative: string;
  inseeCode?: string;
  place?: Place;
  establishment: string;
  victimName: string;
  victimGroup?: VictimGroup;
  age?: Age;
  victimContact: string;
  implicated: Implicated[];
  implicatedName: string;
  measures: WebMeasure[];
  measuresText: string;
  anonymousToDesk: boolean;
  anonymousToImplicated: boolean;
  reporterName: string;
  reporterPhone: string;
  reporterEmail: string;
  safeContact: string;
  boundBySecrecy: boolean;
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
  const { reporterLink, danger, inseeCode, age } = answers;
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
    door: { authenticated: false, actor: { kind: 'REPORTER', id: null } },
    channel: 'WEB',
    source: 'web',
    externalId: draft,
    bodyHash: createHash('sha256').update(JSON.stringify(answers)).digest(),
    receivedAt,
    facts,
    reachable: !answers.anonymousToDesk && (answers.reporterPhone !== '' || answers.reporterEmail !== ''),
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
    ...(answers.implicatedName && {
      implicated: [{ name: answers.implicatedName, relation: answers.implicated.map(({ kind }) => label('implicated', kind)).join(', ') }],
    }),
    reporter: reporterOf(answers),
    ...(taken && { measuresTaken: taken }),
  };
}

/** Somebody anonymous to the desk leaves no way to be known, whatever was typed before saying so. */
function reporterOf(answers: WebAnswers): Reporter {
  const { anonymousToDesk, anonymousToImplicated, reporterLink: link } = answers;
  const said = { anonymousToDesk, anonymousToImplicated, ...(link !== undefined && { link }) };
  if (anonymousToDesk) return said;
  const { reporterName: name, reporterPhone: phone, reporterEmail: email, safeContact: note } = answers;
  const channel = phone !== '' ? 'PHONE' : email !== '' ? 'EMAIL' : 'NONE';
  return {
    ...said,
    ...(name && { name }),
    ...(phone && { phone }),
    ...(email && { email }),
    // Nothing is left on a machine unless the author says it may be.
    ...(note && { safeContact: { channel, messageAllowed: false, note } }),
  };
}
