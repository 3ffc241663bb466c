import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { yearsSince } from '../../calendar/local.ts';
import type { Instant } from '../../calendar/span.ts';
import type { AlertContent, AsSaid, Person, Reporter } from '../../cases/model/content.ts';
import type { Actor } from '../../cases/model/events.ts';
import type { IndexedDirectory } from '../../directory/resolve.ts';
import type { Facts, Implicated } from '../../vocabulary/facts.ts';
import { incomingDoors } from '../../vocabulary/incoming-doors.ts';
import type { Age, ReporterLink, VictimGroup } from '../../vocabulary/vocabulary.ts';
import { ageOfYears } from '../age.ts';
import { type Alert, throughDoor } from '../alert.ts';
import { type PlaceSaid, readPlaceSaid } from '../place-said.ts';
import { reachOf } from '../safe-contact.ts';
import { codeSaid, implicatedSaid, inWords } from './reading.ts';
import type { Sheet } from './sheet.ts';

type Caller = NonNullable<Sheet['calls'][number]['caller']>;

/** What a sheet is read with. */
export interface SheetWorld {
  department: string;
  directory: IndexedDirectory;
  zone: string;
  by: Actor;
  receivedAt: Instant;
  /** What came in fields that could not be read. */
  asSaid?: AsSaid[];
}

/**
 * The alerts of a sheet, one for each call, in their order. What the desk reads as codes is coded; every word of the sheet is
 * in the content of each alert, where the same situation is told, and each caller's in their own only.
 */
export function sheetAlerts(sheet: Sheet, world: SheetWorld): [Alert, ...Alert[]] {
  const facts = factsOf(sheet, world);
  const hash = createHash('sha256').update(JSON.stringify(sheet)).digest();
  const [first, ...others] = sheet.calls.map((call, index): Alert => {
    const reporter = reporterOf(call.caller);
    return {
      department: world.department,
      ...throughDoor('PLATFORM', world.by),
      source: sheetSource,
      externalId: index === 0 ? sheet.number : `${sheet.number}\n${index + 1}`,
      bodyHash: hash,
      receivedAt: world.receivedAt,
      facts: { ...facts, ...(reporter?.link !== undefined && { reporterLink: reporter.link }) },
      ...reached(call.caller, reporter),
      // What could not be read is one thing to read, whoever called.
      content: contentOf(sheet, call, index === 0 ? world : { ...world, asSaid: [] }, reporter),
    };
  });
  if (first === undefined) throw new Error('A sheet has one call at least: its schema says so.');
  return [first, ...others];
}

/** With a sheet's number, names its first alert. */
export const sheetSource = incomingDoors.PLATFORM.source;

function factsOf(sheet: Sheet, world: SheetWorld): Facts {
  const { victim, place, maltreatment, danger, flags } = sheet;
  const age = ageOf(sheet, world);
  const measure = victim?.protectionMeasure === undefined ? undefined : codeSaid('protectionMeasure', victim.protectionMeasure);
  const group = victim?.group === undefined ? undefined : codeSaid('victimGroup', victim.group);
  const [establishment] = place?.finess === undefined ? [] : (world.directory.establishments.get(place.finess) ?? []);
  const inseeCode = communeOf(sheet, world).inseeCode ?? establishment?.inseeCode;
  return {
    channel: 'PLATFORM',
    place: (place?.kind === undefined ? undefined : codeSaid('place', place.kind)) ?? 'INCONNU',
    implicated: sheet.implicated.map(implicatedOf),
    maltreatment: [...new Set(maltreatment.map((said) => codeSaid('maltreatment', said)).filter((code) => code !== undefined))],
    victimGroup: group ?? groupOf(age) ?? 'INCONNU',
    flags,
    ...(danger !== undefined && { danger }),
    ...(age !== undefined && { age }),
    ...(measure !== undefined && { protectionMeasure: measure }),
    ...(inseeCode !== undefined && { inseeCode }),
    ...(place?.finess !== undefined && { finess: place.finess }),
    ...(establishment?.finessCategory !== undefined && { finessCategory: establishment.finessCategory }),
  };
}

/** By what it is said to be, else by the relation; not known otherwise. */
function implicatedOf({ kind, relation }: Sheet['implicated'][number]): Implicated {
  return (
    [kind, relation].map((said) => (said === undefined ? undefined : implicatedSaid(said))).find((one) => one !== undefined) ?? { kind: 'INCONNU' }
  );
}

const communeOf = ({ place }: Sheet, { department }: SheetWorld): PlaceSaid =>
  place?.commune === undefined ? { asSaid: [] } : readPlaceSaid(place.commune, department);

function ageOf({ victim }: Sheet, { receivedAt, zone }: SheetWorld): Age | undefined {
  const years = victim?.age ?? (victim?.birthDate === undefined ? null : yearsSince(victim.birthDate, receivedAt, zone));
  return years === null ? undefined : ageOfYears(years);
}

function groupOf(age: Age | undefined): VictimGroup | undefined {
  return age === '-18' ? 'MINEUR' : age === '60-79' || age === '>=80' ? 'PERSONNE_AGEE' : undefined;
}

