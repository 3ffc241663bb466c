/**
 * Makes `dossier.png`, the picture of the case page in the README: `node docs/images/make.ts`, by hand, about two minutes.
 * The product is started apart, on the demonstration's own departments, and the case is built by real acts: an alert by the
 * API, a qualification and answers on the pages, links followed from the mails. The one thing changed is written here as a
 * coordinator would publish it: a version of the protocol whose first urgent reminder comes after half a minute, so that
 * nobody waits an hour for it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { nationalProcedure } from '../../procedures/library/index.ts';
import type { Procedure } from '../../procedures/procedure.ts';
import { publishProcedure } from '../../procedures/record/published.ts';
import { openBrowser } from '../../test/browser.ts';
import { mailTo } from '../../test/journeys/mails.ts';
import { eventually, type Stack, startStack } from '../../test/stack.ts';

/** From the heading of the page to the foot of its way. */
const WIDTH = 1280;
const MARGIN = 24;

const alert = {
  facts: {
    channel: 'PHONE',
    inseeCode: '54323',
    place: 'DOMICILE',
    implicated: [{ kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }],
    maltreatment: ['NEGLIGENCES_ACTIVES', 'VIOLENCES_MATERIELLES_FINANCIERES'],
    danger: 3,
    victimGroup: 'PERSONNE_AGEE',
    age: '>=80',
    reporterLink: 'PROCHE',
  },
  content: { narrative: 'Alerte de démonstration, sans personne réelle.' },
  externalId: 'image',
};

interface Known {
  reference: string;
  /** What the API calls each transfer, by the role of its recipient. */
  transfers: { id: string; role: string; organisation: string; status: string }[];
}

/** One call of the API as the desk. Throws on anything but success. */
async function api<T>(stack: Stack, key: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${stack.url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** The protocol in force, with its first urgent reminder brought forward. */
function hurried(): Procedure {
  const procedure = nationalProcedure();
  const { urgent } = procedure.policies;
  const [first, ...others] = urgent?.stages ?? [];
  if (urgent === undefined || first === undefined) throw new Error('the protocol has no urgent policy');
  const stages = [{ ...first, remind: [{ hours: 1 / 120 }, ...first.remind.slice(1)] }, ...others];
  return { ...procedure, number: procedure.number + 1, policies: { ...procedure.policies, urgent: { ...urgent, stages } } };
}

/** Opens the newest link mailed to an address and presses buttons there, one page after the other. */
async function answer(stack: Stack, page: Page, address: string, press: (page: Page) => Promise<void>): Promise<void> {
  const { link } = await mailTo(stack, address, /Alerte à traiter/);
  await page.goto(link.replace(/^https?:\/\/[^/]+/, stack.url));
  await press(page);
  await page.getByRole('heading', { name: 'Merci, c’est noté' }).waitFor();
}

async function build(stack: Stack, agent: Page, partner: Page): Promise<string> {
  await publishProcedure(stack.db, '54', hurried(), 'docs/images');
  const key = await stack.apiKey('desk');
  const { case: id, reference } = await api<{ case: string; reference: string }>(stack, key, '/alerts', alert);
  const known = () => api<Known>(stack, key, `/cases/${id}`);

  await agent.goto(`${stack.url}/connexion`);
  await agent.getByLabel('Adresse électronique').fill('agent.54@guichet.example');
  await agent.getByLabel('Mot de passe').fill('agent-54-demonstration');
  await agent.getByRole('button', { name: 'Se connecter' }).click();
  await agent.getByRole('heading', { level: 1, name: 'Tout ce qui attend' }).waitFor();
  await agent.goto(`${stack.url}/guichet/dossiers/${reference}/qualifier`);
  await agent.getByRole('button', { name: 'Voir qui sera prévenu' }).click();
  await agent.getByRole('button', { name: 'Confirmer et transmettre' }).click();
  await agent.getByRole('heading', { level: 1, name: `Dossier ${reference}` }).waitFor();

  const { transfers } = await known();
  const police = transfers.find(({ role }) => role === 'POLICE');
  if (police === undefined) throw new Error('the police were not told');
  await api(stack, key, `/transfers/${police.id}/acknowledgement`, {});
  await api(stack, key, `/transfers/${police.id}/charge`, {});

  await answer(stack, partner, 'accueil@mds-longwy.cd-54.example', async (page) => {
    await page.getByRole('link', { name: 'Pas pour nous' }).click();
    await page.getByLabel('Hors territoire').check();
    await page.getByRole('button', { name: 'Refuser la transmission' }).click();
  });
  await answer(stack, partner, 'autonomie@cd-54.example', (page) => page.getByRole('button', { name: 'Reçu', exact: true }).click());
  await answer(stack, partner, 'autonomie@cd-54.example', (page) => page.getByRole('button', { name: 'Nous prenons en charge' }).click());
  await mailTo(stack, 'cellule@ars-54.example', /Relance 1/);
  await eventually(async () => (await known()).transfers.some(({ status }) => status === 'IN_CHARGE'));
  return reference;
}

const stack = await startStack();
const browser = await openBrowser();
try {
  const agent = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, locale: 'fr-FR' });
  const reference = await build(stack, agent, await browser.newPage({ locale: 'fr-FR' }));
  await agent.goto(`${stack.url}/guichet/dossiers/${reference}`);
  const heading = await agent.getByRole('heading', { level: 1 }).boundingBox();
  const way = await agent.locator('figure.way').boundingBox();
  if (heading === null || way === null) throw new Error('the case page has no heading or no way');
  const top = Math.round(heading.y) - MARGIN;
  const picture = await agent.screenshot({
    fullPage: true,
    clip: { x: 0, y: top, width: WIDTH, height: Math.round(way.y + way.height) + MARGIN - top },
  });
  await writeFile(join(import.meta.dirname, 'dossier.png'), picture);
  process.stdout.write(`dossier.png, ${Math.round(picture.length / 1000)} kB\n`);
} finally {
  await browser.close();
  await stack.stop();
}
