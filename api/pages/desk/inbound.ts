import { type Request, Router } from 'express';
import { territoryOf } from '../../../calendar/territory.ts';
import { caseByReference } from '../../../cases/lists/cases.ts';
import { type MailVerdict, type SenderChecks, verdicts } from '../../../cases/model/content.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { confirmSender } from '../../../intake/email/confirm.ts';
import type { MailDesk } from '../../../intake/email/desk.ts';
import { senderIndexes } from '../../../intake/email/inbound-mails.ts';
import { reasons, writtenBy } from '../../../intake/email/mail.ts';
import { joinMailTo, type Moved, openCaseOfMail } from '../../../intake/email/move.ts';
import {
  type DiscardReason,
  discardMail,
  discardReasons,
  type InboundMailLine,
  listInboundMails,
  type MailStatus,
  mailsToLookAt,
  type ReadMailRecord,
  readInboundMail,
  releaseMail,
} from '../../../intake/email/quarantine.ts';
import { isProven } from '../../../intake/email/sort.ts';
import { mailDomainOf } from '../../../settings/mailboxes.ts';
import type { InboundViews } from '../../../templates/views/mails.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, firstPath, mailHref, mailPaths, mailsHref } from '../shared/addresses.ts';
import { readDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { freeText, maybeCode, type NameOf, neededText, oneCode, parsed, readFields } from '../shared/fields.ts';
import { sendFile } from '../shared/file-answer.ts';
import { sizeInWords } from '../shared/file-lines.ts';
import { formView, one, typedIn } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type FormEnd, refusedBy } from '../shared/form-sent.ts';
import { numbered } from '../shared/pagination.ts';
import { checksInWords } from '../words/mail-checks.ts';

const LINES = 50;
const A_DAY = 86_400_000;

const tabs: [slug: string, status: MailStatus | undefined, label: string][] = [
  ['', 'QUARANTINED', 'Mis de côté'],
  ['attente', 'WAITING', 'À trier'],
  ['ecartes', 'DISCARDED', 'Écartés'],
  ['repris', 'RELEASED', 'Repris'],
  ['dossiers', 'TAKEN', 'Devenus ou joints à un dossier'],
  ['tous', undefined, 'Tous'],
];

const statuses: Record<MailStatus, string> = {
  WAITING: 'à trier',
  TAKEN: 'au dossier',
  QUARANTINED: 'mis de côté',
  RELEASED: 'repris par un agent',
  DISCARDED: 'écarté par un agent',
};

const inAddress = ['type', 'reference', 'du', 'au'] as const;

const day = (zone: string) => parsed((text) => readDay(text, zone), 'Écrivez la date comme 22/11/2026.').optional();
const filterFields = (zone: string) => ({
  type: maybeCode(Object.keys(verdicts) as MailVerdict[]),
  expediteur: freeText(),
  reference: freeText(),
  du: day(zone),
  au: day(zone),
});
type Filter = NameOf<ReturnType<typeof filterFields>>;
const filterNames: readonly Filter[] = [...inAddress, 'expediteur'];

/** The list with what is looked for, and nothing that is not. */
function listHref(filters: Record<string, string>): string {
  const kept = Object.entries(filters).filter(([, value]) => value !== '');
  return kept.length === 0 ? mailsHref : `${mailsHref}?${new URLSearchParams(kept)}`;
}

