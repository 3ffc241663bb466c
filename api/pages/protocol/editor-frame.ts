import { type Request, type Response, Router } from 'express';
import { type Span, unitOf } from '../../../calendar/span.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { Agreement, Procedure, TransferOrder } from '../../../procedures/procedure.ts';
import { orderWords } from '../../../procedures/sentence.ts';
import type { ProtocolDraft } from '../../../publication/drafts.ts';
import { type Frame, setAgreement, setFrame } from '../../../publication/edits.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { SavedState } from '../../../templates/views/editor.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftHref } from '../shared/addresses.ts';
import { resumed } from '../shared/desk-page.ts';
import { type FormError, formAction, formView, manyOf, one, type Typed, typed } from '../shared/form.ts';
import { change, keep, onDraft, openDraft, shownState } from './editor-draft.ts';
import { amountOf, badSpan, orderChoices, orderFields, orderTyped, readOrder, readTypedSpan, units } from './editor-order.ts';
import { factFolds, readWhen, whenChoices, whenFacts, whenFields, whenTyped } from './editor-when.ts';

const when = whenFields();
const [otherwise, inConflict] = [orderFields('o-', false), orderFields('c-', false)];
const LOOKS = ['look-1', 'look-2', 'look-3'] as const;
const frameFields = ['title', 'acknowledge', 'aunit', 'qualify', 'qunit', 'lunit', ...LOOKS, ...when.names, ...otherwise.names, ...inConflict.names];
const frameSeveral = [...when.several, ...otherwise.several, ...inConflict.several];
const BODIES = Array.from({ length: 20 }, (_, index) => index + 1);
const SPARE_BODIES = 2;
const bodyParts = ['name', 'organisation', 'competence', 'reads', 'designated', 'deputy'] as const;
const agreementFields = ['signedOn', 'evaluateOn', ...BODIES.flatMap((n) => bodyParts.map((part) => `${part}-${n}`))];
const agreementSeveral = BODIES.map((n) => `reads-${n}`);

/** What happens on arrival, when nobody is left, on a tie of interest and at the end; and the agreement behind the protocol. */
export function framePages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/cadre', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const state = shownState(draft.content, 'frame', resumed(response), frameSentences(draft.content));
    response.type('html').send(await framePage(request, response, draft, resumed(response) ?? frameTyped(draft.content), [], state));
  });

  pages.post('/cadre', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const fields = typed(request);
    const { frame, errors } = readFrame(fields, draft.content);
    return keep(parts, request, response, draft, {
      part: 'frame',
      edit: frame === null ? null : (content) => setFrame(content, frame),
      wrong: errors.map(({ message }) => message),
      sentences: frameSentences,
      sendBack: async () => {
        const state: SavedState = { seen: one(fields, 'seen'), kind: 'WRONG', sentences: [], problems: [] };
        response
          .status(422)
          .type('html')
          .send(await framePage(request, response, draft, fields, errors, state));
      },
      next: `${draftHref(draft.id)}/cadre`,
      done: 'L’arrivée et la fin sont enregistrées.',
    });
  });

  async function framePage(
    request: Request,
    response: Response,
    draft: ProtocolDraft,
    fields: Typed,
    errors: FormError<string>[],
    state: SavedState,
  ): Promise<string> {
    return parts.page('desk/editor/frame', {
      ...(await onDraft(parts, request, response, draft, '/cadre')),
      form: formView(formAction(parts, request, response, `${draftHref(draft.id)}/cadre`), frameFields, fields, errors, frameSeveral),
      facts: factFolds(readWhen(fields)),
      units,
      otherwise: orderChoices(draft.content, 'o-'),
      inConflict: orderChoices(draft.content, 'c-'),
      state,
    });
  }

  pages.get('/convention', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const state = shownState(draft.content, 'agreement', resumed(response), agreementSentences(draft.content));
    response
      .type('html')
      .send(await agreementPage(request, response, draft, resumed(response) ?? agreementTyped(draft.content.agreement), [], state));
  });

  pages.post('/convention', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    const fields = typed(request);
    const agreement = readAgreement(fields);
    return keep(parts, request, response, draft, {
      part: 'agreement',
      edit: (content) => setAgreement(content, agreement),
      wrong: [],
      sentences: agreementSentences,
      sendBack: async () => undefined,
      next: `${draftHref(draft.id)}/convention`,
      done: 'La convention est enregistrée.',
    });
  });

  pages.post('/convention/retirer', async (request: Request, response) => {
    const draft = await openDraft(parts, request, response);
    return change(parts, request, response, draft, {
      part: 'agreement',
      what: 'Convention retirée',
      edit: (content) => setAgreement(content, null),
      next: `${draftHref(draft.id)}/convention`,
      done: 'La convention est retirée. L’historique permet de la reprendre.',
    });
  });

  async function agreementPage(
    request: Request,
    response: Response,
    draft: ProtocolDraft,
    fields: Typed,
    errors: FormError<string>[],
    state: SavedState,
  ): Promise<string> {
    const directory = await currentDirectory(parts.database, signedIn(response).department);
    const action = formAction(parts, request, response, `${draftHref(draft.id)}/convention`);
    const filled = BODIES.filter((n) => one(fields, `name-${n}`) !== '').length;
    const shown = BODIES.slice(0, filled + SPARE_BODIES);
    return parts.page('desk/editor/agreement', {
      ...(await onDraft(parts, request, response, draft, '/convention')),
      form: formView(action, agreementFields, fields, errors, agreementSeveral),
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
        remove: { ...action, action: `${action.action}/retirer`, hidden: [{ name: 'seen', value: state.seen }] },
      }),
    });
  }

  return pages;
}

function frameTyped({ title, intake, otherwise: last, inConflict: independent, closing }: Procedure): Typed {
  const looks = closing.lookAgain;
  return {
    title,
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
    frame: { title: one(fields, 'title'), intake, otherwise: otherwiseOrder, inConflict: conflictOrder, closing: { ...closing, lookAgain } },
    errors,
  };
}

function frameSentences(content: Procedure): string[] {
  return [
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
