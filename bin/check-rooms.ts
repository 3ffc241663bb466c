/**
 * `npm run check:rooms`: whatever breaks a rule of `rooms/`, on every file of code, and every document that does not say what the table
 * says. With `--write` those documents are written.
 */
import { staleDocuments, writeDocuments } from '../rooms/documents.ts';
import { houseOf } from '../rooms/house.ts';
import { breachesOf } from '../rooms/rules.ts';
import { readTree } from '../rooms/tree.ts';

const root = process.cwd();
if (process.argv.includes('--write')) writeDocuments(root);
const house = houseOf(readTree(root));
const breaches = breachesOf(house).map(({ rule, at, says }) => `${rule}: ${at} ${says}`);
const stale = staleDocuments(root).map((file) => `stale-document: ${file} does not say what rooms/table.ts says: run npm run write:rooms`);
for (const wrong of [...breaches, ...stale]) console.error(wrong);
console.log(`${house.code.length} files of code in ${Object.keys(house.table).length} rooms, ${breaches.length + stale.length} breaches`);
process.exitCode = breaches.length + stale.length > 0 ? 1 : 0;
