import { type ContactNeed, momentLabels, type Reporter } from '../model/content.ts';

const channels = {
  PHONE: 'Seulement par téléphone.',
  EMAIL: 'Seulement par courriel.',
  LETTER: 'Seulement par courrier.',
  NONE: 'Ne pas le joindre : il lit les messages avec son code.',
} as const;

const needs: Record<ContactNeed, string> = {
  ECRIT: 'Sourd ou malentendant : échanger par écrit.',
  LSF: 'Interprète en langue des signes.',
  LANGUE: 'Interprète dans une autre langue.',
  SIMPLE: 'Parler avec des mots simples.',
};

/** A text typed by somebody, with the full stop it may lack. */
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** What must be known before an author is joined, one sentence each: by what, when, what may be left and under what name. */
export function safeSentences({ anonymousToDesk, safeContact, needs: asked = [], language }: Reporter): string[] {
  if (anonymousToDesk) return ['Auteur anonyme : il lit les messages avec son code.'];
  const { channel, moment, hours, messageAllowed, announceAs, note } = safeContact ?? {};
  const lines = [
    channel === undefined ? '' : channels[channel],
    moment === undefined ? '' : momentLabels[moment],
    hours ?? '',
    channel === undefined || channel === 'PHONE'
      ? messageAllowed
        ? 'Un message peut être laissé, sans dire pourquoi'
        : 'Ne pas laisser de message'
      : '',
    announceAs === undefined ? '' : `Se présenter comme « ${announceAs} »`,
    ...asked.map((need) => needs[need]),
    language === undefined ? '' : `Langue : ${language}`,
    note ?? '',
  ];
  return lines.filter((line) => line !== '').map(sentence);
}
