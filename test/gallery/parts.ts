import type { DeskChrome, Form, PartnerChrome, PublicChrome, WayView } from '../../templates/views/parts.ts';

/** Monday 23 November 2026, 10:12 in Paris: the moment of every sample. */
export const now = Date.parse('2026-11-23T09:12:00Z');
export const at = (iso: string): number => Date.parse(`${iso}+01:00`);
const department = { code: '54', name: 'Meurthe-et-Moselle' };
const common = { zone: 'Europe/Paris', now, department, demonstration: true };

export const publicChrome: PublicChrome = {
  ...common,
  base: '/54',
  desk: {
    name: 'Guichet de Meurthe-et-Moselle',
    phone: '03 53 01 54 98',
    email: '54@guichet.example',
    hours: 'lundi au vendredi, 9\u00a0h à 18\u00a0h',
  },
  numbers: [
    { label: 'Numéro national', phone: '31 33', hours: 'Gratuit, tous les jours, de 9 h à 20 h' },
    { label: 'Guichet départemental', phone: '03 83 00 00 54', hours: 'Du lundi au vendredi, de 9 h à 17 h' },
  ],
};

const signedOut: DeskChrome = { ...common, nav: [] };
export const deskSignedOut = signedOut;

export const deskChrome: DeskChrome = {
  ...common,
  signedIn: {
    name: 'Nora Lambert',
    kind: 'Agente du guichet',
    accountHref: '/guichet/mon-compte',
    signOut: { action: '/guichet/sortir', csrf: 'jeton' },
  },
  nav: [
    { href: '/guichet', label: 'À faire', current: true, count: 12 },
    { href: '/guichet/astreinte', label: 'Astreinte', current: false },
    { href: '/guichet/annuaire', label: 'Annuaire', current: false },
    { href: '/guichet/protocole', label: 'Protocole', current: false },
    { href: '/guichet/comptes', label: 'Comptes', current: false },
    { href: '/guichet/boite', label: 'Boîte locale', current: false, count: 3 },
  ],
  search: { action: '/guichet/chercher', begunHref: '/guichet/chercher/debut', csrf: 'jeton' },
  shortcuts: [
    { key: 'f', label: 'à faire', href: '/guichet' },
    { key: 'n', label: 'nouvel appel', href: '/guichet/appels' },
  ],
};

export const partnerChrome: PartnerChrome = {
  ...common,
  desk: { name: 'Guichet de Meurthe-et-Moselle', phone: '03 83 00 00 54', email: '54@guichet.example' },
};

/** A form with the values given, the others empty; errors also stand beside their fields. */
export function form<Name extends string>(
  action: string,
  names: readonly Name[],
  values: Partial<Record<Name, string | string[]>> = {},
  errors: { field: Name; message: string }[] = [],
): Form<Name> {
  const fields = {} as Form<Name>['fields'];
  for (const name of names) {
    const error = errors.find(({ field }) => field === name)?.message;
    fields[name] = { value: values[name] ?? '', ...(error === undefined ? {} : { error }) };
  }
  return { action, csrf: 'jeton', hidden: [{ name: 'key', value: '3f6a' }], fields, errors };
}

const reached = (name: WayView['rails'][number]['stations'][number]['name'], when: string) => ({ name, state: 'reached' as const, at: when });

/** A case on its way: two alerts, one refusal rerouted, a silent ARS, an answer, one for information. */
export const way: WayView = {
  alerts: [
    { label: 'Alerte par téléphone', at: 'lundi 16 novembre, 14 h 20' },
    { label: 'Alerte en ligne', at: 'mardi 17 novembre, 9 h 05' },
  ],
  qualification: { label: 'Qualifiée', at: 'lundi 16 novembre, 15 h 10', state: 'reached' },
  rails: [
    {
      recipient: 'ARS Grand Est, délégation de Meurthe-et-Moselle',
      role: 'Agence régionale de santé (autorité de contrôle)',
      purpose: 'ACTION',
      stations: [
        reached('transmis', 'lundi 16 novembre, 15 h 12'),
        { name: 'reçu', state: 'current', due: 'mercredi 18 novembre, 17 h', late: true },
        { name: 'pris en charge', state: 'ahead', due: 'lundi 30 novembre, 17 h', projected: true },
        { name: 'suite donnée', state: 'ahead' },
      ],
      next: 'Silencieuse depuis 3 jours ouvrés. Appeler, au plus tard lundi 23 novembre, 17 h',
      escalations: ['Relancée deux fois, puis la direction informée jeudi 19 novembre, 17 h'],
    },
    {
      recipient: 'Commissariat de Nancy (exemple)',
      role: 'Police nationale',
      purpose: 'ACTION',
      stations: [
        reached('transmis', 'lundi 16 novembre, 15 h 12'),
        reached('reçu', 'lundi 16 novembre, 16 h 40'),
        { name: 'pris en charge', state: 'ahead' },
        { name: 'suite donnée', state: 'ahead' },
      ],
      ended: 'Refusé (hors territoire), réorienté',
      escalations: [],
    },
    {
      recipient: 'Brigade de gendarmerie de Pompey (exemple)',
      role: 'Gendarmerie nationale',
      purpose: 'ACTION',
      stations: [
        reached('transmis', 'mardi 17 novembre, 9 h 32'),
        reached('reçu', 'mardi 17 novembre, 11 h 05'),
        { name: 'pris en charge', state: 'current', due: 'mardi 24 novembre, 17 h' },
        { name: 'suite donnée', state: 'ahead', due: 'mercredi 17 février 2027', projected: true },
      ],
      next: 'Relance vendredi 20 novembre, 17 h, sans réponse',
      escalations: [],
      replaces: 1,
    },
    {
      recipient: 'Conseil départemental, direction de l’autonomie',
      role: 'Conseil départemental',
      purpose: 'ACTION',
      stations: [
        reached('transmis', 'lundi 16 novembre, 15 h 12'),
        reached('reçu', 'lundi 16 novembre, 15 h 50'),
        reached('pris en charge', 'mardi 17 novembre, 10 h'),
        reached('suite donnée', 'vendredi 20 novembre, 16 h 30'),
      ],
      escalations: [],
    },
    {
      recipient: 'CCAS de Nancy',
      role: 'Mairie ou CCAS',
      purpose: 'INFORMATION',
      stations: [
        reached('transmis', 'lundi 16 novembre, 15 h 13'),
        { name: 'reçu', state: 'skipped' },
        { name: 'pris en charge', state: 'skipped' },
        { name: 'suite donnée', state: 'skipped' },
      ],
      escalations: [],
    },
  ],
};

/** A partner's own rail. */
export const ownWay: WayView = {
  alerts: [],
  qualification: { label: 'Qualifiée', at: 'lundi 16 novembre, 15 h 10', state: 'reached' },
  rails: [{ ...(way.rails[0] as WayView['rails'][number]), escalations: [] }],
};

/** A case that has just come in. */
export const startWay: WayView = {
  alerts: [{ label: 'Alerte en ligne', at: 'lundi 23 novembre, 9 h 58' }],
  qualification: { label: 'À qualifier', state: 'current' },
  rails: [],
};
