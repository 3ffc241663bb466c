import type { Procedure } from '../../../procedures/procedure.ts';

export function caseHref(reference: string): string {
  return `/guichet/dossiers/${reference}`;
}

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
