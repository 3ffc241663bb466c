import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { listCases } from '../../../cases/lists/cases.ts';
import { readExerciseAddress, setExerciseAddress } from '../../../database/departments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { notedContent, phoneAlert } from '../../../intake/phone.ts';
import { receive } from '../../../intake/receive.ts';
import { situationsFor } from '../../../rehearsal/situations/library.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { FactField } from '../../../templates/views/lines.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref } from '../shared/addresses.ts';
import { chromeFor, notice, resumed } from '../shared/desk-page.ts';
import { factChoices, factFields, factsWorld, readFacts, severalFacts } from '../shared/facts-form.ts';
import { type FormError, formView, one, type Typed, typed } from '../shared/form.ts';

type OpenField = 'situation' | 'narrative' | FactField;
const openFields: readonly OpenField[] = ['situation', 'narrative', ...factFields];
const here = '/guichet/exercices';
const LINES = 50;
const LONGEST = 20_000;
const invented =
  'Situation inventée pour un exercice. Une voisine appelle : elle entend des cris depuis trois semaines, la personne ne sort plus et a maigri. « On ne la voit plus qu’à la fenêtre. »';

/** Drills, for coordinators: an invented situation on the real desk, where its messages go, and those already opened. */
export function exercisesPages(parts: Parts): Router {
  const pages = Router();

  pages.get('/', async (request, response) => {
    response.type('html').send(await page(request, response, resumed(response) ?? { narrative: typographic(invented) }, []));
  });

  pages.post('/', async (request: Request, response) => {
    const account = signedIn(response);
    const fields = typed(request);
    const errors: FormError<OpenField>[] = [];
    const facts = await factsOf(account.department, fields, errors);
    if (one(fields, 'narrative') === '') errors.push({ field: 'narrative', message: 'Écrivez ce que dirait l’appel, sans aucun vrai nom.' });
    if (errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await page(request, response, fields, errors));
    const notes = {
      notes: one(fields, 'narrative').slice(0, LONGEST),
      victimName: one(fields, 'victimName'),
      victimContact: one(fields, 'victimContact'),
      implicatedName: one(fields, 'implicatedName'),
      measures: one(fields, 'measures'),
      health: one(fields, 'health'),
      assets: one(fields, 'assets'),
      // Nobody real is ever written to: a drill has no author.
      reporterName: '',
      reporterContact: '',
      safeContact: '',
      anonymousToDesk: true,
      anonymousToImplicated: true,
    };
    const alert = phoneAlert(account.department, one(fields, 'cle') || randomUUID(), facts, notes, actorOf(account), parts.now());
    const received = await receive(parts.database, { ...alert, source: 'exercise', exercise: true, content: notedContent(facts, notes) });
    if ('conflict' in received) {
      notice(request, 'Cet exercice est déjà ouvert, avec un autre texte.');
      return response.redirect(303, here);
    }
    notice(request, 'L’exercice est ouvert. Rien n’y est envoyé à un vrai destinataire.');
    response.redirect(303, caseHref(received.reference));
  });

  pages.post('/adresse', async (request: Request, response) => {
    const { department } = signedIn(response);
    const fields = typed(request);
    const email = one(fields, 'email').toLowerCase();
    const directory = await currentDirectory(parts.database, department);
    const errors: FormError<'email'>[] = [];
    if (email !== '' && !z.email().safeParse(email).success)
      errors.push({ field: 'email', message: 'Écrivez une adresse entière, comme exercices@exemple.fr, ou rien.' });
    if ([...directory.contactById.values()].some((contact) => contact.email?.toLowerCase() === email))
      errors.push({
        field: 'email',
        message: 'C’est l’adresse d’un destinataire réel de l’annuaire : choisissez une boîte qui ne sert qu’aux exercices.',
      });
    if (errors.length > 0)
      return response
        .status(422)
        .type('html')
        .send(await page(request, response, { narrative: typographic(invented) }, [], { fields, errors }));
    await setExerciseAddress(parts.database, department, email === '' ? null : email);
    notice(request, email === '' ? 'L’adresse des exercices est retirée.' : 'L’adresse des exercices est enregistrée.');
    response.redirect(303, here);
  });

  /** A ready-made situation, or what the form says. */
  async function factsOf(department: string, fields: Typed, errors: FormError<OpenField>[]): Promise<Facts> {
    const ready = situationsFor(await currentDirectory(parts.database, department)).situations.find(({ id }) => id === one(fields, 'situation'));
    if (ready !== undefined) return { ...ready.facts, channel: 'PHONE' };
    const read = readFacts(fields, 'PHONE', await factsWorld(parts, department), true);
    if (read.errors.length > 0) errors.push({ field: 'situation', message: 'Choisissez une situation prête, ou décrivez les faits plus bas.' });
    errors.push(...read.errors);
    return read.facts;
  }

  async function page(
    request: Request,
    response: Response,
    fields: Typed,
    errors: FormError<OpenField>[],
    address?: { fields: Typed; errors: FormError<'email'>[] },
  ): Promise<string> {
    const account = signedIn(response);
    const world = await factsWorld(parts, account.department);
    const csrf = parts.sessionForms.token(request, response);
    const { set, used } = await readExerciseAddress(parts.database, account.department);
    const drills = await listCases(parts.database, account.department, { exercise: true, size: LINES });
    return parts.page('desk/exercises', {
      chrome: await chromeFor(parts, request, response),
      form: formView<OpenField>(
        { action: here, csrf, hidden: [{ name: 'cle', value: one(fields, 'cle') || randomUUID() }] },
        openFields,
        fields,
        errors,
        severalFacts,
      ),
      situations: situationsFor(world.directory).situations.map(({ id, title }) => ({ value: id, label: typographic(title) })),
      choices: factChoices(fields, world),
      address: formView<'email'>({ action: `${here}/adresse`, csrf }, ['email'], address?.fields ?? { email: set ?? '' }, address?.errors ?? []),
      ...(used !== null && { used }),
      drills: drills.rows.map(({ reference, status, openedAt, place }) => ({
        href: caseHref(reference),
        reference,
        openedAt,
        ended: status !== 'OPEN',
        place: typographic(label('place', place)),
      })),
      more: drills.total > drills.rows.length,
    });
  }

  return pages;
}
