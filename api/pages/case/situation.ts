import { Router } from 'express';
import { frenchSpan } from '../../../calendar/french.ts';
import { numberOf, type Span } from '../../../calendar/span.ts';
import { type CaseLine, casesById } from '../../../cases/lists/cases.ts';
import type { Relation } from '../../../cases/model/state.ts';
import { isOffered, possible } from '../../../cases/possible.ts';
import { type Alike, alikeTo, setApart } from '../../../cases/record/likeness.ts';
import { linkCases, mergeCases, separateCases, type Together } from '../../../cases/record/merging.ts';
import { type CaseRecord, caseIdOf } from '../../../cases/record/read-case.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { deskDelay } from '../../../procedures/desk-section.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { OnCase } from '../../../templates/views/lines.ts';
import type { OtherCase, SituationViews } from '../../../templates/views/situation.ts';
import { codes, label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths } from '../shared/addresses.ts';
import { freeText, maybeCode, oneCode, tickedCodes } from '../shared/fields.ts';
import { one, oneOf } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type FormEnd, refusedBy } from '../shared/form-sent.ts';
import { currentWorld } from '../words/names.ts';
import { caseForm, saidOfAct } from './case-form.ts';
import { onCase, openCase } from './open-case.ts';

const acts = ['RELATED', 'DUPLICATE', 'MERGE_HERE', 'MERGE_THERE'] as const;
type LinkAct = (typeof acts)[number];

const choices: { value: LinkAct; label: string }[] = [
  { value: 'RELATED', label: 'Lier : situation proche' },
  { value: 'DUPLICATE', label: 'Lier : même situation' },
  { value: 'MERGE_HERE', label: 'Fusionner l’autre dans ce dossier' },
  { value: 'MERGE_THERE', label: 'Fusionner ce dossier dans l’autre' },
].map((choice) => ({ ...choice, label: typographic(choice.label) }) as { value: LinkAct; label: string });

const unknownOther = { field: 'other' as const, message: 'Aucun dossier que vous pouvez voir n’a cette référence : vérifiez-la.' };

const reasonsInWords: Record<Alike['reasons'][number], (near: Span) => string> = {
  VICTIM: () => 'Même nom de personne concernée',
  IMPLICATED: () => 'Même nom de mis en cause',
  REPORTER: () => 'Même nom d’auteur',
  PHONE: () => 'Même téléphone',
  EMAIL: () => 'Même adresse électronique',
  ADDRESS: () => 'Même adresse',
  ESTABLISHMENT: (near) => `Même établissement, à moins de ${frenchSpan(near)}`,
};