/** What the address of the list asks for. */
function asked({ request }: Ask, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** Every mail that came in, and what was set aside: found, read safely, taken as an alert after all, or discarded with a reason. */
export function inboundPages(parts: Parts): Router {
  const pages = Router();

  const search = formPage(parts, pages, {
    at: mailPaths.search,
    door: signedInDoor(parts),
    open: async () => null,
    fields: (_subject, { response }) => filterFields(territoryOf(signedIn(response).department).zone),
    begin: (_subject, ask) => Object.fromEntries(inAddress.map((name) => [name, asked(ask, name)])),
    view: (form, _subject, ask): Promise<string> => listPage(form, ask),
    // An address is personal: it travels in a form's body, and in the list's address only as its blind index.
    act: async ({ expediteur }, _subject, { ask, typed }) => {
      const { department } = signedIn(ask.response);
      const de = expediteur === '' ? [] : senderIndexes(parts.database, department, expediteur).map((index) => index.toString('hex'));
      return { to: listHref({ ...Object.fromEntries([...inAddress, 'etat'].map((name) => [name, one(typed, name)])), de: de.join('.') }) };
    },
    action: () => mailHref('search'),
  });

  pages.get(firstPath, async (request: Request, response) => {
    const ask = { request, response };
    const form = await search(null, ask);
    // An address may have been written by hand.
    const { errors } = readFields(filterFields(territoryOf(signedIn(response).department).zone), typedIn(form));
    response.type('html').send(await listPage(formView<Filter>(form, filterNames, typedIn(form), errors), ask));
  });

  async function listPage(form: Form<Filter>, ask: Ask): Promise<string> {
    const { request, response } = ask;
    const account = signedIn(response);
    const chrome = await chromeFor(parts, request, response);
    const text = (name: string) => asked(ask, name);
    const sender = /^[0-9a-f]{64}(\.[0-9a-f]{64})*$/.test(text('de')) ? text('de') : '';
    const [slug, status] = tabs.find(([name]) => name === text('etat')) ?? ['', 'QUARANTINED' as const];
    const [from, until] = [readDay(text('du'), chrome.zone), readDay(text('au'), chrome.zone)];
    const verdict = (Object.keys(verdicts) as MailVerdict[]).find((code) => code === text('type'));
    const found = await listInboundMails(parts.database, account.department, actorOf(account), {
      page: Math.max(1, Number.parseInt(text('page'), 10) || 1),
      size: LINES,
      ...(status !== undefined && { status }),
      ...(verdict !== undefined && { verdict }),
      ...(sender !== '' && { sender: sender.split('.').map((index) => Buffer.from(index, 'hex')) }),
      ...(text('reference') !== '' && { reference: text('reference') }),
      ...(from !== null && { from }),
      ...(until !== null && { until: until + A_DAY }),
    });
    const { waiting } = await mailsToLookAt(parts.database, account.department);
    const here = { ...Object.fromEntries(inAddress.map((name) => [name, text(name)])), etat: slug, de: sender };
    const link = (change: Record<string, string>) => listHref({ ...here, ...change });
    const filtered = sender !== '' || inAddress.some((name) => text(name) !== '');
    return parts.page('desk/inbound', {
      chrome,
      waiting,
      waitingHref: listHref({ etat: 'attente' }),
      tabs: tabs.map(([name, , label]) => ({ href: link({ etat: name }), label, current: name === slug })),
      filters: { ...form, hidden: [...(form.hidden ?? []), { name: 'etat', value: slug }] },
      ...(sender !== '' && { oneSender: { clearHref: link({ de: '' }) } }),
      types: (Object.keys(verdicts) as MailVerdict[]).map((value) => ({ value, label: verdicts[value] })),
      rows: found.rows.map(row),
      pagination: numbered({ page: found.page, size: LINES, shown: found.rows.length, total: found.total }, (page) => link({ page: String(page) })),
      empty: filtered
        ? {
            text: 'Aucun courriel ne correspond. Retirez un filtre, ou cherchez parmi tous.',
            action: { href: `${mailsHref}?etat=tous`, label: 'Voir tous les courriels' },
          }
        : { text: 'Rien ici. Les réponses automatiques, les listes et les indésirables viendront d’eux-mêmes.' },
    });
  }

  const discard = formPage(parts, pages, {
    at: [mailPaths.one, mailPaths.discard],
    door: signedInDoor(parts),
    open: opened,
    fields: { reason: oneCode(Object.keys(discardReasons) as DiscardReason[], 'Dites pourquoi ce courriel est écarté.') },
    view: async (form, record, ask): Promise<string> => mailPage({ discard: form, join: await join(record, ask) }, record, ask),
    act: async ({ reason }, record, { ask }) => {
      const account = signedIn(ask.response);
      const had = await discardMail(parts.database, account.department, account.id, record.id, reason);
      if (!had) return { to: mailHref('one', { id: record.id }), said: 'Quelqu’un d’autre a déjà décidé de ce courriel.', important: true };
      return { to: mailsHref, said: 'Le courriel est écarté. Il se retrouve parmi les écartés, et peut encore être repris.' };
    },
    action: ({ id }) => mailHref('discard', { id }),
  });

  const join = formPage(parts, pages, {
    at: mailPaths.join,
    door: signedInDoor(parts),
    open: opened,
    fields: { dossier: neededText('Donnez la référence du dossier, par exemple 54-26-8K3M-2Q.') },
    view: async (form, record, ask): Promise<string> => mailPage({ join: form, discard: await discard(record, ask) }, record, ask),
    act: async ({ dossier }, record, { ask }) => {
      const account = signedIn(ask.response);
      const line = await caseByReference(parts.database, account.department, dossier);
      if (line === null)
        return { errors: [{ field: 'dossier', message: 'Ce dossier n’existe pas, ou ne vous est pas ouvert : vérifiez sa référence.' }] };
      return placed(record, ask, await joinMailTo(deskOf(record.checks), account.department, actorOf(account), record.id, line.caseId), 'dossier');
    },
    action: ({ id }) => mailHref('join', { id }),
  });

  const onMail = { standsOn: ({ request }: Ask) => mailHref('one', { id: String(request.params.id) }), open: opened };
  formButton<ReadMailRecord>(parts, pages, {
    at: mailPaths.own,
    ...onMail,
    act: async (record, { ask }) => {
      const account = signedIn(ask.response);
      return placed(record, ask, await openCaseOfMail(deskOf(record.checks), account.department, actorOf(account), record.id));
    },
  });

  for (const sure of [true, false])
    formButton<ReadMailRecord>(parts, pages, {
      at: sure ? mailPaths.sender : mailPaths.notSender,
      ...onMail,
      act: async ({ id, checks }, { ask, key }) => {
        const account = signedIn(ask.response);
        const came = await confirmSender(deskOf(checks), account.department, actorOf(account), id, sure, key);
        if (typeof came === 'object') return refusedBy(came.refused);
        if (came === 'CHANGED') return { changed: true };
        return { to: mailHref('one', { id }), said: sure ? 'L’expéditeur est vérifié, en votre nom.' : 'L’expéditeur n’est plus dit vérifié.' };
      },
    });

  async function placed<Name extends string = never>({ id }: ReadMailRecord, { response }: Ask, moved: Moved, field?: Name): Promise<FormEnd<Name>> {
    if ('refused' in moved) return refusedBy(moved.refused, field);
    if ('changed' in moved)
      return { to: mailHref('one', { id }), said: 'Quelqu’un d’autre vient de décider de ce courriel : voici où il est.', important: true };
    const reference = (await caseState(parts.database, signedIn(response).department, moved.caseId))?.reference;
    if (reference === undefined) return { to: mailHref('one', { id }), said: 'Le courriel est rangé.' };
    return {
      to: caseHref(reference),
      said: 'Le courriel est dans ce dossier. Pour revenir en arrière, ouvrez-le depuis le journal et mettez-le ailleurs.',
    };
  }

  pages.get(mailPaths.original, async (request: Request, response) => {
    const { content, status } = await opened({ request, response });
    const open = content !== null && hasOriginal(status);
    sendFile(
      request,
      response,
      open ? { name: 'courriel.eml', type: 'message/rfc822', kind: 'MAIL', verdict: 'UNCHECKED', bytes: content.raw } : null,
    );
  });

  formButton<ReadMailRecord>(parts, pages, {
    at: mailPaths.release,
    ...onMail,
    act: async (record, { ask }) => {
      const account = signedIn(ask.response);
      const caseId = await releaseMail(deskOf(record.checks), account.department, account.id, record.id);
      const reference = caseId === null ? record.reference : (await caseState(parts.database, account.department, caseId))?.reference;
      if (reference == null) return { to: mailHref('one', { id: record.id }) };
      return caseId === null
        ? { to: caseHref(reference), said: 'Le courriel n’attendait plus : il est dans ce dossier.', important: true }
        : { to: caseHref(reference), said: 'Le courriel est repris : il est dans ce dossier.' };
    },
  });

  async function opened({ request, response }: Ask): Promise<ReadMailRecord> {
    const account = signedIn(response);
    const record = await readInboundMail(parts.database, account.department, actorOf(account), String(request.params.id));
    if (record === null) throw new NotFound();
    return record;
  }

  /** Whether the sender is who the mail says was looked at when it came. */
  function deskOf(checks: SenderChecks | null): MailDesk {
    const { publicUrl, clamd } = parts.settings;
    return { db: parts.database, domain: mailDomainOf(publicUrl), check: async () => checks, voicemail: new Map(), clamd, now: parts.now };
  }

  async function mailPage(forms: { discard: Form<'reason'>; join: Form<'dossier'> }, record: ReadMailRecord, ask: Ask): Promise<string> {
    const { id, status, content, decidedAt, decidedBecause, reference } = record;
    const aside = content !== null && (status === 'QUARANTINED' || status === 'DISCARDED' || status === 'WAITING');
    const answers = reference !== null;
    const mayMove = content !== null && status !== 'WAITING' && !record.isAlert;
    return parts.page('desk/inbound-mail', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      backHref: mailsHref,
      ...headOf(record),
      reasons: record.reasons.map((reason) => reasons[reason]),
      checks: checksInWords(record.checks),
      ...senderOf(record, ask),
      ...(content !== null && content.mail.text !== '' && { text: content.mail.text }),
      erased: content === null,
      attachments: (content?.mail.attachments ?? []).map(({ name, bytes }) => ({ name, size: sizeInWords(bytes.length) })),
      ...(reference !== null && { case: { reference, href: caseHref(reference) } }),
      ...(decidedAt !== null && {
        decided: { at: decidedAt, text: status === 'DISCARDED' ? `Écarté : ${discardReasons[decidedBecause as DiscardReason] ?? ''}` : 'Repris' },
      }),
      ...(content !== null && hasOriginal(status) && { originalHref: mailHref('original', { id }) }),
      ...(aside && {
        release: {
          ...buttonTo(parts, ask, mailHref('release', { id })),
          title: status === 'WAITING' ? 'Ce courriel attend d’être trié' : 'Ce n’est pas un indésirable',
          label: answers ? 'Joindre au dossier' : 'En faire une alerte',
          consequences: answers
            ? ['Le courriel est joint au dossier dont il parle.', 'Une tâche demande de le lire.']
            : ['Un dossier s’ouvre, à qualifier.', 'L’auteur reçoit un accusé de réception si son adresse peut recevoir une réponse.'],
        },
      }),
      ...(aside && status === 'QUARANTINED' && { discard: forms.discard }),
      ...(mayMove && { join: forms.join }),
      ...(mayMove && answers && !aside && { own: buttonTo(parts, ask, mailHref('own', { id })) }),
      ...(record.isAlert && reference !== null && { mergeHref: caseHref(reference, 'situation') }),
      reasonChoices: (Object.keys(discardReasons) as DiscardReason[]).map((value) => ({ value, label: discardReasons[value] })),
    });
  }

  /** Only of what is sorted, readable and unproven is anything confirmed. */
  function senderOf(
    { id, status, content, checks, confirmed }: ReadMailRecord,
    ask: Ask,
  ): Pick<InboundViews['desk/inbound-mail'], 'confirm' | 'confirmed'> {
    const may = content !== null && status !== 'WAITING';
    if (confirmed !== null) return { confirmed: { ...confirmed, ...(may && { takeBack: buttonTo(parts, ask, mailHref('notSender', { id })) }) } };
    return may && !isProven({ checks, confirmed: false }) ? { confirm: buttonTo(parts, ask, mailHref('sender', { id })) } : {};
  }

  return pages;
}

