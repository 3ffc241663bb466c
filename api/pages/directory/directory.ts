import { Router } from 'express';
import { requireRight } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { directoryPaths } from '../shared/addresses.ts';
import { expired } from '../shared/expired.ts';
import { agreementPages } from './agreement-form.ts';
import { askPages } from './ask.ts';
import { bodyPages } from './body.ts';
import { bodyForms } from './body-form.ts';
import { campaignPages } from './campaigns.ts';
import { changesPages } from './changes.ts';
import { competenceForms } from './competence-form.ts';
import { contactForms } from './contact-form.ts';
import { coveragePages } from './coverage.ts';
import { directoryIndex } from './directory-index.ts';
import { doubtfulPages } from './doubtful.ts';
import { establishmentActs } from './establishment-acts.ts';
import { establishmentImports } from './establishment-imports.ts';
import { establishmentPages } from './establishments.ts';
import { exchangePages } from './exchange.ts';
import { proposalPages } from './proposals.ts';
import { sheetColumnPages } from './sheet-columns.ts';
import { tiePages } from './ties.ts';

/** What only whoever writes the directory may open, with all that is under it. */
const written = (
  [
    'newBody',
    'editBody',
    'newCompetence',
    'doubtful',
    'doubtfulCsv',
    'competence',
    'newContact',
    'contact',
    'ties',
    'agreement',
    'changes',
    'campaigns',
    'proposals',
    'import',
    'importSites',
    'readSites',
    'noteAct',
  ] as const
).map((name) => directoryPaths[name]);

/** The directory, under its own address: read by the desk, written by coordinators. */
export function directoryPages(parts: Parts): Router {
  const pages = Router();
  pages.use(directoryIndex(parts));
  pages.use(written, requireRight(parts, expired(parts), 'directory.write'));
  pages.use(directoryPaths.publish, requireRight(parts, expired(parts), 'directory.publish'));
  for (const make of [
    coveragePages,
    askPages,
    exchangePages,
    changesPages,
    bodyForms,
    competenceForms,
    contactForms,
    tiePages,
    agreementPages,
    bodyPages,
  ])
    pages.use(make(parts));
  for (const make of [doubtfulPages, campaignPages, proposalPages, sheetColumnPages]) pages.use(make(parts));
  for (const make of [establishmentImports, establishmentPages, establishmentActs]) pages.use(make(parts));
  return pages;
}
