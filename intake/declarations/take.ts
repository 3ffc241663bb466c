import type { Instant } from '../../calendar/span.ts';
import type { DeclarationPart } from '../../cases/model/events.ts';
import { apply, applyIn } from '../../cases/record/apply.ts';
import { caseThatGoesOn } from '../../cases/record/merging.ts';
import { caseIdOf, caseState } from '../../cases/record/read-case.ts';
import { type Database, inDepartment } from '../../database/pool.ts';
import { attach, type Received, receive } from '../receive.ts';
import { type Declared, declarationAlert } from './alert.ts';
import { type DraftSeen, dropCompletionDraft } from './completion-drafts.ts';
import { type DeclarationLimits, declarationLines, limitsOf } from './declaration.ts';
import { alertReceivedAt, keepDeclaration, keepPartIn } from './kept-declarations.ts';

export interface DeclarationReceived extends DeclarationLimits {
  id: string;
  reference: string;
  declaredAt: Instant;
  replay: boolean;
}

/**
 * Takes a declaration in: its case, then what the institution may read again. Idempotent by source and external id; sent
 * again after a crash between the two, it is completed. `zone` is the department's.
 */
export async function takeDeclaration(db: Database, declared: Declared, zone: string): Promise<DeclarationReceived | { conflict: true }> {
  const received = await receiveOrJoin(db, declared);
  if ('conflict' in received) return received;
  const { alertId: id, caseId, reference, replay } = received;
  const { department, declaration, establishment } = declared;
  const declaredAt = replay ? await alertReceivedAt(db, department, id) : declared.receivedAt;
  const limits = limitsOf(declaration, declaredAt, zone);
  await keepDeclaration(db, {
    id,
    department,
    caseId,
    reference,
    organisation: establishment.id,
    declaredAt,
    declaration,
    files: (declared.files ?? []).map(({ name }) => name),
    ...limits,
  });
  if (declaration.oral === 'CONFIRMEE') {
    const text = declarationLines(declaration, establishment.name)
      .map((line) => `${line.label} : ${line.text}`)
      .join('\n');
    await takeCompletion(db, { department, id, caseId, part: 'WRITTEN', at: declaredAt, by: declared.by, name: declaration.contactName ?? '', text });
  }
  return { id, reference, declaredAt, replay, ...limits };
}

/** Joins the case an agent opened when the institution telephoned, where it gives its reference; opens one otherwise. */
async function receiveOrJoin(db: Database, declared: Declared): Promise<Received> {
  const alert = declarationAlert(declared);
  const spoken = await spokenCase(db, declared);
  const joined = spoken === null ? null : await attach(db, alert, spoken);
  return joined === null || 'refused' in joined ? receive(db, alert) : joined;
}

/** Only a case that waits for the written word of this very establishment is joined by its reference. */
async function spokenCase(db: Database, { department, declaration, establishment }: Declared): Promise<string | null> {
  if (declaration.oral === 'NON' || declaration.oralReference === undefined) return null;
  const named = await caseIdOf(db, department, declaration.oralReference);
  if (named === null || establishment.finess === undefined) return null;
  // Merged since, what it waited for is awaited where it goes on.
  const [said, running] = await Promise.all(
    [named, await caseThatGoesOn(db, department, named)].map(async (id) => (await caseState(db, department, id))?.state),
  );
  const waits = running?.tasks.some(({ kind, status }) => kind === 'WRITTEN_CONFIRMATION' && status === 'OPEN');
  return waits && said?.facts.finess === establishment.finess ? named : null;
}

export interface Completion {
  department: string;
  /** The declaration. */
  id: string;
  caseId: string;
  part: DeclarationPart;
  at: Instant;
  by: Declared['by'];
  /** Who sent it, by name. */
  name: string;
  text: string;
  /** Whether the draft of the part is still what its sender had before them; the draft is then dropped. Absent: none is asked of. */
  expected?: DraftSeen;
}

/**
 * Completes a declaration: its written confirmation, or part two of an EIGS. The desk's task ends; the text is sealed in the
 * case's journal and beside the declaration. The first of each part stays: answers false when there was one already, another draft than
 * `expected`, or the case was erased.
 */
export async function takeCompletion(db: Database, { department, id, caseId, part, at, by, name, text, expected }: Completion): Promise<boolean> {
  const completed = { kind: 'DeclarationCompleted', part, at, by } as const;
  const eventId = `declaration:${id}:${part}`;
  const taken = await inDepartment(db, department, async (tx) => {
    if (expected !== undefined && !(await dropCompletionDraft(db, tx, { declaration: id, part }, expected))) return null;
    const applied = await applyIn(db, tx, department, caseId, completed, { eventId, content: { text } });
    if ('refused' in applied) return null;
    return { ...applied, isFirst: await keepPartIn(db, tx, department, { declaration: id, part, at, by: name, text }) };
  });
  if (taken === null) return false;
  if (taken.woken) db.nudge();
  // Where its case was merged, the one that goes on waits for it, and others read it there.
  const running = await caseThatGoesOn(db, department, caseId);
  if (running !== caseId) await apply(db, department, running, completed, { eventId: `${eventId}:merged`, content: { text } });
  return taken.isFirst;
}
