import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { localMoment } from '../../../calendar/local.ts';
import { DAY } from '../../../calendar/milliseconds.ts';
import type { Instant } from '../../../calendar/span.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { safeChannels, safeMoments } from '../../../cases/model/content.ts';
import { openDraftFiles } from '../../../files/drafts.ts';
import { announcedCalls, takeAnnounced } from '../../../intake/announced.ts';
import { recordContact } from '../../../intake/contact.ts';
import { callsOfOthers, isColleagues, takeCallOver } from '../../../intake/drafts.ts';
import { type CallNotes, callHash, phoneAlert, waysIn } from '../../../intake/phone.ts';
import { receive } from '../../../intake/receive.ts';
import { longestText } from '../../../intake/schema.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ReporterField } from '../../../templates/views/lines.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { incomingDoors } from '../../../vocabulary/incoming-doors.ts';
import { type ContactKind, codes } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { trace } from '../../http/trace.ts';
import { callHref, callPaths, caseHref, deskHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { draftLines, draftWithFiles } from '../shared/draft-files.ts';
import { factChoices, factShape, factsWorld, leftToAsk, type ReadFacts, readFacts } from '../shared/facts-form.ts';
import { freeText, neededText, oneCode, onlyShown, onlyShownAll, parsed } from '../shared/fields.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type FormError, one, oneOf, type Typed, typedIn } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd, Sent } from '../shared/form-sent.ts';
import { draftSaver, dropOwn, erased, keepOwn, type OpenedDraft, openOwnDraft, writtenIn } from '../shared/own-draft.ts';
import { changedParties } from '../shared/parties.ts';
import { whoIs } from '../words/names.ts';

const tooLong = `Gardez au plus ${longestText} caractères.`;

/** What was written down, in words. */
export const notesField = (sentence: string) => neededText(sentence).refine((text) => text.length <= longestText, tooLong);

/** How an author may be reached, read by `readNotes`. */
export const reporterShape = onlyShownAll([
  'reporterLink',
  'reporterName',
  'reporterContact',
  'safeChannel',
  'safeMoment',
  'messageAllowed',
  'announceAs',
  'language',
  'safeContact',
  'anonymousToDesk',
  'anonymousToImplicated',
] as const satisfies readonly ReporterField[]);

/** `calledAt`: of a call that was written on paper, and is typed later. */
const callFields = (zone: string, now: Instant) => ({
  calledAt: parsed(
    (text) => callMoment(text, zone, now),
    'Donnez le jour et l’heure de l’appel noté sur papier, dans le mois passé ; laissez vide pour un appel de maintenant.',
  ).optional(),
  notes: freeText().refine((text) => text.length <= longestText, tooLong),
  contactKind: oneCode(codes('contactKind'), 'Dites comment finit ce contact.'),
  answer: onlyShown,
  pieces: onlyShown,
  ...reporterShape,
  ...factShape,
});
type CallField = keyof ReturnType<typeof callFields>;

/** When a call was, on the clock of the desk; null for what is no moment of the last month. */
function callMoment(text: string, zone: string, now: Instant): Instant | null {
  const at = localMoment(text, zone);
  return at === null || at > now || at < now - 31 * DAY ? null : at;
}

const emergencies = [
  { phone: '17', label: 'Police ou gendarmerie', short: 'police' },
  { phone: '15', label: 'Urgence médicale', short: 'médecin' },
  { phone: '18', label: 'Pompiers', short: 'pompiers' },
  { phone: '112', label: 'Partout en Europe', short: 'Europe' },
  { phone: '114', label: 'Par SMS', short: 'SMS' },
  { phone: '119', label: 'Enfant en danger', short: 'enfant' },
];
const next = [
  'Je note ce que vous me dites, puis je vérifie qui doit être prévenu.',
  'Nous transmettons à ceux qui peuvent agir, et nous les relançons jusqu’à leur réponse.',
  'Si vous le voulez, nous vous rappelons, au moment que vous choisissez.',
].map(typographic);

/** What ends before anybody said anything worth writing down. */
const wordless: ReadonlySet<ContactKind> = new Set<ContactKind>(['SILENT', 'CUT', 'WRONG_NUMBER']);
const noNotes: FormError<'notes'> = { field: 'notes', message: 'Notez au moins quelques mots de ce qui a été dit.' };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The call: notes first, kept as they are typed, and whatever the contact ends as. Nothing here says when it began. */
export function callPages(parts: Parts): Router {
  const pages = Router();

  pages.get(callPaths.new, (_request, response) => response.redirect(303, callHref('one', { id: randomUUID() })));

  // The agent takes a call that rings: its number is in the notes, and nobody else is shown it any more.
  formButton(parts, pages, {
    at: callPaths.announced,
    standsOn: () => deskHref,
    open: async ({ request }) => String(request.params.announced),
    act: async (announced, { ask: { response } }) => {
      const taken = uuid.test(announced) ? await takeAnnounced(parts.database, signedIn(response).department, announced) : null;
      const id = randomUUID();
      const to = callHref('one', { id });
      if (taken === null) return { to, said: 'Cet appel est déjà pris, ou n’est plus annoncé. Voici une page vide.', important: true };
      await keepOwn(parts, response, id, { reporterContact: taken.caller });
      return { to };
    },
  });

  // For a day without network: what to say, and the lines to fill by hand.
  pages.get(callPaths.sheet, async (request, response) => {
    response.type('html').send(parts.page('desk/call-sheet', { chrome: await chromeFor(parts, request, response), emergencies, next }));
  });

  // A colleague ends what somebody began; the page it was begun on keeps nothing more.
  formButton(parts, pages, {
    at: callPaths.takeOver,
    standsOn: () => callHref('new'),
    open: async ({ request }) => String(request.params.id),
    act: async (id, { ask: { request, response } }) => {
      const { department, id: account } = signedIn(response);
      const before = uuid.test(id) ? await takeCallOver(parts.database, department, id, account, parts.now()) : null;
      if (before === null) return { to: deskHref, said: 'Cet appel est déjà repris, enregistré, ou quelqu’un l’écrit encore.', important: true };
      await trace(parts, request, { department, kind: 'CALL_TAKEN_OVER', account, about: before });
      return { to: callHref('one', { id }), said: 'Cet appel est maintenant le vôtre.' };
    },
  });

  draftSaver(pages, callPaths.draft, 'Notes gardées.', ({ request, response }, fields) =>
    keepOwn(parts, response, String(request.params.id), fields),
  );

  formButton(parts, pages, {
    at: callPaths.drop,
    standsOn: ({ request }) => callHref('one', { id: String(request.params.id) }),
    open: async ({ request }) => String(request.params.id),
    act: async (id, { ask }) => {
      return (await dropOwn(parts, ask.response, id)) ? { to: deskHref, said: 'Le brouillon est effacé.' } : { to: deskHref, ...erased };
    },
  });

  const ownCall = draftWithFiles(parts, 'CALL', ({ id }) => callHref('one', { id }));
  formPage(parts, pages, {
    at: callPaths.one,
    door: signedInDoor(parts),
    open: openCall,
    lines: changedParties,
    fields: (_draft, { response }) => callFields(territoryOf(signedIn(response).department).zone, parts.now()),
    draft: {
      ...ownCall,
      keep: async (draft: OpenedCall, sent: Sent) => {
        const end = await ownCall.keep(draft, sent);
        if (!draft.taken) return end;
        const wrong = end !== null && 'errors' in end ? end.errors.map(({ message }) => message) : [];
        return { to: callHref('one', { id: draft.id }), said: [takenMeanwhile, ...wrong].join(' '), important: true };
      },
    },
    check: async ({ contactKind, notes }, _draft, { ask, typed }) => [
      ...(notes === '' && (contactKind === undefined || !wordless.has(contactKind)) ? [noNotes] : []),
      ...unreached(typed),
      ...leftToAsk(readFacts(typed, 'PHONE', await factsWorld(parts, signedIn(ask.response).department, typed), false)),
    ],
    view: callPage,
    act: async ({ contactKind, calledAt = parts.now() }, { id }, { ask, typed }) => {
      const account = signedIn(ask.response);
      const fields = writtenIn(typed);
      const files = await openDraftFiles(parts.database, account.department, id);
      if (contactKind !== 'ALERT') return files.length > 0 ? { errors: [filesNeedAnAlert] } : endWithout(ask, id, contactKind, calledAt, fields);
      const read = readFacts(fields, 'PHONE', await factsWorld(parts, account.department, fields), false);
      const alert = phoneAlert(account.department, id, read.facts, readNotes(fields, read), actorOf(account), calledAt);
      const received = await receive(parts.database, { ...alert, files });
      if ('conflict' in received) return { errors: [alreadyRecorded] };
      await dropOwn(parts, ask.response, id);
      parts.metrics.alerts.inc({ door: 'phone' });
      const { reference, state } = received;
      ask.request.session.called = { ...ask.request.session.called, [reference]: state.alerts.at(-1)?.id ?? '' };
      const awaited = state.qualification === 'AWAITED';
      return { to: awaited ? caseHref(reference, 'qualify') : caseHref(reference) };
    },
  });

  /** A call that a colleague took over is not had, but what is sent of it then goes on a page of one's own: nothing that was typed is lost. */
  async function openCall({ request, response }: Ask): Promise<OpenedCall> {
    const [id, account] = [String(request.params.id), signedIn(response)];
    const taken = request.method === 'POST' && uuid.test(id) && (await isColleagues(parts.database, account.department, id, account.id));
    return taken ? { id: randomUUID(), kept: null, taken } : { ...(await openOwnDraft(parts, response, id, 'CALL')), taken };
  }

  async function endWithout(
    ask: Ask,
    id: string,
    kind: Exclude<ContactKind, 'ALERT'>,
    receivedAt: Instant,
    fields: Typed,
  ): Promise<FormEnd<'notes'>> {
    const { request, response } = ask;
    const recorded = await recordContact(parts.database, {
      department: signedIn(response).department,
      kind,
      channel: 'PHONE',
      source: incomingDoors.PHONE.source,
      externalId: id,
      bodyHash: callHash(fields),
      receivedAt,
      content: fields,
    });
    if ('conflict' in recorded) return { errors: [alreadyRecorded] };
    await dropOwn(parts, response, id);
    const chrome = await chromeFor(parts, request, response);
    return { page: parts.page('desk/call-ended', { chrome, contactKind: kind, reference: recorded.reference, newCallHref: callHref('new') }) };
  }

  async function callPage(form: Form<CallField>, { id, kept }: OpenedCall, ask: Ask): Promise<string> {
    const { department, id: account } = signedIn(ask.response);
    const found = kept !== null && form.errors.length === 0;
    const begun = kept === null ? await callsOfOthers(parts.database, department, account, parts.now()) : [];
    const who = begun.length === 0 ? () => '' : await whoIs(parts, ask.response);
    const ringing = found ? [] : await announcedCalls(parts.database, department);
    return parts.page('desk/call', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      form,
      choices: factChoices(typedIn(form), await factsWorld(parts, department, typedIn(form))),
      ringing: ringing.map(({ id: announced, caller }) => ({
        caller: caller === '' ? 'Numéro masqué' : caller,
        take: buttonTo(parts, ask, callHref('announced', { announced })),
      })),
      begun: begun.map(({ id: other, account: of, hour }) => ({
        who: who(of),
        hour,
        take: buttonTo(parts, ask, callHref('takeOver', { id: other })),
      })),
      sheetHref: callHref('sheet'),
      draftHref: callHref('draft', { id }),
      draftKept: found,
      files: await draftLines(parts, department, id),
      limits: limitsInWords,
      ...(found && { discard: buttonTo(parts, ask, callHref('drop', { id })) }),
      next,
      emergencies,
    });
  }

  return pages;
}

