import { Router } from 'express';
import { type Span, unitOf } from '../../../calendar/span.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { hostOf, hostSentence, hostUnwritten } from '../../../procedures/desk-host.ts';
import type { Agreement, Procedure, TransferOrder } from '../../../procedures/procedure.ts';
import { orderWords } from '../../../procedures/sentence.ts';
import { type Frame, setAgreement, setFrame } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref, draftPaths } from '../shared/addresses.ts';
import { type FormError, manyOf, one, oneOf, type Typed } from '../shared/form.ts';
import { buttonWith } from '../shared/form-button.ts';
import type { Ask } from '../shared/form-door.ts';
import { onDraft, partButton } from './editor-draft.ts';
import { amountOf, badSpan, orderChoices, orderFields, orderTyped, readOrder, readTypedSpan, units } from './editor-order.ts';
import { factFolds, readWhen, whenChoices, whenFacts, whenFields, whenTyped } from './editor-when.ts';
import { partForm, type ShownPart } from './part-form.ts';

const when = whenFields();
const [otherwise, inConflict] = [orderFields('o-', false), orderFields('c-', false)];
const LOOKS = ['look-1', 'look-2', 'look-3'] as const;
const frameFields = [
  'title',
  'host',
  'hostName',
  'acknowledge',
  'aunit',
  'qualify',
  'qunit',
  'lunit',
  ...LOOKS,
  ...when.names,
  ...otherwise.names,
  ...inConflict.names,
];
const frameSeveral = [...when.several, ...otherwise.several, ...inConflict.several];
const BODIES = Array.from({ length: 20 }, (_, index) => index + 1);
const SPARE_BODIES = 2;
const bodyParts = ['name', 'organisation', 'competence', 'reads', 'designated', 'deputy'] as const;
const agreementFields = ['signedOn', 'evaluateOn', ...BODIES.flatMap((n) => bodyParts.map((part) => `${part}-${n}`))];
const agreementSeveral = BODIES.map((n) => `reads-${n}`);

/** What happens on arrival, when nobody is left, on a tie of interest and at the end; and the agreement behind the protocol. */
export function framePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  partForm(parts, pages, {
    at: draftPaths.frame,
    part: () => 'frame',
    names: frameFields,
    several: frameSeveral,
    recorded: frameTyped,
    read: (fields, content) => {
      const { frame, errors } = readFrame(fields, content);
      return { edit: frame && ((now) => setFrame(now, frame)), errors };
    },
    sentences: frameSentences,
    view: framePage,
    next: (draft) => draftHref(draft, 'frame'),
    done: 'L’arrivée et la fin sont enregistrées.',
  });

  async function framePage({ draft, form, fields, state }: ShownPart, { request, response }: Ask): Promise<string> {
    return parts.page('desk/editor/frame', {
      ...(await onDraft(parts, request, response, draft, 'frame')),
      form,
      facts: factFolds(readWhen(fields)),
      units,
      otherwise: orderChoices(draft.content, 'o-'),
      inConflict: orderChoices(draft.content, 'c-'),
      state,
    });
  }

  partForm(parts, pages, {
    at: draftPaths.agreement,
    part: () => 'agreement',
    names: agreementFields,
    several: agreementSeveral,
    recorded: ({ agreement }) => agreementTyped(agreement),
    read: (fields) => {
      const agreement = readAgreement(fields);
      return { edit: (content) => setAgreement(content, agreement), errors: [] };
    },
    sentences: agreementSentences,
    view: agreementPage,
    next: (draft) => draftHref(draft, 'agreement'),
    done: 'La convention est enregistrée.',
  });

  partButton(parts, pages, {
    at: draftPaths.dropAgreement,
    standsOn: ({ request }) => draftHref(String(request.params.draft), 'agreement'),
    change: ({ id }) => ({
      part: 'agreement',
      what: 'Convention retirée',
      edit: (content) => setAgreement(content, null),
      next: draftHref(id, 'agreement'),
      done: 'La convention est retirée. L’historique permet de la reprendre.',
    }),
  });

  async function agreementPage({ draft, form, fields, state }: ShownPart, ask: Ask): Promise<string> {
    const directory = await currentDirectory(parts.database, signedIn(ask.response).department);
    const filled = BODIES.filter((n) => one(fields, `name-${n}`) !== '').length;
    const shown = BODIES.slice(0, filled + SPARE_BODIES);
    return parts.page('desk/editor/agreement', {
      ...(await onDraft(parts, ask.request, ask.response, draft, 'agreement')),
      form,
      bodies: shown.map((number) => ({
        number,
        title: one(fields, `name-${number}`) || 'Un organisme de plus',
        open: number <= filled + 1,
        name: `name-${number}`,
        organisation: `organisation-${number}`,
        competence: `competence-${number}`,
        reads: `reads-${number}`,
        designated: `designated-${number}`,
        deputy: `deputy-${number}`,
      })),
      organisations: directory.organisations.map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label, 'fr')),
      facts: whenChoices,
      state,
      ...(draft.content.agreement !== undefined && {
        remove: buttonWith(parts, ask, draftHref(draft.id, 'dropAgreement'), { name: 'seen', value: state.seen }),
      }),
    });
  }

  return pages;
}

