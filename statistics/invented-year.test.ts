import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { wholeYear } from '../calendar/period.ts';
import type { Entry } from '../cases/model/entries.ts';
import { evolve, nothing } from '../cases/model/evolve.ts';
import type { CaseState } from '../cases/model/state.ts';
import { tallyOf } from '../cases/tally/fold.ts';
import type { Database } from '../database/pool.ts';
import { keyRings } from '../database/sealing.ts';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import { inventCases } from '../demonstration/lives/invent.ts';
import { calendarOf, indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { indicators } from './chapters.ts';
import { activityLines, activityTotals } from './compared/activity.ts';
import { comparedFigure } from './compared/compared.ts';
import { englishMeasures } from './compared/england.ts';
import { stateCards } from './compared/state-cards.ts';
import { stateColumns, stateRows } from './compared/state-export.ts';
import { behind, type Figure, figures } from './count.ts';
import { scorecards, scored, spreadOfOthers } from './scorecard.ts';
import type { Survey } from './survey.ts';

/**
 * A year is invented through the real law, and counted twice: by the indicators, and here, over whole journals, by what each definition says,
 * state after state, without what the indicators read.
 */

const period = wholeYear(2025, 'Europe/Paris');
const now = Date.UTC(2026, 10, 29);
const random = { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) };
const directory = indexDirectory({ ...demonstrationDirectory('54'), revision: 1 });
const lives = [
  ...inventCases(
    {
      db: { keys: keyRings(random) } as Database,
      run: { department: '54', seed: 'year', cases: 600, until: now, days: 3 * 365 },
      world: { procedure: nationalProcedure(), directory },
      versions: { slug: 'national', number: 1, revision: 1 },
      agents: ['camille'],
    },
    150,
    420,
  ),
].map(({ id, exercise, steps }) => ({ id, exercise, journal: steps.flatMap(({ entries }) => entries), state: steps.at(-1)?.state ?? nothing }));

const real = lives.filter(({ exercise }) => !exercise);
const reading: Survey = {
  period,
  now,
  cases: real.map(({ id, journal }) => ({ id, ...tallyOf(journal) })),
  contacts: real.flatMap(({ id, state }) =>
    state.alerts
      .filter(({ from, at }) => from === undefined && at >= period.from && at < period.until)
      .map(({ at, channel }) => ({ case: id, kind: 'ALERT' as const, channel, at })),
  ),
  readings: real.slice(0, 40).flatMap(({ id }, index) => [
    { case: id, criterion: 'base', met: index % 4 > 0, at: period.from + index },
    { case: id, criterion: 'base', met: true, at: period.until + index },
  ]),
  calendar: calendarOf(directory, 'desk'),
  bodyName: (id) => id,
  territoryOf: () => 'here',
  territoryName: () => 'Ici',
};
const said = new Map(figures(reading, indicators).map((figure) => [figure.id, figure]));
const within = (at: number | null | undefined) => typeof at === 'number' && at >= period.from && at < period.until;

const begun = real.filter(({ state }) => state.status !== 'MERGED' && within(state.openedAt));
const closed = real.filter(({ state }) => state.status === 'CLOSED' && within(state.closedAt));
const transfers = real.flatMap(({ state, journal }) =>
  state.transfers
    .filter(({ purpose }) => purpose === 'ACTION')
    .map((transfer) => ({ transfer, journal: journal.filter((entry) => entry.transfer === transfer.id), whole: journal })),
);
const first = (journal: readonly Entry[], ...kinds: Entry['kind'][]) => journal.find(({ kind }) => kinds.includes(kind))?.at;
const hours = (from: number, until: number) => Math.round((until - from) / 3_600_000);
const middle = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(half)] : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
};

/** The state after each entry. */
function* states(journal: readonly Entry[]): Generator<{ entry: Entry; state: CaseState }> {
  let state = nothing;
  for (const entry of journal) {
    state = evolve(state, entry);
    yield { entry, state };
  }
}

test('the year has what is to be counted', () => {
  expect(begun.length).toBeGreaterThan(150);
  expect(real.length).toBeLessThan(lives.length);
  for (const { id, measure } of indicators) {
    const figure = said.get(id);
    if (measure.kind === 'MISSING') expect(figure).toEqual({ id, missing: measure.needs });
    else if (measure.kind === 'LINES') expect(figure, id).toMatchObject({ lines: expect.any(Array) });
  }
});

