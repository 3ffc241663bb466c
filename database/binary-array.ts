/** Types of a column that is sent so, and what a value of each is here. An instant is milliseconds since 1970. */
interface Sent {
  uuid: string;
  text: string;
  /** Written out already. */
  jsonb: string;
  bytea: Buffer;
  boolean: boolean;
  smallint: number;
  int: number;
  bigint: number;
  timestamptz: number;
}
export type SentType = keyof Sent;
export type SentValue<Type extends SentType> = Sent[Type] | null;

/** As PostgreSQL's catalogue numbers them; they never change. */
const oids: Record<SentType, number> = {
  uuid: 2950,
  text: 25,
  jsonb: 3802,
  bytea: 17,
  boolean: 16,
  smallint: 21,
  int: 23,
  bigint: 20,
  timestamptz: 1184,
};

const headLength = 20;
/** PostgreSQL counts from the first of January 2000. */
const epoch = Date.UTC(2000, 0, 1);
const atFirst = 4096;

/**
 * A column of many rows in the form in which PostgreSQL itself sends an array: nothing is quoted here, nothing is parsed there. A parameter
 * of a statement is sent so when it is a buffer; it must be read as an array of the type, as in `unnest($1::uuid[])`.
 */
export class BinaryArray<Type extends SentType> {
  readonly #type: Type;
  #bytes = Buffer.allocUnsafe(atFirst);
  #end = headLength;
  #count = 0;
  #hasNull = false;
  #lastId = '';

  constructor(type: Type) {
    this.#type = type;
  }

  add(value: SentValue<Type>): void {
    this.#count += 1;
    if (value === null) {
      this.#hasNull = true;
      this.#lastId = '';
      this.#sized(4).writeInt32BE(-1, this.#end);
      this.#end += 4;
      return;
    }
    if (typeof value !== 'string') this.#addPlain(value);
    else if (this.#type === 'uuid') this.#addId(value);
    else this.#addText(value);
  }

  /** The parameter: what was added, in its order. */
  get parameter(): Buffer {
    for (const [index, word] of [1, this.#hasNull ? 1 : 0, oids[this.#type], this.#count, 1].entries()) this.#bytes.writeInt32BE(word, index * 4);
    return this.#bytes.subarray(0, this.#end);
  }

  #addPlain(value: number | boolean | Buffer): void {
    if (typeof value === 'number') this.#addNumber(value);
    else if (typeof value === 'boolean') this.#sized(5).writeUInt8(value ? 1 : 0, this.#begin(1));
    else this.#sized(4 + value.length).set(value, this.#begin(value.length));
  }

  #addText(value: string): void {
    // JSON comes after a byte that says how it is written.
    const version = this.#type === 'jsonb' ? 1 : 0;
    const bytes = this.#sized(4 + version + value.length * 3);
    if (version > 0) bytes.writeUInt8(1, this.#end + 4);
    const length = version + bytes.write(value, this.#end + 4 + version);
    this.#begin(length);
  }

  /** The rows of one case name it one after another: the bytes are those just before. */
  #addId(value: string): void {
    const before = this.#end - 16;
    const bytes = this.#sized(20);
    const at = this.#begin(16);
    if (value === this.#lastId) bytes.copyWithin(at, before, before + 16);
    else if (bytes.write(value.replaceAll('-', ''), at, 'hex') !== 16) throw new RangeError('not a UUID');
    this.#lastId = value;
  }

  #addNumber(value: number): void {
    const bytes = this.#sized(12);
    if (this.#type === 'smallint') bytes.writeInt16BE(value, this.#begin(2));
    else if (this.#type === 'int') bytes.writeInt32BE(value, this.#begin(4));
    else {
      const whole = this.#type === 'bigint' ? value : (Math.trunc(value) - epoch) * 1000;
      const at = this.#begin(8);
      bytes.writeInt32BE(Math.floor(whole / 2 ** 32), at);
      bytes.writeUInt32BE(((whole % 2 ** 32) + 2 ** 32) % 2 ** 32, at + 4);
    }
  }

  /** Writes the length of a value; answers where the value itself begins. */
  #begin(length: number): number {
    this.#bytes.writeInt32BE(length, this.#end);
    const at = this.#end + 4;
    this.#end = at + length;
    return at;
  }

  #sized(more: number): Buffer {
    if (this.#end + more > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + more));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
