import { deskElsewhere } from '../directory/desk.ts';
import {
  conflicted,
  type IndexedDirectory,
  type PassedOver,
  type Recipient,
  type Resolution,
  resolve,
  withCategory,
  withCommune,
} from '../directory/resolve.ts';
import type { Gap } from '../directory/sayings.ts';
import type { FactName } from '../vocabulary/fact-table.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { codes, type Field, type LegalBasis, type Purpose, type Role, type RoleGroup, type TransferMode } from '../vocabulary/vocabulary.ts';
import { childOrders, concernsChildren, isChild, readAge } from './children.ts';
import { callsDuty } from './desk-section.ts';
import { HANDED_OVER, handOverOrders } from './hand-over.ts';
import type { Condition, Conditions, Procedure, Rule, TaskOrder, TransferOrder } from './procedure.ts';

export interface RoutedTransfer {
  recipient: Recipient;
  roles: Role[];
  mode: TransferMode;
  purpose: Purpose;
  policies: string[];
  discloses: Field[];
  /** Rule ids; `otherwise` and `inConflict` stand for the procedure's own two orders, `HANDED_OVER` for the law's. */
  because: string[];
  legalBasis: LegalBasis[];
}

export interface Routing {
  transfers: RoutedTransfer[];
  /** `rules` are all that ask for it; `rule`, the first of them, names it. */
  tasks: { rule: string; rules: string[]; order: TaskOrder }[];
  gaps: Gap[];
  /** Bodies that a rule names and a tie of interest excludes. */
  conflicts: { role: Role | RoleGroup; organisation: string }[];
  fired: string[];
}

interface Ask {
  rule: string;
  order: TransferOrder;
  legalBasis?: LegalBasis;
}

interface Answer {
  ask: Ask;
  found: Resolution;
  passedOver: PassedOver[];
}

/** From the least to the most binding. */
const modes: readonly TransferMode[] = ['CONSULTATION', 'CONCERTATION', 'ENTRUSTED_ENQUIRY', 'TRANSFER'];
/** Of two modes, the one that asks more. */
export const moreBinding = (a: TransferMode, b: TransferMode): TransferMode => (modes.indexOf(b) > modes.indexOf(a) ? b : a);
const fieldOrder: readonly string[] = codes('field');
/** Fields as recipients read them. */
export const inFieldOrder = (fields: readonly Field[]): Field[] => fields.toSorted((a, b) => fieldOrder.indexOf(a) - fieldOrder.indexOf(b));
/** Those that a danger is told to at once. */
const atOnce: ReadonlySet<Role | RoleGroup> = new Set<Role | RoleGroup>(['POLICE', 'GENDARMERIE', 'POLICE_OR_GENDARMERIE', 'PARQUET']);
const whyOrder: readonly Recipient['why'][] = ['CONCERNED', 'COMMUNE', 'DEPARTMENT'];

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const union = <T extends string>(a: readonly T[], b: readonly T[]) => [...new Set([...a, ...b])].sort(compare);

/** Whether every condition holds. No condition at all holds always. */
export function holds(conditions: Conditions, facts: Facts): boolean {
  for (const fact in conditions) {
    const condition = conditions[fact as FactName];
    if (condition !== undefined && !meets(condition, fact as FactName, facts)) return false;
  }
  return true;
}

function meets(condition: Condition, fact: FactName, facts: Facts): boolean {
  if ('atLeast' in condition) return fact === 'danger' && facts.danger !== undefined && facts.danger >= condition.atLeast;
  if ('atMost' in condition) return fact === 'danger' && facts.danger !== undefined && facts.danger <= condition.atMost;
  if ('known' in condition) return isKnown(fact, facts) === condition.known;
  return condition.anyOf.some((code) => has(fact, code, facts));
}

/** An implicated party whose precision nobody recorded reads as `KIND/AUTRE`, so that a list of precisions can be complete. */
function has(fact: FactName, code: string, facts: Facts): boolean {
  if (fact === 'implicated') return facts.implicated.some(({ kind, precision }) => code === kind || code === `${kind}/${precision ?? 'AUTRE'}`);
  const value = facts[fact];
  return Array.isArray(value) ? (value as string[]).includes(code) : value !== undefined && String(value) === code;
}

