import { describe, expect, it } from 'vitest';
import { Gathering } from './gathering.ts';

/** Work that ends when it is told to, and the rounds it was given. */
function held() {
  const rounds: number[][] = [];
  const kinds: string[] = [];
  const ends: (() => void)[] = [];
  const work = async (of: string, items: readonly number[]): Promise<number[]> => {
    rounds.push([...items]);
    kinds.push(of);
    await new Promise<void>((end) => ends.push(end));
    if (items.includes(13)) throw new Error('13');
    return items.map((item) => item * 10);
  };
  const endAll = async (): Promise<void> => {
    while (ends.length > 0) {
      ends.shift()?.();
      await new Promise((done) => setImmediate(done));
    }
  };
  return { rounds, kinds, work, endAll };
}

describe('what is asked for at the same moment', () => {
  it('goes at once alone, then together, at most so many, each with its own answer', async () => {
    const { rounds, work, endAll } = held();
    const gathering = new Gathering({ work, lanes: 1, most: 3 });
    const answers = Promise.all([1, 2, 3, 4, 5].map((item) => gathering.ask('54', item)));
    expect(rounds).toEqual([[1]]);
    await endAll();
    expect(rounds).toEqual([[1], [2, 3, 4], [5]]);
    expect(await answers).toEqual([10, 20, 30, 40, 50]);
  });

  it('takes as many lanes as there are', () => {
    const { rounds, work } = held();
    const gathering = new Gathering({ work, lanes: 2, most: 3 });
    for (const item of [1, 2, 3]) void gathering.ask('54', item);
    expect(rounds).toEqual([[1], [2]]);
  });

  it('keeps kinds apart, in turn, within the same lanes', async () => {
    const { rounds, kinds, work, endAll } = held();
    const gathering = new Gathering({ work, lanes: 1, most: 2 });
    const answers = Promise.all([1, 2, 3, 4].map((item) => gathering.ask('54', item)).concat(gathering.ask('57', 5)));
    await endAll();
    expect([rounds, kinds]).toEqual([
      [[1], [2, 3], [5], [4]],
      ['54', '54', '57', '54'],
    ]);
    expect(await answers).toEqual([10, 20, 30, 40, 50]);
  });

  it('does again alone what failed together: only whoever fails is told so', async () => {
    const { rounds, work, endAll } = held();
    const gathering = new Gathering({ work, lanes: 1, most: 3 });
    const answers = Promise.allSettled([1, 12, 13, 14].map((item) => gathering.ask('54', item)));
    await endAll();
    expect(rounds).toEqual([[1], [12, 13, 14], [12], [13], [14]]);
    expect((await answers).map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([10, 120, '13', 140]);
  });
});
