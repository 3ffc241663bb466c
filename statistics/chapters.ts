import { bodies } from './bodies.ts';
import { entry } from './entry.ts';
import type { Indicator } from './indicator.ts';
import { network } from './network.ts';
import { person } from './person.ts';
import { promptness } from './promptness.ts';
import { relays } from './relays.ts';
import { situationLines } from './situations.ts';

/** Every indicator the desk knows, chapter by chapter. One more is one entry of a chapter and its case in the test. */
export const chapters: readonly { id: string; title: string; indicators: readonly Indicator[] }[] = [
  { id: 'entree', title: 'Entrée', indicators: entry },
  { id: 'situations', title: 'Situations', indicators: situationLines },
  { id: 'delais', title: 'Délais', indicators: promptness },
  { id: 'reponses', title: 'Réponses des partenaires', indicators: network },
  { id: 'organismes', title: 'Chaque organisme', indicators: bodies },
  { id: 'relais', title: 'Relances et relais', indicators: relays },
  { id: 'personne', title: 'La personne', indicators: person },
];

export const indicators: readonly Indicator[] = chapters.flatMap((chapter) => chapter.indicators);
