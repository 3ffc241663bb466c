import { isEmail } from '../../vocabulary/email-address.ts';
import { codes, label, type Role } from '../../vocabulary/vocabulary.ts';
import { type AreaOfCompetence, type Contact, finessCategoryShape, finessShape, type Organisation, type Position } from '../directory.ts';
import { contactPart, type DirectoryEdit, organisationPart, partsOf, samePart, type Unnumbered } from '../edits.ts';
import type { SheetColumn } from './columns.ts';
import { readLimits } from './limits-cell.ts';
import { columnsOf, type HeadingMeanings } from './mapping.ts';
import { plainHeader, type Table } from './read-table.ts';

/** What becomes of a line of the file. */
export interface SheetLine {
  line: number;
  title: string;
  status: 'ADDED' | 'CHANGED' | 'SAME' | 'REFUSED';
  problems: string[];
}

export interface SheetReading {
  /** What makes the whole file unreadable; then there is nothing else. */
  problems: string[];
  lines: SheetLine[];
  edits: DirectoryEdit[];
  /** Bodies in use that the file does not name. */
  vanished: Organisation[];
}

/** What a file is read with: communes as somebody wrote them, and a free id for a new body or contact. */
export interface SheetNeeds {
  communes(text: string): { codes: string[]; problems: string[] };
  freeId(wanted: string, taken: Unnumbered): string;
}

type Cells = Partial<Record<SheetColumn, string>>;
const plain = (text: string): string => plainHeader(text).replaceAll('_', ' ').trim();
const positions: Readonly<Record<string, Position>> = {
  '': 'TITULAR',
  contact: 'TITULAR',
  titulaire: 'TITULAR',
  suppleance: 'DEPUTY',
  suppleant: 'DEPUTY',
  hierarchie: 'SUPERIOR',
  superieur: 'SUPERIOR',
};

/**
 * Reads a table of bodies and contacts beside the directory that is there. A column that is not in the file changes nothing; a cell left empty
 * empties what it names. Nothing is deleted: what is not named is told. Pure.
 */
export function readSheet(table: Table, directory: Unnumbered, world: SheetNeeds, meanings: HeadingMeanings = {}): SheetReading {
  const { columns, problems } = columnsOf(table, meanings);
  if (problems.length > 0) return { problems, lines: [], edits: [], vanished: [] };
  const reader = new SheetReader(directory, world);
  const lines = table.rows.map(({ line, cells }) =>
    reader.take(line, Object.fromEntries(columns.flatMap((name, at) => (name === null ? [] : [[name, cells[at] ?? '']]))) as Cells),
  );
  return {
    problems: [],
    lines,
    edits: reader.edits(),
    vanished: directory.organisations.filter(({ id, retired }) => retired === undefined && !reader.named.has(id)),
  };
}

class SheetReader {
  readonly named = new Set<string>();
  private readonly before: Unnumbered;
  private readonly world: SheetNeeds;
  private readonly bodies: Map<string, Organisation>;
  private readonly contacts: Map<string, Contact>;

  constructor(directory: Unnumbered, world: SheetNeeds) {
    this.before = directory;
    this.world = world;
    this.bodies = new Map(directory.organisations.map((one) => [one.id, one]));
    this.contacts = new Map(directory.contacts.map((one) => [one.id, one]));
  }

  edits(): DirectoryEdit[] {
    const there = partsOf(this.before);
    const all = [
      ...[...this.bodies.values()].map((after) => ({ part: organisationPart(after.id), after })),
      ...[...this.contacts.values()].map((after) => ({ part: contactPart(after.id), after })),
    ];
    return all.filter(({ part, after }) => !samePart(there.get(part) ?? null, after));
  }