function isKnown(fact: FactName, facts: Facts): boolean {
  if (fact === 'implicated') return facts.implicated.some(({ kind }) => kind !== 'INCONNU');
  const value = facts[fact];
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== 'INCONNU';
}

/**
 * Who is told what, and why, for these facts: every rule that holds contributes, and the order of rules never matters (design §4).
 * `inConflict` is added when a tie of interest excludes a body that a rule names (the head of the establishment concerned
 * aside: that one is left out as a matter of course); `otherwise` when no transfer for action remains. Of a child, nobody who answers
 * for adults is told unless a rule names children, and the cell for children always is. Facts of another department are handed over to
 * its desk, where one is known.
 * @param saidTied bodies that said themselves that they are in conflict of interest: never told, and nobody is added beside them.
 */
export function route(procedure: Procedure, given: Facts, directory: IndexedDirectory, saidTied: ReadonlySet<string> = nobody): Routing {
  const facts = readAge(withCommune(withCategory(given, directory), directory));
  const excluded = conflicted(facts, directory);
  const aside = { excluded, never: new Set([...excluded, ...saidTied]) };
  const child = isChild(facts) ? childOrders(procedure) : null;
  const rules = procedure.chapters
    .flatMap((chapter) => chapter.rules)
    .filter(({ when, then }) => holds(when, facts) && (child === null || 'task' in then || concernsChildren(then.to, when)));
  const asks = rules.flatMap(asksOf);
  const answers = asks.map((ask) => answer(ask, procedure, facts, directory, aside)).filter((one) => !isHeadInConflict(one));
  const add = (rule: string, order: TransferOrder) => answers.push(answer({ rule, order }, procedure, facts, directory, aside));
  const hasConflict = () => answers.some(({ passedOver }) => passedOver.length > 0);
  const acts = (role?: Role) =>
    answers.some(
      ({ ask: { order }, found }) => order.purpose === 'ACTION' && 'recipient' in found && (role === undefined || found.recipient.role === role),
    );

  const there = deskElsewhere(facts, directory);
  const handedOver = there !== null && !aside.never.has(there.organisation);
  if (handedOver)
    for (const order of handOverOrders(
      procedure,
      asks.map((ask) => ask.order),
    ))
      answers.push({ ask: { rule: HANDED_OVER, order }, found: { recipient: there, passedOver: [] }, passedOver: [] });
  if (child !== null && !acts('CRIP')) add('otherwise', child.cell);
  const independent = hasConflict();
  const beside = child?.lastResort ?? procedure.inConflict;
  if (independent) add('inConflict', beside);
  if (!acts()) {
    add('otherwise', child?.lastResort ?? procedure.otherwise);
    if (!independent && hasConflict()) add('inConflict', beside);
  }
  return {
    transfers: transfersOf(answers, directory),
    tasks: tasksOf(rules),
    // Who answers there for what is the desk of there's to find; whoever must hear of a danger at once is found from here.
    gaps: gapsOf(answers).filter(({ role }) => !handedOver || (callsDuty(procedure, facts.danger) && atOnce.has(role))),
    conflicts: conflictsOf(answers),
    fired: [...new Set([...rules.map(({ id }) => id), ...answers.map(({ ask }) => ask.rule)])].sort(compare),
  };
}

function asksOf(rule: Rule): Ask[] {
  return 'task' in rule.then ? [] : [{ rule: rule.id, order: rule.then, ...(rule.legalBasis && { legalBasis: rule.legalBasis }) }];
}

