import { possibleFacts } from '../procedures/impossible.ts';
import { alertReceived, qualified, transferAdded } from './acts/alerts.ts';
import { answer, informationGiven, informationRequested, isAsking, refused } from './acts/answers.ts';
import { afterwardsSaid, authorWritten } from './acts/author.ts';
import { answerChallenged } from './acts/challenge.ts';
import { closed, notRetained, reopened } from './acts/closing.ts';
import { keepMeeting, meetingSet, opinionGiven, takesPart } from './acts/consulted.ts';
import { declarationAmended } from './acts/declaration.ts';
import { bouncedBeside, bouncedOf, delivery } from './acts/delivery.ts';
import { extensionGranted, extensionRefused, extensionRequested } from './acts/extension.ts';
import { held, holdLifted } from './acts/hold.ts';
import { linkReplaced } from './acts/link.ts';
import { originalGiven } from './acts/original.ts';
import { checkCalendars } from './acts/place.ts';
import { progressSaid } from './acts/progress.ts';
import { informingNoted } from './acts/qualify.ts';
import { recipientReminded } from './acts/remind.ts';
import { caseLinked, caseMerged, caseUnlinked, caseUnmerged, declarationCompleted, taskOrdered } from './acts/situation.ts';
import { refusalTakenBack } from './acts/take-back.ts';
import { announce, hurryText, textAgreed, textHeld } from './acts/text.ts';
import { versionChanged } from './acts/version.ts';
import type { Entry } from './model/entries.ts';
import type { CancelReason, CaseEvent } from './model/events.ts';
import { isToRecipient } from './model/message.ts';
import type { Refusal } from './model/refusal.ts';
import type { CaseState, Task, Transfer } from './model/state.ts';
import { isLive } from './model/transfer-status.ts';
import { handOver, nextChannel } from './running/channels.ts';
import { withoutVoice } from './running/duty-call.ts';
import { askedExtension } from './running/extension-asked.ts';
import { runSteps } from './running/steps.ts';
import { finishTask, raiseTask, releaseTasks, taskGiven } from './running/tasks.ts';
import { end, letGoOfLeft, reach } from './running/transfers.ts';
import { Turn, type World } from './running/turn.ts';
import { watch } from './running/watch.ts';

export type Decision = { state: CaseState; entries: Entry[] } | { refused: Refusal };

/**
 * The law of the desk. Says what an event changes in a case, or refuses it; reads no clock, no database, no network.
 * Deadlines due before `event.at` must have been applied (`advance`). An event already had changes nothing (no entries).
 */
export function decide(state: CaseState, event: CaseEvent, world: World): Decision {
  const turn = new Turn(state, event.at, event.by, world);
  const refusal = act(turn, event);
  if (refusal !== null) return { refused: refusal };
  if (event.kind === 'Qualified') hurryText(turn);
  keepMeeting(turn);
  runSteps(turn, event.kind === 'AlertReceived' ? possibleFacts(event.facts).facts : null, state.facts);
  checkCalendars(turn, state);
  watch(turn);
  return { state: turn.state, entries: turn.entries };
}

