import { isAtMost, type Limits, limitWords } from '../calendar/limits.ts';
import type { Policy, TransferOrder } from '../procedures/procedure.ts';
import { outgoingChannel } from '../vocabulary/outgoing-channels.ts';

/** What the proof takes for « at once », « without delay », « qualified ». Printed with every proof. */
export const bounds = {
  /** A life in danger: whoever goes there knows within these. */
  urgent: { hours: 4 },
  prompt: { hours: 48, days: 2, workingHours: 16, workingDays: 2 },
  /** Later than this nobody can be said to qualify. */
  qualify: { hours: 168, days: 7, workingHours: 40, workingDays: 5 },
  /** Whoever is told anything knows within these. */
  handover: { hours: 168, days: 7, workingHours: 40, workingDays: 5 },
  /** Later than this nobody waits for a body to receive, or to take charge. */
  answer: { hours: 1_440, days: 60, workingHours: 320, workingDays: 40 },
  /** Nor for what it did. */
  outcome: { hours: 8_784, days: 366, workingHours: 1_840, workingDays: 230 },
} as const satisfies Record<string, Limits>;

/** French, as a person reads them beside the proof. */
export const boundWords: readonly string[] = [
  'Les faits peuvent être inconnus, venir tard et changer\u00a0: toute situation peut en suivre une autre par la même porte, quoi que chacun ait répondu avant.',
  'Une règle qui ne nomme pas les mineurs ne vaut pas pour eux, sauf si elle saisit la CRIP, le 119, le parquet, la police ou la gendarmerie\u00a0; la CRIP connaît toujours un mineur. Un âge non connu se lit comme celui d’un adulte.',
  'Saisir pour action, c’est transmettre les faits ou le récit\u00a0: une consultation, une concertation ou le lieu seul ne suffisent pas.',
  `Sans délai\u00a0: remis en ${limitWords(bounds.prompt)} au plus, par un canal immédiat d’abord.`,
  `Danger imminent ou vital\u00a0: police ou gendarmerie saisies en ${limitWords(bounds.urgent)} au plus, jour et nuit.`,
  `Qualifier\u00a0: en ${limitWords(bounds.qualify)} au plus.`,
  `Tout destinataire\u00a0: prévenu en ${limitWords(bounds.handover)} au plus\u00a0; reçu puis pris en charge, chacun en ${limitWords(bounds.answer)} au plus\u00a0; suite donnée en ${limitWords(bounds.outcome)} au plus.`,
];

/** Whether whoever is told knows what happened, as the recipient would see it: something is transmitted, and it is not the place alone. */
export const tells = ({ mode, discloses }: Pick<TransferOrder, 'mode' | 'discloses'>): boolean =>
  (mode === 'TRANSFER' || mode === 'ENTRUSTED_ENQUIRY') && (discloses.includes('FACTS') || discloses.includes('NARRATIVE'));

/** Whether it may act on it. */
export const transmits = (order: Pick<TransferOrder, 'purpose' | 'mode' | 'discloses'>): boolean => order.purpose === 'ACTION' && tells(order);

/** Whether a policy hands over within a bound, and begins by a way that takes no days. */
export function isWithin(policy: Policy | undefined, limit: Limits): boolean {
  const first = policy?.channels[0]?.kind;
  return policy !== undefined && (first === undefined || outgoingChannel(first).prompt) && isAtMost(policy.handover, limit);
}
