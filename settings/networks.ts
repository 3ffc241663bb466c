/** What is on this machine, and how wide a list of networks is. */
import { isIP } from 'node:net';

/** Whether a host is this machine itself: nothing said to it crosses a network. */
export function isThisMachine(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** Names of ranges that Express knows. */
const named = new Set(['loopback', 'linklocal', 'uniquelocal']);
/** The widest network one may believe: 16 million IPv4 addresses, or what a provider is given of IPv6. */
const widest = { 4: 8, 6: 20 } as const;

/** The parts of a list of networks that are none, as Express would find at its first request. */
export function notNetworks(list: string): string[] {
  return list.split(',').filter((one) => !named.has(one) && prefixOf(one) === null);
}

/** Whether a list of networks holds so many addresses that it means everybody. Parts that together do are too. */
export function meansEverybody(list: string): boolean {
  const shares = { 4: 0, 6: 0 };
  for (const one of list.split(',')) {
    const network = prefixOf(one);
    if (network !== null) shares[network.version] += 2 ** -network.bits;
  }
  return shares[4] > 2 ** -widest[4] || shares[6] > 2 ** -widest[6];
}

function prefixOf(network: string): { version: 4 | 6; bits: number } | null {
  const [address = '', bits, ...rest] = network.split('/');
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0) return null;
  const most = version === 4 ? 32 : 128;
  const given = bits === undefined ? most : Number(bits);
  return Number.isInteger(given) && given >= 0 && given <= most && bits !== '' ? { version, bits: given } : null;
}
