import type { Transfer } from '../model/state.ts';

/** Why a transfer that the protocol no longer asks for has ended, in the words its recipient reads. */
export function whyNoLongerAsked({ purpose }: Pick<Transfer, 'purpose'>): string {
  return purpose === 'ACTION'
    ? 'Les faits ont été précisés. Avec ce que le guichet sait maintenant, le protocole du département ne vous demande plus d’agir.'
    : 'Les faits ont été précisés. Avec ce que le guichet sait maintenant, le protocole du département ne prévoit plus de vous en informer.';
}
