import { type Request, type RequestHandler, Router } from 'express';
import { codeAwaited, newCode, tryCode } from '../../../cases/record/links.ts';
import { readExerciseAddress } from '../../../database/departments.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import type { Form } from '../../../templates/views/parts.ts';
import { CODE_MINUTES } from '../../http/direct-mail.ts';
import type { Parts } from '../../http/parts.ts';
import { partnerHref, partnerPaths } from '../shared/addresses.ts';
import { freeText } from '../shared/fields.ts';
import { typed } from '../shared/form.ts';
import type { Ask } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { keepRefusal } from '../shared/refusal.ts';
import { type OpenedByPartner, opened, partnerDoor } from './partner-door.ts';
import { masked, partnerTransfer } from './partner-view.ts';
import type { Unlock } from './unlock.ts';

/** What is said to whoever must choose files again. */
export const filesAgain = 'Choisissez de nouveau vos fichiers.';

/** Where one goes on after the code, under the link's address: the content, or the answers that were being written. */
const NEXT = 'suite';
/** What asks for the code first, by its page under the link, and how it is called where the code is typed. A conflict of interest alone, of refusals. */
const titles = {
  charge: 'Prendre en charge',
  known: 'Dire que la situation est déjà connue',
  outcome: 'Donner une suite',
  extension: 'Demander plus de temps',
  progress: 'Donner des nouvelles',
  opinion: 'Donner votre avis',
  participate: 'Participer à la concertation',
  takeBack: 'Revenir sur votre refus',
  answers: 'Répondre à l’enquête',
  refuse: 'Dire un conflit d’intérêts',
} as const satisfies Partial<Record<keyof typeof partnerPaths, string>>;
const titleAt = new Map<string, string>(Object.entries(titles).map(([page, title]) => [partnerPaths[page as keyof typeof titles], title]));

/** The answers that always ask for the code first: questions of an enquiry are behind the content, and most refusals need none. */
export const codeFirstPaths: string[] = Object.keys(titles).flatMap((page) =>
  page === 'answers' || page === 'refuse' ? [] : [partnerPaths[page as keyof typeof titles]],
);

/** An address of this link that one goes on to, with what was typed there. */
const isNext = (next: string): boolean => {
  const [path = '', ...query] = next.split('?');
  return titleAt.has(path) && (query.length === 0 || /^saisie=[\w-]{22}$/.test(query.join('?')));
};

const tokenOf = (request: Request): string => String(request.params.token);

/** For what only a code opens. Answers that were being written when it closed again are kept, and shown after another code. */
export function behindCode(parts: Parts, unlock: Unlock): RequestHandler {
  return async (request, response, next) => {
    if (unlock.until(request, tokenOf(request)) !== null) return next();
    const { base } = opened(response).entrance;
    const code = (next: string) => `${partnerHref(base, 'code')}${isNext(next) ? `?${new URLSearchParams({ [NEXT]: next })}` : ''}`;
    if (request.method !== 'POST') return response.redirect(303, code(request.originalUrl.slice(base.length)));
    const { _csrf, ...written } = typed(request);
    const [file] = Array.isArray(request.files) ? request.files : [];
    const errors = file === undefined ? [] : [{ field: file.fieldname, message: filesAgain }];
    const refusal = { typed: written, errors, changed: false };
    const again = await keepRefusal(parts, partnerDoor(parts).keeper({ request, response }), request.originalUrl, refusal);
    response.redirect(303, code(again.slice(base.length)));
  };
}

/** The code that opens the content of a link: asked for, sent to the contact's own address, typed. */
export function codePages(parts: Parts, unlock: Unlock): Router {
  const pages = Router({ mergeParams: true });
  const door = partnerDoor(parts);
  const open = async ({ response }: Ask) => opened(response);

  const nextOf = ({ request }: Ask): string => {
    const asked = request.query[NEXT];
    return typeof asked === 'string' && isNext(asked) ? asked : '';
  };
  const address = ({ entrance: { base } }: OpenedByPartner, page: 'code' | 'tryCode', ask: Ask): string => {
    const next = nextOf(ask);
    return `${partnerHref(base, page)}${next === '' ? '' : `?${new URLSearchParams({ [NEXT]: next })}`}`;
  };

  const sending = formPage(parts, pages, {
    at: partnerPaths.code,
    door,
    open,
    fields: {},
    view: async (_form, found, ask) => codePage(await trying(found, ask), found, ask, false),
    act: async (_values, found, { ask }) => {
      const { entrance, reference, exercise } = found;
      const token = tokenOf(ask.request);
      await parts.limit('code-sent', token);
      const to = await addressOf(found);
      if (to === undefined) return { to: address(found, 'code', ask) };
      const department = await parts.departments.get(entrance.department);
      const code = await newCode(parts.database, entrance.department, token, parts.now());
      await parts.mailer.send('one-time-code', { code, minutes: CODE_MINUTES, reference, exercise }, { address: to, department, now: parts.now() });
      return { to: address(found, 'tryCode', ask) };
    },
    action: (found, ask) => address(found, 'code', ask),
  });

  const trying = formPage(parts, pages, {
    at: partnerPaths.tryCode,
    door,
    open,
    fields: { code: freeText() },
    secrets: ['code'],
    view: async (form, found, ask) => {
      const awaited = await codeAwaited(parts.database, found.entrance.department, tokenOf(ask.request), parts.now());
      return awaited || form.errors.length > 0 ? codePage(form, found, ask, true) : { to: address(found, 'code', ask) };
    },
    act: async ({ code }, found, { ask }) => {
      const { entrance, chrome } = found;
      const token = tokenOf(ask.request);
      await parts.limit('code-tried', token);
      const tried = await tryCode(parts.database, entrance.department, token, code, parts.now());
      if (tried === 'OPEN') {
        unlock.open(ask.response, token);
        return { to: nextOf(ask) === '' ? partnerHref(entrance.base, 'content') : `${entrance.base}${nextOf(ask)}` };
      }
      const { phone } = chrome.desk;
      const message = {
        WRONG: 'Ce code n’est pas le bon. Vérifiez-le, ou demandez-en un autre.',
        EXPIRED: 'Ce code ne sert plus. Demandez-en un autre.',
        LOCKED: `Trop de codes faux ont été tapés pour ce lien. ${phone === undefined ? 'Le' : `Appelez le ${phone} : le`} guichet vous donnera le contenu autrement.`,
      }[tried];
      return { errors: [{ field: 'code', message }] };
    },
    action: (found, ask) => address(found, 'tryCode', ask),
  });

  /** Where the code goes: the address the directory has now for this contact, and no other; a drill's goes to its own box. */
  async function addressOf({ entrance, exercise }: OpenedByPartner): Promise<string | undefined> {
    if (exercise) return (await readExerciseAddress(parts.database, entrance.department)).used ?? undefined;
    const directory = await currentDirectory(parts.database, entrance.department);
    return directory.contactById.get(entrance.actor.id ?? '')?.email;
  }

  async function codePage(form: Form<'code'>, found: OpenedByPartner, ask: Ask, sent: boolean): Promise<string> {
    const { entrance, reference, state, transfer, names, now, chrome } = found;
    const to = sent ? await addressOf(found) : undefined;
    return parts.page('partner/code', {
      chrome,
      transfer: partnerTransfer(reference, state, transfer, names, now),
      title: titleAt.get(nextOf(ask).split('?', 1)[0] ?? '') ?? 'Lire le contenu',
      form,
      send: await sending(found, ask),
      ...(to !== undefined && { sentTo: masked(to) }),
      backHref: entrance.base,
    });
  }

  return pages;
}
