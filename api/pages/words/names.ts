import type { Response } from 'express';
import { listAccounts } from '../../../accounts/accounts.ts';
import type { Transfer } from '../../../cases/model/state.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import type { World } from '../../../cases/running/turn.ts';
import { inDepartment } from '../../../database/pool.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { loadProcedure } from '../../../procedures/record/published.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';

/** How ids of a journal are said to people. */
export interface Names {
  account(id: string): string;
  organisation(id: string): string;
  contact(id: string): string;
  /** How a recipient is reached by voice or by post, from the directory; its own lines first, else its organisation's. */
  reach(transfer: Pick<Transfer, 'contact' | 'organisation'>): { phone?: string; address?: string };
  rule(id: string): string;
}

/** What the law reads for a case: its own protocol version, and the newest directory. */
export async function currentWorld(
  parts: Parts,
  { department, procedure: { slug, number } }: Pick<CaseRecord, 'department' | 'procedure'>,
): Promise<World> {
  const procedure = await inDepartment(parts.database, department, (tx) => loadProcedure(parts.database, tx, department, slug, number));
  return { procedure, directory: await currentDirectory(parts.database, department) };
}

export async function namesOf(parts: Parts, department: string, { procedure, directory }: World): Promise<Names> {
  const accounts = new Map((await listAccounts(parts.database, department)).map(({ id, name }) => [id, name]));
  const rules = new Map(procedure.chapters.flatMap((chapter) => chapter.rules.map((rule) => [rule.id, rule.because])));
  return {
    account: (id) => accounts.get(id) ?? 'Compte retiré',
    organisation: (id) => directory.organisationById.get(id)?.name ?? id,
    contact: (id) => {
      const contact = directory.contactById.get(id);
      return contact?.name ?? accounts.get(id) ?? 'Destinataire';
    },
    reach: ({ contact: id, organisation }) => {
      const own = directory.contactById.get(id);
      const others = directory.contactsOf.get(organisation) ?? [];
      const phone = own?.phone ?? others.find((other) => other.phone !== undefined)?.phone;
      const address = own?.address ?? others.find((other) => other.address !== undefined)?.address;
      return { ...(phone !== undefined && { phone }), ...(address !== undefined && { address }) };
    },
    rule: (id) => rules.get(id) ?? (id === 'AGENT' ? 'Ajouté par un agent' : id),
  };
}

/** Who an account is, by name, for a whole page. */
export async function whoIs(parts: Parts, response: Response): Promise<(id: string | null) => string> {
  const names = new Map((await listAccounts(parts.database, signedIn(response).department)).map(({ id, name }) => [id, name]));
  return (id) => names.get(id ?? '') ?? 'Compte retiré';
}
