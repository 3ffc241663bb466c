import { uuid } from '../record/access.ts';
import type { Narrowed } from './narrowed.ts';

/** One column that a list is ordered by, and how its value travels in an address. */
export interface OrderedBy<Row> {
  column: string;
  type: keyof typeof kinds;
  of(row: Row): string | number | boolean;
  /** It goes the other way than the others. */
  against?: true;
}

const kinds = {
  timestamptz: { pattern: /^-?\d{1,15}$/, read: (text: string) => new Date(Number(text)) },
  int: { pattern: /^-?\d{1,6}$/, read: Number },
  boolean: { pattern: /^(true|false)$/, read: (text: string) => text === 'true' },
  text: { pattern: /^\w{0,60}$/, read: (text: string) => text },
  uuid: { pattern: uuid, read: (text: string) => text },
} as const;

export interface Order<Row> {
  columns: readonly OrderedBy<Row>[];
  descending: boolean;
}

const goesDown = <Row>({ descending }: Order<Row>, { against }: OrderedBy<Row>): boolean => descending !== (against === true);

export function orderText<Row>(order: Order<Row>): string {
  return order.columns.map((one) => `${one.column}${goesDown(order, one) ? ' DESC' : ''}`).join(', ');
}

/** Where the page after this row begins. Codes, instants and ids only. */
export function cursorAfter<Row>({ columns }: Order<Row>, row: Row): string {
  return columns.map(({ of }) => of(row)).join('~');
}

/** Asks for what comes after the cursor; false when it is none of this order. An index goes there at once. */
export function goOnAfter<Row>(narrowed: Narrowed, order: Order<Row>, cursor: string): boolean {
  const { columns } = order;
  const parts = cursor.split('~');
  if (parts.length !== columns.length || !columns.every(({ type }, at) => kinds[type].pattern.test(parts[at] ?? ''))) return false;
  const values = columns.map(({ type }, at) => `${narrowed.put(kinds[type].read(parts[at] ?? ''))}::${type}`);
  if (columns.every(({ against }) => against === undefined)) {
    narrowed.where(`(${columns.map(({ column }) => column).join(', ')}) ${order.descending ? '<' : '>'} (${values.join(', ')})`);
    return true;
  }
  const [first, firstValue] = [columns[0], values[0]];
  if (first !== undefined) narrowed.where(`${first.column} ${goesDown(order, first) ? '<=' : '>='} ${firstValue}`);
  narrowed.where(
    columns.reduceRight((later, one, at) => beyond(`${one.column} ${goesDown(order, one) ? '<' : '>'} ${values[at]}`, one, values[at], later), ''),
  );
  return true;
}

const beyond = <Row>(past: string, { column }: OrderedBy<Row>, value: string | undefined, later: string): string =>
  later === '' ? past : `(${past} OR (${column} = ${value} AND ${later}))`;
