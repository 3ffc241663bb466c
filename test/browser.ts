import { tmpdir } from 'node:os';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/**
 * A real Chromium, from npm, headless, without a display or a system package; works as root. The caller closes it.
 * It is unpacked once into the temporary folder (about 4 s the first time, then 0.1 s).
 */
export async function openBrowser(): Promise<Browser> {
  process.env.TMPDIR ??= tmpdir();
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: ['--no-sandbox', '--disable-dev-shm-usage'], headless: true });
}