test('cases, by what they are and what became of them', () => {
  const share = (hit: (state: CaseState) => boolean, all = begun) => ({ value: all.filter(({ state }) => hit(state)).length, of: all.length });
  expect(said.get('dossiers-ouverts')).toMatchObject({ value: begun.length });
  expect(said.get('conversion')).toMatchObject(
    share(({ transfers }) => transfers.some((one) => one.purpose === 'ACTION' && one.handedOverAt !== null)),
  );
  expect(said.get('competence-partagee')).toMatchObject(
    share(
      ({ transfers }) =>
        new Set(
          transfers.filter((one) => one.purpose === 'ACTION' && ['IN_CHARGE', 'OUTCOME_GIVEN'].includes(one.status)).map((one) => one.organisation),
        ).size > 1,
    ),
  );
  const filtered = begun.filter(({ state }) => state.status === 'NOT_RETAINED');
  expect(linesOf('alertes-non-retenues')).toEqual(tallied(filtered.map(({ state }) => state.notRetained)));
  expect(linesOf('dossiers-par-type')).toEqual(
    tallied(begun.flatMap(({ state }) => (state.facts.maltreatment.length === 0 ? [null] : [...new Set(state.facts.maltreatment)]))),
  );
  for (const [id, axis] of [
    ['souhaits', 'wishes'],
    ['plus-en-securite', 'safer'],
    ['risque', 'risk'],
    ['conclusion', 'conclusion'],
    ['action-refusee', 'refusedByPerson'],
  ] as const)
    expect(linesOf(id), id).toEqual(tallied(closed.map(({ state }) => state.result?.[axis] ?? null)));
  const answers = real.flatMap(({ journal }) => {
    const lasts = new Map<string, Extract<Entry, { kind: 'AFTERWARDS_SAID' }>>();
    for (const entry of journal) if (entry.kind === 'AFTERWARDS_SAID') lasts.set(entry.because.alert, entry);
    return [...lasts.values()].filter(({ at }) => within(at)).map(({ because }) => because);
  });
  expect(answers.length).toBeGreaterThan(5);
  expect(linesOf('entendu')).toEqual(tallied(answers.map(({ heard }) => heard)));
  const ownOrRepresented = answers.filter(({ answeredBy }) => answeredBy !== 'AUTRE');
  expect(linesOf('plus-en-securite-representant')).toEqual(tallied(ownOrRepresented.map(({ answeredBy, safer }) => `${answeredBy} ${safer}`)));
  const open = real.flatMap(({ journal }) => {
    const then = journal.filter(({ at }) => at <= period.until).reduce(evolve, nothing);
    return journal[0] !== undefined && journal[0].at < period.until && then.status === 'OPEN' ? [then] : [];
  });
  expect(said.get('stock-ancien')).toMatchObject({
    value: open.filter(({ openedAt }) => openedAt < period.until - 90 * 86_400_000).length,
    of: open.length,
  });
});

test('delays, from the entries themselves', () => {
  for (const [id, kinds] of [
    ['recu', ['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN']],
    ['pris-en-charge', ['IN_CHARGE', 'OUTCOME_GIVEN']],
    ['suite-donnee', ['OUTCOME_GIVEN']],
  ] as const) {
    const spans = transfers.flatMap(({ transfer, journal }) => {
      const done = first(journal, ...kinds);
      return within(transfer.orderedAt) && transfer.handedOverAt !== null && done !== undefined ? [hours(transfer.handedOverAt, done)] : [];
    });
    expect(said.get(id), id).toMatchObject({ value: spans.length, median: middle(spans) });
  }
  const written = begun.flatMap(({ state, journal }) => {
    const done = journal.find((entry) => entry.kind === 'QUALIFIED' && entry.because.reason === 'CONFIRMED')?.at;
    return state.alerts[0]?.channel === 'PHONE' || done === undefined ? [] : [hours(state.openedAt, done)];
  });
  expect(said.get('qualification')).toMatchObject({ value: written.length, median: middle(written) });
});

