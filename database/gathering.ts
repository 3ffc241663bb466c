/**
 * Does together what is asked for at the same moment: one alone goes at once; while as many rounds as there are `lanes` are under way, what
 * comes waits for the next, `most` in one. What a round that failed was asked is asked again one by one, so that nobody fails for a neighbour:
 * `work` must do nothing twice. It answers for each item in its place.
 */
export class Gathering<Item, Answer> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #lanes: number;
  readonly #most: number;
  readonly #waiting: Asked<Item, Answer>[] = [];
  #under = 0;

  constructor({ work, lanes, most }: { work: (items: readonly Item[]) => Promise<readonly Answer[]>; lanes: number; most: number }) {
    this.#work = work;
    this.#lanes = lanes;
    this.#most = most;
  }

  ask(item: Item): Promise<Answer> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ item, answer, fail });
      this.#next();
    });
  }

  #next(): void {
    if (this.#under >= this.#lanes || this.#waiting.length === 0) return;
    this.#under += 1;
    void this.#round(this.#waiting.splice(0, this.#most)).finally(() => {
      this.#under -= 1;
      this.#next();
    });
  }

  async #round(asked: readonly Asked<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#work(asked.map(({ item }) => item));
      for (const [index, { answer }] of asked.entries()) answer(answers[index] as Answer);
    } catch (failure) {
      if (asked.length === 1) asked[0]?.fail(failure);
      else await Promise.all(asked.map((one) => this.#round([one])));
    }
  }
}

interface Asked<Item, Answer> {
  item: Item;
  answer: (answer: Answer) => void;
  fail: (failure: unknown) => void;
}
