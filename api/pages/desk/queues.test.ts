import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountToSignIn } from '../../../accounts/accounts.ts';
import { deskQueue } from '../../../cases/lists/desk-queue.ts';
import { apply } from '../../../cases/record/apply.ts';
import { currentDirectory } from '../../../directory/record/revisions.ts';
import { receive } from '../../../intake/receive.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor, words } from '../../../test/api.testing.ts';
import { anAlert } from '../../../test/fresh.testing.ts';
import { silenceOf } from './queue-lines.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api?.end();
});

async function agent(): Promise<Visitor> {
  const visitor = new Visitor(api.url);
  await visitor.signIn(demonstrationAccount('54', 'AGENT'));
  return visitor;
}

const lines = (html: string): string[] => [...html.matchAll(/<tr class="[^"]*" id="([^"]+)"/g)].map(([, id = '']) => id);

describe('a list left open', () => {
  test('asks again its lines and its counts alone, and each line keeps its own id', async () => {
    const visitor = await agent();
    await receive(api.db, anAlert({ department: '54' }));
    await visitor.open('/guichet?file=guichet');
    const before = lines(visitor.page.text);
    expect(new Set(before).size).toBe(before.length);
    const refresh = /hx-get="([^"]+)"/.exec(visitor.page.text)?.[1] ?? '';
    expect(refresh).toBe('/guichet/liste?file&#x3D;guichet');
    await receive(api.db, anAlert({ department: '54' }));
    const { text } = await visitor.open('/guichet/liste?file=guichet');
    expect(text).not.toContain('<html');
    expect(text).toContain('id="files" hx-swap-oob');
    expect(lines(text)).toEqual(expect.arrayContaining(before));
    expect(lines(text).length).toBeGreaterThan(before.length);
    expect(words(text)).toMatch(new RegExp(`Guichet ?${lines(text).length}\\b`));
  });

  test('does not make the session last; what somebody does makes it last', async () => {
    const visitor = await agent();
    const soon = "UPDATE sessions.session SET expire = now() + interval '1 hour'";
    // It ends on the hour: when somebody was last there is kept to the hour.
    const hoursLeft = async () =>
      (await api.db.pool.query<{ hours: number }>('SELECT ceil(extract(epoch FROM max(expire) - now()) / 3600)::int AS hours FROM sessions.session'))
        .rows[0]?.hours;
    await api.db.pool.query(soon);
    expect((await visitor.open('/guichet/liste')).status).toBe(200);
    expect(await hoursLeft()).toBe(1);
    await visitor.open('/guichet');
    expect(await hoursLeft()).toBe(10);
  });
});

test('what nobody has taken is found in the whole queue, and counted so', async () => {
  const visitor = await agent();
  await receive(api.db, anAlert({ department: '54' }));
  const found = await accountToSignIn(api.db, demonstrationAccount('54', 'AGENT').email);
  const by = { kind: 'AGENT', id: found?.account.id ?? '' } as const;
  const { rows, total } = await deskQueue(api.db, '54', by, { queue: 'ALL' });
  const [first] = rows;
  if (first === undefined) throw new Error('nothing in the queue');
  await apply(api.db, '54', first.caseId, { kind: 'TaskTaken', at: Date.now(), by, task: first.tasks[0]?.id ?? '' });
  await visitor.open('/guichet?mine=personne');
  expect(lines(visitor.page.text)).toHaveLength(total - 1);
  expect(lines(visitor.page.text)).not.toContain(first.reference);
  expect(visitor.words).toContain(`1 à ${total - 1} sur ${total - 1}`);
  await visitor.open('/guichet?mine=moi');
  expect(lines(visitor.page.text)).toEqual([first.reference]);
});

test('a line says since when its recipient is silent, on that body’s own working days', async () => {
  const directory = await currentDirectory(api.db, '54');
  const friday = Date.parse('2026-11-20T10:00:00+01:00');
  const transfer = { id: 't1', role: 'CD', purpose: 'ACTION', organisation: 'cd-54', status: 'SENT', handedOverAt: friday } as const;
  const wednesday = friday + 5 * 86_400_000;
  expect(silenceOf({ transfer }, 0, directory, wednesday)).toBe('Silence depuis 3\u00a0jours ouvrés');
  expect(silenceOf({ transfer }, -5 * 86_400_000 + 3_600_000, directory, wednesday)).toBe('Silence depuis 1\u00a0heure');
  expect(silenceOf({ transfer: { ...transfer, status: 'ACKNOWLEDGED' } }, 0, directory, wednesday)).toContain('pas encore pris en charge');
  expect(silenceOf({ transfer: { ...transfer, status: 'IN_CHARGE' } }, 0, directory, wednesday)).toBeNull();
  expect(silenceOf({ transfer: { ...transfer, purpose: 'INFORMATION' } }, 0, directory, wednesday)).toBeNull();
});
