import type { AreaOfCompetence, Contact, Directory, Organisation } from '../directory/directory.ts';
import type { Role } from '../vocabulary/vocabulary.ts';
import type { NamedCommune } from './ground.ts';

/**
 * A made-up department of any size, whose directory proves the national protocol: bodies for the whole of it, sectors and
 * police stations over some communes, a CCAS for a quarter of them, establishments that some of these own.
 * @param size.communes 600 in an ordinary department, at most 10 000 here.
 * @param size.recipients organisations of the directory, 400 in an ordinary department.
 */
export function madeUpDepartment(size: { communes: number; recipients: number }): { directory: Directory; communes: NamedCommune[] } {
  const communes = Array.from({ length: size.communes }, (_, index) => ({
    code: `5${String(index).padStart(4, '0')}`,
    name: `Commune ${index + 1}`,
  }));
  const organisations: Organisation[] = [];
  const contacts: Contact[] = [];
  const links: Directory['links'] = [];
  const add = (id: string, roles: Role[], territory: AreaOfCompetence, more: Partial<Organisation> = {}) => {
    organisations.push({ id, roles, name: `Organisme ${id}`, territory, priority: 10, fictional: true, ...more });
    for (const position of ['TITULAR', 'DEPUTY', 'SUPERIOR'] as const)
      contacts.push({
        id: `${id}-${position.toLowerCase()}`,
        organisation: id,
        position,
        name: 'Contact',
        email: `${position.toLowerCase()}@${id}.example`,
        phone: String(contacts.length).padStart(10, '0'),
        address: '1 rue de l’Exemple',
        verifiedOn: '2026-11-02',
      });
  };
  const whole: AreaOfCompetence = { wholeDepartment: true };
  const every: Role[] = [
    'CELLULE_ARS',
    'ARS',
    'CD',
    'DDETS',
    'PARQUET',
    'GENDARMERIE',
    'CCAS',
    'ALMA',
    'DEFENSEUR_DROITS',
    'PREFECTURE',
    'CRIP',
    'JUGE_PROTECTION',
  ];
  for (const role of every) add(`${role.toLowerCase().replaceAll('_', '-')}-0`, [role], whole, { priority: 50 });
  add('ars-siege', ['ARS', 'CELLULE_ARS'], whole, { priority: 90 });
  // One sector in thirty communes, one police station in sixty.
  const groups: [Role, number][] = [
    ['CD', 30],
    ['POLICE', 60],
    ['PARQUET', 200],
  ];
  for (const [role, step] of groups)
    for (let from = 0; from < communes.length; from += step)
      add(`${role.toLowerCase()}-${from + 1}`, [role], { communes: communes.slice(from, from + step / 2).map(({ code }) => code) });
  for (const [index, { code }] of communes.entries()) if (index % 4 === 0) add(`ccas-${index}`, ['CCAS'], { communes: [code] });
  const categories = ['500', '202', '501', '255', '446', '460'];
  for (let index = 0; organisations.length < size.recipients; index += 1) {
    const commune = (index * 7) % communes.length;
    const id = `etablissement-${index}`;
    const code = communes[commune]?.code ?? '';
    const finessCategory = categories[index % categories.length] ?? '500';
    add(id, ['ETABLISSEMENT'], { communes: [code] }, { finess: `5${String(index).padStart(8, '0')}`, finessCategory, inseeCode: code });
    if (index % 10 === 0) links.push({ from: 'cd-0', to: id, kind: 'OWNERSHIP' });
    if (index % 3 === 0 && commune % 4 === 0) links.push({ from: `ccas-${commune}`, to: id, kind: 'OWNERSHIP' });
    if (index % 25 === 0) links.push({ from: `${id}-titular`, to: `cd-${1 + 30 * (index % 20)}-titular`, kind: 'FAMILY' });
    links.push({ from: 'ars-0', to: id, kind: 'OVERSIGHT' });
  }
  const calendar = { region: '54', weekly: { 1: [[540, 1020]], 2: [[540, 1020]], 3: [[540, 1020]], 4: [[540, 1020]], 5: [[540, 1020]] } } as const;
  const open = structuredClone(calendar) as unknown as Directory['calendars'][string];
  return { directory: { department: '5', revision: 1, organisations, contacts, links, calendars: { desk: open, default: open } }, communes };
}
