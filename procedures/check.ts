import { frenchSpan } from '../calendar/french.ts';
import { isAtMost, limitWords } from '../calendar/limits.ts';
import { numberOf, type Span, unitOf } from '../calendar/span.ts';
import { isEntryKind } from '../vocabulary/entries.ts';
import { type FactName, factEntry } from '../vocabulary/fact-table.ts';
import { codes, vocabulary } from '../vocabulary/vocabulary.ts';
import { isNamed } from './desk-host.ts';
import { type DeskSection, deskDelay } from './desk-section.ts';
import { legalChecks } from './legal-checks.ts';
import { type DelayName, ownDelay } from './own-delays.ts';
import type { Conditions, Policy, Procedure, Stage, TaskOrder, TransferOrder } from './procedure.ts';

interface Found {
  path: string;
  message: string;
}

const reaches: readonly string[] = ['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN'];
const reserved: readonly string[] = ['otherwise', 'inConflict'];

const precisions = Object.entries(vocabulary.implicated).flatMap(([kind, entry]) => [
  kind,
  ...entry.precisions.map((precision) => `${kind}/${precision}`),
]);
/** Codes of the facts that no family of the vocabulary gives. */
const ownCodes: { [fact in FactName]?: { has(code: string): boolean } } = {
  inseeCode: { has: (code) => /^(\d{2}|2[AB])\d{3}$/.test(code) },
  placePrecision: new Set<string>(Object.values(vocabulary.placePrecision).flat()),
  finessCategory: { has: (code) => /^\d{3}$/.test(code) },
  implicated: new Set(precisions),
};

function isCodeOf(fact: FactName, code: string): boolean {
  const { family } = factEntry(fact);
  return ownCodes[fact]?.has(code) ?? (family !== undefined && (codes(family) as string[]).includes(code));
}

const answerCodes = new Set<string>([...codes('outcome'), ...codes('refusalReason'), ...codes('conclusion')]);

const write = (span: Span) => `${unitOf(span)}: ${numberOf(span)}`;

/** What the shape of a procedure cannot say: names that exist, codes of the right family, spans whose order can be proved. */
export function check(procedure: Procedure): Found[] {
  const found: Found[] = [];
  const say = (path: string, message: string) => found.push({ path, message });
  const ids = new Set(reserved);
  const once = (path: string, id: string) => {
    if (reserved.includes(id)) say(path, `l’identifiant «\u00a0${id}\u00a0» est réservé.`);
    else if (ids.has(id)) say(path, `l’identifiant «\u00a0${id}\u00a0» est déjà pris\u00a0; chaque règle et chaque étape a le sien.`);
    ids.add(id);
  };
  for (const [c, chapter] of procedure.chapters.entries()) {
    for (const [r, rule] of chapter.rules.entries()) {
      const at = `chapters.${c}.rules.${r}`;
      once(`${at}.id`, rule.id);
      checkConditions(rule.when, `${at}.when`, say);
      checkOrder(rule.then, procedure, `${at}.then`, say);
    }
  }
  for (const [s, step] of procedure.steps.entries()) {
    once(`steps.${s}.id`, step.id);
    for (const one of step.saying ?? [])
      if (!answerCodes.has(one)) say(`steps.${s}.saying`, `«\u00a0${one}\u00a0» n’est ni une suite, ni un motif de refus, ni une conclusion.`);
    if (!isEntryKind(step.after)) say(`steps.${s}.after`, `«\u00a0${step.after}\u00a0» n’est pas une ligne de journal connue.`);
    checkConditions(step.when, `steps.${s}.when`, say);
    checkOrder(step.do, procedure, `steps.${s}.do`, say);
  }
  checkConditions(procedure.intake.automaticWhen, 'intake.automaticWhen', say);
  checkOrder(procedure.otherwise, procedure, 'otherwise', say);
  checkOrder(procedure.inConflict, procedure, 'inConflict', say);
  if (procedure.otherwise.purpose !== 'ACTION')
    say('otherwise.purpose', 'le destinataire par défaut est saisi pour action\u00a0: personne n’est jamais une réponse.');
  for (const [name, policy] of Object.entries(procedure.policies)) checkPolicy(policy, `policies.${name}`, say);
  if (procedure.agreement !== undefined && procedure.agreement.evaluateOn <= procedure.agreement.signedOn)
    say('agreement.evaluateOn', 'l’évaluation vient après la signature de la convention.');
  for (const [w, { check: id }] of (procedure.waivers ?? []).entries()) {
    if (!legalChecks.some((check) => check.id === id)) say(`waivers.${w}.check`, `«\u00a0${id}\u00a0» n’est pas une vérification légale connue.`);
    if (procedure.waivers?.findIndex((other) => other.check === id) !== w) say(`waivers.${w}.check`, `«\u00a0${id}\u00a0» est levée deux fois.`);
  }
  checkRising(procedure.closing.lookAgain, 'closing.lookAgain', 'les nouvelles vérifications', say);
  checkDesk(procedure.desk, say);
  if (procedure.host !== undefined && isNamed(procedure.host.kind) && procedure.host.name === undefined)
    say('host.name', 'écrivez le nom de l’association ou du groupement qui tient le guichet.');
  return found;
}

type Say = (path: string, message: string) => void;

