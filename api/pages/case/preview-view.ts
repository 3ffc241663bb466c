import type { ImplicatedPerson } from '../../../cases/model/content.ts';
import type { Ending } from '../../../cases/model/events.ts';
import { saidTied } from '../../../cases/model/open-to.ts';
import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import { isLeft } from '../../../cases/model/transfer-status.ts';
import type { Preview } from '../../../cases/preview.ts';
import type { LegalDoubt } from '../../../cases/running/legal-basis.ts';
import type { World } from '../../../cases/running/turn.ts';
import { whyNoLongerAsked } from '../../../cases/running/why-ended.ts';
import type { KnownContent } from '../../../cases/told/known.ts';
import { petitionChecklist } from '../../../cases/told/petition.ts';
import { deskHere } from '../../../directory/neighbours.ts';
import { isNeverVerified } from '../../../directory/never-verified.ts';
import { conflicted, isExcluded, isReachableBy, suspected } from '../../../directory/resolve.ts';
import { HANDED_OVER } from '../../../procedures/hand-over.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { PreviewRecipient, PreviewView } from '../../../templates/views/desk.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { outgoing } from '../../../vocabulary/outgoing-channels.ts';
import { codes, type Field, type Role, type RoleGroup, vocabulary } from '../../../vocabulary/vocabulary.ts';
import { directoryPageHref } from '../shared/addresses.ts';
import type { Names } from '../words/names.ts';
import { partyWords } from '../words/party-words.ts';
import { petitionView } from '../words/petition-words.ts';
import { audienceLabel } from './case-view.ts';

const everyField: readonly Field[] = codes('field') as Field[];

/** Who would be told, why, with what, by when; and what is already under way. */
export function previewView(
  state: CaseState,
  foreseen: Preview,
  world: World,
  names: Names,
  known: KnownContent,
  facts: Facts,
): Pick<PreviewView, 'recipients' | 'parties' | 'endings' | 'dropped' | 'tasks' | 'gaps' | 'excluded' | 'doubts'> {
  const parties = partiesAside(facts, known.implicated ?? [], foreseen, world);
  const unknown = suspected(facts, world.directory);
  const saidSo = saidTied(state);
  const whyAside = (organisation: string): string => {
    if (unknown.has(organisation)) return mayBeItsHead;
    const tied = parties.flatMap(({ who, tied: to }) => (to.includes(organisation) ? who : []));
    if (tied.length > 0) return `L’annuaire le dit lié à : ${tied.join(' ; ')}.`;
    return saidSo.has(organisation) ? 'Il a dit lui-même être lié au mis en cause.' : 'Des liens avec plusieurs mis en cause l’écartent ensemble.';
  };
  const rules = new Map(world.procedure.chapters.flatMap((chapter) => chapter.rules.map((rule) => [rule.id, rule])));
  const elsewhere = new Set([...foreseen.changed.map(({ transfer }) => transfer), ...foreseen.proposed, ...foreseen.dropped].map(({ id }) => id));
  const isSaidElsewhere = (id: string): boolean => elsewhere.has(id);
  const recipient = (
    transfer: Transfer,
    deadlines: PreviewRecipient['deadlines'],
    standing: Pick<PreviewRecipient, 'already' | 'toldNow'>,
  ): PreviewRecipient => ({
    role: transfer.role,
    organisation: names.organisation(transfer.organisation),
    contact: names.contact(transfer.contact),
    mode: transfer.mode,
    purpose: transfer.purpose,
    because: transfer.because.map((id) => {
      const basis = rules.get(id)?.legalBasis;
      // The law's own order has no name that anybody wrote.
      return { id: id === HANDED_OVER ? '' : id, text: names.rule(id), ...(basis !== undefined && { legalBasis: basis }) };
    }),
    legalBasis: transfer.legalBasis.filter((basis) => !transfer.because.some((id) => rules.get(id)?.legalBasis === basis)),
    discloses: everyField.filter((field) => transfer.discloses.includes(field)),
    withheld: everyField.filter((field) => !transfer.discloses.includes(field)),
    channels: channelsOf(transfer, world),
    ...(transfer.handedOverAt === null &&
      isUnverified(transfer, world) && { unverifiedHref: directoryPageHref('contact', { body: transfer.organisation, contact: transfer.contact }) }),
    deadlines,
    ...petitionView(petitionChecklist(transfer, { facts }, known)),
    ...standing,
  });
  return {
    recipients: [
      ...foreseen.transfers.map(({ transfer, clocks }) => recipient(transfer, clocks, { already: false, toldNow: true })),
      ...foreseen.changed.map(({ transfer, clocks }) => recipient(transfer, clocks, { already: true, toldNow: true })),
      ...state.transfers
        .filter((transfer) => !isLeft(transfer) && !isSaidElsewhere(transfer.id))
        .map((transfer) => recipient(transfer, [], { already: true, toldNow: false })),
    ],
    parties: parties.map(({ who, aside, isUnlisted }) => ({ who: typographic(who), says: typographic(asideInWords(aside, isUnlisted, names)) })),
    endings: foreseen.proposed.map((transfer) => ({
      value: endingTicked(transfer),
      organisation: names.organisation(transfer.organisation),
      purpose: transfer.purpose,
      status: transfer.status,
      why: typographic(whyNoLongerAsked(transfer)),
    })),
    dropped: foreseen.dropped.map(({ organisation }) => names.organisation(organisation)),
    tasks: foreseen.tasks.map(({ kind, to, dueAt, sayable, transfer }) => {
      const about = foreseen.transfers.find((each) => each.transfer.id === transfer)?.transfer.organisation;
      return { task: kind, to: audienceLabel(to), dueAt, sayable: about === undefined ? sayable : `${names.organisation(about)}. ${sayable}` };
    }),
    gaps: foreseen.gaps.map(({ role, reason }) => ({
      role: singleRole(role),
      why:
        foreseen.tasks.find(({ cause }) => cause.kind === 'GAP' && cause.role === role && cause.reason === reason)?.sayable ??
        'L’annuaire ne donne personne.',
    })),
    doubts: foreseen.doubts.map((doubt) => typographic(doubtInWords(doubt, names))),
    excluded: foreseen.conflicts.map(({ organisation }) => ({
      organisation: names.organisation(organisation),
      why: typographic(whyAside(organisation)),
    })),
  };
}

