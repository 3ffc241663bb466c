import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

/** What somebody met while others abused the public doors. Milliseconds. */
export interface UnderAbuse {
  /** Whole forms sent, each with its receipt. */
  forms: number;
  /** A page of the form before anybody abused anything. */
  quietP95: number;
  pageP50: number;
  pageP95: number;
  formP95: number;
  abuse: { connections: number; requests: number; refused: number };
}

interface Attack {
  url: string;
  connections: number;
  addresses: number;
}

/** What a visitor without scripts answers, page by page, as the form asks it. */
const answers: Record<string, Record<string, string>> = {
  qui: { reporterLink: 'PROCHE' },
  danger: { danger: '2' },
  quoi: { what: 'NEGLIGENCES', narrative: 'Essai de charge, sans personne réelle.' },
  ou: { commune: 'Nancy', place: 'DOMICILE' },
  anonymat: { anonymousToDesk: 'OUI' },
};

/** Fills the public form for a time, again and again, while `connections` others hammer every public door. */
export async function underAbuse(
  url: string,
  { seconds, connections = 50, addresses = 10 }: { seconds: number } & Partial<Attack>,
): Promise<UnderAbuse> {
  const attack: Attack = { url, connections, addresses };
  const quiet: number[] = [];
  await wholeForm(url, '198.51.100.250', quiet);
  const abusers = new Worker(new URL(import.meta.url), { workerData: attack });
  await once(abusers, 'message');
  const pages: number[] = [];
  const forms: number[] = [];
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) forms.push(await wholeForm(url, `198.51.100.${(forms.length % 200) + 1}`, pages));
  abusers.postMessage('stop');
  const [{ requests, refused }] = (await once(abusers, 'message')) as [{ requests: number; refused: number }];
  await abusers.terminate();
  return {
    forms: forms.length,
    quietP95: percentile(quiet, 95),
    pageP50: percentile(pages, 50),
    pageP95: percentile(pages, 95),
    formP95: percentile(forms, 95),
    abuse: { connections, requests, refused },
  };
}

function percentile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? 0);
}

/** From the first page to the receipt. Throws when it does not come. Answers with the milliseconds it took. */
async function wholeForm(url: string, from: string, pages: number[]): Promise<number> {
  const began = performance.now();
  let cookie = '';
  const ask = async (path: string, fields?: Record<string, string>): Promise<{ text: string; location: string | null }> => {
    const since = performance.now();
    const response = await fetch(url + path, {
      redirect: 'manual',
      headers: { 'x-forwarded-for': from, cookie },
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    });
    const text = await response.text();
    pages.push(performance.now() - since);
    if (response.status >= 400) throw new Error(`${path}: ${response.status}`);
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return { text, location: response.headers.get('location') };
  };
  await ask('/54');
  let page = await ask('/54/alerter');
  let path: string = '/54/alerter';
  for (let steps = 0; steps < 30; steps += 1) {
    const [, _csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(page.text) ?? [];
    const step = path.split('/').at(-1) ?? '';
    const sent = await ask(path, { ...answers[step], _csrf });
    if (/([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.test(sent.text)) return performance.now() - began;
    path = sent.location ?? path;
    page = await ask(path);
  }
  throw new Error('the form does not end');
}

/** One connection that never waits: pages, drafts begun, codes guessed, the largest texts, files. */
async function hammer({ url, addresses }: Attack, lane: number, goingOn: () => boolean, count: (status: number) => void): Promise<void> {
  const headers = { 'x-forwarded-for': `203.0.113.${(lane % addresses) + 1}` };
  const big = 'x'.repeat(400_000);
  const form = (fields: Record<string, string>) => ({ method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'manual' as const });
  const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(await (await fetch(`${url}/54/suivre`, { headers })).text()) ?? [];
  const files = () => {
    const body = new FormData();
    body.append('pieces', new File([big, big, big], 'gros.txt'));
    return { method: 'POST', headers, body, redirect: 'manual' as const };
  };
  const asks = [
    () => fetch(`${url}/54`, { headers }),
    () => fetch(`${url}/54/alerter`, form({ _csrf: token })),
    () => fetch(`${url}/54/suivre`, form({ _csrf: token, code: '0000-0000-0000-0000' })),
    () => fetch(`${url}/54/reprendre`, form({ _csrf: token, code: '0000-0000-0000-0000-0000' })),
    () => fetch(`${url}/54/alerter/quoi`, form({ narrative: big })),
    () => fetch(`${url}/54/alerter/photos`, files()),
  ];
  for (let turn = lane; goingOn(); turn += 1) {
    const response = await asks[turn % asks.length]?.().catch(() => null);
    await response?.arrayBuffer().catch(() => null);
    if (response) count(response.status);
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const attack = workerData as Attack;
  let going = true;
  let [requests, refused] = [0, 0];
  port.once('message', () => {
    going = false;
  });
  const count = (status: number) => {
    requests += 1;
    if (status === 429) refused += 1;
  };
  const lanes = Array.from({ length: attack.connections }, (_, lane) => hammer(attack, lane, () => going, count));
  port.postMessage('begun');
  await Promise.all(lanes);
  port.postMessage({ requests, refused });
}
