import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import NodeClam from 'clamscan';
import type { ClamdAddress } from '../settings/config.ts';
import type { ScanVerdict } from './file.ts';

/** A file is not kept waiting longer than this for the antivirus: it is then kept unchecked, and the page says so. */
const longest = 15_000;

const antiviruses = new Map<ClamdAddress, Promise<NodeClam>>();

/** What the antivirus at `clamd` says of these bytes. Never throws: silence is UNCHECKED. */
export async function scan(clamd: ClamdAddress | undefined, bytes: Buffer): Promise<ScanVerdict> {
  if (clamd === undefined) return 'UNCHECKED';
  const giveUp = new AbortController();
  const asked = ask(clamd, bytes).catch((): ScanVerdict => 'UNCHECKED');
  const silence = wait(longest, 'UNCHECKED' as const, { signal: giveUp.signal }).catch((): ScanVerdict => 'UNCHECKED');
  const verdict = await Promise.race([asked, silence]);
  giveUp.abort();
  return verdict;
}

async function ask(clamd: ClamdAddress, bytes: Buffer): Promise<ScanVerdict> {
  const antivirus = antiviruses.get(clamd) ?? antivirusAt(clamd);
  antiviruses.set(clamd, antivirus);
  const { isInfected } = await (await antivirus).scanStream(Readable.from([bytes]));
  if (isInfected === null) return 'UNCHECKED';
  return isInfected ? 'INFECTED' : 'CLEAN';
}

function antivirusAt(clamd: ClamdAddress): Promise<NodeClam> {
  const at = 'path' in clamd ? { socket: clamd.path } : clamd;
  return new NodeClam().init({
    preference: 'clamdscan',
    clamscan: { active: false },
    clamdscan: { ...at, timeout: longest, localFallback: false, bypassTest: true },
  });
}
