import { Context } from '@temporalio/activity';
import { aboutTransfer, type Message, rankOfMessage } from '../cases/model/message.ts';
import type { Deadline } from '../cases/model/state.ts';
import { apply, type Consulted, consultIn } from '../cases/record/apply.ts';
import { hasMoreToTell, tellRecipients } from '../cases/telling/tell.ts';
import { type Database, inDepartment } from '../database/pool.ts';
import type { Agenda, CaseActivities } from '../workflows/errands.ts';

/** The short questions a case's workflow asks of the record, as local activities. */
export function createConsult({ db }: { db: Database }): Pick<CaseActivities, 'consult' | 'giveUp'> {
  return {
    consult: async ({ caseId, department, now }) => {
      const { more, ...consulted } = await inDepartment(db, department, async (tx) => {
        const asked = await consultIn(db, tx, department, caseId, now);
        // Once the mails are out: no mail waits for it, and a door that is opened first makes it then.
        return { ...asked, more: asked.deliver.length === 0 && (await hasMoreToTell(tx, caseId)) };
      });
      if (more) await tellRecipients(db, department, caseId, now).catch(() => Context.current().log.error('NOT_TOLD', { caseId }));
      return agendaOf(consulted);
    },

    /** The message is no longer tried: for now, or ever. The law says what follows; a fate already known stays. */
    giveUp: async ({ caseId, department, message, permanent, code, now }) => {
      const by = { kind: 'DELIVERY', id: null } as const;
      await apply(db, department, caseId, { kind: 'DeliveryFailed', at: now, by, message, permanent, code }, { wake: false });
    },
  };
}

function agendaOf({ deliver, next, state }: Consulted): Agenda {
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
    deliver: deliver.map((message) => ({ message: message.id, summary: sayMessage(message, roleOf(aboutTransfer(message))) })),
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