interface OpenedCall extends OpenedDraft {
  /** A colleague took over the call of this address: the draft is another, one's own. */
  taken: boolean;
}

const takenMeanwhile =
  'Un collègue a repris l’appel que vous aviez commencé\u00a0: rien n’est encore enregistré. Tout ce que vous venez d’envoyer est ici, sur une page à vous\u00a0: enregistrez-la pour en faire un appel à vous, ou effacez ce brouillon si votre collègue a déjà tout. Les pièces déjà jointes sont restées avec son appel.';

const filesNeedAnAlert: FormError<'pieces'> = {
  field: 'pieces',
  message: 'Sans alerte, il n’y a pas de dossier où garder ces fichiers\u00a0: retirez-les, ou enregistrez une alerte.',
};

const alreadyRecorded: FormError<'notes'> = {
  field: 'notes',
  message: 'Cet appel est déjà enregistré. Pour ajouter quelque chose, écrivez une note dans son dossier.',
};

/** How the author may be reached, where it was asked. */
function readSafe(fields: Typed): Pick<CallNotes, 'safe' | 'language'> {
  const channel = oneOf(fields, 'safeChannel', safeChannels);
  const moment = oneOf(fields, 'safeMoment', safeMoments);
  const [announceAs, language] = [one(fields, 'announceAs'), one(fields, 'language')];
  const messageAllowed = channel === 'PHONE' && one(fields, 'messageAllowed') === 'OUI';
  return {
    ...(channel !== undefined && { safe: { channel, messageAllowed, ...(moment && { moment }), ...(announceAs && { announceAs }) } }),
    ...(language && { language }),
  };
}