/** What an agent decided is an alert may be kept as it came, for whoever must prove it; what was set aside is only read. */
const hasOriginal = (status: MailStatus): boolean => status === 'TAKEN' || status === 'RELEASED';

function row(line: InboundMailLine): InboundViews['desk/inbound']['rows'][number] {
  const { id, heading, reference } = line;
  const { from, subject, at, verdict, status } = headOf(line);
  return {
    href: mailHref('one', { id }),
    from,
    subject,
    at,
    verdict,
    status,
    excerpt: heading?.excerpt.slice(0, 120) ?? '',
    ...(reference !== null && { reference: { text: reference, href: caseHref(reference) } }),
  };
}

function headOf(line: InboundMailLine | ReadMailRecord): Pick<InboundViews['desk/inbound-mail'], 'from' | 'subject' | 'at' | 'verdict' | 'status'> {
  const { heading, receivedAt, verdict, status } = line;
  const mail = 'content' in line ? line.content?.mail : undefined;
  return {
    from: mail === undefined ? (heading?.from ?? (status === 'WAITING' ? 'Pas encore lu' : 'Expéditeur effacé')) : writtenBy(mail.from),
    subject: (mail?.subject ?? heading?.subject ?? '') || 'Sans objet',
    at: receivedAt,
    verdict: verdict === null ? 'Pas encore trié' : verdicts[verdict],
    status: statuses[status],
  };
}
