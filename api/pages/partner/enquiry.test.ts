import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkFor, newCode } from '../../../cases/record/links.ts';
import { inDepartment } from '../../../database/pool.ts';
import { alertBody, post } from '../../../test/alerts.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { machineKey } from '../../../test/machine-key.ts';

let api: TestApi;
let agent: Visitor;
let partner: Visitor;
beforeAll(async () => {
  api = await startTestApi();
  [agent, partner] = [new Visitor(api.url), new Visitor(api.url)];
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
  await partner.signIn(demonstrationAccount('54', 'PARTNER'));
});
afterAll(() => api.end());

it('an enquiry is entrusted with questions, answered one by one behind the door of the content, and its answer challenged', async () => {
  const { key } = await machineKey(api.db, { department: '54', kind: 'desk', organisation: null });
  const { reference } = (await (
    await post(api, key, '/alerts', alertBody({ facts: { place: 'ETABLISSEMENT_SANTE', implicated: [{ kind: 'INCONNU' }] } }))
  ).json()) as { reference: string };
  const own = demonstrationAccount('54', 'PARTNER').organisation ?? '';
  const { roles } = await roleOf(own);
  const add = `/guichet/dossiers/${reference}/transmissions/nouvelle`;
  await agent.open(add);
  const asked = { role: roles, organisation: own, mode: 'ENTRUSTED_ENQUIRY', purpose: 'ACTION', policy: 'urgent', discloses: ['FACTS'] };
  await agent.submit('/nouvelle', asked);
  expect(agent.refusal).toContain('Écrivez au moins une question');
  // What the gate would hold back for ever is said to whoever writes it.
  await agent.submit('/nouvelle', { ...asked, questions: 'Qui répond au 06 39 98 44 55 ?' });
  expect(agent.refusal).toContain('Ce texte ne serait pas remis');
  await agent.submit('/nouvelle', { ...asked, questions: 'A-t-elle été vue seule ?\nQui passe la voir ?' });
  expect(agent.words).toContain('La transmission est ajoutée');

  await partner.open('/partenaire');
  const href = /href="(\/partenaire\/[^"]+\.t\d+)"/.exec(partner.page.text)?.[1] ?? '';
  await partner.open(href);
  expect(partner.words).not.toContain('vue seule');
  await partner.open(`${href}/contenu`);
  expect(partner.words).toContain('A-t-elle été vue seule ? Qui passe la voir ?');
  await partner.open(`${href}/contenu/reponses`);
  const colleague = new Visitor(api.url);
  await colleague.signIn(demonstrationAccount('54', 'PARTNER'));
  await colleague.open(`${href}/contenu/reponses`);
  await partner.submit('/reponses', { 'reponse-1': 'Oui, mardi.', outcome: ['SANS_SUITE'] });
  expect(partner.refusal).toContain('Répondez à la question 2');
  expect((await partner.open(partner.page.url)).text, 'reloaded').toContain('Oui, mardi.');
  await partner.submit('/reponses', { 'reponse-2': 'Sa voisine.' });
  expect(partner.words).toContain('Le guichet reste responsable de la suite');

  // A colleague, who had opened the page before, overwrites nothing.
  const other = { 'reponse-1': 'Non.', 'reponse-2': 'Sa voisine.', outcome: ['AUTRE'] };
  await colleague.submit('/reponses', other);
  expect(colleague.refusal).toContain('Une autre réponse a été donnée');
  expect(colleague.words).toMatch(/Enregistré entre-temps : Oui, mardi\. Non\./);
  expect(colleague.words.match(/Enregistré entre-temps/g), 'both answers and both outcomes').toHaveLength(2);

  await agent.open(`/guichet/dossiers/${reference}`);
  expect(agent.words).toContain('Qui passe la voir ? Sa voisine.');
  const challenge = /href="([^"]+\/contester)"/.exec(agent.page.text)?.[1] ?? '';
  await agent.open(challenge);
  expect(agent.words).toContain('Oui, mardi.');
  await agent.submit('/contester');
  expect(agent.refusal).not.toBeNull();
  await agent.submit('/contester', { text: 'Rappelez le 06 39 98 44 55.' });
  expect(agent.refusal).toContain('Ce texte ne serait pas remis');
  await agent.submit('/contester', { text: 'Mardi, la voisine était là : la voir seule.' });
  expect(agent.words).toContain('La réponse est contestée');
  await partner.open(`${href}/contenu`);
  expect(partner.words).toContain('Mardi, la voisine était là : la voir seule.');
  await partner.open(`${href}/contenu/reponses`);
  await partner.submit('/reponses', { 'reponse-1': 'Oui, jeudi, seule.', 'reponse-2': 'Sa voisine.', outcome: ['SANS_SUITE'] });
  expect(partner.words).toContain('Merci');
});

