import { type Answered, alertBody, post } from '../../test/alerts.ts';
import { demonstrationAccount, Visitor } from '../../test/api.testing.ts';
import { type Build, onMail, perSecond } from './build.ts';

const result = {
  conclusion: 'TRES_PROBABLE',
  evidence: 'CONCORDANT',
  risk: 'REDUIT',
  wishes: 'ATTEINTS',
  safer: 'PLUTOT',
  refusedByPerson: 'NON',
};
const longestWaitMs = 60_000;

/**
 * Whole cases a second, as people make them: an alert by API; its mails; who must act says that it has it, then what came of it, by API;
 * an agent notes the result and closes the case on the pages. `lanes` cases at a time.
 */
export async function wholeCases(build: Build, seconds: number, lanes: number): Promise<{ casesPerSecond: number }> {
  const mailed = new Map<string, number>();
  const stop = onMail(build, (reference) => mailed.set(reference, (mailed.get(reference) ?? 0) + 1));
  // One sign-in, carried by every lane: the desk counts how often an account signs in.
  const agent = new Visitor(build.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  const agents = Array.from({ length: lanes }, () => {
    const lane = new Visitor(build.url);
    for (const [name, value] of agent.cookies) lane.cookies.set(name, value);
    return lane;
  });
  const casesPerSecond = await perSecond(seconds, lanes, (lane) => oneCase(build, agents[lane] ?? new Visitor(build.url), mailed));
  stop();
  return { casesPerSecond };
}

async function oneCase(build: Build, agent: Visitor, mailed: Map<string, number>): Promise<void> {
  const answer = await post(build, build.key, '/alerts', alertBody());
  if (answer.status !== 201) throw new Error(`alert refused: ${answer.status}`);
  const { reference, transfers } = (await answer.json()) as Answered;
  const acting = transfers.filter(({ purpose }) => purpose === 'ACTION');
  await until(() => (mailed.get(reference) ?? 0) >= transfers.length, `the mails of ${reference}`);
  for (const { id } of acting) await says(build, id, 'acknowledgement', {});
  for (const { id } of acting) await says(build, id, 'outcome', { outcome: ['MESURES_CORRECTIVES'] });
  const page = `/guichet/dossiers/${reference}`;
  for (const [form, fields] of [
    ['/resultat', result],
    ['/clore', {}],
  ] as const)
    await fill(agent, page, form, fields, reference);
}

/** Whoever is told that something came meanwhile reads it, and sends the form again. */
async function fill(agent: Visitor, page: string, form: string, fields: Record<string, string>, reference: string): Promise<void> {
  for (let left = 5; ; left -= 1) {
    await agent.open(page + form);
    const { status, url } = await agent.submit(form, fields);
    if (status === 200 && url.split('?', 1)[0]?.endsWith(reference)) return;
    if (left === 0) throw new Error(`${form} of ${reference}: ${status} at ${url}`);
  }
}

async function says(build: Build, transfer: string, what: string, body: object): Promise<void> {
  const { status } = await post(build, build.key, `/transfers/${transfer}/${what}`, body);
  if (status !== 200) throw new Error(`${what} of ${transfer}: ${status}`);
}

/** Looks often: a case is as fast as what it waits for. */
async function until(holds: () => boolean, what: string): Promise<void> {
  const latest = performance.now() + longestWaitMs;
  while (!holds()) {
    if (performance.now() > latest) throw new Error(`${what} did not come within ${longestWaitMs / 1000} s`);
    await new Promise((again) => setTimeout(again, 2));
  }
}
