import { demonstrationAccount, Visitor } from '../../test/api.testing.ts';
import { type Quantiles, quantiles } from '../figures.ts';
import { type Build, perSecond } from './build.ts';

/** How long an agent waits for the list of cases and for one case of it, one after the other, and a system for ten cases. */
export async function reads(build: Build, seconds: number): Promise<{ listMs: Quantiles; caseMs: Quantiles; apiListMs: Quantiles }> {
  const agent = new Visitor(build.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  const list = await agent.open('/guichet/dossiers');
  const [reference] = /54-\d\d-[0-9A-Z]{4}-[0-9A-Z]{2}/.exec(list.text) ?? [];
  if (reference === undefined) throw new Error('no case on the list');
  const timed = async (open: () => Promise<number>): Promise<Quantiles> => {
    const times: number[] = [];
    await perSecond(seconds / 3, 1, async () => {
      const from = performance.now();
      const status = await open();
      if (status !== 200) throw new Error(`a page answered ${status}`);
      times.push(performance.now() - from);
    });
    return quantiles(times);
  };
  const page = async (path: string): Promise<number> => (await agent.open(path)).status;
  const api = async (): Promise<number> => {
    const response = await fetch(`${build.url}/api/v1/cases?size=10`, { headers: { authorization: `Bearer ${build.key}` } });
    await response.arrayBuffer();
    return response.status;
  };
  return {
    listMs: await timed(() => page('/guichet/dossiers')),
    caseMs: await timed(() => page(`/guichet/dossiers/${reference}`)),
    apiListMs: await timed(api),
  };
}
