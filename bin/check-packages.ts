/**
 * What is installed, as CycloneDX, beside the data (nothing of it is committed), and the advisories that the registry has on it. The list must be
 * written; advisories are said, and that nobody answered is said too: neither an advisory of this morning nor a network that is away stops a change.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const folder = join(import.meta.dirname, '..', '.guichet');
const bill = z.object({ bomFormat: z.literal('CycloneDX'), components: z.array(z.object({ name: z.string() })).nonempty() });
const audit = z.object({ metadata: z.object({ vulnerabilities: z.record(z.string(), z.number()) }) });

const [list, advisories] = await Promise.all([
  npm('sbom', '--sbom-format=cyclonedx', '--package-lock-only'),
  npm('audit', '--json', '--package-lock-only', '--omit=dev', '--fetch-retries=0', '--fetch-timeout=15000'),
]);

const { components } = bill.parse(JSON.parse(list));
mkdirSync(folder, { recursive: true, mode: 0o711 });
writeFileSync(join(folder, 'sbom.cdx.json'), list);
console.log(`${components.length} packages are listed in .guichet/sbom.cdx.json (CycloneDX).`);
console.log(said(advisories));

/** What npm prints, whatever its status: it ends with 1 when it found advisories, or nobody to ask. */
async function npm(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', args, {
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
    shell: process.platform === 'win32',
  }).catch((failure: { stdout?: string }) => ({ stdout: failure.stdout ?? '' }));
  return stdout;
}

function said(answer: string): string {
  const read = audit.safeParse(answer === '' ? null : JSON.parse(answer));
  if (!read.success) return 'Advisories are not known: the registry did not answer.';
  const { total = 0, ...bySeverity } = read.data.metadata.vulnerabilities;
  const found = Object.entries(bySeverity).filter(([, count]) => count > 0);
  return total === 0
    ? 'No advisory is known on what runs.'
    : `Advisories on what runs: ${found.map(([severity, count]) => `${count} ${severity}`).join(', ')} (npm audit; docs/security/rules.md says in what time).`;
}
