import { may, type Who } from '../../../accounts/rights.ts';
import type { World } from '../../../cases/running/turn.ts';
import { inDepartment } from '../../../database/pool.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { Procedure } from '../../../procedures/procedure.ts';
import { activeVersions, loadProcedure, publishedProcedures } from '../../../procedures/record/published.ts';
import { listDrafts, readProtocolDraft } from '../../../publication/drafts.ts';
import { problemsOf } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import type { RehearsalTabs } from '../../../templates/views/rehearsal.ts';
import { BadRequest, NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, dryRunHref, pastHref, situationsHref } from '../shared/addresses.ts';

type Stored = Pick<Parts, 'database'>;

/** What a rehearsal plays: the version or draft that is named (the one in force when none is), and today's directory. */
export async function worldToTry(parts: Stored, department: string, protocol: string | undefined): Promise<World> {
  return { procedure: await procedureToTry(parts, department, protocol), directory: await currentDirectory(parts.database, department) };
}

async function procedureToTry({ database }: Stored, department: string, protocol: string | undefined): Promise<Procedure> {
  const draft = draftIn(protocol);
  if (draft !== undefined) {
    const found = await readProtocolDraft(database, department, draft);
    if (found === null) throw new NotFound('Ce brouillon n’existe pas, ou n’existe plus.');
    const [problem] = problemsOf(found.content);
    if (problem !== undefined)
      throw new BadRequest('unfinished', `Ce brouillon n’est pas encore complet, il ne peut pas être essayé : ${problem.message}`);
    return found.content;
  }
  return inDepartment(database, department, async (tx) => {
    const active = await activeVersions(database, tx, department);
    const [slug = active.slug, number = active.number] = protocol?.split('@') ?? [];
    return loadProcedure(database, tx, department, slug, Number(number)).catch(() => {
      throw new NotFound('Cette version du protocole n’existe pas.');
    });
  });
}

/** The id of the draft that is named, if one is. */
export function draftIn(protocol: string | undefined): string | undefined {
  return protocol?.startsWith('draft:') ? protocol.slice('draft:'.length) : undefined;
}

/** How what is rehearsed is called on pages. */
export function protocolTitle({ title, slug, number }: Procedure, protocol: string | undefined): string {
  return typographic(draftIn(protocol) === undefined ? `${title}, version ${slug}@${number}` : `${title || 'Protocole sans titre'} (brouillon)`);
}

/** Versions and drafts that may be rehearsed, the one in force first. */
export async function protocolsToTry({ database }: Stored, department: string): Promise<Choice[]> {
  const [drafts, published] = await Promise.all([listDrafts(database, department), publishedProcedures(database, department)]);
  return [
    { value: '', label: 'Le protocole en vigueur' },
    ...drafts.map(({ id, title }) => ({ value: `draft:${id}`, label: typographic(`Brouillon : ${title || 'sans titre'}`) })),
    ...published.map(({ slug, number, title }) => ({ value: `${slug}@${number}`, label: typographic(`${title}, version ${slug}@${number}`) })),
  ];
}

/** The same address with what is rehearsed, where it is not the version in force. */
export const withProtocol = (href: string, protocol: string | undefined): string =>
  protocol === undefined ? href : `${href}?${new URLSearchParams({ p: protocol })}`;

/** The ways to rehearse one protocol, and the way back to it. */
export function rehearsalTabs(here: string, protocol: string | undefined, who: Who): RehearsalTabs {
  const writes = may(who, 'protocol.write');
  const draft = draftIn(protocol);
  const tabs: [string, string][] = [
    [dryRunHref, 'Essai à blanc'],
    [situationsHref, 'Situations types'],
    ...(writes ? ([[pastHref, 'Sur le passé']] as [string, string][]) : []),
  ];
  return {
    tabs: tabs.map(([href, label]) => ({ href: withProtocol(href, protocol), label, current: href === here })),
    ...(draft !== undefined && writes && { draftHref: draftHref(draft) }),
  };
}
