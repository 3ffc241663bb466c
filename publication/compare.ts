import { frenchDay, frenchSpan } from '../calendar/french.ts';
import { hostSentence } from '../procedures/desk-host.ts';
import { deskSentences } from '../procedures/desk-section.ts';
import { legalChecks } from '../procedures/legal-checks.ts';
import { policySentences, policyTitle } from '../procedures/policy-words.ts';
import type { Agreement, Procedure, Rule, TaskOrder, TransferOrder } from '../procedures/procedure.ts';
import { conditionWords, orderWords, sentence, stepSentence } from '../procedures/sentence.ts';
import { canonical } from '../vocabulary/canonical.ts';
import { codes, type Field, label } from '../vocabulary/vocabulary.ts';
import { ruleOf, same } from './edits.ts';

/** One thing that is not the same in two versions, in French: how it reads before, after, or both. */
export interface Difference {
  kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  about: 'RULE' | 'STEP' | 'POLICY' | 'FRAME' | 'AGREEMENT';
  title: string;
  before: string[];
  after: string[];
}

const list = new Intl.ListFormat('fr', { type: 'conjunction' });

/** What a rule, a step or a delay does in each version, where that differs. The order of rules never matters and is not compared. */
export function compareProcedures(first: Procedure, second: Procedure): Difference[] {
  // Delays are compared by themselves: a rule that follows them is not another rule because they changed.
  const [before, after] = [first, second].map((one) => ({ ...one, policies: {} })) as [Procedure, Procedure];
  return [
    ...pairs(rulesOf(before), rulesOf(after)).flatMap(([id, old, now]) =>
      difference(
        'RULE',
        (now ?? old)?.because || id,
        old && [...ruleWords(old, before), chapterWords(before, id, after)],
        now && [...ruleWords(now, after), chapterWords(after, id, before)],
      ),
    ),
    ...pairs(stepsOf(before), stepsOf(after)).flatMap(([id, old, now]) =>
      difference(
        'STEP',
        id,
        old && [stepSentence(old, before), ...seen(old.do), ...said(old.do)],
        now && [stepSentence(now, after), ...seen(now.do), ...said(now.do)],
      ),
    ),
    ...pairs(new Map(Object.entries(first.policies)), new Map(Object.entries(second.policies))).flatMap(([id, old, now]) => {
      const one = now ?? old;
      return difference('POLICY', one === undefined ? id : policyTitle(one), old && policySentences(old), now && policySentences(now));
    }),
    ...frameWords(before, same(before.intake, after.intake) ? { ...after, intake: before.intake } : after),
    ...difference(
      'AGREEMENT',
      'Convention',
      before.agreement && agreementWords(before.agreement),
      after.agreement && agreementWords(after.agreement),
    ),
  ];
}

const rulesOf = ({ chapters }: Procedure) => new Map(chapters.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule])));
const stepsOf = ({ steps }: Procedure) => new Map(steps.map((step) => [step.id, step]));

function pairs<T>(before: Map<string, T>, after: Map<string, T>): [id: string, before: T | undefined, after: T | undefined][] {
  return [...new Set([...before.keys(), ...after.keys()])].map((id) => {
    const [old, now] = [before.get(id), after.get(id)];
    return [id, old, same(old, now) ? old : now];
  });
}

/** Only the lines that are not on both sides; where all the words agree, nothing differs for anybody. */
function difference(about: Difference['about'], title: string, before: string[] | undefined, after: string[] | undefined): Difference[] {
  const [old, now] = [(before ?? []).filter((line) => line !== ''), (after ?? []).filter((line) => line !== '')];
  if (canonical(old) === canonical(now)) return [];
  const kind = before === undefined ? 'ADDED' : after === undefined ? 'REMOVED' : 'CHANGED';
  return [{ kind, about, title, before: old.filter((line) => !now.includes(line)), after: now.filter((line) => !old.includes(line)) }];
}

function ruleWords(rule: Rule, procedure: Procedure): string[] {
  return [sentence(rule, procedure), ...seen(rule.then), ...said(rule.then)];
}

/** The chapter is said when the rule moved from one to another. */
function chapterWords(own: Procedure, id: string, other: Procedure): string {
  const [here, there] = [ruleOf(own, id)?.chapter, ruleOf(other, id)?.chapter];
  return here === undefined || there === undefined || here === there ? '' : `Chapitre\u00a0: ${here}.`;
}

function seen(order: TransferOrder | TaskOrder): string[] {
  if ('task' in order) return [];
  return [
    ...(order.questions ?? []).map((question) => `Question\u00a0: ${question}`),
    `Délais\u00a0: ${order.policy}.`,
    `Ce qu’il verra\u00a0: ${list.format(codes('field').flatMap((field) => (order.discloses.includes(field as Field) ? [label('field', field).toLowerCase()] : [])))}.`,
  ];
}

function said(order: TransferOrder | TaskOrder): string[] {
  return 'task' in order ? [`Ce qui est dit\u00a0: «\u00a0${order.sayable}\u00a0»`] : [];
}

function frameWords(before: Procedure, after: Procedure): Difference[] {
  const words: [string, (of: Procedure) => string[]][] = [
    ['Titre', ({ title }) => [title]],
    [
      'À l’arrivée',
      ({ intake }) => [
        `Qualifiée sous ${frenchSpan(intake.qualify)}.`,
        `Auteur rappelé sous ${frenchSpan(intake.acknowledgeReporter)}.`,
        Object.keys(intake.automaticWhen).length === 0
          ? 'Rien ne part avant qu’un agent ait qualifié.'
          : `Part sans attendre quand ${list.format(conditionWords(intake.automaticWhen))}.`,
      ],
    ],
    ['Quand personne ne reste pour agir', (of) => [orderWords(of.otherwise, of), ...seen(of.otherwise)]],
    ['Quand un lien d’intérêts écarte un organisme', (of) => [orderWords(of.inConflict, of), ...seen(of.inConflict)]],
    [
      'Obligations légales levées',
      ({ waivers = [] }) =>
        waivers.map(({ check, reason }) => `${legalChecks.find(({ id }) => id === check)?.title ?? 'Obligation inconnue'}. Motif\u00a0: ${reason}`),
    ],
    ['Qui tient le guichet', (of) => [hostSentence(of)]],
    ['Délais du guichet', deskSentences],
    ['Après la clôture', ({ closing }) => closing.lookAgain.map((span) => `Vérifier encore après ${frenchSpan(span)}.`)],
  ];
  return words.flatMap(([title, say]) => difference('FRAME', title, say(before), say(after)));
}

function agreementWords({ signedOn, evaluateOn, bodies }: Agreement): string[] {
  return [
    `Signée le ${frenchDay(signedOn)}.`,
    `À évaluer le ${frenchDay(evaluateOn)}.`,
    ...bodies.map(
      ({ name, competence, designated, deputy }) =>
        `${name}\u00a0: ${competence} Personne désignée\u00a0: ${designated}\u00a0; suppléance\u00a0: ${deputy}.`,
    ),
  ];
}
