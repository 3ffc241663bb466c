/** One wrong field of a request, by JSON pointer ("/facts/danger") or form name, with what to do about it in French. */
export interface FieldProblem {
  pointer: string;
  message: string;
}

/**
 * Whatever ends a request other than its answer. `sayable` is French and may be shown to whoever asked:
 * it never carries what was typed. `code` is stable and is what clients and logs read.
 */
export abstract class HttpError extends Error {
  abstract readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly code: string;
  readonly sayable: string;
  readonly fields: FieldProblem[] = [];
  readonly retryAfterSeconds: number | undefined = undefined;

  constructor(code: string, sayable: string) {
    super(code);
    this.name = new.target.name;
    this.code = code;
    this.sayable = sayable;
  }

  /** RFC 9457, as `application/problem+json`. `instance` is the request's opaque id. */
  toProblem(instance: string): Record<string, unknown> {
    return {
      type: `urn:guichet:problem:${this.code}`,
      title: this.sayable,
      status: this.status,
      instance: `urn:guichet:request:${instance}`,
      ...(this.fields.length > 0 && {
        errors: this.fields.map(({ pointer, message }) => ({ pointer: `#${pointer}`, detail: message })),
      }),
    };
  }
}

export class BadRequest extends HttpError {
  override readonly status = 400;
  override readonly fields: FieldProblem[];

  constructor(code: string, sayable: string, fields: FieldProblem[] = []) {
    super(code, sayable);
    this.fields = fields;
  }
}

export class Unauthorized extends HttpError {
  override readonly status = 401;

  constructor(sayable = 'Clé d’API absente ou refusée\u00a0: envoyez «\u00a0Authorization: Bearer\u00a0» suivi de votre clé.') {
    super('unauthorized', sayable);
  }
}

export class Forbidden extends HttpError {
  override readonly status = 403;

  constructor(code = 'forbidden', sayable = 'Vous n’avez pas le droit de faire cela.') {
    super(code, sayable);
  }
}

export class NotFound extends HttpError {
  override readonly status = 404;

  constructor(sayable = 'Cela n’existe pas, ou ne vous est pas ouvert.') {
    super('not-found', sayable);
  }
}

/** The law said no: what was asked does not fit what the case has become. */
export class Refused extends HttpError {
  override readonly status = 409;

  constructor(refusal: { code: string; sayable: string }) {
    super(refusal.code, refusal.sayable);
  }
}

export class TooLarge extends HttpError {
  override readonly status = 413;

  constructor() {
    super('too-large', 'C’est trop long pour être reçu en une fois.');
  }
}

export class UnsupportedMedia extends HttpError {
  override readonly status = 415;

  constructor(sayable = 'Envoyez du JSON, avec «\u00a0Content-Type: application/json\u00a0».') {
    super('unsupported-media-type', sayable);
  }
}

export class Unprocessable extends HttpError {
  override readonly status = 422;
  override readonly fields: FieldProblem[];

  constructor(code: string, sayable: string, fields: FieldProblem[] = []) {
    super(code, sayable);
    this.fields = fields;
  }
}

export class TooMany extends HttpError {
  override readonly status = 429;
  override readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('too-many-requests', 'Trop de demandes en peu de temps\u00a0: patientez, puis recommencez.');
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class Unavailable extends HttpError {
  override readonly status = 503;

  constructor() {
    super('unavailable', 'Le service ne peut pas répondre pour l’instant\u00a0: recommencez dans quelques minutes.');
  }
}

export class Unexpected extends HttpError {
  override readonly status = 500;

  constructor() {
    super('unexpected', 'Une erreur s’est produite de notre côté.');
  }
}

/** Connection failures of `pg` and of the network: the database is away, nothing is wrong with what was asked. */
const away = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOENT', 'EPIPE', '57P01', '57P02', '57P03', '08006', '08001', '53300']);

/** Of PostgreSQL: U+0000, which it keeps in no text and in no JSON. */
const unkeepable = new Set(['22021', '22P05']);

/** What anything thrown means to whoever asked. Body-parser's errors carry a `type`, the database's a `code`. */
export function toHttpError(thrown: unknown): HttpError {
  if (thrown instanceof HttpError) return thrown;
  if (typeof thrown !== 'object' || thrown === null) return new Unexpected();
  const { type, code, message } = thrown as { type?: unknown; code?: unknown; message?: unknown };
  if (type === 'entity.too.large' || type === 'parameters.too.many') return new TooLarge();
  if (type === 'entity.parse.failed') return new BadRequest('malformed-json', 'Le corps de la demande n’est pas du JSON lisible.');
  if (typeof type === 'string' && /^(encoding|charset)\./.test(type)) return new UnsupportedMedia();
  if (code === 'EBADCSRFTOKEN') {
    return new Forbidden(
      'csrf',
      'Cette page est restée ouverte trop longtemps, ou la demande vient d’un autre site\u00a0: revenez à la page et recommencez.',
    );
  }
  if (typeof code === 'string' && away.has(code)) return new Unavailable();
  if (typeof code === 'string' && unkeepable.has(code))
    return new BadRequest('unkeepable-text', 'Un texte envoyé contient ce qui n’est pas un caractère\u00a0: retirez-le.');
  if (typeof message === 'string' && /timeout exceeded when trying to connect|Connection terminated/.test(message)) return new Unavailable();
  if (thrown instanceof URIError) return new NotFound();
  return new Unexpected();
}
