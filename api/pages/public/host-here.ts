import { type DeskHost, hostName, hostOf } from '../../../procedures/desk-host.ts';
import { procedureInForce } from '../../../procedures/record/published.ts';
import type { Department } from '../../http/departments.ts';
import type { Parts } from '../../http/parts.ts';

/** Who runs the desk of a department, as its protocol in force says, by the name that the public reads. */
export async function hostHere(parts: Parts, { code, name }: Department): Promise<Required<DeskHost>> {
  const host = hostOf((await procedureInForce(parts.database, code)) ?? {});
  return { kind: host.kind, name: hostName(host, name) };
}
