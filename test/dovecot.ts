import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { choosePort } from '../runtime/ports.ts';
import { temporaryFolder } from './folder.ts';

/** A real IMAP server with one account, on a folder and ports of its own. */
export interface Dovecot {
  /** As `GUICHET_IMAP_54` names it. */
  url: string;
  host: string;
  port: number;
  user: string;
  password: string;
  /** Hands a mail over by LMTP, as a mail server does. */
  deliver(raw: Buffer | string): Promise<void>;
  /** Puts many mails there at once, as an outage leaves them. */
  pile(raws: readonly Buffer[]): void;
  /** Makes the server number the mails anew, as a restored or rebuilt mailbox does. */
  renumber(): void;
  /** As a power cut does it. */
  stop(): Promise<void>;
  start(): Promise<void>;
  end(): Promise<void>;
}

const get = 'sudo apt-get install -y dovecot-imapd dovecot-lmtpd';
const root = process.getuid?.() === 0;

/** Starts it. Throws one sentence that says how to get it when it is not there. */
export async function startDovecot(): Promise<Dovecot> {
  const program = programOrFail();
  const folder = temporaryFolder();
  const [port, lmtp] = [await choosePort(undefined), await choosePort(undefined)];
  const [user, password] = ['guichet54', 'secret de test'];
  // Mail is never delivered as root; without root every part runs as whoever runs the tests.
  const owner = root ? { uid: 65_534, name: 'nobody', group: 'nogroup' } : whoami();
  const mail = join(folder.path, 'mail');
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder.path, name), { recursive: true });
  if (root) chownSync(mail, owner.uid, owner.uid);
  chmodSync(folder.path, 0o755);
  writeFileSync(join(folder.path, 'users'), `${user}:{PLAIN}${password}\n`, { mode: 0o644 });
  writeFileSync(join(folder.path, 'dovecot.conf'), configuration(folder.path, port, lmtp, owner));
  const inbox = join(mail, user);
  let child: ReturnType<typeof spawn> | undefined;

  const dovecot: Dovecot = {
    url: `imap://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/INBOX`,
    host: '127.0.0.1',
    port,
    user,
    password,
    async deliver(raw) {
      const transport = createTransport({ lmtp: true, host: '127.0.0.1', port: lmtp, secure: false, ignoreTLS: true } as object);
      try {
        await transport.sendMail({ envelope: { from: 'quelquun@example.org', to: user }, raw });
      } finally {
        transport.close();
      }
    },
    pile(raws) {
      for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(inbox, name), { recursive: true });
      const stamp = Date.now();
      raws.forEach((raw, index) => {
        const file = join(inbox, 'new', `${stamp}.M${String(index).padStart(6, '0')}P1.test,S=${raw.length}`);
        writeFileSync(file, raw);
        if (root) chownSync(file, owner.uid, owner.uid);
      });
      if (root) for (const path of [inbox, ...['cur', 'new', 'tmp'].map((name) => join(inbox, name))]) chownSync(path, owner.uid, owner.uid);
    },
    renumber() {
      // The list of numbers begins with the validity and the next number; without its index Dovecot believes it.
      const list = join(inbox, 'dovecot-uidlist');
      const [first = '', ...rest] = readFileSync(list, 'utf8').split('\n');
      const validity = Number(/ V(\d+)/.exec(first)?.[1] ?? 1) + 1000;
      const anew = rest.filter((line) => line.includes(':')).map((line, index) => `${index + 1} :${line.slice(line.indexOf(':') + 1)}`);
      writeFileSync(list, `${[`3 V${validity} N${anew.length + 1}`, ...anew].join('\n')}\n`);
      spawnSync('sh', ['-c', `rm -f ${inbox}/dovecot.index*`]);
    },
    async start() {
      child = spawn(program, ['-F', '-c', join(folder.path, 'dovecot.conf')], { stdio: 'ignore', detached: true });
      const ended = () => child?.exitCode !== null;
      for (const asked of [port, lmtp]) {
        const until = performance.now() + 15_000;
        while (!(await answers(asked))) {
          if (ended() || performance.now() > until) throw new Error(`Dovecot did not start:\n${readLog(folder.path)}`);
          await delay(20);
        }
      }
    },
    async stop() {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null) return;
      const ended = new Promise<void>((done) => running.once('exit', () => done()));
      // Asked to stop, it would leave its clients connected for ten seconds.
      process.kill(-(running.pid ?? 0), 'SIGKILL');
      await ended;
    },
    async end() {
      await dovecot.stop();
      folder.remove();
    },
  };
  await dovecot.start();
  return dovecot;
}

function programOrFail(): string {
  for (const program of ['dovecot', '/usr/sbin/dovecot', '/usr/local/sbin/dovecot']) {
    const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    if (status !== 0) continue;
    if (stdout.startsWith('2.3')) return program;
    throw new Error(`These tests know how to configure Dovecot 2.3; this is ${stdout.trim()}.`);
  }
  throw new Error(`The mailbox tests need a real IMAP server, Dovecot: ${get}`);
}

interface Owner {
  uid: number;
  name: string;
  group: string;
}

function whoami(): Owner {
  const { uid, username: name } = userInfo();
  return { uid, name, group: spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim() };
}

function configuration(folder: string, port: number, lmtp: number, { name: owner, group }: Owner): string {
  // Without root nothing can be shut in a folder.
  const unprivileged = root
    ? ''
    : `default_internal_user = ${owner}\ndefault_login_user = ${owner}\ndefault_internal_group = ${group}\n` +
      ['imap-login', 'anvil', 'stats', 'lmtp'].map((name) => `service ${name} {\n  chroot =\n}\n`).join('');
  return `
protocols = imap lmtp
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = maildir:${folder}/mail/%u
mail_uid = ${owner}
mail_gid = ${group}
first_valid_uid = 1
last_valid_uid = 0
mail_fsync = never
maildir_very_dirty_syncs = no
${unprivileged}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
}
protocol lmtp {
  postmaster_address = postmaster@guichet.example
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtp}
  }
}
`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

function readLog(folder: string): string {
  try {
    return readFileSync(join(folder, 'dovecot.log'), 'utf8').slice(-2_000);
  } catch {
    return 'it said nothing';
  }
}
