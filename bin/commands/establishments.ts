import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { dayIn } from '../../calendar/local.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { Unreadable } from '../../directory/finess/lines.ts';
import { readFiness } from '../../directory/finess/read-finess.ts';
import { dropImport, type EstablishmentImport, readImported, takeImport, undoImport } from '../../directory/record/establishment-imports.ts';
import { readImport } from '../../directory/record/establishment-reading.ts';
import { Problem } from '../../settings/problem.ts';
import { WrongUse } from '../../settings/wrong-use.ts';
import { label } from '../../vocabulary/vocabulary.ts';
import { withDatabase } from './database.ts';
import { knownDepartment } from './publish.ts';

const by = { account: null, name: 'ligne de commande' };
const NAMED = 10;

interface Options {
  department?: string;
  from?: string;
  dryRun?: boolean;
  undo?: string;
}

/** `guichet directory import --from FILE`: takes establishments in from the national file, or says what that would do, or undoes the last time. */
export async function importEstablishments({ department, from, dryRun = false, undo }: Options): Promise<void> {
  if (department === undefined) throw new WrongUse('--department : donnez le département, par exemple 54.');
  if (from !== undefined && !existsSync(from)) throw new Problem(`--from : le fichier « ${from} » n’existe pas ; vérifiez son chemin.`);
  await withDatabase(async (db) => {
    await knownDepartment(db, department);
    if (undo !== undefined) {
      if (!(await undoImport(db, department, Number(undo), by, Date.now())))
        throw new Problem('--undo : seule la dernière reprise peut être annulée.');
      console.log(`Reprise ${undo} annulée : les établissements sont ceux d’avant.`);
    }
    if (from === undefined) return;
    const today = dayIn(Date.now(), territoryOf(department).zone);
    const number = await readImport(
      db,
      department,
      { name: basename(from), pieces: readFiness(createReadStream(from), today) },
      { by, at: Date.now(), told: progress() },
    ).catch((failure: unknown) => {
      throw failure instanceof Unreadable ? new Problem(`--from : ${failure.message}\nRien n’a été changé.`) : failure;
    });
    const found = await readImported(db, department, number, NAMED);
    if (found === null) throw new Error('What was read is gone.');
    const { read, added, changed, vanished } = found;
    console.log(inWords(read));
    for (const [what, lines] of [
      ['Nouveaux', added],
      ['Changés', changed],
      ['Absents du fichier, gardés et marqués', vanished],
    ] as const)
      if (lines.length > 0) console.log([`${what} :`, ...lines.map(({ finess, name }) => `    ${finess} ${name}`)].join('\n'));
    if (dryRun) {
      await dropImport(db, department, number, by, Date.now());
      console.log('Rien n’a été changé (--dry-run).');
    } else if ((await takeImport(db, department, number, by, Date.now())) === 'TAKEN') console.log(`Repris. Pour annuler : --undo ${number}`);
    else throw new Problem('Un autre fichier a été repris pendant la lecture : relancez la commande.');
  });
}

function inWords({ source, file, dated, licence, counts, refused }: EstablishmentImport): string {
  return [
    `${file} : ${source === null ? 'source inconnue' : label('finessSource', source)}${dated === null ? '' : `, du ${dated}`} (${licence})`,
    `    ${counts.added} nouveaux, ${counts.changed} changés (dont ${counts.closed} fermés), ${counts.same} inchangés, ${counts.vanished} absents du fichier`,
    `    ${counts.elsewhere} laissés de côté : ailleurs, fermés ou inconnus ici`,
    `    ${counts.refused} lignes refusées`,
    ...refused.map(({ at, why }) => `        ${at} : ${why}`),
  ].join('\n');
}

/** Says every some seconds how far it is, on the error output. */
function progress(): (lines: number) => void {
  let next = Date.now() + 5000;
  return (lines) => {
    if (Date.now() < next) return;
    next = Date.now() + 5000;
    console.error(`… ${lines} sites lus`);
  };
}