/** Whom the directory excludes, and everybody who is never told: those, and who said so themselves. */
interface Aside {
  excluded: ReadonlySet<string>;
  never: ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

function answer(ask: Ask, procedure: Procedure, facts: Facts, directory: IndexedDirectory, { excluded, never }: Aside): Answer {
  const channels = procedure.policies[ask.order.policy]?.channels.map(({ kind }) => kind);
  const found = resolve(ask.order.to, facts, directory, never, channels);
  return { ask, found, passedOver: found.passedOver.filter(({ organisation }) => !never.has(organisation) || excluded.has(organisation)) };
}

function isHeadInConflict({ ask, found }: Answer): boolean {
  return ask.order.to === 'ETABLISSEMENT' && 'gap' in found && found.gap.reason === 'ALL_IN_CONFLICT';
}

/** One transfer per body: action wins, the most binding mode wins, reasons and policies are united, fields are what the rules need together. */
function transfersOf(answers: readonly Answer[], directory: IndexedDirectory): RoutedTransfer[] {
  const merged = new Map<string, RoutedTransfer>();
  for (const { ask, found } of answers) {
    if (!('recipient' in found)) continue;
    const { recipient } = found;
    const { mode, purpose, policy, discloses } = ask.order;
    const legalBasis = ask.legalBasis === undefined ? [] : [ask.legalBasis];
    const before = merged.get(recipient.organisation) ?? {
      recipient,
      roles: [],
      mode,
      purpose,
      policies: [],
      discloses: [],
      because: [],
      legalBasis: [],
    };
    merged.set(recipient.organisation, {
      recipient: mainRecipient(before.recipient, recipient, directory),
      roles: union(before.roles, [recipient.role]),
      mode: moreBinding(before.mode, mode),
      purpose: purpose === 'ACTION' ? purpose : before.purpose,
      policies: union(before.policies, [policy]),
      discloses: inFieldOrder(union(before.discloses, discloses)),
      because: union(before.because, [ask.rule]),
      legalBasis: union(before.legalBasis, legalBasis),
    });
  }
  return [...merged.values()].sort(
    (a, b) =>
      compare(a.purpose, b.purpose) || compare(a.recipient.role, b.recipient.role) || compare(a.recipient.organisation, b.recipient.organisation),
  );
}

/** Two roles may lead to two contacts or two reasons at one body: the higher position and the nearest competence are kept. */
function mainRecipient(a: Recipient, b: Recipient, directory: IndexedDirectory): Recipient {
  const contacts = directory.contactsOf.get(a.organisation) ?? [];
  const rank = ({ contact }: Recipient) => contacts.findIndex(({ id }) => id === contact);
  const contact = rank(b) < rank(a) ? b.contact : a.contact;
  const nearest = whyOrder.indexOf(a.why) - whyOrder.indexOf(b.why) || compare(a.role, b.role);
  return { ...(nearest <= 0 ? a : b), contact };
}

/** Two rules that give people the very same thing to do give one task, under the first rule's name. */
function tasksOf(rules: readonly Rule[]): Routing['tasks'] {
  const tasks = new Map<string, Routing['tasks'][number]>();
  for (const { id, then } of rules.toSorted((a, b) => compare(a.id, b.id))) {
    if (!('task' in then)) continue;
    const what = JSON.stringify([then.task, then.to, then.within, then.sayable]);
    const known = tasks.get(what);
    if (known === undefined) tasks.set(what, { rule: id, rules: [id], order: then });
    else known.rules.push(id);
  }
  return [...tasks.values()];
}

function gapsOf(answers: readonly Answer[]): Gap[] {
  const gaps = new Map(answers.flatMap(({ found }) => ('gap' in found ? [[`${found.gap.role} ${found.gap.reason}`, found.gap] as const] : [])));
  return [...gaps.entries()].sort(([a], [b]) => compare(a, b)).map(([, gap]) => gap);
}

function conflictsOf(answers: readonly Answer[]): Routing['conflicts'] {
  const conflicts = new Map(
    answers.flatMap(({ ask, passedOver }) =>
      passedOver.map(({ organisation }) => [`${ask.order.to} ${organisation}`, { role: ask.order.to, organisation }] as const),
    ),
  );
  return [...conflicts.entries()].sort(([a], [b]) => compare(a, b)).map(([, conflict]) => conflict);
}
