import type { Response } from 'express';
import { listAccounts } from '../../../accounts/accounts.ts';
import { frenchDateTime } from '../../../calendar/french.ts';
import { DAY } from '../../../calendar/milliseconds.ts';
import { numberOf } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { dutyHoles } from '../../../directory/duty/duty-holes.ts';
import { listDuty } from '../../../directory/record/duty.ts';
import { missedTests } from '../../../directory/record/duty-looks.ts';
import { deskDelay } from '../../../procedures/desk-section.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { QueueRow } from '../../../templates/views/queue.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { dutyHref, dutyTestHref } from '../shared/addresses.ts';

/** What the roster of duty asks of a coordinator: holes that come, lines that did not answer their test. Each stays until it is mended. */
export async function rosterRows(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department } = signedIn(response);
  const now = parts.now();
  const procedure = await procedureInForce(parts.database, department);
  if (procedure === null) return [];
  const until = now + numberOf(deskDelay(procedure, 'dutyHole')) * DAY;
  const [shifts, missed] = await Promise.all([listDuty(parts.database, department, now, until), missedTests(parts.database, department, now)]);
  const people = missed.some(({ takenBy }) => takenBy !== null) ? await listAccounts(parts.database, department) : [];
  const { zone } = territoryOf(department);
  const row = { href: dutyHref, reference: 'Astreinte', place: '', status: 'OPEN' as const };
  return [
    ...dutyHoles(shifts, now, until).map(
      (hole): QueueRow => ({
        ...row,
        id: `trou-${hole.from}`,
        reason: typographic(`Personne qui puisse agir n’est d’astreinte jusqu’au ${frenchDateTime(hole.until, zone)} : ajoutez quelqu’un.`),
        openedAt: now,
        dueAt: hole.from,
        late: hole.from <= now,
      }),
    ),
    ...missed.map(({ id, name, phone, calledAt, dueAt, takenBy }): QueueRow => {
      const holder = people.find((one) => one.id === takenBy);
      return {
        ...row,
        href: dutyTestHref(id),
        id: `essai-${id.slice(0, 12)}`,
        reason: typographic(`Essai d’astreinte sans réponse : ${name}, ${phone}. Vérifiez le numéro.`),
        openedAt: calledAt,
        dueAt,
        late: true,
        ...(holder !== undefined && { takenBy: holder.name }),
      };
    }),
  ];
}
