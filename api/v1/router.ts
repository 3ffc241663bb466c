import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import swaggerUi from 'swagger-ui-express';
import type { KeyRight } from '../../accounts/rights.ts';
import { asActor } from '../../database/actor.ts';
import { UnsupportedMedia } from '../http/errors.ts';
import type { Parts } from '../http/parts.ts';
import { postAlert } from './alerts.ts';
import { type Caller, callerAuthenticator, requireKeyRight } from './callers.ts';
import { getCase, getCases } from './cases.ts';
import { completeDeclaration, getDeclarations, importDeclarations, postDeclaration } from './declarations.ts';
import type { Raw } from './idempotency.ts';
import { openApi } from './openapi.ts';
import { getOriginals, sendOriginal } from './originals.ts';
import { postSheet } from './platform-sheets.ts';
import { noSuchResource, problems } from './problems.ts';
import { getOrganisations, getProcedure } from './published.ts';
import { jsonOrForm } from './sent-files.ts';
import { getStatistics } from './statistics.ts';
import { answers, answerTransfer, takesFiles } from './transfers.ts';
import { postVoicemail } from './voicemails.ts';

const LARGEST_BODY = '256kb';
const LARGEST_CSV = '5mb';

/** The reader of the documentation writes its styles into its page; nothing but that page is let do so. */
const readerPolicy: RequestHandler = (_request, response, next) => {
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  next();
};

const csvOnly: RequestHandler = (request, _response, next) => {
  next(request.is('text/csv') ? undefined : new UnsupportedMedia('Envoyez le fichier, avec «\u00a0Content-Type: text/csv\u00a0».'));
};

const jsonOnly: RequestHandler = (request, _response, next) => {
  next(request.is('application/json') ? undefined : new UnsupportedMedia());
};

type Handler = (caller: Caller, request: Raw) => Promise<unknown>;

/** `/api/v1`: JSON with a key, and nothing of what pages need. No cookie, no session. */
export function v1(parts: Parts): Router {
  const router = Router();
  const authenticate = callerAuthenticator(parts);
  const json = express.json({
    limit: LARGEST_BODY,
    strict: true,
    verify: (request, _response, body) => {
      (request as Raw).rawBody = body;
    },
  });

  /** Answers with JSON what the handler gives, to keys that have this right. */
  const to = (handler: Handler, status: number, right: KeyRight) => async (request: Request, response: Response) => {
    const caller = await authenticate(request);
    await requireKeyRight(parts, request, caller, right);
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .json(await asActor({ as: 'KEY' }, () => handler(caller, request)));
  };

  router.get('/openapi.json', (_request, response) => {
    response.json(openApi());
  });
  router.use('/docs', readerPolicy, swaggerUi.serve, swaggerUi.setup(null, { swaggerOptions: { url: '/api/v1/openapi.json' } }));

  router.post('/voicemails', to(postVoicemail(parts), 201, 'voicemail.send'));
  router.post(
    '/declarations/imports',
    csvOnly,
    express.raw({ type: 'text/csv', limit: LARGEST_CSV }),
    to(importDeclarations(parts), 200, 'declaration.make'),
  );
  router.post('/alerts', jsonOnly, json, to(postAlert(parts), 201, 'alert.send'));
  router.post('/declarations', jsonOrForm, json, to(postDeclaration(parts), 201, 'declaration.make'));
  router.get('/declarations', to(getDeclarations(parts), 200, 'declaration.read'));
  router.post('/declarations/:id/completion', jsonOrForm, json, to(completeDeclaration(parts), 200, 'declaration.make'));
  router.post('/platform-sheets', jsonOnly, json, to(postSheet(parts), 201, 'sheet.send'));
  router.get('/cases', to(getCases(parts), 200, 'transfer.read'));
  router.get('/cases/:id', to(getCase(parts), 200, 'transfer.read'));
  router.get('/transfers/:id/originals', to(getOriginals(parts), 200, 'transfer.receive'));
  router.get('/transfers/:id/originals/:file', async (request, response) => {
    const caller = await authenticate(request);
    await requireKeyRight(parts, request, caller, 'transfer.receive');
    response.set('Cache-Control', 'no-store');
    await asActor({ as: 'KEY' }, () => sendOriginal(parts, caller, request, response));
  });
  for (const name of answers) {
    const body = takesFiles(name) ? jsonOrForm : jsonOnly;
    router.post(`/transfers/:id/${name}`, body, json, to(answerTransfer(parts, name), 200, 'transfer.answer'));
  }
  router.get('/statistics', to(getStatistics(parts, false), 200, 'statistics.read'));
  router.get('/statistics/:indicator', to(getStatistics(parts, true), 200, 'statistics.read'));
  router.get('/directory/organisations', to(getOrganisations(parts), 200, 'directory.read'));
  router.get('/procedures/active', to(getProcedure(parts), 200, 'protocol.read'));
  router.use(noSuchResource);
  router.use(problems);
  return router;
}
