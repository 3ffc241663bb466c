import { randomUUID } from 'node:crypto';
import { type Request, Router } from 'express';
import type { Basis, CaseState } from '../../../cases/model/state.ts';
import { preview } from '../../../cases/preview.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { knownContent, type QualifiedContent } from '../../../cases/told/known.ts';
import { textToAgree } from '../../../cases/told/text.ts';
import { withCommune } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths, protocolHref } from '../shared/addresses.ts';
import { factChoices, factShape, factsWorld, readFacts, typedFacts } from '../shared/facts-form.ts';
import { freeText, maybeCode, tickedCodes } from '../shared/fields.ts';
import { type FormError, many, manyOf, one, oneOf, type Typed, typedIn } from '../shared/form.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type Refusing, type Sent, unchangedSince } from '../shared/form-sent.ts';
import { dropOwn, keepOwn, readOwn, writtenIn } from '../shared/own-draft.ts';
import { keepRefusal } from '../shared/refusal.ts';
import { ageWarnings } from '../words/age-warnings.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { placeWarnings } from '../words/place-warnings.ts';
import { hiddenAuthors } from '../words/text-marks.ts';
import { applyAllTo, type CaseAct, refusedBy } from './case-form.ts';
import { contentSections } from './case-view.ts';
import { onCase, openCase } from './open-case.ts';
import { previewView, readEndings } from './preview-view.ts';
import { readQualified, typedContent } from './qualified-content.ts';
import { textAct, textPreview } from './qualified-text.ts';

declare module 'express-session' {
  interface SessionData {
    /** Drafts of qualifications under way, by case reference: ids only, what was typed is sealed elsewhere. */
    qualifying: Record<string, string>;
  }
}

const LONGEST_TEXT = 20_000;
const fields = {
  ...factShape,
  legalBasis: tickedCodes(codes('legalBasis')),
  victimConsent: maybeCode(codes('victimConsent')),
  victimInformed: maybeCode(['OUI', 'NON']),
  authorAgreed: maybeCode(['OUI', 'NON']),
  toTell: freeText(LONGEST_TEXT),
};
type QualifyField = keyof typeof fields;

/** What qualifying changes, as whoever qualifies saw it. */
const edited = ({ facts, basis, text }: CaseState) => (text === undefined ? [facts, basis] : [facts, basis, text.version]);

