import { Router } from 'express';
import { accountsThatMay } from '../../../accounts/accounts.ts';
import { type AskedInBulk, type BulkPart, inBulk, type LeftAlone } from '../../../cases/in-bulk.ts';
import { caseByReference } from '../../../cases/lists/cases.ts';
import type { CaseState } from '../../../cases/model/state.ts';
import { mayNotAct } from '../../../cases/record/access.ts';
import { type Acted, applyTogether } from '../../../cases/record/apply.ts';
import { caseState } from '../../../cases/record/read-case.ts';
import { isWrittenTo } from '../../../directory/resolve.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import type { BulkCaseLine } from '../../../templates/views/queue.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { bulkHref, bulkOf, caseHref, deskHref, firstPath } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { everyValue, type Values } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd, Sent } from '../shared/form-sent.ts';
import { currentWorld, type Names, namesOf } from '../words/names.ts';

/** At most so many cases in one act: a page of a list. */
const TOGETHER = 50;

const acts = {
  prendre: { act: 'TAKE', title: 'Prendre les tâches', press: 'Prendre ces tâches', nothing: 'Aucune tâche n’attend dans ce dossier.' },
  confier: { act: 'GIVE', title: 'Confier les tâches', press: 'Confier ces tâches', nothing: 'Aucune tâche n’attend dans ce dossier.' },
  rendre: { act: 'HAND_BACK', title: 'Rendre les tâches', press: 'Rendre ces tâches', nothing: 'Personne n’a pris de tâche dans ce dossier.' },
  relancer: {
    act: 'REMIND',
    title: 'Relancer maintenant',
    press: 'Relancer ces destinataires',
    nothing: 'Aucun destinataire n’a ce dossier en main.',
  },
} as const;
type Slug = keyof typeof acts;

/** A case that was chosen, and what the act does with it. */
interface Chosen {
  caseId: string;
  reference: string;
  parts: BulkPart[];
  names: Names;
  /** Recipients of its transfers are reminded by mail, by contact. */
  byMail(contact: string): boolean;
  /** What the act would do with the case in another state. */
  again(state: CaseState): BulkPart[];
}

interface Bulk {
  slug: Slug;
  references: string[];
  /** Null while nobody has said to whom tasks are given. */
  asked: AskedInBulk | null;
  people: { value: string; label: string }[];
  cases: Chosen[];
}

const fields = { fait: everyValue };