/** One situation in several cases: what looks alike, links, merges, and what is known of the whole. */
export function situationPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  const situation = caseForm(parts, pages, {
    at: casePaths.situation,
    why: 'SITUATION',
    fields: { repetition: maybeCode(codes('repetition')), reprisals: tickedCodes(codes('reprisal')), text: freeText() },
    begin: ({ state }) => ({ repetition: state.situation?.repetition ?? '', reprisals: state.situation?.reprisals ?? [] }),
    edits: (state) => state.situation,
    view: async (form, frame, record, ask): Promise<string> => page(frame, record, ask, { situation: form, link: await link(record, ask) }),
    act: ({ repetition = null, reprisals, text }) => ({ event: { kind: 'SituationNoted', situation: { repetition, reprisals } }, content: text }),
    said: 'La situation est notée.',
    action: ({ reference }) => caseHref(reference, 'situation'),
  });

  const link = formPage(parts, pages, {
    at: casePaths.link,
    door: signedInDoor(parts),
    open: openSituation,
    fields: { other: freeText(), act: oneCode(acts, 'Choisissez ce qu’il faut faire des deux dossiers.') },
    check: async ({ other = '' }, _record, { ask }) => ((await findOther(ask, other)) === null ? [unknownOther] : []),
    view: async (form, record, ask): Promise<string> =>
      page(await onCase(parts, ask.request, ask.response, record.reference), record, ask, { situation: await situation(record, ask), link: form }),
    act: async ({ other, act }, record, { ask }) => {
      const found = await findOther(ask, other);
      return found === null ? { errors: [unknownOther] } : ended(record, await bring(ask, record.id, found, act), 'act');
    },
    action: ({ reference }) => caseHref(reference, 'link'),
  });

  // What a button of another case's line says, and what it does with that case.
  for (const at of [casePaths.proposed, casePaths.separate]) {
    formButton(parts, pages, {
      at,
      standsOn: ({ request }) => caseHref(String(request.params.reference), 'situation'),
      open: openSituation,
      act: async (record, { ask, typed }) => {
        const other = await findOther(ask, String(ask.request.params.other));
        if (other === null) return refusedBy({ code: 'UNKNOWN_CASE', sayable: 'Ce dossier n’existe pas, ou ne vous est pas ouvert.' });
        const { department, id: account } = signedIn(ask.response);
        if (at === casePaths.separate) return ended(record, await separateCases(parts.database, department, about(ask, record.id, other)));
        if (one(typed, 'act') === 'JOIN') {
          const joined = await bring(ask, record.id, other, 'MERGE_THERE');
          if ('refused' in joined) return refusedBy(joined.refused);
          return {
            to: caseHref(String(ask.request.params.other)),
            ...saidOfAct(joined, 'L’appel est joint à ce dossier : un seul dossier continue.'),
          };
        }
        if (one(typed, 'act') === 'ANOTHER') {
          const apart = await setApart(parts.database, department, account, record.id, other, true);
          return {
            to: caseHref(record.reference, 'qualify'),
            ...saidOfAct({ done: apart }, 'Ce n’est pas la même situation : ces deux dossiers ne seront plus proposés ensemble.'),
          };
        }
        if (one(typed, 'act') !== 'APART') return ended(record, await bring(ask, record.id, other, oneOf(typed, 'act', acts) ?? 'RELATED'));
        return ended(record, { done: await setApart(parts.database, department, account, record.id, other, true) });
      },
    });
  }

  function openSituation({ request, response }: Ask): Promise<CaseRecord> {
    return openCase(parts, request, response, 'SITUATION');
  }

  function ended<Name extends string = never>({ reference }: CaseRecord, together: Together, field?: Name): FormEnd<Name> {
    const to = caseHref(reference, 'situation');
    if ('refused' in together) return refusedBy(together.refused, field);
    return { to, ...saidOfAct(together, 'Les deux dossiers le disent.') };
  }

  const about = ({ response }: Ask, caseId: string, other: string) => ({ by: actorOf(signedIn(response)), at: parts.now(), caseId, other });

  function bring(ask: Ask, caseId: string, other: string, what: LinkAct): Promise<Together> {
    const { department } = signedIn(ask.response);
    if (what === 'MERGE_THERE') return mergeCases(parts.database, department, about(ask, caseId, other));
    if (what === 'MERGE_HERE') return mergeCases(parts.database, department, about(ask, other, caseId));
    return linkCases(parts.database, department, { ...about(ask, caseId, other), relation: what });
  }

  /** The id of another case by its reference, if this account may see it. */
  async function findOther({ request, response }: Ask, reference: string): Promise<string | null> {
    const { department } = signedIn(response);
    const id = await caseIdOf(parts.database, department, reference);
    if (id === null || reference.toUpperCase() === String(request.params.reference).toUpperCase()) return null;
    const [seen] = await casesById(parts.database, department, [id]);
    return seen?.caseId ?? null;
  }

  async function page(
    frame: OnCase,
    record: CaseRecord,
    ask: Ask,
    forms: Pick<SituationViews['desk/situation'], 'situation' | 'link'>,
  ): Promise<string> {
    const { department } = record;
    const { state, reference } = record;
    const links = state.links ?? [];
    const world = await currentWorld(parts, record);
    const near = deskDelay(world.procedure, 'likeness');
    const merging = possible(state, world, actorOf(signedIn(ask.response)), parts.now() + record.clockOffset).onCase('CaseMerged');
    const [known, proposed] = await Promise.all([
      casesById(parts.database, department, [...links.map(({ other }) => other), ...(state.mergedInto ? [state.mergedInto] : [])]),
      alikeLines(parts, record, near),
    ]);
    const relations = new Map<string, Relation>(links.map(({ other, relation }) => [other, relation]));
    const into = known.find(({ caseId }) => caseId === state.mergedInto);
    return parts.page('desk/situation', {
      ...frame,
      ...(into !== undefined && { mergedInto: { reference: into.reference, href: caseHref(into.reference) } }),
      linked: known.flatMap((line) => {
        const relation = relations.get(line.caseId);
        return relation === undefined
          ? []
          : [{ ...otherCase(line), relation, separate: buttonTo(parts, ask, caseHref(reference, 'separate', { other: line.reference })) }];
      }),
      proposed: proposed
        .filter(({ caseId }) => !relations.has(caseId) && caseId !== state.mergedInto)
        .map((line) => ({
          ...line,
          act: buttonTo(parts, ask, caseHref(reference, 'proposed', { other: line.reference })),
        })),
      ...forms,
      acts: choices.filter(({ value }) => (value !== 'MERGE_THERE' || isOffered(merging)) && (value !== 'MERGE_HERE' || state.status === 'OPEN')),
      mergeRefused: merging.refusals.map(({ sayable }) => typographic(sayable)),
    });
  }
  return pages;
}

function otherCase({
  reference,
  status,
  openedAt,
  danger,
  place,
  inseeCode,
}: Pick<CaseLine, 'reference' | 'status' | 'openedAt' | 'place' | 'inseeCode'> & { danger?: CaseLine['danger'] | null }): OtherCase {
  const commune = inseeCode === null ? undefined : communeName(inseeCode);
  return {
    reference,
    href: caseHref(reference),
    status,
    openedAt,
    ...(danger != null && { danger }),
    where: typographic([label('place', place), commune].filter((part) => part !== undefined).join(', ')),
  };
}

/** The cases that may be about the same situation, and why, as pages say them. `days`: how near in time two of one establishment are. */
export async function alikeLines(parts: Parts, record: CaseRecord, days: Span): Promise<(OtherCase & { caseId: string; reasons: string[] })[]> {
  const found = await alikeTo(parts.database, record.department, record.id, numberOf(days));
  return found.map((line) => ({
    ...otherCase(line),
    caseId: line.caseId,
    reasons: line.reasons.map((reason) => typographic(reasonsInWords[reason](days))),
  }));
}
