import { generateKeyPairSync, randomBytes } from 'node:crypto';

export const drawnKey = (): string => randomBytes(32).toString('base64');
export const drawnSigningKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

/** A whole configuration that production accepts. */
export const rightProduction = {
  GUICHET_MODE: 'production',
  GUICHET_PUBLIC_URL: 'https://guichet.departement.example/',
  DATABASE_URL: 'postgres://app:x@db.interne:5432/guichet?sslmode=verify-full',
  DATABASE_RELAY_URL: 'postgres://relay:x@db.interne:5432/guichet?sslmode=verify-full',
  TEMPORAL_ADDRESS: 'temporal.interne:7233',
  TEMPORAL_TLS: 'true',
  SMTP_URL: 'smtps://u:p@courrier.interne',
  GUICHET_MASTER_KEY: drawnKey(),
  GUICHET_JOURNAL_KEY: drawnKey(),
  GUICHET_INDEX_KEY: drawnKey(),
  GUICHET_SESSION_SECRET: drawnKey(),
  GUICHET_SIGNING_KEY: drawnSigningKey(),
};
