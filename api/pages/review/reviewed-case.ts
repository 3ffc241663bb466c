import { Router } from 'express';
import { accountsThatMay } from '../../../accounts/accounts.ts';
import { may } from '../../../accounts/rights.ts';
import { frenchDateTime } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { bodyName, establishmentName } from '../../../directory/names.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { withListed } from '../../../directory/record/establishments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { answerCodes, type CriteriaAnswers, type Criterion, checklistOf, criterionWords } from '../../../review/checklist.ts';
import { raiseAction } from '../../../review/record/actions.ts';
import { keepReading, type ReadingRefusal, type Reviewed, readReviewed } from '../../../review/record/readings.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ReviewViews } from '../../../templates/views/results.ts';
import { entryTable } from '../../../vocabulary/entries.ts';
import { knownFacts } from '../../../vocabulary/fact-lines.ts';
import { label, storedLabel } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { reviewHref, reviewPageHref, reviewPaths } from '../shared/addresses.ts';
import { readIsoDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { type Fields, freeText, neededText, oneCode, parsed } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { WHOLE } from '../shared/form-sent.ts';
import { monthInAddress, monthOf, monthWords } from './review-words.ts';

const longestNote = 4_000;
const longestAction = 1_000;

const refusals: Record<ReadingRefusal, string> = {
  READ: 'Deux personnes ont déjà relu ce dossier : votre lecture n’est pas gardée.',
  OWN: typographic('Vous l’avez déjà relu : votre première lecture reste telle qu’elle est.'),
  HANDLED: 'Vous avez agi dans ce dossier : quelqu’un d’autre le relit.',
  NOT_DRAWN: 'Ce dossier n’est plus à relire.',
};

/** One drawn case: read by its codes and its journal, without anything that is sealed in it; what both readers said, once both have; what follows. */
export function reviewedCasePages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;

  /** The case of the address. Throws NotFound where it was not drawn, or is hidden from whoever asks. */
  const open = async ({ request, response }: Ask): Promise<Reviewed> => {
    const account = signedIn(response);
    const found = await readReviewed(
      db,
      account.department,
      { ...actorOf(account), id: account.id },
      { month: monthOf(request.params.month), reference: String(request.params.reference) },
    );
    if (found === null) throw new NotFound('Ce dossier n’est pas tiré ce mois-là, ou ne vous est pas montré.');
    return found;
  };
  const hrefOf = ({ month, reference }: Reviewed) => reviewPageHref('one', { month: monthInAddress(month), reference });

  formPage<Reviewed, Fields>(parts, pages, {
    at: reviewPaths.one,
    door: signedInDoor(parts),
    open,
    fields: ({ checklist }) => ({
      ...Object.fromEntries(checklistOf(checklist).map(({ id }) => [id, oneCode(answerCodes, 'Répondez, même « je ne peux pas le dire ».')])),
      note: freeText(longestNote),
    }),
    view: async (form, reviewed, ask) =>
      parts.page('desk/review-case', {
        ...(await readingView(ask, reviewed)),
        ...(whyNot(reviewed) === null && { form, wrong: form.errors.length }),
      }),
    act: async ({ note, ...answers }, reviewed, { ask }) => {
      const { department, id } = signedIn(ask.response);
      const refused = await keepReading(
        db,
        department,
        reviewed,
        { reader: id, answers: answers as CriteriaAnswers, note: String(note) },
        parts.now(),
      );
      if (refused !== null) return { errors: [{ field: WHOLE, message: refusals[refused] }] };
      return { to: reviewHref, said: 'Votre lecture est gardée. Elle n’est montrée qu’une fois les deux lectures faites, sans noms.' };
    },
  });

  formPage(parts, pages, {
    at: reviewPaths.action,
    right: 'review.manage',
    door: signedInDoor(parts),
    open,
    fields: async ({ checklist }, { response }) => ({
      what: neededText('Écrivez ce qui est à faire.', longestAction),
      criterion: oneCode(
        checklistOf(checklist).map(({ id }) => id),
        'Choisissez le critère.',
      ),
      owner: oneCode(
        (await owners(response)).map(({ id }) => id),
        'Choisissez qui le fait.',
      ),
      due: parsed(readIsoDay, 'Écrivez un jour, comme 31/01/2027.'),
    }),
    check: ({ due }, _reviewed, { ask }) =>
      due !== undefined && due < today(ask.response) ? [{ field: 'due' as const, message: 'Ce jour est passé : donnez un jour à venir.' }] : [],
    view: async (form, reviewed, ask) =>
      parts.page('desk/review-action', {
        chrome: await chromeFor(parts, ask.request, ask.response),
        label: labelOf(reviewed),
        form,
        criteria: checklistOf(reviewed.checklist).map(({ id, asks }) => ({ value: id, label: typographic(asks) })),
        owners: (await owners(ask.response)).map(({ id, name }) => ({ value: id, label: name })),
        backHref: hrefOf(reviewed),
      }),
    act: async ({ what, criterion, owner, due }, reviewed, { ask, act }) => {
      const { department, id: by } = signedIn(ask.response);
      const { month, caseId } = reviewed;
      const raised = await raiseAction(db, department, { formKey: act, month, caseId, criterion, what, owner, due, by }, parts.now());
      return raised ? { to: reviewHref, said: 'L’action est notée.' } : { changed: true };
    },
  });

  const owners = (response: Ask['response']) => accountsThatMay(db, signedIn(response).department, 'review.read');
  const today = (response: Ask['response']) => dayIn(parts.now(), territoryOf(signedIn(response).department).zone);

  async function readingView({ request, response }: Ask, reviewed: Reviewed): Promise<ReviewViews['desk/review-case']> {
    const account = signedIn(response);
    const { state, journal, checklist, both } = reviewed;
    const { zone } = territoryOf(account.department);
    const directory = await withListed(db, await currentDirectory(db, account.department), [state.facts.finess]);
    const body = (id: string) => typographic(bodyName(directory, id));
    const transferOf = new Map(state.transfers.map((transfer) => [transfer.id, transfer]));
    const moment = (at: number | null) => (at === null ? 'pas encore' : frenchDateTime(at, zone));
    const why = whyNot(reviewed);
    const shown = both.length === 2 && (reviewed.own || may(account, 'review.manage'));
    return {
      chrome: await chromeFor(parts, request, response),
      label: labelOf(reviewed),
      facts: lined([
        ...knownFacts(state.facts, { establishment: (finess) => establishmentName(directory, finess), commune: communeName }).map(
          ({ label: name, text }): [string, string] => [name, text],
        ),
        ['Porte d’entrée', label('channel', state.facts.channel)],
        ['Base légale', state.basis.legal.map((code) => label('legalBasis', code)).join(', ') || 'non notée'],
        ['Accord de la personne', state.basis.victimConsent === null ? 'non noté' : label('victimConsent', state.basis.victimConsent)],
        ['Personne informée', state.basis.victimInformed === null ? 'non noté' : state.basis.victimInformed ? 'oui' : 'non'],
        ['Auteur joignable', state.alerts.some(({ reachable }) => reachable) ? 'oui' : 'non'],
        ['Non retenue', state.notRetained === null ? '' : label('notRetainedReason', state.notRetained)],
      ]),
      transfers: state.transfers.map((transfer) => ({
        body: body(transfer.organisation),
        lines: lined([
          ['Pour', label('purpose', transfer.purpose)],
          ['État', label('transferStatus', transfer.status)],
          ['Décidée', moment(transfer.orderedAt)],
          ['Remise', moment(transfer.handedOverAt)],
          ['Base légale', transfer.legalBasis.map((code) => label('legalBasis', code)).join(', ')],
          ['Refus', transfer.refusal === null ? '' : label('refusalReason', transfer.refusal)],
          ['Suite', transfer.outcome?.codes.map((code) => label('outcome', code)).join(', ') ?? ''],
        ]),
      })),
      result: lined(
        state.result === null
          ? []
          : (['conclusion', 'evidence', 'risk', 'wishes', 'safer', 'refusedByPerson'] as const).map((axis): [string, string] => [
              axes[axis],
              storedLabel(axis, state.result?.[axis] ?? ''),
            ]),
      ),
      journal: journal.map(({ at, kind, transfer }) => {
        const about = transfer === undefined ? undefined : transferOf.get(transfer);
        return { at, what: typographic(entryTable[kind].label), ...(about !== undefined && { about: body(about.organisation) }) };
      }),
      criteria: checklistOf(checklist).map(({ id, asks, hint }: Criterion) => ({
        name: id,
        value: id,
        label: typographic(asks),
        ...(hint !== undefined && { hint: typographic(hint) }),
      })),
      answers: answerCodes.map((code) => ({ value: code, label: criterionWords[code] })),
      ...(why !== null && { why }),
      ...(shown && { both: comparedAnswers(reviewed) }),
      wrong: 0,
      notes: shown ? both.flatMap(({ note }) => note ?? []) : [],
      ...(may(account, 'review.manage') && {
        actionHref: reviewPageHref('action', { month: monthInAddress(reviewed.month), reference: reviewed.reference }),
      }),
      backHref: reviewHref,
    };
  }

  return pages;
}

