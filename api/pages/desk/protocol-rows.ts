import type { Response } from 'express';
import { DateTime } from 'luxon';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { agreementNotice } from '../../../procedures/agreement-notices.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { listDrafts } from '../../../publication/drafts.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { QueueRow } from '../../../templates/views/queue.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, versionHref } from '../shared/addresses.ts';
import { whoIs } from '../words/names.ts';

/** What the protocol asks of a coordinator: a publication that somebody else asked for, an agreement to evaluate. */
export async function protocolRows(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department, id } = signedIn(response);
  const [drafts, name, agreement] = await Promise.all([
    listDrafts(parts.database, department),
    whoIs(parts, response),
    evaluationOf(parts, department),
  ]);
  const asked = drafts.flatMap(({ id: draft, title, proposed }): QueueRow[] =>
    proposed === null || proposed.by === id
      ? []
      : [
          {
            id: `brouillon-${draft}`,
            href: draftHref(draft, 'publish'),
            reference: title,
            reason: typographic(`${name(proposed.by)} demande la publication d’un protocole`),
            place: '',
            openedAt: proposed.at,
            late: false,
            status: 'OPEN',
          },
        ],
  );
  return agreement === null ? asked : [agreement, ...asked];
}

/** The agreement of the protocol in force, when its evaluation is near or past. */
async function evaluationOf(parts: Parts, department: string): Promise<QueueRow | null> {
  const procedure = await procedureInForce(parts.database, department);
  const { zone } = territoryOf(department);
  const notice = procedure === null ? null : agreementNotice(procedure, dayIn(parts.now(), zone));
  if (procedure === null || notice === null) return null;
  const dueAt = DateTime.fromISO(notice.evaluateOn, { zone }).endOf('day').toMillis() + 1;
  return {
    id: 'convention',
    href: versionHref(procedure),
    reference: `Protocole ${procedure.slug}@${procedure.number}`,
    reason: 'La convention est à évaluer',
    place: '',
    openedAt: DateTime.fromISO(notice.evaluateOn, { zone }).minus({ days: notice.before }).toMillis(),
    dueAt,
    late: dueAt < parts.now(),
    status: 'OPEN',
  };
}
