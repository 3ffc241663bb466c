import { Router } from 'express';
import type { Parts } from '../parts.ts';
import { requireKind } from '../sessions/guards.ts';
import { uploads } from '../uploads.ts';
import { accountPages } from './accounts.ts';
import { calendarPages } from './calendars.ts';
import { callPages } from './call.ts';
import { casePages } from './case.ts';
import { directoryPages } from './directory.ts';
import { dryRunPages } from './dry-run.ts';
import { dutyPages } from './duty.ts';
import { editorPages } from './editor.ts';
import { exercisesPages } from './exercises.ts';
import { inboundPages } from './inbound.ts';
import { indicatorPages } from './indicator.ts';
import { ownAccountPages } from './own-account.ts';
import { draftProofPages, proofPages } from './proof.ts';
import { protocolPages } from './protocol.ts';
import { queuePages } from './queues.ts';
import { receivedLetterPages } from './received-letter.ts';
import { rehearseDraftPages } from './rehearse-draft.ts';
import { pastPages } from './rehearsed-past.ts';
import { situationsPages } from './rehearsed-situations.ts';
import { expired } from './sign-in.ts';
import { movePages } from './version-move.ts';
import { versionPages } from './versions.ts';

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
