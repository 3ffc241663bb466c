import { dayIn } from '../../calendar/local.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { retentionClasses, retentionClassNames, termSaid } from '../../retention/classes.ts';
import { listDestructions } from '../../retention/record/destructions.ts';
import { whatIsDue } from '../../retention/record/due.ts';
import { termsNow } from '../../retention/record/rules.ts';
import { destructionStates, dueKinds } from '../../retention/words.ts';
import { withDatabase } from './database.ts';

/**
 * `guichet retention`: the terms of a department, what is at its term now by reference, and its lists; as JSON too. It destroys nothing: that is the worker's, each
 * night, of what the Archives agreed to.
 */
export async function previewRetention({ department, json }: { department: string; json?: true }): Promise<void> {
  await withDatabase(async (db) => {
    const { terms, asked } = await termsNow(db, department);
    const { items, more } = await whatIsDue(db, department, Date.now());
    const lists = await listDestructions(db, department);
    const due = items.map(({ kind, reference, dueAt }) => ({ kind, reference, dueOn: dayIn(dueAt, territoryOf(department).zone) }));
    if (json) {
      console.log(JSON.stringify({ department, terms, asked: asked?.terms ?? null, due, more, lists }, null, 2));
      return;
    }
    for (const name of retentionClassNames) console.log(`${retentionClasses[name].label}\u00a0: ${termSaid(name, terms[name])}`);
    console.log(`À leur terme\u00a0: ${items.length}${more ? ', et davantage' : ''}.`);
    for (const { kind, reference, dueOn } of due) console.log(`  ${reference}  ${dueKinds[kind]}  ${dueOn}`);
    for (const { number, state, destroyed, spared } of lists)
      console.log(`Liste ${number}\u00a0: ${destructionStates[state]}, ${destroyed} détruits, ${spared} laissés.`);
  });
}
