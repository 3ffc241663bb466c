import { type Request, Router } from 'express';
import { entriesOf } from '../../../cases/model/entries.ts';
import { evolve, nothing } from '../../../cases/model/evolve.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { inDepartment } from '../../../database/pool.ts';
import type { Condition, Conditions, Procedure } from '../../../procedures/procedure.ts';
import { loadProcedure } from '../../../procedures/record/published.ts';
import { conditionWords, sentence } from '../../../procedures/sentence.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactName } from '../../../vocabulary/fact-table.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import type { Parts } from '../../http/parts.ts';
import { casePaths, versionHref } from '../shared/addresses.ts';
import { agreementLines } from '../words/agreement.ts';
import { actorName, timelineEntry } from '../words/journal-words.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { onCase, openCase } from './open-case.ts';

/** Which version a case follows and under which agreement, which rules were applied, when, and the facts they read. */
export function caseProtocolPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.get(casePaths.protocol, async (request: Request, response) => {
    const record = await openCase(parts, request, response, 'CASE_PAGE');
    const world = await currentWorld(parts, record);
    const names = await namesOf(parts, record.department, world);
    const { procedure } = world;
    response.type('html').send(
      parts.page('desk/case-protocol', {
        ...(await onCase(parts, request, response, record.reference)),
        version: { label: typographic(`${procedure.title}, version ${procedure.slug}@${procedure.number}`), href: versionHref(procedure) },
        ...(procedure.agreement !== undefined && { agreement: agreementLines(procedure.agreement) }),
        routed: await routings(parts, record),
        moves: entriesOf(record.journal, 'VERSION_CHANGED')
          .toReversed()
          .map((entry) => {
            const { what, text } = timelineEntry(entry, names, record.state);
            return { at: entry.at, what, who: actorName(entry.by, names), ...(text !== undefined && { reason: text }) };
          }),
      }),
    );
  });
  return pages;
}

/** Each time the protocol was applied, the newest first, read with the version it was applied from and the facts of that moment. */
async function routings(parts: Parts, { department, journal }: CaseRecord) {
  let state = nothing;
  const found: { at: number; version: Pick<Procedure, 'slug' | 'number'>; rules: string[]; facts: Facts }[] = [];
  for (const entry of journal) {
    state = evolve(state, entry);
    if (entry.kind === 'ROUTED' && entry.because.procedure !== undefined)
      found.push({ at: entry.at, version: entry.because.procedure, rules: entry.because.rules, facts: state.facts });
  }
  return Promise.all(
    found.toReversed().map(async ({ at, version: { slug, number }, rules, facts }) => {
      const procedure = await inDepartment(parts.database, department, (tx) => loadProcedure(parts.database, tx, department, slug, number));
      return { at, version: `${slug}@${number}`, rules: rules.flatMap((id) => ruleApplied(procedure, id, facts)) };
    }),
  );
}

function ruleApplied(procedure: Procedure, id: string, facts: Facts): { id: string; sentence: string; facts: string[] }[] {
  const rule = procedure.chapters.flatMap(({ rules }) => rules).find((one) => one.id === id);
  if (rule === undefined) return [];
  return [{ id, sentence: typographic(sentence(rule, procedure)), facts: conditionWords(readOf(rule.when, facts)).map(typographic) }];
}

/** The conditions with the facts that met them in place of everything they would have accepted. */
function readOf(when: Conditions, facts: Facts): Conditions {
  const read: Conditions = {};
  for (const [fact, condition] of Object.entries(when) as [FactName, Condition][]) {
    const values = valuesOf(fact, facts);
    read[fact] =
      values.length === 0 ? condition : { anyOf: 'anyOf' in condition ? values.filter((value) => condition.anyOf.includes(value)) : values };
  }
  return read;
}

function valuesOf(fact: FactName, facts: Facts): string[] {
  if (fact === 'implicated') return facts.implicated.flatMap(({ kind, precision }) => [`${kind}/${precision ?? 'AUTRE'}`, kind]);
  const value = facts[fact];
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
