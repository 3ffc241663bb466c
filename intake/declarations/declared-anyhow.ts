import type { z } from 'zod';
import type { Instant } from '../../calendar/span.ts';
import type { AsSaid } from '../../cases/model/content.ts';
import type { Organisation } from '../../directory/directory.ts';
import { callsDuty } from '../../procedures/desk-section.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { keepWhatCan, type Path } from '../keep-what-can.ts';
import { senderNumberAnyhow } from '../sender-number.ts';
import type { Declared } from './alert.ts';
import { crossProblems, type Declaration, type DeclarationField, declarationFields, keptDeclaration } from './declaration.ts';
import { type DeclarationText, declarationFromText } from './from-text.ts';

/** A declaration that waits for no correction, and what of it could not be read. */
export type KeptAnyhow = Pick<Declared, 'declaration' | 'establishment' | 'placeUnknown'> & { asSaid: AsSaid[]; externalId?: string };

/** Whose declarations are read: the establishments that their sender declares for, by what names them, and its own. */
export interface Declarers {
  now: Instant;
  zone: string;
  named(text: string): Organisation | undefined;
  own: Organisation | undefined;
}

/**
 * Whether a declaration must leave as it is: its danger calls duty under the department's protocol, or what happened is a possible crime or a
 * serious adverse event, which the law wants told at once (CP 434-3, CSP R.1413-67).
 */
export function leavesAtOnce(sent: unknown, procedure: Procedure | null): boolean {
  if (!isSaid(sent)) return false;
  const { danger, crime, eigs } = understandable(sent);
  const level = ([0, 1, 2, 3, 4] as const).find((each) => each === danger);
  return crime === true || eigs === true || (procedure !== null && callsDuty(procedure, level));
}

/**
 * Reads such a declaration whatever its fields hold: a value that cannot be is kept as it came and is not known to the law, what is missing is
 * said. Null for what is no declaration at all, or from nobody's establishment.
 */
export function declaredAnyhow(sent: unknown, { now, zone, named, own }: Declarers): KeptAnyhow | null {
  if (!isSaid(sent)) return null;
  const { externalId, ...others } = sent;
  const kept = keepWhatCan<z.infer<typeof keptDeclaration>>(keptDeclaration, understandable(others), { instead, what });
  if (kept === null) return null;
  const declaration: Declaration = kept.read;
  const asSaid = [...kept.asSaid];
  const isUnread = (field: DeclarationField) => asSaid.some((one) => one.what === what([field]));
  // What stands for a field that says nothing is not what stands for one that nobody could read.
  if (isUnread('where')) declaration.where = 'AUTRE';
  if (isUnread('media')) delete declaration.media;
  const missing = needed.filter((field) => declaration[field] === undefined && !isUnread(field)).map((field) => what([field]));
  for (const { field } of crossProblems(declaration, now, zone)) {
    const value = declaration[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) {
      if (!isUnread(field)) missing.push(what([field]));
    } else {
      asSaid.push({ what: what([field]), said: String(value) });
      Reflect.deleteProperty(declaration, field);
    }
  }
  const found = declaration.establishment === undefined ? undefined : named(declaration.establishment);
  const establishment = found ?? own;
  if (establishment === undefined) return null;
  if (declaration.establishment !== undefined && found === undefined)
    asSaid.push({ what: declarationFields.establishment, said: declaration.establishment });
  const ownNumber = senderNumberAnyhow.safeParse(externalId).data;
  if (externalId !== undefined && ownNumber === undefined) asSaid.push({ what: 'Numéro', said: JSON.stringify(externalId) });
  // Nobody said how grave it is: it is asked as what nobody could read is.
  const unsaidDanger = missing.includes(declarationFields.danger) ? [{ what: declarationFields.danger, said: 'non dit' }] : [];
  const lacks = [...new Set(missing)].filter((name) => name !== declarationFields.danger);
  return {
    declaration,
    establishment,
    ...(found === undefined && { placeUnknown: true }),
    asSaid: [...asSaid, ...unsaidDanger, ...(lacks.length === 0 ? [] : [{ what: 'Ce qui manque', said: lacks.join(', ') }])],
    ...(ownNumber !== undefined && { externalId: ownNumber }),
  };
}

const needed = ['establishment', 'category', 'observedOn', 'danger', 'contactName'] as const satisfies DeclarationField[];

const isSaid = (sent: unknown): sent is Record<string, unknown> =>
  typeof sent === 'object' && sent !== null && !Array.isArray(sent) && Object.keys(sent).some((field) => field in declarationFields);

/** What is written as people write it (« oui », « 18/11/2026 », « 4 ») is read, as it is in a table. */
function understandable(sent: Record<string, unknown>): Record<string, unknown> {
  const isTyped = (value: unknown) => typeof value === 'string' || (Array.isArray(value) && value.every(isText));
  const [typed, others] = [true, false].map((which) => Object.fromEntries(Object.entries(sent).filter(([, value]) => isTyped(value) === which)));
  return { ...others, ...declarationFromText(typed as DeclarationText) };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const instead = (path: Path): unknown => (path.length === 0 ? {} : path.length === 1 && path[0] === 'nature' ? unreadNature : undefined);
const unreadNature = 'Ce qui a été envoyé n’est pas lisible comme un récit. Tout ce qui est arrivé est gardé au guichet.';
const what = ([field = '']: Path): string => declarationFields[field as DeclarationField] ?? 'Autre champ';
