import { type DirectoryEdit, organisationPart } from '../../../directory/edits.ts';
import { type KeptTable, keepTable } from '../../../directory/record/sheets.ts';
import { type HeadingMeanings, headingKey, leftOutOf } from '../../../directory/sheet/mapping.ts';
import { readSheet, type SheetReading } from '../../../directory/sheet/read-sheet.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DirectoryViews } from '../../../templates/views/directory.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { slug } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import { freeId, openDirectory, saved, todayIn } from './on-directory.ts';
import { readCommunes } from './territory-form.ts';

const SHOWN = 300;

/** Whether lines that are refused keep the others out, and whether bodies that the table does not name are retired. */
interface Taking {
  partial: boolean;
  retire: boolean;
}

/**
 * Takes a table whose columns are known as changes that wait, all or, where a line is refused, none unless somebody said so; answers with what came
 * of each line. `sheet`: where it is kept already. What somebody once said of a heading may be said otherwise from there.
 */
export async function takeTable(
  parts: Parts,
  ask: Ask,
  { name, table, meanings, sheet }: KeptTable & { meanings: HeadingMeanings; sheet?: string },
  { partial, retire }: Taking,
): Promise<{ page: string }> {
  const { department, id: account } = signedIn(ask.response);
  const { draft } = await openDirectory(parts, ask);
  const world = {
    communes: (text: string) => readCommunes(text, department),
    freeId: (wanted: string, taken: Parameters<typeof freeId>[1]) => freeId(slug(wanted), taken),
  };
  const read = readSheet(table, draft, world, meanings);
  const taken = partial || read.lines.every(({ status }) => status !== 'REFUSED');
  const today = todayIn(parts, department);
  const retired = retire ? read.vanished.map((one): DirectoryEdit => ({ part: organisationPart(one.id), after: { ...one, retired: today } })) : [];
  const edits = [...read.edits, ...retired];
  if (taken && edits.length > 0) await saved(parts, ask, { edits, why: `Fichier ${name}` });
  const asSaid = table.header.some((heading) => Object.hasOwn(meanings, headingKey(heading)));
  const kept = sheet ?? (asSaid ? await keepTable(parts.database, department, account, { name, table }, parts.now()) : undefined);
  const columns = { leftOut: leftOutOf(table, meanings), ...(kept !== undefined && { columnsHref: directoryPageHref('mapSheet', { sheet: kept }) }) };
  const page = await report(parts, ask, read, { taken, edits: edits.length, retired: retired.length, ...columns });
  return { page: parts.page('desk/directory/imported', page) };
}

async function report(
  parts: Parts,
  ask: Ask,
  read: SheetReading,
  taking: Pick<DirectoryViews['desk/directory/imported'], 'taken' | 'edits' | 'retired' | 'leftOut' | 'columnsHref'>,
): Promise<DirectoryViews['desk/directory/imported']> {
  const count = (status: string) => read.lines.filter((line) => line.status === status).length;
  const refused = read.lines.filter(({ status }) => status === 'REFUSED');
  return {
    chrome: await chromeFor(parts, ask.request, ask.response),
    ...taking,
    added: count('ADDED'),
    changed: count('CHANGED'),
    same: count('SAME'),
    refused: refused.slice(0, SHOWN).map(({ line, title, problems }) => ({ line, title, problems: problems.map(typographic) })),
    refusedCount: refused.length,
    vanished: read.vanished.slice(0, SHOWN).map(({ id, name }) => ({ name, href: directoryPageHref('body', { body: id }) })),
    vanishedCount: read.vanished.length,
    changesHref: directoryPageHref('changes'),
    importHref: directoryPageHref('import'),
  };
}
