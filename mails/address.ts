/** Of a mail's field. */
export interface Address {
  name: string;
  /** Lower case. */
  address: string;
}
