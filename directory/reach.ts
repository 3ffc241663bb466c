import type { Contact } from './directory.ts';
import { type AskedThere, besides, type IndexedDirectory } from './resolve.ts';

/** How a recipient is reached by voice or by post: its own lines first, else those of who answers there for the same. Pure. */
export function reachOf(directory: IndexedDirectory, organisation: string, asked: AskedThere): Pick<Contact, 'phone' | 'address'> {
  const own = directory.contactById.get(asked.contact);
  const others = besides(directory, organisation, asked);
  const phone = own?.phone ?? others.find((other) => other.phone !== undefined)?.phone;
  const address = own?.address ?? others.find((other) => other.address !== undefined)?.address;
  return { ...(phone !== undefined && { phone }), ...(address !== undefined && { address }) };
}
