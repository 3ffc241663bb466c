import { entry } from './entry.ts';
import type { Indicator } from './indicator.ts';
import { network } from './network.ts';
import { person } from './person.ts';
import { promptness } from './promptness.ts';

/** Every indicator the desk knows, chapter by chapter. One more is one entry of a chapter and its case in the test. */
export const chapters: readonly { title: string; indicators: readonly Indicator[] }[] = [
  { title: 'Entrée', indicators: entry },
  { title: 'Délais', indicators: promptness },
  { title: 'Réseau', indicators: network },
  { title: 'La personne', indicators: person },
];

export const indicators: readonly Indicator[] = chapters.flatMap((chapter) => chapter.indicators);