function contentOf(sheet: Sheet, call: Sheet['calls'][number], world: SheetWorld, reporter: Reporter | undefined): AlertContent {
  const { victim, place, maltreatment, attendingPhysician, professionals, allowances, health, assets, actionsTaken, remarks, number, previous } =
    sheet;
  const asSaid = [...communeOf(sheet, world).asSaid, ...(world.asSaid ?? [])];
  const taken = DateTime.fromISO(call.takenAt, { zone: world.zone, locale: 'fr' }).toFormat("d MMMM yyyy à H 'h' mm");
  const told = lines(
    call.narrative,
    `Fiche ${number} de la plateforme nationale, appel du ${taken}.`,
    previous && `Fiche antérieure : ${previous}.`,
    place && labelled('Lieu', [inWords('place', place.kind), place.name, place.address, place.commune, place.finess && `FINESS ${place.finess}`]),
    victim &&
      labelled('La personne', [
        victim.sex,
        victim.age !== undefined ? `${victim.age} ans` : undefined,
        inWords('victimGroup', victim.group),
        inWords('protectionMeasure', victim.protectionMeasure),
        victim.livesWith && `vit avec : ${victim.livesWith}`,
      ]),
    labelled(
      'Types de maltraitance annoncés',
      maltreatment.map((said) => inWords('maltreatment', said)),
    ),
    remarks && `Remarques : ${remarks}`,
  );
  const care = lines(
    health,
    attendingPhysician && labelled('Médecin traitant', [attendingPhysician.name, attendingPhysician.phone, attendingPhysician.address]),
    ...professionals.map(({ name, role, phone }) => labelled('Professionnel', [role, name, phone])),
  );
  const means = lines(assets, labelled('Aides et allocations', allowances));
  return {
    narrative: told,
    ...(victim && {
      victim: {
        ...person(victim, victim.constraints && `Pour la joindre : ${victim.constraints}`),
        ...(victim.birthDate && { birthDate: victim.birthDate }),
      },
    }),
    ...(sheet.implicated.length > 0 && { implicated: sheet.implicated.map(implicatedPerson) }),
    ...(reporter !== undefined && { reporter }),
    ...(actionsTaken !== undefined && { measuresTaken: actionsTaken }),
    ...(care !== '' && { health: care }),
    ...(means !== '' && { assets: means }),
    ...(asSaid.length > 0 && { asSaid }),
  };
}

function implicatedPerson(said: Sheet['implicated'][number]): Person & { relation?: string } {
  const { kind, relation, occupation, age, livesWithVictim } = said;
  const lives = livesWithVictim === undefined ? undefined : livesWithVictim ? 'vit avec la personne' : 'ne vit pas avec la personne';
  const known = [relation, kind, age === undefined ? undefined : `${age} ans`, occupation, lives].filter((part) => part !== undefined).join(' ; ');
  return { ...person(said), ...(known !== '' && { relation: known }) };
}

function person(
  said: { firstName?: string | undefined; lastName?: string | undefined; address?: string | undefined; phone?: string | undefined },
  beside?: string,
): Person {
  const name = [said.firstName, said.lastName].filter(Boolean).join(' ');
  const address = lines(said.address, beside);
  return { ...(name !== '' && { name }), ...(address !== '' && { address }), ...(said.phone !== undefined && { phone: said.phone }) };
}

/** What concerns the caller stays with the caller: recipients are not told who alerted. */
function reporterOf(caller: Caller | undefined): Reporter | undefined {
  if (caller === undefined) return undefined;
  const { anonymousToDesk, anonymousToImplicated, relation, email, age, safeChannel, messageAllowed, constraints } = caller;
  const link = relation === undefined ? undefined : linkSaid(relation);
  const known = person(caller);
  const note = lines(relation && `Lien avec la personne : ${relation}`, age === undefined ? undefined : `${age} ans`, constraints);
  const channel =
    safeChannel ?? (known.phone !== undefined ? 'PHONE' : email !== undefined ? 'EMAIL' : known.address !== undefined ? 'LETTER' : 'NONE');
  return {
    anonymousToDesk,
    anonymousToImplicated,
    ...(link !== undefined && { link }),
    ...known,
    ...(email !== undefined && { email }),
    safeContact: { channel, messageAllowed: messageAllowed ?? false, ...(note !== '' && { note }) },
  };
}

/** Without a channel said to be safe, somebody judges how to reach the caller: no mail leaves by itself. */
function reached(caller: Caller | undefined, reporter: Reporter | undefined): Pick<Alert, 'reachable' | 'reach' | 'hours'> {
  if (caller?.safeChannel !== undefined) return reachOf(reporter);
  return { reachable: caller !== undefined && !caller.anonymousToDesk && (caller.phone !== undefined || caller.email !== undefined) };
}

function linkSaid(relation: string): ReporterLink | undefined {
  const kind = implicatedSaid(relation)?.kind;
  if (kind === 'MEMBRE_FAMILLE' || kind === 'PROCHE') return kind;
  return codeSaid('reporterLink', relation) ?? (kind?.includes('PROFESSIONNEL') ? 'PROFESSIONNEL' : undefined);
}

function labelled(name: string, parts: readonly (string | undefined)[]): string {
  const said = parts.filter((part) => part !== undefined && part !== '').join(', ');
  return said === '' ? '' : `${name} : ${said}`;
}

function lines(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}
