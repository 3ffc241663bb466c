import { Router } from 'express';
import { requireKind } from '../http/guards.ts';
import type { Parts } from '../http/parts.ts';
import { uploads } from '../http/uploads.ts';
import { casePages } from './case/case.ts';
import { accountPages } from './coordination/accounts.ts';
import { calendarPages } from './coordination/calendars.ts';
import { directoryPages } from './coordination/directory.ts';
import { dutyPages } from './coordination/duty.ts';
import { exercisesPages } from './coordination/exercises.ts';
import { callPages } from './desk/call.ts';
import { inboundPages } from './desk/inbound.ts';
import { queuePages } from './desk/queues.ts';
import { receivedLetterPages } from './desk/received-letter.ts';
import { indicatorPages } from './institution/indicator.ts';
import { editorPages } from './protocol/editor.ts';
import { draftProofPages, proofPages } from './protocol/proof.ts';
import { protocolPages } from './protocol/protocol.ts';
import { movePages } from './protocol/version-move.ts';
import { versionPages } from './protocol/versions.ts';
import { dryRunPages } from './rehearsal/dry-run.ts';
import { rehearseDraftPages } from './rehearsal/rehearse-draft.ts';
import { pastPages } from './rehearsal/rehearsed-past.ts';
import { situationsPages } from './rehearsal/rehearsed-situations.ts';
import { expired } from './shared/expired.ts';
import { ownAccountPages } from './shared/own-account.ts';

/** Everything under `/guichet`: for agents and coordinators of the desk, in their own department. */
export function deskPages(parts: Parts): Router {
  const pages = Router();
  // Somebody who keeps the accounts and reads what was decided need not see a single case.
  pages.use(
    ['/mon-compte', '/comptes', '/annuaire', '/protocole'],
    requireKind(parts, expired(parts), 'AGENT', 'COORDINATOR', 'ADMIN'),
    uploads,
    parts.sessionForms.protect,
  );
  pages.use('/mon-compte', ownAccountPages(parts));
  pages.use('/comptes', requireKind(parts, expired(parts), 'COORDINATOR', 'ADMIN'), accountPages(parts));
  pages.use('/annuaire/calendriers', requireKind(parts, expired(parts), 'COORDINATOR'), calendarPages(parts));
  pages.use('/annuaire', directoryPages(parts));
  pages.use('/declarations', requireKind(parts, expired(parts), 'COORDINATOR'), indicatorPages(parts, 'desk/declarations', '/guichet/declarations'));
  pages.use('/protocole/essai', dryRunPages(parts));
  pages.use('/protocole/situations', situationsPages(parts));
  pages.use('/protocole/passe', requireKind(parts, expired(parts), 'COORDINATOR'), pastPages(parts));
  pages.use('/protocole/preuve', proofPages(parts));
  pages.use('/protocole/brouillons/:draft/preuve', requireKind(parts, expired(parts), 'COORDINATOR'), draftProofPages(parts));
  pages.use('/protocole/brouillons/:draft', rehearseDraftPages());
  pages.use('/protocole/brouillons', requireKind(parts, expired(parts), 'COORDINATOR'), editorPages(parts));
  pages.use('/protocole/versions/:slug/:number/passage', requireKind(parts, expired(parts), 'COORDINATOR'), movePages(parts));
  pages.use('/protocole/versions', versionPages(parts));
  pages.use('/protocole', protocolPages(parts));
  pages.use(requireKind(parts, expired(parts), 'AGENT', 'COORDINATOR'), uploads, parts.sessionForms.protect);
  pages.use(queuePages(parts));
  pages.use('/exercices', requireKind(parts, expired(parts), 'COORDINATOR'), exercisesPages(parts));
  pages.use('/appels', callPages(parts));
  pages.use('/courriers', receivedLetterPages(parts));
  pages.use('/courriels', inboundPages(parts));
  pages.use('/dossiers/:reference', casePages(parts));
  pages.use('/astreinte', dutyPages(parts));
  return pages;
}
