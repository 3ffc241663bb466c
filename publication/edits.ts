import { createHash } from 'node:crypto';
import { frenchSpan } from '../calendar/french.ts';
import { type DeskSection, onlyOwn } from '../procedures/desk-section.ts';
import { legalChecks } from '../procedures/legal-checks.ts';
import { policyTitle } from '../procedures/policy-words.ts';
import type { Agreement, Policy, Procedure, ProcedureStep, Rule, TransferOrder } from '../procedures/procedure.ts';
import { parseProcedure } from '../procedures/schema.ts';
import { canonical } from '../vocabulary/canonical.ts';

/**
 * Edits of a protocol that is being written: each takes it and answers with another. A draft may be unfinished (an empty
 * reason, a policy that no longer exists): `problemsOf` says what is missing, and only a draft without problems is published.
 */

/** What of a protocol an edit is about: two people who change two parts are not in each other's way. */
export type ProtocolPart =
  | `rule:${string}`
  | `policy:${string}`
  | `step:${string}`
  | 'chapters'
  | 'frame'
  | 'desk'
  | 'agreement'
  | `waiver:${string}`;

/** What does not belong to a list: what happens on arrival, when nobody is left, on a tie of interest, at the end. */
export type Frame = Pick<Procedure, 'title' | 'intake' | 'otherwise' | 'inConflict' | 'closing' | 'host'>;

/** The part as it is now; undefined when it is not there (any more). */
export function partOf(procedure: Procedure, part: ProtocolPart): unknown {
  const [kind, id = ''] = part.split(/:(.*)/s);
  if (kind === 'rule') return ruleOf(procedure, id);
  if (kind === 'policy') return procedure.policies[id];
  if (kind === 'step') return procedure.steps.find((step) => step.id === id);
  if (kind === 'chapters') return procedure.chapters.map(({ title }) => title);
  if (kind === 'desk') return procedure.desk;
  if (kind === 'agreement') return procedure.agreement;
  if (kind === 'waiver') return procedure.waivers?.find(({ check }) => check === id);
  const { title, intake, otherwise, inConflict, closing, host } = procedure;
  return { title, intake, otherwise, inConflict, closing, ...(host && { host }) } satisfies Frame;
}

/** Whether two parts say the same: every list of codes is a set, its order never matters. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(asSets(a)) === canonical(asSets(b));
}

function asSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.toSorted() : value.map(asSets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asSets(item)]));
}

/** Says in a few characters how a part is now: a form carries it, so that a change made meanwhile is noticed. */
export function fingerprint(procedure: Procedure, part: ProtocolPart): string {
  return createHash('sha256')
    .update(canonical(partOf(procedure, part) ?? null))
    .digest('hex')
    .slice(0, 16);
}

/** A rule with the chapter it is in. */
export function ruleOf(procedure: Procedure, id: string): { chapter: string; rule: Rule } | undefined {
  for (const { title, rules } of procedure.chapters) {
    const rule = rules.find((one) => one.id === id);
    if (rule !== undefined) return { chapter: title, rule };
  }
  return undefined;
}

/** Writes a rule over the one of its id, wherever that was, or adds it at the end of the chapter. */
export function putRule(procedure: Procedure, chapter: string, rule: Rule): Procedure {
  const there = ruleOf(procedure, rule.id)?.chapter === chapter;
  const rest = there ? procedure : removeRule(procedure, rule.id);
  return {
    ...rest,
    chapters: rest.chapters.map((one) => {
      if (one.title !== chapter) return one;
      return { ...one, rules: there ? one.rules.map((old) => (old.id === rule.id ? rule : old)) : [...one.rules, rule] };
    }),
  };
}

export function removeRule(procedure: Procedure, id: string): Procedure {
  return { ...procedure, chapters: procedure.chapters.map((one) => ({ ...one, rules: one.rules.filter((rule) => rule.id !== id) })) };
}

/** Adds a chapter at the end; one of this title that is already there stays as it is. */
export function addChapter(procedure: Procedure, title: string): Procedure {
  if (procedure.chapters.some((one) => one.title === title)) return procedure;
  return { ...procedure, chapters: [...procedure.chapters, { title, rules: [] }] };
}

export function renameChapter(procedure: Procedure, from: string, to: string): Procedure {
  return { ...procedure, chapters: procedure.chapters.map((one) => (one.title === from ? { ...one, title: to } : one)) };
}

/** Takes a chapter away; one that still holds rules stays. */
export function removeChapter(procedure: Procedure, title: string): Procedure {
  return { ...procedure, chapters: procedure.chapters.filter((one) => one.title !== title || one.rules.length > 0) };
}

export function putPolicy(procedure: Procedure, name: string, policy: Policy): Procedure {
  return { ...procedure, policies: { ...procedure.policies, [name]: policy } };
}

export function removePolicy(procedure: Procedure, name: string): Procedure {
  const { [name]: _gone, ...policies } = procedure.policies;
  return { ...procedure, policies };
}