it('by a personal link, the questions wait for the code', async () => {
  const { rows } = await inDepartment(api.db, '54', (tx) =>
    tx.query<{ case_id: string; id: string; organisation: string; contact: string }>({
      text: "SELECT case_id, id, organisation, contact FROM transfer WHERE mode = 'ENTRUSTED_ENQUIRY' LIMIT 1",
    }),
  );
  const { case_id: caseId, id: transfer, organisation, contact } = rows[0] ?? { case_id: '', id: '', organisation: '', contact: '' };
  const token = await linkFor(api.db, { department: '54', caseId, transfer, organisation, contact }, Date.now());
  const somebody = new Visitor(api.url);
  await somebody.open(`/t/${token}/contenu/reponses`);
  expect(somebody.page.url, 'and come after it').toBe(`/t/${token}/code?suite=%2Fcontenu%2Freponses`);
  await somebody.open(`/t/${token}/code/essai`);
  expect(somebody.page.url, 'no code is awaited').toBe(`/t/${token}/code`);

  const opened = async () => somebody.submit('/code/essai', { code: await newCode(api.db, '54', token ?? '', Date.now()) });
  await newCode(api.db, '54', token ?? '', Date.now());
  await somebody.open(`/t/${token}/code/essai`);
  await opened();
  await somebody.open(`/t/${token}/contenu/reponses`);
  // Long answers outlast the code.
  somebody.cookies.delete('guichet-contenu');
  await somebody.submit('/reponses', { 'reponse-1': 'Écrit lentement.' });
  expect(somebody.page.url).toContain(`/t/${token}/code?suite=`);
  expect(somebody.page.url).not.toContain('lentement');
  await newCode(api.db, '54', token ?? '', Date.now());
  await somebody.open(somebody.page.url.replace('/code?', '/code/essai?'));
  await somebody.submit('/code/essai', { code: '000000' });
  expect(somebody.refusal).toContain('Ce code n’est pas le bon');
  expect(somebody.page.text).not.toContain('000000');
  await opened();
  expect(somebody.page.url).toMatch(/\/contenu\/reponses\?saisie=/);
  expect(somebody.page.text).toContain('Écrit lentement.');
});

it('an answer given meanwhile is shown to whoever had opened the page before, by link or account', async () => {
  await partner.open('/partenaire?etat=terminees');
  const href = /href="(\/partenaire\/[^"]+\.t\d+)"/.exec(partner.page.text)?.[1] ?? '';
  const colleague = new Visitor(api.url);
  await colleague.signIn(demonstrationAccount('54', 'PARTNER'));
  await Promise.all([partner.open(`${href}/suite`), colleague.open(`${href}/suite`)]);
  await partner.submit('/suite', { outcome: [] });
  expect(partner.refusal).toContain('Cochez au moins une suite');
  await partner.submit('/suite', { outcome: ['MESURES_CORRECTIVES'] });
  expect(partner.words).toContain('Merci');
  await colleague.submit('/suite', { outcome: ['AUTRE'], text: 'Autre chose.' });
  expect(colleague.refusal).toContain('Une autre réponse a été donnée');
  expect(colleague.words).toMatch(/Enregistré entre-temps : Mesures correctives/i);
  expect(colleague.page.text).toContain('Autre chose.');
  await colleague.submit('/suite');
  expect(colleague.words, 'sent again knowingly').toContain('Merci');
});

/** The first role that the directory gives to a body. */
async function roleOf(organisation: string): Promise<{ roles: string }> {
  const { rows } = await inDepartment(api.db, '54', (tx) =>
    tx.query<{ role: string }>(
      {
        text: `SELECT o -> 'roles' ->> 0 AS role FROM directory_revision, jsonb_array_elements(content -> 'organisations') AS o WHERE o ->> 'id' = $1`,
      },
      [organisation],
    ),
  );
  return { roles: rows[0]?.role ?? '' };
}