test('what was due, whether it was done or not', () => {
  const answers = ['ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN'] as const;
  for (const [id, reach] of [
    ['recu-a-temps', 'ACKNOWLEDGED'],
    ['pris-en-charge-a-temps', 'IN_CHARGE'],
    ['suite-a-temps', 'OUTCOME_GIVEN'],
  ] as const) {
    const kinds = answers.slice(answers.indexOf(reach));
    const due = transfers.flatMap(({ transfer, journal, whole }) => {
      let limit: number | undefined;
      let passed = false;
      for (const { entry, state } of states(whole)) {
        passed ||= entry.kind === 'LIMIT_MISSED' && entry.transfer === transfer.id && entry.because.reach === reach;
        if (passed) break;
        limit = state.deadlines.find(({ kind, transfer: of, reach: to }) => kind === 'LIMIT' && of === transfer.id && to === reach)?.dueAt ?? limit;
      }
      const done = first(journal, ...kinds) ?? Number.POSITIVE_INFINITY;
      const missed = journal.some((entry) => entry.kind === 'LIMIT_MISSED' && entry.because.reach === reach);
      return limit !== undefined && within(limit) && (missed || done <= limit) ? [done <= limit] : [];
    });
    expect(said.get(id), id).toMatchObject({ value: due.filter(Boolean).length, of: due.length });
    expect(due.length, id).toBeGreaterThan(20);
  }
  const owed = real.flatMap(({ state, journal }) =>
    state.obligations
      .filter(({ answerBy }) => within(answerBy))
      .flatMap(({ id, answerBy }) => {
        const then = journal
          .filter(({ at }) => at <= answerBy)
          .reduce(evolve, nothing)
          .obligations.find((one) => one.id === id)?.status;
        const lapsed = journal.some((entry) => entry.kind === 'OBLIGATION_LAPSED' && entry.obligation === id);
        return then === 'MET' || lapsed ? [then === 'MET'] : [];
      }),
  );
  const notThere = transfers.flatMap(({ transfer, journal, whole }) => {
    let limit: number | undefined;
    let granted = false;
    for (const { entry, state } of states(whole)) {
      granted ||= entry.kind === 'EXTENSION_GRANTED' && entry.transfer === transfer.id;
      if (granted) break;
      limit = state.deadlines.find(({ id }) => id === `LIMIT:${transfer.id}:OUTCOME_GIVEN`)?.dueAt ?? limit;
    }
    const missed = journal.some((entry) => entry.kind === 'LIMIT_MISSED' && entry.because.reach === 'OUTCOME_GIVEN');
    const done = first(journal, 'OUTCOME_GIVEN') ?? Number.POSITIVE_INFINITY;
    return limit !== undefined && within(limit) && done > limit && (missed || granted) ? [granted] : [];
  });
  expect(notThere.filter(Boolean).length).toBeGreaterThan(0);
  expect(said.get('prolongations')).toMatchObject({ value: notThere.filter(Boolean).length, of: notThere.length });
  expect(said.get('obligations-tenues')).toMatchObject({ value: owed.filter(Boolean).length, of: owed.length });
});

test('refusals, reminders and what was given', () => {
  const ordered = transfers.filter(({ transfer }) => within(transfer.orderedAt));
  expect(said.get('refus')).toMatchObject({ value: ordered.filter(({ transfer }) => transfer.refusal !== null).length, of: ordered.length });
  expect(linesOf('transmissions-par-etat')).toEqual(tallied(ordered.map(({ transfer }) => transfer.status)));
  expect(linesOf('suites')).toEqual(
    tallied(
      real.flatMap(({ state }) => state.transfers.flatMap(({ outcome }) => (outcome && within(outcome.at) ? [...new Set(outcome.codes)] : []))),
    ),
  );
  const week = 7 * 86_400_000;
  const reminded = transfers.flatMap(({ journal }) => {
    const answer = first(journal, 'ACKNOWLEDGED', 'IN_CHARGE', 'OUTCOME_GIVEN', 'REFUSED', 'INFORMATION_REQUESTED') ?? Number.POSITIVE_INFINITY;
    return journal
      .filter(({ kind }) => kind === 'REMINDED')
      .map(({ at }, index) => ({ at, rank: `${index + 1}`, answered: answer >= at && answer - at < week }));
  });
  const asked = reminded.filter(({ at }) => within(at) && at + week <= now);
  const effect = said.get('effet-des-relances');
  expect(effect).toMatchObject({ of: asked.length });
  for (const line of effect && 'lines' in effect ? effect.lines : []) {
    const such = asked.filter(({ rank }) => rank === line.code);
    expect(line).toMatchObject({ value: such.filter(({ answered }) => answered).length, of: such.length });
  }
});

