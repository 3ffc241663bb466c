import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseEvent } from '../../../cases/model/events.ts';
import { apply } from '../../../cases/record/apply.ts';
import { agent as law } from '../../../cases/world.testing.ts';
import { proposedAnswer } from '../../../data-requests/answer.ts';
import { askerNames } from '../../../data-requests/codes.ts';
import { inDepartment } from '../../../database/pool.ts';
import { textOfPdf } from '../../../documents/pdf-text.testing.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';
import { asOwner, type OpenedCase, openCase } from '../../../test/fresh.testing.ts';

const page = '/guichet/demandes';
const [person, son, neighbour] = ['Philibertine Quatrebarbes', 'Ambroise Quatrebarbes', 'Gontran Vaucresson'];
const home = '12 rue des Lilas bleus, 54000 Nancy';
const today = DateTime.now().setZone('Europe/Paris');
let api: TestApi;
let [one, other]: Visitor[] = [];
let about: OpenedCase;
beforeAll(async () => {
  api = await startTestApi();
  [one, other] = await Promise.all(
    (['AGENT', 'COORDINATOR'] as const).map(async (kind) => {
      const visitor = new Visitor(api.url);
      await visitor.signIn(demonstrationAccount('54', kind));
      return visitor;
    }),
  );
  about = await openCase(api.db, {
    content: {
      narrative: `${person} ne mange plus.`,
      victim: { name: person, address: home },
      implicated: [{ name: son }],
      reporter: { name: neighbour, phone: '03 83 11 22 33', anonymousToDesk: false, anonymousToImplicated: true },
    },
  });
});
afterAll(() => api?.end());

const both = (): [Visitor, Visitor] => {
  if (one === undefined || other === undefined) throw new Error('two people of the desk are needed');
  return [one, other];
};
const did = (event: Omit<Extract<CaseEvent, { kind: 'InformingNoted' }>, 'at' | 'by'>) =>
  apply(api.db, '54', about.caseId, { ...event, at: Date.now(), by: law });
const traces = () =>
  inDepartment(api.db, '54', async (tx) => {
    const { rows } = await tx.query<{ kind: string }>({ text: `SELECT kind FROM trace WHERE kind LIKE 'DATA_REQUEST%' ORDER BY id` });
    return rows.map(({ kind }) => kind);
  });

const printed = async (visitor: Visitor, address: string): Promise<string> => {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const pdf = await fetch(`${api.url}${address}`, { headers: { cookie } });
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  return textOfPdf(Buffer.from(await pdf.arrayBuffer()));
};

/** Somebody asks, and their identity is looked at; answers with the request's address. */
async function asks(
  visitor: Visitor,
  {
    name,
    right = 'ACCESS',
    asker,
    receivedOn = today,
    proved = 'OUI',
  }: { name: string; right?: string; asker: string; receivedOn?: DateTime; proved?: string },
) {
  await visitor.open(`${page}/nouvelle`);
  const said = {
    right,
    came: 'LETTER',
    receivedOn: receivedOn.toFormat('dd/MM/yyyy'),
    name,
    about: person,
    reach: `${name}\n1 rue de l’Essai`,
    words: 'Que savez-vous ?',
  };
  await visitor.submit('/nouvelle', said);
  const at = visitor.page.url;
  expect(at).toMatch(/\/demandes\/\d+$/);
  await visitor.open(`${at}/verification`);
  await visitor.submit('/verification', { asker, identity: 'Carte vue.', mandate: 'Jugement vu.', proved });
  return at;
}

test('whoever is implicated, and not informed, has to the letter the answer of whom nothing is known of', async () => {
  const [agent, reader] = both();
  const at = await asks(agent, { name: son, asker: 'IMPLICATED' });
  const stranger = await asks(agent, { name: 'Eustache Inconnu', asker: 'CITED' });
  await agent.open(`${at}/dossiers`);
  expect(agent.words, 'their names find it').toContain(about.reference);
  await agent.submit('/dossiers', { cases: about.reference });
  const answers: string[] = [];
  for (const [address, name] of [
    [at, son],
    [stranger, 'Eustache Inconnu'],
  ] as const) {
    await agent.open(`${address}/reponse`);
    expect(agent.page.text).not.toContain('name="answer"');
    await agent.submit('/reponse', { reach: `${name}\n1 rue de l’Essai`, answer: `Une alerte existe sur ${person}.` });
    await agent.open(`${address}/relecture`);
    expect(agent.page.text, 'not read by whoever prepared it').not.toContain('/accepter');
    await reader.open(`${address}/relecture`);
    await reader.submit('/accepter');
    expect(reader.words).toContain('elle peut partir');
    const pdf = await printed(reader, `${address}/reponse.pdf`);
    answers.push(pdf.replaceAll(name, 'X').replaceAll(/Demande n°\s*\d+/g, 'Demande'));
  }
  expect(answers[0]).toBe(answers[1]);
  expect(answers[0]).not.toMatch(/Quatrebarbes|Une alerte existe sur/);
  expect(answers[0]).toContain('le guichet n’a rien à vous communiquer');
});

