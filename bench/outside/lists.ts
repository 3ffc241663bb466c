import { demonstrationAccount, Visitor } from '../../test/api.testing.ts';
import { type Quantiles, quantiles } from '../figures.ts';
import { type Build, perSecond } from './build.ts';

const lanes = 20;

/** How long lists and a case page take while twenty people ask at once, and how many are answered a second. */
export async function lists(build: Build, seconds: number): Promise<Record<string, Quantiles & { perSecond: number }>> {
  const agent = new Visitor(build.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  const cookie = [...agent.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const list = await agent.open('/guichet/dossiers');
  const [reference] = /54-\d\d-[0-9A-Z]{4}-[0-9A-Z]{2}/.exec(list.text) ?? [];
  if (reference === undefined) throw new Error('no case on the list');
  const found = async (texte: string): Promise<string> => {
    await agent.open('/guichet/chercher');
    return new URL((await agent.submit('/guichet/chercher', { texte })).url, build.url).pathname;
  };
  const page = (path: string) => ({ path, headers: { cookie } });
  const api = (path: string) => ({ path: `/api/v1${path}`, headers: { authorization: `Bearer ${build.key}` } });
  const asked = {
    casePage: page(`/guichet/dossiers/${reference}`),
    queue: page('/guichet'),
    queueByDanger: page('/guichet?tri=danger&sens=desc'),
    filteredQueue: page('/guichet?danger=3&place=DOMICILE'),
    list: page('/guichet/dossiers'),
    filteredList: page('/guichet/dossiers?danger=4&place=DOMICILE'),
    searchByName: page(await found('Moreau Jeanne')),
    searchBySlip: page(await found('Quillevor')),
    searchByPhone: page(await found('03 83 98 76 54')),
    listOf10: api('/cases?size=10'),
    openOf10: api('/cases?size=10&status=OPEN'),
    page500: api('/cases?size=2&page=500'),
  };
  const figures: Record<string, Quantiles & { perSecond: number }> = {};
  for (const [name, { path, headers }] of Object.entries(asked)) {
    const times: number[] = [];
    const once = async () => {
      const from = performance.now();
      const response = await fetch(`${build.url}${path}`, { headers, redirect: 'manual' });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
      times.push(performance.now() - from);
    };
    await perSecond(1, lanes, once);
    times.length = 0;
    const rate = await perSecond(seconds, lanes, once);
    figures[name] = { ...quantiles(times), perSecond: Math.round(rate) };
  }
  return figures;
}
