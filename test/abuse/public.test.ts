import { afterAll, beforeAll, expect, it } from 'vitest';
import { underAbuse } from '../../bench/abuse.ts';
import { startTestApi, type TestApi } from '../api.testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ logLevel: 'silent' });
});
afterAll(async () => {
  await api?.end();
});

it('fifty abusive connections leave the form usable for everybody else', async () => {
  const { forms, quietP95, pageP95, abuse } = await underAbuse(api.url, { seconds: 3 });
  expect(forms).toBeGreaterThan(0);
  expect(abuse.requests).toBeGreaterThan(50);
  // A second on an ordinary machine; a machine that is itself overwhelmed is judged by its own pace.
  expect(pageP95).toBeLessThan(Math.max(1_000, 8 * quietP95));
});
