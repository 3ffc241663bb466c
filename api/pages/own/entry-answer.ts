import { type EntryText, entryAnswers, entryFields, entryOf, sameEntry } from '../../../directory/campaigns/proposal.ts';
import type { Contact } from '../../../directory/directory.ts';
import { type ProposedBy, proposeEntry } from '../../../directory/record/proposals.ts';
import type { Parts } from '../../http/parts.ts';
import { freeText, oneCode, type Values } from '../shared/fields.ts';
import type { FormError, Typed } from '../shared/form.ts';
import { reachProblems } from './reach-problems.ts';

/** What is asked of somebody about the contact that is theirs, by a link as from an account. */
export const ownContactFields = {
  says: oneCode(entryAnswers, 'Dites si ces coordonnées sont justes.'),
  name: freeText(200),
  service: freeText(200),
  email: freeText(254),
  phone: freeText(25),
  address: freeText(400),
};
type Answered = Values<typeof ownContactFields>;
type Name = keyof typeof ownContactFields;

export const typedContact = (contact: Contact): Typed => Object.fromEntries(entryFields.map((word) => [word, contact[word] ?? '']));

/** What a correction must be: a way to be reached, and other than what is known. Whoever confirms while something was changed is asked which it is. */
export function ownContactProblems(values: Partial<Answered>, contact: Contact): FormError<Name>[] {
  const { says, name } = values;
  if (says === undefined || says === 'NOT_OURS') return [];
  const changed = !sameEntry(wordsTyped(values), entryOf(contact));
  if (says === 'CONFIRMED')
    return changed
      ? [{ field: 'says', message: 'Vous avez changé quelque chose plus bas : choisissez « Non, je les corrige », ou remettez ce qui était écrit.' }]
      : [];
  return [
    ...(changed ? [] : [{ field: 'says' as const, message: 'Rien n’est changé plus bas : corrigez ce qui est faux, ou dites que tout est juste.' }]),
    ...(name ? [] : [{ field: 'name' as const, message: 'Dites comment ce contact s’appelle.' }]),
    ...reachProblems(values),
  ];
}

/** Keeps the answer, for a coordinator to take up; twice is once. False where the campaign ended meanwhile. */
export async function keepOwnAnswer(
  parts: Parts,
  department: string,
  { contact, values, by, from }: { contact: Contact; values: Answered; by: string; from: ProposedBy },
): Promise<boolean> {
  const before = entryOf(contact);
  const after = values.says === 'CORRECTED' ? wordsTyped(values) : before;
  return proposeEntry(
    parts.database,
    department,
    { contact: contact.id, body: contact.organisation, says: values.says, before, after, by, from },
    parts.now(),
  );
}

function wordsTyped(values: Partial<Answered>): EntryText {
  const words = entryFields.flatMap((word) => {
    const text = values[word]?.replaceAll('\r\n', '\n') ?? '';
    return text === '' ? [] : [[word, text] as const];
  });
  return Object.fromEntries(words);
}
