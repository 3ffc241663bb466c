import { listDepartments } from '../../database/departments.ts';
import type { Database } from '../../database/pool.ts';
import { publishDirectory } from '../../directory/record/revisions.ts';
import { parseDirectory } from '../../directory/schema.ts';
import { AlreadyPublished } from '../../procedures/record/published.ts';
import { parseProcedure } from '../../procedures/schema.ts';
import type { Proof } from '../../proof/proof.ts';
import { NotProved, publishProved, renewProofs } from '../../publication/proofs.ts';
import { Problem } from '../../settings/problem.ts';
import { WrongUse } from '../../settings/wrong-use.ts';
import { withDatabase } from './database.ts';
import { faultsOf, readDocument } from './files.ts';

const commandLine = 'ligne de commande';

/** Throws a Problem that lists the departments there are. */
export async function knownDepartment(db: Database, department: string): Promise<void> {
  const departments = await listDepartments(db);
  if (departments.some(({ code }) => code === department)) return;
  throw new Problem(
    `--department : « ${department} » n’existe pas ici ; choisissez ${departments.map(({ code }) => code).join(', ')}, ou créez-le avec « npx guichet setup ».`,
  );
}

/** `guichet procedures publish FILE`: a new version of a department's protocol. Cases already open keep theirs. */
export async function publishProcedureFile(file: string, { department }: { department: string }): Promise<void> {
  const read = parseProcedure(readDocument(file, 'FICHIER'));
  if ('problems' in read) throw faultsOf(file, read.problems);
  const { procedure } = read;
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    await publishProved(db, department, procedure, commandLine, Date.now()).catch((failure: unknown) => {
      if (failure instanceof NotProved) throw notProved(failure.proof);
      if (!(failure instanceof AlreadyPublished)) throw failure;
      throw new Problem(
        `${procedure.slug}@${procedure.number} est déjà publié avec un autre contenu : une version ne change jamais, donnez le numéro suivant.`,
      );
    });
  });
  console.log(`Protocole ${procedure.slug}@${procedure.number} publié pour le département ${department}. Les dossiers ouverts gardent leur version.`);
}

/** Each property that fails, with its first counterexample. */
export function whatFails({ properties }: Proof): string[] {
  return properties.flatMap(({ title, holds, failures: [first] }) => (holds ? [] : [`  « ${title} » n’est pas tenu. ${first?.sentence ?? ''}`]));
}

function notProved(proof: Proof): Problem {
  return new Problem(
    [
      `Protocole ${proof.procedure} : rien n’a été publié, il n’est pas prouvé avec l’annuaire du département.`,
      ...whatFails(proof),
      'Essayez-le avec « npx guichet verify --procedure FICHIER », ou complétez l’annuaire.',
    ].join('\n'),
  );
}

/** `guichet directory import FILE`: a new revision of a department's directory and calendars. */
export async function importDirectoryFile(file: string | undefined, options: { department?: string }): Promise<void> {
  if (file === undefined) throw new WrongUse('Donnez le fichier de l’annuaire, ou --from avec un fichier de FiNESS.');
  const read = parseDirectory(readDocument(file, 'FICHIER'));
  if ('problems' in read) throw faultsOf(file, read.problems);
  const { directory } = read;
  if (options.department !== undefined && options.department !== directory.department) {
    throw new Problem(`--department : le fichier décrit le département ${directory.department}, pas ${options.department} ; rien n’a été changé.`);
  }
  await withDatabase(async (db) => {
    await knownDepartment(db, directory.department);
    const revision = await publishDirectory(db, directory, commandLine);
    console.log(
      `Annuaire du département ${directory.department} importé : révision ${revision}, ${directory.organisations.length} organismes, ${directory.contacts.length} contacts.`,
    );
    const failing = (await renewProofs(db, directory.department, Date.now())).filter(({ holds }) => !holds);
    for (const proof of failing)
      console.log([`Attention : le protocole ${proof.procedure} n’est plus prouvé avec cet annuaire.`, ...whatFails(proof)].join('\n'));
  });
}
