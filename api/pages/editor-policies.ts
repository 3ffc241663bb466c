import { type Request, type Response, Router } from 'express';
import type { Role } from '../../cases/vocabulary.ts';
import type { Draft } from '../../procedures/drafts/store.ts';
import { fingerprint, partLabel, putPolicy, removePolicy, usersOf } from '../../procedures/drafts.ts';
import { channelWords, escalationLabel, policySentences, policyTitle, reachWords } from '../../procedures/policy-words.ts';
import type { ChannelKind, Escalation, Policy, Procedure, Reach, Stage } from '../../procedures/procedure.ts';
import { typographic } from '../../templates/typography.ts';
import type { Choice } from '../../templates/views.ts';
import type { SavedState } from '../../templates/views-editor.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { resumed } from './desk-page.ts';
import { change, draftHref, formAction, keep, onDraft, openDraft, partHref, shownState } from './editor-draft.ts';
import { drawPolicy } from './editor-drawings.ts';
import { amountOf, badSpan, readSpan, roleChoices, unitOf, units } from './editor-order.ts';
import { type FormError, formView, many, one, oneOf, type Typed, typed } from './form.ts';

const kinds: readonly ChannelKind[] = ['EMAIL', 'PHONE_TASK', 'LETTER_TASK', 'API'];
const reaches: readonly Reach[] = ['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN'];
const ROWS = [1, 2, 3, 4, 5, 6];
const stageFields = (reach: Reach) => [
  ...['on', 'within', 'unit', 'remind', 'eunit'].map((name) => `${name}-${reach}`),
  ...ROWS.flatMap((row) => ['after', 'to', 'how'].map((name) => `${name}-${reach}-${row}`)),
];
const policyFields = [
  ...kinds.flatMap((kind) => [`rank-${kind}`, `patience-${kind}`, `punit-${kind}`]),
  'handover',
  'hunit',
  'onRefusal',
  'secondReading',
  ...reaches.flatMap(stageFields),
];
const severalFields = ['secondReading', ...reaches.map((reach) => `on-${reach}`)];
const escalationChoices: Choice[] = [
  ...(['DEPUTY', 'SUPERIOR', 'NEXT_COMPETENT', 'DESK'] as const).map((value) => ({ value, label: capital(escalationLabel(value)) })),
  ...roleChoices.filter(({ value }) => value !== 'POLICE_OR_GENDARMERIE'),
];
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

  async function listPage(request: Request, response: Response, draft: Draft, fields: Typed, errors: FormError<'name'>[]): Promise<string> {
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
    const state = shownState(draft.content, `policy:${name}`, policySentences(policy), drawPolicy(policy));
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
    draft: Draft,
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
      form: formView(action, policyFields, fields, errors, severalFields),
      channels: kinds.map((kind) => ({
        rank: `rank-${kind}`,
        patience: `patience-${kind}`,
        unit: `punit-${kind}`,
        label: capital(channelWords[kind]),
      })),
      ranks: kinds.map((_, index) => ({ value: String(index + 1), label: `en ${index + 1}` })),
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

/** A name as ids are written: "Urgent, domicile" → "urgent-domicile". */
export function slug(text: string): string {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40);
}

function policyTyped({ channels, handover, stages, onRefusal, secondReading }: Policy): Typed {
  const fields: Typed = { handover: amountOf(handover), hunit: unitOf(handover), onRefusal, secondReading: secondReading ? ['OUI'] : [] };
  for (const kind of kinds) {
    const index = channels.findIndex((channel) => channel.kind === kind);
    const patience = channels[index]?.patience;
    fields[`rank-${kind}`] = index < 0 ? '' : String(index + 1);
    fields[`patience-${kind}`] = patience === undefined ? '' : amountOf(patience);
    fields[`punit-${kind}`] = patience === undefined ? 'workingDays' : unitOf(patience);
  }
  for (const reach of reaches) {
    const stage = stages.find((one) => one.reach === reach);
    fields[`on-${reach}`] = stage === undefined ? [] : ['OUI'];
    fields[`within-${reach}`] = stage === undefined ? '' : amountOf(stage.within);
    fields[`unit-${reach}`] = stage === undefined ? 'workingDays' : unitOf(stage.within);
    fields[`remind-${reach}`] = stage?.remind.map(amountOf).join('\u00a0; ') ?? '';
    const first = stage?.escalate[0]?.after;
    fields[`eunit-${reach}`] = first === undefined ? 'workingDays' : unitOf(first);
    for (const row of ROWS) {
      const escalation = stage?.escalate[row - 1];
      fields[`after-${reach}-${row}`] = escalation === undefined ? '' : amountOf(escalation.after);
      fields[`to-${reach}-${row}`] = escalation?.to ?? '';
      fields[`how-${reach}-${row}`] = escalation?.how ?? 'INFORM';
    }
  }
  return fields;
}

function readPolicy(fields: Typed): { policy: Policy | null; errors: FormError<string>[] } {
  const errors: FormError<string>[] = [];
  const span = (name: string, unit: string) => {
    const read = readSpan(one(fields, name), unit);
    if (read === null) errors.push({ field: name, message: badSpan });
    return read ?? { workingDays: 1 };
  };
  const channels = kinds
    .filter((kind) => one(fields, `rank-${kind}`) !== '')
    .sort((a, b) => Number(one(fields, `rank-${a}`)) - Number(one(fields, `rank-${b}`)))
    .map((kind) => ({ kind, patience: span(`patience-${kind}`, one(fields, `punit-${kind}`)) }));
  const handover = span('handover', one(fields, 'hunit'));
  const stages = reaches.filter((reach) => many(fields, `on-${reach}`).length > 0).map((reach) => readStage(fields, reach, span, errors));
  const onRefusal = oneOf(fields, 'onRefusal', ['NEXT_COMPETENT', 'DESK']) ?? 'DESK';
  const secondReading = many(fields, 'secondReading').length > 0;
  return { policy: errors.length > 0 ? null : { channels, handover, stages, onRefusal, ...(secondReading && { secondReading }) }, errors };
}

function readStage(fields: Typed, reach: Reach, span: (name: string, unit: string) => Stage['within'], errors: FormError<string>[]): Stage {
  const unit = one(fields, `unit-${reach}`);
  const remind = one(fields, `remind-${reach}`)
    .split(/[;\s\u00a0]+/)
    .filter((text) => text !== '')
    .map((text) => {
      const read = readSpan(text, unit);
      if (read === null)
        errors.push({
          field: `remind-${reach}`,
          message: 'Écrivez les relances comme des nombres séparés par des points-virgules\u00a0: 1\u00a0; 3.',
        });
      return read ?? { workingDays: 1 };
    });
  const targets = escalationChoices.map(({ value }) => value as Escalation['to'] & Role);
  const escalate = ROWS.filter((row) => one(fields, `after-${reach}-${row}`) !== '' || one(fields, `to-${reach}-${row}`) !== '').map(
    (row): Escalation => {
      const to = oneOf(fields, `to-${reach}-${row}`, targets);
      if (to === undefined) errors.push({ field: `to-${reach}-${row}`, message: 'Choisissez qui l’escalade atteint.' });
      return {
        after: span(`after-${reach}-${row}`, one(fields, `eunit-${reach}`)),
        to: to ?? 'DESK',
        how: oneOf(fields, `how-${reach}-${row}`, ['INFORM', 'TRANSFER']) ?? 'INFORM',
      };
    },
  );
  return { reach, within: span(`within-${reach}`, unit), remind, escalate };
}
