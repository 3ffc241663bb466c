import { Router } from 'express';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { byChanceAlone, type Dismissal, dismissals, type RadarLine, type RadarVerdict } from '../../../statistics/radar.ts';
import { markRadar, type RadarMark, radarFrom, radarMarks, readRadar, signalsBehind } from '../../../statistics/record/radar.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { NotFound } from '../../http/errors.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, radarHref, radarPaths, radarSubjectHref, resultsHref } from '../shared/addresses.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { maybeCode, oneCode } from '../shared/fields.ts';
import { type Ask, signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';

/** Lines of a page that call for nothing. */
const MOST_SHOWN = 200;

const verdicts: Record<RadarVerdict, string> = {
  LOOK: 'À regarder',
  ABOVE: 'Au-dessus de ce qui est attendu',
  AS_EXPECTED: 'Comme attendu',
  TOO_FEW: 'Trop peu pour dire',
  NO_SIZE: 'Taille non connue',
};
const kindInAddress = { PLACE: 'lieux', PROVIDER: 'gestionnaires' } as const satisfies Record<RadarLine['kind'], string>;
const states = { OPENED: 'On regarde', DISMISSED: 'Laissé' } as const;
const codes = Object.keys(dismissals) as Dismissal[];
const number = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 });

interface Looked {
  line: RadarLine;
  /** Newest first. */
  marks: RadarMark[];
}

/** Where more is signalled over years than a size would give: places and those who run them, never persons. A look, never an accusation. */
export function radarPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;

  pages.get(radarPaths.all, async (request, response) => {
    const { department } = signedIn(response);
    const now = parts.now();
    const [lines, marks] = [await readRadar(db, department, now), await radarMarks(db, department)];
    const marked = new Map(marks.map((mark) => [`${mark.kind} ${mark.subject}`, mark]));
    const markOf = (line: RadarLine) => marked.get(`${line.kind} ${line.id}`);
    // What was left at that is shown again once something is signalled since: old signals that leave the years counted do not hide new ones.
    const isLeft = (line: RadarLine) => {
      const mark = markOf(line);
      return mark?.state === 'DISMISSED' && line.signals <= mark.signals && (line.latest ?? 0) <= mark.at;
    };
    const shown = (line: RadarLine) => {
      const mark = markOf(line);
      return {
        href: hrefOf(line),
        name: typographic(line.name),
        ...(line.group !== null && { group: typographic(line.group) }),
        provider: line.kind === 'PROVIDER',
        verdict: verdicts[line.verdict],
        signals: line.signals,
        expected: line.against === null ? 'pas d’attendu' : number.format(line.against.expected),
        seldom: line.against === null ? 'pas de limite' : String(line.against.seldom),
        ...(mark !== undefined && { mark: markWords(mark) }),
      };
    };
    const isCall = (line: RadarLine) => line.verdict === 'LOOK' || markOf(line)?.state === 'OPENED';
    const [calls, others] = [lines.filter(isCall), lines.filter((line) => !isCall(line))];
    const byChance = byChanceAlone(lines);
    response.type('html').send(
      parts.page('desk/radar', {
        chrome: await chromeFor(parts, request, response),
        from: typographic(frenchDay(dayIn(radarFrom(department, now), territoryOf(department).zone))),
        look: calls.filter((line) => !isLeft(line)).map(shown),
        left: calls.filter(isLeft).map(shown),
        others: others.slice(0, MOST_SHOWN).map(shown),
        more: Math.max(0, others.length - MOST_SHOWN),
        compared: lines.filter(({ against }) => against !== null).length,
        byChance: byChance < 0.1 ? 'moins de 0,1' : number.format(byChance),
        backHref: resultsHref,
      }),
    );
  });

  formPage(parts, pages, {
    at: radarPaths.one,
    door: signedInDoor(parts),
    open,
    seen: basis,
    fields: { state: oneCode(['OPENED', 'DISMISSED'], 'Choisissez ce que vous en faites.'), why: maybeCode(codes) },
    check: ({ state, why }) =>
      state === 'DISMISSED' && why === undefined ? [{ field: 'why' as const, message: 'Dites pourquoi vous en restez là.' }] : [],
    view: async (form, { line, marks }, { request, response }) => {
      const { department } = signedIn(response);
      const behind = await signalsBehind(db, department, line.places, parts.now());
      return parts.page('desk/radar-subject', {
        chrome: await chromeFor(parts, request, response),
        form,
        name: typographic(line.name),
        verdict: verdicts[line.verdict],
        reasons: reasonsOf(line).map(([name, text]) => ({ name: typographic(name), text: typographic(text) })),
        marks: marks.map((mark) => ({ what: markWords(mark), at: mark.at, signals: mark.signals })),
        whys: codes.map((value) => ({ value, label: typographic(dismissals[value]) })),
        behind: behind.map(({ reference, openedAt }) => ({ href: caseHref(reference), reference, openedAt })),
        hidden: behind.length < line.signals,
        backHref: radarHref,
      });
    },
    act: async ({ state, why }, { line, marks }, { ask, unchanged }) => {
      if (!unchanged(basis({ line, marks }))) return { changed: true };
      const { department, id: by } = signedIn(ask.response);
      const mark = { kind: line.kind, subject: line.id, state, why: state === 'DISMISSED' ? (why ?? null) : null, signals: line.signals, by };
      if (!(await markRadar(db, department, { ...mark, after: marks[0]?.number ?? null }, parts.now()))) return { changed: true };
      await traceAct(parts, ask, state === 'OPENED' ? 'RADAR_OPENED' : 'RADAR_DISMISSED');
      return {
        to: radarHref,
        said:
          state === 'OPENED' ? 'On regarde : la décision est gardée avec sa date.' : 'On en reste là. Une situation de plus le montrera de nouveau.',
      };
    },
  });

  /** The place or the provider of the address, as it is now. Throws NotFound where nothing is signalled there. */
  async function open({ request, response }: Ask): Promise<Looked> {
    const { department } = signedIn(response);
    const { kind, subject } = request.params;
    const line = (await readRadar(db, department, parts.now())).find((one) => kindInAddress[one.kind] === kind && one.id === subject);
    if (line === undefined) throw new NotFound('Rien n’est signalé là.');
    return { line, marks: await radarMarks(db, department, { kind: line.kind, subject: line.id }) };
  }

  return pages;
}

