/**
 * What a list asks of its rows: only the filters in use are in the statement, which can then be planned for the index that serves them.
 * One that says "or nothing was asked" is planned as if nothing were.
 */
export class Narrowed {
  readonly values: unknown[] = [];
  private readonly conditions: string[] = [];

  /** `?` stands for the value, which may stand there more than once. */
  where(condition: string, value?: unknown): this {
    this.conditions.push(value === undefined ? condition : condition.replaceAll('?', this.put(value)));
    return this;
  }

  /** The parameter that stands for a value. */
  put(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get text(): string {
    return this.conditions.join(' AND ');
  }

  /** The same, to which more can be added. */
  copy(): Narrowed {
    const copied = new Narrowed();
    copied.values.push(...this.values);
    copied.conditions.push(...this.conditions);
    return copied;
  }
}
