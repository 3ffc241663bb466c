import { Readable } from 'node:stream';
import { Router } from 'express';
import { Unreadable } from '../../../directory/finess/lines.ts';
import { readFiness } from '../../../directory/finess/read-finess.ts';
import { communeName } from '../../../directory/record/communes.ts';
import { dropImport, type ImportSample, readImported, takeImport, undoImport } from '../../../directory/record/establishment-imports.ts';
import { readImport } from '../../../directory/record/establishment-reading.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { storedLabel } from '../../../vocabulary/vocabulary.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { uploaded } from '../../http/uploads.ts';
import { directoryPageHref, directoryPaths } from '../shared/addresses.ts';
import { typedDay } from '../shared/day.ts';
import { chromeFor } from '../shared/desk-page.ts';
import { onlyShown } from '../shared/fields.ts';
import { buttonTo, formButton } from '../shared/form-button.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import type { FormEnd } from '../shared/form-sent.ts';
import { editorOf, siretWords, todayIn } from './on-directory.ts';

const SHOWN = 50;
const REFUSED_SHOWN = 200;
const LARGEST = 20_000_000;

/** Taking in the national file of establishments: read and shown first, then taken or dropped; the last one taken can be undone. */
export function establishmentImports(parts: Parts): Router {
  const pages = Router();
  const hrefOf = (page: 'readSites' | 'takeSites' | 'dropSites' | 'undoSites', number: string) => directoryPageHref(page, { number });
  const numberIn = ({ request }: Ask) => String(request.params.number);

  formPage(parts, pages, {
    at: directoryPaths.importSites,
    door: signedInDoor(parts),
    open: async () => null,
    fields: { file: onlyShown },
    view: async (form, _subject, { request, response }) =>
      parts.page('desk/directory/sites-import', {
        chrome: await chromeFor(parts, request, response),
        form,
        backHref: directoryPageHref('establishments'),
      }),
    act: async (_values, _subject, { ask }) => {
      const [file] = uploaded(ask.request, 'file');
      if (file === undefined) return { errors: [{ field: 'file', message: 'Choisissez un fichier de FiNESS.' }] };
      if (file.size > LARGEST)
        return {
          errors: [
            {
              field: 'file',
              message: 'Ce fichier dépasse 20 Mo\u00a0: demandez à la personne qui a installé le guichet de le reprendre par une commande.',
            },
          ],
        };
      const { department } = signedIn(ask.response);
      const pieces = readFiness(Readable.from(inPieces(file.bytes)), todayIn(parts, department));
      const by = editorOf(ask);
      try {
        const number = await readImport(parts.database, department, { name: file.name, pieces }, { by, at: parts.now() });
        return { to: hrefOf('readSites', String(number)) };
      } catch (failure) {
        if (!(failure instanceof Unreadable)) throw failure;
        return { errors: [{ field: 'file', message: typographic(failure.message) }] };
      }
    },
  });

  pages.get(directoryPaths.readSites, async (request, response) => {
    const { department } = signedIn(response);
    const ask = { request, response };
    const number = numberIn(ask);
    const found = /^\d{1,9}$/.test(number) ? await readImported(parts.database, department, Number(number), SHOWN) : null;
    if (found === null) throw new NotFound('Aucun fichier n’a été lu sous ce numéro.');
    const { read, added, changed, vanished } = found;
    const button = (page: 'takeSites' | 'dropSites' | 'undoSites') => buttonTo(parts, ask, hrefOf(page, number));
    response.type('html').send(
      parts.page('desk/directory/sites-read', {
        chrome: await chromeFor(parts, request, response),
        file: read.file,
        ...(read.source !== null && { source: read.source }),
        ...(read.dated !== null && { dated: read.dated }),
        licence: read.licence,
        at: read.at,
        by: read.by,
        counts: read.counts,
        state: read.state,
        ...(read.settledBy !== null && read.settledAt !== null && { settled: { by: read.settledBy, at: read.settledAt } }),
        stale: read.state === 'READ' && read.stale,
        refused: read.refused.slice(0, REFUSED_SHOWN).map(({ at, why }) => ({ at, why: typographic(why) })),
        added: added.map(titleOf),
        changed: changed.map((one) => ({ title: titleOf(one), lines: differences(one) })),
        vanished: vanished.map(titleOf),
        ...(read.state === 'READ' && !read.stale && { take: button('takeSites') }),
        ...(read.state === 'READ' && { drop: button('dropSites') }),
        ...(read.last && { undo: button('undoSites') }),
        backHref: directoryPageHref('establishments'),
        importHref: directoryPageHref('importSites'),
      }),
    );
  });

  const settling = (at: 'takeSites' | 'dropSites' | 'undoSites', act: (department: string, number: number, ask: Ask) => Promise<FormEnd>) =>
    formButton(parts, pages, {
      at: directoryPaths[at],
      standsOn: (ask) => hrefOf('readSites', numberIn(ask)),
      open: async () => null,
      act: (_subject, { ask }) => act(signedIn(ask.response).department, Number(numberIn(ask)), ask),
    });
  settling('takeSites', async (department, number, ask) => {
    const done = await takeImport(parts.database, department, number, editorOf(ask), parts.now());
    if (done === 'TAKEN')
      return { to: directoryPageHref('establishments'), said: 'Le fichier est repris\u00a0: les formulaires proposent ces établissements.' };
    return { changed: true };
  });
  settling('dropSites', async (department, number, ask) => {
    await dropImport(parts.database, department, number, editorOf(ask), parts.now());
    return { to: directoryPageHref('establishments'), said: 'Le fichier lu est abandonné\u00a0: rien n’a changé.' };
  });
  settling('undoSites', async (department, number, ask) =>
    (await undoImport(parts.database, department, number, editorOf(ask), parts.now()))
      ? { to: directoryPageHref('establishments'), said: 'La reprise est annulée\u00a0: les établissements sont ceux d’avant.' }
      : { changed: true },
  );

  return pages;
}

function* inPieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const titleOf = ({ name, finess }: ImportSample): string => typographic(`${name} (FINESS ${finess})`);

const names: Readonly<Record<string, string>> = {
  name: 'Nom',
  legal_entity: 'Entité juridique',
  manager: 'Gestionnaire',
  category: 'Catégorie',
  category_name: 'Catégorie, en mots',
  capacity: 'Places',
  insee_code: 'Commune',
  address: 'Adresse',
  phone: 'Téléphone',
  siret: 'SIRET',
  authority: 'Autorisé par',
  closed_on: 'Fermé le',
};

function differences({ before, after }: ImportSample): { label: string; before: string; after: string }[] {
  const lines = Object.keys(names).filter((name) => before[name] !== after[name]);
  if (lines.length === 0) return [{ label: 'Fichier', before: 'Absent du dernier', after: 'De nouveau présent' }];
  return lines.map((name) => ({ label: names[name] ?? '', before: valueWords(name, before[name]), after: valueWords(name, after[name]) }));
}

function valueWords(name: string, value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (name === 'authority') return storedLabel('authority', value);
  if (name === 'insee_code') return communeName(String(value)) ?? String(value);
  if (name === 'closed_on') return typedDay(String(value));
  if (name === 'legal_entity') return `FINESS ${value}`;
  if (name === 'siret') return siretWords(String(value));
  return typographic(String(value));
}
