/** The beginning of what comes in pieces, joined until it is enough, and the whole of it again. */
export async function peeked<Piece>(
  pieces: AsyncIterable<Piece>,
  nothing: Piece,
  { join, isEnough }: { join: (start: Piece, next: Piece) => Piece; isEnough: (start: Piece) => boolean },
): Promise<{ start: Piece; all: AsyncIterable<Piece> }> {
  const iterator = pieces[Symbol.asyncIterator]();
  let start = nothing;
  while (!isEnough(start)) {
    const { value, done } = await iterator.next();
    if (done) break;
    start = join(start, value);
  }
  return { start, all: again(start, iterator) };
}

async function* again<Piece>(start: Piece, rest: AsyncIterator<Piece>): AsyncGenerator<Piece> {
  yield start;
  for (;;) {
    const { value, done } = await rest.next();
    if (done) return;
    yield value;
  }
}
