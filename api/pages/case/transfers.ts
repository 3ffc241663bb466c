import { Router } from 'express';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn, localMoment } from '../../../calendar/local.ts';
import { MINUTE } from '../../../calendar/milliseconds.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import type { CaseState, Transfer } from '../../../cases/model/state.ts';
import { takeBackUntil } from '../../../cases/model/take-back.ts';
import { isLeft, isUnheard } from '../../../cases/model/transfer-status.ts';
import { possible } from '../../../cases/possible.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { askedExtension } from '../../../cases/running/extension-asked.ts';
import { textBeside } from '../../../cases/told/known.ts';
import { rolesHeld } from '../../../directory/capacities.ts';
import { isNeverVerified } from '../../../directory/never-verified.ts';
import { isWrittenTo } from '../../../directory/resolve.ts';
import { isInUse } from '../../../directory/validity.ts';
import { policyTitle } from '../../../procedures/policy-words.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { OnCase } from '../../../templates/views/lines.ts';
import type { Choice } from '../../../templates/views/parts.ts';
import { answerText, refusalReason } from '../../../vocabulary/answers.ts';
import { codes, type Field, label, type Role } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { casePaths } from '../shared/addresses.ts';
import { dayField, freeText, maybeCode, momentsField, neededText, oneCode, parsed, tickedCodes, type Values } from '../shared/fields.ts';
import { type FormError, readLines } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import type { Act } from '../words/act.ts';
import { leftNow } from '../words/left-now.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { heldFrom } from '../words/text-marks.ts';
import { caseButton, caseForm } from './case-form.ts';
import { transferLine } from './case-view.ts';
import { transferOf } from './open-case.ts';

const LONGEST = 5_000;

const answers = [
  { value: 'ACKNOWLEDGED', label: 'Reçu' },
  { value: 'IN_CHARGE', label: 'Pris en charge' },
  { value: 'OPINION', label: 'Avis donné' },
  { value: 'TAKES_PART', label: 'Participe à la concertation' },
  { value: 'OUTCOME', label: 'Suite donnée' },
  { value: 'INFORMATION', label: 'Complément demandé' },
  { value: 'REFUSED', label: 'Refusé' },
] as const;

const answerFields = {
  answer: oneCode(
    answers.map(({ value }) => value),
    'Dites ce qu’a répondu ce destinataire.',
  ),
  refusal: refusalReason('Dites pourquoi ce destinataire refuse.').optional(),
  outcome: tickedCodes(codes('outcome')),
  opinion: maybeCode(codes('opinion')),
  text: answerText().optional(),
};
const answerWhen = (department: string, now: Instant) => ({
  ...answerFields,
  dates: momentsField(now, territoryOf(department).zone).optional(),
  saidAt: parsed(
    (text) => localMoment(text, territoryOf(department).zone),
    'Donnez le jour et l’heure, ou laissez vide si c’est maintenant.',
  ).optional(),
});
type Answer = Values<ReturnType<typeof answerWhen>>;

