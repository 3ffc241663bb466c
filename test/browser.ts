import { tmpdir } from 'node:os';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** A real Chromium, from npm, headless, without a display or a system package; works as root. The caller closes it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await unpackedBrowser(), args: ['--no-sandbox', '--disable-dev-shm-usage'], headless: true });
}

/**
 * Where Chromium is, once unpacked into the temporary folder (about 4 s the first time). Asked for by one process before others open
 * browsers: whoever asks meanwhile is given a program that is still being written.
 */
export function unpackedBrowser(): Promise<string> {
  process.env.TMPDIR ??= tmpdir();
  return sparticuz.executablePath();
}
