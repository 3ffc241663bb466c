/** The columns of the department's own table, in the order of its export: one line a contact, its body's columns repeated. */
export const sheetColumns = [
  ['organisme', 'Identifiant de l’organisme, donné par l’export. Vide pour un nouveau, ou retrouvé par son numéro FINESS ou son nom.'],
  ['nom', 'Nom de l’organisme. Exigé.'],
  ['competences', 'Une ou plusieurs, séparées par « | » : leur nom, ou leur code. Exigé pour un nouvel organisme.'],
  ['communes', '« tout le département », ou des communes (nom ou code INSEE) séparées par « | ».'],
  ['sauf', 'Communes exceptées, pour tout le département.'],
  ['rang', 'À territoire égal, le plus petit passe d’abord.'],
  ['calendrier', 'Nom court du calendrier. Vide : heures ordinaires.'],
  ['finess', 'Numéro FINESS, neuf caractères.'],
  ['categorie', 'Catégorie FINESS, trois chiffres.'],
  ['commune', 'Commune de l’établissement.'],
  ['contact', 'Nom du contact. Vide : la ligne ne parle que de l’organisme.'],
  ['service', 'Service du contact.'],
  ['place', 'Contact, Suppléance ou Hiérarchie. Vide : Contact.'],
  ['courriel', 'Adresse électronique.'],
  ['telephone', 'Téléphone.'],
  ['adresse', 'Adresse postale.'],
  ['verifie_le', 'Jour où quelqu’un a vérifié ce contact : 22/11/2026.'],
] as const;

export type SheetColumn = (typeof sheetColumns)[number][0];

/** What else people call a column, without accents. */
export const otherHeaders: Readonly<Record<string, SheetColumn>> = {
  identifiant: 'organisme',
  id: 'organisme',
  raison_sociale: 'nom',
  organisme_nom: 'nom',
  nom_de_l_organisme: 'nom',
  competence: 'competences',
  role: 'competences',
  roles: 'competences',
  territoire: 'communes',
  priorite: 'rang',
  numero_finess: 'finess',
  categorie_finess: 'categorie',
  nom_du_contact: 'contact',
  position: 'place',
  mail: 'courriel',
  email: 'courriel',
  e_mail: 'courriel',
  adresse_electronique: 'courriel',
  tel: 'telephone',
  adresse_postale: 'adresse',
};
