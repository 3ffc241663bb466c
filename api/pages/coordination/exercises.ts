import { Router } from 'express';
import { z } from 'zod';
import type { Account } from '../../../accounts/accounts.ts';
import { listCases } from '../../../cases/lists/cases.ts';
import { readExerciseAddress, setExerciseAddress } from '../../../database/departments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { type CallNotes, notedContent, phoneAlert } from '../../../intake/phone.ts';
import { receive } from '../../../intake/receive.ts';
import { situationsFor } from '../../../rehearsal/situations/library.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { DocumentViews } from '../../../templates/views/documents.ts';
import type { Facts } from '../../../vocabulary/facts.ts';
import { label } from '../../../vocabulary/vocabulary.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, exerciseAddressHref, exercisePaths, exercisesHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { factChoices, factShape, factsWorld, readFacts } from '../shared/facts-form.ts';
import { freeText, neededText } from '../shared/fields.ts';
import { type FormError, one, type Typed, typedIn } from '../shared/form.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { changedParties } from '../shared/parties.ts';

const LINES = 50;
const LONGEST = 20_000;
const invented =
  'Situation inventée pour un exercice. Une voisine appelle : elle entend des cris depuis trois semaines, la personne ne sort plus et a maigri. « On ne la voit plus qu’à la fenêtre. »';

const openFields = { situation: freeText(), narrative: neededText('Écrivez ce que dirait l’appel, sans aucun vrai nom.', LONGEST), ...factShape };

/** Drills, for coordinators: an invented situation on the real desk, where its messages go, and those already opened. */
export function exercisesPages(parts: Parts): Router {
  const pages = Router();
  const door = signedInDoor(parts);
  const open = async ({ response }: Ask) => signedIn(response);

  const drill = formPage(parts, pages, {
    at: exercisePaths.list,
    door,
    open,
    lines: changedParties,
    fields: openFields,
    begin: () => ({ narrative: typographic(invented) }),
    check: async (_values, { department }, { typed }) => (await factsOf(department, typed)).errors,
    view: async (form, account, ask): Promise<string> => page(account, ask, { form, address: await address(account, ask) }),
    act: async ({ narrative }, account, { typed, key }) => {
      const { facts, people } = await factsOf(account.department, typed);
      const notes = notesOf(narrative, people, typed);
      const alert = phoneAlert(account.department, key, facts, notes, actorOf(account), parts.now());
      const received = await receive(parts.database, { ...alert, source: 'exercise', exercise: true, content: notedContent(facts, notes) });
      if ('conflict' in received) return { to: exercisesHref, said: 'Cet exercice est déjà ouvert, avec un autre texte.', important: true };
      return { to: caseHref(received.reference), said: 'L’exercice est ouvert. Rien n’y est envoyé à un vrai destinataire.' };
    },
    action: () => exercisesHref,
  });

  const address = formPage(parts, pages, {
    at: exercisePaths.address,
    door,
    open,
    fields: { email: z.email('Écrivez une adresse entière, comme exercices@exemple.fr, ou rien.').toLowerCase().optional() },
    begin: async ({ department }) => ({ email: (await readExerciseAddress(parts.database, department)).set ?? '' }),
    check: async ({ email }, { department }) => {
      const { contactById } = await currentDirectory(parts.database, department);
      const real = email !== undefined && [...contactById.values()].some((contact) => contact.email?.toLowerCase() === email);
      return real ? [aRealRecipient] : [];
    },
    view: async (form, account, ask): Promise<string> => page(account, ask, { form: await drill(account, ask), address: form }),
    act: async ({ email = null }, { department }) => {
      await setExerciseAddress(parts.database, department, email);
      return { to: exercisesHref, said: email === null ? 'L’adresse des exercices est retirée.' : 'L’adresse des exercices est enregistrée.' };
    },
    action: () => exerciseAddressHref,
  });

  /** A ready-made situation, or what the form says. */
  async function factsOf(
    department: string,
    fields: Typed,
  ): Promise<{ facts: Facts; people: CallNotes['implicated']; errors: FormError<keyof typeof openFields>[] }> {
    const ready = situationsFor(await currentDirectory(parts.database, department)).situations.find(({ id }) => id === one(fields, 'situation'));
    const { facts, people, errors } = readFacts(fields, 'PHONE', await factsWorld(parts, department, fields), true);
    if (ready !== undefined) return { facts: { ...ready.facts, channel: 'PHONE' }, people, errors: [] };
    if (errors.length === 0) return { facts, people, errors };
    return { facts, people, errors: [{ field: 'situation', message: 'Choisissez une situation prête, ou décrivez les faits plus bas.' }, ...errors] };
  }

  async function page(account: Account, ask: Ask, forms: Pick<DocumentViews['desk/exercises'], 'form' | 'address'>): Promise<string> {
    const world = await factsWorld(parts, account.department, typedIn(forms.form));
    const { used } = await readExerciseAddress(parts.database, account.department);
    const drills = await listCases(parts.database, account.department, { exercise: true, size: LINES });
    return parts.page('desk/exercises', {
      chrome: await chromeFor(parts, ask.request, ask.response),
      ...forms,
      situations: situationsFor(world.directory).situations.map(({ id, title }) => ({ value: id, label: typographic(title) })),
      choices: factChoices(typedIn(forms.form), world),
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

const aRealRecipient: FormError<'email'> = {
  field: 'email',
  message: 'C’est l’adresse d’un destinataire réel de l’annuaire : choisissez une boîte qui ne sert qu’aux exercices.',
};

/** Nobody real is ever written to: a drill has no author. */
function notesOf(narrative: string, implicated: CallNotes['implicated'], fields: Typed): CallNotes {
  return {
    notes: narrative,
    victimName: one(fields, 'victimName'),
    victimContact: one(fields, 'victimContact'),
    implicated,
    measures: one(fields, 'measures'),
    health: one(fields, 'health'),
    assets: one(fields, 'assets'),
    reporterName: '',
    reporterContact: '',
    safeContact: '',
    anonymousToDesk: true,
    anonymousToImplicated: true,
  };
}
