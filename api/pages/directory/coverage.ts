import { Router } from 'express';
import { frenchDay } from '../../../calendar/french.ts';
import { answersAhead, type RoleAnswer } from '../../../directory/answers.ts';
import { coverageOf, type DoubtfulChannel, nothingAsked } from '../../../directory/coverage.ts';
import { dutyHoles } from '../../../directory/duty/duty-holes.ts';
import { bodyName, partyName } from '../../../directory/names.ts';
import { communesOf } from '../../../directory/record/communes.ts';
import { listDuty } from '../../../directory/record/duty.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { gapWords } from '../../../directory/sayings.ts';
import { whatIsAsked } from '../../../procedures/asked-roles.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { roleLabel } from '../../../vocabulary/vocabulary.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { todayIn } from './on-directory.ts';
import { communesNamed } from './part-words.ts';

const DUTY_AHEAD = 14 * 86_400_000;
const NAMED = 8;

/** Where the published directory answers, role by role, and what is to be mended before a case finds out. */
export function coveragePages(parts: Parts): Router {
  const pages = Router();
  pages.get(directoryPaths.coverage, async (request, response) => {
    const { department } = signedIn(response);
    const [known, procedure] = await Promise.all([currentDirectory(parts.database, department), procedureInForce(parts.database, department)]);
    const now = parts.now();
    const directory = known.on(now);
    const nameOf = (answer: RoleAnswer) => ('gap' in answer ? `Personne\u00a0: ${gapWords(answer.gap)}` : bodyName(directory, answer.organisation));
    const communes = communesOf(department).map(({ code }) => code);
    const { roles, channels, alone, shut, isWhole } = coverageOf(directory, communes, procedure === null ? nothingAsked : whatIsAsked(procedure));
    const duty = await listDuty(parts.database, department, now, now + DUTY_AHEAD);
    const where = (codes: readonly string[]) => (codes.length === communes.length ? 'tout le département' : communesNamed(codes, NAMED));
    const href = (body: string) => directoryPageHref('body', { body });
    const doubtful = (why: DoubtfulChannel['why']) =>
      channels
        .filter((one) => one.why === why)
        .map(({ organisation, contact }) => ({
          text: typographic(`${partyName(directory, contact)}, ${bodyName(directory, organisation)}`),
          href: href(organisation),
        }));
    response.type('html').send(
      parts.page('desk/directory/coverage', {
        chrome: await chromeFor(parts, request, response),
        isWhole,
        roles: roles.map(({ role, isAsked, bodies, holes, overlaps }) => ({
          role: roleLabel(role),
          isAsked,
          bodies: bodies.map(({ organisation, situation, communes: there }) => ({
            name: bodyName(directory, organisation),
            href: href(organisation),
            situation: typographic(situation),
            communes: where(there),
            count: there.length,
          })),
          holes: holes.map(({ reason, situation, isAsked: isAskedThere, communes: there }) => ({
            why: typographic(gapWords(reason)),
            situation: typographic(situation),
            isAsked: isAskedThere,
            communes: where(there),
            count: there.length,
          })),
          overlaps: overlaps.map(({ organisations, situation, communes: there }) => ({
            situation: typographic(situation),
            bodies: organisations.map((id) => bodyName(directory, id)).join(' et '),
            communes: where(there),
          })),
        })),
        failing: doubtful('FAILING'),
        toCheck: doubtful('TO_CHECK'),
        unverified: doubtful('UNVERIFIED'),
        alone: alone.map((id) => ({ text: bodyName(directory, id), href: href(id) })),
        shut: shut.map(({ organisation, isReached }) => ({ text: bodyName(directory, organisation), href: href(organisation), isReached })),
        ahead: answersAhead(todayIn(parts, department), known, communes).map(({ role, from, situation, communes: there, before, after }) => ({
          from: frenchDay(from),
          role: roleLabel(role),
          situation: typographic(situation),
          communes: where(there),
          before: typographic(nameOf(before)),
          after: typographic(nameOf(after)),
          worse: 'gap' in after,
        })),
        dutyHoles: dutyHoles(duty, now, now + DUTY_AHEAD),
      }),
    );
  });
  return pages;
}
