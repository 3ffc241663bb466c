import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { apply } from '../../../cases/record/apply.ts';
import { dialogue, markRead } from '../../../cases/record/dialogue.ts';
import { addFiles } from '../../../cases/record/files.ts';
import { runningCase } from '../../../cases/record/merging.ts';
import { type AlertRecord, readCase } from '../../../cases/record/read-case.ts';
import { tellable } from '../../../cases/running/tellable.ts';
import { readCrockford } from '../../../database/codes.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { alertOfReceipt } from '../../../intake/receive.ts';
import { say } from '../../../templates/text/texts.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { examineUploads, readOpenUpload, uploaded } from '../../http/uploads.ts';
import { departmentOf } from '../shared/department.ts';
import { type FormError, formView, one, typed } from '../shared/form.ts';
import { formFrame, publicFrame, switchVersion, versionOf } from '../shared/public-frame.ts';
import { exchanged, followedSteps } from '../words/followed-view.ts';

const LONGEST = 5_000;
const draftCodeLength = 20;

/** An alert found by its code: its own case, and the one that goes on with it. */
interface Followed {
  department: string;
  caseId: string;
  alertId: string;
}

/** What a form on the page sends back: what was typed, what is wrong with it, or that it was had. */
interface Sent {
  text?: string;
  errors?: FormError<'text' | 'pieces'>[];
  added?: boolean;
}

/**
 * An author follows an alert by its code. The code travels in the body of forms only, never in an address, and no cookie
 * remembers it: reloading asks the browser to send the form again.
 */