function frameTyped(procedure: Procedure): Typed {
  const { title, intake, otherwise: last, inConflict: independent, closing } = procedure;
  const looks = closing.lookAgain;
  return {
    title,
    host: hostOf(procedure).kind,
    hostName: hostOf(procedure).name ?? '',
    acknowledge: amountOf(intake.acknowledgeReporter),
    aunit: unitOf(intake.acknowledgeReporter),
    qualify: amountOf(intake.qualify),
    qunit: unitOf(intake.qualify),
    lunit: looks[0] === undefined ? 'days' : unitOf(looks[0]),
    ...Object.fromEntries(LOOKS.map((name, index) => [name, looks[index] === undefined ? '' : amountOf(looks[index])])),
    ...whenTyped(intake.automaticWhen),
    ...orderTyped(last, 'o-'),
    ...orderTyped(independent, 'c-'),
  };
}

function readFrame(fields: Typed, { closing }: Procedure): { frame: Frame | null; errors: FormError<string>[] } {
  const errors: FormError<string>[] = [];
  const span = (name: string, unit: string): Span => {
    const read = readTypedSpan(one(fields, name), one(fields, unit));
    if (read === null) errors.push({ field: name, message: badSpan });
    return read ?? { days: 1 };
  };
  const intake = { acknowledgeReporter: span('acknowledge', 'aunit'), qualify: span('qualify', 'qunit'), automaticWhen: readWhen(fields) };
  const lookAgain = LOOKS.filter((name) => one(fields, name) !== '').map((name) => span(name, 'lunit'));
  const [last, independent] = [readOrder(fields, 'o-', false), readOrder(fields, 'c-', false)];
  errors.push(...last.errors, ...independent.errors);
  if (errors.length > 0 || last.order === null || independent.order === null) return { frame: null, errors };
  const [otherwiseOrder, conflictOrder] = [last.order as TransferOrder, independent.order as TransferOrder];
  return {
    frame: {
      title: one(fields, 'title'),
      intake,
      otherwise: otherwiseOrder,
      inConflict: conflictOrder,
      closing: { ...closing, lookAgain },
      ...readHost(fields),
    },
    errors,
  };
}

/** Left out where it says what saying nothing does, so that a version carries only what was decided. */
function readHost(fields: Typed): Pick<Frame, 'host'> {
  const [kind = hostUnwritten.kind, name] = [oneOf(fields, 'host', codes('deskHost')), one(fields, 'hostName')];
  return kind === hostUnwritten.kind && name === '' ? {} : { host: { kind, ...(name !== '' && { name }) } };
}

function frameSentences(content: Procedure): string[] {
  return [
    typographic(hostSentence(content)),
    typographic(`Quand personne ne reste pour agir : ${orderWords(content.otherwise, content)}.`),
    typographic(`Quand un lien d’intérêts écarte un organisme : ${orderWords(content.inConflict, content)}.`),
  ];
}

function agreementTyped(agreement: Agreement | undefined): Typed {
  const fields: Typed = { signedOn: agreement?.signedOn ?? '', evaluateOn: agreement?.evaluateOn ?? '' };
  for (const n of BODIES) {
    const body = agreement?.bodies[n - 1];
    for (const part of bodyParts) fields[`${part}-${n}`] = body?.[part] ?? (part === 'reads' ? [] : '');
  }
  return fields;
}

/** Null when nothing at all was written. */
function readAgreement(fields: Typed): Agreement | null {
  const bodies = BODIES.filter((n) => bodyParts.some((part) => part !== 'organisation' && one(fields, `${part}-${n}`) !== '')).map((n) => {
    const organisation = one(fields, `organisation-${n}`);
    return {
      name: one(fields, `name-${n}`),
      ...(organisation !== '' && { organisation }),
      competence: one(fields, `competence-${n}`),
      reads: manyOf(fields, `reads-${n}`, whenFacts),
      designated: one(fields, `designated-${n}`),
      deputy: one(fields, `deputy-${n}`),
    };
  });
  const [signedOn, evaluateOn] = [one(fields, 'signedOn'), one(fields, 'evaluateOn')];
  return signedOn === '' && evaluateOn === '' && bodies.length === 0 ? null : { signedOn, evaluateOn, bodies };
}

function agreementSentences({ agreement }: Procedure): string[] {
  if (agreement === undefined) return ['Ce protocole ne cite aucune convention.'];
  const bodies = agreement.bodies.length;
  return [typographic(`Convention signée par ${bodies} organisme${bodies > 1 ? 's' : ''}. Chaque dossier dira qu’il s’est déroulé sous elle.`)];
}