function act(turn: Turn, event: CaseEvent): Refusal | null {
  switch (event.kind) {
    case 'AlertReceived':
      return alertReceived(turn, event);
    case 'Qualified':
      return qualified(turn, event);
    case 'TransferAdded':
      return transferAdded(turn, event);
    case 'HandedOver':
    case 'DeliveryFailed':
      return delivery(turn, event);
    case 'Bounced':
      return bounced(turn, event);
    case 'Acknowledged':
      return onTransfer(turn, event.transfer, (transfer) =>
        answer(turn, transfer, event, (dated) => reach(turn, transfer, { kind: 'ACKNOWLEDGED' }, dated)),
      );
    case 'TakenInCharge':
      return onTransfer(turn, event.transfer, (transfer) =>
        answer(turn, transfer, event, (dated) =>
          reach(turn, transfer, { kind: 'IN_CHARGE', ...(event.already && { already: event.already }) }, dated),
        ),
      );
    case 'OutcomeGiven':
      return onTransfer(turn, event.transfer, (transfer) =>
        answer(turn, transfer, event, (dated) =>
          reach(turn, transfer, { kind: 'OUTCOME_GIVEN', outcome: { codes: event.outcome, at: dated.saidAt ?? event.at } }, dated),
        ),
      );
    case 'OpinionGiven':
      return onTransfer(turn, event.transfer, (transfer) => opinionGiven(turn, transfer, event));
    case 'TakesPart':
      return onTransfer(turn, event.transfer, (transfer) => takesPart(turn, transfer, event));
    case 'MeetingSet':
      return meetingSet(turn, event);
    case 'InformationRequested':
      return onTransfer(turn, event.transfer, (transfer) => answer(turn, transfer, event, (dated) => informationRequested(turn, transfer, dated)));
    case 'InformationGiven':
      return onTransfer(turn, event.transfer, (transfer) => informationGiven(turn, transfer));
    case 'Refused':
      return onTransfer(turn, event.transfer, (transfer) => answer(turn, transfer, event, (dated) => refused(turn, transfer, event.reason, dated)));
    case 'RefusalTakenBack':
      return onTransfer(turn, event.transfer, (transfer) => refusalTakenBack(turn, transfer));
    case 'TransferCancelled':
      return onTransfer(turn, event.transfer, (transfer) => cancelled(turn, transfer, event.reason));
    case 'ProgressSaid':
      return onTransfer(turn, event.transfer, (transfer) => progressSaid(turn, transfer, event));
    case 'RecipientReminded':
      return onTransfer(turn, event.transfer, (transfer) => recipientReminded(turn, transfer));
    case 'TaskTaken':
      return onTask(turn, event.task, (task) => {
        const { id, takenBy: from } = task;
        const changes = [{ task: { id, takenBy: event.by.id } }, ...withoutVoice(turn, id)];
        if (from === null) turn.write({ kind: 'TASK_TAKEN', task: id, because: {} }, changes);
        else if (from !== event.by.id) turn.write({ kind: 'TASK_TAKEN_OVER', task: id, because: { from } }, changes);
        return null;
      });
    case 'TaskGiven':
      return onTask(turn, event.task, (task) => taskGiven(turn, task, event.to));
    case 'TasksReleased':
      releaseTasks(turn, event.from, event.called ?? []);
      return null;
    case 'TaskDone':
      return onTask(turn, event.task, (task) => taskDone(turn, task, event.reached));
    case 'ResultRecorded':
      turn.write({ kind: 'RESULT_RECORDED', because: { result: event.result } }, [{ set: { result: event.result } }]);
      return null;
    case 'Closed':
      return closed(turn);
    case 'NotRetained':
      return notRetained(turn, event.reason);
    case 'Reopened':
      return reopened(turn);
    case 'NoteAdded':
      turn.write({ kind: 'NOTE', because: {} }, []);
      if (event.by.kind === 'REPORTER') {
        raiseTask(turn, { kind: 'AUTHOR_ADDED', to: 'DESK', within: turn.delay('authorMessage'), cause: { kind: 'AUTHOR_WROTE' } });
      }
      if (event.by.kind === 'PARTNER') {
        raiseTask(turn, {
          kind: 'PARTNER_WROTE',
          to: 'DESK',
          within: turn.delay('partnerMessage'),
          cause: { kind: 'PARTNER_WROTE' },
        });
      }
      return null;
    case 'TaskOrdered':
      return taskOrdered(turn, event);
    case 'AuthorWritten':
      return authorWritten(turn, event.alert);
    case 'AfterwardsSaid':
      return afterwardsSaid(turn, event);
    case 'DeclarationAmended':
      return declarationAmended(turn, event);
    case 'DeclarationCompleted':
      return declarationCompleted(turn, event);
    case 'SituationNoted':
      turn.write({ kind: 'SITUATION_NOTED', because: { situation: event.situation } }, [{ set: { situation: event.situation } }]);
      return null;
    case 'CaseLinked':
      return caseLinked(turn, event);
    case 'CaseUnlinked':
      return caseUnlinked(turn, event);
    case 'CaseMerged':
      return caseMerged(turn, event);
    case 'CaseUnmerged':
      return caseUnmerged(turn, event);
    case 'DocumentMade':
      return onTransfer(turn, event.transfer, ({ id }) => {
        turn.write({ kind: 'DOCUMENT_MADE', transfer: id, because: { version: event.version, fingerprint: event.fingerprint } }, []);
        return null;
      });
    case 'FileReleased':
      announce(turn, 'ATTACHMENTS', { kind: 'FILE_RELEASED', because: { file: event.file } });
      return null;
    case 'LinkReplaced':
      return onTransfer(turn, event.transfer, (transfer) => linkReplaced(turn, transfer));
    case 'OriginalGiven':
      return onTransfer(turn, event.transfer, (transfer) => originalGiven(turn, transfer, event.file));
    case 'AnswerChallenged':
      return onTransfer(turn, event.transfer, (transfer) => answerChallenged(turn, transfer));
    case 'ExtensionRequested':
      return onTransfer(turn, event.transfer, (transfer) => extensionRequested(turn, transfer, event.until));
    case 'ExtensionGranted':
      return onTransfer(turn, event.transfer, (transfer) => extensionGranted(turn, transfer, event.until));
    case 'ExtensionRefused':
      return onTransfer(turn, event.transfer, (transfer) => extensionRefused(turn, transfer));
    case 'TextHeld':
      return textHeld(turn);
    case 'TextAgreed':
      return textAgreed(turn);
    case 'InformingNoted':
      return informingNoted(turn, event);
    case 'Held':
      return held(turn, event);
    case 'HoldLifted':
      return holdLifted(turn);
    case 'VersionChanged':
      return versionChanged(turn, event);
    default:
      return event satisfies never;
  }
}

