import { randomUUID } from 'node:crypto';
import { type Response, Router } from 'express';
import { readCase } from '../../cases/reading.ts';
import type { CaseState } from '../../cases/state.ts';
import { apply } from '../../cases/store.ts';
import { alertOfReceipt } from '../../intake/receive.ts';
import { typographic } from '../../templates/typography.ts';
import type { FollowedView } from '../../templates/views-public.ts';
import type { Parts } from '../parts.ts';
import { notStored } from '../security.ts';
import { publicChrome } from './chrome.ts';
import { departmentOf } from './department.ts';
import { type FormError, formView, one, typed } from './form.ts';

const LONGEST = 5_000;

/**
 * An author follows an alert by its code. The code travels in the body of forms only, never in an address, and no cookie
 * remembers it: reloading asks the browser to send the form again.
 */
export function followPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  pages.use(notStored);

  async function askCode(response: Response, code: string, errors: FormError<'code'>[]): Promise<string> {
    const chrome = await publicChrome(parts, departmentOf(response));
    return parts.page('public/follow', {
      chrome,
      form: formView({ action: `${chrome.base}/suivre`, csrf: parts.openForms.token('') }, ['code'], { code }, errors),
    });
  }

  pages.get('/', async (_request, response) => {
    response.type('html').send(await askCode(response, '', []));
  });

  pages.post('/', async (request, response) => {
    const fields = typed(request);
    parts.openForms.check(fields._csrf, '');
    await parts.limit('follow', request.ip ?? '');
    const code = one(fields, 'code');
    const found = await alertOfReceipt(parts.database, code);
    if (found === null) {
      const error: FormError<'code'> = {
        field: 'code',
        message: 'Ce code n’est pas reconnu. Vérifiez-le : il compte seize signes, en quatre groupes.',
      };
      return response
        .status(422)
        .type('html')
        .send(await askCode(response, code, [error]));
    }
    response.type('html').send(await followed(found.department, found.caseId, found.alertId, code, []));
  });

  pages.post('/precision', async (request, response) => {
    const fields = typed(request);
    const code = one(fields, 'code');
    parts.openForms.check(fields._csrf, code);
    await parts.limit('follow', request.ip ?? '');
    const found = await alertOfReceipt(parts.database, code);
    if (found === null) return response.redirect(303, `/${departmentOf(response).code}/suivre`);
    const text = one(fields, 'text');
    const wrong =
      text === '' ? 'Écrivez ce que vous voulez ajouter.' : text.length > LONGEST ? `C’est trop long : gardez au plus ${LONGEST} caractères.` : null;
    if (wrong !== null)
      return response
        .status(422)
        .type('html')
        .send(await followed(found.department, found.caseId, found.alertId, code, [{ field: 'text', message: wrong }], text));
    const by = { kind: 'REPORTER' as const, id: found.alertId };
    await apply(
      parts.database,
      found.department,
      found.caseId,
      { kind: 'NoteAdded', at: parts.now(), by },
      { content: { text }, eventId: `follow:${one(fields, 'cle')}` },
    );
    response.type('html').send(await followed(found.department, found.caseId, found.alertId, code, [], '', true));
  });

  async function followed(
    department: string,
    caseId: string,
    alert: string,
    code: string,
    errors: FormError<'text'>[],
    text = '',
    added = false,
  ): Promise<string> {
    const chrome = await publicChrome(parts, await parts.departments.get(department));
    const by = { kind: 'REPORTER' as const, id: alert };
    const record = await readCase(parts.database, department, by, caseId, 'FOLLOW');
    if (record === null) throw new Error('the case of a receipt is gone');
    const own = record.alerts.find(({ id }) => id === alert);
    const messages = record.journal
      .filter(({ kind, by: who }) => kind === 'NOTE' && who.kind === 'REPORTER' && who.id === alert)
      .flatMap(({ at, content }) =>
        typeof content === 'object' && content !== null && 'text' in content ? [{ at, from: 'YOU' as const, text: String(content.text) }] : [],
      );
    const hidden = [
      { name: 'code', value: code },
      { name: 'cle', value: randomUUID() },
    ];
    return parts.page('public/followed', {
      chrome: added ? { ...chrome, notice: { kind: 'DONE', text: 'Votre précision est ajoutée.' } } : chrome,
      reference: record.reference,
      receivedAt: own?.receivedAt ?? record.state.openedAt,
      steps: stepsOf(record.state, own?.receivedAt ?? record.state.openedAt),
      messages,
      form: formView({ action: `${chrome.base}/suivre/precision`, csrf: parts.openForms.token(code), hidden }, ['text'], { text }, errors),
      closed: record.state.status !== 'OPEN',
    });
  }

  return pages;
}

/** Four steps that tell an author nothing of anybody else: no recipient, no date but the author's own. */
function stepsOf(state: CaseState, receivedAt: number): FollowedView['steps'] {
  const read = state.qualification !== 'AWAITED' || state.status !== 'OPEN';
  const sent = state.transfers.some(({ handedOverAt }) => handedOverAt !== null);
  const answered = state.transfers.some(({ purpose, status }) => purpose === 'ACTION' && (status === 'IN_CHARGE' || status === 'OUTCOME_GIVEN'));
  const steps: [string, boolean, string][] = [
    ['Reçue', true, 'Votre alerte est gardée par le guichet.'],
    ['Lue par une personne du guichet', read, state.status === 'NOT_RETAINED' ? 'Elle n’a pas donné lieu à une transmission.' : ''],
    ['Transmise à ceux qui doivent agir', sent, ''],
    ['Prise en charge', answered, ''],
  ];
  const current = steps.findIndex(([, reached]) => !reached);
  return steps.map(([label, reached, text], index) => ({
    label,
    state: reached ? ('reached' as const) : index === current && state.status === 'OPEN' ? ('current' as const) : ('ahead' as const),
    ...(index === 0 && { at: receivedAt }),
    ...(text !== '' && reached && { text: typographic(text) }),
  }));
}
