import { type Request, type Response, Router } from 'express';
import { reaches } from '../../../cases/running/stages.ts';
import { policySentences, policyTitle, reachWords } from '../../../procedures/policy-words.ts';
import type { Policy, Procedure } from '../../../procedures/procedure.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { fingerprint, partLabel, putPolicy, removePolicy, usersOf } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { SavedState } from '../../../templates/views/editor.ts';
import { channelLabel, offeredChannels } from '../../../vocabulary/outgoing-channels.ts';
import { NotFound } from '../../http/errors.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref } from '../shared/addresses.ts';
import { resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, one, slug, type Typed, typed } from '../shared/form.ts';
import { change, keep, onDraft, openDraft, partHref, shownState } from './editor-draft.ts';
import { drawPolicy } from './editor-drawings.ts';
import { units } from './editor-order.ts';
import { escalationChoices, policyFields, policyTyped, ROWS, readPolicy, severalPolicyFields } from './editor-policy-form.ts';

const begun: Policy = {
  channels: [{ kind: 'EMAIL', patience: { workingDays: 1 } }],
  handover: { workingDays: 1 },
  stages: [{ reach: 'IN_CHARGE', within: { workingDays: 5 }, remind: [], escalate: [{ after: { workingDays: 1 }, to: 'DESK', how: 'INFORM' }] }],
  onRefusal: 'DESK',
};

/** Channels, hand-over, stages, reminders, escalations, refusal: each policy drawn in time, its form below. */
export function policyPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request: Request, response) => {
    response.type('html').send(await listPage(request, response, await openDraft(parts, request, response), {}, []));
  });

  async function listPage(request: Request, response: Response, draft: ProtocolDraft, fields: Typed, errors: FormError<'name'>[]): Promise<string> {
    const { content, id } = draft;
    return parts.page('desk/editor/policies', {
      ...(await onDraft(parts, request, response, draft, '/delais')),
      policies: Object.entries(content.policies).map(([name, policy]) => ({
        href: partHref(id, `policy:${name}`),
        id: name,
        title: policyTitle(policy),
        drawing: drawPolicy(policy),
        sentences: policySentences(policy).map(typographic),
        users: usersOf(content, name).length,
      })),
      add: formView(formAction(parts, request, response, `${draftHref(id)}/delais`), ['name'], fields, errors),
    });
  }

  pages.post('/', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const fields = typed(request);
    const name = slug(one(fields, 'name'));
    const wrong =
      name === '' ? 'Donnez un nom court, comme «\u00a0urgent\u00a0».' : Object.hasOwn(draft.content.policies, name) ? 'Ce nom est déjà pris.' : '';
    if (wrong !== '') {
      response
        .status(422)
        .type('html')
        .send(await listPage(request, response, draft, fields, [{ field: 'name', message: wrong }]));
      return;
    }
    const part = `policy:${name}` as const;
    request.body = { ...fields, seen: fingerprint(draft.content, part) };
    return change(parts, request, response, draft, {
      part,
      what: `Délais «\u00a0${name}\u00a0» ajoutés`,
      edit: (content) => putPolicy(content, name, begun),
      next: partHref(draft.id, part),
      done: 'Les délais sont ajoutés\u00a0: réglez-les.',
    });
  });

  pages.get('/:policy', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const { name, policy } = policyIn(request, draft.content);
    const state = shownState(draft.content, `policy:${name}`, resumed(response), policySentences(policy), drawPolicy(policy));
    response.type('html').send(await policyPage(request, response, draft, name, resumed(response) ?? policyTyped(policy), [], state));
  });

  pages.post('/:policy', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const name = String(request.params.policy);
    const fields = typed(request);
    const { policy, errors } = readPolicy(fields);
    const part = `policy:${name}` as const;
    return keep(parts, request, response, draft, {
      part,
      edit: policy === null ? null : (content) => putPolicy(content, name, policy),
      wrong: errors.map(({ message }) => message),
      sentences: (content) => {
        const now = content.policies[name];
        return now === undefined ? [] : policySentences(now);
      },
      drawing: (content) => {
        const now = content.policies[name];
        return now === undefined ? undefined : drawPolicy(now);
      },
      sendBack: async () => {
        const state: SavedState = { seen: one(fields, 'seen'), kind: 'WRONG', sentences: [], problems: [] };
        response
          .status(422)
          .type('html')
          .send(await policyPage(request, response, draft, name, fields, errors, state));
      },
      next: `${draftHref(draft.id)}/delais`,
      done: 'Les délais sont enregistrés.',
    });
  });

  pages.post('/:policy/retirer', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const name = String(request.params.policy);
    return change(parts, request, response, draft, {
      part: `policy:${name}`,
      what: `Délais «\u00a0${name}\u00a0» retirés`,
      edit: (content) => removePolicy(content, name),
      next: `${draftHref(draft.id)}/delais`,
      done: 'Les délais sont retirés. L’historique permet de les reprendre.',
    });
  });

  async function policyPage(
    request: Request,
    response: Response,
    draft: ProtocolDraft,
    name: string,
    fields: Typed,
    errors: FormError<string>[],
    state: SavedState,
  ): Promise<string> {
    const action = formAction(parts, request, response, partHref(draft.id, `policy:${name}`));
    const users = usersOf(draft.content, name);
    return parts.page('desk/editor/policy', {
      ...(await onDraft(parts, request, response, draft, '/delais')),
      name,
      form: formView(action, policyFields, fields, errors, severalPolicyFields),
      channels: offeredChannels.map((kind) => ({
        rank: `rank-${kind}`,
        patience: `patience-${kind}`,
        unit: `punit-${kind}`,
        label: capital(channelLabel(kind)),
      })),
      ranks: offeredChannels.map((_, index) => ({ value: String(index + 1), label: `en ${index + 1}` })),
      stages: reaches.map((reach) => ({
        label: reachWords[reach],
        on: `on-${reach}`,
        within: `within-${reach}`,
        unit: `unit-${reach}`,
        remind: `remind-${reach}`,
        escalateUnit: `eunit-${reach}`,
        escalations: ROWS.map((row) => ({ number: row, after: `after-${reach}-${row}`, to: `to-${reach}-${row}`, how: `how-${reach}-${row}` })),
      })),
      recipients: escalationChoices,
      units,
      state,
      users: users.map((part) => ({ href: partHref(draft.id, part), text: typographic(partLabel(draft.content, part)) })),
      ...(users.length === 0 && { remove: { ...action, action: `${action.action}/retirer`, hidden: [{ name: 'seen', value: state.seen }] } }),
    });
  }

  return pages;
}

function policyIn(request: Request, content: Procedure): { name: string; policy: Policy } {
  const name = String(request.params.policy);
  const policy = Object.hasOwn(content.policies, name) ? content.policies[name] : undefined;
  if (policy === undefined) throw new NotFound('Ces délais ne sont plus dans le brouillon.');
  return { name, policy };
}

function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (first) => first.toUpperCase());
}
