/** What production refuses of a database, asked of the server itself: the other half of `settings/production.ts`. */
import { Client } from 'pg';
import { openDemonstrationAccounts } from '../demonstration/open-accounts.ts';
import type { Config, Settings } from '../settings/config.ts';
import { codeOf, Problem } from '../settings/problem.ts';

export interface DatabaseRule {
  /** What it holds to, in French. */
  title: string;
  /** Rejects when the database is away or has no tables yet; one French sentence per fault. */
  faults(config: DatabaseAddresses): Promise<string[]>;
}

type DatabaseAddresses = Pick<Config, 'databaseUrl'> & Pick<Settings, 'databaseRelayUrl'>;

export const databaseRules: readonly DatabaseRule[] = [
  {
    title: 'Rôles soumis à la sécurité par ligne',
    faults: async ({ databaseUrl, databaseRelayUrl }) => [
      ...(await roleFaults('DATABASE_URL', databaseUrl, 'guichet_app')),
      ...(databaseRelayUrl === undefined ? [] : await roleFaults('DATABASE_RELAY_URL', databaseRelayUrl, 'guichet_relay')),
    ],
  },
  {
    title: 'Démonstration fermée',
    faults: async ({ databaseUrl }) =>
      (await inDatabase('DATABASE_URL', databaseUrl, openDemonstrationAccounts)).map(
        ({ department, accounts }) =>
          `La démonstration est ouverte dans le département ${department} (${accounts} ${accounts > 1 ? 'comptes' : 'compte'}, mots de passe publics) : créez le vrai département avec « npx guichet setup », qui la ferme, ou partez d’une base vide.`,
      ),
  },
];

/** Throws a Problem with every sentence of the first rule that the database breaks; rejects otherwise when it is away. */
export async function checkDatabase(config: DatabaseAddresses): Promise<void> {
  // A wrong role is told first: with it the rest may not even be readable.
  for (const rule of databaseRules) {
    const faults = await rule.faults(config);
    if (faults.length > 0) throw new Problem(faults.join('\n'));
  }
}

/** A role that may ignore the policies, itself or by another role it can take: superuser, BYPASSRLS, owner of a table. */
async function roleFaults(variable: string, url: string, rightRole: string): Promise<string[]> {
  const power = await inDatabase(variable, url, async (client) => {
    const { rows } = await client.query<{ superuser: boolean; bypasses: boolean; owns: boolean; tables: boolean }>(`
      SELECT bool_or(r.rolsuper) AS superuser, bool_or(r.rolbypassrls) AS bypasses, coalesce(bool_or(t.owns), false) AS owns, bool_or(t.owns) IS NOT NULL AS tables
      FROM pg_roles r CROSS JOIN LATERAL (
        SELECT bool_or(c.relowner = r.oid) AS owns FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'keys', 'sessions'))
      ) t
      WHERE pg_has_role(current_user, r.oid, 'MEMBER')`);
    return rows[0];
  });
  if (power?.tables !== true) throw new Error('the migrations are missing');
  const why = power.superuser ? 'est superutilisateur' : power.bypasses ? 'a l’attribut BYPASSRLS' : power.owns ? 'possède les tables' : null;
  return why === null
    ? []
    : [`${variable} : son rôle ${why}, et passerait outre la sécurité par ligne. Donnez l’adresse avec le rôle ${rightRole} (docs/operations.md).`];
}

/** Resolves when the database answers this role; rejects with a Problem when it refuses it, otherwise when it is away. */
export async function answersAt(variable: string, url: string): Promise<void> {
  await inDatabase(variable, url, (client) => client.query('SELECT 1'));
}

/** Names in a refusal that waiting does not mend: this is not the password, not the role, or there is no such database. */
const wrongAccess = new Set(['28P01', '28000', '3D000']);

async function inDatabase<T>(variable: string, url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, statement_timeout: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (failure) {
    if (wrongAccess.has(codeOf(failure) ?? ''))
      throw new Problem(`${variable} est refusée par le serveur (${codeOf(failure)}) : vérifiez le rôle, le mot de passe et le nom de la base.`);
    throw failure;
  } finally {
    await client.end().catch(() => undefined);
  }
}
