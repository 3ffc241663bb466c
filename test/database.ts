import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { databaseRoles } from '../runtime/postgres.ts';
import { inDatabase, templateName } from './template.ts';

export interface FreshDatabase {
  ownerUrl: string;
  appUrl: string;
  relayUrl: string;
  /** Ends every session and removes it. */
  drop(): Promise<void>;
}

/** A migrated, empty database for one test file: a copy of the run's template on a real PostgreSQL, or of another. */
export async function freshDatabase(template: string = templateName): Promise<FreshDatabase> {
  const { adminUrl, ownerUrl, appUrl, relayUrl } = inject('postgres');
  const name = `guichet_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${databaseRoles.owner}`);
  return {
    ownerUrl: inDatabase(ownerUrl, name),
    appUrl: inDatabase(appUrl, name),
    relayUrl: inDatabase(relayUrl, name),
    drop: () => asAdmin(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