const axes = {
  conclusion: 'Conclusion',
  evidence: 'Niveau de preuve',
  risk: 'Risque',
  wishes: 'Souhaits de la personne',
  safer: 'Plus en sécurité',
  refusedByPerson: 'Action refusée',
} as const;

const labelOf = ({ month, place }: Reviewed): string => `${monthWords(month)}, dossier ${place}`;

/** Lines that say something. */
const lined = (lines: readonly (readonly [string, string])[]) =>
  lines.flatMap(([name, text]) => (text === '' ? [] : [{ label: typographic(name), text: typographic(text) }]));

/** Why whoever looks is not asked to read it; null: they are. */
function whyNot({ own, handled, readings }: Reviewed): string | null {
  if (own)
    return readings < 2 ? 'Vous l’avez relu. L’autre lecture n’est pas encore faite : les deux seront montrées ensemble.' : 'Vous l’avez relu.';
  if (handled) return refusals.HANDLED;
  return readings >= 2 ? 'Deux personnes l’ont relu.' : null;
}

function comparedAnswers({ checklist, both }: Reviewed) {
  const [first, second] = both;
  return checklistOf(checklist).map(({ id, asks }) => {
    const [one, other] = [first?.answers[id], second?.answers[id]];
    const said = (code: typeof one) => (code === undefined ? '' : criterionWords[code]);
    return { asks: typographic(asks), first: said(one), second: said(other), same: one === other };
  });
}