/** Facts beside the narrative, then who will be told, then the act: nothing leaves before the last. */
export function qualifyPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const door = signedInDoor(parts);

  formPage(parts, pages, {
    at: casePaths.qualify,
    door,
    open: ({ request, response }) => openCase(parts, request, response, 'QUALIFICATION'),
    fields,
    begin: typedCase,
    seen: ({ state }) => edited(state),
    draft: { keep: async (record, sent) => keep(record, sent), read: kept },
    check: async (_values, record, { typed }) => (await read(record, typed)).errors,
    view: async (form, record, ask) => qualifyPage(form, record, ask),
    act: async (_values, { reference, state }, { unchanged }) =>
      unchanged(edited(state)) ? { to: caseHref(reference, 'preview') } : { changed: true },
  });

  pages.get(casePaths.preview, async (request: Request, response) => {
    const ask = { request, response };
    const record = await openCase(parts, request, response, 'PREVIEW');
    const { facts, basis, content, text, errors } = await read(record, (await kept(record, ask)) ?? (await typedCase(record)));
    if (errors.length > 0) return response.redirect(303, caseHref(record.reference, 'qualify'));
    const world = await currentWorld(parts, record);
    const account = signedIn(response);
    const foreseen = preview(record.state, facts, basis, actorOf(account), parts.now() + record.clockOffset, world);
    if ('refused' in foreseen) return response.redirect(303, await shownAgain(ask, record, refusedBy(foreseen.refused, 'legalBasis')));
    const names = await namesOf(parts, account.department, world);
    const served = await parts.departments.all();
    const placed = withCommune(facts, world.directory);
    response.type('html').send(
      parts.page('desk/preview', {
        ...(await onCase(parts, request, response, record.reference)),
        text: textPreview(record, { text, content }, facts, world),
        age: ageWarnings(facts),
        place: placeWarnings({ state: record.state, facts: placed, foreseen, directory: world.directory, names, served }),
        ...previewView(record.state, foreseen, world, names, { ...knownContent(record), ...content }, placed),
        form: { ...buttonTo(parts, ask, caseHref(record.reference, 'confirm')), fields: {}, errors: [] },
        editHref: caseHref(record.reference, 'qualify'),
        protocol: { title: world.procedure.title, href: protocolHref },
      }),
    );
  });

  formButton(parts, pages, {
    at: casePaths.confirm,
    standsOn: ({ request }) => caseHref(String(request.params.reference), 'qualify'),
    open: ({ request, response }) => openCase(parts, request, response, 'QUALIFICATION'),
    act: async (record, sent) => {
      const typed = (await kept(record, sent.ask)) ?? (await typedCase(record));
      const { facts, basis, content, text, errors } = await read(record, typed);
      if (errors.length > 0) return { to: caseHref(record.reference, 'qualify') };
      const unchanged = unchangedSince(parts, typed);
      const ends = readEndings(many(sent.typed, 'end'));
      const ofText = textAct(record, { text, content });
      const acts: [CaseAct, ...CaseAct[]] = [
        { event: { kind: 'Qualified', facts, basis, ...(ends.length > 0 && { ends }) }, content },
        ...(ofText === null ? [] : [ofText]),
      ];
      const applied = await applyAllTo(parts, record.id, sent, acts, (state) => unchanged(edited(state)));
      if ('refused' in applied && applied.refused.code === 'NOT_PROPOSED')
        return { to: caseHref(record.reference, 'preview'), said: applied.refused.sayable, important: true };
      if ('refused' in applied) return { to: await shownAgain(sent.ask, record, refusedBy(applied.refused, 'legalBasis')) };
      await forget(record, sent.ask);
      return { to: caseHref(record.reference), said: saidOf(ofText) };
    },
  });

  /** The page of the qualification, with what the law says of it, or what somebody else wrote meanwhile. */
  function shownAgain(ask: Ask, { reference }: CaseRecord, end: Refusing<'legalBasis'>): Promise<string> {
    const refused = { typed: {}, errors: 'errors' in end ? end.errors : [], changed: 'changed' in end };
    return keepRefusal(parts, door.keeper(ask), caseHref(reference, 'qualify'), refused);
  }

  async function keep({ reference }: CaseRecord, { ask: { request, response }, typed }: Sent): Promise<null> {
    const id = request.session.qualifying?.[reference] ?? randomUUID();
    request.session.qualifying = { ...request.session.qualifying, [reference]: id };
    await keepOwn(parts, response, id, writtenIn(typed));
    return null;
  }

  /** What was being typed for this case. */
  async function kept({ reference }: CaseRecord, { request, response }: Ask): Promise<Typed | null> {
    const id = request.session.qualifying?.[reference];
    return id === undefined ? null : readOwn(parts, response, id);
  }

  async function forget({ reference }: CaseRecord, { request, response }: Ask): Promise<void> {
    const { [reference]: id, ...others } = request.session.qualifying ?? {};
    if (id !== undefined) await dropOwn(parts, response, id);
    request.session.qualifying = others;
  }

  async function typedCase(record: CaseRecord): Promise<Typed> {
    const { legal, victimConsent, victimInformed, authorAgreed } = record.state.basis;
    return {
      ...typedFacts(record.state.facts, await factsWorld(parts, record.department)),
      ...(record.state.facts.inseeCode === undefined && { commune: communeAsSaid(record) }),
      ...typedContent(knownContent(record)),
      toTell: textToAgree(record),
      legalBasis: legal,
      victimConsent: victimConsent ?? '',
      victimInformed: victimInformed === null ? '' : victimInformed ? 'OUI' : 'NON',
      authorAgreed: authorAgreed === undefined ? '' : authorAgreed ? 'OUI' : 'NON',
    };
  }

  async function read(
    record: CaseRecord,
    sent: Typed,
  ): Promise<{ facts: Facts; basis: Basis; content: QualifiedContent; text: string; errors: FormError<QualifyField>[] }> {
    const before = record.state.facts;
    const { facts, errors, asSaid } = readFacts(
      { ...sent, reporterLink: before.reporterLink ?? '' },
      before.channel,
      await factsWorld(parts, record.department),
      true,
    );
    const informed = oneOf(sent, 'victimInformed', ['OUI', 'NON']);
    const agreed = oneOf(sent, 'authorAgreed', ['OUI', 'NON']);
    return {
      facts: withWhatTheFormHasNot(facts, before),
      basis: {
        legal: manyOf(sent, 'legalBasis', codes('legalBasis')),
        victimConsent: oneOf(sent, 'victimConsent', codes('victimConsent')) ?? null,
        victimInformed: informed === undefined ? null : informed === 'OUI',
        ...(agreed !== undefined && { authorAgreed: agreed === 'OUI' }),
      },
      content: { ...readQualified(sent, knownContent(record)), ...(asSaid && { asSaid }) },
      text: one(sent, 'toTell'),
      errors,
    };
  }

  async function qualifyPage(form: Form<QualifyField>, record: CaseRecord, ask: Ask): Promise<string> {
    const { reference } = record;
    return parts.page('desk/qualify', {
      ...(await onCase(parts, ask.request, ask.response, reference)),
      form,
      choices: factChoices(typedIn(form), await factsWorld(parts, record.department)),
      alerts: record.alerts.map(({ content, receivedAt }, index) => ({
        label: `Alerte ${index + 1}`,
        at: receivedAt,
        text:
          content === null
            ? 'Contenu effacé'
            : contentSections(content)
                .map(({ label, text }) => typographic(`${label} : ${text}`))
                .join('\n\n'),
      })),
      herself: hiddenAuthors(record)?.isVictim === true,
      notRetainedHref: caseHref(reference, 'notRetained'),
    });
  }

  return pages;
}

function saidOf(ofText: ReturnType<typeof textAct>): string {
  const said = 'La qualification est confirmée. Les transmissions partent';
  return ofText?.event.kind === 'TextHeld' ? `${said}, sans le récit : il attend une relecture.` : `${said}.`;
}

/** What was said of the commune and not recognised, until somebody qualifies it. */
function communeAsSaid({ state, alerts }: CaseRecord): string {
  if (state.qualification !== 'AWAITED') return '';
  const said = alerts.flatMap(({ content }) => content?.asSaid ?? []).findLast(({ what, read }) => what === 'Commune' && read === undefined);
  return said?.said ?? '';
}

/** The form holds one implicated party, and establishments of the directory only: what an alert said beyond that is kept. */
function withWhatTheFormHasNot(facts: Facts, before: Facts): Facts {
  const [first, ...others] = before.implicated;
  const [said] = facts.implicated;
  const same = said !== undefined && first !== undefined && said.organisation === first.organisation && first.contact !== undefined;
  const implicated = [...(said === undefined ? [] : [same ? { ...said, contact: first.contact as string } : said]), ...others];
  const unlisted = facts.finess === undefined && before.place === facts.place;
  return {
    ...facts,
    implicated,
    ...(unlisted && before.finess !== undefined && { finess: before.finess }),
    ...(unlisted && before.finessCategory !== undefined && { finessCategory: before.finessCategory }),
  };
}
