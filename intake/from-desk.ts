import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { AlertContent, Person, Reporter } from '../cases/model/content.ts';
import type { Basis } from '../cases/model/state.ts';
import type { Dossier } from '../cases/told/dossier.ts';
import type { Examined } from '../files/file.ts';
import { isEmail } from '../vocabulary/email-address.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { phoneNumber } from '../vocabulary/phone-number.ts';
import { type Field, label } from '../vocabulary/vocabulary.ts';
import { type Alert, throughDoor } from './alert.ts';

/** What the desk of another department hands over: what that transfer's recipient is told, and nothing else. */
export interface FromDesk {
  /** The department it goes to. */
  department: string;
  from: { department: string; caseId: string; transfer: string; name: string; body: string };
  at: Instant;
  facts: Facts;
  basis: Basis;
  dossier: Dossier;
  /** Copies of its files, freed of what they hide, by the id they have there. Those that are not among them stay at the desk that hands over. */
  files: ReadonlyMap<string, Examined>;
}

/** An alert made of a dossier: it waits for an agent of there, whatever the protocol of there lets in by itself. The same transfer is one alert. */
export function alertFromDesk({ department, from, at, facts, basis, dossier, files }: FromDesk): Alert {
  const externalId = `${from.caseId}.${from.transfer}`;
  const reporter = authorOf(dossier, from.department);
  const { victimConsent, victimInformed } = basis;
  const { reporterLink, ...known } = facts;
  const { door: _door, channel } = throughDoor('API', { kind: 'PARTNER', id: from.body });
  return {
    department,
    door: { authenticated: false, actor: { kind: 'PARTNER', id: from.body } },
    channel,
    desk: from.department,
    source: 'desk',
    externalId,
    bodyHash: createHash('sha256').update(externalId).digest(),
    receivedAt: at,
    // Bodies of one directory are none of another's.
    facts: {
      ...known,
      channel,
      implicated: facts.implicated.map(({ organisation: _o, contact: _c, ...party }) => party),
      ...(reporter !== undefined && reporterLink !== undefined && { reporterLink }),
    },
    basis: { victimConsent, victimInformed },
    reachable: reporter?.phone !== undefined || reporter?.email !== undefined,
    content: contentOf(
      dossier,
      from.name,
      reporter,
      dossier.files.filter(({ id }) => !files.has(id)),
    ),
    files: [...files.values()],
  };
}

/** What follows a hand-over, as the note that the desk of there reads. */
export const noteFromDesk = (dossier: Dossier): string => {
  const { narrative } = contentOf(dossier, '', undefined, []);
  return [narrative, ...dossier.additions.map(({ text }) => text)].filter((text) => text !== '').join('\n\n');
};

const textOf = ({ sections }: Dossier, field: Field): string => {
  const section = sections.find((one) => one.field === field);
  if (section === undefined) return '';
  return section.held ? `${label('field', field)}\u00a0: en cours de relecture au guichet d’origine, à suivre.` : section.text;
};

function contentOf(dossier: Dossier, from: string, reporter: Reporter | undefined, left: readonly { name: string }[]): AlertContent {
  const of = (field: Field) => textOf(dossier, field);
  const files = left.map(({ name }) => name);
  const identity = of('VICTIM_IDENTITY');
  const contact = of('VICTIM_CONTACT');
  const implicated = of('IMPLICATED_IDENTITY')
    .split('\n\n')
    .filter((text) => text !== '')
    .map(personOf);
  const author = reporter === undefined ? '' : of('REPORTER_IDENTITY');
  const notes = [
    from === '' ? '' : `Transmis par le ${from}, dossier ${dossier.reference}.`,
    dossier.unrecognised ? 'L’auteur demande à ne pas être reconnu par le mis en cause.' : '',
    author === '' ? '' : `Auteur, avec son accord\u00a0:\n${author}`,
    files.length === 0 ? '' : `Pièces restées au guichet d’origine, à lui demander\u00a0: ${files.join(', ')}.`,
  ];
  const some = <Name extends string>(name: Name, text: string): Partial<Record<Name, string>> =>
    text === '' ? {} : ({ [name]: text } as Record<Name, string>);
  return {
    narrative: of('NARRATIVE'),
    ...((identity !== '' || contact !== '') && { victim: { ...some('name', oneLine(identity)), ...some('address', contact) } }),
    ...(implicated.length > 0 && { implicated }),
    ...(reporter !== undefined && { reporter }),
    ...some('measuresTaken', of('MEASURES_TAKEN')),
    ...some('health', of('HEALTH')),
    ...some('assets', of('ASSETS')),
    ...some('notes', notes.filter((text) => text !== '').join('\n')),
  };
}

const oneLine = (text: string): string => text.split('\n').join(', ');

function personOf(text: string): Person & { relation?: string } {
  const [name = '', ...rest] = text.split('\n');
  return { name, ...(rest.length > 0 && { relation: rest.join(', ') }) };
}

/** Who the author is, where the dossier says it: it does with the author's agreement alone. */
function authorOf(dossier: Dossier, department: string): Reporter | undefined {
  const section = dossier.sections.find(({ field }) => field === 'REPORTER_IDENTITY');
  if (section === undefined || section.text === '') return undefined;
  const lines = section.text.split('\n');
  const [phone, email] = [lines.find((line) => phoneNumber(line, department) !== null), lines.find(isEmail)];
  const [name = ''] = lines;
  return {
    anonymousToDesk: false,
    anonymousToImplicated: true,
    ...(name !== phone && name !== email && { name }),
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
  };
}