/** Every order for a transfer that follows this policy, by the part it is in. */
export function usersOf(procedure: Procedure, policy: string): ProtocolPart[] {
  const follows = (order: object): boolean => 'policy' in order && (order as TransferOrder).policy === policy;
  return [
    ...procedure.chapters.flatMap(({ rules }) => rules.filter(({ then }) => follows(then)).map(({ id }): ProtocolPart => `rule:${id}`)),
    ...procedure.steps.filter((step) => follows(step.do)).map(({ id }): ProtocolPart => `step:${id}`),
    ...(follows(procedure.otherwise) || follows(procedure.inConflict) ? (['frame'] as const) : []),
  ];
}

/** Writes a step over the one of its id, or adds it at the end. */
export function putStep(procedure: Procedure, step: ProcedureStep): Procedure {
  const there = procedure.steps.some(({ id }) => id === step.id);
  return { ...procedure, steps: there ? procedure.steps.map((old) => (old.id === step.id ? step : old)) : [...procedure.steps, step] };
}

export function removeStep(procedure: Procedure, id: string): Procedure {
  return { ...procedure, steps: procedure.steps.filter((step) => step.id !== id) };
}

export function setFrame({ host: _before, ...procedure }: Procedure, frame: Frame): Procedure {
  return { ...procedure, ...frame };
}

/** Writes the desk's own delays; what says the same as leaving it out is left out, so that a version carries only what was decided. */
export function setDesk({ desk: _before, ...rest }: Procedure, section: DeskSection): Procedure {
  const desk = onlyOwn(section);
  return desk === undefined ? rest : { ...rest, desk };
}

/** Writes the agreement; null takes it away. */
export function setAgreement(procedure: Procedure, agreement: Agreement | null): Procedure {
  const { agreement: _before, ...rest } = procedure;
  return agreement === null ? rest : { ...rest, agreement };
}

/** Waives a legal check with a reason, over the reason it had; null keeps it again. */
export function setWaiver({ waivers = [], ...rest }: Procedure, check: string, reason: string | null): Procedure {
  const others = waivers.filter((one) => one.check !== check);
  const all = reason === null ? others : [...others, { check, reason }].toSorted((a, b) => (a.check < b.check ? -1 : 1));
  return all.length === 0 ? rest : { ...rest, waivers: all };
}

/** An id that nothing of the protocol has: `regle-1`, `regle-2`… */
export function freshId(procedure: Procedure, prefix: 'regle' | 'etape' | 'delais'): string {
  const taken = new Set([
    ...procedure.chapters.flatMap(({ rules }) => rules.map(({ id }) => id)),
    ...procedure.steps.map(({ id }) => id),
    ...Object.keys(procedure.policies),
  ]);
  for (let n = 1; ; n += 1) if (!taken.has(`${prefix}-${n}`)) return `${prefix}-${n}`;
}

export interface DraftProblem {
  message: string;
  /** Where it is mended; undefined for what concerns the whole. */
  part?: ProtocolPart;
}

/** What keeps a draft from being published, in French. Empty when nothing does. */
export function problemsOf(procedure: Procedure): DraftProblem[] {
  const read = parseProcedure(procedure);
  if ('procedure' in read) return [];
  return read.problems.map(({ path, message }) => {
    const part = partAt(procedure, path.split('.'));
    return part === undefined ? { message } : { message, part };
  });
}

function partAt(procedure: Procedure, [first, second = '', third, fourth = '']: string[]): ProtocolPart | undefined {
  if (first === 'chapters') {
    const rule = third === 'rules' ? procedure.chapters[Number(second)]?.rules[Number(fourth)] : undefined;
    return rule === undefined ? 'chapters' : `rule:${rule.id}`;
  }
  if (first === 'policies') return `policy:${second}`;
  if (first === 'steps') {
    const step = procedure.steps[Number(second)];
    return step === undefined ? undefined : `step:${step.id}`;
  }
  if (first === 'desk') return 'desk';
  if (first === 'agreement') return 'agreement';
  if (first === 'waivers') return `waiver:${procedure.waivers?.[Number(second)]?.check ?? ''}`;
  return first === undefined || first === '' || first === 'slug' || first === 'number' ? undefined : 'frame';
}

/** What a part is called when somebody is told that it changed. */
export function partLabel(procedure: Procedure, part: ProtocolPart): string {
  const [kind, id = ''] = part.split(/:(.*)/s);
  const quoted = (text: string) => `«\u00a0${text}\u00a0»`;
  if (kind === 'rule') return `Règle ${quoted(ruleOf(procedure, id)?.rule.because || id)}`;
  if (kind === 'policy') {
    const policy = procedure.policies[id];
    return `Délais ${quoted(policy === undefined ? id : policyTitle(policy))}`;
  }
  if (kind === 'step') {
    const step = procedure.steps.find((one) => one.id === id);
    return `Étape ${quoted(step !== undefined && 'task' in step.do ? `${step.do.sayable} (${frenchSpan(step.do.within)})` : id)}`;
  }
  if (kind === 'waiver') return `Obligation légale ${quoted(legalChecks.find((check) => check.id === id)?.title ?? 'inconnue')}`;
  if (kind === 'chapters') return 'Chapitres';
  if (kind === 'desk') return 'Délais du guichet';
  return kind === 'agreement' ? 'Convention' : 'Arrivée et fin';
}
