import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkRequest, keepRequest, prepareAnswer } from '../../data-requests/record/data-requests.ts';
import { inDepartment } from '../../database/pool.ts';
import { alertBody, alertUntilAnswered, post } from '../alerts.ts';
import { eventually, type Stack, startStack } from '../stack.ts';
import { leaksOf } from './leaks.ts';

/** A name nobody bears, long enough to be found anywhere. */
const planted = 'Quatrebarbes-Zéphyrine';
let stack: Stack;
let key: string;

beforeAll(async () => {
  stack = await startStack({ LOG_LEVEL: 'debug' });
  key = await stack.apiKey('desk');
});
afterAll(() => stack?.stop(), 60_000);

it('a name given in every field, in errors, in answers and in addresses is read nowhere outside the sealed content', async () => {
  const person = { name: planted, address: `1 rue ${planted}`, phone: planted, email: 'zephyrine@quatrebarbes-zephyrine.example' };
  const content = {
    narrative: `${planted} est seule.`,
    victim: { ...person, birthDate: '1941-05-17' },
    implicated: [{ ...person, relation: planted }],
    reporter: {
      name: planted,
      phone: planted,
      email: person.email,
      anonymousToDesk: false,
      anonymousToImplicated: true,
      safeContact: { channel: 'PHONE', hours: planted, messageAllowed: false, note: planted },
    },
    measuresTaken: planted,
    health: planted,
    assets: planted,
    notes: planted,
  };
  const alert = await alertUntilAnswered(stack, key, alertBody({ content }));
  const [action] = alert.transfers.filter(({ purpose }) => purpose === 'ACTION');
  await eventually(() => stack.mails.some(({ raw }) => raw.includes(alert.reference)), 30_000, 'the mail');
  const answers = [
    await post(stack, key, `/transfers/${action?.id}/information-request`, { text: `Qui est ${planted} ?` }),
    await post(stack, key, `/transfers/${action?.id}/outcome`, { outcome: ['SANS_SUITE'], text: planted }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);

  const somebody = await inDepartment(stack.db, '54', async (tx) => {
    const { rows } = await tx.query<{ id: string }>({ text: `SELECT id FROM account WHERE kind = 'AGENT' LIMIT 1` });
    return rows[0]?.id ?? '';
  });
  const asked = { name: planted, reach: `1 rue ${planted}`, about: planted, words: `Que savez-vous de ${planted} ?` };
  const form = { right: 'ACCESS', came: 'LETTER', receivedOn: '2026-11-16', content: asked, by: somebody, formKey: 'form' } as const;
  const on = { number: await keepRequest(stack.db, '54', form, Date.now()), by: somebody, unchanged: () => true };
  await checkRequest(stack.db, '54', { ...on, asker: 'PERSON', proved: true, identity: planted, mandate: planted }, Date.now());
  await prepareAnswer(stack.db, '54', { ...on, answer: `Madame ${planted},`, reach: planted, told: planted }, Date.now());

  const errors = [
    await post(stack, key, '/alerts', { facts: planted, content: { narrative: planted, victim: planted } }),
    await post(stack, key, '/alerts', alertBody({ facts: { inseeCode: planted, place: planted } })),
    await post(stack, planted, '/alerts', {}).catch(() => new Response(null, { status: 401 })),
    await post(stack, key, `/transfers/${encodeURIComponent(planted)}/charge`, {}),
    await fetch(`${stack.url}/${encodeURIComponent(planted)}?q=${encodeURIComponent(planted)}`),
    await fetch(`${stack.url}/t/${encodeURIComponent(planted)}`),
  ];
  for (const answer of errors) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.text()).not.toContain(planted);
  }
  const message = new FormData();
  message.append('caller', planted);
  message.append('transcript', `${planted} est seule.`);
  message.append('recording', new File([`${planted} parle`], `${planted}.wav`));
  const left = await fetch(`${stack.url}/api/v1/voicemails`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: message });
  expect(left.status).toBe(201);
  // The database's own files are looked at as they are on disk.
  await inDepartment(stack.db, '54', (tx) => tx.query({ text: 'SELECT pg_sleep(0.2)' }));
  expect(await leaksOf(stack, planted)).toEqual([]);
  expect(await leaksOf(stack, 'quatrebarbes-zephyrine')).toEqual([]);
});

it('the search would find it: a word that is clear by design is seen in tables, files, histories and mails', async () => {
  const found = await leaksOf(stack, '54-26-');
  expect(found.some((place) => place === 'table public.case_file')).toBe(true);
  expect(found.some((place) => place.startsWith('mail '))).toBe(true);
  expect(found.some((place) => place.startsWith('file /postgres'))).toBe(true);
  expect((await leaksOf(stack, 'department')).some((place) => place.startsWith('history '))).toBe(true);
});
