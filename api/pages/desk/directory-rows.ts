import type { Response } from 'express';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { isToCall } from '../../../directory/campaigns/step.ts';
import { silentContacts } from '../../../directory/record/campaigns.ts';
import { waitingProposals } from '../../../directory/record/proposals.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { QueueRow } from '../../../templates/views/queue.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref } from '../shared/addresses.ts';

/** What the directory asks of a coordinator: contacts to call, whom a campaign wrote to in vain, and what contacts said of their own entry. */
export async function directoryRows(parts: Parts, response: Response): Promise<QueueRow[]> {
  const { department } = signedIn(response);
  const [silent, proposed] = await Promise.all([silentContacts(parts.database, department), waitingProposals(parts.database, department)]);
  const row = { reference: 'Annuaire', place: '', late: false, status: 'OPEN' as const };
  const [first] = proposed;
  const answers =
    first === undefined ? [] : [{ ...row, id: 'reponses', href: directoryPageHref('proposals'), openedAt: first.at, reason: said(proposed.length) }];
  if (silent.length === 0) return answers;
  const { contactById } = await currentDirectory(parts.database, department);
  const { zone } = territoryOf(department);
  const calls = [...Map.groupBy(silent, ({ campaign }) => campaign)].flatMap(([campaign, [asked, ...others]]) => {
    if (asked === undefined) return [];
    const began = dayIn(asked.startedAt, zone);
    const contacts = [asked, ...others].filter((one) => isToCall(one, contactById.get(one.contact), began));
    if (contacts.length === 0) return [];
    return {
      ...row,
      id: `campagne-${campaign}`,
      href: directoryPageHref('campaign', { campaign }),
      openedAt: Math.min(...contacts.map(({ silentAt }) => silentAt ?? parts.now())),
      reason: typographic(
        contacts.length === 1
          ? 'Un contact de l’annuaire n’a pas répondu : appelez-le.'
          : `${contacts.length} contacts de l’annuaire n’ont pas répondu : appelez-les.`,
      ),
    };
  });
  return [...answers, ...calls];
}

const said = (count: number): string =>
  count === 1 ? 'Un contact a répondu sur sa fiche de l’annuaire.' : `${count} contacts ont répondu sur leur fiche de l’annuaire.`;
