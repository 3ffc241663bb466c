import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import type { Basis } from '../../../cases/model/state.ts';
import { preview } from '../../../cases/preview.ts';
import type { CaseRecord } from '../../../cases/record/read-case.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactField } from '../../../templates/views/lines.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { codes } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { notice, resumed } from '../shared/desk-page.ts';
import { factChoices, factFields, factsWorld, readFacts, severalFacts, typedFacts } from '../shared/facts-form.ts';
import { type FormError, formView, manyOf, one, oneOf, type Typed, typed } from '../shared/form.ts';
import { dropOwn, keepOwn, readOwn } from '../shared/own-draft.ts';
import { knownContent, type QualifiedContent } from '../words/content.ts';
import { currentWorld, namesOf } from '../words/names.ts';
import { contentSections } from './case-view.ts';
import { act, formOn, onCase, openCase } from './open-case.ts';
import { previewView } from './preview-view.ts';

declare module 'express-session' {
  interface SessionData {
    /** Drafts of qualifications under way, by case reference: ids only, what was typed is sealed elsewhere. */
    qualifying: Record<string, string>;
  }
}

type QualifyField = FactField | 'legalBasis' | 'victimConsent' | 'victimInformed';
const fields: readonly QualifyField[] = [...factFields, 'legalBasis', 'victimConsent', 'victimInformed'];
const several: readonly QualifyField[] = [...severalFacts, 'legalBasis'];