test('informed, whoever is implicated is told what is held against them, and not who wrote, where the person is, or whom it went to', async () => {
  const [agent, reader] = both();
  await did({ kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: { on: Date.now() - 1000 } });
  const at = await asks(agent, { name: son, asker: 'IMPLICATED' });
  await agent.open(`${at}/dossiers`);
  await agent.submit('/dossiers', { others: 'INCONNUE' });
  expect(agent.refusal).toMatch(/Aucun dossier que vous pouvez voir/);
  await agent.open(`${at}/dossiers`);
  await agent.submit('/dossiers', { others: about.reference.toLowerCase() });
  await agent.open(`${at}/reponse`);
  expect(agent.words).toContain('le guichet a reçu une alerte qui vous concerne');
  expect(agent.words).not.toContain('Elle a été transmise à');
  const prepare = async (answer: string) => {
    await agent.open(`${at}/reponse`);
    await agent.submit('/reponse', { reach: son, answer });
    return agent.refusal;
  };
  expect(await prepare('Ce qui vous est reproché : [à compléter].')).toMatch(/Complétez/);
  expect(await prepare(`Monsieur ${neighbour} dit que vous ne venez plus.`)).toMatch(/désigne l’auteur/);
  expect(await prepare(`Votre mère vit au 12 rue des Lilas bleus.`)).toMatch(/où se trouve la personne/);
  expect(await prepare('On vous reproche de ne plus venir.')).toBeNull();

  await did({ kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: { until: Date.now() + 10 * 24 * 3_600_000, why: 'DANGER' } });
  await reader.open(`${at}/relecture`);
  expect(reader.words, 'it waits again since').toContain('Rien ne peut en être dit');
  expect(reader.words).toContain('préparée à nouveau');
  expect(reader.page.text).not.toContain('/accepter');
  await reader.submit('/renvoyer');
  expect(reader.words).toContain('Préparer la réponse');
});

test('what may be told of each case is sealed with the answer: of two, one put off again, it is not agreed to, not printed, and not gone', async () => {
  const [agent, reader] = both();
  const second = await openCase(api.db, { content: { narrative: 'Elle a maigri.', victim: { name: person, address: home } } });
  const informed = async (caseId: string, said: Extract<CaseEvent, { kind: 'InformingNoted' }>['said']) =>
    apply(api.db, '54', caseId, { kind: 'InformingNoted', whom: 'PERSONNE', said, at: Date.now(), by: law });
  const later = { until: Date.now() + 10 * 24 * 3_600_000, why: 'DANGER' } as const;
  for (const { caseId } of [about, second]) await informed(caseId, { on: Date.now() - 1000 });
  const at = await asks(agent, { name: person, asker: 'PERSON' });
  await agent.open(`${at}/dossiers`);
  await agent.submit('/dossiers', { others: `${about.reference} ${second.reference}` });
  const prepare = async (answer: string) => {
    await agent.open(`${at}/reponse`);
    await agent.submit('/reponse', { reach: person, answer });
    return agent.refusal;
  };
  const agree = async () => {
    await reader.open(`${at}/relecture`);
    await reader.submit('/accepter');
    return reader.words;
  };
  expect(await prepare(`Deux alertes, ${about.reference} et ${second.reference}.`)).toBeNull();
  await reader.open(`${at}/relecture`);
  await informed(second.caseId, later);
  await reader.submit('/accepter');
  expect(reader.words, 'the other case has something to tell still').toContain('a changé depuis');
  await reader.open(`${at}/relecture`);
  expect(reader.page.text).not.toContain('/accepter');
  expect(await prepare(`Deux alertes, ${about.reference} et ${second.reference}.`), 'typed by hand').toMatch(/laisse deviner/);
  expect(await prepare(`Une alerte, ${about.reference}.`)).toBeNull();
  expect(await agree()).toContain('elle peut partir');
  expect(await printed(reader, `${at}/reponse.pdf`)).toContain(about.reference);
  await informed(about.caseId, later);
  await agent.open(`${at}/reponse.pdf`);
  expect(agent.words, 'no letter any more').toContain('a changé depuis');
  await agent.open(`${at}/remise`);
  await agent.submit('/remise', { how: 'LETTER', on: today.toFormat('dd/MM/yyyy') });
  expect(agent.refusal).toMatch(/préparée à nouveau/);
  await reader.open(`${at}/relecture`);
  await reader.submit('/renvoyer');
  expect(reader.words).toContain('Préparer la réponse');
});

