import { Router } from 'express';
import { reaches } from '../../../cases/running/stages.ts';
import { policySentences, policyTitle, reachWords } from '../../../procedures/policy-words.ts';
import type { Policy, Procedure } from '../../../procedures/procedure.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { fingerprint, partLabel, putPolicy, removePolicy, usersOf } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { channelLabel, offeredChannels } from '../../../vocabulary/outgoing-channels.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths } from '../shared/addresses.ts';
import { neededText } from '../shared/fields.ts';
import { slug } from '../shared/form.ts';
import { buttonWith } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { keepChange, onDraft, openDraft, type PartChange, partButton, partHref } from './editor-draft.ts';
import { drawPolicy } from './editor-drawings.ts';
import { units } from './editor-order.ts';
import { escalationChoices, policyFields, policyTyped, ROWS, readPolicy, severalPolicyFields } from './editor-policy-form.ts';
import { partForm, type ShownPart } from './part-form.ts';

const begun: Policy = {
  channels: [{ kind: 'EMAIL', patience: { workingDays: 1 } }],
  handover: { workingDays: 1 },
  stages: [{ reach: 'IN_CHARGE', within: { workingDays: 5 }, remind: [], escalate: [{ after: { workingDays: 1 }, to: 'DESK', how: 'INFORM' }] }],
  onRefusal: 'DESK',
};

/** Channels, hand-over, stages, reminders, escalations, refusal: each policy drawn in time, its form below. */
export function policyPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const open = ({ request, response }: Ask) => openDraft(parts, request, response);

  formPage<ProtocolDraft, { name: typeof shortName }>(parts, pages, {
    at: draftPaths.policies,
    door: signedInDoor(parts),
    open,
    fields: { name: shortName },
    check: ({ name }, { content }) =>
      name !== undefined && Object.hasOwn(content.policies, name) ? [{ field: 'name', message: 'Ce nom est déjà pris.' }] : [],
    view: listPage,
    act: ({ name }, draft, sent) => {
      const part = `policy:${name}` as const;
      const change: PartChange = {
        part,
        what: `Délais «\u00a0${name}\u00a0» ajoutés`,
        edit: (content) => putPolicy(content, name, begun),
        next: partHref(draft.id, part),
        done: 'Les délais sont ajoutés\u00a0: réglez-les.',
      };
      return keepChange(parts, draft, sent, change, fingerprint(draft.content, part));
    },
  });

  async function listPage(add: Form<'name'>, draft: ProtocolDraft, { request, response }: Ask): Promise<string> {
    const { content, id } = draft;
    return parts.page('desk/editor/policies', {
      ...(await onDraft(parts, request, response, draft, 'policies')),
      policies: Object.entries(content.policies).map(([name, policy]) => ({
        href: partHref(id, `policy:${name}`),
        id: name,
        title: policyTitle(policy),
        drawing: drawPolicy(policy),
        sentences: policySentences(policy).map(typographic),
        users: usersOf(content, name).length,
      })),
      add,
    });
  }

  partForm(parts, pages, {
    at: draftPaths.policy,
    part: (name) => `policy:${name}`,
    names: policyFields,
    several: severalPolicyFields,
    recorded: (content, name) => {
      const policy = policyOf(content, name);
      return policy === undefined ? null : policyTyped(policy);
    },
    gone: 'Ces délais ne sont plus dans le brouillon.',
    read: (fields, _content, name) => {
      const { policy, errors } = readPolicy(fields);
      return { edit: policy && ((content) => putPolicy(content, name, policy)), errors };
    },
    sentences: (content, name) => {
      const policy = policyOf(content, name);
      return policy === undefined ? [] : policySentences(policy);
    },
    drawing: (content, name) => {
      const policy = policyOf(content, name);
      return policy && drawPolicy(policy);
    },
    view: policyPage,
    next: (draft) => draftHref(draft, 'policies'),
    done: 'Les délais sont enregistrés.',
  });

  partButton(parts, pages, {
    at: draftPaths.dropPolicy,
    standsOn: ({ request }) => draftHref(String(request.params.draft), 'policy', String(request.params.part)),
    change: (draft, { ask: { request } }) => {
      const name = String(request.params.part);
      return {
        part: `policy:${name}`,
        what: `Délais «\u00a0${name}\u00a0» retirés`,
        edit: (content) => removePolicy(content, name),
        next: draftHref(draft.id, 'policies'),
        done: 'Les délais sont retirés. L’historique permet de les reprendre.',
      };
    },
  });

  async function policyPage({ draft, id: name, form, state }: ShownPart, ask: Ask): Promise<string> {
    const users = usersOf(draft.content, name);
    return parts.page('desk/editor/policy', {
      ...(await onDraft(parts, ask.request, ask.response, draft, 'policies')),
      backHref: draftHref(draft.id, 'policies'),
      name,
      form,
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
      ...(users.length === 0 && { remove: buttonWith(parts, ask, draftHref(draft.id, 'dropPolicy', name), { name: 'seen', value: state.seen }) }),
    });
  }

  return pages;
}

const policyOf = ({ policies }: Procedure, name: string): Policy | undefined => (Object.hasOwn(policies, name) ? policies[name] : undefined);

const nameless = 'Donnez un nom court, comme «\u00a0urgent\u00a0».';
const shortName = neededText(nameless)
  .transform(slug)
  .refine((name) => name !== '', nameless);

function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (first) => first.toUpperCase());
}
