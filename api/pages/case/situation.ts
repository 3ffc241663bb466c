import { type Request, type Response, Router } from 'express';
import { frenchSpan } from '../../../calendar/french.ts';
import { numberOf, type Span } from '../../../calendar/span.ts';
import { type CaseLine, casesById } from '../../../cases/lists/cases.ts';
import type { Relation } from '../../../cases/model/state.ts';
import { type Alike, alikeTo, setApart } from '../../../cases/record/likeness.ts';
import { linkCases, mergeCases, separateCases, type Together } from '../../../cases/record/merging.ts';
import { type CaseRecord, caseIdOf } from '../../../cases/record/read-case.ts';
import { deskDelay } from '../../../procedures/desk-section.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { OtherCase } from '../../../templates/views/situation.ts';
import { codes, label } from '../../../vocabulary/vocabulary.ts';
import { communeName } from '../../http/communes.ts';
import { Refused } from '../../http/errors.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice } from '../shared/desk-page.ts';
import { type FormError, formView, manyOf, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { currentWorld } from '../words/names.ts';
import { act, done, formOn, onCase, openCase } from './open-case.ts';

type LinkField = 'other' | 'act';
const acts = ['RELATED', 'DUPLICATE', 'MERGE_HERE', 'MERGE_THERE'] as const;
type LinkAct = (typeof acts)[number];

const choices: { value: LinkAct; label: string }[] = [
  { value: 'RELATED', label: 'Lier : situation proche' },
  { value: 'DUPLICATE', label: 'Lier : même situation' },
  { value: 'MERGE_HERE', label: 'Fusionner l’autre dans ce dossier' },
  { value: 'MERGE_THERE', label: 'Fusionner ce dossier dans l’autre' },
].map((choice) => ({ ...choice, label: typographic(choice.label) }) as { value: LinkAct; label: string });

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

  pages.get('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'SITUATION');
    response.type('html').send(await page(request, response, record, {}, []));
  });

  pages.post('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'SITUATION');
    const fields = typed(request);
    done(
      await act(
        parts,
        request,
        response,
        {
          kind: 'SituationNoted',
          situation: {
            repetition: oneOf(fields, 'repetition', codes('repetition')) ?? null,
            reprisals: manyOf(fields, 'reprisals', codes('reprisal')),
          },
        },
        one(fields, 'text'),
      ),
    );
    notice(request, 'C’est noté.');
    response.redirect(303, caseHref(record.reference));
  });

  pages.post('/lien', async (request, response) => {
    const record = await openCase(parts, request, response, 'SITUATION');
    const fields = typed(request);
    const what = oneOf(fields, 'act', acts);
    const other = await findOther(request, response, one(fields, 'other'));
    const errors: FormError<LinkField>[] = [
      ...(other === null ? [{ field: 'other' as const, message: 'Aucun dossier que vous pouvez voir n’a cette référence : vérifiez-la.' }] : []),
      ...(what === undefined ? [{ field: 'act' as const, message: 'Choisissez ce qu’il faut faire des deux dossiers.' }] : []),
    ];
    if (other === null || what === undefined) return sendBack(request, response, record, fields, errors);
    const together = await bring(response, record.id, other, what);
    if ('refused' in together) return sendBack(request, response, record, fields, [{ field: 'act', message: together.refused.sayable }]);
    leave(request, response, record);
  });

  pages.post('/:other/:act', async (request, response, next) => {
    const { other, act: path } = request.params as { other: string; act: string };
    if (path !== 'proposition' && path !== 'separer') return next();
    const record = await openCase(parts, request, response, 'SITUATION');
    const { department, id: account } = signedIn(response);
    const known = await findOther(request, response, other);
    const asked = one(typed(request), 'act');
    if (known === null) throw new Refused({ code: 'UNKNOWN_CASE', sayable: 'Ce dossier n’existe pas, ou ne vous est pas ouvert.' });
    if (path === 'proposition' && asked === 'APART') await setApart(parts.database, department, account, record.id, known, true);
    else {
      const what = acts.find((code) => code === asked);
      const together =
        path === 'separer'
          ? await separateCases(parts.database, department, about(response, record.id, known))
          : await bring(response, record.id, known, what ?? 'RELATED');
      if ('refused' in together)
        return sendBack(request, response, record, { other, act: asked }, [{ field: 'act', message: together.refused.sayable }]);
    }
    leave(request, response, record);
  });

  const about = (response: Response, caseId: string, other: string) => ({ by: actorOf(signedIn(response)), at: parts.now(), caseId, other });

  function bring(response: Response, caseId: string, other: string, what: LinkAct): Promise<Together> {
    const { department } = signedIn(response);
    if (what === 'MERGE_THERE') return mergeCases(parts.database, department, about(response, caseId, other));
    if (what === 'MERGE_HERE') return mergeCases(parts.database, department, about(response, other, caseId));
    return linkCases(parts.database, department, { ...about(response, caseId, other), relation: what });
  }

  /** The id of another case by its reference, if this account may see it. */
  async function findOther(request: Request, response: Response, reference: string): Promise<string | null> {
    const { department } = signedIn(response);
    const id = await caseIdOf(parts.database, department, reference);
    if (id === null || reference.toUpperCase() === String(request.params.reference).toUpperCase()) return null;
    const [seen] = await casesById(parts.database, department, actorOf(signedIn(response)), [id]);
    return seen?.caseId ?? null;
  }

  function leave(request: Request, response: Response, { reference }: CaseRecord): void {
    notice(request, 'C’est fait, des deux côtés.');
    response.redirect(303, `${caseHref(reference)}/situation`);
  }

  async function sendBack(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<LinkField>[]): Promise<void> {
    response
      .status(422)
      .type('html')
      .send(await page(request, response, record, fields, errors));
  }

  async function page(request: Request, response: Response, record: CaseRecord, fields: Typed, errors: FormError<LinkField>[]): Promise<string> {
    const { department } = signedIn(response);
    const viewer = actorOf(signedIn(response));
    const { state, reference } = record;
    const here = `${caseHref(reference)}/situation`;
    const form = (path: string) => formOn(parts, request, response, `${here}${path}`);
    const links = state.links ?? [];
    const near = deskDelay((await currentWorld(parts, record)).procedure, 'likeness');
    const [known, proposed] = await Promise.all([
      casesById(parts.database, department, viewer, [...links.map(({ other }) => other), ...(state.mergedInto ? [state.mergedInto] : [])]),
      alikeTo(parts.database, department, viewer, record.id, numberOf(near)),
    ]);
    const relations = new Map<string, Relation>(links.map(({ other, relation }) => [other, relation]));
    const into = known.find(({ caseId }) => caseId === state.mergedInto);
    return parts.page('desk/situation', {
      ...(await onCase(parts, request, response, reference)),
      ...(into !== undefined && { mergedInto: { reference: into.reference, href: caseHref(into.reference) } }),
      linked: known.flatMap((line) => {
        const relation = relations.get(line.caseId);
        return relation === undefined ? [] : [{ ...otherCase(line), relation, separate: form(`/${line.reference}/separer`) }];
      }),
      proposed: proposed
        .filter(({ caseId }) => !relations.has(caseId) && caseId !== state.mergedInto)
        .map((line) => ({
          ...otherCase(line),
          reasons: line.reasons.map((reason) => typographic(reasonsInWords[reason](near))),
          act: form(`/${line.reference}/proposition`),
        })),
      link: formView(form('/lien'), ['other', 'act'], fields, errors),
      acts: choices,
      situation: formView(
        form(''),
        ['repetition', 'reprisals', 'text'],
        { repetition: state.situation?.repetition ?? '', reprisals: state.situation?.reprisals ?? [] },
        [],
        ['reprisals'],
      ),
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
