import type { Procedure } from '../../../procedures/procedure.ts';

/** Every address of a page. A router mounts the paths; links and redirects use the functions; nobody else writes one. */

export const deskHref = '/guichet';

export const casesHref = `${deskHref}/dossiers`;

/** The pages of a case, under its own address. */
export const casePaths = {
  result: '/resultat',
  close: '/clore',
  notRetained: '/non-retenu',
  reopen: '/rouvrir',
  stepBack: '/recul',
  qualify: '/qualifier',
} as const;

export function caseHref(reference: string, page?: keyof typeof casePaths): string {
  return `${casesHref}/${reference}${page === undefined ? '' : casePaths[page]}`;
}

/** The pages of one transfer of a case, under its own address. */
export const transferPaths = { answer: '/reponse' } as const;

export function transferHref(reference: string, transfer: string, page: keyof typeof transferPaths): string {
  return `${caseHref(reference)}/transmissions/${transfer}${transferPaths[page]}`;
}

/** The pages of one task of a case, under its own address. */
export const taskPaths = { one: '/', take: '/prendre' } as const;

export function taskHref(reference: string, task: string, page: keyof typeof taskPaths = 'one'): string {
  return `${caseHref(reference)}/taches/${task}${page === 'one' ? '' : taskPaths[page]}`;
}

export const accountsHref = `${deskHref}/comptes`;

/** The pages of the accounts, under their list. */
export const accountPaths = {
  new: '/nouveau',
  one: '/:id',
  suspend: '/:id/suspendre',
  password: '/:id/mot-de-passe',
  factor: '/:id/verification',
} as const;

export function accountHref(id: string, page: Exclude<keyof typeof accountPaths, 'new'> = 'one'): string {
  return `${accountsHref}${accountPaths[page].replace(':id', id)}`;
}

/** The open pages of a department, under its own address. */
export const publicPaths = { follow: '/suivre', discreet: '/lire', write: '/suivre/ecrire' } as const;

export function publicHref(department: string, page: keyof typeof publicPaths): string {
  return `/${department}${publicPaths[page]}`;
}

/** Where one goes who leaves quickly: what this browser was refused is forgotten on the way. */
export const leaveHref = (department: string): string => `/quitter/${department}`;

export const draftsHref = '/guichet/protocole/brouillons';

export const draftHref = (id: string): string => `${draftsHref}/${id}`;

/** Where the proof of the version in force is read, or of another (`slug@n`). */
export const proofHref = (version?: string): string => `/guichet/protocole/preuve${version === undefined ? '' : `?version=${version}`}`;

export const versionsHref = '/guichet/protocole/versions';

export const versionHref = ({ slug, number }: Pick<Procedure, 'slug' | 'number'>): string => `${versionsHref}/${slug}/${number}`;

export const dryRunHref = '/guichet/protocole/essai';

export const situationsHref = '/guichet/protocole/situations';

export const pastHref = '/guichet/protocole/passe';

export const mailsHref = '/guichet/courriels';