/** A channel that was chosen needs what it is reached by. */
export function unreached(fields: Typed): FormError<'reporterContact'>[] {
  const [channel, contact] = [oneOf(fields, 'safeChannel', safeChannels), one(fields, 'reporterContact')];
  const { phone, email } = waysIn(contact);
  const wrong = {
    PHONE: phone !== undefined ? null : 'Notez le numéro à rappeler, ou choisissez un autre moyen sûr.',
    EMAIL: email !== undefined ? null : 'Notez l’adresse électronique, comme prenom@exemple.fr, ou choisissez un autre moyen sûr.',
    LETTER: contact !== '' ? null : 'Notez l’adresse postale, ou choisissez un autre moyen sûr.',
    NONE: null,
  }[channel ?? 'NONE'];
  return wrong === null || one(fields, 'anonymousToDesk') === 'OUI' ? [] : [{ field: 'reporterContact', message: wrong }];
}

/** What an agent wrote down beside the facts. */
export function readNotes(fields: Typed, { people, asSaid }: ReadFacts): CallNotes {
  const text = (name: CallField) => one(fields, name);
  return {
    notes: text('notes'),
    victimName: text('victimName'),
    victimContact: text('victimContact'),
    implicated: people,
    reporterName: text('reporterName'),
    reporterContact: text('reporterContact'),
    safeContact: text('safeContact'),
    ...readSafe(fields),
    anonymousToDesk: text('anonymousToDesk') === 'OUI',
    anonymousToImplicated: text('anonymousToImplicated') !== 'NON',
    measures: text('measures'),
    health: text('health'),
    assets: text('assets'),
    ...(asSaid && { asSaid }),
  };
}