test('whoever alerted for herself is told what is her own, and nothing of another author, in whatever quality she asks', async () => {
  const [agent] = both();
  const own = { name: person, phone: '03 83 44 55 66', anonymousToDesk: false, anonymousToImplicated: true, link: 'VICTIME' as const };
  const ofHers = await openCase(api.db, {
    content: { narrative: 'On me prend mon argent.', victim: { name: person, address: home }, reporter: own },
  });
  for (const { caseId } of [about, ofHers])
    await apply(api.db, '54', caseId, { kind: 'InformingNoted', whom: 'PERSONNE', said: { on: Date.now() - 1000 }, at: Date.now(), by: law });
  for (const asker of ['PERSON', 'AUTHOR']) {
    const at = await asks(agent, { name: person, asker });
    await agent.open(`${at}/dossiers`);
    await agent.submit('/dossiers', { others: `${about.reference} ${ofHers.reference}` });
    const prepare = async (answer: string) => {
      await agent.open(`${at}/reponse`);
      await agent.submit('/reponse', { reach: person, answer });
      return agent.refusal;
    };
    expect(await prepare('Nous joignons le 03 83 11 22 33.'), asker).toMatch(/désigne l’auteur/);
    expect(await prepare('Votre numéro est le 03 83 44 55 66.'), asker).toBeNull();
  }
  expect(askerNames.indexOf('AUTHOR'), 'she is the person: the last that fits').toBeLessThan(askerNames.indexOf('PERSON'));
});

test('an opposition is written on the case, with what it does not stop, before the answer is gone; all leaves traces', async () => {
  const [agent, reader] = both();
  await did({ kind: 'InformingNoted', whom: 'PERSONNE', said: { on: Date.now() - 1000 } });
  const before = (await traces()).length;
  const at = await asks(agent, { name: person, right: 'OBJECTION', asker: 'PERSON' });
  await agent.open(`${at}/dossiers`);
  await agent.submit('/dossiers', { cases: about.reference });
  const impostor = await asks(agent, { name: 'Eustache Inconnu', right: 'OBJECTION', asker: 'PERSON', proved: 'NON' });
  await agent.open(`${impostor}/dossiers`);
  await agent.submit('/dossiers', { cases: about.reference });
  expect(agent.page.text, 'who proved nothing has nothing written on a case').not.toContain('/inscription');
  expect((await agent.open(`${impostor}/inscription`)).status).toBe(404);
  await agent.open(`${at}/reponse`);
  const answer = `Bonjour. ${proposedAnswer({ right: 'OBJECTION', came: 'LETTER', receivedOn: '2026-11-20' }, [])}`;
  await agent.submit('/reponse', { reach: person, answer });
  await reader.open(`${at}/relecture`);
  await reader.submit('/accepter');
  await agent.open(`${at}/remise`);
  await agent.submit('/remise', { how: 'LETTER', on: today.toFormat('dd/MM/yyyy') });
  expect(agent.refusal).toMatch(/Inscrivez d’abord/);
  await agent.open(`${at}/inscription`);
  await agent.submit('/inscription', { text: 'Elle ne veut pas que le médecin soit prévenu.' });
  expect(agent.words).toContain('demande inscrite à son journal');
  await agent.open(`/guichet/dossiers/${about.reference}`);
  expect(agent.words).toMatch(/Demande n°\s\d+ : remettre la réponse/);
  expect(agent.words).toContain('Elle n’arrête ni transmission, ni obligation, ni délai légal.');
  expect(agent.words).toContain('Elle ne veut pas que le médecin soit prévenu.');
  await agent.open(`${at}/remise`);
  await agent.submit('/remise', { how: 'LETTER', on: today.plus({ days: 2 }).toFormat('dd/MM/yyyy') });
  expect(agent.refusal).toMatch(/ni après aujourd’hui/);
  await agent.open(`${at}/remise`);
  await agent.submit('/remise', { how: 'LETTER', on: today.toFormat('dd/MM/yyyy') });
  expect(agent.words).toContain('la demande est close');
  const of = ['RECORDED', 'CHECKED', 'CASES', 'PREPARED', 'READ', 'WRITTEN', 'SENT'].map((what) => `DATA_REQUEST_${what}`);
  expect((await traces()).slice(before)).toEqual(
    ['RECORDED', 'CHECKED', 'CASES', ...of.map((one) => one.slice('DATA_REQUEST_'.length))].map((what) => `DATA_REQUEST_${what}`),
  );
});