  /** Reads a line into what is there so far; a line that is refused leaves nothing. */
  take(line: number, cells: Cells): SheetLine {
    const title = [cells.nom, cells.contact].filter(Boolean).join(', ').slice(0, 120);
    const problems: string[] = [];
    const old = this.bodyOf(cells);
    if (old !== undefined) this.named.add(old.id);
    const body = this.body(cells, old, problems);
    const contact = body === null || !cells.contact ? null : this.contact(cells, body, problems);
    if (problems.length > 0 || body === null) return { line, title, status: 'REFUSED', problems };
    const isNew = old === undefined || (contact !== null && !this.contacts.has(contact.id));
    const changed = !samePart(old ?? null, body) || (contact !== null && !samePart(this.contacts.get(contact.id) ?? null, contact));
    this.named.add(body.id);
    this.bodies.set(body.id, body);
    if (contact !== null) this.contacts.set(contact.id, contact);
    return { line, title, status: isNew ? 'ADDED' : changed ? 'CHANGED' : 'SAME', problems: [] };
  }

  private bodyOf({ organisme = '', finess = '', nom = '' }: Cells): Organisation | undefined {
    if (organisme !== '') return this.bodies.get(organisme);
    const all = [...this.bodies.values()];
    return all.find((one) => finess !== '' && one.finess === finess) ?? all.find((one) => plain(one.name) === plain(nom));
  }

  private body(cells: Cells, old: Organisation | undefined, problems: string[]): Organisation | null {
    const { nom = '', organisme = '' } = cells;
    if (nom === '') problems.push('Le nom de l’organisme manque.');
    if (organisme !== '' && old === undefined)
      problems.push(`L’annuaire n’a pas d’organisme «\u00a0${organisme.slice(0, 60)}\u00a0»\u00a0: laissez cette case vide pour un nouveau.`);
    const roles = cells.competences === undefined || cells.competences === '' ? (old?.roles ?? []) : this.roles(cells.competences, problems);
    if (roles.length === 0 && problems.length === 0) problems.push('La compétence manque.');
    const territory = this.territory(cells, old, problems);
    const onlyFor = cells.seulement_pour === undefined ? old?.onlyFor : readLimits(cells.seulement_pour, problems);
    const neverFor = cells.jamais_pour === undefined ? old?.neverFor : readLimits(cells.jamais_pour, problems);
    const priority = cells.rang === undefined || cells.rang === '' ? (old?.priority ?? 10) : Number(cells.rang);
    if (!Number.isInteger(priority) || priority < 0 || priority > 999) problems.push('Le rang est un nombre de 0 à 999.');
    const calendar = said(cells.calendrier, old?.calendar);
    if (calendar !== undefined && this.before.calendars[calendar] === undefined)
      problems.push(`Le calendrier «\u00a0${calendar.slice(0, 40)}\u00a0» n’existe pas.`);
    const finess = said(cells.finess, old?.finess);
    if (finess !== undefined && !finessShape.test(finess))
      problems.push('Un numéro FINESS a neuf caractères. Un tableur a pu lui ôter son premier zéro.');
    const finessCategory = said(cells.categorie, old?.finessCategory);
    if (finessCategory !== undefined && !finessCategoryShape.test(finessCategory)) problems.push('Une catégorie FINESS a trois chiffres.');
    if (roles.includes('ETABLISSEMENT') && finess === undefined) problems.push('Un établissement se retrouve par son numéro FINESS, qui manque.');
    const site = cells.commune === undefined ? undefined : this.world.communes(cells.commune);
    if (site !== undefined && (site.problems.length > 0 || site.codes.length > 1))
      problems.push(site.problems[0] ?? 'L’établissement est dans une seule commune.');
    const from = cells.premier_jour === undefined ? old?.from : this.day(cells.premier_jour, problems);
    const until = cells.dernier_jour === undefined ? old?.until : this.day(cells.dernier_jour, problems);
    if (from !== undefined && until !== undefined && until < from) problems.push('Le dernier jour vient avant le premier.');
    const inseeCode = site === undefined ? old?.inseeCode : site.codes[0];
    if (problems.length > 0 || territory === null) return null;
    return present({
      ...(old ?? { id: this.world.freeId(nom, this.draft()) }),
      roles,
      name: nom,
      territory,
      onlyFor,
      neverFor,
      priority,
      calendar: calendar === 'default' ? undefined : calendar,
      finess,
      finessCategory,
      inseeCode,
      from,
      until,
    }) as Organisation;
  }