export function followPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.use(['/suivre', '/lire'], notStored);

  async function askCode(request: Request, response: Response, discreet: boolean, code = '', error?: string): Promise<string> {
    const chrome = await publicFrame(parts, request, departmentOf(response));
    const errors = error === undefined ? [] : [{ field: 'code' as const, message: say(versionOf(request), error) }];
    // The page that a mail leads to says nothing, and offers nothing, that would tell somebody else what it is for.
    const { switchTo: _never, ...bare } = chrome;
    return parts.page('public/follow', {
      chrome: discreet ? bare : chrome,
      form: formView({ action: `${chrome.base}/${discreet ? 'lire' : 'suivre'}`, csrf: parts.openForms.token('') }, ['code'], { code }, errors),
      discreet,
    });
  }

  for (const [path, discreet] of [
    ['/suivre', false],
    ['/lire', true],
  ] as const) {
    pages.get(path, async (request, response) => {
      response.type('html').send(await askCode(request, response, discreet));
    });

    pages.post(path, async (request, response) => {
      const fields = typed(request);
      const code = one(fields, 'code');
      const again = one(fields, 'suite') === 'version';
      parts.openForms.check(fields._csrf, again ? code : '');
      await parts.limit('follow', request.ip ?? '');
      const found = await alertOfReceipt(parts.database, code);
      if (found === null) {
        const error = !discreet && readCrockford(code).length === draftCodeLength ? 'follow.draft' : 'follow.wrong';
        return response
          .status(422)
          .type('html')
          .send(await askCode(request, response, discreet, code, error));
      }
      const version = again ? switchVersion(parts, request, response) : versionOf(request);
      response.type('html').send(await followed(request, found, code, {}, version));
    });
  }

  pages.post('/suivre/ecrire', async (request, response) => {
    await parts.limit('follow', request.ip ?? '');
    await readOpenUpload(request);
    const fields = typed(request);
    const code = one(fields, 'code');
    parts.openForms.check(fields._csrf, code);
    const found = await alertOfReceipt(parts.database, code);
    if (found === null) return response.redirect(303, `/${departmentOf(response).code}/suivre`);
    const sent = await add(request, found);
    response
      .status(sent.errors === undefined ? 200 : 422)
      .type('html')
      .send(await followed(request, found, code, sent));
  });

  /** Keeps what the author adds; the same form sent twice is one message. */
  async function add(request: Request, { department, caseId, alertId }: Followed): Promise<Sent> {
    const fields = typed(request);
    const version = versionOf(request);
    const text = one(fields, 'text');
    const posted = uploaded(request, 'pieces');
    const { files, refused } = await examineUploads(parts, posted);
    if (refused.length > 0) return { text, errors: refused.map((message) => ({ field: 'pieces', message })) };
    if (text.length > LONGEST) return { text, errors: [{ field: 'text', message: say(version, 'errors.long', { most: LONGEST }) }] };
    if (text === '' && files.length === 0) return { text, errors: [{ field: 'text', message: say(version, 'followed.empty') }] };
    const by = { kind: 'REPORTER' as const, id: alertId };
    await parts.limit('author-message', alertId);
    const running = await runningCase(parts.database, department, caseId, '');
    const eventId = `follow:${one(fields, 'cle')}`;
    if (files.length > 0) await addFiles(parts.database, department, running.caseId, by, files, eventId, parts.now(), text);
    else await apply(parts.database, department, running.caseId, { kind: 'NoteAdded', at: parts.now(), by }, { content: { text }, eventId });
    return { added: true };
  }

  async function followed(request: Request, { department, caseId, alertId }: Followed, code: string, sent: Sent, version = versionOf(request)) {
    const by = { kind: 'REPORTER' as const, id: alertId };
    const record = await readCase(parts.database, department, by, caseId, 'FOLLOW');
    const alert = record?.alerts.find(({ id }) => id === alertId);
    if (record === null || alert === undefined) throw new Error('the case of a receipt is gone');
    const { state, journal, said } = await goingOn(department, record, alert);
    const now = parts.now();
    await markRead(parts.database, department, alertId, 'AUTHOR', now);
    const directory = await currentDirectory(parts.database, department);
    const told = tellable(state, alert.receivedAt, journal);
    const chrome = await formFrame(parts, request, await parts.departments.get(department), version);
    const csrf = parts.openForms.token(code);
    const hidden = [
      { name: 'code', value: code },
      { name: 'cle', value: randomUUID() },
    ];
    const cell = directory.organisations.find(({ roles }) => roles.includes('CELLULE_ARS'))?.name;
    return parts.page('public/followed', {
      chrome: {
        ...chrome,
        switchTo: { action: `${chrome.base}/suivre`, csrf, hidden: [...hidden, { name: 'suite', value: 'version' }] },
        ...(sent.added && { notice: { kind: 'DONE', text: say(version, 'followed.sent') } }),
      },
      reference: record.reference,
      receivedAt: alert.receivedAt,
      steps: followedSteps(version, told, alert.receivedAt, (id) => directory.organisationById.get(id)?.name ?? id),
      lapsed: told.lapsed,
      notRetained: told.notRetained !== null,
      cell: cell === undefined ? '' : ` (${cell})`,
      messages: exchanged(said),
      form: formView(
        { action: `${chrome.base}/suivre/ecrire`, csrf, hidden },
        ['text', 'pieces'],
        { text: sent.added ? '' : (sent.text ?? '') },
        sent.errors ?? [],
      ),
      closed: told.closedAt !== null,
    });
  }

  /** The state that the author is told of, and what was said, here and in the case that took over this one's alerts. */
  async function goingOn(department: string, record: NonNullable<Awaited<ReturnType<typeof readCase>>>, alert: AlertRecord) {
    const running = await runningCase(parts.database, department, record.id, alert.localId);
    const own = dialogue(record, alert);
    if (running.caseId === record.id) return { state: record.state, journal: record.journal, said: own };
    const by = { kind: 'REPORTER' as const, id: alert.id };
    const into = await readCase(parts.database, department, by, running.caseId, 'FOLLOW');
    if (into === null) return { state: record.state, journal: record.journal, said: own };
    const all = [...own, ...dialogue(into, alert, running.alert)].toSorted((a, b) => a.at - b.at);
    return { state: into.state, journal: into.journal, said: all };
  }

  return pages;
}
