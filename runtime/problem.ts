/** A failure told to a person: its message is one French sentence that says what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** The sentence to print for anything thrown: a Problem's own, or what else was said. */
export function sentenceOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
