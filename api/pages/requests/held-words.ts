import { frenchDay } from '../../../calendar/french.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { knownContent } from '../../../cases/told/known.ts';
import type { Withheld } from '../../../cases/told/mark.ts';
import { isSameName, type SaidAlert, withheldFrom } from '../../../cases/told/withheld.ts';
import { proposedAnswer } from '../../../data-requests/answer.ts';
import type { DataRequest } from '../../../data-requests/record/data-requests.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { authorWords } from '../words/text-marks.ts';
import type { ReadForRequest } from './request-view.ts';

const nobody: Withheld = { names: [], phones: [], emails: [], addresses: [], isVictim: false, others: { names: [], phones: [], emails: [] } };

/** What a text would give of what may not be told to whoever asked: authors, where the person is, others who are implicated. One sentence for each; none: nothing is known. */
export function heldWords(text: string, request: DataRequest, cases: readonly ReadForRequest[]): string[] {
  const { checked, content } = request;
  return [
    ...toRemove('ce qui laisse deviner une alerte dont rien ne peut être dit', silentWords(text, request, cases)),
    ...cases.flatMap(({ record, told }) => {
      const { victim, implicated = [] } = knownContent(record);
      const authors = withheldFrom(withoutAsker(record, request), { discloses: [] });
      const isOwn = (name: string): boolean => isSameName(name, content.name);
      const where: Withheld = { ...nobody, addresses: said(victim?.address), phones: said(victim?.phone), emails: said(victim?.email) };
      const others: Withheld = { ...nobody, names: implicated.flatMap(({ name }) => (name === undefined || isOwn(name) ? [] : [name])) };
      return [
        ...toRemove('ce qui désigne l’auteur', authorWords(text, authors)),
        ...(told.includes('WHEREABOUTS') || checked?.asker === 'PERSON'
          ? []
          : toRemove('où se trouve la personne, ou comment la joindre', authorWords(text, where))),
        ...(told.includes('ACCOUNT') ? [] : toRemove('une autre personne', authorWords(text, others))),
      ];
    }),
  ];
}

/** A case whose alerts that whoever asks wrote have no author: what is their own may be told to them, and what is other authors' to nobody. */
function withoutAsker(record: CaseRecord, { checked, content: { name } }: DataRequest): CaseRecord {
  const isOwn = ({ reporter }: NonNullable<SaidAlert['content']>): boolean =>
    ((checked?.asker === 'AUTHOR' || checked?.asker === 'PERSON') && isSameName(reporter?.name, name)) ||
    (checked?.asker === 'PERSON' && reporter?.link === 'VICTIME');
  const unsigned = <Alert extends SaidAlert>(alert: Alert): Alert => {
    if (alert.content === null || !isOwn(alert.content)) return alert;
    const { reporter: _reporter, email: _email, ...content } = alert.content;
    return { ...alert, content };
  };
  return { ...record, alerts: record.alerts.map(unsigned), joined: record.joined.map(unsigned) };
}

/** Of cases of which nothing may be told: their day, their reference, and whom they went to, where the answer to the others does not say it too. */
function silentWords(text: string, request: DataRequest, cases: readonly ReadForRequest[]): string[] {
  const [said, answered] = [text, proposedAnswer(request, cases)].map(plain) as [string, string];
  const words = cases
    .filter(({ told }) => told.length === 0)
    .flatMap(({ record, openedOn, recipients }) => [
      record.reference,
      frenchDay(openedOn),
      openedOn.replace(/^(\d+)-(\d+)-(\d+)$/, '$3/$2/$1'),
      ...recipients,
    ]);
  return [...new Set(words)].filter((word) => said.includes(plain(word)) && !answered.includes(plain(word)));
}

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').toLowerCase();

const said = (value: string | undefined): string[] => (value === undefined || value.trim() === '' ? [] : [value]);
const toRemove = (what: string, found: readonly string[]): string[] =>
  found.length === 0 ? [] : [typographic(`Retirez de ce texte ${what} : ${found.join(' ; ')}.`)];
