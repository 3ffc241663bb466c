import { type RequestHandler, Router } from 'express';
import { type RetentionClassName, termSaid } from '../../../retention/classes.ts';
import { termsNow } from '../../../retention/record/rules.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { actingAs } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { contactByLink } from '../own/contact-by-link.ts';
import { departmentHref, departmentPath, publicHref, publicPaths, signInHref, siteHref, versionPath } from '../shared/addresses.ts';
import { departmentOf } from '../shared/department.ts';
import { one, typed } from '../shared/form.ts';
import { publicFrame, switchVersion } from '../shared/public-frame.ts';
import { trainingPages } from '../training/training.ts';
import { alertPages } from './alert.ts';
import { dutyCallPages } from './duty-call.ts';
import { figuresPages } from './figures.ts';
import { followPages } from './follow.ts';
import { guidePages } from './guides.ts';
import { hostHere } from './host-here.ts';
import { leavePages } from './leave.ts';
import { resumePages } from './resume.ts';

const ACCESSIBILITY_TESTED = Date.UTC(2026, 10, 22, 12);

/** What anybody may open, without an account and without a cookie. */
export function publicPages(parts: Parts): Router {
  const pages = Router();
  pages.get(siteHref, async (request, response) => {
    const departments = await parts.departments.all();
    response.type('html').send(
      parts.page('public/departments', {
        chrome: await publicFrame(parts, request),
        departments: departments.map(({ code, name, mode }) => ({ code, name, href: departmentHref(code), demonstration: mode === 'demonstration' })),
        deskHref: signInHref,
      }),
    );
  });
  pages.post(versionPath, (request, response) => {
    const fields = typed(request);
    parts.openForms.check(fields._csrf, '');
    switchVersion(parts, request, response);
    const back = one(fields, 'retour');
    response.redirect(303, /^(\/[\w-]+)+$/.test(back) ? back : siteHref);
  });
  pages.use(leavePages(parts));
  pages.use(guidePages(parts));
  pages.use(departmentPath, ofDepartment(parts));
  return pages;
}

function ofDepartment(parts: Parts): Router {
  const pages = Router({ mergeParams: true });
  const enter: RequestHandler<{ department: string }> = async (request, response, next) => {
    // Everything else at the root is not a department, and not for these pages.
    if (!/^(\d{2,3}|2[AB])$/.test(request.params.department)) return next('router');
    response.locals.department = await parts.departments.get(request.params.department);
    next();
  };
  pages.use(enter as RequestHandler, actingAs('DOOR'));
  pages.use(async (request, _response, next) => {
    await parts.limit('public-page', request.ip ?? '');
    next();
  });

  pages.get(publicPaths.home, async (request, response) => {
    const { code } = departmentOf(response);
    const chrome = await publicFrame(parts, request, departmentOf(response));
    response.type('html').send(
      parts.page('public/home', {
        chrome,
        alertHref: publicHref(code, 'alert'),
        followHref: publicHref(code, 'follow'),
        resumeHref: publicHref(code, 'resume'),
        trainingHref: publicHref(code, 'studies'),
        deskHref: signInHref,
        host: await hostHere(parts, departmentOf(response)),
      }),
    );
  });
  pages.get(publicPaths.accessibility, async (request, response) => {
    const chrome = await publicFrame(parts, request, departmentOf(response));
    const contactEmail = chrome.desk?.email;
    response
      .type('html')
      .send(parts.page('public/accessibility', { chrome, testedOn: ACCESSIBILITY_TESTED, ...(contactEmail !== undefined && { contactEmail }) }));
  });
  pages.get(publicPaths.data, async (request, response) => {
    const department = departmentOf(response);
    const chrome = await publicFrame(parts, request, department);
    const contact = chrome.desk?.email;
    const host = await hostHere(parts, department);
    response.type('html').send(
      parts.page('public/data', {
        chrome,
        controller: host.name,
        association: host.kind === 'ASSOCIATION',
        ...(contact !== undefined && { contact }),
        terms: await termsSaid(department.code),
      }),
    );
  });
  pages.use(
    alertPages(parts),
    resumePages(parts),
    followPages(parts),
    figuresPages(parts),
    dutyCallPages(parts),
    contactByLink(parts),
    trainingPages(parts),
  );

  async function termsSaid(department: string) {
    const { terms } = await termsNow(parts.database, department);
    const said = (name: RetentionClassName) => typographic(termSaid(name, terms[name]));
    return {
      CASE: said('CASE'),
      CONTACT: said('CONTACT'),
      DECLARATION: said('DECLARATION'),
      DRAFT: said('DRAFT'),
      MAIL: said('MAIL'),
      LOG: said('LOG'),
      REQUEST: said('REQUEST'),
    };
  }
  return pages;
}
