import { isIP } from 'node:net';

/** Who an address is counted as: the line itself, and the network around it. */
export interface Neighbourhood {
  /** An IPv4 address; of IPv6 the /64 that one subscriber has to choose from. */
  line: string;
  /** The /24, or the /48. */
  network: string;
}

/** Null for what is no address. IPv4 written in IPv6 (`::ffff:192.0.2.1`) is IPv4. */
export function neighbourhood(who: string): Neighbourhood | null {
  const plain = who.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(plain) === 4) return { line: plain, network: plain.slice(0, plain.lastIndexOf('.')) };
  if (isIP(plain) !== 6) return null;
  const [head = '', tail] = plain.split('%', 1)[0]?.split('::') ?? [];
  const groups = (part: string) => part.split(':').filter((group) => group !== '');
  const last = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - groups(head).length - last.length) }, () => '0');
  const all = [...groups(head), ...zeros, ...last].map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
  return { line: all.slice(0, 4).join(':'), network: all.slice(0, 3).join(':') };
}
