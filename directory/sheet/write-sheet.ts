import { stringify } from 'csv-stringify/sync';
import { label } from '../../vocabulary/vocabulary.ts';
import type { Contact, Organisation } from '../directory.ts';
import type { Unnumbered } from '../edits.ts';
import { positionNames } from '../names.ts';
import { type SheetColumn, sheetColumns } from './columns.ts';
import { writeLimits } from './limits-cell.ts';

/** The bodies in use and their contacts as the table that `readSheet` reads: `;`, UTF-8 with its mark, nothing that a spreadsheet would compute. */
export function writeSheet({ organisations, contacts }: Unnumbered, communeOf: (code: string) => string): string {
  const header = sheetColumns.map(([column]) => column);
  const rows = organisations
    .filter(({ retired }) => retired === undefined)
    .flatMap((body) => {
      const own = contacts.filter(({ organisation, retired }) => organisation === body.id && retired === undefined);
      return (own.length === 0 ? [undefined] : own).map((contact) => ({ ...bodyCells(body, communeOf), ...contactCells(contact) }));
    });
  return stringify([header, ...rows.map((row) => header.map((column) => guarded(row[column] ?? '')))], {
    delimiter: ';',
    bom: true,
    record_delimiter: 'windows',
  });
}

function bodyCells(body: Organisation, communeOf: (code: string) => string): Partial<Record<SheetColumn, string>> {
  const { territory, inseeCode } = body;
  return {
    organisme: body.id,
    nom: body.name,
    competences: body.roles.map((role) => label('role', role)).join(' | '),
    communes: 'wholeDepartment' in territory ? 'tout le département' : territory.communes.map(communeOf).join(' | '),
    sauf: 'wholeDepartment' in territory ? (territory.except ?? []).map(communeOf).join(' | ') : '',
    seulement_pour: writeLimits(body.onlyFor),
    jamais_pour: writeLimits(body.neverFor),
    rang: String(body.priority),
    calendrier: body.calendar ?? '',
    finess: body.finess ?? '',
    categorie: body.finessCategory ?? '',
    commune: inseeCode === undefined ? '' : communeOf(inseeCode),
    premier_jour: body.from ?? '',
    dernier_jour: body.until ?? '',
  };
}

function contactCells(contact: Contact | undefined): Partial<Record<SheetColumn, string>> {
  if (contact === undefined) return {};
  const { name, service = '', position, email = '', phone = '', address = '', verifiedOn = '' } = contact;
  return { contact: name, service, place: positionNames[position], courriel: email, telephone: phone, adresse: address, verifie_le: verifiedOn };
}

const guarded = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
