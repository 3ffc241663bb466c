import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount, listAccounts, setActive } from '../../../accounts/accounts.ts';
import { dayIn } from '../../../calendar/local.ts';
import { DAY } from '../../../calendar/milliseconds.ts';
import { type Duty, listDuty, removeDuty } from '../../../directory/record/duty.ts';
import { extendWeeks, listWeeks, stopWeek } from '../../../directory/record/duty-week.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
let coordinator: Visitor;
const people: Record<'Ada' | 'Ben', { id: string; visitor: Visitor }> = {} as never;
beforeAll(async () => {
  api = await startTestApi();
  coordinator = new Visitor(api.url);
  await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
  for (const name of ['Ada', 'Ben'] as const) {
    const email = `${name.toLowerCase()}@guichet.example`;
    const id = await createAccount(api.db, { department: '54', kind: 'AGENT', organisation: null, email, name }, 'un mot de passe bien long');
    people[name] = { id, visitor: new Visitor(api.url) };
    await people[name].visitor.signIn({ email, password: 'un mot de passe bien long' });
  }
  // The demonstration's own lines hold years: room is made.
  for (const line of await listDuty(api.db, '54', 0, Date.now() + 400 * DAY)) await removeDuty(api.db, '54', line);
});
afterAll(() => api?.end());

const zone = 'Europe/Paris';
const now = () => Date.now();
const roster = async (): Promise<Duty[]> => listDuty(api.db, '54', now(), now() + 400 * DAY);
const linesOf = async (name: keyof typeof people) => (await roster()).filter(({ account, starts }) => account === people[name].id && starts > now());
const begins = ({ starts }: Duty) => dayIn(starts, zone);
const french = (iso: string) => iso.split('-').toReversed().join('/');
const after = (days: number) => french(dayIn(now() + days * DAY, zone));

const week = { days: '1', opens: '18:00', closes: '09:00', person: '', phone: '06 00 00 00 01', level: '0', first: '', last: '' };
const add = async (typed: Partial<typeof week>) => {
  await coordinator.open('/guichet/astreinte/semaine');
  await coordinator.submit('/astreinte/semaine', { ...week, first: after(0), person: people.Ada.id, ...typed });
};

test('a week that cannot be read is refused field by field, and keeps what was typed', async () => {
  await add({ opens: 'tard', phone: '12', last: after(-3), first: after(2) });
  expect(coordinator.refusal).toContain('Écrivez l’heure du début, comme 18:00.');
  expect(coordinator.refusal).toContain('Écrivez un numéro entier');
  expect(coordinator.page.text).toContain('value="tard"');
  await people.Ada.visitor.open('/guichet/astreinte/semaine');
  expect(people.Ada.visitor.page.status).toBe(403);
});

test('a week fills a year of nights, once; a night taken off does not come back', async () => {
  await add({});
  expect(coordinator.words).toMatch(/La ligne est ajoutée : 5[1-3] astreintes de plus/);
  expect(coordinator.words).toContain('lundi, de 18 h à 9 h le lendemain');
  const nights = await linesOf('Ada');
  expect(nights.length).toBeGreaterThan(50);
  await removeDuty(api.db, '54', nights[2] as Duty);
  await extendWeeks(api.db, '54', now());
  expect((await linesOf('Ada')).map(({ id }) => id)).toEqual(nights.filter((_, index) => index !== 2).map(({ id }) => id));
  // A month later, the four or five nights that the year gained.
  await extendWeeks(api.db, '54', now() + 30 * DAY);
  const gained =
    (await listDuty(api.db, '54', now(), now() + 500 * DAY)).filter(({ account }) => account === people.Ada.id).length - nights.length + 1;
  expect(gained).toBeGreaterThanOrEqual(4);
  // The same hours again find no room but the night that was taken off.
  await add({ person: people.Ben.id, phone: '06 00 00 00 02' });
  expect((await linesOf('Ben')).map(begins)).toEqual([begins(nights[2] as Duty)]);
});

test('who is away is replaced, or leaves a hole that is said; one who is on duty already does not stand in for another', async () => {
  const [first, second] = await linesOf('Ada');
  const day = french(begins(first as Duty));
  const away = async (typed: Record<string, string>) => {
    await coordinator.open('/guichet/astreinte/absence');
    await coordinator.submit('/astreinte/absence', { away: people.Ada.id, first: day, last: day, ...typed });
  };
  await away({ first: after(-1) });
  expect(coordinator.refusal, 'what was is not rewritten').toContain('qui n’est pas passé');
  await away({ person: people.Ada.id, phone: '' });
  expect(coordinator.refusal).toContain('Choisissez une autre personne.');
  await away({ person: people.Ben.id, phone: '06 00 00 00 02' });
  expect((await linesOf('Ben'))[0]?.id).toBe(first?.id);
  await away({});
  expect(coordinator.words).toContain('rien ne change');
  // One night alone.
  await coordinator.open('/guichet/astreinte');
  await coordinator.open(`/guichet/astreinte/${second?.id}/remplacer`);
  await coordinator.submit('/remplacer', { person: people.Ben.id, phone: '06 00 00 00 02' });
  expect(coordinator.words).toContain('La personne est remplacée pour cette astreinte.');
  expect((await linesOf('Ben')).map(({ id }) => id)).toContain(second?.id);
  // Ben stands in next to it: he cannot be first there too.
  const third = (await linesOf('Ada'))[0] as Duty;
  await add({ person: people.Ben.id, level: '1', first: french(begins(third)), last: french(begins(third)) });
  await coordinator.open(`/guichet/astreinte/${third.id}/remplacer`);
  await coordinator.submit('/remplacer', { person: people.Ben.id, phone: '06 00 00 00 02' });
  expect(coordinator.refusal).toContain('déjà d’astreinte ou en suppléance');
});

