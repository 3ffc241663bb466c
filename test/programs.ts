import { join } from 'node:path';
import { readSettings } from '../settings/config.ts';

/** Where a fetched `temporal` is kept from one test run to the next: the demonstration's own place. */
export const programsFolder = join(readSettings({}).dataFolder, 'programs');