test('what each body answered is what its own journals say, and the others are told apart from nobody', () => {
  const all = scorecards(reading);
  const handed = transfers.filter(({ transfer }) => within(transfer.orderedAt) && transfer.handedOverAt !== null);
  const byBody = Map.groupBy(handed, ({ transfer }) => transfer.organisation);
  expect(byBody.size).toBeGreaterThan(4);
  const index = (id: (typeof scored)[number]['id']) => scored.findIndex((one) => one.id === id);
  for (const [body, own] of byBody) {
    const cells = all.find((one) => one.body === body)?.cells ?? [];
    const charged = own.filter(({ journal }) => first(journal, 'IN_CHARGE', 'OUTCOME_GIVEN') !== undefined);
    expect(cells[index('prises-en-charge-par-organisme')], body).toMatchObject({ value: charged.length, of: own.length });
    expect(cells[index('refus-par-organisme')], body).toMatchObject({
      value: own.filter(({ transfer }) => transfer.refusal !== null).length,
      of: own.length,
    });
    const spans = charged.map(({ transfer, journal }) => hours(transfer.handedOverAt ?? 0, first(journal, 'IN_CHARGE', 'OUTCOME_GIVEN') ?? 0));
    if (spans.length > 0)
      expect(cells[index('delai-de-prise-en-charge-par-organisme')], body).toMatchObject({ value: spans.length, median: middle(spans) });
  }
  const silent = all.reduce((sum, { cells }) => sum + (cells[index('silence-par-organisme')]?.value ?? 0), 0);
  expect(said.get('silence')).toMatchObject({ value: silent });
});

test('a body sees between what the others lie from five of them on, each of five transfers at least, itself left out', () => {
  const card = (body: string, value: number, of: number) => ({ body, name: body, cells: [{ code: body, label: body, value, of }] });
  const five = [card('a', 0, 50), card('b', 9, 50), card('c', 21, 50), card('d', 32, 50), card('e', 50, 50)];
  expect(spreadOfOthers([...five, card('own', 9, 9)], 'own', 0)).toEqual({ low: 0.2, middle: 0.4, high: expect.closeTo(0.6) });
  expect(spreadOfOthers([...five.slice(1), card('f', 4, 4), card('own', 9, 9)], 'own', 0)).toBeNull();
  expect(spreadOfOthers(five, 'a', 0)).toBeNull();
});

test('the tables people compare with, counted over whole states', () => {
  const count = (is: (facts: CaseState['facts']) => boolean) => begun.filter(({ state }) => is(state.facts)).length;
  const typed = (...types: CaseState['facts']['maltreatment']) => count(({ maltreatment }) => types.some((type) => maltreatment.includes(type)));
  expect(Object.fromEntries(activityTotals(reading).map((total, index) => [activityLines[index]?.label, total]))).toEqual({
    'Appels téléphoniques': reading.contacts.filter(({ channel }) => channel === 'PHONE').length,
    'Dossiers ouverts': begun.length,
    'Adultes vulnérables de 60 ans et plus': count(({ victimGroup }) => victimGroup === 'PERSONNE_AGEE'),
    'Adultes en situation de handicap': count(({ victimGroup }) => victimGroup === 'PERSONNE_HANDICAPEE'),
    Domicile: count(({ place }) => place === 'DOMICILE'),
    Établissements: count(({ place }) => !['DOMICILE', 'TRAJET', 'INCONNU'].includes(place)),
    Psychologiques: typed('VIOLENCES_PSYCHIQUES_MORALES', 'EXPOSITION_ENVIRONNEMENT_VIOLENT'),
    Négligences: typed('NEGLIGENCES_ACTIVES', 'NEGLIGENCES_PASSIVES'),
    Physiques: typed('VIOLENCES_PHYSIQUES'),
    'Liées aux soins': typed('VIOLENCES_MEDICALES_MEDICAMENTEUSES', 'PRIVATION_SOIN_BESOINS_FONDAMENTAUX'),
    Sexuelles: typed('VIOLENCES_SEXUELLES'),
    'Restriction des droits': typed('PRIVATION_VIOLATION_DROITS_LIBERTES', 'DISCRIMINATIONS'),
  });
  const said = (all: typeof stateCards, name: string) =>
    comparedFigure(reading, all.find((one) => one.name === name) ?? { name, definition: '', here: { needs: '' }, differs: '' });
  const states = (is: (state: CaseState) => boolean) => ({ value: begun.filter(({ state }) => is(state)).length, of: begun.length });
  expect(said(stateCards, 'Nouvelles requêtes')).toMatchObject(
    states(({ status, qualification }) => status === 'OPEN' && qualification === 'AWAITED'),
  );
  expect(said(stateCards, 'Requêtes en cours')).toMatchObject(
    states(({ status, qualification }) => status === 'OPEN' && qualification !== 'AWAITED'),
  );
  expect(said(stateCards, 'Requêtes clôturées')).toMatchObject(states(({ status }) => status !== 'OPEN'));
  expect(said(stateCards, 'Requêtes concernées par la maltraitance')).toMatchObject(states(({ facts }) => facts.maltreatment.length > 0));
  const results = closed.flatMap(({ state }) => state.result ?? []);
  const risks = results.filter(({ risk }) => ['RETIRE', 'REDUIT', 'DEMEURE'].includes(risk));
  expect(risks.length).toBeGreaterThan(10);
  expect(said(englishMeasures, 'Risque retiré ou réduit')).toMatchObject({
    value: risks.filter(({ risk }) => risk !== 'DEMEURE').length,
    of: risks.length,
  });
  const wished = results.filter(({ wishes }) => ['ATTEINTS', 'ATTEINTS_EN_PARTIE', 'NON_ATTEINTS'].includes(wishes));
  expect(said(englishMeasures, 'Souhaits demandés et exprimés')).toMatchObject({ value: wished.length, of: closed.length });
  expect(said(englishMeasures, 'Souhaits atteints')).toMatchObject({
    value: wished.filter(({ wishes }) => wishes === 'ATTEINTS').length,
    of: wished.length,
  });
  expect(stateCards.length).toBe(11);
  for (const one of [...stateCards, ...englishMeasures]) expect(comparedFigure(reading, one), one.name).toBeDefined();
});

