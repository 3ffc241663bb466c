import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyRings, newDataKey, seal } from '../../database/sealing.ts';
import { waysNoProcessStarts, whereNoneStarts } from '../../test/no-process.testing.ts';
import { type OpenCases, openedApart } from './opened-apart.ts';
import { readWords, type SealedCase } from './said-words.ts';

const zeros = Buffer.alloc(32);
const keys = keyRings({ master: zeros, journal: zeros, index: zeros });
const sought = readWords('escarre') ?? [];

function aCase(id: string, ...texts: string[]): SealedCase {
  const { key } = newDataKey(keys, id);
  return { id, key, entries: texts.map((text, seq) => ({ seq, kind: 'NOTE' as const, sealed: seal(key, `${id}/${seq}`, { text }) })) };
}

const here = new AbortController().signal;
const search = <T>(id: string, work: (open: OpenCases) => Promise<T>, left = here) => openedApart({ id, left }, sought, work);
const found = { id: 'one', kind: 'NOTE', excerpt: { before: 'Une ', hit: 'escarre', after: '.' } };

describe('cases are opened in a process of their own', () => {
  it('batch after batch, and those that hold the words come back', async () => {
    const answers = await search('anybody', async (open) => [
      await open([aCase('one', 'Rien.', 'Une escarre.'), aCase('two', 'Rien.')]),
      await open([aCase('three', 'Des escarres.')]),
    ]);
    expect(answers).toEqual([
      { found: [found], unopened: 0 },
      { found: [{ id: 'three', kind: 'NOTE', excerpt: { before: 'Des ', hit: 'escarre', after: 's.' } }], unopened: 0 },
    ]);
  });

  it('what cannot be opened keeps nothing else from being found, and is counted', async () => {
    const wrong = { ...aCase('two', 'Une escarre.'), key: aCase('two').key };
    const inPart = aCase('one', 'Rien.', 'Une escarre.');
    inPart.entries[0] = { seq: 0, kind: 'NOTE', sealed: Buffer.from('damaged') };
    expect(await search('anybody', (open) => open([wrong, inPart]))).toEqual({ found: [found], unopened: 1 });
  });

  it.each(waysNoProcessStarts)('where none can be started (%s), that is said, and this process goes on', async (way) => {
    const said = await whereNoneStarts(way, {
      before: `const { openedApart } = await import('${new URL('./opened-apart.ts', import.meta.url)}');
        const search = (work) => openedApart({ id: 'anybody', left: new AbortController().signal }, [], work).catch(({ why }) => why);`,
      then: `say(await search((open) => open([])));
        say(await search(async () => { await new Promise((done) => setTimeout(done, 50)); return 'never'; }));`,
    });
    expect(said).toEqual(['"FAILED"', '"FAILED"']);
  });
});

describe('a search', () => {
  afterEach(() => vi.useRealTimers());

  /** One that is under way until it is stopped. */
  async function lasting(id: string, left = here): Promise<Promise<unknown>[]> {
    let stopped: Promise<unknown> = Promise.resolve();
    await new Promise<void>((begun) => {
      stopped = search(id, () => new Promise(begun as () => void), left).catch(({ why }) => why);
    });
    return [stopped];
  }
  const whyNot = (id: string, left = here) => search(id, (open) => open([]), left).catch(({ why }) => why as string);
  const everything = { found: [], unopened: 0 };

  it('is stopped where it takes too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [stopped] = await lasting('slow');
    vi.advanceTimersByTime(10_000);
    expect(await stopped).toBe('TOO_LONG');
  });

  it('ends with whoever waits for it', async () => {
    const leaving = new AbortController();
    const [stopped] = await lasting('leaver', leaving.signal);
    leaving.abort();
    expect(await stopped).toBe('GIVEN_UP');
    expect(await whyNot('leaver', leaving.signal)).toBe('GIVEN_UP');
  });

  it('takes the place of an older one of the same account, under way or waiting, and of no other', async () => {
    const leaving = new AbortController();
    const [first] = await lasting('one');
    const [other] = await lasting('two', leaving.signal);
    const second = whyNot('one');
    expect(await first).toBe('GIVEN_UP');
    expect(await second).toEqual(everything);
    const [last] = await lasting('three', leaving.signal);
    const [waits, newer] = [whyNot('one'), whyNot('one')];
    expect(await waits).toBe('GIVEN_UP');
    leaving.abort();
    expect(await Promise.all([other, last, newer])).toEqual(['GIVEN_UP', 'GIVEN_UP', everything]);
  });

  it('is refused where ten wait already; whoever leaves gives their place', async () => {
    const leaving = new AbortController();
    const lanes = [...(await lasting('one', leaving.signal)), ...(await lasting('two', leaving.signal))];
    const tired = new AbortController();
    const waiting = Array.from({ length: 10 }, (_, at) => whyNot(`waiting ${at}`, at === 0 ? tired.signal : here));
    expect(await whyNot('too many')).toBe('BUSY');
    tired.abort();
    const taken = whyNot('in time');
    expect(await waiting[0]).toBe('GIVEN_UP');
    leaving.abort();
    expect(await Promise.all([...lanes, ...waiting.slice(1), taken])).toEqual(['GIVEN_UP', 'GIVEN_UP', ...Array(10).fill(everything)]);
  });
});