test('an old page takes nothing off, and replaces nobody, that another coordinator gave to somebody else meanwhile', async () => {
  const line = (await linesOf('Ada')).at(2) as Duty;
  const [colleague, second] = [new Visitor(api.url), new Visitor(api.url)];
  for (const one of [colleague, second]) await one.signIn(demonstrationAccount('54', 'COORDINATOR'));
  await second.open('/guichet/astreinte');
  await coordinator.open(`/guichet/astreinte/${line.id}/remplacer`);
  await colleague.open(`/guichet/astreinte/${line.id}/remplacer`);
  const claude = (await listAccounts(api.db, '54')).find(({ kind }) => kind === 'COORDINATOR')?.id ?? '';
  await colleague.submit('/remplacer', { person: people.Ben.id, phone: '06 00 00 00 02' });
  await coordinator.submit('/remplacer', { person: claude, phone: '06 00 00 00 03' });
  expect(coordinator.refusal).toContain('Quelqu’un d’autre');
  await second.submit(`/${line.id}/retirer`);
  expect(second.words).toContain('Quelqu’un d’autre l’a fait, ou l’a changé');
  expect(await removeDuty(api.db, '54', line), 'nor in the same instant').toBe(false);
  expect((await roster()).find(({ id }) => id === line.id)?.name).toBe('Ben');
});

test('an exchange is proposed by one, accepted by the other, and by nobody else', async () => {
  const given = (await linesOf('Ada')).at(3) as Duty;
  const wanted = (await linesOf('Ben')).find(({ level }) => level === 0) as Duty;
  await people.Ben.visitor.open(`/guichet/echanges/${given.id}`);
  expect(people.Ben.visitor.page.status, 'not his to give').toBe(404);
  const { visitor: ada } = people.Ada;
  await ada.open(`/guichet/echanges/${given.id}`);
  await ada.submit(`/echanges/${given.id}`, { wanted: wanted.id });
  expect(ada.words).toContain('L’échange est proposé');
  expect(ada.words).not.toContain('Accepter');
  await coordinator.open('/guichet/astreinte');
  expect(coordinator.words).toContain('Échanges proposés');
  const { visitor: ben } = people.Ben;
  await ben.open('/guichet');
  expect(ben.words).toContain('Ada vous propose un échange d’astreinte');
  await ben.open('/guichet/astreinte');
  await ben.submit('/accepter');
  expect(ben.words).toContain('L’échange est fait.');
  const [one, other] = [given, wanted].map(async ({ id }) => (await roster()).find((line) => line.id === id));
  expect([(await one)?.name, (await one)?.phone]).toEqual(['Ben', '06 00 00 00 02']);
  expect([(await other)?.name, (await other)?.phone]).toEqual(['Ada', '06 00 00 00 01']);
  expect(ben.words).not.toContain('Échanges proposés');
});

test('an exchange is void once one of the two may not act, and a suspended person is nobody on duty', async () => {
  const given = (await linesOf('Ada')).at(-1) as Duty;
  const wanted = (await linesOf('Ben')).find(({ level }) => level === 0) as Duty;
  await people.Ada.visitor.open(`/guichet/echanges/${given.id}`);
  await people.Ada.visitor.submit(`/echanges/${given.id}`, { wanted: wanted.id });
  await setActive(api.db, '54', people.Ada.id, false);
  await people.Ben.visitor.open('/guichet/astreinte');
  expect(people.Ben.visitor.words).not.toContain('Accepter');
  expect(people.Ben.visitor.words).toContain('ne peut pas agir');
  expect((await listAccounts(api.db, '54')).length).toBeGreaterThan(2);
  await setActive(api.db, '54', people.Ada.id, true);
  await people.Ben.visitor.open('/guichet/astreinte');
  await people.Ben.visitor.submit('/laisser');
  expect(people.Ben.visitor.words).toContain('L’échange est laissé');
});

test('a week that is stopped takes its nights to come, but for those that are somebody else’s', async () => {
  const before = await roster();
  const [pattern, replacing] = await listWeeks(api.db, '54', now());
  const nights = (await linesOf('Ada')).filter(({ level }) => level === 0);
  const given = before.filter(({ account }) => account === people.Ben.id).map(({ id }) => id);
  expect(
    (await listWeeks(api.db, '54', now() + 400 * DAY)).map(({ last }) => last),
    'without those that ended',
  ).toEqual([null, null]);
  expect(await stopWeek(api.db, '54', pattern?.id ?? '', now())).toBe(true);
  expect(await stopWeek(api.db, '54', pattern?.id ?? '', now())).toBe(false);
  const left = await roster();
  expect(left.map(({ id }) => id)).toEqual(expect.arrayContaining(given));
  // Handed over in the natural order: Ben's pattern, which stood beside, has the nights that are free now.
  expect(replacing?.account).toBe(people.Ben.id);
  const held = before.filter(({ account }) => account === people.Ben.id);
  const freed = nights
    .filter(({ id, starts }) => !left.some((line) => line.id === id) && starts < now() + 330 * DAY)
    .filter(({ starts, ends }) => !held.some((line) => line.starts < ends && line.ends > starts))
    .map(({ starts, ends }) => [starts, ends]);
  expect(freed.length).toBeGreaterThan(40);
  const bens = left.filter(({ account, level }) => account === people.Ben.id && level === 0);
  expect(bens.map(({ starts, ends }) => [starts, ends])).toEqual(expect.arrayContaining(freed));
  // Ben's are gone with his own pattern, and nobody takes what was taken off.
  expect(await stopWeek(api.db, '54', replacing?.id ?? '', now())).toBe(true);
  expect((await roster()).length).toBeLessThan(before.length - 40);
});
