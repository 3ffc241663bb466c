/**
 * Real parts for the tests that ask for them, started once for the whole run: a PostgreSQL with a
 * migrated template, and a Temporal server whose workflow clocks can be moved. A run of pure unit
 * tests starts nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../database/migrate.ts';
import type { PostgresUrls } from '../runtime/postgres.ts';
import { databaseRoles, startPostgres } from '../runtime/postgres.ts';
import { startTemporal } from '../runtime/temporal.ts';
import { projectRoot } from '../settings/config.ts';
import { unpackedBrowser } from './browser.ts';
import { removeLeftovers, temporaryFolder } from './folder.ts';
import { programsFolder } from './programs.ts';
import { inDatabase, templateName } from './template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: PostgresUrls;
    temporalAddress: string;
  }
}

type Stop = () => Promise<void>;

export async function setup(project: TestProject): Promise<Stop> {
  const needs = await needsOf(project);
  if (needs.browser) await unpackedBrowser();
  if (!needs.postgres && !needs.temporal) return async () => undefined;
  await removeLeftovers();
  const folder = temporaryFolder();
  const stops: Stop[] = [async () => folder.remove()];
  try {
    if (needs.postgres) stops.unshift(await providePostgres(project, folder.path));
    if (needs.temporal) stops.unshift(await provideTemporal(project, folder.path));
  } catch (failure) {
    for (const stop of stops) await stop();
    throw failure;
  }
  return async () => {
    for (const stop of stops) await stop();
  };
}

async function providePostgres(project: TestProject, dataFolder: string): Promise<Stop> {
  // Nothing here outlives the run, so nothing waits for the disk.
  const postgres = await startPostgres({ dataFolder, parameters: ['fsync=off', 'full_page_writes=off'] });
  const admin = new Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${templateName} OWNER ${databaseRoles.owner}`);
  await admin.end();
  await migrate(inDatabase(postgres.ownerUrl, templateName));
  const { adminUrl, ownerUrl, appUrl, relayUrl } = postgres;
  project.provide('postgres', { adminUrl, ownerUrl, appUrl, relayUrl });
  return postgres.stop;
}

async function provideTemporal(project: TestProject, dataFolder: string): Promise<Stop> {
  const temporal = await startTemporal(
    { dataFolder, temporalAddress: undefined, temporalNamespace: 'default' },
    { timeSkipping: true, inMemory: true, programsFolder },
  );
  project.provide('temporalAddress', temporal.address);
  return temporal.stop;
}

/** What the files that will run inject, themselves or through the helpers they import, says which parts they need. */
async function needsOf(project: TestProject): Promise<{ postgres: boolean; temporal: boolean; browser: boolean }> {
  // The filters of the command line; vitest keeps them without declaring them.
  const filters: unknown = Reflect.get(project.vitest, 'filenamePattern');
  const specifications = await project.vitest.globTestSpecifications(Array.isArray(filters) ? filters.map(String) : undefined);
  const seen = new Set<string>();
  const needs = { postgres: false, temporal: false, browser: false };
  const read = (file: string) => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    needs.postgres ||= text.includes("inject('postgres')");
    needs.temporal ||= text.includes("inject('temporalAddress')");
    needs.browser ||= text.includes('openBrowser(');
    for (const [, imported = ''] of text.matchAll(/from '(\.{1,2}\/[^']*)'/g)) {
      if (/(^|\/)test\/|\.testing\.ts$/.test(imported) || isHelper(file)) read(resolve(dirname(file), imported));
    }
  };
  for (const { moduleId } of specifications) read(moduleId);
  return needs;
}

function isHelper(file: string): boolean {
  return file.startsWith(join(projectRoot, 'test')) || file.endsWith('.testing.ts');
}
