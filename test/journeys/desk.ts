import type { Page } from 'playwright-core';
import { demonstrationAccounts } from '../../demonstration/seed.ts';
import type { Hands } from './hands.ts';

/** Signs in with a demonstration account, from whatever page asks for it. */
export async function signIn(page: Page, hands: Hands, login: string): Promise<void> {
  const account = demonstrationAccounts().find(({ email }) => email === `${login}@guichet.example`);
  if (account === undefined) throw new Error(`no account ${login}`);
  await signInWith(page, hands, account.email, account.password);
}

export async function signInWith(page: Page, hands: Hands, email: string, password: string): Promise<void> {
  await hands.write(page.getByLabel('Adresse électronique'), email);
  await hands.write(page.getByLabel('Mot de passe'), password);
  await hands.go(page.getByRole('button', { name: 'Se connecter' }));
}

/** What is said on the phone, with a name planted in every personal field. */
export interface Call {
  notes: string;
  contactKind: 'ALERT' | 'ADVICE' | 'INFORMATION' | 'ORIENTATION';
  danger?: '0' | '1' | '2' | '3' | '4';
  commune?: string;
  place?: string;
  victimGroup?: string;
  implicatedKind?: string;
  maltreatment?: string[];
  flags?: string[];
  /** Written in every field that may hold a person's name or details. */
  person?: string;
  reporter?: string;
}

const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);
const choice = (page: Page, name: string, value: string) => page.locator(`input[name="${name}"][value="${value}"]`);

/** Fills the page of a call, top to bottom as it is laid out, without sending it. */
export async function fillCall(page: Page, hands: Hands, call: Call): Promise<void> {
  await hands.write(field(page, 'notes'), call.notes);
  await hands.tick(choice(page, 'contactKind', call.contactKind));
  if (call.contactKind !== 'ALERT') await hands.write(field(page, 'answer'), 'Numéros et droits expliqués.');
  if (call.reporter !== undefined) {
    await hands.choose(field(page, 'reporterLink'), 'PROCHE');
    await hands.tick(choice(page, 'anonymousToDesk', 'NON'));
    await hands.tick(choice(page, 'anonymousToImplicated', 'OUI'));
    await hands.write(field(page, 'reporterName'), call.reporter);
    await hands.write(field(page, 'reporterContact'), `${call.reporter}, 03 83 00 00 00`);
    await hands.write(field(page, 'safeContact'), `Le matin. Demander ${call.reporter}.`);
  }
  await fillFacts(page, hands, call);
}

async function fillFacts(page: Page, hands: Hands, { danger, commune, place, person, victimGroup, implicatedKind, ...call }: Call): Promise<void> {
  if (danger !== undefined) await hands.tick(choice(page, 'danger', danger));
  if (commune !== undefined) await hands.write(field(page, 'commune'), commune);
  if (place !== undefined) await hands.choose(field(page, 'place'), place);
  if (person !== undefined) await hands.write(field(page, 'victimName'), person);
  if (victimGroup !== undefined) await hands.choose(field(page, 'victimGroup'), victimGroup);
  if (person !== undefined) await hands.write(field(page, 'victimContact'), `1 rue ${person}`);
  if (implicatedKind !== undefined) await hands.choose(field(page, 'implicatedKind'), implicatedKind);
  if (person !== undefined) await hands.write(field(page, 'implicatedName'), person);
  for (const value of call.maltreatment ?? []) await hands.tick(choice(page, 'maltreatment', value));
  for (const value of call.flags ?? []) await hands.tick(choice(page, 'flags', value));
  if (person === undefined) return;
  await hands.press(page.locator('summary', { hasText: 'Démarches, santé, ressources' }));
  for (const name of ['measures', 'health', 'assets']) await hands.write(field(page, name), `Selon ${person}.`);
}

/** Qualifies as the facts stand, looks at who will be told, and confirms. */
export async function confirmQualification(page: Page, hands: Hands): Promise<void> {
  await hands.go(page.getByRole('button', { name: 'Voir qui sera prévenu' }));
  await hands.go(page.getByRole('button', { name: 'Confirmer et transmettre' }));
}
