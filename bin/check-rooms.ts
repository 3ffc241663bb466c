/** `npm run check:rooms`: whatever breaks a rule of `rooms/`, on every file of code. `--write` writes the documents made from the table. */
import { houseOf } from '../rooms/house.ts';
import { breachesOf } from '../rooms/rules.ts';
import { readTree } from '../rooms/tree.ts';

const house = houseOf(readTree(process.cwd()));
const breaches = breachesOf(house);
for (const { rule, at, says } of breaches) console.error(`${rule}: ${at} ${says}`);
console.log(`${house.code.length} files of code, ${Object.keys(house.table).length} rooms, ${breaches.length} breaches`);
process.exitCode = breaches.length > 0 ? 1 : 0;