test('words corrected after a cut are written too, and the same words once', async () => {
  const [agent] = both();
  const at = await asks(agent, { name: person, right: 'RECTIFICATION', asker: 'PERSON' });
  await agent.open(`${at}/dossiers`);
  await agent.submit('/dossiers', { cases: about.reference });
  const write = async (text: string) => {
    await agent.open(`${at}/inscription`);
    await agent.submit('/inscription', { text });
  };
  await asOwner(api, 'ALTER TABLE data_request ADD CONSTRAINT cut CHECK (false) NOT VALID');
  await write('Elle est née en 1941.');
  await write('Elle est née en 1941.');
  await asOwner(api, 'ALTER TABLE data_request DROP CONSTRAINT cut');
  await write('Elle est née en 1942.');
  expect(agent.words).toContain('inscrite au journal');
  await agent.open(`/guichet/dossiers/${about.reference}`);
  expect(agent.words.match(/Elle est née en 194[12]/g)?.toSorted()).toEqual(['Elle est née en 1941', 'Elle est née en 1942']);
});

test('several who are implicated, and one informing for all of them: whoever answers is told so', async () => {
  const [agent] = both();
  const { caseId, reference } = await openCase(api.db, {}, { implicated: [{ kind: 'MEMBRE_FAMILLE' }, { kind: 'MEMBRE_FAMILLE' }] });
  await apply(api.db, '54', caseId, { kind: 'InformingNoted', whom: 'MIS_EN_CAUSE', said: { on: Date.now() - 1000 }, at: Date.now(), by: law });
  const at = await asks(agent, { name: son, asker: 'IMPLICATED' });
  await agent.open(`${at}/dossiers`);
  await agent.submit('/dossiers', { others: reference });
  await agent.open(`${at}/reponse`);
  expect(agent.words).toContain('une seule information vaut pour toutes');
});

test('a request that is near its limit is in the queue, late said as late; a longer delay is told by a letter', async () => {
  const [agent] = both();
  const late = await asks(agent, { name: 'Hildegarde Retard', asker: 'PERSON', receivedOn: today.minus({ days: 40 }) });
  await agent.open('/guichet');
  expect(agent.words).toMatch(/Demande n° \d+/);
  expect(agent.page.text).toContain(`href="${late}"`);
  await agent.open(page);
  expect(agent.page.text).toMatch(/class="late">\(en retard/);
  await agent.open(`${late}/delai`);
  await agent.submit('/delai', { why: 'COMPLEX' });
  expect(agent.words, 'too late for that').toContain('Quelqu’un d’autre');
  const at = await asks(agent, { name: 'Hildegarde Longue', asker: 'PERSON' });
  await agent.open(`${at}/delai`);
  await agent.submit('/delai', { why: 'COMPLEX' });
  expect(agent.words).toContain('envoyez maintenant la lettre');
  expect(await printed(agent, `${at}/delai.pdf`)).toContain('Votre demande est complexe');
  expect((await agent.open(`${at}/reponse.pdf`)).status, 'nobody read an answer').toBe(404);
});

test('whoever represents somebody shows a mandate, and a day to come is none on which a request came', async () => {
  const [agent] = both();
  await agent.open(`${page}/nouvelle`);
  await agent.submit('/nouvelle', {
    right: 'ACCESS',
    came: 'DESK',
    receivedOn: today.plus({ days: 1 }).toFormat('dd/MM/yyyy'),
    name: 'X',
    reach: 'Y',
    words: 'Z',
  });
  expect(agent.refusal).toMatch(/pas encore passé/);
  const at = await asks(agent, { name: 'Hildegarde Tutrice', asker: 'PERSON' });
  await agent.open(`${at}/verification`);
  await agent.submit('/verification', { asker: 'REPRESENTATIVE', identity: 'Vue.', mandate: '', proved: 'OUI' });
  expect(agent.refusal).toMatch(/quel mandat/);
});

test('the person, or whoever is implicated, is noted as informed on the page of the case, or why that waits', async () => {
  const [agent] = both();
  const address = `/guichet/dossiers/${about.reference}/information`;
  await agent.open(address);
  await agent.submit('/information', { whom: 'MIS_EN_CAUSE', done: 'DIFFEREE', day: today.plus({ days: 9 }).toFormat('dd/MM/yyyy') });
  expect(agent.refusal).toMatch(/pourquoi l’information attend/);
  await agent.open(address);
  await agent.submit('/information', { whom: 'MIS_EN_CAUSE', done: 'FAITE', day: today.plus({ days: 9 }).toFormat('dd/MM/yyyy') });
  expect(agent.refusal).toMatch(/pas encore venu/);
  await agent.open(address);
  await agent.submit('/information', { whom: 'MIS_EN_CAUSE', done: 'DIFFEREE', day: today.plus({ days: 9 }).toFormat('dd/MM/yyyy'), why: 'ENQUETE' });
  expect(agent.words).toContain('Information différée jusqu’au');
});
