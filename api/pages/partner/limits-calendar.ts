import type { Response } from 'express';
import ical, { ICalCalendarMethod, ICalEventClass, ICalEventTransparency } from 'ical-generator';
import { longestPage } from '../../../cases/lists/page.ts';
import { type TransferListed, transfersTo } from '../../../cases/lists/transfers.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerTransferHref } from '../shared/addresses.ts';
import { askedToReach } from '../words/limits.ts';

/** Nobody reads a calendar of more. */
const MOST = 1_000;
const HALF_AN_HOUR = 1_800_000;

/**
 * By when an organisation must answer, as a calendar (RFC 5545): one event a transfer, under an id that stays when its limit moves. Of the
 * situation it says nothing, not even how grave it is: a calendar is shown to others, and kept by whoever serves it.
 */
export async function limitsCalendar(parts: Parts, department: string, organisation: string): Promise<string> {
  const { publicUrl } = parts.settings;
  const calendar = ical({
    name: `Guichet ${department}\u00a0: vos échéances`,
    prodId: { company: 'Guichet', product: 'echeances', language: 'FR' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3_600,
  });
  for (const { caseId, reference, transfer, limitAt } of await limitsOf(parts, department, organisation)) {
    const id = `${caseId}.${transfer.id}`;
    calendar.createEvent({
      id: `${id}@${new URL(publicUrl).hostname}`,
      stamp: new Date(parts.now()),
      // Instants, in UTC: a local time asks each reader for a table of zones.
      start: new Date(limitAt - HALF_AN_HOUR),
      end: new Date(limitAt),
      summary: `${asks(transfer)}\u00a0: transmission ${reference}`,
      description: 'L’échéance est à la fin de ce créneau. Le lien demande de se connecter.',
      url: `${publicUrl}${partnerTransferHref(id)}`,
      class: ICalEventClass.CONFIDENTIAL,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}

/** Sends it, as a file or to a calendar that reads it again and again. */
export function sendCalendar(response: Response, calendar: string): void {
  response.set({ 'Content-Disposition': 'attachment; filename="echeances.ics"', 'Cache-Control': 'no-store' }).type('text/calendar').send(calendar);
}

/** What is awaited of an organisation with a limit, soonest first, at most 1,000 of each list. */
async function limitsOf(parts: Parts, department: string, organisation: string): Promise<(TransferListed & { limitAt: number })[]> {
  const found: (TransferListed & { limitAt: number })[] = [];
  for (const desk of ['TO_DO', 'RUNNING'] as const) {
    for (let page = 1; page <= MOST / longestPage; page += 1) {
      const { rows } = await transfersTo(parts.database, department, organisation, { desk, page, size: longestPage });
      found.push(...rows.flatMap((row) => (row.limitAt === null ? [] : [{ ...row, limitAt: row.limitAt }])));
      if (rows.length < longestPage) break;
    }
  }
  return found;
}

function asks({ status, mode }: TransferListed['transfer']): string {
  if (mode === 'CONSULTATION') return 'Donner votre avis';
  if (status === 'IN_CHARGE') return askedToReach(mode, 'OUTCOME_GIVEN');
  return status === 'ACKNOWLEDGED' && mode === 'TRANSFER' ? 'Dire si vous prenez en charge' : 'Répondre au guichet';
}
