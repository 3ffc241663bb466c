import { Router } from 'express';
import { type Lack, lackWords } from '../../../publication/first-steps/lacks.ts';
import { readLacks } from '../../../publication/first-steps/read-lacks.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { accountsHref, directoryHref, dutyHref, firstPath, proofHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { mailsStay } from '../shared/frame.ts';

/** Where each is mended; what only the installation mends has no page. */
const mendedAt: Partial<Record<Lack, { href: string; label: string }>> = {
  EMPTY_DIRECTORY: { href: directoryHref, label: 'Ouvrir l’annuaire' },
  NO_DESK_LINE: { href: directoryHref, label: 'Ouvrir l’annuaire' },
  UNPROVED: { href: proofHref(), label: 'Lire la preuve' },
  NOBODY_ON_DUTY: { href: dutyHref, label: 'Ouvrir le tableau d’astreinte' },
  DUTY_ENDS: { href: dutyHref, label: 'Ouvrir le tableau d’astreinte' },
  NO_AGENT: { href: accountsHref, label: 'Ouvrir les comptes' },
  ONE_COORDINATOR: { href: accountsHref, label: 'Ouvrir les comptes' },
};

/** What the coordinator's desk lacks, each with what mends it. */
export function firstStepsPages(parts: Parts): Router {
  const pages = Router();
  pages.get(firstPath, async (request, response) => {
    const { department } = signedIn(response);
    const served = await parts.departments.get(department);
    const lacks = await readLacks(parts.database, department, { now: parts.now(), mailsStay: mailsStay(parts, served) });
    response.type('html').send(
      parts.page('desk/first-steps', {
        chrome: await chromeFor(parts, request, response),
        lacks: lacks.map((lack) => ({
          what: typographic(lackWords[lack].what),
          remedy: typographic(lackWords[lack].remedy),
          ...(mendedAt[lack] !== undefined && { mend: mendedAt[lack] }),
        })),
      }),
    );
  });
  return pages;
}
