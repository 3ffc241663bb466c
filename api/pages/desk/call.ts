import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { safeMoments } from '../../../cases/record/content.ts';
import { openDraftFiles } from '../../../files/drafts.ts';
import { announcedCalls, takeAnnounced } from '../../../intake/announced.ts';
import { recordContact } from '../../../intake/contact.ts';
import { type CallNotes, callHash, phoneAlert } from '../../../intake/phone.ts';
import { receive } from '../../../intake/receive.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactField, ReporterField } from '../../../templates/views/lines.ts';
import { incomingDoors } from '../../../vocabulary/incoming-doors.ts';
import { type ContactKind, codes } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { changeDraftFiles, changesFiles, draftLines } from '../shared/draft-files.ts';
import { type FactsWorld, factChoices, factFields, factsWorld, readFacts, severalFacts } from '../shared/facts-form.ts';
import { limitsInWords } from '../shared/file-lines.ts';
import { type FormError, formView, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { dropOwn, keepOwn, readOwn } from '../shared/own-draft.ts';

type CallField = 'notes' | 'contactKind' | 'answer' | 'pieces' | ReporterField | FactField;

export const reporterFields = [
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
] as const satisfies readonly ReporterField[];
const callFields: readonly CallField[] = ['notes', 'contactKind', 'answer', 'pieces', ...reporterFields, ...factFields];

const emergencies = [
  { phone: '17', label: 'Police ou gendarmerie' },
  { phone: '15', label: 'Urgence médicale' },
  { phone: '18', label: 'Pompiers' },
  { phone: '112', label: 'Partout en Europe' },
  { phone: '114', label: 'Par SMS' },
];
const next = [
  'Je note ce que vous me dites, puis je vérifie qui doit être prévenu.',
  'Nous transmettons à ceux qui peuvent agir, et nous les relançons jusqu’à leur réponse.',
  'Si vous le voulez, nous vous rappelons, au moment que vous choisissez.',
].map(typographic);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LONGEST_NOTES = 20_000;

/** The call: notes first, kept as they are typed, and whatever the contact ends as. Nothing here says when it began. */
export function callPages(parts: Parts): Router {
  const pages = Router();

  pages.get('/nouveau', (_request, response) => response.redirect(303, `/guichet/appels/${randomUUID()}`));

  // The agent takes a call that rings: its number is in the notes, and nobody else is shown it any more.
  pages.post('/annonces/:announced', async (request, response) => {
    const taken = uuid.test(request.params.announced)
      ? await takeAnnounced(parts.database, signedIn(response).department, request.params.announced)
      : null;
    const id = randomUUID();
    if (taken === null) notice(request, 'Cet appel est déjà pris, ou n’est plus annoncé. Voici une page vide.');
    else await keepOwn(parts, response, id, { reporterContact: taken.caller });
    response.redirect(303, `/guichet/appels/${id}`);
  });

  pages.get('/:id', async (request, response) => {
    const kept = await readOwn(parts, response, request.params.id);
    response.type('html').send(await callPage(request, response, resumed(response) ?? kept ?? {}, [], kept !== null));
  });

  pages.post('/:id/brouillon', async (request, response) => {
    const { _csrf, pieces, ...fields } = typed(request);
    await keepOwn(parts, response, request.params.id, fields);
    response.type('html').send('Notes gardées.');
  });

  pages.post('/:id/abandonner', async (request, response) => {
    await dropOwn(parts, response, request.params.id);
    notice(request, 'Le brouillon est effacé.');
    response.redirect(303, '/guichet');
  });

  pages.post('/:id', async (request, response) => {
    const account = signedIn(response);
    const { _csrf, fichiers, retirer, pieces, ...fields } = typed(request);
    const { id } = request.params;
    await keepOwn(parts, response, id, fields);
    const refused = await changeDraftFiles(parts, request, account.department, id);
    if (refused.length > 0) return sendBack(request, response, fields, [{ field: 'pieces', message: refused.join(' ') }]);
    if (changesFiles(request)) return void response.type('html').send(await callPage(request, response, fields, [], false));
    const world = await factsWorld(parts, account.department);
    const { facts, errors } = readFacts(fields, 'PHONE', world, false);
    const contactKind = oneOf(fields, 'contactKind', codes('contactKind'));
    const wrong: FormError<CallField>[] = [...missing(fields, contactKind), ...unreached(fields), ...errors];
    if (contactKind === undefined || wrong.length > 0) return sendBack(request, response, fields, wrong);
    const files = await openDraftFiles(parts.database, account.department, id);
    if (contactKind !== 'ALERT' && files.length > 0) return sendBack(request, response, fields, [filesNeedAnAlert]);
    if (contactKind !== 'ALERT') return endWithout(request, response, id, contactKind, fields);

    const alert = phoneAlert(account.department, id, facts, readNotes(fields), actorOf(account), parts.now());
    const received = await receive(parts.database, { ...alert, files });
    if ('conflict' in received) return sendBack(request, response, fields, [alreadyRecorded]);
    await dropOwn(parts, response, id);
    parts.metrics.alerts.inc({ door: 'phone' });
    const page = received.state.qualification === 'AWAITED' ? '/qualifier' : '';
    response.redirect(303, `/guichet/dossiers/${received.reference}${page}`);
  });

  async function endWithout(request: Request, response: Response, id: string, kind: Exclude<ContactKind, 'ALERT'>, fields: Typed): Promise<void> {
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
    if ('conflict' in recorded) return sendBack(request, response, fields, [alreadyRecorded]);
    await dropOwn(parts, response, id);
    response.type('html').send(
      parts.page('desk/call-ended', {
        chrome: await chromeFor(parts, request, response),
        contactKind: kind,
        reference: recorded.reference,
        newCallHref: '/guichet/appels/nouveau',
      }),
    );
  }

  async function sendBack(request: Request, response: Response, fields: Typed, errors: FormError<CallField>[]): Promise<void> {
    response
      .status(422)
      .type('html')
      .send(await callPage(request, response, fields, errors, false));
  }

  async function callPage(request: Request, response: Response, fields: Typed, errors: FormError<CallField>[], draftKept: boolean): Promise<string> {
    const world: FactsWorld = await factsWorld(parts, signedIn(response).department);
    const here = `/guichet/appels/${String(request.params.id)}`;
    const action = { action: here, csrf: parts.sessionForms.token(request, response) };
    return parts.page('desk/call', {
      chrome: await chromeFor(parts, request, response),
      form: formView(action, callFields, fields, errors, severalFacts),
      choices: factChoices(fields, world),
      ringing: draftKept
        ? []
        : (await announcedCalls(parts.database, signedIn(response).department)).map(({ id, caller }) => ({
            caller: caller === '' ? 'Numéro masqué' : caller,
            take: { action: `/guichet/appels/annonces/${id}`, csrf: action.csrf },
          })),
      draftHref: `${here}/brouillon`,
      draftKept,
      files: await draftLines(parts, signedIn(response).department, String(request.params.id)),
      limits: limitsInWords,
      ...(draftKept && { discard: { action: `${here}/abandonner`, csrf: action.csrf } }),
      next,
      emergencies,
    });
  }

  return pages;
}

const filesNeedAnAlert: FormError<CallField> = {
  field: 'pieces',
  message: 'Sans alerte, il n’y a pas de dossier où garder ces fichiers\u00a0: retirez-les, ou enregistrez une alerte.',
};

const alreadyRecorded: FormError<CallField> = {
  field: 'notes',
  message: 'Cet appel est déjà enregistré. Pour ajouter quelque chose, écrivez une note dans son dossier.',
};

function missing(fields: Typed, kind: ContactKind | undefined): FormError<CallField>[] {
  const wrong: FormError<CallField>[] = [];
  if (one(fields, 'notes') === '') wrong.push({ field: 'notes', message: 'Notez au moins quelques mots de ce qui a été dit.' });
  if (one(fields, 'notes').length > LONGEST_NOTES) wrong.push({ field: 'notes', message: `Gardez au plus ${LONGEST_NOTES} caractères.` });
  if (kind === undefined) wrong.push({ field: 'contactKind', message: 'Dites comment finit ce contact.' });
  return wrong;
}

const safeChannels = ['PHONE', 'EMAIL', 'LETTER', 'NONE'] as const;

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
    EMAIL: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact)
      ? null
      : 'Notez l’adresse électronique seule, comme prenom@exemple.fr, ou choisissez un autre moyen sûr.',
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
