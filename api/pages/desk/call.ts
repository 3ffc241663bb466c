import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { safeChannels, safeMoments } from '../../../cases/model/content.ts';
import { openDraftFiles } from '../../../files/drafts.ts';
import { announcedCalls, takeAnnounced } from '../../../intake/announced.ts';
import { recordContact } from '../../../intake/contact.ts';
import { type CallNotes, callHash, phoneAlert } from '../../../intake/phone.ts';
import { receive } from '../../../intake/receive.ts';
import { longestText } from '../../../intake/schema.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ReporterField } from '../../../templates/views/lines.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { isEmail } from '../../../vocabulary/email-address.ts';
import { incomingDoors } from '../../../vocabulary/incoming-doors.ts';
import { type ContactKind, codes } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { callHref, callPaths, caseHref, deskHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { draftLines, draftWithFiles } from '../shared/draft-files.ts';
import { factChoices, factShape, factsWorld, leftToAsk, readFacts } from '../shared/facts-form.ts';
import { neededText, oneCode, onlyShown, onlyShownAll } from '../shared/fields.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type FormError, one, oneOf, type Typed, typedIn } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd } from '../shared/form-sent.ts';
import { draftSaver, dropOwn, keepOwn, type OpenedDraft, openOwnDraft, writtenIn } from '../shared/own-draft.ts';

/** What was written down, in words. */
export const notesField = (sentence: string) =>
  neededText(sentence).refine((text) => text.length <= longestText, `Gardez au plus ${longestText} caractères.`);

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

const callFields = {
  notes: notesField('Notez au moins quelques mots de ce qui a été dit.'),
  contactKind: oneCode(codes('contactKind'), 'Dites comment finit ce contact.'),
  answer: onlyShown,
  pieces: onlyShown,
  ...reporterShape,
  ...factShape,
};
type CallField = keyof typeof callFields;

const emergencies = [
  { phone: '17', label: 'Police ou gendarmerie' },
  { phone: '15', label: 'Urgence médicale' },
  { phone: '18', label: 'Pompiers' },
  { phone: '112', label: 'Partout en Europe' },
  { phone: '114', label: 'Par SMS' },
  { phone: '119', label: 'Enfant en danger' },
];
const next = [
  'Je note ce que vous me dites, puis je vérifie qui doit être prévenu.',
  'Nous transmettons à ceux qui peuvent agir, et nous les relançons jusqu’à leur réponse.',
  'Si vous le voulez, nous vous rappelons, au moment que vous choisissez.',
].map(typographic);

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

  draftSaver(pages, callPaths.draft, 'Notes gardées.', ({ request, response }, fields) =>
    keepOwn(parts, response, String(request.params.id), fields),
  );

  formButton(parts, pages, {
    at: callPaths.drop,
    standsOn: ({ request }) => callHref('one', { id: String(request.params.id) }),
    open: async ({ request }) => String(request.params.id),
    act: async (id, { ask }) => {
      await dropOwn(parts, ask.response, id);
      return { to: deskHref, said: 'Le brouillon est effacé.' };
    },
  });

  formPage(parts, pages, {
    at: callPaths.one,
    door: signedInDoor(parts),
    open: ({ request, response }) => openOwnDraft(parts, response, String(request.params.id), 'CALL'),
    fields: callFields,
    draft: draftWithFiles(parts, 'CALL', ({ id }) => callHref('one', { id })),
    check: async (_values, _draft, { ask, typed }) => [
      ...unreached(typed),
      ...leftToAsk(readFacts(typed, 'PHONE', await factsWorld(parts, signedIn(ask.response).department), false)),
    ],
    view: callPage,
    act: async ({ contactKind }, { id }, { ask, typed }) => {
      const account = signedIn(ask.response);
      const fields = writtenIn(typed);
      const files = await openDraftFiles(parts.database, account.department, id);
      if (contactKind !== 'ALERT') return files.length > 0 ? { errors: [filesNeedAnAlert] } : endWithout(ask, id, contactKind, fields);
      const { facts, asSaid } = readFacts(fields, 'PHONE', await factsWorld(parts, account.department), false);
      const alert = phoneAlert(account.department, id, facts, { ...readNotes(fields), ...(asSaid && { asSaid }) }, actorOf(account), parts.now());
      const received = await receive(parts.database, { ...alert, files });
      if ('conflict' in received) return { errors: [alreadyRecorded] };
      await dropOwn(parts, ask.response, id);
      parts.metrics.alerts.inc({ door: 'phone' });
      const awaited = received.state.qualification === 'AWAITED';
      return { to: awaited ? caseHref(received.reference, 'qualify') : caseHref(received.reference) };
    },
  });

  async function endWithout(ask: Ask, id: string, kind: Exclude<ContactKind, 'ALERT'>, fields: Typed): Promise<FormEnd<'notes'>> {
    const { request, response } = ask;
    const recorded = await recordContact(parts.database, {
      department: signedIn(response).department,
      kind,
      channel: 'PHONE',
      source: incomingDoors.PHONE.source,
      externalId: id,
      bodyHash: callHash(fields),
      receivedAt: parts.now(),
      content: fields,
    });
    if ('conflict' in recorded) return { errors: [alreadyRecorded] };
    await dropOwn(parts, response, id);
    const chrome = await chromeFor(parts, request, response);
    return { page: parts.page('desk/call-ended', { chrome, contactKind: kind, reference: recorded.reference, newCallHref: callHref('new') }) };
  }

  async function callPage(form: Form<CallField>, { id, kept }: OpenedDraft, ask: Ask): Promise<string> {
    const { department } = signedIn(ask.response);
    const found = kept !== null && form.errors.length === 0;
    const ringing = found ? [] : await announcedCalls(parts.database, department);
    return parts.page('desk/call', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      form,
      choices: factChoices(typedIn(form), await factsWorld(parts, department)),
      ringing: ringing.map(({ id: announced, caller }) => ({
        caller: caller === '' ? 'Numéro masqué' : caller,
        take: buttonTo(parts, ask, callHref('announced', { announced })),
      })),
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
  const wrong = {
    PHONE: /\d{4}/.test(contact) ? null : 'Notez le numéro à rappeler, ou choisissez un autre moyen sûr.',
    EMAIL: isEmail(contact) ? null : 'Notez l’adresse électronique seule, comme prenom@exemple.fr, ou choisissez un autre moyen sûr.',
    LETTER: contact !== '' ? null : 'Notez l’adresse postale, ou choisissez un autre moyen sûr.',
    NONE: null,
  }[channel ?? 'NONE'];
  return wrong === null || one(fields, 'anonymousToDesk') === 'OUI' ? [] : [{ field: 'reporterContact', message: wrong }];
}

/** What an agent wrote down beside the facts. */
export function readNotes(fields: Typed): CallNotes {
  const text = (name: CallField) => one(fields, name);
  return {
    notes: text('notes'),
    victimName: text('victimName'),
    victimContact: text('victimContact'),
    implicatedName: text('implicatedName'),
    reporterName: text('reporterName'),
    reporterContact: text('reporterContact'),
    safeContact: text('safeContact'),
    ...readSafe(fields),
    anonymousToDesk: text('anonymousToDesk') === 'OUI',
    anonymousToImplicated: text('anonymousToImplicated') !== 'NON',
    measures: text('measures'),
    health: text('health'),
    assets: text('assets'),
  };
}
