import type { PetitionItem } from '../../../cases/told/petition.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PetitionView } from '../../../templates/views/lines.ts';

const why: Record<Exclude<PetitionItem['standing'], 'TOLD'>, string> = {
  UNKNOWN: 'non connu',
  WITHHELD: 'connu, mais cette transmission ne le dit pas',
};

/** How complete a request for protection would be with what a transfer tells; undefined where none is asked of its recipient. */
export function petitionView(items: readonly PetitionItem[] | null): { petition?: PetitionView } {
  if (items === null) return {};
  const lacks = items.flatMap(({ label, required, standing }) =>
    standing === 'TOLD' ? [] : [typographic(`${label}${required ? ' (obligatoire)' : ''} : ${why[standing]}`)],
  );
  return { petition: { told: items.length - lacks.length, of: items.length, lacks } };
}