/** Each implicated party, and of those whom the protocol would tell, the bodies that it sets aside, and which for a tie. */
function partiesAside({ finess, implicated }: Facts, people: readonly ImplicatedPerson[], { conflicts }: Preview, { directory }: World) {
  const bodies = [...new Set(conflicts.map(({ organisation }) => organisation))];
  return partyWords({ facts: implicated, people }).map((who, index) => {
    const party = implicated[index];
    const alone = party && { ...(finess !== undefined && { finess }), implicated: [party] };
    const excluded = alone && conflicted(alone, directory);
    const aside = bodies.filter((body) => excluded !== undefined && isExcluded(body, directory.contactsOf.get(body) ?? [], excluded));
    const guessed = alone && suspected(alone, directory);
    return {
      who,
      aside,
      tied: aside.filter((body) => !guessed?.has(body)),
      isUnlisted: people[index]?.establishment !== undefined && party?.organisation === undefined && party?.contact === undefined,
    };
  });
}

function asideInWords(aside: readonly string[], isUnlisted: boolean, names: Names): string {
  const excluded = aside.length === 0 ? 'N’écarte aucun destinataire.' : `Écarte : ${aside.map((body) => names.organisation(body)).join(', ')}.`;
  const unlisted = 'Son établissement n’est pas dans l’annuaire : le guichet ne sait pas qui lui est lié. Vérifiez qu’aucun destinataire ne l’est.';
  return isUnlisted ? `${excluded} ${unlisted}` : excluded;
}

const mayBeItsHead = 'Tous les mis en cause ne sont pas connus : le responsable de cet établissement peut en être un.';

function isUnverified({ contact }: Transfer, { directory }: World): boolean {
  const found = directory.contactById.get(contact);
  return found !== undefined && isNeverVerified(found);
}

const endingTicked = ({ id, status }: Pick<Transfer, 'id' | 'status'>): string => `${id}.${status}`;

/** What the boxes that were ticked let go of. */
export function readEndings(ticked: readonly string[]): Ending[] {
  const statuses = codes('transferStatus');
  return ticked.flatMap((value) => {
    const [, transfer, status] = /^(t\d{1,4})\.([A-Z_]+)$/.exec(value) ?? [];
    const seen = statuses.find((code) => code === status);
    return transfer === undefined || seen === undefined ? [] : [{ transfer, seen }];
  });
}

/** What is doubtful, with its remedy. */
function doubtInWords(doubt: LegalDoubt, names: Names): string {
  switch (doubt.kind) {
    case 'NO_BASIS':
      return 'L’auteur est tenu au secret professionnel, et aucun fondement n’est indiqué : dites lequel, dès que possible.';
    case 'LACKS':
      return `L’article ${doubt.article} du code pénal demande plus : ${doubt.what}.`;
    case 'DESK_NOT_COVERED':
      return `Le guichet est tenu par une association, que l’article ${doubt.articles.join(', ')} du code pénal ne permet pas d’informer : indiquez un autre fondement, ou dites à l’auteur à quelle autorité s’adresser.`;
    case 'NOT_COVERED':
      return `${names.organisation(doubt.organisation)} n’est pas de ceux que l’article ${doubt.articles.join(', ')} du code pénal permet d’informer : indiquez un autre fondement, ou retirez cette transmission.`;
  }
}

function singleRole(role: Role | RoleGroup): Role {
  return role in vocabulary.roleGroup ? (vocabulary.roleGroup[role as RoleGroup][0] as Role) : (role as Role);
}

/** The ways of the policy by which the contact is reached, in their order. */
function channelsOf({ policies, organisation, contact }: Transfer, { procedure, directory }: World): string {
  if (deskHere(directory, organisation) !== undefined) return outgoing.INSTALLATION.adverb;
  const [first = ''] = policies;
  const there = directory.contactById.get(contact);
  const kinds = procedure.policies[first]?.channels.filter(({ kind }) => there !== undefined && isReachableBy(there, kind)) ?? [];
  return [...new Set(kinds.map(({ kind }) => outgoing[kind].adverb))].join(', puis ');
}