/** One act on several cases: shown first, case by case, with what it leaves and why; done once confirmed; then what was done. Nothing sealed is read. */
export function bulkPages(parts: Parts): Router {
  const pages = Router();

  formPage<Bulk, typeof fields>(parts, pages, {
    at: firstPath,
    door: signedInDoor(parts),
    open,
    fields,
    view: (form, bulk, ask) => page(form, bulk, ask),
    act,
  });

  async function open({ request, response }: Ask): Promise<Bulk> {
    const account = signedIn(response);
    const { query } = request;
    const slug = (Object.keys(acts) as Slug[]).find((name) => name === query.acte) ?? 'prendre';
    const references = [...new Set([query.dossier].flat().filter((each) => typeof each === 'string'))].slice(0, TOGETHER);
    const accounts = await accountsThatMay(parts.database, account.department, 'case.act');
    const people = accounts.map(({ id, name }) => ({ value: id, label: name }));
    const to = people.find(({ value }) => value === query.a)?.value;
    const kind = acts[slug].act;
    const asked: AskedInBulk | null = kind !== 'GIVE' ? { act: kind } : to === undefined ? null : { act: kind, to };
    const cases = asked === null ? [] : await Promise.all(references.map((reference) => choose(reference, asked, { request, response })));
    return { slug, references, asked, people, cases: cases.filter((each) => each !== null) };
  }

  /** Null for a case that whoever asks does not see. */
  async function choose(reference: string, asked: AskedInBulk, { response }: Ask): Promise<Chosen | null> {
    const account = signedIn(response);
    const { department } = account;
    const line = await caseByReference(parts.database, department, reference);
    const found = line === null ? null : await caseState(parts.database, department, line.caseId);
    if (line === null || found === null) return null;
    const world = await currentWorld(parts, { department, ...found });
    const unable = asked.act === 'GIVE' ? (await mayNotAct(parts.database, department, line.caseId, [asked.to])).has(asked.to) : false;
    const again = (state: CaseState) => inBulk(state, world, actorOf(account), parts.now() + found.clockOffset, asked, unable);
    return {
      caseId: line.caseId,
      reference: line.reference,
      parts: again(found.state),
      names: await namesOf(parts, department, world),
      byMail: (contact) => isWrittenTo(world.directory.on(parts.now()), contact),
      again,
    };
  }

  async function act({ fait }: Values<typeof fields>, bulk: Bulk, sent: Sent): Promise<FormEnd<'fait'>> {
    const done: Chosen[] = [];
    for (const chosen of bulk.cases) done.push(await doTo(chosen, fait, sent));
    return { page: await page(null, { ...bulk, cases: done }, sent.ask) };
  }

  /** Does to a case what was shown and may still be; answers with what was done, and what was left. */
  async function doTo(chosen: Chosen, shown: readonly string[], { ask, key }: Sent): Promise<Chosen> {
    const { department, id } = signedIn(ask.response);
    const mine = chosen.parts.filter((part) => part.left !== null || shown.includes(idOf(chosen, part)));
    const [first, ...others] = mine
      .filter(({ left }) => left === null)
      .map((part): Acted => ({ event: { ...part.event, at: parts.now() }, options: { eventId: `page:${id}:${key}:${idOf(chosen, part)}` } }));
    if (first === undefined) return { ...chosen, parts: mine };
    const expected = (state: CaseState) => left(chosen.again(state)) === left(chosen.parts);
    const applied = await applyTogether(parts.database, department, chosen.caseId, [
      { ...first, options: { ...first.options, expected } },
      ...others,
    ]);
    return 'refused' in applied
      ? { ...chosen, parts: mine.map((part) => ({ ...part, left: part.left ?? { code: 'REFUSED' as const, why: applied.refused.sayable } })) }
      : { ...chosen, parts: mine };
  }

  async function page(form: Form<'fait'> | null, { slug, references, asked, people, cases }: Bulk, { request, response }: Ask): Promise<string> {
    const { title, press, nothing } = acts[slug];
    const done = form === null;
    const doing = cases.filter(({ parts: found }) => found.some(({ left: kept }) => kept === null));
    return parts.page('desk/bulk', {
      chrome: await chromeFor(parts, request, response),
      title,
      done,
      cases: cases.map((chosen) => lineOf(chosen, asked, done, nothing)),
      form: form ?? { action: bulkHref, fields: { fait: { value: [] } }, errors: [] },
      ...(!done && doing.length > 0 && { press }),
      ...(acts[slug].act === 'GIVE' &&
        !done &&
        references.length > 0 && {
          people: {
            action: bulkHref,
            chosen: asked !== null && 'to' in asked ? asked.to : '',
            choices: people,
            carried: [{ name: 'acte', value: slug }, ...references.map((value) => ({ name: 'dossier', value }))],
          },
        }),
      ...(done &&
        acts[slug].act === 'TAKE' &&
        doing.length > 0 && {
          undo: {
            href: bulkOf(
              'rendre',
              doing.map(({ reference }) => reference),
            ),
            label: 'Rendre ces tâches',
          },
        }),
      backHref: deskHref,
    });
  }

  return pages;
}

const idOf = ({ reference }: Chosen, { on }: BulkPart): string => `${reference}/${'task' in on ? on.task.id : on.transfer.id}`;

/** What would be done, and what left: the same while the case has not changed for this act. */
const left = (found: readonly BulkPart[]): string =>
  JSON.stringify(found.map(({ on, left: kept }) => ['task' in on ? on.task.id : on.transfer.id, kept?.code ?? null]));

function lineOf(chosen: Chosen, asked: AskedInBulk | null, done: boolean, nothing: string): BulkCaseLine {
  const { reference, names } = chosen;
  return {
    reference,
    href: caseHref(reference),
    does: chosen.parts
      .filter(({ left: kept }) => kept === null)
      .map((part) => ({
        id: idOf(chosen, part),
        what: typographic(whatOf(part, chosen)),
        will: typographic(willOf(part, asked, chosen, done)),
      })),
    leaves: chosen.parts.flatMap((part) =>
      part.left === null ? [] : [{ what: typographic(whatOf(part, chosen)), why: typographic(leftOf(part.left, names)) }],
    ),
    ...(chosen.parts.length === 0 && { nothing }),
  };
}

function whatOf({ on }: BulkPart, { names }: Chosen): string {
  if ('transfer' in on) return names.organisation(on.transfer.organisation);
  const kind = label('taskKind', on.task.kind);
  return on.about === undefined ? kind : `${kind}, ${names.organisation(on.about.organisation)}`;
}

function willOf({ on }: BulkPart, asked: AskedInBulk | null, { names, byMail }: Chosen, done: boolean): string {
  const verb = done ? 'est' : 'sera';
  if ('transfer' in on)
    return byMail(on.transfer.contact) ? `${verb} relancé par courriel` : `${verb} relancé par un appel du guichet, qui devient une tâche`;
  if (asked?.act === 'GIVE') return `${verb} confiée à ${names.account(asked.to)}`;
  return asked?.act === 'HAND_BACK' ? `${verb} rendue, à qui la prendra` : `${verb} à vous`;
}

function leftOf(kept: LeftAlone, names: Names): string {
  if (kept.code === 'ALREADY') return 'c’est déjà le cas';
  return 'by' in kept ? `reste à ${names.account(kept.by)}, qui l’a prise` : kept.why;
}
