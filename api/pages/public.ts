import { type RequestHandler, Router } from 'express';
import type { Parts } from '../parts.ts';
import { alertPages } from './alert.ts';
import { publicChrome } from './chrome.ts';
import { departmentOf } from './department.ts';
import { followPages } from './follow.ts';

const ACCESSIBILITY_TESTED = Date.UTC(2026, 10, 22, 12);
const RETENTION_YEARS = 1;
const ARCHIVE_YEARS = 6;

/** What anybody may open, without an account and without a cookie. */
export function publicPages(parts: Parts): Router {
  const pages = Router();
  pages.get('/', async (_request, response) => {
    const departments = await parts.departments.all();
    response.type('html').send(
      parts.page('public/departments', {
        chrome: publicChrome(parts),
        departments: departments.map(({ code, name, mode }) => ({ code, name, href: `/${code}`, demonstration: mode === 'demonstration' })),
        deskHref: '/connexion',
      }),
    );
  });
  pages.use('/:department', ofDepartment(parts));
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
  pages.use(enter as RequestHandler);

  pages.get('/', (_request, response) => {
    const chrome = publicChrome(parts, departmentOf(response));
    const { base } = chrome;
    response
      .type('html')
      .send(parts.page('public/home', { chrome, alertHref: `${base}/alerter`, followHref: `${base}/suivre`, deskHref: '/connexion' }));
  });
  pages.get('/accessibilite', (_request, response) => {
    response
      .type('html')
      .send(parts.page('public/accessibility', { chrome: publicChrome(parts, departmentOf(response)), testedOn: ACCESSIBILITY_TESTED }));
  });
  pages.get('/donnees', (_request, response) => {
    const department = departmentOf(response);
    response.type('html').send(
      parts.page('public/data', {
        chrome: publicChrome(parts, department),
        controller: `Guichet départemental, ${department.name}`,
        contact: `${department.code}@guichet.example`,
        retentionYears: RETENTION_YEARS,
        archiveYears: ARCHIVE_YEARS,
      }),
    );
  });
  pages.use('/alerter', alertPages(parts));
  pages.use('/suivre', followPages(parts));
  return pages;
}
