import { randomUUID } from 'node:crypto';
import { type Request, Router } from 'express';
import type { Basis, CaseState } from '../../../cases/model/state.ts';
import { preview } from '../../../cases/preview.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { knownContent, partiesOf, type QualifiedContent } from '../../../cases/told/known.ts';
import { textToAgree } from '../../../cases/told/text.ts';
import { withCommune } from '../../../directory/resolve.ts';
import { readAuthor } from '../../../intake/author.ts';
import { deskDelay } from '../../../procedures/desk-section.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { QualifyView } from '../../../templates/views/desk.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, casePaths, protocolHref } from '../shared/addresses.ts';
import { factChoices, factShape, factsWorld, readFacts, typedFacts } from '../shared/facts-form.ts';
import { freeText, maybeCode, tickedCodes } from '../shared/fields.ts';
import { type FormError, many, manyOf, one, oneOf, type Typed, typedIn, withErrors } from '../shared/form.ts';
import { buttonTo, buttonWith, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { type Refusing, refusedBy, type Sent, unchangedSince } from '../shared/form-sent.ts';
import { dropOwn, keepOwn, readOwn, writtenIn } from '../shared/own-draft.ts';
import { changedParties, partiesGone, typedParties } from '../shared/parties.ts';
import { keepRefusal } from '../shared/refusal.ts';
import { ageWarnings } from '../words/age-warnings.ts';
import { leftNow } from '../words/left-now.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { placeWarnings } from '../words/place-warnings.ts';
import { hiddenAuthors } from '../words/text-marks.ts';
import { applyAllTo, type CaseAct } from './case-form.ts';
import { contentSections } from './case-view.ts';
import { onCase, openCase } from './open-case.ts';
import { previewView, readEndings } from './preview-view.ts';
import { readQualified, typedContent, withWhatTheFormHasNot } from './qualified-content.ts';
import { textAct, textPreview } from './qualified-text.ts';
import { alikeLines } from './situation.ts';

declare module 'express-session' {
  interface SessionData {
    /** Drafts of qualifications under way, by case reference: ids only, what was typed is sealed elsewhere. */
    qualifying: Record<string, string>;
    /** Of calls just written down, the alert, by case reference: its code is still to be said to whoever is on the line. */
    called: Record<string, string>;
  }
}

const LONGEST_TEXT = 20_000;
const fields = {
  ...factShape,
  reporterLink: maybeCode(codes('reporterLink')),
  legalBasis: tickedCodes(codes('legalBasis')),
  victimConsent: maybeCode(codes('victimConsent')),
  victimInformed: maybeCode(['OUI', 'NON']),
  authorAgreed: maybeCode(['OUI', 'NON']),
  toTell: freeText(LONGEST_TEXT),
};
type QualifyField = keyof typeof fields;

/** What qualifying changes, as whoever qualifies saw it. */
const edited = ({ facts, basis, text, episode, alerts }: CaseState) => [facts, basis, text?.version ?? 0, episode?.number ?? 0, alerts.length];

/** Facts beside the narrative, then who will be told, then the act: nothing leaves before the last. */
export function qualifyPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const door = signedInDoor(parts);

  formPage(parts, pages, {
    at: casePaths.qualify,
    door,
    open: ({ request, response }) => openCase(parts, request, response, 'QUALIFICATION'),
    lines: changedParties,
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
    const known = await currentWorld(parts, record);
    const at = parts.now() + record.clockOffset;
    const world = { ...known, directory: known.directory.on(at) };
    const account = signedIn(response);
    const foreseen = preview(record.state, facts, basis, actorOf(account), at, world);
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
      return { to: caseHref(record.reference), said: saidOf(ofText, applied.came === 'NOTHING' ? null : leftNow(record.state, applied)) };
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
    const { [reference]: _said, ...calls } = request.session.called ?? {};
    request.session.called = calls;
  }

  async function typedCase(record: CaseRecord): Promise<Typed> {
    const { legal, victimConsent, victimInformed, authorAgreed } = record.state.basis;
    const world = await factsWorld(parts, record.department, {}, record.state.facts.finess);
    return {
      reporterLink: record.state.facts.reporterLink ?? '',
      ...typedFacts(record.state.facts, world),
      ...typedParties(partiesOf(record), world.directory),
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
    const world = await factsWorld(parts, record.department, sent, before.finess);
    const typed = { reporterLink: before.reporterLink ?? '', ...sent };
    const { facts, people, errors, asSaid } = readFacts(typed, before.channel, world, true, partiesOf(record));
    const informed = oneOf(sent, 'victimInformed', ['OUI', 'NON']);
    const agreed = oneOf(sent, 'authorAgreed', ['OUI', 'NON']);
    return {
      facts: withWhatTheFormHasNot(facts, before, world),
      basis: {
        legal: manyOf(sent, 'legalBasis', codes('legalBasis')),
        victimConsent: oneOf(sent, 'victimConsent', codes('victimConsent')) ?? null,
        victimInformed: informed === undefined ? null : informed === 'OUI',
        ...(agreed !== undefined && { authorAgreed: agreed === 'OUI' }),
      },
      content: { ...readQualified(sent, people, knownContent(record)), ...(asSaid && { asSaid }) },
      text: one(sent, 'toTell'),
      errors,
    };
  }

  async function qualifyPage(form: Form<QualifyField>, record: CaseRecord, ask: Ask): Promise<string> {
    const { reference } = record;
    return parts.page('desk/qualify', {
      ...(await onCase(parts, ask.request, ask.response, reference)),
      form: withErrors(form, partiesGone(typedIn(form), partiesOf(record))),
      ...(record.state.qualification === 'AWAITED' && (await beforeAll(record, ask))),
      choices: factChoices(typedIn(form), await factsWorld(parts, record.department, typedIn(form))),
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

  /** What is said while the caller is still on the line: the code to follow, and the cases that may be about the same situation. */
  async function beforeAll(record: CaseRecord, ask: Ask): Promise<Pick<QualifyView, 'code' | 'alike'>> {
    const { reference, state, department } = record;
    const { procedure } = await currentWorld(parts, record);
    const alike = await alikeLines(parts, record, deskDelay(procedure, 'likeness'));
    const called = state.alerts.find(({ id }) => id === ask.request.session.called?.[reference]);
    const author = called && (await readAuthor(parts.database, department, record.id, called, actorOf(signedIn(ask.response)), 'RECEIPT'));
    return {
      ...(author?.receipt !== undefined && { code: author.receipt }),
      alike: alike.map(({ caseId: _id, ...line }) => ({
        ...line,
        ...(line.status === 'OPEN' && { join: buttonWith(parts, ask, caseHref(reference, 'proposed', { other: line.reference }), joins) }),
        apart: buttonWith(parts, ask, caseHref(reference, 'proposed', { other: line.reference }), apart),
      })),
    };
  }

  return pages;
}

const joins = { name: 'act', value: 'JOIN' };
const apart = { name: 'act', value: 'ANOTHER' };

function saidOf(ofText: ReturnType<typeof textAct>, left: ReturnType<typeof leftNow> | null): string {
  const confirmed = 'La qualification est confirmée.';
  if (left === null) return confirmed;
  const { mails, people, news } = left;
  const byDesk = people === 0 ? '' : ' Certaines attendent un appel ou un courrier du guichet : voyez les tâches.';
  if (mails + people === 0)
    return news > 0 ? `${confirmed} Les destinataires que cela concerne en sont prévenus.` : `${confirmed} Personne de nouveau n’est prévenu.`;
  const leave = mails === 0 ? 'Les transmissions attendent un appel ou un courrier du guichet' : 'Les transmissions partent';
  const held = ofText?.event.kind === 'TextHeld' ? `${leave}, sans le récit : il attend une relecture.` : `${leave}.`;
  return `${confirmed} ${held}${mails === 0 ? '' : byDesk}`;
}

/** What was said of the commune and not recognised, until somebody qualifies it. */
function communeAsSaid({ state, alerts }: CaseRecord): string {
  if (state.qualification !== 'AWAITED') return '';
  const said = alerts.flatMap(({ content }) => content?.asSaid ?? []).findLast(({ what, read }) => what === 'Commune' && read === undefined);
  return said?.said ?? '';
}