test('what readers of drawn cases said in the year, by criterion', () => {
  expect(said.get('relecture-de-dossiers')).toMatchObject({ of: 40, lines: [{ code: 'base', value: 30, of: 40 }] });
});

test('a case in the columns of the State’s tool: a line each implicated party, and nothing that nobody coded', () => {
  const names = { department: '54', zone: 'Europe/Paris', body: (id: string) => id, commune: () => 'Nancy' };
  for (const { id, state } of begun) {
    const rows = stateRows({ reference: id, state }, names);
    expect(rows.length).toBe(Math.max(1, state.facts.implicated.length));
    for (const row of rows) expect(row.length).toBe(stateColumns.length);
    const cell = (name: (typeof stateColumns)[number]) => rows[0]?.[stateColumns.indexOf(name)];
    expect(cell('Numéro de requête')).toBe(id);
    expect(cell('Date début des faits')).toBe('');
    expect(cell('Dernière date de clôture de la requête pour mon entité administrative') === '').toBe(state.closedAt === null);
  }
});

test('behind every figure are the things it counts', () => {
  for (const indicator of indicators) {
    const figure = said.get(indicator.id);
    const items = behind(reading, indicator);
    if (figure === undefined || 'missing' in figure) expect(items).toEqual([]);
    else if (indicator.measure.kind === 'COUNT' || indicator.measure.kind === 'SHARE')
      expect(items.length, indicator.id).toBe('value' in figure ? figure.value : -1);
    else if (indicator.measure.kind === 'LINES' && 'lines' in figure)
      for (const { code, value } of figure.lines) expect(behind(reading, indicator, code).length, indicator.id).toBe(value);
  }
});

test('no figure says a length of time finer than an hour, and none says how long a call took', () => {
  const lengths = [...said.values()].flatMap((figure) =>
    'median' in figure ? [figure.median, figure.working.median, figure.oldest] : 'lines' in figure ? figure.lines.map(({ median }) => median) : [],
  );
  for (const length of lengths) expect(((length ?? 0) * 2) % 1).toBe(0);
  const calls = { ...reading, cases: reading.cases.filter(({ counted }) => counted.alerts[0]?.channel === 'PHONE') };
  expect(calls.cases.length).toBeGreaterThan(20);
  expect(figures(calls, indicators).find(({ id }) => id === 'qualification')).toMatchObject({ value: 0, open: 0, oldest: null });
});

function linesOf(id: string): Record<string, number> {
  const figure: Figure | undefined = said.get(id);
  return Object.fromEntries((figure && 'lines' in figure ? figure.lines : []).map(({ code, value }) => [`${code}`, value]));
}

function tallied(codes: readonly (string | null | undefined)[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(codes, (code) => `${code}`)].map(([code, found]) => [code, found.length]));
}
