import { Router } from 'express';
import { queueCountsOf } from '../../../cases/lists/queue-counts.ts';
import { announcedCalls } from '../../../intake/announced.ts';
import { actorOf, signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { unattended } from '../../http/session.ts';
import { deskHref, deskPaths } from '../shared/addresses.ts';
import { departmentChrome } from '../shared/frame.ts';

/**
 * What cannot wait: calls that ring, and what the duty was called for. Each page of the desk asks it, seen or not, for its tab's title: it names
 * nobody, and makes no session last.
 */
export function urgentPages(parts: Parts): Router {
  const pages = Router();
  pages.get(deskPaths.urgent, async (request, response) => {
    unattended(request);
    const who = signedIn(response);
    const [ringing, { DUTY: duty }] = await Promise.all([
      announcedCalls(parts.database, who.department),
      queueCountsOf(parts.database, who.department, actorOf(who)),
    ]);
    const chrome = departmentChrome(parts, await parts.departments.get(who.department));
    response.type('html').send(parts.page('desk/urgent', { chrome, deskHref, ringing: ringing.length, duty, count: ringing.length + duty }));
  });
  return pages;
}
