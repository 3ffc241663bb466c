import { jobs, kin } from './common-words.ts';
import type { Mark, SoftMark } from './mark.ts';
import type { Word } from './words.ts';

const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));
const first = list('je j me moi mon ma mes mien mienne miens miennes nous notre nos');
const owning = list('mon ma mes notre nos');
const working = list('collegue collegues service equipe tournee patron employeur hierarchie poste metier travail cabinet chef');

/** What may tell who wrote: said to whoever agrees to a text, and holding nothing back. */
export function personMarks(words: readonly Word[]): Mark<SoftMark>[] {
  return words.flatMap((word, index): Mark<SoftMark>[] => {
    const [one, two, three] = [words[index + 1], words[index + 2], words[index + 3]];
    const to = (kind: SoftMark, last: Word): Mark<SoftMark> => ({ kind, from: word.from, to: last.to });
    if (owning.has(word.bare) && one !== undefined && kin.has(one.bare)) return [to('RELATION', one)];
    if (owning.has(word.bare) && one !== undefined && working.has(one.bare)) return [to('JOB', one)];
    if (word.bare === 'je' && one?.bare === 'suis') {
      const role = [two, three].find((other) => other !== undefined && (jobs.has(other.bare) || kin.has(other.bare)));
      if (role !== undefined) return [to(kin.has(role.bare) ? 'RELATION' : 'JOB', role)];
    }
    if (word.bare === 'je' && (one?.bare === 'travaille' || one?.bare === 'travaillais')) return [to('JOB', one)];
    if (word.bare === 'tant' && one?.bare === 'que' && two !== undefined && jobs.has(two.bare)) return [to('JOB', two)];
    if (word.bare === 'tant' && one?.bare === 'qu' && two !== undefined && jobs.has(two.bare)) return [to('JOB', two)];
    return first.has(word.bare) ? [to('FIRST_PERSON', word)] : [];
  });
}

const speakers = list('elle il personne victime dame monsieur madame mme m interessee interesse residente resident');
const speaking = list('appele appelle appelait telephone contacte alerte alerta signale ecrit ecrivait saisi joint');
const callers = list('appelante appelant declarante declarant lanceuse lanceur');
const helpers = list('a nous avait vient de d nous guichet le les s est etre');

/** Of a person who alerts for herself: whatever says that she speaks, or that she called. */
export function ownVoiceMarks(words: readonly Word[]): Mark<'FIRST_PERSON'>[] {
  return words.flatMap((word, index): Mark<'FIRST_PERSON'>[] => {
    if (first.has(word.bare) || callers.has(word.bare)) return [{ kind: 'FIRST_PERSON', from: word.from, to: word.to }];
    if (!speakers.has(word.bare)) return [];
    // "Elle a appelé", "Mme Durand nous a elle-même signalé": who called is said within a few words.
    for (let ahead = 1; ahead <= 4; ahead += 1) {
      const other = words[index + ahead];
      if (other === undefined) break;
      if (speaking.has(other.bare)) return reachesDesk(words, index + ahead) ? [{ kind: 'FIRST_PERSON', from: word.from, to: other.to }] : [];
      if (ahead > 2 && !helpers.has(other.bare)) break;
    }
    return [];
  });
}

const desk = list('guichet 3977 cellule plateforme numero ligne nous permanence accueil maltraitance alerte');
const elsewhere = list('fille fils mari medecin infirmiere police gendarmerie pompiers samu voisin voisine soeur frere');

/** Calling somebody else ("elle a appelé sa fille") is a fact of the account. */
function reachesDesk(words: readonly Word[], at: number): boolean {
  const next = words.slice(at + 1, at + 5).map(({ bare }) => bare);
  return next.some((word) => desk.has(word)) || !next.some((word) => elsewhere.has(word));
}
