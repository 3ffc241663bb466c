import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { core, ZodType } from 'zod';
import { BadRequest, type FieldProblem, Forbidden, NotFound, toHttpError } from '../http/errors.ts';

/** Ends the API: whatever was thrown, as RFC 9457 problem+json. Never carries what was sent. */
export const problems: ErrorRequestHandler = (thrown, request, response, next) => {
  const failure = toHttpError(thrown);
  if (failure.status >= 500) request.log.error({ err: thrown }, 'failed');
  if (response.headersSent) return next(thrown);
  if (failure.retryAfterSeconds !== undefined) response.set('Retry-After', String(failure.retryAfterSeconds));
  if (failure.status === 401) response.set('WWW-Authenticate', 'Bearer');
  response
    .status(failure.status)
    .type('application/problem+json')
    .send(JSON.stringify(failure.toProblem(String(request.id))));
};

export const noSuchResource: RequestHandler = () => {
  throw new NotFound('Cette adresse n’existe pas dans l’API.');
};

/** Of a partner whose agreement does not stand, and does not read this transfer anyway. */
export const agreementLapsed = (): Forbidden =>
  new Forbidden(
    'agreement-lapsed',
    'La convention de votre organisme avec le guichet n’est plus en vigueur\u00a0: cela ne se lit plus et ne se répond plus ici. Appelez le guichet.',
  );

/** Reads a body by its schema. Throws BadRequest with one line per wrong field, by JSON pointer. */
export function readBody<T>(schema: ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw wrongFields(fieldProblems(read.error, body));
}

/** A refusal that names each field with what is wrong in it. */
export function wrongFields(problems: FieldProblem[]): BadRequest {
  return new BadRequest('invalid-body', 'Des champs sont à corriger\u00a0: chacun est nommé avec ce qui ne va pas.', problems);
}

export const noSuchField = 'Ce champ n’existe pas\u00a0: retirez-le.';

/** What is wrong with a body, field by field. */
export const fieldProblems = ({ issues }: core.$ZodError, body: unknown): FieldProblem[] => issues.flatMap((issue) => told(issue, body));

function told(issue: core.$ZodIssue, body: unknown): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), message: noSuchField }));
  }
  if (issue.code === 'invalid_union') {
    const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
    if (depth(nearest) > 0) return nearest.flatMap((inner) => told({ ...inner, path: [...issue.path, ...inner.path] }, body));
  }
  if (valueAt(body, issue.path) === undefined) return [{ pointer: pointerOf(issue.path), message: 'Ce champ manque.' }];
  const message = issue.message.startsWith('Invalid') ? 'Ce champ n’a pas la forme attendue.' : issue.message;
  return [{ pointer: pointerOf(issue.path), message }];
}

function depth(issues: core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function valueAt(body: unknown, path: PropertyKey[]): unknown {
  return path.reduce((value: unknown, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), body);
}

/** RFC 6901. */
export function pointerOf(path: PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
