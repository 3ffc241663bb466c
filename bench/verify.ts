import { indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import { madeUpDepartment } from '../proof/department.testing.ts';
import { verify } from '../proof/verify.ts';

const RUNS = 3;

/** The built-in protocol proved on a made-up department of 600 communes and 400 recipients, then on 4 and 16 times as many. */
export function benchVerify(): { communes: number; recipients: number; milliseconds: number; holds: boolean }[] {
  return [1, 4, 16].map((times) => {
    const size = { communes: 600 * times, recipients: 400 * times };
    const { directory, communes } = madeUpDepartment(size);
    const indexed = indexDirectory(directory);
    const procedure = nationalProcedure();
    const taken = Array.from({ length: RUNS }, () => {
      const from = performance.now();
      const { holds } = verify(procedure, indexed, communes);
      return { holds, milliseconds: Math.round(performance.now() - from) };
    }).toSorted((a, b) => a.milliseconds - b.milliseconds);
    const median = taken[Math.floor(RUNS / 2)] ?? { holds: false, milliseconds: Number.NaN };
    return { ...size, ...median };
  });
}
