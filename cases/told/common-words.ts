const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words as they are compared: without accents or capitals. */
export const kin = list(`
  mere pere maman papa parents fils fille enfant enfants frere soeur grand grandmere grandpere mamie mamy papi papy tante oncle cousin cousine neveu
  niece mari femme epoux epouse conjoint conjointe compagnon compagne ami amie amis voisin voisine voisins beau belle gendre bru petit petite
  marraine parrain tuteur tutrice patiente patient residente resident beneficiaire locataire employeur
`);

export const jobs = list(`
  infirmier infirmiere aide medecin docteur kine kinesitherapeute ergotherapeute psychologue assistante assistant auxiliaire educateur educatrice
  directeur directrice cadre soignant soignante pharmacien pharmacienne ambulancier ambulanciere facteur factrice gardien gardienne concierge
  mandataire curateur curatrice benevole stagiaire agent salarie salariee employe employee coiffeur coiffeuse pedicure portage notaire banquier banquiere
`);

/** Words of every sentence: as a name, they are one beside another or after "Mme". */
export const grammar = list(`
  une pas par que qui est son ses sur dans pour avec plus tout tous bien elle elles nous vous ils mes tes mon ton ces cet car mais donc sans
  sous entre chez depuis leur leurs ont etre etait fait dont quand comme tres peu trop mal non oui lui eux ici hier sera avant apres jamais
  anonyme inconnu inconnue
`);

/** Words of many sentences that are usual family names, and what is written beside a name: in lower case, they are the words. */
export const ordinary: ReadonlySet<string> = new Set([
  ...kin,
  ...jobs,
  ...list(`
    gros bon bonne blanc blanche noir noire brun roux vert jeune vieux long court fort doux gentil sage vrai lit chambre maison jardin table porte
    bras main pied jour nuit matin midi soir lundi mardi jeudi samedi dimanche mars mai avril juin juillet aout hiver printemps pain lait vin argent
    sang coup marche cour ville village bourg moulin boulanger boucher cuisinier berger maire juge avocat garde maitre clerc marchand meunier masson
    charpentier ehpad residence foyer clinique hopital service famille mairie association
    merci fourni fournie fournis fournies garni garnie durant marchant marchent
  `),
]);

export const civilities = list(
  'm mr mme mlle mmes madame monsieur mademoiselle messieurs dr docteur pr professeur me maitre veuve vve epouse nee soeur frere',
);

/** Parts of a name that name nobody. */
export const particles = list('de du des la le les l d van von der den ter dit dite del della dos das el al bin ibn saint sainte st ste et');
export const saints = list('saint sainte st ste');
