import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type ApiOptions, startApi } from '../api/main.ts';
import { connect, type Database } from '../database/pool.ts';
import { type DemonstrationAccount, demonstrationAccounts, seedDemonstration } from '../demonstration/seed.ts';
import { Mailbox } from '../mailbox/mailbox.ts';
import type { ApiConfig, WorkerConfig } from '../settings/config.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { temporaryFolder } from './folder.ts';

/** A real API on an ephemeral port: the demonstration's data on a real PostgreSQL, mail taken by a real SMTP server. */
export interface TestApi {
  url: string;
  db: Database;
  fresh: FreshDatabase;
  mailbox: Mailbox;
  config: ApiConfig & WorkerConfig;
  /** Every line logged so far. */
  log(): string;
  end(): Promise<void>;
}

export async function startTestApi(change: Partial<ApiConfig & WorkerConfig> = {}, options: ApiOptions = {}): Promise<TestApi> {
  const fresh = await freshDatabase(await demonstrationTemplate());
  const folder = temporaryFolder();
  const keys = { ...laidUnder, session: randomBytes(32), signing: generateKeyPairSync('ed25519') };
  const db = connect({ url: fresh.appUrl, keys, connections: 4, acting: { as: 'COMMAND' } });
  const mailbox = new Mailbox({ dataFolder: folder.path, port: 0 });
  await mailbox.open();
  const config: ApiConfig & WorkerConfig = {
    mode: 'demonstration',
    logLevel: 'info',
    dataFolder: folder.path,
    port: 0,
    listen: '127.0.0.1',
    metricsToken: undefined,
    publicUrl: 'http://localhost:3977',
    proxies: 'loopback',
    smtpPort: mailbox.port,
    smtpUrl: mailbox.url,
    isMailboxLocal: true,
    clamd: undefined,
    operator: undefined,
    mailboxes: [],
    voicemail: new Map(),
    telephony: new Map(),
    authservId: undefined,
    temporalNamespace: 'default',
    temporalAddress: '127.0.0.1:9',
    temporalAccess: { tls: undefined, apiKey: undefined },
    databaseUrl: fresh.appUrl,
    databaseRelayUrl: fresh.relayUrl,
    databaseOwnerUrl: fresh.ownerUrl,
    ...change,
    keys: { ...keys, ...change.keys },
  };
  const lines: string[] = [];
  const kept = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const api = await startApi(config, { logTo: kept, ...options });
  return {
    url: `http://127.0.0.1:${api.port}`,
    db,
    fresh,
    mailbox,
    config,
    log: () => lines.join(''),
    end: async () => {
      await api.close();
      await mailbox.close();
      await db.end();
      await fresh.drop();
      folder.remove();
    },
  };
}

/** The same for all that copy the demonstration's data, which is sealed under them. */
const laidUnder = { master: Buffer.alloc(32, 'master'), journal: Buffer.alloc(32, 'journal'), index: Buffer.alloc(32, 'index') };

/** The demonstration's data, laid by whoever asks first in a run: hashing its passwords and sealing it takes longer than copying it. */
async function demonstrationTemplate(): Promise<string> {
  const name = 'guichet_demonstration';
  const { adminUrl } = inject('postgres');
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock(3977)');
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 1) return name;
    const laid = await freshDatabase();
    const db = connect({ url: laid.appUrl, keys: laidUnder, connections: 4, acting: { as: 'COMMAND' } });
    await seedDemonstration(db, 'demonstration');
    await db.end();
    await admin.query(`ALTER DATABASE ${new URL(laid.ownerUrl).pathname.slice(1)} RENAME TO ${name}`);
    return name;
  } finally {
    await admin.end();
  }
}

