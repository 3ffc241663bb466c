import { expect, it } from 'vitest';
import { waysNoProcessStarts, whereNoneStarts } from '../test/no-process.testing.ts';

it.each(waysNoProcessStarts)(
  'where no process can be started (%s), pictures are not drawn, one after the other, and this process goes on',
  async (way) => {
    const said = await whereNoneStarts(way, {
      before: `const { redraw } = await import('${new URL('./redraw.ts', import.meta.url)}');`,
      then: `for (const bytes of ['one', 'two']) say(await redraw({ type: 'image/png', bytes: Buffer.from(bytes) }));`,
    });
    expect(said).toEqual(['{"failed":"UNREADABLE"}', '{"failed":"UNREADABLE"}']);
  },
);
