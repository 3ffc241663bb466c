/**
 * Does together what is asked for at the same moment of one kind (`of`: a department): one alone goes at once; while as many rounds as there are
 * `lanes`, of all kinds, are under way, what comes waits for the next, `most` in one, kinds in turn. What a round that failed was asked is asked
 * again one by one, in its lane, so that nobody fails for a neighbour: `work` must do nothing twice. It answers for each item in its place.
 */
export class Gathering<Item, Answer> {
  readonly #work: Work<Item, Answer>;
  readonly #lanes: number;
  readonly #most: number;
  readonly #waiting = new Map<string, Asked<Item, Answer>[]>();
  #under = 0;

  constructor({ work, lanes, most }: { work: Work<Item, Answer>; lanes: number; most: number }) {
    this.#work = work;
    this.#lanes = lanes;
    this.#most = most;
  }

  ask(of: string, item: Item): Promise<Answer> {
    return new Promise((answer, fail) => {
      const waiting = this.#waiting.get(of) ?? [];
      waiting.push({ item, answer, fail });
      this.#waiting.set(of, waiting);
      this.#next();
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (this.#under >= this.#lanes || first === undefined) return;
    const [of, asked] = first;
    const round = asked.splice(0, this.#most);
    // Last of all from now on: another kind has its turn first.
    this.#waiting.delete(of);
    if (asked.length > 0) this.#waiting.set(of, asked);
    this.#under += 1;
    void this.#round(of, round).finally(() => {
      this.#under -= 1;
      this.#next();
    });
  }

  async #round(of: string, asked: readonly Asked<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#work(
        of,
        asked.map(({ item }) => item),
      );
      for (const [index, { answer }] of asked.entries()) answer(answers[index] as Answer);
    } catch (failure) {
      if (asked.length === 1) asked[0]?.fail(failure);
      else for (const one of asked) await this.#round(of, [one]);
    }
  }
}

type Work<Item, Answer> = (of: string, items: readonly Item[]) => Promise<readonly Answer[]>;

interface Asked<Item, Answer> {
  item: Item;
  answer: (answer: Answer) => void;
  fail: (failure: unknown) => void;
}
