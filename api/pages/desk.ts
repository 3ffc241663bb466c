import { Router } from 'express';
import type { Right } from '../../accounts/rights.ts';
import { requireRight } from '../http/guards.ts';
import type { Parts } from '../http/parts.ts';
import { uploads } from '../http/uploads.ts';
import { casePages } from './case/case.ts';
import { accountPages } from './coordination/accounts.ts';
import { apiKeyPages } from './coordination/api-keys.ts';
import { calendarPages } from './coordination/calendars.ts';
import { dutyPages } from './coordination/duty.ts';
import { swapPages } from './coordination/duty-swaps.ts';
import { endpointPages } from './coordination/endpoints.ts';
import { exercisesPages } from './coordination/exercises.ts';
import { firstStepsPages } from './coordination/first-steps.ts';
import { retentionPages } from './coordination/retention.ts';
import { tracePages } from './coordination/traces.ts';
import { bulkPages } from './desk/bulk.ts';
import { callPages } from './desk/call.ts';
import { digestPages } from './desk/digest.ts';
import { findPages } from './desk/find.ts';
import { inboundPages } from './desk/inbound.ts';
import { queuePages } from './desk/queues.ts';
import { receivedLetterPages } from './desk/received-letter.ts';
import { reliefPages } from './desk/relief.ts';
import { urgentPages } from './desk/urgent.ts';
import { directoryPages } from './directory/directory.ts';
import { indicatorPages } from './institution/indicator.ts';
import { factorFirst } from './own/factor-first.ts';
import { ownAccountPages } from './own/own-account.ts';
import { editorPages } from './protocol/editor.ts';
import { proofPages } from './protocol/proof.ts';
import { protocolPages } from './protocol/protocol.ts';
import { movePages } from './protocol/version-move.ts';
import { versionPages } from './protocol/versions.ts';
import { dryRunPages } from './rehearsal/dry-run.ts';
import { rehearseDraftPages } from './rehearsal/rehearse-draft.ts';
import { pastPages } from './rehearsal/rehearsed-past.ts';
import { situationsPages } from './rehearsal/rehearsed-situations.ts';
import { dataRequestPages } from './requests/data-requests.ts';
import { comparedPages } from './results/compared.ts';
import { publicationPages } from './results/publications.ts';
import { radarPages } from './results/radar.ts';
import { resultsPages } from './results/results.ts';
import { reviewPages } from './review/reviews.ts';
import {
  accountsHref,
  apiKeysHref,
  bulkHref,
  calendarsHref,
  callsHref,
  dataRequestsHref,
  declarationCountHref,
  deskPaths,
  digestHref,
  directoryHref,
  draftPath,
  draftPaths,
  draftsHref,
  dryRunHref,
  dutyHref,
  endpointsHref,
  exercisesHref,
  findHref,
  firstStepsHref,
  lettersHref,
  mailsHref,
  ownAccountHrefs,
  pastHref,
  proofHref,
  protocolHref,
  publicationsHref,
  radarHref,
  reliefHref,
  resultsHref,
  retentionHref,
  reviewHref,
  situationsHref,
  studiesHref,
  swapsHref,
  tracesHref,
  underDesk,
  versionPaths,
  versionsHref,
} from './shared/addresses.ts';
import { expired } from './shared/expired.ts';
import { writtenStudyPages } from './training/written-studies.ts';

/** Everything under `/guichet`: for the people of the desk, in their own department. */
export function deskPages(parts: Parts): Router {
  const pages = Router();
  const right = (name: Right) => requireRight(parts, expired(parts), name);
  pages.use(right('desk.enter'), uploads, parts.sessionForms.protect);
  pages.use(underDesk(ownAccountHrefs.desk), ownAccountPages(parts));
  pages.use(factorFirst(parts));
  pages.use(underDesk(apiKeysHref), right('api-keys.manage'), apiKeyPages(parts));
  pages.use(underDesk(tracesHref), right('traces.read'), tracePages(parts));
  pages.use(underDesk(studiesHref), right('study.write'), writtenStudyPages(parts));
  pages.use(underDesk(retentionHref('all')), right('retention.manage'), retentionPages(parts));
  pages.use(underDesk(accountsHref), right('accounts.manage'), accountPages(parts));
  pages.use(underDesk(firstStepsHref), right('duty.manage'), firstStepsPages(parts));
  pages.use(underDesk(calendarsHref), right('calendar.manage'), calendarPages(parts));
  pages.use(underDesk(endpointsHref), right('directory.write'), endpointPages(parts));
  pages.use(underDesk(directoryHref), right('directory.read'), directoryPages(parts));
  pages.use(underDesk(declarationCountHref), right('declaration.count'), indicatorPages(parts, 'desk/declarations', declarationCountHref));
  pages.use(underDesk(resultsHref), right('statistics.read'), comparedPages(parts), resultsPages(parts));
  pages.use(underDesk(radarHref), right('radar.look'), radarPages(parts));
  pages.use(underDesk(publicationsHref), right('statistics.publish'), publicationPages(parts));
  pages.use(underDesk(protocolHref), right('protocol.read'));
  pages.use(underDesk(dryRunHref), dryRunPages(parts));
  pages.use(underDesk(situationsHref), situationsPages(parts));
  pages.use(underDesk(pastHref), right('protocol.write'), pastPages(parts));
  pages.use(underDesk(proofHref()), proofPages(parts));
  pages.use(`${underDesk(draftsHref)}${draftPath}`, rehearseDraftPages());
  pages.use(`${underDesk(draftsHref)}${draftPath}${draftPaths.publish}`, right('protocol.publish'));
  pages.use(underDesk(draftsHref), right('protocol.write'), editorPages(parts));
  pages.use(`${underDesk(versionsHref)}${versionPaths.move}`, right('case.move'), movePages(parts));
  pages.use(underDesk(versionsHref), versionPages(parts));
  pages.use(underDesk(protocolHref), protocolPages(parts));
  // Somebody who keeps the accounts and reads what was decided need not see a single case.
  pages.use(right('case.read'));
  pages.use(queuePages(parts));
  pages.use(urgentPages(parts));
  pages.use(underDesk(bulkHref), right('case.act'), bulkPages(parts));
  pages.use(underDesk(digestHref), right('case.act'), digestPages(parts));
  pages.use(underDesk(reliefHref), right('case.act'), reliefPages(parts));
  pages.use(underDesk(reviewHref), right('review.read'), reviewPages(parts));
  pages.use(underDesk(findHref), findPages(parts));
  pages.use(underDesk(exercisesHref), right('exercise.open'), exercisesPages(parts));
  pages.use(underDesk(callsHref), right('alert.take'), callPages(parts));
  pages.use(underDesk(lettersHref), right('alert.take'), receivedLetterPages(parts));
  pages.use(underDesk(dataRequestsHref), right('data.answer'), dataRequestPages(parts));
  pages.use(underDesk(mailsHref), right('mail.sort'), inboundPages(parts));
  pages.post(deskPaths.caseActs, right('case.act'));
  pages.use(deskPaths.case, casePages(parts));
  pages.use(underDesk(dutyHref), right('duty.read'), dutyPages(parts));
  pages.use(underDesk(swapsHref), right('duty.take'), swapPages(parts));
  return pages;
}
