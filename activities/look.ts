import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { aboutTransfer, type Message, rankOfMessage } from '../cases/model/message.ts';
import type { Deadline } from '../cases/model/state.ts';
import { apply, type Consulted, consultIn } from '../cases/record/apply.ts';
import { hasMoreToTell, tellRecipients } from '../cases/telling/tell.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import { type Agenda, type CaseActivities, type CaseRef, isForGood } from '../workflows/errands.ts';
import type { HandOver } from './deliver.ts';

/** How long a look waits for its first tries. What takes longer goes on, and an activity waits for it: the case's clock does not. */
const waitedForMs = 2_000;

/** First tries under way at once, half of the looks that may be: a mail server that says nothing never holds the clock of the other cases. */
const firstTriesAtMost = 20;

export interface LookParts {
  db: Database;
  handOver: HandOver;
}

/** The short questions a case's workflow asks of the record, as local activities. */
export function createLook({ db, handOver }: LookParts): Pick<CaseActivities, 'look' | 'consult' | 'giveUp'> {
  let trying = 0;

  async function consult({ caseId, department, now }: CaseRef & { now: number }): Promise<Consulted> {
    const { more, ...consulted } = await inDepartment(db, department, async (tx) => {
      const asked = await consultIn(db, tx, department, caseId, now);
      // Once the mails are out: no mail waits for it, and a door that is opened first makes it then.
      return { ...asked, more: asked.deliver.length === 0 && (await hasMoreToTell(tx, caseId)) };
    });
    if (more) await tellRecipients(db, department, caseId, now).catch(() => Context.current().log.error('NOT_TOLD', { caseId }));
    return consulted;
  }

  const giveUp: CaseActivities['giveUp'] = async ({ caseId, department, message, permanent, code, now }) => {
    const by = { kind: 'DELIVERY', id: null } as const;
    await apply(db, department, caseId, { kind: 'DeliveryFailed', at: now, by, message, permanent, code }, { wake: false });
  };

  /** Hands a message over, once. What is not settled by it stays due. */
  async function firstTry(ref: CaseRef, message: string, now: number): Promise<void> {
    trying += 1;
    try {
      await handOver({ ...ref, message }, { now });
    } catch (failure) {
      const code = failure instanceof ApplicationFailure && failure.type;
      if (code && isForGood(code)) await giveUp({ ...ref, message, permanent: true, code, now }).catch(() => undefined);
    } finally {
      trying -= 1;
    }
  }

  return {
    look: async ({ carried, now, ...ref }) => {
      const consulted = await consult({ ...ref, now });
      const due = consulted.deliver.filter(({ id }) => !carried.includes(id));
      if (due.length === 0) return agendaOf(consulted, new Set());
      const tried = new Set<string>();
      const tries = due.slice(0, Math.max(0, firstTriesAtMost - trying)).map(({ id }) => firstTry(ref, id, now).then(() => tried.add(id)));
      await Promise.race([Promise.all(tries), delay(waitedForMs, undefined, { ref: false })]);
      return agendaOf(await consult({ ...ref, now: Math.max(now, Date.now()) }), tried);
    },

    consult: async (asked) => agendaOf(await consult(asked), new Set()),

    giveUp,
  };
}

function agendaOf({ deliver, next, state }: Consulted, tried: ReadonlySet<string>): Agenda {
  const roleOf = (id: string | null | undefined) => state?.transfers.find((transfer) => transfer.id === id)?.role;
  const due = new Set(deliver.map(({ id }) => id));
  const waiting = [
    ...(state?.deadlines ?? []).map((deadline) => ({ at: deadline.dueAt, say: sayDeadline(deadline, roleOf(deadline.transfer)) })),
    ...(state?.messages ?? [])
      .filter(({ id }) => !due.has(id))
      .map((message) => ({ at: message.notBefore, say: sayMessage(message, roleOf(aboutTransfer(message))) })),
  ];
  const [first] = waiting.sort((a, b) => a.at - b.at);
  return {
    deliver: deliver.map((message) => ({
      message: message.id,
      summary: sayMessage(message, roleOf(aboutTransfer(message))),
      ...(tried.has(message.id) && { tried: true }),
    })),
    next,
    waitingFor: first?.say ?? '',
  };
}

/** In the engine's own console a case is told in codes: "REMINDER 2, t1, ARS". */
const say = (...codes: (string | number | null | undefined)[]): string => codes.filter((code) => code !== null && code !== undefined).join(', ');

function sayMessage(message: Message, role: string | undefined): string {
  const { kind } = message;
  const rank = rankOfMessage(message);
  return say(rank === null ? kind : `${kind} ${rank}`, kind === 'DUTY_CALL' ? message.task : aboutTransfer(message), role);
}

function sayDeadline({ kind, rank, transfer, obligation, task, reach }: Deadline, role: string | undefined): string {
  return say(rank === undefined ? kind : `${kind} ${rank}`, reach, transfer ?? obligation ?? task, role);
}
