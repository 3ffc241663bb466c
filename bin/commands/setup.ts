import { createInterface } from 'node:readline/promises';
import { createAccount, isEmailTaken } from '../../accounts/accounts.ts';
import { openWay } from '../../accounts/ways.ts';
import { chooseHref } from '../../api/pages/shared/addresses.ts';
import { frenchDateTime } from '../../calendar/french.ts';
import { territoryOf } from '../../calendar/territory.ts';
import { createDepartment, listDepartments } from '../../database/departments.ts';
import { closeDemonstration } from '../../demonstration/seed.ts';
import { publishDirectory } from '../../directory/record/revisions.ts';
import { parseDirectory } from '../../directory/schema.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { publishProcedure } from '../../procedures/record/published.ts';
import { renewProofs } from '../../publication/proofs.ts';
import { readSettings } from '../../settings/config.ts';
import { Problem } from '../../settings/problem.ts';
import { emailShape } from '../../vocabulary/email-address.ts';
import { withDatabase } from './database.ts';
import { faultsOf, readDocument } from './files.ts';
import { whatFails } from './publish.ts';

export interface SetupOptions {
  department?: string;
  name?: string;
  coordinator?: string;
  email?: string;
  second?: string;
  secondEmail?: string;
  directory?: string;
}

/**
 * `guichet setup`: a real department, its first coordinators (two: what is published takes two people), the built-in protocol and its directory (empty unless a file is
 * given: until bodies are listed, each alert leaves the desk a task). What is not given as an option is asked.
 * Nothing is written unless everything is right; a department that exists is never changed. Beside a demonstration, every
 * account of the demonstration is suspended: anybody knows their passwords.
 */
export async function setup(options: SetupOptions): Promise<void> {
  const ask = questioner();
  const code = await ask(
    'Code du département (par exemple 88)',
    options.department,
    /^(\d{2,3}|2A|2B)$/,
    'deux ou trois caractères, comme 54, 2A ou 974',
  );
  const name = await ask('Nom du département', options.name, /\S/, 'un nom');
  const coordinator = await ask('Nom de la première coordinatrice ou du premier coordinateur', options.coordinator, /\S/, 'un nom');
  const email = await ask('Son adresse électronique', options.email, emailShape, 'une adresse comme nom@exemple.fr');
  const second = await ask('Nom d’une seconde personne de la coordination', options.second, /\S/, 'un nom');
  const secondEmail = await ask('Son adresse électronique', options.secondEmail, emailShape, 'une adresse comme nom@exemple.fr');
  ask.close();
  const people = [
    { name: coordinator, email },
    { name: second, email: secondEmail },
  ];
  if (email.toLowerCase() === secondEmail.toLowerCase()) throw new Problem('--second-email : donnez l’adresse d’une autre personne que la première.');
  const weekly = { 1: [[540, 1020]], 2: [[540, 1020]], 3: [[540, 1020]], 4: [[540, 1020]], 5: [[540, 1020]] };
  const blank = {
    department: code,
    organisations: [],
    contacts: [],
    links: [],
    calendars: { desk: { region: code, weekly }, default: { region: code, weekly } },
  };
  const read = parseDirectory(options.directory === undefined ? { ...blank, revision: 1 } : readDocument(options.directory, '--directory'));
  if ('problems' in read) throw faultsOf(options.directory ?? 'annuaire', read.problems);
  if (read.directory.department !== code)
    throw new Problem(`--directory : ce fichier décrit le département ${read.directory.department}, pas ${code}.`);

  const settings = readSettings(process.env, 'command');
  await withDatabase(async (db) => {
    const there = (await listDepartments(db)).find((one) => one.code === code);
    if (there !== undefined) {
      throw new Problem(
        there.mode === 'demonstration'
          ? `Le département ${code} existe ici comme démonstration : un vrai département se crée dans une base à lui (donnez GUICHET_DATA ou DATABASE_URL).`
          : `Le département ${code} existe déjà : rien n’a été changé.`,
      );
    }
    for (const [option, address] of [
      ['--email', email],
      ['--second-email', secondEmail],
    ] as const)
      if (await isEmailTaken(db, address)) throw new Problem(`L’adresse ${address} a déjà un compte : donnez-en une autre à ${option}.`);
    const closed = await closeDemonstration(db);
    await createDepartment(db, { code, name, mode: 'production' });
    await publishProcedure(db, code, nationalProcedure(), 'installation');
    await publishDirectory(db, read.directory, 'installation');
    const proofs = options.directory === undefined ? [] : await renewProofs(db, code, Date.now());
    const invited: string[] = [];
    for (const person of people) {
      const id = await createAccount(db, { department: code, kind: 'COORDINATOR', organisation: null, ...person }, null);
      const { token, expiresAt } = await openWay(db, { id, department: code }, { purpose: 'INVITATION', by: null, now: Date.now() });
      const until = frenchDateTime(expiresAt, territoryOf(code).zone);
      invited.push(`Coordination : ${person.email} choisit son mot de passe par ce lien, qui sert une seule fois, jusqu’à ${until} :`);
      invited.push(`${settings.publicUrl}${chooseHref(token)}`);
    }
    console.log(
      [
        `Le département ${code} est prêt.`,
        ...invited,
        options.directory === undefined
          ? 'L’annuaire est vide : importez-le avec « npx guichet directory import FICHIER ».'
          : `Annuaire : ${read.directory.organisations.length} organismes.`,
        ...proofs.flatMap((proof) =>
          proof.holds ? [] : ['Il reste à compléter l’annuaire, le protocole n’est pas encore prouvé avec lui :', ...whatFails(proof)],
        ),
        'Protocole : national@1 ; un autre se publie avec « npx guichet procedures publish FICHIER ».',
        ...(closed.length === 0
          ? []
          : [`Démonstration : ${closed.length} comptes, dont les mots de passe sont publics, sont suspendus et leurs sessions fermées.`]),
        ...(settings.mode === 'production'
          ? []
          : [
              'Il reste, avant la première vraie alerte : GUICHET_MODE=production, l’adresse publique et le serveur de courrier (docs/operations.md).',
              'Jusque-là, chaque courriel reste dans la boîte locale, que tout visiteur de ce serveur peut lire.',
            ]),
      ].join('\n'),
    );
  });
}

/** Answers come from options or, at a terminal, from questions asked until the answer fits. */
function questioner() {
  const terminal = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : null;
  const ask = async (question: string, given: string | undefined, shape: RegExp, expected: string): Promise<string> => {
    if (given !== undefined && shape.test(given)) return given.trim();
    if (terminal === null) throw new Problem(`${question} : donnez ${expected} (voir « npx guichet setup --help »).`);
    for (;;) {
      const answer = (await terminal.question(`${question} : `)).trim();
      if (shape.test(answer)) return answer;
      console.log(`Donnez ${expected}.`);
    }
  };
  return Object.assign(ask, { close: () => terminal?.close() });
}
