import { Router } from 'express';
import type { Afterwards } from '../../../cases/model/state.ts';
import { apply } from '../../../cases/record/apply.ts';
import { markRead, saidWith } from '../../../cases/record/dialogue.ts';
import { addFiles } from '../../../cases/record/files.ts';
import { casesOfAlert, runningCase } from '../../../cases/record/merging.ts';
import { type AlertRecord, readCase } from '../../../cases/record/read-case.ts';
import { tellable } from '../../../cases/running/tellable.ts';
import { handedOverOf } from '../../../cases/telling/handed-over.ts';
import { readCrockford } from '../../../database/codes.ts';
import { rolesHeld } from '../../../directory/capacities.ts';
import { bodyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { alertOfReceipt } from '../../../intake/receive.ts';
import { isChild } from '../../../procedures/children.ts';
import { say, type TextVersion } from '../../../templates/text/texts.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { FollowedView } from '../../../templates/views/public.ts';
import type { Parts } from '../../http/parts.ts';
import { notStored } from '../../http/security.ts';
import { publicHref, publicPaths } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { freeText, onlyShown } from '../shared/fields.ts';
import { one, typed } from '../shared/form.ts';
import { type Ask, openDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd, Sent } from '../shared/form-sent.ts';
import { opensAt } from '../shared/frame.ts';
import { formFrame, publicFrame, switchVersion, versionOf } from '../shared/public-frame.ts';
import { exchanged, followedSteps } from '../words/followed-view.ts';
import { type AfterwardsGiven, afterwardsFields, saferSaid, withMissing } from './afterwards.ts';
import { notTaken } from './alert-files.ts';

const LONGEST = 5_000;
const draftCodeLength = 20;

/** How the page of an alert is shown: after what, and in which version. */
interface Shown {
  /** What is said first: the key of a sentence. */
  notice?: string | null;
  /** Answers of which one is missing. */
  unsaid?: AfterwardsGiven;
  /** A message that was not sent, and why; `files`: they must be chosen again. */
  refused?: { text: string; wrong: string | null; pieces: string[] };
  version?: TextVersion;
}

type WriteForm = Form<'code' | 'text' | 'pieces'>;

/** The form of a message that was not sent, with what was typed. */
function refusedText(form: WriteForm, { text, wrong, pieces }: NonNullable<Shown['refused']>): WriteForm {
  const errors: WriteForm['errors'] = [
    ...(wrong === null ? [] : [{ field: 'text' as const, message: wrong }]),
    ...pieces.map((message) => ({ field: 'pieces' as const, message })),
  ];
  const [piece] = pieces;
  return {
    ...form,
    fields: {
      ...form.fields,
      text: { value: text, ...(wrong !== null && { error: wrong }) },
      ...(piece !== undefined && { pieces: { value: '', error: pieces.join(' ') } }),
    },
    errors,
  };
}

/** An alert found by its code: its own case, and the one that goes on with it. */
interface Followed {
  department: string;
  caseId: string;
  alertId: string;
}

/**
 * An author follows an alert by its code. The code travels in the body of forms only, never in an address, and nothing remembers
 * one that opens an alert: reloading asks the browser to send the form again, and whoever must correct what they wrote types it
 * again. One that opens nothing is shown again, to be corrected.
 */
export function followPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.use([publicPaths.follow, publicPaths.discreet], notStored);

  // A code that opens an alert is never kept out by others on the same line: only those that open nothing are counted.
  const uncounted = async () => {};
  const codeOf = ({ request }: Ask) => one(typed(request), 'code');
  const switches = ({ request }: Ask) => one(typed(request), 'suite') === 'version';

  for (const page of ['follow', 'discreet'] as const) {
    const discreet = page === 'discreet';
    formPage(parts, pages, {
      at: publicPaths[page],
      // The button that changes the version stands on the page that the code opened.
      door: openDoor(parts, uncounted, (ask) => [switches(ask) ? codeOf(ask) : '']),
      open: async () => null,
      // Only a code that opens nothing is refused: it is shown again, to be corrected.
      fields: { code: freeText() },
      view: async (form, _subject, { request, response }) => {
        const chrome = await publicFrame(parts, request, departmentOf(response));
        // The page that a mail leads to says nothing, and offers nothing, that would tell somebody else what it is for.
        const { switchTo: _never, ...bare } = chrome;
        return parts.page('public/follow', { chrome: discreet ? bare : chrome, form, discreet });
      },
      act: async ({ code }, _subject, { ask }) => {
        const found = await alertOfReceipt(parts.database, code);
        if (found === null) return wrongCode(ask, discreet ? '' : code);
        const version = switches(ask) ? switchVersion(parts, ask.request, ask.response) : versionOf(ask.request);
        return { page: await followed(ask, found, code, { version }) };
      },
    });
  }

  const write = formPage(parts, pages, {
    at: publicPaths.write,
    door: openDoor(parts, uncounted, (ask) => [codeOf(ask), '']),
    open: async () => null,
    fields: { code: freeText(), text: freeText(), pieces: onlyShown },
    secrets: ['code'],
    files: { field: 'pieces', again: ({ request }) => say(versionOf(request), 'followed.filesAgain') },
    action: (_subject, { response }) => publicHref(departmentOf(response).code, 'write'),
    view: async (form, _subject, { request, response }) =>
      parts.page('public/write', { chrome: await formFrame(parts, request, departmentOf(response)), form }),
    act: async ({ code, text }, _subject, sent) => {
      const found = await alertOfReceipt(parts.database, code);
      if (found === null) return wrongCode(sent.ask, code);
      // Shown again at once, on the page that the code opened: a code that opens is kept nowhere, not even for a refusal.
      const version = versionOf(sent.ask.request);
      const key = text.length > LONGEST ? 'errors.long' : text === '' && sent.files.length === 0 ? 'followed.empty' : null;
      const wrong = key === null ? null : typographic(say(version, key, { most: LONGEST }));
      // The same kinds as with the alert itself.
      const pieces = sent.files.flatMap((file) => notTaken(version, file) ?? []).map(typographic);
      if (wrong !== null || pieces.length > 0) {
        if (sent.files.length > pieces.length) pieces.push(typographic(say(version, 'followed.filesAgain')));
        return { page: await followed(sent.ask, found, code, { refused: { text, wrong, pieces } }) };
      }
      await add(found, text, sent);
      return { page: await followed(sent.ask, found, code, { notice: 'followed.sent' }) };
    },
  });

  const judge = formPage(parts, pages, {
    at: publicPaths.afterwards,
    door: openDoor(parts, uncounted, (ask) => [codeOf(ask), '']),
    open: async () => null,
    fields: afterwardsFields,
    secrets: ['code'],
    action: (_subject, { response }) => publicHref(departmentOf(response).code, 'afterwards'),
    view: async (form, _subject, { request, response }) =>
      parts.page('public/afterwards', { chrome: await formFrame(parts, request, departmentOf(response)), form, safer: saferSaid }),
    act: async ({ code, ...given }, _subject, sent) => {
      const found = await alertOfReceipt(parts.database, code);
      if (found === null) return wrongCode(sent.ask, code);
      const { answeredBy, safer: how, heard } = given;
      if (answeredBy === undefined || how === undefined || heard === undefined)
        return { page: await followed(sent.ask, found, code, { unsaid: given }) };
      const done = await sayAfterwards(found, { answeredBy, safer: how, heard }, sent);
      return {
        page: await followed(sent.ask, found, code, { notice: !done ? 'afterwards.notKept' : how === 'PAS' ? 'afterwards.call' : 'afterwards.kept' }),
      };
    },
  });

  async function wrongCode({ request }: Ask, code: string): Promise<FormEnd<'code'>> {
    await parts.limit('follow', request.ip ?? '');
    const version = versionOf(request);
    // The code of a message that was begun opens it: it is kept no more than those that open an alert.
    if (readCrockford(code).length === draftCodeLength)
      return { errors: [{ field: 'code', message: say(version, 'follow.draft') }], forget: ['code'] };
    return { errors: [{ field: 'code', message: say(version, 'follow.wrong') }] };
  }

  /** False where the case goes on meanwhile: nothing is asked then. The same answers sent twice are one. */
  async function sayAfterwards({ department, alertId }: Followed, said: Afterwards, { act }: Sent): Promise<boolean> {
    const by = { kind: 'REPORTER' as const, id: alertId };
    await parts.limit('author-message', alertId);
    const [running] = await casesOfAlert(parts.database, department, alertId);
    if (running === undefined) return false;
    const event = { kind: 'AfterwardsSaid' as const, at: parts.now(), by, alert: running.alert, said };
    const done = await apply(parts.database, department, running.caseId, event, { eventId: `afterwards:${alertId}:${act}` });
    return !('refused' in done);
  }

  /** Keeps what the author adds; the same form sent twice is one message. */
  async function add({ department, caseId, alertId }: Followed, text: string, { files, act }: Sent): Promise<void> {
    const by = { kind: 'REPORTER' as const, id: alertId };
    await parts.limit('author-message', alertId);
    const running = await runningCase(parts.database, department, caseId, '');
    const eventId = `follow:${alertId}:${act}`;
    if (files.length > 0) await addFiles(parts.database, department, running.caseId, by, files, eventId, parts.now(), text);
    else await apply(parts.database, department, running.caseId, { kind: 'NoteAdded', at: parts.now(), by }, { content: { text }, eventId });
  }

  async function followed(
    ask: Ask,
    { department, caseId, alertId }: Followed,
    code: string,
    { notice = null, unsaid, refused, version = versionOf(ask.request) }: Shown,
  ): Promise<string> {
    const by = { kind: 'REPORTER' as const, id: alertId };
    const record = await readCase(parts.database, department, by, caseId, 'FOLLOW');
    const alert = record?.alerts.find(({ id }) => id === alertId);
    if (record === null || alert === undefined) throw new Error('the case of a receipt is gone');
    const { state, journal, said, running, local } = await goingOn(department, record, alert);
    const now = parts.now();
    await markRead(parts.database, department, alertId, 'AUTHOR', now);
    const directory = await currentDirectory(parts.database, department);
    const told = tellable(state, alert.receivedAt, journal);
    const at = await parts.departments.get(department);
    const chrome = await formFrame(parts, ask.request, at, version);
    const blank = await write(null, ask);
    const form = refused === undefined ? blank : refusedText(blank, refused);
    const hidden = [{ name: 'code', value: code }];
    const asked = async () => {
      const judged = await judge(null, ask);
      return {
        form: withMissing({ ...judged, hidden: [...(judged.hidden ?? []), ...hidden] }, version, unsaid),
        safer: saferSaid,
        said: state.alerts.find(({ id }) => id === local)?.afterwards !== undefined,
      };
    };
    const cell = directory.organisations.find((one) => rolesHeld(one).includes('CELLULE_ARS'))?.name;
    return parts.page('public/followed', {
      chrome: {
        ...chrome,
        switchTo: {
          action: publicHref(department, 'follow'),
          csrf: parts.openForms.token(code),
          hidden: [...hidden, { name: 'suite', value: 'version' }],
        },
        ...(notice !== null && { notice: { kind: 'DONE', text: typographic(say(version, notice)) } }),
      },
      reference: record.reference,
      receivedAt: alert.receivedAt,
      steps: followedSteps(version, told, alert.receivedAt, (id) => bodyName(directory, id), await opensAt(parts, at)),
      child: isChild(state.facts),
      ...(told.desk && {
        handed: typographic(
          say(version, told.desk.received ? 'followed.handedReceived' : 'followed.handed', { desk: bodyName(directory, told.desk.organisation) }),
        ),
      }),
      ...(told.desk && state.basis.authorAgreed && { there: await stepsThere(department, running, alert, version) }),
      lapsed: told.lapsed,
      notRetained: told.notRetained !== null,
      cell: cell === undefined ? '' : ` (${cell})`,
      messages: exchanged(said),
      form: { ...form, hidden: [...(form.hidden ?? []), ...hidden] },
      closed: told.closedAt !== null,
      wrong: refused !== undefined || unsaid !== undefined,
      ...(state.status === 'CLOSED' && { afterwards: await asked() }),
    });
  }

  /** What became of it at the desk of another department, for an author who agreed that who they are goes there. */
  async function stepsThere(department: string, caseId: string, alert: AlertRecord, version: TextVersion): Promise<FollowedView['steps']> {
    const handed = (await handedOverOf(parts.database, department, caseId)).findLast(({ from }) => from.caseId === caseId);
    const to = handed?.to;
    if (to === undefined || to.caseId === null) return [];
    const there = await readCase(parts.database, to.department, { kind: 'REPORTER', id: alert.id }, to.caseId, 'FOLLOW');
    if (there === null) return [];
    const directory = await currentDirectory(parts.database, to.department);
    const since = there.state.openedAt;
    return followedSteps(version, tellable(there.state, since, there.journal), since, (id) => bodyName(directory, id));
  }

  /** The state that the author is told of, and what was said, here and in the case that took over this one's alerts. */
  async function goingOn(department: string, record: NonNullable<Awaited<ReturnType<typeof readCase>>>, alert: AlertRecord) {
    const running = await runningCase(parts.database, department, record.id, alert.localId);
    const by = { kind: 'REPORTER' as const, id: alert.id };
    const said = await saidWith(parts.database, record, alert, by, 'FOLLOW');
    if (running.caseId === record.id) return { state: record.state, journal: record.journal, said, running: record.id, local: alert.localId };
    const into = await readCase(parts.database, department, by, running.caseId, 'FOLLOW');
    if (into === null) return { state: record.state, journal: record.journal, said, running: record.id, local: alert.localId };
    return { state: into.state, journal: into.journal, said, running: into.id, local: running.alert };
  }

  return pages;
}
