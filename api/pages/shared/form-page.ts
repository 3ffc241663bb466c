import type { Router } from 'express';
import type { Right } from '../../../accounts/rights.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { requireRight } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { examineUploads, uploaded } from '../../http/uploads.ts';
import { expired } from './expired.ts';
import { type Fields, hardlyShown, isList, type NameOf, readFields, type Values } from './fields.ts';
import { type FormError, formView, many, type Typed } from './form.ts';
import type { Ask, FormDoor } from './form-door.ts';
import { carriedBy, carriedOf, conclude, type FormEnd, keyOf, type Sent, sentWith, WHOLE } from './form-sent.ts';
import { hereOf, keepRefusal, type RefusedForm, readRefusal } from './refusal.ts';

/** A page, or where to go when there is nothing to show. */
export type Shown = string | { to: string };

/** A page with a form, as docs/developing.md tells. */
export interface FormPage<Subject, Shape extends Fields> {
  /** Its path on the router. */
  at: string | string[];
  /** Asked beyond what the mount asks. */
  right?: Right;
  door: FormDoor;
  /** What the page is about, with its logged reading. Throws NotFound for what this reader must not see. */
  open(ask: Ask): Promise<Subject>;
  fields: Shape | ((subject: Subject, ask: Ask) => Shape | Promise<Shape>);
  /** Fields that are neither kept nor shown again: passwords, codes. */
  secrets?: readonly NameOf<Shape>[];
  /** What the fields hold before anybody typed: what is recorded. */
  begin?(subject: Subject, ask: Ask): Typed | Promise<Typed>;
  /** What the form edits, as it is now: sent back with the form, so that the act can tell whether it changed meanwhile. */
  seen?(subject: Subject, ask: Ask): unknown;
  /** What is said to whoever came second, where the page knows better. */
  meanwhile?(subject: Subject): string;
  /** Files posted with the form, and what is said to whoever must choose them again. */
  files?: { field: NameOf<Shape>; again: string | ((ask: Ask) => string) };
  /**
   * For a form that is kept as it is written: `keep`, before anything is checked, keeps it, or ends the matter for a button that
   * only changes the page; `read` gives what was kept. What was typed in a refused form is then there, and nowhere else.
   */
  draft?: { keep(subject: Subject, sent: Sent): Promise<FormEnd<NameOf<Shape>> | null>; read(subject: Subject, ask: Ask): Promise<Typed | null> };
  /** For a button that adds a line to the form or takes one away: what the form then holds, shown again as it was typed; null for any other button. */
  lines?(typed: Typed): Typed | null;
  /** What no field shows alone to be wrong. `values` are those that could be read. */
  check?(values: Partial<Values<Shape>>, subject: Subject, sent: Sent): FormError<NameOf<Shape>>[] | Promise<FormError<NameOf<Shape>>[]>;
  view(form: Form<NameOf<Shape>>, subject: Subject, ask: Ask): Shown | Promise<Shown>;
  act(values: Values<Shape>, subject: Subject, sent: Sent): Promise<FormEnd<NameOf<Shape>>>;
  /** Where the form posts, when another page shows it too; the page's own address when left out. */
  action?(subject: Subject, ask: Ask): string;
}

/** A form as another page shows it: nothing typed in it yet. */
export type BlankForm<Subject, Shape extends Fields> = (subject: Subject, ask: Ask) => Promise<Form<NameOf<Shape>>>;

