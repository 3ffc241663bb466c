import type { Channel } from './vocabulary.ts';

/** A way by which an alert comes in, with everything that differs from one way to another. Its label is in `vocabulary.json`. */
interface Door {
  /** An alert that came by it, as the way of a case says it. */
  arrival: string;
  /** Whether it knows who speaks (an account, a key, somebody of the desk): only then may a protocol route at once. */
  knowsWho: boolean;
  /** Whether the author was shown a page with the code that follows the alert; otherwise the desk gives it. */
  showsCode: boolean;
  /** What the stored source of its alerts is, or begins with. Never changed: with an external id it makes an input the one it is. */
  source: string;
}

/** Every door, in the order of the vocabulary. */
export const incomingDoors = {
  PHONE: { arrival: 'Alerte par téléphone', knowsWho: true, showsCode: false, source: 'phone' },
  VOICEMAIL: { arrival: 'Message au répondeur', knowsWho: false, showsCode: false, source: 'voicemail' },
  EMAIL: { arrival: 'Alerte par courriel', knowsWho: false, showsCode: false, source: 'email' },
  WEB: { arrival: 'Alerte en ligne', knowsWho: false, showsCode: true, source: 'web' },
  DECLARATION: { arrival: 'Déclaration d’établissement', knowsWho: true, showsCode: true, source: 'declaration' },
  LETTER: { arrival: 'Alerte par courrier', knowsWho: true, showsCode: false, source: 'letter' },
  PLATFORM: { arrival: 'Plateforme nationale', knowsWho: true, showsCode: true, source: 'platform-sheets' },
  API: { arrival: 'Système partenaire', knowsWho: true, showsCode: true, source: 'api' },
} as const satisfies Record<Channel, Door>;
