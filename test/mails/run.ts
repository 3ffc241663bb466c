/** `npm run mails [mutations]`: what each kind of mail is taken for, and the time and memory that reading takes. */
import { measured } from './measure.ts';
import { timedOver } from './timed.ts';

for (const { kind, at, of, missed } of measured()) {
  process.stdout.write(`${kind.padEnd(10)} ${at.padEnd(7)} ${of - missed.length} of ${of}\n`);
  for (const { name, as, reasons } of missed) process.stdout.write(`    ${name} → ${as} (${reasons})\n`);
}
const mutations = Number(process.argv[2] ?? 200_000);
process.stdout.write(`${JSON.stringify(await timedOver(mutations, 54))}\n`);
process.exit(0);
