/**
 * Run before `npm start` and `npm test`, by whatever Node the machine has (20 or later): installs
 * the dependencies, among them the Node 24 that everything else runs on, when they are missing,
 * out of date, or left half-installed. Plain JavaScript without a dependency, for that reason.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.guichet-installed');
/** The package that brings Node 24 to this machine, and where npm scripts find it. */
const shipped = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const link = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const lock = join(root, '.guichet', 'install.lock');

const known = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/,
    'le registre de paquets ne répond pas : vérifiez la connexion à Internet (ou le proxy), puis relancez.',
  ],
  [/ENOSPC/, 'le disque est plein : libérez 2 Go, puis relancez.'],
  [/EACCES|EPERM|EROFS/, `le dossier ${root} ne peut pas être écrit : corrigez ses droits, puis relancez.`],
  [/EUSAGE|in sync/, 'package.json et package-lock.json ne s’accordent plus : remettez les deux fichiers de la même version.'],
];

/** Stops here with one sentence. */
function stop(sentence) {
  console.error(`\n${sentence}\n`);
  process.exit(1);
}

function wanted() {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lockfile).update(`${process.platform} ${process.arch}`).digest('hex');
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** One installation at a time; a lock left by a killed one is taken over. */
function takeLock() {
  mkdirSync(join(root, '.guichet'), { recursive: true, mode: 0o711 });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (failure) {
      if (failure.code !== 'EEXIST') stop(`Installation impossible : le dossier ${root} ne peut pas être écrit, corrigez ses droits.`);
      const holder = readFileSync(lock, 'utf8').split(' ').map(Number).find(isRunning);
      if (holder !== undefined) stop(`Une autre installation est en cours (processus ${holder}) : attendez sa fin, puis relancez.`);
      rmSync(lock, { force: true });
    }
  }
}

function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (failure) {
    return failure.code === 'EPERM';
  }
}

/** The npm that runs this script, on the Node it came with: the one in node_modules is about to be replaced. */
function npmCommand() {
  const script = process.env.npm_execpath ?? '';
  const isNpm = script.endsWith('npm-cli.js') && existsSync(script);
  if (isNpm) return [process.env.npm_node_execpath ?? process.execPath, [script]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** Runs npm, which ends with this process; gives its status and everything it said. */
function runNpm(words) {
  const [program, flags] = npmCommand();
  const child = spawn(program, [...flags, ...words, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Should this process be killed outright, the next start sees that npm is still at work.
  writeFileSync(lock, `${process.pid} ${child.pid ?? 0}`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      child.kill('SIGKILL');
      stop('Installation interrompue : relancez pour la reprendre.');
    });
  }
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  return new Promise((done) => {
    child.once('error', (failure) => stop(`Installation impossible : npm ne se lance pas (${failure.message}), réinstallez Node et npm.`));
    child.once('close', (status) => done({ status, said }));
  });
}

async function install() {
  console.log(existsSync(modules) ? 'Mise à jour des dépendances…' : 'Installation des dépendances (une à deux minutes)…');
  const started = Date.now();
  rmSync(stamp, { force: true });
  const { status, said } = await runNpm(['ci', '--include=dev', '--include=optional']);
  if (status !== 0) {
    const reason = known.find(([pattern]) => pattern.test(said))?.[1] ?? 'voyez ci-dessus ce que npm en dit, puis relancez.';
    console.error(said.trim().split('\n').slice(0, 12).join('\n'));
    stop(`Installation impossible : ${reason}`);
  }
  // npm 10 removes the link to the Node it installed along with those of the other systems' Nodes.
  if (!existsSync(link) && existsSync(join(modules, shipped))) await runNpm(['rebuild', shipped]);
  writeFileSync(stamp, wanted());
  console.log(`Dépendances installées en ${Math.round((Date.now() - started) / 1000)} s.`);
}

function checkNode() {
  const own = Number(process.versions.node.split('.')[0]);
  if (!existsSync(link) && (own < 24 || own > 25)) {
    stop(`Aucun Node 24 n’est fourni pour cette machine (${process.platform} ${process.arch}) : installez Node 24, puis relancez.`);
  }
}

if (Number(process.versions.node.split('.')[0]) < 20) stop(`Node ${process.versions.node} est trop ancien : installez Node 22 ou plus récent.`);
if (!isInstalled()) {
  takeLock();
  process.once('exit', () => rmSync(lock, { force: true }));
  await install();
}
checkNode();