  private roles(text: string, problems: string[]): Role[] {
    const words = text
      .split('|')
      .map((word) => word.trim())
      .filter(Boolean);
    return words.flatMap((word): Role[] => {
      const role = codes('role').find((code) => code === word || plain(label('role', code)) === plain(word));
      if (role === undefined) problems.push(`«\u00a0${word.slice(0, 60)}\u00a0» n’est pas une compétence connue.`);
      return role === undefined ? [] : [role];
    });
  }

  private territory({ communes, sauf }: Cells, old: Organisation | undefined, problems: string[]): AreaOfCompetence | null {
    const read = (text: string) => {
      const { codes: found, problems: wrong } = this.world.communes(text.replaceAll('|', '\n'));
      problems.push(...wrong);
      return found;
    };
    const whole = communes === undefined || communes === '' ? null : plain(communes) === 'tout le departement';
    const kept = old?.territory ?? { wholeDepartment: true as const };
    if (whole === null && sauf === undefined) return kept;
    if (whole === false) return { communes: read(communes ?? '') };
    if (whole === null && !('wholeDepartment' in kept)) return kept;
    const except = sauf === undefined ? ('wholeDepartment' in kept ? (kept.except ?? []) : []) : read(sauf);
    return { wholeDepartment: true, ...(except.length > 0 && { except }) };
  }

  private contact(cells: Cells, body: Organisation, problems: string[]): Contact | null {
    const name = cells.contact ?? '';
    const own = [...this.contacts.values()].filter(({ organisation }) => organisation === body.id);
    const old = own.find((one) => plain(one.name) === plain(name));
    const position = cells.place === undefined ? (old?.position ?? 'TITULAR') : positions[plain(cells.place)];
    if (position === undefined) problems.push('La place est Contact, Suppléance ou Hiérarchie.');
    const email = said(cells.courriel, old?.email);
    if (email !== undefined && !isEmail(email)) problems.push(`«\u00a0${email.slice(0, 60)}\u00a0» n’est pas une adresse électronique.`);
    const phone = said(cells.telephone, old?.phone)?.replaceAll(/[\u00a0\u202f]/g, ' ');
    if (phone !== undefined && !/^\+?\d[\d .]{1,20}$/.test(phone))
      problems.push(`«\u00a0${phone.slice(0, 30)}\u00a0» n’est pas un numéro de téléphone.`);
    const address = said(cells.adresse, old?.address);
    if (email === undefined && phone === undefined && address === undefined && old?.endpoint === undefined)
      problems.push('Ni courriel, ni téléphone, ni adresse\u00a0: personne ne peut joindre ce contact.');
    const verifiedOn = cells.verifie_le === undefined ? old?.verifiedOn : this.day(cells.verifie_le, problems);
    if (problems.length > 0 || position === undefined) return null;
    const id = old?.id ?? this.world.freeId(`${body.id} ${name}`, this.draft());
    return present({
      ...old,
      id,
      organisation: body.id,
      position,
      name,
      service: said(cells.service, old?.service),
      email,
      phone,
      address,
      verifiedOn,
    }) as Contact;
  }

  private day(text: string, problems: string[]): string | undefined {
    if (text === '') return undefined;
    const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
    const iso = year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const at = new Date(`${iso}T00:00:00Z`);
    if (/^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso)) return iso;
    problems.push(`«\u00a0${text.slice(0, 20)}\u00a0» n’est pas un jour\u00a0: écrivez 22/11/2026.`);
    return undefined;
  }

  private draft(): Unnumbered {
    return { ...this.before, organisations: [...this.bodies.values()], contacts: [...this.contacts.values()] };
  }
}

/** What a cell says: what was there where the file has no such column, nothing where it is empty. */
const said = (cell: string | undefined, before: string | undefined): string | undefined =>
  cell === undefined ? before : cell === '' ? undefined : cell;

function present(value: Record<string, unknown>): unknown {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
