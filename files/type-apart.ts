import { Threads } from '../mails/bounded/threads.ts';
import type { ContentType, TypeOrder } from './content-type.ts';

const looking = new Threads<TypeOrder, ContentType>(new URL('./type-thread.ts', import.meta.url));

/** What a content is, looked at in a thread of its own with limits of time and memory: one that goes further is of no known type. Never rejects. */
export async function typeApart(bytes: Buffer, name: string): Promise<ContentType> {
  return (await looking.ask({ raw: Uint8Array.from(bytes), name })) ?? { type: 'application/octet-stream', kind: 'UNKNOWN' };
}
