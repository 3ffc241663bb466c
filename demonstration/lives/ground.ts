import type { Organisation } from '../../directory/directory.ts';
import { communesOf } from '../../directory/record/communes.ts';
import type { IndexedDirectory } from '../../directory/resolve.ts';
import type { Place } from '../../vocabulary/vocabulary.ts';
import type { Dice } from './dice.ts';

/** Where invented cases happen: communes as often as people live there, and the directory's own establishments. */
export interface InventedGround {
  directory: IndexedDirectory;
  commune(dice: Dice): string;
  establishment(dice: Dice, place: Place): Organisation | null;
}

/** Which establishments of the directory are such a place, by FINESS category. */
const categories: Partial<Record<Place, readonly string[]>> = {
  ETABLISSEMENT_PERSONNES_AGEES: ['500', '501', '502', '202', '207'],
  ETABLISSEMENT_HANDICAP: ['255', '437', '445', '446', '448', '252', '253', '382'],
  ETABLISSEMENT_SOCIAL: ['214', '257', '258', '259', '340', '341', '342'],
};

export function groundOf(directory: IndexedDirectory): InventedGround {
  const communes = communesOf(directory.department).filter(({ population }) => population > 0);
  let people = 0;
  const upTo = communes.map(({ code, population }) => {
    people += population;
    return { code, people };
  });
  const known = [...directory.establishments.values()].flat();
  return {
    directory,
    commune: (dice) => {
      const asked = dice.below(people);
      return upTo.find((commune) => commune.people > asked)?.code ?? '';
    },
    establishment: (dice, place) => {
      const such = known.filter(({ finessCategory = '' }) => categories[place]?.includes(finessCategory));
      return such.length === 0 ? null : dice.pick(such);
    },
  };
}
