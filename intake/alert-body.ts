import { z } from 'zod';
import type { AsSaid } from '../cases/model/content.ts';
import { factTable } from '../vocabulary/fact-table.ts';
import { factsSchema } from '../vocabulary/facts-schema.ts';
import type { Danger } from '../vocabulary/vocabulary.ts';
import { isAnonymous, isOfNobody } from './anonymous.ts';
import { keepWhatCan, type Path, type ReadAnyhow } from './keep-what-can.ts';
import { basisSchema, contentSchema } from './schema.ts';
import { senderNumber, senderNumberAnyhow } from './sender-number.ts';

/** What a system sends to alert. `externalId` is its own number for this alert: the same number twice is one alert. */
export const alertBody = z
  .strictObject({
    facts: factsSchema.partial({ channel: true }).meta({ description: 'Faits codés, sans aucun nom. `channel` n’est lu que d’une clé de guichet.' }),
    content: contentSchema.meta({ description: 'Contenu nominatif, scellé avant d’être conservé.' }),
    basis: basisSchema.partial().optional(),
    externalId: senderNumber.optional(),
  })
  .meta({ id: 'Alert' });

/** The same where nobody can be asked: how grave it is may not be known. */
const keptBody = alertBody.extend({ facts: factsSchema.partial({ channel: true, danger: true }), externalId: senderNumberAnyhow.optional() });

/**
 * Reads an alert in danger, or from where nobody can mend it: whatever a field holds, it is taken in, and what has no place is kept as text.
 * Null for what is no alert at all.
 */
export function keepAlert(body: unknown): { read: z.infer<typeof keptBody>; asSaid: AsSaid[] } | null {
  if (typeof body !== 'object' || body === null || !('facts' in body || 'content' in body)) return null;
  const danger = dangerSaid(body);
  const anonymous = isAnonymous(body);
  return keepWhatCan(keptBody, danger === undefined ? body : withDanger(body as { facts: object }, danger), {
    ...keeping,
    // What came all the same for an author who is anonymous to the desk is not kept.
    what: (path) => (anonymous && path[0] === 'content' && path[1] === 'reporter' && (path.length === 2 || isOfNobody(path[2])) ? null : what(path)),
  });
}

const withDanger = (body: { facts: object }, danger: Danger) => ({ ...body, facts: { ...body.facts, danger } });

/** The danger that a body says, as a figure or in letters; undefined for what is no level. */
export function dangerSaid(body: unknown): Danger | undefined {
  const said = dangerOf(body);
  return levels.find((level) => level === said || String(level) === String(said).trim());
}

const levels: readonly Danger[] = [0, 1, 2, 3, 4];

function dangerOf(body: unknown): unknown {
  const facts = typeof body === 'object' && body !== null && 'facts' in body ? body.facts : undefined;
  return typeof facts === 'object' && facts !== null && 'danger' in facts ? facts.danger : undefined;
}

const unreadText = 'Le texte reçu n’est pas lisible comme un récit. Tout ce qui est arrivé est gardé plus bas.';

const unknownFacts = { place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU' };
const parts: Readonly<Record<string, string>> = {
  facts: 'Faits',
  content: 'Contenu',
  basis: 'Base légale',
  externalId: 'Numéro',
  narrative: 'Récit',
  victim: 'Personne concernée',
  implicated: 'Mis en cause',
  reporter: 'Auteur de l’alerte',
  measuresTaken: 'Mesures déjà prises',
  health: 'Santé',
  assets: 'Patrimoine',
  notes: 'Notes',
};

const keeping: Pick<ReadAnyhow, 'instead'> = {
  instead: (path) => {
    const [part, field] = path;
    if (part === undefined) return { facts: {}, content: {} };
    if (field === undefined) return part === 'facts' || part === 'content' ? {} : undefined;
    if (path.length > 2) return undefined;
    return part === 'facts' ? unknownFacts[field as keyof typeof unknownFacts] : part === 'content' && field === 'narrative' ? unreadText : undefined;
  },
};

function what([part = '', field = '']: Path): string {
  const name = part === 'facts' && field in factTable ? factTable[field as keyof typeof factTable].label : parts[field === '' ? part : field];
  return name ?? 'Autre champ';
}
