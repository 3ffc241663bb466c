/** What a telephone is told: who asks and what to do, never about whom, nor where. Anybody may read the screen, or hear. */

/** For whoever is on duty, with her own link. */
export const calledText = (link: string): string =>
  `Guichet : une alerte grave attend. Ouvrez ce lien, puis appuyez sur « Je m’en occupe ». Sinon la personne suivante est appelée. ${link}`;

export const calledAloud =
  'Ici le guichet départemental. Une alerte grave attend la personne d’astreinte. Ouvrez le lien reçu par message, puis appuyez sur : je m’en occupe. Je répète. Ouvrez le lien reçu par message, puis appuyez sur : je m’en occupe.';

/** For the number that the department set, which has no account. */
export const lastResortText = (desk: string): string =>
  `Guichet : une alerte grave attend, et aucune personne d’astreinte ne peut agir. Prévenez tout de suite la direction du guichet. ${desk}`;

export const lastResortAloud =
  'Ici le guichet départemental. Une alerte grave attend, et aucune personne d’astreinte ne peut agir. Prévenez tout de suite la direction du guichet. Je répète. Prévenez tout de suite la direction du guichet.';

export const testText = (link: string): string =>
  `Guichet : essai du mois, ce n’est pas une alerte. Ouvrez ce lien et appuyez sur « J’ai reçu l’essai ». ${link}`;

export const testAloud =
  'Ici le guichet départemental. Ceci est l’essai du mois, ce n’est pas une alerte. Ouvrez le lien reçu par message, puis appuyez sur : j’ai reçu l’essai.';