/** What a decision rests on: the last one, and what is signalled. */
const basis = ({ line, marks }: Looked) => [marks[0]?.number ?? null, line.signals, line.latest];

const hrefOf = ({ kind, id }: Pick<RadarLine, 'kind' | 'id'>): string => radarSubjectHref(kindInAddress[kind], id);

const markWords = ({ state, why }: RadarMark): string => typographic(why === null ? states[state] : `${states[state]} : ${dismissals[why]}`);

/** What somebody may check. */
function reasonsOf({ signals, declared, against, capacity, group, places, kind, verdict }: RadarLine): [string, string][] {
  const pairs: [string, string | null][] = [
    ['Situations signalées', `${signals}, par d’autres que l’établissement lui-même`],
    ['Déclarées par l’établissement', `${declared} : elles ne comptent pas contre lui`],
    ['Taille', capacity === null ? 'places non connues du fichier national' : `${number.format(capacity)} places`],
    ['Catégorie', group],
    ['Lieux comptés', kind === 'PROVIDER' ? String(places.length) : null],
    [
      'Attendu pour cette taille',
      against === null
        ? verdict === 'NO_SIZE'
          ? 'aucun : sans taille, rien ne se compare'
          : 'aucun : trop peu de lieux, ou de situations, dans cette catégorie'
        : number.format(against.expected),
    ],
    [
      'Comparé à',
      against?.others
        ? `${against.others.places} autres lieux de la catégorie : ${against.others.signals} situations pour ${number.format(against.others.capacity)} places`
        : null,
    ],
    ['Ce que le hasard donne souvent', against === null ? null : `jusqu’à ${against.often} (dans 97,5 % des cas)`],
    ['Ce que le hasard donne rarement', against === null ? null : `jusqu’à ${against.seldom} (dans 99,9 % des cas)`],
  ];
  return pairs.flatMap(([name, text]): [string, string][] => (text === null ? [] : [[name, text]]));
}