/** What an agent does with one transfer, or to add one. */
export function transferPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const addFields = async (record: CaseRecord) => {
    const { procedure, directory } = await currentWorld(parts, record);
    return {
      role: oneCode(codes('role'), 'Choisissez à quel titre cet organisme est prévenu.'),
      organisation: maybeCode([...directory.organisationById.keys()]),
      mode: maybeCode(codes('transferMode')),
      purpose: maybeCode(codes('purpose')),
      policy: oneCode(Object.keys(procedure.policies), 'Choisissez les délais à suivre.'),
      discloses: tickedCodes(codes('field'), 'Choisissez au moins une chose à montrer.'),
      legalBasis: tickedCodes(codes('legalBasis')),
      questions: freeText(LONGEST).transform(readLines),
    };
  };
  type Added = Values<Awaited<ReturnType<typeof addFields>>>;

  caseForm(parts, pages, {
    at: casePaths.transfer,
    why: 'TRANSFER',
    fields: addFields,
    begin: () => ({ mode: 'TRANSFER', purpose: 'ACTION' }),
    check: async ({ role, organisation, mode, questions = [], discloses = [] }: Partial<Added>, record) => {
      const { directory } = await currentWorld(parts, record);
      const chosen = organisation === undefined ? undefined : directory.organisationById.get(organisation);
      const errors: FormError<keyof Added>[] = [];
      if (role !== undefined && chosen !== undefined && !rolesHeld(chosen).includes(role))
        errors.push({ field: 'organisation', message: 'L’annuaire ne donne pas ce titre à cet organisme.' });
      if (mode === 'ENTRUSTED_ENQUIRY' && questions.length === 0)
        errors.push({ field: 'questions', message: 'Écrivez au moins une question\u00a0: une par ligne.' });
      const held = heldFrom(record, { discloses: discloses as Field[] }, questions.join('\n'));
      if (mode === 'ENTRUSTED_ENQUIRY' && held !== null) errors.push({ field: 'questions', message: held });
      return errors;
    },
    view: async (form, frame, record) => {
      const { procedure, directory } = await currentWorld(parts, record);
      const roles = (list: Role[]) => list.map((role) => label('role', role)).join(', ');
      return parts.page('desk/add-transfer', {
        ...frame,
        form,
        organisations: directory.organisations
          .filter((one) => isInUse(one, directory.day))
          .toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))
          .map(({ id, name, ...held }) => {
            const list = rolesHeld(held);
            const unverified = directory.contacts.some(
              (contact) => contact.organisation === id && contact.position === 'TITULAR' && isNeverVerified(contact),
            );
            return { value: id, label: typographic(`${name} (${roles(list)})${unverified ? ' : adresse jamais vérifiée' : ''}`) };
          }),
        policies: Object.entries(procedure.policies).map(([name, policy]) => ({ value: name, label: policyTitle(policy) })),
      });
    },
    act: ({ questions, discloses, organisation, mode = 'TRANSFER', purpose = 'ACTION', ...said }: Added) => ({
      event: {
        kind: 'TransferAdded',
        ...said,
        mode,
        purpose,
        discloses: discloses as Field[],
        ...(organisation !== undefined && { organisation }),
      },
      ...(mode === 'ENTRUSTED_ENQUIRY' && { content: { questions } }),
    }),
    refusedAt: 'role',
    said: ({ state }, applied) =>
      leftNow(state, applied).people > 0
        ? 'La transmission est ajoutée. Elle attend un appel ou un courrier du guichet : voyez les tâches.'
        : 'La transmission est ajoutée. Elle part.',
  });

  caseForm(parts, pages, {
    at: casePaths.answer,
    why: 'ANSWER',
    fields: ({ department, clockOffset }: CaseRecord) => answerWhen(department, parts.now() + clockOffset),
    edits: answered,
    check: ({ answer, refusal, outcome = [], opinion, saidAt }, record, { ask }) => {
      const { orderedAt } = transferOf(record.state, ask);
      if (saidAt !== undefined && (withinMinute(saidAt, orderedAt) < orderedAt || saidAt > parts.now() + record.clockOffset))
        return [
          {
            field: 'saidAt',
            message: 'Une réponse vient après la transmission, et pas plus tard que maintenant\u00a0: vérifiez le jour et l’heure.',
          },
        ];
      if (answer === 'REFUSED' && refusal === undefined) return [{ field: 'refusal', message: 'Dites pourquoi ce destinataire refuse.' }];
      if (answer === 'OPINION' && opinion === undefined) return [{ field: 'opinion', message: 'Dites quel avis a été donné.' }];
      return answer === 'OUTCOME' && outcome.length === 0 ? [{ field: 'outcome', message: 'Cochez au moins une suite.' }] : [];
    },
    view: async (form, frame, record, ask) =>
      parts.page('desk/record-answer', {
        ...(await onTransfer(frame, record, ask)),
        form,
        mode: transferOf(record.state, ask).mode,
        answers: answersTo(transferOf(record.state, ask)),
      }),
    act: (said, { state }, { ask }) => ({ event: answerEvent(transferOf(state, ask), said), content: said.text }),
    refusedAt: 'answer',
    said: 'La réponse est notée.',
  });

  caseButton(parts, pages, {
    at: casePaths.remind,
    act: ({ request }) => ({ kind: 'RecipientReminded', transfer: String(request.params.transfer) }),
    said: 'La relance part. Les délais du protocole ne changent pas.',
  });

  caseForm(parts, pages, {
    at: casePaths.cancel,
    why: 'CANCEL',
    fields: { reason: neededText('Dites pourquoi cette transmission est annulée.', LONGEST) },
    edits: answered,
    view: async (form, frame, record, ask) =>
      parts.page('desk/cancel-transfer', {
        ...(await onTransfer(frame, record, ask)),
        form,
        consequences: [
          ...(isLeft(transferOf(record.state, ask))
            ? ['Ce qui lui était demandé n’est plus attendu de personne : le dossier peut être clos.']
            : ['Le lien de ce destinataire ne servira plus.']),
          ...(transferOf(record.state, ask).handedOverAt === null || isLeft(transferOf(record.state, ask)) ? [] : [await toldHow(record, ask)]),
          'Personne d’autre n’est prévenu à sa place : ajoutez une transmission s’il le faut.',
        ].map(typographic),
      }),
    act: ({ reason }, { state }, { ask }) => ({
      event: { kind: 'TransferCancelled', transfer: transferOf(state, ask).id, reason: 'AGENT' },
      content: reason,
    }),
    refusedAt: 'reason',
    said: 'La transmission est annulée.',
  });

  // What was noted for somebody by mistake, or that the body itself comes back on by telephone, within the same ten minutes.
  caseForm(parts, pages, {
    at: casePaths.takeBack,
    why: 'ANSWER',
    fields: {},
    edits: answered,
    view: async (form, frame, record, ask) => {
      const until = takeBackUntil(transferOf(record.state, ask));
      return parts.page('desk/take-back', {
        ...(await onTransfer(frame, record, ask)),
        form,
        ...(until !== null && { until }),
        consequences: [
          'La transmission est de nouveau celle de ce destinataire, avec ce qui restait de ses délais.',
          'Qui a été saisi à sa place et n’a rien dit ne l’est plus ; au danger qui appelle l’astreinte, ou si quelqu’un l’a saisi à la main, une tâche demande de voir avec les deux.',
        ].map(typographic),
      });
    },
    act: (_values, { state }, { ask }) => ({ event: { kind: 'RefusalTakenBack', transfer: transferOf(state, ask).id } }),
    said: 'Le refus est repris : la transmission continue.',
  });

  caseForm(parts, pages, {
    at: casePaths.replaceLink,
    why: 'LINK',
    fields: { reason: neededText('Dites ce qui s’est passé.', LONGEST) },
    edits: (state, ask) => transferOf(state, ask).links ?? 0,
    view: async (form, frame, record, ask) =>
      parts.page('desk/replace-link', {
        ...(await onTransfer(frame, record, ask)),
        form,
        consequences: [
          'Le lien que ce destinataire a reçu n’ouvre plus rien, dès maintenant, même ouvert dans un navigateur.',
          (await isMailed(record, ask))
            ? 'Un courriel sans nom lui porte un autre lien, à l’adresse de l’annuaire : vérifiez-la d’abord, si c’est elle qui est compromise.'
            : 'Aucun courriel ne peut lui porter un autre lien : une tâche demandera de le lui dire.',
          'Les autres personnes de cet organisme qui avaient un lien en reçoivent un autre avec leur prochain courriel.',
        ].map(typographic),
      }),
    act: ({ reason }, { state }, { ask }) => ({ event: { kind: 'LinkReplaced', transfer: transferOf(state, ask).id }, content: reason }),
    refusedAt: 'reason',
    said: ({ state }, applied) =>
      applied.state.messages.some(({ id, kind }) => kind === 'LINK' && !state.messages.some((before) => before.id === id))
        ? 'L’ancien lien n’ouvre plus rien. Un autre part.'
        : 'L’ancien lien n’ouvre plus rien. Une tâche demande de le dire au destinataire.',
  });

  caseForm(parts, pages, {
    at: casePaths.information,
    why: 'INFORMATION',
    fields: { text: neededText('Écrivez le complément demandé.', LONGEST) },
    edits: answered,
    check: ({ text = '' }, record, { ask }) => {
      const held = heldFrom(record, transferOf(record.state, ask), text);
      return held === null ? [] : [{ field: 'text', message: held }];
    },
    view: async (form, frame, record, ask) => {
      const { id } = transferOf(record.state, ask);
      // What it asked while it had refused was kept as a late answer.
      const asked = record.journal.findLast(
        (entry) =>
          entry.transfer === id &&
          (entry.kind === 'INFORMATION_REQUESTED' || (entry.kind === 'LATE_ANSWER' && entry.because.answer === 'InformationRequested')) &&
          textBeside(record.journal, entry) !== undefined,
      );
      const text = asked && textBeside(record.journal, asked);
      return parts.page('desk/give-information', { ...(await onTransfer(frame, record, ask)), form, ...(text !== undefined && { asked: text }) });
    },
    act: ({ text }, { state }, { ask }) => ({ event: { kind: 'InformationGiven', transfer: transferOf(state, ask).id }, content: text }),
    refusedAt: 'text',
    said: 'Le complément est donné. S’il était arrêté, le délai du destinataire reprend.',
  });

  // The answer of an entrusted enquiry is not accepted: whoever gave it is told why.
  caseForm(parts, pages, {
    at: casePaths.challenge,
    why: 'CHALLENGE',
    fields: { text: neededText('Dites au destinataire ce qui ne convient pas.', LONGEST) },
    edits: (state, ask) => transferOf(state, ask).outcome,
    check: ({ text = '' }, record, { ask }) => {
      const held = heldFrom(record, transferOf(record.state, ask), text);
      return held === null ? [] : [{ field: 'text', message: held }];
    },
    view: async (form, frame, record, ask) => {
      const { id } = transferOf(record.state, ask);
      const given = record.journal.findLast((entry) => entry.kind === 'OUTCOME_GIVEN' && entry.transfer === id);
      const answered = given && textBeside(record.journal, given);
      return parts.page('desk/challenge', { ...(await onTransfer(frame, record, ask)), form, ...(answered !== undefined && { answered }) });
    },
    act: ({ text }, { state }, { ask }) => ({ event: { kind: 'AnswerChallenged', transfer: transferOf(state, ask).id }, content: text }),
    refusedAt: 'text',
    said: 'La réponse est contestée. Le destinataire la reprend, avec un nouveau délai.',
  });

  caseForm(parts, pages, {
    at: casePaths.extension,
    why: 'ANSWER',
    fields: ({ department }) => ({
      decision: maybeCode(['GRANTED', 'REFUSED']),
      until: dayField(territoryOf(department).zone, 'Donnez le dernier jour, par exemple 15/12/2026.').optional(),
      text: freeText(LONGEST),
    }),
    begin: ({ state, department }, ask) => {
      const asked = askedExtension(state, transferOf(state, ask).id);
      return { decision: 'GRANTED', ...(asked !== null && { until: dayIn(asked.until, territoryOf(department).zone) }) };
    },
    edits: (state, ask) => transferOf(state, ask).extensions ?? 0,
    check: ({ decision, until, text = '' }, record, { ask }) => {
      const held = heldFrom(record, transferOf(record.state, ask), text);
      return [
        ...(decision !== 'REFUSED' && until === undefined ? [{ field: 'until' as const, message: 'Donnez le dernier jour.' }] : []),
        ...(decision === 'REFUSED' && text === '' ? [{ field: 'text' as const, message: 'Dites pourquoi le délai reste le même.' }] : []),
        ...(held === null ? [] : [{ field: 'text' as const, message: held }]),
      ];
    },
    view: async (form, frame, record, ask) => {
      const transfer = transferOf(record.state, ask);
      const { zone } = territoryOf(record.department);
      const actor = actorOf(signedIn(ask.response));
      const room = possible(record.state, await currentWorld(parts, record), actor, parts.now() + record.clockOffset).moreTime(transfer);
      const asked = askedExtension(record.state, transfer.id);
      const line = record.journal.findLast(({ kind, transfer: of }) => kind === 'EXTENSION_REQUESTED' && of === transfer.id);
      const text = asked === null ? undefined : line && textBeside(record.journal, line);
      return parts.page('desk/extension', {
        ...(await onTransfer(frame, record, ask)),
        form,
        ...(room !== null && { room: { after: frenchDay(dayIn(room.after, zone)), until: frenchDay(dayIn(room.until, zone)) } }),
        ...(asked !== null && { asked: { until: asked.until, ...(text !== undefined && { text }) } }),
      });
    },
    act: ({ decision, until, text }, { state }, { ask }) => {
      const { id: transfer } = transferOf(state, ask);
      const event: Act =
        decision === 'REFUSED' || until === undefined ? { kind: 'ExtensionRefused', transfer } : { kind: 'ExtensionGranted', transfer, until };
      return { event, content: text };
    },
    refusedAt: 'until',
    said: 'Le destinataire en est prévenu.',
  });

  /** How whoever has the transfer learns that it is cancelled. */
  async function toldHow(record: CaseRecord, ask: Ask): Promise<string> {
    return (await isMailed(record, ask))
      ? 'Un courriel sans nom lui dira que la transmission est annulée.'
      : 'Il n’a pas d’adresse électronique : une tâche demandera de le lui dire.';
  }

  async function isMailed(record: CaseRecord, ask: Ask): Promise<boolean> {
    const { directory } = await currentWorld(parts, record);
    return isWrittenTo(directory.on(parts.now() + record.clockOffset), transferOf(record.state, ask).contact);
  }

  async function onTransfer(frame: OnCase, record: CaseRecord, ask: Ask) {
    const names = await namesOf(parts, record.department, await currentWorld(parts, record));
    return { ...frame, transfer: transferLine(transferOf(record.state, ask), names) };
  }

  return pages;
}

