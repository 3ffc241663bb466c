/** A calendar, a span or a date that cannot be read. `field` is what to correct; the message, in French, says how. */
export class CalendarError extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(`${field}\u00a0: ${message}`);
    this.name = 'CalendarError';
    this.field = field;
  }
}