/** Makes a page answer: shown, sent, refused, shown again with what was typed. Answers how another page shows its form. */
export function formPage<Subject, Shape extends Fields>(parts: Parts, pages: Router, page: FormPage<Subject, Shape>): BlankForm<Subject, Shape> {
  const { door } = page;
  const shapeOf = async (subject: Subject, ask: Ask) => (typeof page.fields === 'function' ? page.fields(subject, ask) : page.fields);

  async function formOf(subject: Subject, ask: Ask, again: RefusedForm | null): Promise<Form<NameOf<Shape>>> {
    const shape = await shapeOf(subject, ask);
    const names = Object.keys(shape) as NameOf<Shape>[];
    const recorded = (await page.begin?.(subject, ask)) ?? {};
    const draft = (await page.draft?.read(subject, ask)) ?? null;
    const typedAgain = names.some((name) => again?.typed[name] !== undefined) ? again?.typed : undefined;
    const fields = typedAgain ?? draft ?? (again !== null && page.draft === undefined ? again.typed : recorded);
    // What was seen first stays what was seen, until somebody is shown that it changed.
    const carried = again === null ? carriedOf(draft ?? {}) : again.changed ? keyOf(again.typed) : carriedOf(again.typed);
    const hidden = carriedBy(parts, await page.seen?.(subject, ask), carried);
    const action = { action: page.action?.(subject, ask) ?? hereOf(ask.request), csrf: door.token(ask), hidden };
    const several = Object.keys(shape).filter((name) => isList(shape[name]));
    const form = formView<string>(action, names, fields, again?.errors ?? [], several) as Form<NameOf<Shape>>;
    const compared = names.filter((name) => (shape as Fields)[name] !== hardlyShown);
    return again?.changed ? withTheirs(form, compared, recorded, typographic(page.meanwhile?.(subject) ?? changedMeanwhile)) : form;
  }

  async function show(ask: Ask): Promise<void> {
    const subject = await page.open(ask);
    const again = await readRefusal(parts, door.holder(ask), ask.request);
    const shown = await page.view(await formOf(subject, ask, again), subject, ask);
    if (typeof shown === 'string') ask.response.type('html').send(shown);
    else ask.response.redirect(303, shown.to);
  }

  async function send(ask: Ask): Promise<void> {
    await door.admit(ask);
    const { request, response } = ask;
    const subject = await page.open(ask);
    const { files, refused } = page.files === undefined ? noFiles : await examineUploads(parts, uploaded(request, page.files.field));
    const posted = sentWith(parts, ask, files);
    const lines = page.lines?.(posted.typed) ?? null;
    const sent = lines === null ? posted : { ...posted, typed: lines };
    const shape = await shapeOf(subject, ask);
    // With another line, or one fewer, nothing of it is checked yet.
    const outcome = (await page.draft?.keep(subject, sent)) ?? (lines === null ? await settle(subject, shape, sent, refused) : { errors: [] });
    if ('errors' in outcome || 'changed' in outcome) {
      const refusal = {
        typed: shownAgain(sent.typed, 'errors' in outcome ? outcome.forget : []),
        errors: inOrder(shape, outcome),
        changed: 'changed' in outcome,
      };
      return response.redirect(303, await keepRefusal(parts, door.keeper(ask), request.originalUrl, refusal));
    }
    await door.forget(ask);
    conclude(ask, outcome);
  }

  async function settle(subject: Subject, shape: Shape, sent: Sent, refused: string[]): Promise<FormEnd<NameOf<Shape>>> {
    const { values, errors } = readFields(shape, sent.typed, page.secrets);
    errors.push(...((await page.check?.(values, subject, sent)) ?? []));
    if (page.files !== undefined && refused.length > 0) errors.push({ field: page.files.field, message: refused.join(' ') });
    const outcome = errors.length > 0 ? { errors } : await page.act(values as Values<Shape>, subject, sent);
    if (page.files === undefined || sent.files.length === 0 || refused.length > 0 || !('errors' in outcome)) return outcome;
    const { field, again } = page.files;
    return { errors: [...outcome.errors, { field, message: typeof again === 'string' ? again : again(sent.ask) }] };
  }

  function shownAgain(fields: Typed, forget: readonly string[] = []): Typed {
    if (page.draft !== undefined) return carriedOf(fields);
    const left = new Set<string>(['_csrf', ...(page.secrets ?? []), ...forget]);
    return Object.fromEntries(Object.entries(fields).filter(([name]) => !left.has(name)));
  }

  if (page.right !== undefined) pages.all(page.at, requireRight(parts, expired(parts), page.right));
  pages.get(page.at, (request, response) => show({ request, response }));
  pages.post(page.at, (request, response) => send({ request, response }));
  return (subject, ask) => formOf(subject, ask, null);
}

const noFiles = { files: [], refused: [] };

/** Errors in the order of the page. */
function inOrder(shape: Fields, outcome: FormEnd<string>): FormError<string>[] {
  const names = [...Object.keys(shape), WHOLE];
  return 'errors' in outcome ? outcome.errors.toSorted((a, b) => names.indexOf(a.field) - names.indexOf(b.field)) : [];
}

const changedMeanwhile =
  'Quelqu’un d’autre a enregistré autre chose pendant que cette page était ouverte. Rien n’est écrasé : comparez, puis enregistrez ce qui doit rester.';

/** The form of whoever came second: beside each field that differs, what is recorded now. */
function withTheirs<Name extends string>(form: Form<Name>, names: readonly Name[], theirs: Typed, message: string): Form<Name> {
  const fields = { ...form.fields };
  const said = (values: string[]) => values.toSorted().join('\n').replaceAll('\r\n', '\n');
  const differing = names.filter(
    (name) => theirs[name] !== undefined && said(many(theirs, name)) !== said(many({ [name]: form.fields[name].value }, name)),
  );
  for (const name of differing) fields[name] = { ...fields[name], theirs: many(theirs, name).length === 0 ? [''] : many(theirs, name) };
  return { ...form, fields, errors: [{ field: differing[0] ?? WHOLE, message }, ...form.errors] };
}
