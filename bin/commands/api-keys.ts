import { DateTime } from 'luxon';
import {
  type ApiKeyListed,
  actsForOrganisation,
  apiKeyById,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  standingOf,
  wrongExpiry,
} from '../../accounts/api-keys.ts';
import { keyKindLabels, keyScopeLabels } from '../../accounts/key-words.ts';
import { type KeyKind, type KeyScope, keyKinds, keyScopes, may, scopesOf } from '../../accounts/rights.ts';
import { territoryOf } from '../../calendar/territory.ts';
import type { Database } from '../../database/pool.ts';
import { currentDirectory } from '../../directory/record/revisions.ts';
import { setEstablishments } from '../../intake/declarations/establishments.ts';
import { Problem } from '../../settings/problem.ts';
import { WrongUse } from '../../settings/wrong-use.ts';
import { leaveTrace } from '../../traces/leave-trace.ts';
import { withDatabase } from './database.ts';
import { knownDepartment } from './publish.ts';

interface CreateOptions {
  department: string;
  kind: string;
  organisation?: string;
  establishment?: string[];
  label?: string;
  scope?: string[];
  expires?: string;
  json?: boolean;
}

/**
 * `guichet api-keys create`: a key for a machine, printed once; only its keyed hash is kept. `guichet keys create`, its name of before, may
 * leave out what the key is for, permits and lasts: it then permits all that its kind may, for a year.
 */
export async function createKey({ department, organisation, establishment = [], json = false, ...options }: CreateOptions): Promise<void> {
  const kind = kindOf(options.kind);
  const scopes = options.scope === undefined ? scopesOf(kind) : scopesFor(kind, options.scope);
  if (actsForOrganisation(kind) !== (organisation !== undefined))
    throw new WrongUse(
      organisation === undefined
        ? `--organisation : une clé « ${kind} » agit pour un organisme de l’annuaire ; donnez son identifiant.`
        : `--organisation : une clé « ${kind} » n’agit pour aucun organisme ; retirez cette option.`,
    );
  if (establishment.length > 0 && !may({ kind }, 'declaration.make'))
    throw new WrongUse('--establishment : seule une clé « institution » déclare pour des établissements.');
  const label = options.label ?? 'Clé créée par « keys create »';
  if (label.trim() === '' || label.length > 80) throw new WrongUse('--label : dites en 80 caractères au plus quel logiciel aura cette clé.');
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    const expiresOn = lastDay(department, options.expires);
    await inDirectory(db, department, { organisation, establishment });
    const made = { department, kind, organisation: organisation ?? null, scopes, label, expiresOn };
    const { id, key } = await createApiKey(db, made);
    await leaveTrace(db, made.department, { kind: 'KEY_MADE', account: null, about: id });
    if (establishment.length > 0) await setEstablishments(db, department, id, establishment);
    console.log(json ? JSON.stringify({ id, key, ...made }, null, 2) : key);
    console.error('Gardez cette clé maintenant : elle ne sera plus montrée.');
  });
}

/** `guichet api-keys list`: the keys of a department, and never their text. */
export async function printKeys({ department, json = false }: { department: string; json?: boolean }): Promise<void> {
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    const keys = (await listApiKeys(db, department)).map((key) => ({ ...key, standing: standingNow(key) }));
    if (json) return console.log(JSON.stringify(keys, null, 2));
    if (keys.length === 0) console.log('Aucune clé.');
    for (const key of keys) console.log(lineOf(key));
  });
}

/** `guichet api-keys revoke`: it stops within seconds, for good. */
export async function revokeKey(id: string, { department, json = false }: { department: string; json?: boolean }): Promise<void> {
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    const key = await apiKeyById(db, department, id);
    if (key === null)
      throw new Problem(`Le département ${department} n’a pas de clé « ${id} » : « guichet api-keys list --department ${department} » les montre.`);
    await revokeApiKey(db, department, id);
    await leaveTrace(db, department, { kind: 'KEY_REVOKED', account: null, about: id });
    console.log(json ? JSON.stringify({ id, standing: 'REVOKED' }) : `La clé « ${key.label} » est révoquée.`);
  });
}

function kindOf(text: string): KeyKind {
  const kind = keyKinds.find((one) => one === text);
  if (kind === undefined) throw new WrongUse(`--kind : « ${text} » n’existe pas ; choisissez ${keyKinds.join(', ')}.`);
  return kind;
}

function scopesFor(kind: KeyKind, texts: readonly string[]): KeyScope[] {
  const possible = scopesOf(kind);
  for (const text of texts) {
    if (!possible.some((one) => one === text))
      throw new WrongUse(`--scope : une clé « ${kind} » ne peut pas avoir « ${text} » ; choisissez ${possible.join(', ')}.`);
  }
  return keyScopes.filter((scope) => texts.includes(scope));
}

function lastDay(department: string, text: string | undefined): string {
  const { zone } = territoryOf(department);
  const day = text === undefined ? DateTime.now().setZone(zone).plus({ years: 1 }) : DateTime.fromISO(text, { zone });
  const iso = day.toISODate();
  if (iso === null || (text !== undefined && text !== iso))
    throw new WrongUse(`--expires : « ${text} » n’est pas un jour ; écrivez-le comme 2027-11-30.`);
  const wrong = wrongExpiry(department, iso, Date.now());
  if (wrong !== null) throw new WrongUse(`--expires : ${wrong}`);
  return iso;
}

async function inDirectory(
  db: Database,
  department: string,
  { organisation, establishment }: { organisation: string | undefined; establishment: readonly string[] },
): Promise<void> {
  const { organisationById } = await currentDirectory(db, department);
  const given = [...(organisation === undefined ? [] : [['--organisation', organisation]]), ...establishment.map((id) => ['--establishment', id])];
  for (const [option = '', id = ''] of given) {
    if (!organisationById.has(id)) throw new Problem(`${option} : « ${id} » n’est pas dans l’annuaire du département ${department}.`);
  }
}

function standingNow({ department, expiresOn, revokedOn }: ApiKeyListed) {
  return standingOf({ department, expiresOn, revoked: revokedOn !== null }, Date.now());
}

const standings = { VALID: 'en service', EXPIRED: 'expirée', REVOKED: 'révoquée' } as const;

function lineOf(key: ApiKeyListed & { standing: keyof typeof standings }): string {
  const { id, prefix, label, kind, organisation, scopes, standing, expiresOn, lastUsedOn } = key;
  return [
    id,
    `${prefix}…`,
    label,
    `${keyKindLabels[kind].label}${organisation === null ? '' : ` (${organisation})`}`,
    scopes.map((scope) => keyScopeLabels[scope].label).join(', '),
    standings[standing],
    expiresOn === null ? 'sans date de fin' : `dernier jour ${expiresOn}`,
    lastUsedOn === null ? 'jamais employée' : `employée le ${lastUsedOn}`,
  ].join(' · ');
}
