import { playYear } from '../../demonstration/lives/year.ts';
import { Problem } from '../../settings/problem.ts';
import { WrongUse } from '../../settings/wrong-use.ts';
import { withDatabase } from './database.ts';

export interface DemonstrationOptions {
  department: string;
  year?: boolean;
  seed: string;
}

/** About what a département of this size hears in a year. */
const casesOfAYear = 260;

/** `guichet demonstration --year`: a year of invented cases behind a demonstration department, up to now, so that its pages have something to show. */
export async function demonstration({ department, year = false, seed }: DemonstrationOptions): Promise<void> {
  if (!year) throw new WrongUse('Dites ce qu’il faut montrer : npx guichet demonstration --year');
  if (!/^[\w.-]{1,30}$/.test(seed)) throw new Problem('--seed : des lettres et des chiffres, sans espace.');
  await withDatabase(async (db) => {
    const from = performance.now();
    const added = await playYear(db, { department, seed, cases: casesOfAYear, until: Date.now() });
    const seconds = Math.ceil((performance.now() - from) / 1000);
    console.log(
      added === 0
        ? `Département ${department} : l’année de la graine ${seed} y est déjà. Une autre : --seed.`
        : [
            `Département ${department} : ${added} dossiers inventés sur un an, jusqu’à maintenant, en ${seconds} s.`,
            'C’est une démonstration : personnes, faits et réponses sont inventés, chaque page le dit. Aucun courriel de cette année n’est parti.',
            'À voir : « À faire », « Dossiers », « Résultats ».',
          ].join('\n'),
    );
  });
}