function bounced(turn: Turn, { message, code }: Extract<CaseEvent, { kind: 'Bounced' }>): Refusal | null {
  if (!isToRecipient(message)) return bouncedBeside(turn, message, code);
  return onTransfer(turn, message.transfer, (transfer) => bouncedOf(turn, transfer, message, code));
}

function onTransfer(turn: Turn, id: string, then: (transfer: Transfer) => Refusal | null): Refusal | null {
  const transfer = turn.transfer(id);
  return transfer === undefined ? { code: 'UNKNOWN_TRANSFER', sayable: 'Cette transmission n’existe pas dans ce dossier.' } : then(transfer);
}

function onTask(turn: Turn, id: string, then: (task: Task) => Refusal | null): Refusal | null {
  const task = turn.task(id);
  if (task === undefined) return { code: 'UNKNOWN_TASK', sayable: 'Cette tâche n’existe pas dans ce dossier.' };
  if (task.status === 'DONE') return null;
  if (task.status === 'CANCELLED') return { code: 'TASK_ENDED', sayable: 'Cette tâche n’a plus d’objet : le journal dit pourquoi.' };
  return then(task);
}

function cancelled(turn: Turn, transfer: Transfer, reason: CancelReason): Refusal | null {
  if (letGoOfLeft(turn, transfer, reason)) return null;
  if (!isLive(transfer)) return { code: 'TRANSFER_ENDED', sayable: 'Cette transmission est déjà terminée.' };
  end(turn, transfer, { kind: 'CANCELLED', because: { reason } }, true);
  return null;
}

function taskDone(turn: Turn, task: Task, reached: boolean | undefined): Refusal | null {
  if (task.kind === 'QUALIFY' && turn.state.qualification === 'AWAITED' && turn.state.status === 'OPEN') {
    return { code: 'NOT_QUALIFIED', sayable: 'Cette tâche se termine en qualifiant l’alerte, ou en la déclarant non retenue.' };
  }
  if (task.kind === 'INFORMATION_REQUESTED' && task.transfer !== null && isAsking(turn, task.transfer)) {
    return {
      code: 'STILL_TO_DO',
      sayable: 'Cette tâche se termine en donnant le complément\u00a0: le destinataire l’attend.',
    };
  }
  if (task.kind === 'EXTENSION_REQUESTED' && task.transfer !== null && askedExtension(turn.state, task.transfer) !== null) {
    return {
      code: 'STILL_TO_DO',
      sayable: 'Cette tâche se termine en accordant le délai, ou en le refusant\u00a0: le destinataire attend de le savoir.',
    };
  }
  finishTask(turn, task);
  const transfer = task.carries && task.transfer !== null ? turn.transfer(task.transfer) : undefined;
  if (transfer === undefined || transfer.handedOverAt !== null || !isLive(transfer)) return null;
  if (reached === false) nextChannel(turn, transfer);
  else handOver(turn, transfer);
  return null;
}
