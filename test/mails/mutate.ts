/** Numbers that look drawn, the same for one seed. */
export function drawn(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pieces = [
  ' ',
  '\t',
  '<',
  '>',
  '(',
  '"',
  '=',
  '=?',
  '?=',
  ':',
  ';',
  '--',
  '@',
  '\r\n',
  '\n',
  '> ',
  '0123456789abcdefghjkmnpqrstvwxyz@',
  'a b ',
  '<div>',
  '&amp;',
  '</',
  '/*',
  '[',
  ',',
  'é',
  '\u0000',
  '=C3=A9',
  'Re: ',
];

/** A mail made otherwise: a stretch left out, doubled, moved, replaced by the same sign many times, or some bytes changed. */
export function mutated(raw: Buffer, draw: (below: number) => number): Buffer {
  const at = draw(raw.length + 1);
  const end = Math.min(raw.length, at + 1 + draw(200));
  const [before, stretch, after] = [raw.subarray(0, at), raw.subarray(at, end), raw.subarray(end)];
  const piece = Buffer.from(pieces[draw(pieces.length)] ?? ' ');
  switch (draw(6)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, ...Array.from({ length: 1 + draw(50) }, () => stretch), after]);
    case 2:
      return Buffer.concat([stretch, before, after]);
    case 3:
      // Long and harmless: what takes the square of its length shows.
      return Buffer.concat([before, Buffer.alloc(draw(100) === 0 ? 1_000_000 : draw(20_000), piece), after]);
    case 4: {
      const changed = Buffer.from(raw);
      for (let n = 0; n < 20 && changed.length > 0; n += 1) changed[draw(changed.length)] = draw(256);
      return changed;
    }
    default:
      return Buffer.concat([before, piece, after]);
  }
}
