import type { Stack } from '../../test/stack.ts';

/** A running build as anybody sees it from outside: pages, API and mails. Whatever holds for this holds for builds of other commits. */
export interface Build extends Pick<Stack, 'url' | 'mails' | 'temporalPort'> {
  /** Of kind desk, in department 54. */
  key: string;
}

const referenceIn = /\b\d[\dAB]\d?-\d{2}-[0-9A-Z]{4}-[0-9A-Z]{2,4}\b/;

/** Calls back at the moment each mail is accepted, with the case it is about. */
export function onMail({ mails }: Pick<Build, 'mails'>, heard: (reference: string, at: number) => void): () => void {
  const push = mails.push.bind(mails);
  mails.push = (...accepted) => {
    const at = performance.now();
    for (const { raw } of accepted) heard(referenceIn.exec(raw.toString('utf8'))?.[0] ?? '', at);
    return push(...accepted);
  };
  return () => {
    mails.push = push;
  };
}

/** Does the same again and again in several lanes until the time is over; answers how many were done a second. */
export async function perSecond(seconds: number, lanes: number, once: (lane: number) => Promise<void>): Promise<number> {
  const from = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      while (performance.now() - from < seconds * 1000) {
        await once(lane);
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - from) / 1000);
}
