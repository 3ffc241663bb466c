import { capacityFor, conflicted, contactAt, resolve, withCommune } from '../../directory/resolve.ts';
import { possibleFacts } from '../../procedures/impossible.ts';
import type { Role } from '../../vocabulary/vocabulary.ts';
import type { CaseEvent, Change } from '../model/events.ts';
import { caseEnded, notOpen, type Refusal } from '../model/refusal.ts';
import type { AlertState } from '../model/state.ts';
import { isAnswered, isLive } from '../model/transfer-status.ts';
import { finishTask, raiseTask } from '../running/tasks.ts';
import { excluded, type Ordered, openTransfer } from '../running/transfers.ts';
import type { Turn } from '../running/turn.ts';
import { tell, tellAuthors } from './author.ts';
import { openAgain } from './closing.ts';
import { originTold } from './origin.ts';
import { checkPlace, placeSettled } from './place.ts';
import { callDuty, routeCase, routesAtOnce } from './qualify.ts';

type Of<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>;

/**
 * An alert opens the case, or joins it; a case that was closed, or not retained, opens again with it. Nothing is decided on an open
 * door's word but to call who is on duty.
 */
export function alertReceived(turn: Turn, event: Of<'AlertReceived'>): Refusal | null {
  const first = turn.state.alerts.length === 0;
  const { facts, unclear } = possibleFacts(withCommune(event.facts, turn.world.directory));
  if (turn.state.status === 'MERGED') return caseEnded;
  const alert: AlertState = { id: `a${turn.state.alerts.length + 1}`, at: event.at, ...event.alert };
  const basis = { ...turn.state.basis, ...event.basis };
  const changes: Change[] = [{ alert }];
  if (first) changes.unshift({ set: { openedAt: event.at, facts, basis } });
  const { id, channel, contactKind } = alert;
  turn.write({ kind: 'ALERT_RECORDED', because: { alert: id, channel, contactKind, ...(unclear.length > 0 && { unclear }) } }, changes);
  if (turn.state.status !== 'OPEN') openAgain(turn);
  if (event.unread)
    raiseTask(turn, {
      kind: 'FIELD_TO_READ',
      // What nobody could read of its danger may be the gravest: somebody is called.
      ...(event.unread === 'DANGER'
        ? { to: 'DUTY' as const, within: turn.delay('dutyCall') }
        : { to: 'DESK' as const, within: turn.delay('directoryGap') }),
      cause: { kind: 'UNREAD', alert: alert.id },
    });
  if (first) checkPlace(turn, event.by.kind !== 'API');
  if (first && routesAtOnce(turn, facts, basis, alert.authenticated)) {
    const was = turn.state;
    turn.write({ kind: 'QUALIFIED', because: { reason: 'AUTOMATIC' } }, [
      { set: { qualification: 'AUTOMATIC', episode: { number: 1, since: turn.at } } },
    ]);
    routeCase(turn, was);
    // What was set aside is asked again: the alert waits for nobody meanwhile.
    if (unclear.length > 0) toQualify(turn, alert);
  } else {
    toQualify(turn, alert);
    callDuty(turn, facts);
  }
  tell(turn, alert, 'RECEIVED');
  return null;
}

function toQualify(turn: Turn, { id }: AlertState): void {
  raiseTask(turn, { kind: 'QUALIFY', to: 'DESK', within: turn.world.procedure.intake.qualify, cause: { kind: 'ALERT', alert: id } });
}

/** An agent confirms the facts: the protocol's transfers are ordered at once. Facts may be confirmed again when they change. */
export function qualified(turn: Turn, event: Of<'Qualified'>): Refusal | null {
  const [ended] = notOpen(turn.state);
  if (ended !== undefined) return ended;
  const { facts } = possibleFacts(withCommune(event.facts, turn.world.directory));
  const was = turn.state;
  const episode = { number: (was.episode?.number ?? 0) + 1, since: turn.at };
  const { PERSONNE: person, ...others } = was.informing ?? {};
  // Whoever qualifies and no longer says that the person knows takes back that she was told.
  const unsaid = person !== undefined && 'on' in person && event.basis.victimInformed !== true;
  turn.write({ kind: 'QUALIFIED', because: { reason: 'CONFIRMED' } }, [
    { set: { facts, basis: event.basis, qualification: 'CONFIRMED', episode, ...(unsaid && { informing: others }) } },
    ...originTold(turn, 'RECEIVED'),
  ]);
  for (const task of turn.state.tasks.filter(({ kind, status }) => kind === 'QUALIFY' && status === 'OPEN')) finishTask(turn, task);
  placeSettled(turn);
  const before = turn.state.transfers.length;
  const refusal = routeCase(turn, was, event.ends);
  if (refusal !== null) return refusal;
  if (before === 0 && turn.state.transfers.length > 0) tellAuthors(turn, 'TRANSFERRED');
  return null;
}

/** An agent adds a transfer that no rule asked for; never to a party in conflict, never twice to one body. */
export function transferAdded(turn: Turn, event: Of<'TransferAdded'>): Refusal | null {
  const [ended] = notOpen(turn.state);
  if (ended !== undefined) return ended;
  const { role, mode, purpose, policy, discloses, legalBasis } = event;
  if (role === 'DESK' || role === 'URGENCES')
    return { code: 'NOBODY', sayable: 'Le guichet et les secours ne reçoivent pas de transmission\u00a0: choisissez un autre destinataire.' };
  const chosen = event.organisation === undefined ? competent(turn, role) : named(turn, role, event.organisation);
  if ('refused' in chosen) return chosen.refused;
  const { recipient } = chosen;
  const running = turn.state.transfers.some(
    (transfer) => transfer.organisation === recipient.organisation && transfer.purpose === purpose && isLive(transfer) && !isAnswered(transfer),
  );
  if (running)
    return {
      code: 'ALREADY_ASKED',
      sayable:
        'Cet organisme a déjà une transmission en cours et n’a pas encore répondu\u00a0: relancez-le, ou annulez-la avant d’en ajouter une autre.',
    };
  openTransfer(turn, { recipient, roles: [role], mode, purpose, policies: [policy], discloses, because: ['AGENT'], legalBasis });
  return null;
}

type Chosen = { recipient: Ordered['recipient'] } | { refused: Refusal };

function competent(turn: Turn, role: Role): Chosen {
  const found = resolve(role, turn.state.facts, turn.world.directory, excluded(turn));
  return 'gap' in found ? { refused: { code: 'NOBODY', sayable: found.gap.sayable } } : { recipient: found.recipient };
}

/** The body an agent names, whatever its territory; a tie to the implicated party still sets it aside. */
function named(turn: Turn, role: Role, organisation: string): Chosen {
  const aside = conflicted(turn.state.facts, turn.world.directory);
  if (aside.has(organisation)) {
    return { refused: { code: 'CONFLICT', sayable: 'Un lien avec le mis en cause écarte cet organisme\u00a0: choisissez-en un autre.' } };
  }
  const { facts } = turn.state;
  const named = capacityFor(role, facts, turn.world.directory, organisation)?.named[0];
  const asked = named === undefined ? undefined : { contact: named, role, facts };
  const contact = (['TITULAR', 'DEPUTY', 'SUPERIOR'] as const)
    .map((position) => contactAt(turn.world.directory, organisation, position, aside, asked))
    .find(Boolean);
  if (!contact)
    return {
      refused: { code: 'NOBODY', sayable: 'Cet organisme n’a dans l’annuaire aucun contact que l’on puisse joindre\u00a0: choisissez-en un autre.' },
    };
  return { recipient: { role, organisation, contact: contact.id, why: 'AGENT' } };
}