/** What was answered of the transfer of the address. */
function answered(state: CaseState, ask: Ask) {
  const transfer = transferOf(state, ask);
  return [isUnheard(transfer) ? null : transfer.status, transfer.paused !== null, transfer.outcome, transfer.dates ?? null];
}

/** An hour is written to the minute: one of the minute in which the transfer was ordered is no earlier. */
const withinMinute = (saidAt: Instant, orderedAt: Instant): Instant => (orderedAt - saidAt < MINUTE ? Math.max(saidAt, orderedAt) : saidAt);

/** What whoever is consulted, or asked to a concertation, answers; and what any other does. */
function answersTo({ mode }: Transfer): Choice[] {
  const asked = { OPINION: mode === 'CONSULTATION', TAKES_PART: mode === 'CONCERTATION' } as const;
  return answers.filter(({ value }) => (value === 'OPINION' || value === 'TAKES_PART' ? asked[value] : true)).map((answer) => ({ ...answer }));
}

function answerEvent({ id: transfer, orderedAt }: Transfer, { answer, refusal, outcome, opinion, dates = [], saidAt }: Answer): Act {
  const said = { transfer, ...(saidAt !== undefined && { saidAt: withinMinute(saidAt, orderedAt) }) };
  switch (answer) {
    case 'ACKNOWLEDGED':
      return { kind: 'Acknowledged', ...said };
    case 'IN_CHARGE':
      return { kind: 'TakenInCharge', ...said };
    case 'INFORMATION':
      return { kind: 'InformationRequested', ...said };
    case 'OPINION':
      if (opinion === undefined) throw new Error('an opinion without its sense passed the check');
      return { kind: 'OpinionGiven', ...said, opinion };
    case 'TAKES_PART':
      return { kind: 'TakesPart', ...said, dates };
    case 'OUTCOME':
      return { kind: 'OutcomeGiven', ...said, outcome };
    case 'REFUSED':
      if (refusal === undefined) throw new Error('a refusal without its reason passed the check');
      return { kind: 'Refused', ...said, reason: refusal };
  }
}