/** One of the demonstration's accounts, with its password. */
export function demonstrationAccount(department: string, kind: DemonstrationAccount['kind']): DemonstrationAccount {
  const found = demonstrationAccounts().find((account) => account.department === department && account.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} in ${department}`);
  return found;
}

export interface Page {
  status: number;
  url: string;
  headers: Headers;
  text: string;
  /** The statuses of the redirections that led here. */
  via: number[];
}

type Fields = Record<string, string | string[]>;

/** A browser without JavaScript: keeps cookies, follows redirections, fills and sends the forms it is shown. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #base: string;
  page: Page = { status: 0, url: '', headers: new Headers(), text: '', via: [] };

  /** Where the visitor seems to come from, for doors that count addresses. */
  readonly #from: string | undefined;
  /** What browser the visitor says it is. */
  readonly #agent: string | undefined;

  constructor(base: string, from?: string, agent?: string) {
    this.#base = base;
    this.#from = from;
    this.#agent = agent;
  }

  #headers(): Record<string, string> {
    return {
      ...(this.#from !== undefined && { 'x-forwarded-for': this.#from }),
      ...(this.#agent !== undefined && { 'user-agent': this.#agent }),
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    };
  }

  async open(path: string, init: RequestInit = {}, via: number[] = []): Promise<Page> {
    const response = await fetch(new URL(path, this.#base), {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...this.#headers() },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /Expires=Thu, 01 Jan 1970/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    const location = response.headers.get('location');
    if (location !== null) return this.open(location, {}, [...via, response.status]);
    this.page = { status: response.status, url: path, headers: response.headers, text, via };
    return this.page;
  }

  /** One answer as it comes, whatever it is; redirections are told, not followed. */
  async fetched(path: string): Promise<{ status: number; location: string | null; type: string; bytes: Buffer }> {
    const response = await fetch(new URL(path, this.#base), { redirect: 'manual', headers: this.#headers() });
    const { status, headers } = response;
    return { status, location: headers.get('location'), type: headers.get('content-type') ?? '', bytes: Buffer.from(await response.arrayBuffer()) };
  }

  post(path: string, fields: Fields): Promise<Page> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    return this.open(path, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  }

  /** A form sent with files, as a browser does: each file under the name of its field. */
  postFiles(path: string, fields: Fields, files: { field: string; name: string; bytes: Buffer }[]): Promise<Page> {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    for (const { field, name, bytes } of files) body.append(field, new File([new Uint8Array(bytes)], name));
    return this.open(path, { method: 'POST', body });
  }

  /** Sends the form of the page whose address contains `action`, with what it already holds and `fields` over it. */
  submit(action: string, fields: Fields = {}, files?: { field: string; name: string; bytes: Buffer }[]): Promise<Page> {
    // Files go into the form that takes files.
    const posts = forms(this.page.text).filter(
      ({ method, enctype }) => method === 'post' && (files === undefined || enctype === 'multipart/form-data'),
    );
    const form = posts.find((one) => one.action.endsWith(action)) ?? posts.find((one) => one.action.includes(action));
    if (form === undefined) throw new Error(`no form to ${action} on ${this.page.url} (${this.page.status})\n${words(this.page.text).slice(0, 600)}`);
    const sent = { ...form.fields, ...fields };
    return files === undefined ? this.post(form.action, sent) : this.postFiles(form.action, sent, files);
  }

  async signIn({ email, password }: Pick<DemonstrationAccount, 'email' | 'password'>): Promise<Page> {
    await this.open('/connexion');
    return this.submit('/connexion', { email, password });
  }

  get words(): string {
    return words(this.page.text);
  }

  /** What is wrong, as the page says it, after a form that was refused as one is: 303 to its own address, which answers 200. Else null. */
  get refusal(): string | null {
    const { via, status, url, text } = this.page;
    const summary = /<div class="govuk-error-summary"[\s\S]*?<\/ul>/.exec(text)?.[0];
    const asOneIs = String(via) === '303' && status === 200 && /[?&]saisie=[\w-]{22}$/.test(url) && /<title>Erreur\s: /.test(text);
    return asOneIs && summary !== undefined ? words(summary) : null;
  }
}

/** The text of a page as somebody reads it. */
export function words(html: string): string {
  const text = html.replaceAll(/<(script|style|title)[\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]+>/g, ' ');
  return plain(text).replaceAll(/[\s\u00a0\u202f]+/g, ' ');
}

/** Text as it is read, its entities undone. */
export function plain(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'", '#x60': '`', '#x3D': '=' };
  return text.replaceAll(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

interface Form {
  action: string;
  method: string;
  enctype: string;
  fields: Fields;
}

/** The attributes of a tag, their entities undone. */
export function attributes(tag: string): Record<string, string> {
  return Object.fromEntries([...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].slice(1).map(([, name = '', value = '']) => [name, plain(value)]));
}

/** The forms of a page, with the values they hold. */
export function forms(html: string): Form[] {
  return [...html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => {
    const { action = '', method = 'get', enctype = '' } = attributes(/<form[^>]*>/.exec(form)?.[0] ?? '');
    const fields: Fields = {};
    for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
      const { name, value = '', type = 'text', ...rest } = attributes(tag);
      if (name === undefined || name === '' || type === 'file') continue;
      if ((type === 'radio' || type === 'checkbox') && !('checked' in rest)) continue;
      fields[name] = type === 'checkbox' ? [...[fields[name] ?? []].flat(), value] : value;
    }
    for (const [, open = '', value = ''] of form.matchAll(/<textarea([^>]*)>\n?([\s\S]*?)<\/textarea>/g)) {
      const { name } = attributes(`x ${open}`);
      if (name !== undefined) fields[name] = plain(value);
    }
    for (const [, open = '', inner = ''] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
      const { name } = attributes(`x ${open}`);
      const chosen = /<option[^>]*value="([^"]*)"[^>]*selected/.exec(inner)?.[1] ?? '';
      if (name !== undefined) fields[name] = plain(chosen);
    }
    return { action, method, enctype, fields };
  });
}