/** Facts beside the narrative, then who will be told, then the act: nothing leaves before the last. */
export function qualifyPages(parts: Parts): Router {
  const pages = Router({ mergeParams: true });

  pages.get('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'QUALIFICATION');
    response.type('html').send(await qualifyPage(request, response, record, resumed(response) ?? (await kept(request, response, record)), []));
  });

  pages.post('/', async (request, response) => {
    const record = await openCase(parts, request, response, 'QUALIFICATION');
    const { _csrf, cle, ...sent } = typed(request);
    await keep(request, response, record.reference, sent);
    const { errors } = await read(record, sent);
    if (errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await qualifyPage(request, response, record, sent, errors));
    response.redirect(303, `${caseHref(record.reference)}/qualifier/apercu`);
  });

  pages.get('/apercu', async (request, response) => {
    const record = await openCase(parts, request, response, 'PREVIEW');
    const sent = await kept(request, response, record);
    const { facts, basis, errors } = await read(record, sent);
    if (errors.length > 0) return response.redirect(303, `${caseHref(record.reference)}/qualifier`);
    const world = await currentWorld(parts, record);
    const account = signedIn(response);
    const foreseen = preview(record.state, facts, basis, actorOf(account), parts.now() + record.clockOffset, world);
    if ('refused' in foreseen) {
      const error: FormError<QualifyField> = { field: 'legalBasis', message: foreseen.refused.sayable };
      return response
        .status(422)
        .type('html')
        .send(await qualifyPage(request, response, record, sent, [error]));
    }
    response.type('html').send(
      parts.page('desk/preview', {
        ...(await onCase(parts, request, response, record.reference)),
        ...previewView(record.state, foreseen, world, await namesOf(parts, account.department, world)),
        form: formView(formOn(parts, request, response, `${caseHref(record.reference)}/qualifier/confirmer`), []),
        editHref: `${caseHref(record.reference)}/qualifier`,
        protocol: { title: world.procedure.title, href: '/guichet/protocole' },
      }),
    );
  });

  pages.post('/confirmer', async (request, response) => {
    const record = await openCase(parts, request, response, 'QUALIFICATION');
    const sent = await kept(request, response, record);
    const { facts, basis, content, errors } = await read(record, sent);
    if (errors.length > 0) return response.redirect(303, `${caseHref(record.reference)}/qualifier`);
    const applied = await act(parts, request, response, { kind: 'Qualified', facts, basis }, content);
    if ('refused' in applied) {
      const error: FormError<QualifyField> = { field: 'legalBasis', message: applied.refused.sayable };
      return response
        .status(422)
        .type('html')
        .send(await qualifyPage(request, response, record, sent, [error]));
    }
    await forget(request, response, record.reference);
    notice(request, 'La qualification est confirmée. Les transmissions partent.');
    response.redirect(303, caseHref(record.reference));
  });

  async function keep(request: Request, response: Response, reference: string, sent: Typed): Promise<void> {
    const id = request.session.qualifying?.[reference] ?? randomUUID();
    request.session.qualifying = { ...request.session.qualifying, [reference]: id };
    await keepOwn(parts, response, id, sent);
  }

  /** What was being typed for this case, else what is known of it. */
  async function kept(request: Request, response: Response, record: CaseRecord): Promise<Typed> {
    const id = request.session.qualifying?.[record.reference];
    const draft = id === undefined ? null : await readOwn(parts, response, id);
    return draft ?? typedCase(record);
  }

  async function forget(request: Request, response: Response, reference: string): Promise<void> {
    const { [reference]: id, ...others } = request.session.qualifying ?? {};
    if (id !== undefined) await dropOwn(parts, response, id);
    request.session.qualifying = others;
  }

  async function typedCase(record: CaseRecord): Promise<Typed> {
    const { legal, victimConsent, victimInformed } = record.state.basis;
    const { victim, implicated, measuresTaken, health, assets } = knownContent(record);
    return {
      ...typedFacts(record.state.facts, await factsWorld(parts, record.department)),
      victimName: victim?.name ?? '',
      victimContact: [victim?.address, victim?.phone, victim?.email].filter(Boolean).join('\n'),
      implicatedName: (implicated ?? [])
        .map(({ name }) => name)
        .filter(Boolean)
        .join(', '),
      measures: measuresTaken ?? '',
      health: health ?? '',
      assets: assets ?? '',
      legalBasis: legal,
      victimConsent: victimConsent ?? '',
      victimInformed: victimInformed === null ? '' : victimInformed ? 'OUI' : 'NON',
    };
  }

  async function read(
    record: CaseRecord,
    sent: Typed,
  ): Promise<{ facts: Facts; basis: Basis; content: QualifiedContent; errors: FormError<QualifyField>[] }> {
    const before = record.state.facts;
    const { facts, errors } = readFacts(
      { ...sent, reporterLink: before.reporterLink ?? '' },
      before.channel,
      await factsWorld(parts, record.department),
      true,
    );
    const informed = oneOf(sent, 'victimInformed', ['OUI', 'NON']);
    return {
      facts: withWhatTheFormHasNot(facts, before),
      basis: {
        legal: manyOf(sent, 'legalBasis', codes('legalBasis')),
        victimConsent: oneOf(sent, 'victimConsent', codes('victimConsent')) ?? null,
        victimInformed: informed === undefined ? null : informed === 'OUI',
      },
      content: readContent(sent),
      errors,
    };
  }

  async function qualifyPage(
    request: Request,
    response: Response,
    record: CaseRecord,
    sent: Typed,
    errors: FormError<QualifyField>[],
  ): Promise<string> {
    const { reference } = record;
    return parts.page('desk/qualify', {
      ...(await onCase(parts, request, response, reference)),
      form: formView(formOn(parts, request, response, `${caseHref(reference)}/qualifier`), fields, sent, errors, several),
      choices: factChoices(sent, await factsWorld(parts, record.department)),
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
      notRetainedHref: `${caseHref(reference)}/non-retenu`,
    });
  }

  return pages;
}

/** The form holds one implicated party, and establishments of the directory only: what an alert said beyond that is kept. */
function withWhatTheFormHasNot(facts: Facts, before: Facts): Facts {
  const [first, ...others] = before.implicated;
  const [said] = facts.implicated;
  const same = said !== undefined && first !== undefined && said.organisation === first.organisation && first.contact !== undefined;
  const implicated = [...(said === undefined ? [] : [same ? { ...said, contact: first.contact as string } : said]), ...others];
  const unlisted = facts.finess === undefined && before.finess !== undefined && before.place === facts.place;
  return {
    ...facts,
    implicated,
    ...(unlisted && { finess: before.finess as string }),
    ...(unlisted && before.finessCategory !== undefined && { finessCategory: before.finessCategory }),
  };
}

function readContent(sent: Typed): QualifiedContent {
  const text = (name: FactField) => one(sent, name);
  return {
    ...((text('victimName') || text('victimContact')) && {
      victim: { ...(text('victimName') && { name: text('victimName') }), ...(text('victimContact') && { address: text('victimContact') }) },
    }),
    ...(text('implicatedName') && { implicated: [{ name: text('implicatedName') }] }),
    ...(text('measures') && { measuresTaken: text('measures') }),
    ...(text('health') && { health: text('health') }),
    ...(text('assets') && { assets: text('assets') }),
  };
}
