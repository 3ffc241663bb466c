import type { KeyStanding } from './api-keys.ts';
import type { KeyKind, KeyScope } from './rights.ts';

/** Who holds an API key, as people read it. */
export const keyKindLabels: Record<KeyKind, { label: string; hint: string }> = {
  desk: { label: 'Un logiciel du guichet', hint: 'Standard téléphonique, logiciel métier\u00a0: tous les dossiers du département.' },
  platform: { label: 'La plateforme nationale', hint: 'Elle transmet ses fiches et ses appels.' },
  institution: { label: 'Un établissement ou un service', hint: 'Son logiciel déclare pour lui, et ne lit que ses déclarations.' },
  partner: { label: 'Un partenaire', hint: 'Son logiciel lit ce qui lui est transmis, et y répond.' },
};

/** What an API key permits, as people read it. */
export const keyScopeLabels: Record<KeyScope, { label: string; hint: string }> = {
  voicemail: { label: 'Remettre des messages vocaux', hint: 'Et rien d’autre\u00a0: c’est assez pour un standard téléphonique.' },
  read: { label: 'Lire', hint: 'Dossiers, transmissions ou déclarations selon le titulaire, annuaire, protocole.' },
  write: { label: 'Écrire', hint: 'Alerter, déclarer, transmettre une fiche, répondre à une transmission.' },
};

/** Why a key is refused, and what to do about it. */
export const keyRefusals: Record<Exclude<KeyStanding, 'VALID'>, string> = {
  REVOKED: 'Cette clé d’API a été révoquée\u00a0: demandez-en une autre à la coordination du guichet, et mettez-la à la place de celle-ci.',
  EXPIRED: 'Cette clé d’API a expiré\u00a0: demandez-en une autre à la coordination du guichet, et mettez-la à la place de celle-ci.',
};
