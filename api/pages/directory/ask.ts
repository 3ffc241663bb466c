import { Router } from 'express';
import { isOpen } from '../../../calendar/opening.ts';
import type { Situated } from '../../../directory/competence.ts';
import { finessCategoryShape } from '../../../directory/directory.ts';
import { explain } from '../../../directory/explain.ts';
import { competenceWords, notChosenWords } from '../../../directory/explained-words.ts';
import { bodyName, partyName } from '../../../directory/names.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { calendarOf, type IndexedDirectory } from '../../../directory/resolve.ts';
import { gapWords } from '../../../directory/sayings.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { codes, type Role } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { readCommunes } from './territory-form.ts';

/** Who would be told for a role in a commune and a situation now, why, and why not the others. All of it is in the address: no case is opened, nothing is kept. */
export function askPages(parts: Parts): Router {
  const pages = Router();
  pages.get(directoryPaths.ask, async (request, response) => {
    const { department } = signedIn(response);
    const directory = (await currentDirectory(parts.database, department)).on(parts.now());
    const text = (name: string) => (typeof request.query[name] === 'string' ? request.query[name].trim() : '');
    const role = codes('role').find((code) => code === text('role'));
    const { codes: communes, problems } = readCommunes(text('commune'), department);
    const situation = situationAsked(request.query);
    const implicated = directory.organisationById.has(text('implique')) ? text('implique') : '';
    const problem = problems[0] ?? (communes.length > 1 ? 'Écrivez une seule commune.' : undefined);
    response.type('html').send(
      parts.page('desk/directory/ask', {
        chrome: await chromeFor(parts, request, response),
        role: role ?? '',
        commune: text('commune'),
        implicated,
        ...situation,
        bodies: directory.organisations.map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label, 'fr')),
        ...(problem !== undefined && { problem: typographic(problem) }),
        ...(problem === undefined &&
          role !== undefined && {
            answer: answerFor(role, { ...factsOf(situation), ...(communes[0] && { inseeCode: communes[0] }) }, implicated, directory, parts.now()),
          }),
      }),
    );
  });
  return pages;
}

/** What the page asks of the situation; '' where nothing was said. */
function situationAsked(query: Record<string, unknown>) {
  const chosen = (name: string, known: readonly string[]) => known.find((code) => code === query[name]) ?? '';
  const category = typeof query.categorie === 'string' ? query.categorie.trim() : '';
  return {
    place: chosen('lieu', codes('place')),
    authority: chosen('autorite', codes('authority')),
    maltreatment: chosen('faits', codes('maltreatment')),
    victimGroup: chosen('personne', codes('victimGroup')),
    category: finessCategoryShape.test(category) ? category : '',
  };
}

const factsOf = ({ maltreatment, category, ...others }: ReturnType<typeof situationAsked>): Situated =>
  Object.fromEntries(
    Object.entries({ ...others, finessCategory: category, maltreatment: maltreatment === '' ? '' : [maltreatment] }).filter(
      ([, value]) => value !== '',
    ),
  ) as Situated;

/** `implicated`: the body the facts put in question, '' when none is; its own establishment is then that of the facts. */
function answerFor(role: Role, situation: Situated, implicated: string, directory: IndexedDirectory, now: number) {
  const finess = directory.organisationById.get(implicated)?.finess;
  const facts = {
    implicated: implicated === '' ? [] : [{ kind: 'ETABLISSEMENT' as const, organisation: implicated }],
    ...situation,
    ...(finess !== undefined && { finess }),
  };
  const { found, by, others } = explain(role, facts, directory);
  const href = (body: string) => directoryPageHref('body', { body });
  return {
    ...('recipient' in found
      ? {
          chosen: {
            name: bodyName(directory, found.recipient.organisation),
            href: href(found.recipient.organisation),
            contact: partyName(directory, found.recipient.contact),
            why: typographic(competenceWords(found.recipient, by)),
            closed: !isOpen(calendarOf(directory, found.recipient.organisation), now),
          },
        }
      : { gap: typographic(gapWords(found.gap.reason)) }),
    others: others.map((one) => ({
      name: bodyName(directory, one.organisation),
      href: href(one.organisation),
      why: typographic(notChosenWords(one, directory)),
    })),
  };
}