function checkConditions(conditions: Conditions, at: string, say: Say): void {
  for (const [fact, condition] of Object.entries(conditions) as [FactName, Conditions[FactName]][]) {
    if (condition === undefined) continue;
    if (('atLeast' in condition || 'atMost' in condition) && fact !== 'danger')
      say(`${at}.${fact}`, `atLeast et atMost ne se lisent que sur «\u00a0danger\u00a0», pas sur «\u00a0${fact}\u00a0».`);
    if (!('anyOf' in condition)) continue;
    for (const code of condition.anyOf)
      if (!isCodeOf(fact, code)) say(`${at}.${fact}.anyOf`, `«\u00a0${code}\u00a0» n’est pas un code de «\u00a0${fact}\u00a0».`);
  }
}

function checkOrder(order: TransferOrder | TaskOrder, procedure: Procedure, at: string, say: Say): void {
  if ('task' in order) return;
  if (order.to === 'DESK' || order.to === 'URGENCES')
    say(`${at}.to`, `rien ne se transmet à «\u00a0${order.to}\u00a0»\u00a0: donnez plutôt une tâche au guichet.`);
  const policy = Object.hasOwn(procedure.policies, order.policy) ? procedure.policies[order.policy] : undefined;
  if (policy === undefined) say(`${at}.policy`, `la politique «\u00a0${order.policy}\u00a0» n’existe pas.`);
  else if (order.purpose === 'ACTION' && !policy.stages.some(({ reach }) => reach !== 'ACKNOWLEDGED'))
    say(
      `${at}.policy`,
      `la politique «\u00a0${order.policy}\u00a0» ne va pas jusqu’à la prise en charge\u00a0: une transmission pour action ne peut pas la suivre.`,
    );
}

function checkPolicy(policy: Policy, at: string, say: Say): void {
  const kinds = policy.channels.map(({ kind }) => kind);
  for (const kind of new Set(kinds.filter((one, index) => kinds.indexOf(one) !== index)))
    say(`${at}.channels`, `le canal «\u00a0${kind}\u00a0» est donné deux fois.`);
  const order = policy.stages.map(({ reach }) => reaches.indexOf(reach));
  if (order.some((one, index) => index > 0 && one <= (order[index - 1] ?? -1)))
    say(`${at}.stages`, 'les étapes se suivent dans l’ordre ACKNOWLEDGED, IN_CHARGE, OUTCOME_GIVEN, chacune une fois au plus.');
  for (const [s, stage] of policy.stages.entries()) checkStage(stage, `${at}.stages.${s}`, say);
}

function checkStage(stage: Stage, at: string, say: Say): void {
  const mixed = stage.remind.filter((span) => unitOf(span) !== unitOf(stage.within));
  if (mixed.length > 0)
    say(
      `${at}.remind`,
      `étape ${stage.reach}\u00a0: relances et limite s’écrivent dans la même unité (limite en ${unitOf(stage.within)}, relance en ${mixed.map(unitOf).join(', ')}).`,
    );
  else {
    for (const late of stage.remind.filter((span) => numberOf(span) >= numberOf(stage.within)))
      say(`${at}.remind`, `étape ${stage.reach}\u00a0: la relance (${write(late)}) doit précéder la limite (${write(stage.within)}).`);
    checkRising(stage.remind, `${at}.remind`, `étape ${stage.reach}\u00a0: les relances`, say);
  }
  checkRising(
    stage.escalate.map(({ after }) => after),
    `${at}.escalate`,
    `étape ${stage.reach}\u00a0: les escalades`,
    say,
  );
  const last = stage.escalate.at(-1);
  if (last !== undefined && last.to !== 'DESK')
    say(`${at}.escalate`, `étape ${stage.reach}\u00a0: la dernière escalade va au guichet (DESK), pour que toute chaîne finisse par une personne.`);
}

/** A delay of the desk's own stays within what keeps a case moving; a message is not given up before it was tried again. */
function checkDesk(desk: DeskSection | undefined, say: Say): void {
  for (const [name, span] of Object.entries(desk?.delays ?? {}) as [DelayName, Span][]) {
    const { label, most, least = {} } = ownDelay(name);
    if (!isAtMost(span, most))
      say(`desk.delays.${name}`, `${label}\u00a0: ${frenchSpan(span)}, c’est trop\u00a0; écrivez au plus ${limitWords(most)}.`);
    else if (numberOf(span) < (least[unitOf(span)] ?? 0))
      say(`desk.delays.${name}`, `${label}\u00a0: ${frenchSpan(span)}, c’est trop court\u00a0; écrivez au moins ${limitWords(least)}.`);
  }
  const [retry, giveUp] = [deskDelay({ desk }, 'retry'), deskDelay({ desk }, 'giveUp')];
  if (numberOf(giveUp) < numberOf(retry))
    say(
      'desk.delays.giveUp',
      `${ownDelay('giveUp').label}\u00a0: un message n’est pas abandonné avant un nouvel essai, qui vient après ${frenchSpan(retry)}.`,
    );
}

/** Spans of one list: one unit, each later than the one before, so that their order can be proved. */
function checkRising(spans: readonly Span[], at: string, what: string, say: Say): void {
  if (new Set(spans.map(unitOf)).size > 1) say(at, `${what} s’écrivent dans la même unité.`);
  else if (spans.some((span, index) => index > 0 && numberOf(span) <= numberOf(spans[index - 1] as Span)))
    say(at, `${what} se suivent de la plus proche à la plus lointaine.`);
}
