import { stringify } from 'csv-stringify/sync';
import type { FiguresPublication } from '../../../statistics/record/publications.ts';

const text = (name: string, title: string, description: string, needed = true) => ({
  name,
  type: 'string',
  title,
  description,
  constraints: { required: needed },
});

/** Columns of the open data, as Table Schema says them. The file is UTF-8, separated by semicolons. */
export const figuresSchema = {
  $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
  fields: [
    text('departement', 'Département', 'Code du département'),
    { name: 'publication', type: 'integer', title: 'Publication', description: 'Numéro de la publication', constraints: { required: true } },
    { name: 'du', type: 'date', title: 'Du', description: 'Premier jour de la période', constraints: { required: true } },
    { name: 'au', type: 'date', title: 'Au', description: 'Dernier jour de la période', constraints: { required: true } },
    { name: 'demonstration', type: 'boolean', title: 'Démonstration', description: 'Vrai : tout est inventé', constraints: { required: true } },
    text('tableau', 'Tableau', 'Identifiant du tableau'),
    text('titre', 'Titre', 'Titre du tableau'),
    text('axe_1', 'Premier axe', 'Ce que disent les lignes'),
    text('ligne', 'Ligne', 'Ligne du premier axe ; vide : l’ensemble', false),
    text('axe_2', 'Second axe', 'Ce que disent les colonnes ; vide : il n’y en a pas', false),
    text('colonne', 'Colonne', 'Colonne du second axe ; vide : l’ensemble', false),
    {
      name: 'valeur',
      type: 'integer',
      title: 'Valeur',
      description: 'Nombre ; vide : masqué, il peut être zéro',
      constraints: { required: false, minimum: 0 },
    },
    {
      name: 'part',
      type: 'integer',
      title: 'Part',
      description: 'Part de l’ensemble, en pour cent, calculée avant l’arrondi',
      constraints: { required: false, minimum: 0, maximum: 100 },
    },
    {
      name: 'etat',
      type: 'string',
      title: 'État',
      description: 'EXACT : le nombre compté ; ARRONDI : au multiple de 5 le plus proche ; MASQUE : protégé',
      constraints: { required: true, enum: ['EXACT', 'ARRONDI', 'MASQUE'] },
    },
  ],
  missingValues: [''],
  primaryKey: ['departement', 'publication', 'tableau', 'ligne', 'colonne'],
} as const;

/** A publication as a table: a line a figure, hidden ones too. */
export function figuresCsv(department: string, { number, content }: Pick<FiguresPublication, 'number' | 'content'>): string {
  const lines = content.tables.flatMap((table) =>
    table.cells.map(({ labels, value, percent }) => ({
      departement: department,
      publication: number,
      du: content.days.first,
      au: content.days.last,
      demonstration: content.demonstration ? 'true' : 'false',
      tableau: table.id,
      titre: table.title,
      axe_1: table.axes[0],
      ligne: labels[0] ?? '',
      axe_2: table.axes[1] ?? '',
      colonne: labels[1] ?? '',
      valeur: value ?? '',
      part: percent ?? '',
      etat: value === null ? 'MASQUE' : content.mode === 'ROUNDED' ? 'ARRONDI' : 'EXACT',
    })),
  );
  return stringify(lines, {
    header: true,
    columns: figuresSchema.fields.map(({ name }) => name),
    bom: true,
    delimiter: ';',
    escape_formulas: true,
  });
}
