import type { Response } from 'express';
import { accountNames, listAccounts } from '../../../accounts/accounts.ts';
import { frenchDateTime, frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import type { World } from '../../../cases/running/turn.ts';
import { inDepartment } from '../../../database/pool.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import { withListed } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { linesTo } from '../../../directory/resolve.ts';
import { HANDED_OVER } from '../../../procedures/hand-over.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { loadProcedure } from '../../../procedures/record/published.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';

/** How ids of a journal are said to people. */
export interface Names {
  account(id: string): string;
  organisation(id: string): string;
  contact(id: string): string;
  /** An establishment of the facts, by its number. */
  establishment(finess: string): string;
  /** How a recipient is reached by voice or by post, from the directory; its own lines first, else those of who answers there for the same. */
  reach(transfer: Pick<Transfer, 'contact' | 'organisation' | 'role'>, facts: Facts): { phone?: string; address?: string };
  rule(id: string): string;
  /** A day of the department's calendar. */
  day(at: Instant): string;
  /** A moment of the department's calendar. */
  moment(at: Instant): string;
}

/** What the law reads for a case: its own protocol version, and the newest directory. */
export async function currentWorld(
  parts: Parts,
  { department, procedure: { slug, number }, state }: Pick<CaseRecord, 'department' | 'procedure'> & Partial<Pick<CaseRecord, 'state'>>,
): Promise<World> {
  const procedure = await inDepartment(parts.database, department, (tx) => loadProcedure(parts.database, tx, department, slug, number));
  const directory = await currentDirectory(parts.database, department);
  return { procedure, directory: await withListed(parts.database, directory, [state?.facts.finess]) };
}

export async function namesOf(parts: Parts, department: string, { procedure, directory }: World): Promise<Names> {
  const accounts = new Map((await listAccounts(parts.database, department)).map(({ id, name }) => [id, name]));
  return {
    account: (id) => accounts.get(id) ?? 'Compte retiré',
    organisation: (id) => bodyName(directory, id),
    contact: (id) => {
      const contact = directory.contactById.get(id);
      return contact?.name ?? accounts.get(id) ?? 'Destinataire';
    },
    establishment: (finess) => establishmentName(directory, finess),
    reach: ({ contact, organisation, role }, facts) => linesTo(directory, organisation, { contact, role, facts }),
    rule: orderWordsIn(procedure),
    day: (at) => frenchDay(dayIn(at, territoryOf(department).zone)),
    moment: (at) => frenchDateTime(at, territoryOf(department).zone),
  };
}

/** What may ask for a transfer beside the rules of a protocol. */
const otherOrders = new Map([
  ['AGENT', 'Ajouté par un agent'],
  ['otherwise', 'Destinataire par défaut'],
  [HANDED_OVER, 'Faits dans un autre département'],
  ['inConflict', 'Destinataire prévu en cas de lien d’intérêts'],
]);

/** What asked for something, in the words of the protocol followed; cases that passed to another version hold rules of the one before. */
export function orderWordsIn({ chapters }: Procedure): (id: string) => string {
  const rules = new Map(chapters.flatMap((chapter) => chapter.rules.map((rule) => [rule.id, rule.because])));
  const other = (id: string) => otherOrders.get(id) ?? (id.startsWith('STEP:') ? 'Étape du protocole' : 'Règle d’une autre version du protocole');
  return (id) => rules.get(id) ?? other(id);
}

/** Who an account is, by name, for a whole page. */
export const whoIs = (parts: Parts, response: Response): Promise<(id: string | null) => string> =>
  accountNames(parts.database, signedIn(response).department);
