import type { TransferMode } from '../../vocabulary/vocabulary.ts';
import type { Transfer } from '../model/state.ts';

const asked: Record<TransferMode, string> = {
  TRANSFER: 'dire que vous avez reçu l’alerte, si vous la prenez en charge, puis la suite donnée.',
  ENTRUSTED_ENQUIRY: 'mener l’enquête confiée et dire ce qu’il en ressort\u00a0; le guichet reste responsable de la suite.',
  CONSULTATION: 'donner votre avis sur la situation.',
  CONCERTATION: 'prendre part à la concertation sur la situation.',
};

/** What is asked of a recipient, in one sentence without a name. */
export function askedOf({ purpose, mode }: Pick<Transfer, 'purpose' | 'mode'>): string {
  return purpose === 'INFORMATION' ? 'en prendre connaissance\u00a0; aucune réponse n’est attendue.' : asked[mode];
}
